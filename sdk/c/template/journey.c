// One user: looks at a page of products, and at one of them.
#include "throng/throng.h"

THRONG_RUN {
    throng_response page;
    THRONG_STEP("list") {
        throng_request list = throng_get("/api/products");
        throng_request_query(list, "page", "1");
        page = throng_request_send(list);
    }
    if (!throng_response_ok(page)) return throng_format("no page: status %u", throng_response_status(page));
    throng_check("there are products", throng_response_json_length(page, "/items") > 0);
    const char *id = throng_response_json(page, "/items/0/id");
    if (!id) return "a product has no id";
    throng_request item = throng_get("/api/products/{id}");
    throng_request_param(item, "id", id);
    throng_response product = throng_request_send(item);
    throng_check("it is the one asked for", throng_same(throng_response_json(product, "/id"), id));
    throng_think(0.5, 1.5);
    return THRONG_OK;
}

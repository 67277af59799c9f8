// The conformance journey: ../README.md says what it does.
#include "throng/throng.h"

#include <stdlib.h>

static const char *token;
static throng_metric price, labels, seen, stock, refused;

THRONG_PLAN { return "{\"thresholds\":{\"checks\":[\"rate > 0.5\"]}}"; }

THRONG_SETUP(value) {
    const char *greeting = throng_response_json(throng_request_send(throng_get("/config")), "/greeting");
    if (!greeting) return "no greeting";
    *value = greeting;
    return THRONG_OK;
}

THRONG_START {
    price = throng_metric_trend("price", "eur");
    labels = throng_metric_counter("labels", "");
    seen = throng_metric_tagged(throng_metric_counter("seen", ""), &(throng_field){ "shelf", "lamps" }, 1);
    stock = throng_metric_gauge("stock", "");
    refused = throng_metric_rate("refused");
    throng_session_header("x-suite", "conformance");
    throng_table users = throng_table_new("users");
    uint32_t row;
    if (!throng_table_mine(users, &row)) return "no row";
    const char *name = throng_table_cell(users, row, "name"), *password = throng_table_cell(users, row, "password");
    throng_request login = throng_post("/login");
    throng_request_json(login, throng_format("{\"name\":%s,\"password\":%s}", throng_quoted(name), throng_quoted(password)));
    throng_request_name(login, "login");
    throng_request_tag(login, "kind", "auth");
    throng_request_expect(login, "200");
    const char *given = throng_response_json(throng_request_send(login), "/token");
    if (!given) return "no token";
    token = throng_keep(given);
    throng_info(throng_format("%s is in", name));
    return THRONG_OK;
}

static void read_item(const char *id) {
    throng_request item = throng_get("/items/{id}");
    throng_request_param(item, "id", id);
    throng_request_query(item, "greeting", throng_setup_data());
    throng_request_bearer(item, token);
    throng_request_header(item, "x-user", throng_format("%u", throng_id()));
    throng_response r = throng_request_send(item);
    throng_check("status is 200", throng_response_status(r) == 200);
    const char *name = throng_format("lampe № %s 🐢", id);
    throng_check("the lamp is the one",
                 throng_same(throng_response_json(r, "/name"), name) && !throng_response_json(r, "/absent"));
    throng_check("the header is there", throng_same(throng_response_header(r, "X-Item"), id));
    throng_check("the text is found", strstr(throng_response_text(r), "№") &&
                                          throng_same(throng_response_find(r, "№ ([0-9]+)", 1), id));
    throng_metric_add(price, throng_response_json_number(r, "/price"));
    throng_metric_add(labels, throng_response_json_length(r, "/tags"));
    throng_metric_add(seen, 1);
}

static void order(const char *id) {
    const throng_field form[] = { { "item", id }, { "note", "a b&c=ü" } };
    throng_request r = throng_post("/orders");
    throng_request_form(r, form, 2);
    throng_request_bearer(r, token);
    throng_request_expect(r, "201");
    throng_request_send(r);
    THRONG_STEP("pay") {
        throng_request pay = throng_put("/orders/{id}");
        throng_request_param(pay, "id", id);
        throng_request_bearer(pay, token);
        throng_request_text(pay, "paid");
        bool paid = throng_response_status(throng_request_send(pay)) == 200;
        throng_check_tagged("paid", paid, &(throng_field){ "how", "card" }, 1);
    }
    throng_metric_add(stock, 10.0 - throng_iteration());
}

static void failures(void) {
    throng_response busy = throng_request_send(throng_get("/status/503"));
    throng_check("503 is data", throng_response_status(busy) == 503 && !throng_response_ok(busy));
    throng_response denied = throng_request_send(throng_get("http://127.0.0.1:1/"));
    throng_check("denied is data",
                 throng_response_status(denied) == 0 && throng_same(throng_response_failure(denied), "denied"));
    throng_metric_add(refused, 1);
}

static void two_at_once(void) {
    throng_pending ten = throng_request_start(throng_get("/bytes?n=10"));
    throng_pending twenty = throng_request_start(throng_get("/bytes?n=20"));
    throng_response first = throng_wait(ten), second = throng_wait(twenty);
    throng_check("both came", throng_response_size(first) == 10 && throng_response_size(second) == 20);
}

static const char *often(void) {
    throng_request_hit(throng_get("/task/often"));
    return THRONG_OK;
}

static const char *seldom(void) {
    throng_request_hit(throng_get("/task/seldom"));
    return THRONG_OK;
}

THRONG_RUN {
    uint32_t i = throng_iteration();
    const char *id = throng_format("%u", i + 1);
    THRONG_STEP("read") read_item(id);
    THRONG_STEP("order") order(id);
    failures();
    two_at_once();
    throng_request upload = throng_post("/upload");
    throng_request_file(upload, "note");
    throng_request_header(upload, "x-key", throng_secret("KEY"));
    throng_check("the file is sent", throng_response_status(throng_request_send(upload)) == 200);
    double visits = throng_store_count(throng_format("visits-%u", throng_id()), 1);
    throng_check("the count counts", visits == i + 1);
    throng_choose((const throng_task[]){ { 3, often }, { 1, seldom } }, 2);
    throng_info(throng_format("%s %u", throng_env("GREETING"), i));
    throng_sleep(5);
    if (i == 2) return "no luck in iteration 2";
    if (i == 3) throng_table_new("nowhere");
    return THRONG_OK;
}

THRONG_STOP {
    throng_request logout = throng_post("/logout");
    throng_request_bearer(logout, token);
    throng_request_hit(logout);
    return THRONG_OK;
}

THRONG_TEARDOWN {
    throng_request_send(throng_delete("/config"));
    throng_info("the end");
    return THRONG_OK;
}

// Adds to tagged series that it asks for in each iteration: one that is always the same, and one of 3,000.
#include "throng/throng.h"

THRONG_RUN {
    throng_metric seen = throng_metric_counter("seen", "");
    const char *row = throng_format("%u", throng_iteration() % 3000);
    throng_metric_add(throng_metric_tagged(seen, &(throng_field){ "shelf", "lamps" }, 1), 1);
    throng_metric_add(throng_metric_tagged(seen, &(throng_field){ "row", row }, 1), 1);
    return THRONG_OK;
}

// Write load journeys for throng in C. contract.h has every function of the host; this file what makes C of them.
//
//     #include "throng/throng.h"
//
//     THRONG_RUN {
//         throng_response r = throng_request_send(throng_get("/"));
//         throng_check("status is 200", throng_response_status(r) == 200);
//         throng_sleep(1000);
//         return THRONG_OK;
//     }
//
// A stage gives THRONG_OK, or the text of an error: an iteration that failed. What the target does is never an error.
// Texts that the host or throng_format gives live until the stage ends; throng_keep makes them last.
#ifndef THRONG_H
#define THRONG_H

#include "contract.h"

/// What a stage gives when it went well.
#define THRONG_OK ((const char *)NULL)

/// One iteration: the one stage that must be there.
#define THRONG_RUN THRONG_STAGE(run)
/// Once for each user and each instance of it, before its first iteration: prepare requests and metrics here.
#define THRONG_START THRONG_STAGE(start)
/// Once for each user, after its last iteration.
#define THRONG_STOP THRONG_STAGE(stop)
/// Once in a run, after the last user.
#define THRONG_TEARDOWN THRONG_STAGE(teardown)
/// Once in a run, before any user. `*value` is what throng_setup_data gives to all.
#define THRONG_SETUP(value)                                                                  \
    static const char *throng_stage_setup(const char **);                                    \
    __attribute__((export_name("setup"))) void *throng_export_setup(void) {                  \
        const char *value_ = "", *error_;                                                    \
        throng_begin();                                                                      \
        error_ = throng_stage_setup(&value_);                                                \
        return throng_outcome(error_, value_);                                               \
    }                                                                                        \
    static const char *throng_stage_setup(const char **value)
/// The plan's defaults: returns the JSON form of a plan file.
#define THRONG_PLAN                                                                          \
    static const char *throng_stage_plan(void);                                              \
    __attribute__((export_name("plan"))) void *throng_export_plan(void) {                    \
        throng_begin();                                                                      \
        return throng_given(throng_stage_plan());                                            \
    }                                                                                        \
    static const char *throng_stage_plan(void)

#define THRONG_STAGE(name)                                                                   \
    static const char *throng_stage_##name(void);                                            \
    __attribute__((export_name(#name))) void *throng_export_##name(void) {                   \
        throng_begin();                                                                      \
        return throng_outcome(throng_stage_##name(), "");                                    \
    }                                                                                        \
    static const char *throng_stage_##name(void)

/// A request that is sent once, or more often in the same stage: it is let go of when the stage ends. For one that lasts use
/// throng_request_new in THRONG_START.
throng_request throng_once(const char *method, const char *url);
static inline throng_request throng_get(const char *url) { return throng_once("GET", url); }
static inline throng_request throng_head(const char *url) { return throng_once("HEAD", url); }
static inline throng_request throng_post(const char *url) { return throng_once("POST", url); }
static inline throng_request throng_put(const char *url) { return throng_once("PUT", url); }
static inline throng_request throng_patch(const char *url) { return throng_once("PATCH", url); }
static inline throng_request throng_delete(const char *url) { return throng_once("DELETE", url); }
static inline throng_request throng_options(const char *url) { return throng_once("OPTIONS", url); }

/// A sum. The same name gives the same handle, for as long as the user lives: it may be asked for in each iteration.
throng_metric throng_metric_counter(const char *name, const char *unit);
/// The last value, with the least and the greatest; the handle as of throng_metric_counter.
throng_metric throng_metric_gauge(const char *name, const char *unit);
/// A share: adding 0 is a miss, anything else a hit; the handle as of throng_metric_counter.
throng_metric throng_metric_rate(const char *name);
/// A distribution. `ms` and `bytes` are shown as such, another unit as it is written; the handle as of throng_metric_counter.
throng_metric throng_metric_trend(const char *name, const char *unit);
/// The series of the same metric with these tags besides the user's own. The same tags give the same handle: it may be asked for
/// in each iteration. The first 1,000 last as long as the user, more until the stage ends. Traps on a key that the engine sets.
throng_metric throng_metric_tagged(throng_metric self, const throng_field *tags, size_t tags_length);
/// Lets go of it: of the handle that all have who asked for this metric. It need not be called.
void throng_metric_drop(throng_metric self);

/// A text as printf makes it.
const char *throng_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
/// The text in quotes, as JSON has it: `throng_format("{\"name\":%s}", throng_quoted(name))`.
const char *throng_quoted(const char *text);
/// A copy that lasts as long as the user; free() lets go of it.
const char *throng_keep(const char *text);
/// Whether both texts are there and the same.
bool throng_same(const char *a, const char *b);

/// A step: `THRONG_STEP("buy") { … }`. It ends with its block, also on an early return.
#define THRONG_STEP(name)                                                                    \
    for (throng_step throng_step_ __attribute__((cleanup(throng_step_end))) = throng_step_begin(name); throng_step_.open; \
         throng_step_end(&throng_step_))
typedef struct { bool open; } throng_step;
static inline throng_step throng_step_begin(const char *name) {
    throng_enter(name);
    return (throng_step){ true };
}
static inline void throng_step_end(throng_step *step) {
    if (step->open) throng_leave();
    step->open = false;
}

/// A task and how often it is done in comparison with the others.
typedef struct { uint32_t weight; const char *(*run)(void); } throng_task;
/// Does one of the tasks, chosen by weight, and gives what it gave.
const char *throng_choose(const throng_task *tasks, size_t count);
/// Sleeps between so many seconds and so many, at random.
void throng_think(double least, double most);

// What the macros above call.
void throng_begin(void);
void *throng_outcome(const char *error, const char *value);
void *throng_given(const char *text);

#endif

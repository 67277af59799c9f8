// The part of the SDK that is compiled once: memory for what the host gives, the ends of stages, tasks.
#include "throng.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

// What the host and throng_format write lies in blocks that are begun anew by each stage. The first one stays.
typedef struct block {
    struct block *before;
    size_t size, used;
    _Alignas(16) char bytes[];
} block;

enum { FIRST = 16384 };
static block *newest;

static void *room(size_t size, size_t align) {
    size_t at = newest ? (newest->used + align - 1) & ~(align - 1) : 0;
    if (!newest || at + size > newest->size) {
        size_t capacity = size > FIRST ? size : FIRST;
        block *fresh = malloc(sizeof *fresh + capacity);
        if (!fresh) abort();
        fresh->before = newest;
        fresh->size = capacity;
        newest = fresh;
        at = 0;
    }
    newest->used = at + size;
    return newest->bytes + at;
}

// A text gets a zero byte behind it, so that it is one of C's.
__attribute__((export_name("cabi_realloc"))) void *throng_realloc(void *old, size_t had, size_t align, size_t size) {
    char *fresh = room(size + 1, align);
    if (had) memcpy(fresh, old, had < size ? had : size);
    fresh[size] = 0;
    return fresh;
}

static int32_t *once;
static size_t once_count, once_room;

throng_request throng_once(const char *method, const char *url) {
    throng_request request = throng_request_new(method, url);
    if (once_count == once_room) {
        once_room = once_room ? once_room * 2 : 16;
        once = realloc(once, once_room * sizeof *once);
        if (!once) abort();
    }
    once[once_count++] = request.handle;
    return request;
}

// Metrics by what they are made of, so that one that is asked for in each iteration is made once.
typedef struct series {
    struct series *next;
    int32_t handle, parent;
    bool passing;
    char key[];
} series;

enum { BUCKETS = 256, MOST_KEPT = 1000 };
static series *known[BUCKETS];
static size_t kept, passing;

/// Where the series of this key is, or would be.
static series **series_at(const char *key) {
    uint32_t hash = 2166136261u;
    for (const char *c = key; *c; c++) hash = (hash ^ (unsigned char)*c) * 16777619u;
    series **at = &known[hash % BUCKETS];
    while (*at && strcmp((*at)->key, key)) at = &(*at)->next;
    return at;
}

static throng_metric series_new(series **at, const char *key, int32_t handle, int32_t parent) {
    series *fresh = malloc(sizeof *fresh + strlen(key) + 1);
    if (!fresh) abort();
    // What is tagged of one that passes must pass with it.
    *fresh = (series){ .handle = handle, .parent = parent, .passing = parent >= 0 && (passing || kept >= MOST_KEPT) };
    strcpy(fresh->key, key);
    *(fresh->passing ? &passing : &kept) += 1;
    *at = fresh;
    return (throng_metric){ handle };
}

static void series_forget(series **at) {
    series *gone = *at;
    *at = gone->next;
    *(gone->passing ? &passing : &kept) -= 1;
    free(gone);
}

#define THRONG_METRIC(key_, made)                                                            \
    const char *key = key_;                                                                  \
    series **at = series_at(key);                                                            \
    return *at ? (throng_metric){ (*at)->handle } : series_new(at, key, made, -1)

throng_metric throng_metric_counter(const char *name, const char *unit) {
    THRONG_METRIC(throng_format("counter %s %s", name, unit), throng_raw_metric_counter(name, strlen(name), unit, strlen(unit)));
}

throng_metric throng_metric_gauge(const char *name, const char *unit) {
    THRONG_METRIC(throng_format("gauge %s %s", name, unit), throng_raw_metric_gauge(name, strlen(name), unit, strlen(unit)));
}

throng_metric throng_metric_rate(const char *name) {
    THRONG_METRIC(throng_format("rate %s", name), throng_raw_metric_rate(name, strlen(name)));
}

throng_metric throng_metric_trend(const char *name, const char *unit) {
    THRONG_METRIC(throng_format("trend %s %s", name, unit), throng_raw_metric_trend(name, strlen(name), unit, strlen(unit)));
}

throng_metric throng_metric_tagged(throng_metric self, const throng_field *tags, size_t tags_length) {
    const char *key = throng_format("%d", self.handle);
    for (size_t i = 0; i < tags_length; i++)
        key = throng_format("%s %s%s", key, throng_quoted(tags[i].name), throng_quoted(tags[i].value));
    series **at = series_at(key);
    if (*at) return (throng_metric){ (*at)->handle };
    int32_t handle = throng_raw_metric_tagged(self.handle, throng_lowered(tags, tags_length), tags_length);
    return series_new(at, key, handle, self.handle);
}

// The host gives the number of a handle that was let go of to another one: what was tagged by it is forgotten too.
void throng_metric_drop(throng_metric self) {
    for (size_t i = 0; i < BUCKETS; i++)
        for (series **at = &known[i]; *at;)
            if ((*at)->handle == self.handle || (*at)->parent == self.handle) series_forget(at);
            else at = &(*at)->next;
    throng_raw_metric_drop(self.handle);
}

static void end_passing(void) {
    for (size_t i = 0; passing && i < BUCKETS; i++)
        for (series **at = &known[i]; *at;)
            if ((*at)->passing) throng_raw_metric_drop((*at)->handle), series_forget(at);
            else at = &(*at)->next;
}

void throng_begin(void) {
    while (once_count) throng_request_drop((throng_request){ once[--once_count] });
    end_passing();
    while (newest && newest->before) {
        block *before = newest->before;
        free(newest);
        newest = before;
    }
    if (newest) newest->used = 0;
}

void *throng_outcome(const char *error, const char *value) {
    static struct { uint32_t failed; const char *text; size_t length; } result;
    result.failed = error != NULL;
    result.text = error ? error : value;
    result.length = strlen(result.text);
    return &result;
}

void *throng_given(const char *text) {
    static throng_text result;
    result.text = text;
    result.length = strlen(text);
    return &result;
}

const throng_pair *throng_lowered(const throng_field *fields, size_t count) {
    throng_pair *pairs = room(count * sizeof *pairs, _Alignof(throng_pair));
    for (size_t i = 0; i < count; i++) {
        pairs[i].name = (throng_text){ fields[i].name, strlen(fields[i].name) };
        pairs[i].value = (throng_text){ fields[i].value, strlen(fields[i].value) };
    }
    return pairs;
}

const char *throng_format(const char *format, ...) {
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    char *text = room((size_t)length + 1, 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(list);
    return text;
}

const char *throng_quoted(const char *text) {
    char *quoted = room(strlen(text) * 6 + 3, 1), *to = quoted;
    *to++ = '"';
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') *to++ = '\\';
        if (c < ' ') to += sprintf(to, "\\u%04x", c);
        else *to++ = (char)c;
    }
    *to++ = '"';
    *to = 0;
    return quoted;
}

const char *throng_keep(const char *text) {
    char *kept = strdup(text);
    if (!kept) abort();
    return kept;
}

bool throng_same(const char *a, const char *b) { return a && b && strcmp(a, b) == 0; }

const char *throng_choose(const throng_task *tasks, size_t count) {
    double total = 0, left;
    for (size_t i = 0; i < count; i++) total += tasks[i].weight;
    left = throng_random() * total;
    for (size_t i = 0; i < count; i++) {
        left -= tasks[i].weight;
        if (left < 0) return tasks[i].run();
    }
    return THRONG_OK;
}

void throng_think(double least, double most) { throng_sleep((least + throng_random() * (most - least)) * 1000); }

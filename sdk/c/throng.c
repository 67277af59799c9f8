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

void throng_begin(void) {
    while (once_count) throng_request_drop((throng_request){ once[--once_count] });
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

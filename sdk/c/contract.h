// Every function of the contract. Made of wit/ by `cargo xtask bindings`: do not edit.
// Texts that the host gives end with a zero byte and live until the iteration ends (see throng_keep).
#ifndef THRONG_CONTRACT_H
#define THRONG_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define THRONG_IMPORT(module, name) extern __attribute__((__import_module__(module), __import_name__(name)))

/// A text of the host.
typedef struct { const char *text; size_t length; } throng_text;
/// Texts of the host.
typedef struct { const throng_text *items; size_t length; } throng_texts;
/// Bytes of the host.
typedef struct { const uint8_t *items; size_t length; } throng_bytes;
/// Numbers of the host.
typedef struct { const uint32_t *items; size_t length; } throng_numbers;
/// A name and a value of the host: a header, a cell.
typedef struct { throng_text name; throng_text value; } throng_pair;
/// Names and values of the host.
typedef struct { const throng_pair *items; size_t length; } throng_pairs;
/// A name and a value of the journey: a field of a form, a tag.
typedef struct { const char *name; const char *value; } throng_field;

/// Fields as the host reads them; they live until the iteration ends.
const throng_pair *throng_lowered(const throng_field *fields, size_t count);

typedef struct { int32_t handle; } throng_pollable;

/// A request that is prepared once and sent many times. Everything that is set on it stays set, and setting it again
/// replaces it: a request kept from one iteration to the next must not grow. Only `add-header` adds. What cannot be
/// sent shows when it is sent (failure `invalid`); what is a mistake in the journey's own text traps at once.
/// It lives until it is dropped, also from one iteration to the next.
typedef struct { int32_t handle; } throng_request;

/// Under way. Dropping it cancels the exchange (failure `cancelled`), and so does the end of the iteration, after
/// which using it traps.
typedef struct { int32_t handle; } throng_pending;

/// The parts of a `multipart/form-data` body, in the order added. Lives until it is dropped.
typedef struct { int32_t handle; } throng_multipart;

/// What came back. Lives until it is dropped, at the longest until the iteration ends: a garbage collector need not be
/// quick, and a late drop harms nothing. Used after that, it traps.
typedef struct { int32_t handle; } throng_response;

/// A form of a page, to be filled and sent. It lives until it is dropped, at the longest until the iteration ends.
typedef struct { int32_t handle; } throng_form;

/// A body read while it comes, without end or too large to hold. It lives until it is dropped, at the longest until the
/// iteration ends; dropped before its end it is cancelled (failure `cancelled`).
typedef struct { int32_t handle; } throng_download;

/// A stream. It lives until it is dropped, at the longest until the iteration ends, which closes it.
typedef struct { int32_t handle; } throng_source;

/// One event. It lives until it is dropped, at the longest until the iteration ends.
typedef struct { int32_t handle; } throng_event;

/// A connection of its own. It lives until it is dropped, at the longest until the iteration ends; both close it (1001).
typedef struct { int32_t handle; } throng_socket;

/// One message. It lives until it is dropped, at the longest until the iteration ends.
typedef struct { int32_t handle; } throng_message;

/// One call. It lives until it is dropped, at the longest until the iteration ends; before its end it is cancelled.
typedef struct { int32_t handle; } throng_call;

/// A fresh address that nobody can guess. It lives until it is dropped, also from one iteration to the next; after
/// that, what comes is answered 404.
typedef struct { int32_t handle; } throng_address;

/// One request that came. It lives until it is dropped, at the longest until the iteration ends.
typedef struct { int32_t handle; } throng_delivery;

/// One series to add to. The same name gives the same metric, in all users; another kind or unit traps, and so does
/// a name that is not `[A-Za-z_][A-Za-z0-9_]*`. Lives until it is dropped, also from one iteration to the next.
typedef struct { int32_t handle; } throng_metric;

/// A table of the plan: CSV, JSON or JSON lines, kept once on the host for all users. Rows count from 0. The handle
/// lives until it is dropped, and keeps its place in the table.
typedef struct { int32_t handle; } throng_table;

/// Handles of the host.
typedef struct { const throng_response *items; size_t length; } throng_response_list;

THRONG_IMPORT("wasi:io/poll@0.2.0", "[method]pollable.ready")
int32_t throng_raw_pollable_ready(int32_t self);
static inline bool throng_pollable_ready(throng_pollable self) {
    return throng_raw_pollable_ready(self.handle) != 0;
}

THRONG_IMPORT("wasi:io/poll@0.2.0", "[method]pollable.block")
void throng_raw_pollable_block(int32_t self);
static inline void throng_pollable_block(throng_pollable self) {
    throng_raw_pollable_block(self.handle);
}

THRONG_IMPORT("wasi:io/poll@0.2.0", "poll")
void throng_raw_poll(const void *pollables, size_t pollables_length, void *out);
static inline throng_numbers throng_poll(const throng_pollable *pollables, size_t pollables_length) {
    throng_numbers out;
    throng_raw_poll(pollables, pollables_length, &out);
    return out;
}

THRONG_IMPORT("wasi:io/poll@0.2.0", "[resource-drop]pollable")
void throng_raw_pollable_drop(int32_t self);
/// Lets go of it.
static inline void throng_pollable_drop(throng_pollable self) { throng_raw_pollable_drop(self.handle); }

THRONG_IMPORT("throng:load/http@0.1.1", "[constructor]request")
int32_t throng_raw_request_new(const void *method, size_t method_length, const void *url, size_t url_length);
/// The url may hold placeholders, `/items/{id}`, which `param` fills; a relative one is resolved against the
/// plan's target. A method or url that cannot be sent: failure `invalid`.
static inline throng_request throng_request_new(const char *method, const char *url) {
    return (throng_request){ throng_raw_request_new(method, strlen(method), url, strlen(url)) };
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.param")
void throng_raw_request_param(int32_t self, const void *name, size_t name_length, const void *value, size_t value_length);
/// Fills `{name}` in the url, percent-encoded. Unfilled placeholders: failure `invalid`.
static inline void throng_request_param(throng_request self, const char *name, const char *value) {
    throng_raw_request_param(self.handle, name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.query")
void throng_raw_request_query(int32_t self, const void *name, size_t name_length, const void *value, size_t value_length);
/// Sets one parameter of the query, percent-encoded.
static inline void throng_request_query(throng_request self, const char *name, const char *value) {
    throng_raw_request_query(self.handle, name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.header")
void throng_raw_request_header(int32_t self, const void *name, size_t name_length, const void *value, size_t value_length);
/// Replaces every header of that name; an empty value removes it. A name or value that HTTP forbids: failure
/// `invalid`.
static inline void throng_request_header(throng_request self, const char *name, const char *value) {
    throng_raw_request_header(self.handle, name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.add-header")
void throng_raw_request_add_header(int32_t self, const void *name, size_t name_length, const void *value, size_t value_length);
/// Adds a header beside those of that name: the one setter that adds.
static inline void throng_request_add_header(throng_request self, const char *name, const char *value) {
    throng_raw_request_add_header(self.handle, name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.bytes")
void throng_raw_request_bytes(int32_t self, const void *content, size_t content_length);
/// The body, as it is, without a content type. The last of these seven wins; a content-type header of the request's
/// own beats the one they set.
static inline void throng_request_bytes(throng_request self, const void *content, size_t content_length) {
    throng_raw_request_bytes(self.handle, content, content_length);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.text")
void throng_raw_request_text(int32_t self, const void *content, size_t content_length);
/// The body as `text/plain; charset=utf-8`.
static inline void throng_request_text(throng_request self, const char *content) {
    throng_raw_request_text(self.handle, content, strlen(content));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.json")
void throng_raw_request_json(int32_t self, const void *content, size_t content_length);
/// The body as `application/json`; the text is sent as it is, valid or not.
static inline void throng_request_json(throng_request self, const char *content) {
    throng_raw_request_json(self.handle, content, strlen(content));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.form")
void throng_raw_request_form(int32_t self, const void *fields, size_t fields_length);
/// The body as `application/x-www-form-urlencoded`.
static inline void throng_request_form(throng_request self, const throng_field *fields, size_t fields_length) {
    throng_raw_request_form(self.handle, throng_lowered(fields, fields_length), fields_length);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.multipart")
void throng_raw_request_multipart(int32_t self, int32_t parts);
/// The body as `multipart/form-data`, as the parts are now: what is added to them later is not sent.
static inline void throng_request_multipart(throng_request self, throng_multipart parts) {
    throng_raw_request_multipart(self.handle, parts.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.file")
void throng_raw_request_file(int32_t self, const void *name, size_t name_length);
/// A file of the plan, with the content type of its extension; its bytes never pass through the guest. Traps when
/// the plan has none of that name.
static inline void throng_request_file(throng_request self, const char *name) {
    throng_raw_request_file(self.handle, name, strlen(name));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.empty")
void throng_raw_request_empty(int32_t self);
/// No body.
static inline void throng_request_empty(throng_request self) {
    throng_raw_request_empty(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.basic-auth")
void throng_raw_request_basic_auth(int32_t self, const void *user, size_t user_length, const void *password, size_t password_length);
/// Sets the header `authorization`, as `header` would: the last of these four wins.
static inline void throng_request_basic_auth(throng_request self, const char *user, const char *password) {
    throng_raw_request_basic_auth(self.handle, user, strlen(user), password, strlen(password));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.digest-auth")
void throng_raw_request_digest_auth(int32_t self, const void *user, size_t user_length, const void *password, size_t password_length);
/// RFC 7616: the 401 that asks for it is neither a failed request nor in the timings.
static inline void throng_request_digest_auth(throng_request self, const char *user, const char *password) {
    throng_raw_request_digest_auth(self.handle, user, strlen(user), password, strlen(password));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.bearer")
void throng_raw_request_bearer(int32_t self, const void *token, size_t token_length);
/// Sets the header `authorization` to `Bearer` and the token.
static inline void throng_request_bearer(throng_request self, const char *token) {
    throng_raw_request_bearer(self.handle, token, strlen(token));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.timeout")
void throng_raw_request_timeout(int32_t self, double limit);
/// The longest time of the whole exchange, connecting and redirects included; then failure `timeout`. Without it
/// the plan decides.
static inline void throng_request_timeout(throng_request self, double limit) {
    throng_raw_request_timeout(self.handle, limit);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.redirects")
void throng_raw_request_redirects(int32_t self, int32_t at_most);
/// Redirects that are followed at most; with 0 the redirect itself is the response. Without it the plan decides.
static inline void throng_request_redirects(throng_request self, uint32_t at_most) {
    throng_raw_request_redirects(self.handle, (int32_t)at_most);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.version")
void throng_raw_request_version(int32_t self, const void *protocol, size_t protocol_length);
/// `1.1` or `2`; empty, and without it, the plan decides. Traps when the engine does not know the word.
static inline void throng_request_version(throng_request self, const char *protocol) {
    throng_raw_request_version(self.handle, protocol, strlen(protocol));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.name")
void throng_raw_request_name(int32_t self, const void *name, size_t name_length);
/// The series that the timings go to; without it the url as it was given to the constructor, placeholders and
/// all, without its query.
static inline void throng_request_name(throng_request self, const char *name) {
    throng_raw_request_name(self.handle, name, strlen(name));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.tag")
void throng_raw_request_tag(int32_t self, const void *key, size_t key_length, const void *value, size_t value_length);
/// A tag of the exchange's samples. Traps when the key is one that the engine sets (name, method, status, url,
/// proto, scenario, group, expected_response, error_code).
static inline void throng_request_tag(throng_request self, const char *key, const char *value) {
    throng_raw_request_tag(self.handle, key, strlen(key), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.expect")
void throng_raw_request_expect(int32_t self, const void *statuses, size_t statuses_length);
/// Statuses that count as success: `200`, `2xx,404`, `200-299,409`; empty: none counts as success or failure.
/// Without it `session.expect`, else 200-399. Traps when it is no such list.
static inline void throng_request_expect(throng_request self, const char *statuses) {
    throng_raw_request_expect(self.handle, statuses, strlen(statuses));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.discard")
void throng_raw_request_discard(int32_t self);
/// Read the body off the wire, count it, and drop it: the response has none.
static inline void throng_request_discard(throng_request self) {
    throng_raw_request_discard(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.await-verdict")
void throng_raw_request_await_verdict(int32_t self);
/// The sample waits for `response.judge`, at the longest until the response is dropped or the iteration ends; then
/// its status decides.
static inline void throng_request_await_verdict(throng_request self) {
    throng_raw_request_await_verdict(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.htmx")
void throng_raw_request_htmx(int32_t self, const void *target, size_t target_length);
/// Asks as HTMX would for a part of a page: sets `HX-Request: true`, and `HX-Target` to this element's id (none when
/// empty). Its duration is then a sample of `htmx_swap_duration` too, and whether a whole page came instead of a part
/// one of `htmx_fallback`.
static inline void throng_request_htmx(throng_request self, const char *target) {
    throng_raw_request_htmx(self.handle, target, strlen(target));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.send")
int32_t throng_raw_request_send(int32_t self);
/// Sends, and waits for the whole response. The exchange is recorded when its body has ended.
static inline throng_response throng_request_send(throng_request self) {
    return (throng_response){ throng_raw_request_send(self.handle) };
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.hit")
int32_t throng_raw_request_hit(int32_t self);
/// Sends, drops the body, and gives the status only (0: no response): nothing to drop, nothing to leak.
static inline uint16_t throng_request_hit(throng_request self) {
    return (uint16_t)throng_raw_request_hit(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]request.start")
int32_t throng_raw_request_start(int32_t self);
/// Begins to send and returns at once; see `wait`. What comes is read as it comes, whatever the guest does. Later
/// changes of the request do not touch it.
static inline throng_pending throng_request_start(throng_request self) {
    return (throng_pending){ throng_raw_request_start(self.handle) };
}

THRONG_IMPORT("throng:load/http@0.1.1", "get")
int32_t throng_raw_fetch(const void *url, size_t url_length);
/// A GET that is not prepared: for trying out, and for urls met once.
static inline throng_response throng_fetch(const char *url) {
    return (throng_response){ throng_raw_fetch(url, strlen(url)) };
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]pending.ready")
int32_t throng_raw_pending_ready(int32_t self);
/// Whether `wait` would return at once.
static inline bool throng_pending_ready(throng_pending self) {
    return throng_raw_pending_ready(self.handle) != 0;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]pending.subscribe")
int32_t throng_raw_pending_subscribe(int32_t self);
/// Ready once `wait` does not wait any more, and from then on.
static inline throng_pollable throng_pending_subscribe(throng_pending self) {
    return (throng_pollable){ throng_raw_pending_subscribe(self.handle) };
}

THRONG_IMPORT("throng:load/http@0.1.1", "wait")
int32_t throng_raw_wait(int32_t sent);
/// The response, once it is there. Takes the handle: there is nothing to drop afterwards. Start many, then wait for
/// each, to load a page.
static inline throng_response throng_wait(throng_pending sent) {
    return (throng_response){ throng_raw_wait(sent.handle) };
}

THRONG_IMPORT("throng:load/http@0.1.1", "[constructor]multipart")
int32_t throng_raw_multipart_new(void);
/// No parts.
static inline throng_multipart throng_multipart_new(void) {
    return (throng_multipart){ throng_raw_multipart_new() };
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]multipart.field")
void throng_raw_multipart_field(int32_t self, const void *name, size_t name_length, const void *value, size_t value_length);
/// Adds a field.
static inline void throng_multipart_field(throng_multipart self, const char *name, const char *value) {
    throng_raw_multipart_field(self.handle, name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]multipart.part")
void throng_raw_multipart_part(int32_t self, const void *name, size_t name_length, const void *filename, size_t filename_length, const void *content_type, size_t content_type_length, const void *content, size_t content_length);
/// Adds a file with this content. An empty content type: that of the filename's extension.
static inline void throng_multipart_part(throng_multipart self, const char *name, const char *filename, const char *content_type, const void *content, size_t content_length) {
    throng_raw_multipart_part(self.handle, name, strlen(name), filename, strlen(filename), content_type, strlen(content_type), content, content_length);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]multipart.file")
void throng_raw_multipart_file(int32_t self, const void *name, size_t name_length, const void *filename, size_t filename_length, const void *content_type, size_t content_type_length, const void *file, size_t file_length);
/// Adds a file of the plan; its bytes never pass through the guest. Traps when the plan has none of that name.
static inline void throng_multipart_file(throng_multipart self, const char *name, const char *filename, const char *content_type, const char *file) {
    throng_raw_multipart_file(self.handle, name, strlen(name), filename, strlen(filename), content_type, strlen(content_type), file, strlen(file));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.status")
int32_t throng_raw_response_status(int32_t self);
/// 0 when no response came; then the rest is empty, and `failure` says why.
static inline uint16_t throng_response_status(throng_response self) {
    return (uint16_t)throng_raw_response_status(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.ok")
int32_t throng_raw_response_ok(int32_t self);
/// A response came, and its status is one that was expected.
static inline bool throng_response_ok(throng_response self) {
    return throng_raw_response_ok(self.handle) != 0;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.failure")
void throng_raw_response_failure(int32_t self, void *out);
/// Empty, or the reason: dns, connect, tls, timeout, reset, protocol, too-large, denied, cancelled, invalid, or one
/// that this list will get.
static inline const char * throng_response_failure(throng_response self) {
    throng_text out;
    throng_raw_response_failure(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.message")
void throng_raw_response_message(int32_t self, void *out);
/// The reason in words, for a log; empty when there is none.
static inline const char * throng_response_message(throng_response self) {
    throng_text out;
    throng_raw_response_message(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.judge")
void throng_raw_response_judge(int32_t self, int32_t passed, const void *reason, size_t reason_length);
/// What `await-verdict` waits for: whether this exchange counts as passed, whatever its status. The first verdict
/// counts; the reason of a failed one is logged (debug). Traps when the request did not ask for `await-verdict`.
static inline void throng_response_judge(throng_response self, bool passed, const char *reason) {
    throng_raw_response_judge(self.handle, passed, reason, strlen(reason));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.url")
void throng_raw_response_url(int32_t self, void *out);
/// The url that answered: after redirects, with placeholders filled.
static inline const char * throng_response_url(throng_response self) {
    throng_text out;
    throng_raw_response_url(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.hops")
int32_t throng_raw_response_hops(int32_t self);
/// How many redirects were followed.
static inline uint32_t throng_response_hops(throng_response self) {
    return (uint32_t)throng_raw_response_hops(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.version")
void throng_raw_response_version(int32_t self, void *out);
/// `1.1` or `2`; empty when no response came.
static inline const char * throng_response_version(throng_response self) {
    throng_text out;
    throng_raw_response_version(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.header")
void throng_raw_response_header(int32_t self, const void *name, size_t name_length, void *out);
/// The first of that name, in any case.
static inline const char * throng_response_header(throng_response self, const char *name) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_response_header(self.handle, name, strlen(name), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.headers")
void throng_raw_response_headers(int32_t self, void *out);
/// All headers, in the order received; bytes that are no UTF-8 are replaced.
static inline throng_pairs throng_response_headers(throng_response self) {
    throng_pairs out;
    throng_raw_response_headers(self.handle, &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.duration")
double throng_raw_response_duration(int32_t self);
/// sending + waiting + receiving. These eight are of the last hop, and 0 for what did not happen (a reused
/// connection neither resolves, connects nor secures).
static inline double throng_response_duration(throng_response self) {
    return throng_raw_response_duration(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.blocked")
double throng_raw_response_blocked(int32_t self);
/// Waiting for a free connection.
static inline double throng_response_blocked(throng_response self) {
    return throng_raw_response_blocked(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.resolving")
double throng_raw_response_resolving(int32_t self);
/// Asking for the name's address.
static inline double throng_response_resolving(throng_response self) {
    return throng_raw_response_resolving(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.connecting")
double throng_raw_response_connecting(int32_t self);
/// Opening the TCP connection.
static inline double throng_response_connecting(throng_response self) {
    return throng_raw_response_connecting(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.securing")
double throng_raw_response_securing(int32_t self);
/// The TLS handshake.
static inline double throng_response_securing(throng_response self) {
    return throng_raw_response_securing(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.sending")
double throng_raw_response_sending(int32_t self);
/// From the first byte of the request to its last.
static inline double throng_response_sending(throng_response self) {
    return throng_raw_response_sending(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.waiting")
double throng_raw_response_waiting(int32_t self);
/// From the last byte of the request to the first of the response.
static inline double throng_response_waiting(throng_response self) {
    return throng_raw_response_waiting(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.receiving")
double throng_raw_response_receiving(int32_t self);
/// From the first byte of the response to the last of its body.
static inline double throng_response_receiving(throng_response self) {
    return throng_raw_response_receiving(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.size")
int64_t throng_raw_response_size(int32_t self);
/// Bytes of the body as decoded (gzip and so on undone).
static inline uint64_t throng_response_size(throng_response self) {
    return (uint64_t)throng_raw_response_size(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.bytes")
void throng_raw_response_bytes(int32_t self, void *out);
/// The body as decoded.
static inline throng_bytes throng_response_bytes(throng_response self) {
    throng_bytes out;
    throng_raw_response_bytes(self.handle, &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.text")
void throng_raw_response_text(int32_t self, void *out);
/// The body, by the response's charset (UTF-8 without one); what cannot be decoded is replaced.
static inline const char * throng_response_text(throng_response self) {
    throng_text out;
    throng_raw_response_text(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.contains")
int32_t throng_raw_response_contains(int32_t self, const void *text, size_t text_length);
/// Whether the body has this text in it.
static inline bool throng_response_contains(throng_response self, const char *text) {
    return throng_raw_response_contains(self.handle, text, strlen(text)) != 0;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.json")
void throng_raw_response_json(int32_t self, const void *pointer, size_t pointer_length, void *out);
/// RFC 6901. A JSON string comes without its quotes, anything else as JSON text; none where nothing is, or no JSON.
static inline const char * throng_response_json(throng_response self, const char *pointer) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_response_json(self.handle, pointer, strlen(pointer), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.json-number")
double throng_raw_response_json_number(int32_t self, const void *pointer, size_t pointer_length);
/// NaN where no number is.
static inline double throng_response_json_number(throng_response self, const char *pointer) {
    return throng_raw_response_json_number(self.handle, pointer, strlen(pointer));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.json-length")
int32_t throng_raw_response_json_length(int32_t self, const void *pointer, size_t pointer_length);
/// Members of an array or an object; 0 for anything else.
static inline uint32_t throng_response_json_length(throng_response self, const char *pointer) {
    return (uint32_t)throng_raw_response_json_length(self.handle, pointer, strlen(pointer));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.find")
void throng_raw_response_find(int32_t self, const void *pattern, size_t pattern_length, int32_t group, void *out);
/// A group of the first match; group 0 is the whole match. A pattern that does not compile traps.
static inline const char * throng_response_find(throng_response self, const char *pattern, uint32_t group) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_response_find(self.handle, pattern, strlen(pattern), (int32_t)group, &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.find-all")
void throng_raw_response_find_all(int32_t self, const void *pattern, size_t pattern_length, int32_t group, void *out);
/// That group of every match that has it. A pattern that does not compile traps.
static inline throng_texts throng_response_find_all(throng_response self, const char *pattern, uint32_t group) {
    throng_texts out;
    throng_raw_response_find_all(self.handle, pattern, strlen(pattern), (int32_t)group, &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.select")
void throng_raw_response_select(int32_t self, const void *css, size_t css_length, void *out);
/// Text of every element that a CSS selector matches, in the order of the page. A selector that is none traps.
static inline throng_texts throng_response_select(throng_response self, const char *css) {
    throng_texts out;
    throng_raw_response_select(self.handle, css, strlen(css), &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.attribute")
void throng_raw_response_attribute(int32_t self, const void *css, size_t css_length, const void *name, size_t name_length, void *out);
/// That attribute of every element that a CSS selector matches and that has it. A selector that is none traps.
static inline throng_texts throng_response_attribute(throng_response self, const char *css, const char *name) {
    throng_texts out;
    throng_raw_response_attribute(self.handle, css, strlen(css), name, strlen(name), &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.xpath")
void throng_raw_response_xpath(int32_t self, const void *path, size_t path_length, void *out);
/// What an XPath 1.0 expression gives of an XML body: the text of each node in document order, or the one string,
/// number or truth value. Empty where the body is no XML (or nests deeper than 256 elements); prefixes are those that
/// its root declares. An expression that does not compile, or would take too long on this body, traps.
static inline throng_texts throng_response_xpath(throng_response self, const char *path) {
    throng_texts out;
    throng_raw_response_xpath(self.handle, path, strlen(path), &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.is-page")
int32_t throng_raw_response_is_page(int32_t self);
/// Whether the body is a whole HTML page (`<!doctype` or `<html`), not a part of one.
static inline bool throng_response_is_page(throng_response self) {
    return throng_raw_response_is_page(self.handle) != 0;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.form")
void throng_raw_response_form(int32_t self, const void *css, size_t css_length, void *out);
/// The first form that a CSS selector matches, filled as the page fills it (hidden fields, defaults); none when there
/// is none. A selector that is none traps.
static inline bool throng_response_form(throng_response self, const char *css, throng_form *found) {
    struct { uint8_t some; throng_form value; } out;
    throng_raw_response_form(self.handle, css, strlen(css), &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]response.embedded")
void throng_raw_response_embedded(int32_t self, void *out);
/// Fetches what the page embeds (images, styles, scripts, icons, media, frames), each address once and over as many
/// connections to a host as the plan allows (6, like a browser): the responses, in the order of the page, without their
/// bodies. This is no browser: nothing is executed, what a script or style would load is not, and nothing is cached.
static inline throng_response_list throng_response_embedded(throng_response self) {
    throng_response_list out;
    throng_raw_response_embedded(self.handle, &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]form.value")
void throng_raw_form_value(int32_t self, const void *name, size_t name_length, void *out);
/// The value of a field: the first of that name that would be sent.
static inline const char * throng_form_value(throng_form self, const char *name) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_form_value(self.handle, name, strlen(name), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]form.fields")
void throng_raw_form_fields(int32_t self, void *out);
/// All that would be sent, in the order of the page.
static inline throng_pairs throng_form_fields(throng_form self) {
    throng_pairs out;
    throng_raw_form_fields(self.handle, &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]form.set")
void throng_raw_form_set(int32_t self, const void *name, size_t name_length, const void *value, size_t value_length);
/// Sets a field as a user would: types into it, ticks a box (its value; empty: unticks), chooses of a list. A field
/// that the form does not have is added, as a script would.
static inline void throng_form_set(throng_form self, const char *name, const char *value) {
    throng_raw_form_set(self.handle, name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]form.file")
void throng_raw_form_file(int32_t self, const void *name, size_t name_length, const void *filename, size_t filename_length, const void *content_type, size_t content_type_length, const void *content, size_t content_length);
/// The file of a field of type file: content with its name and type. Sent only by a form whose enctype is multipart.
static inline void throng_form_file(throng_form self, const char *name, const char *filename, const char *content_type, const void *content, size_t content_length) {
    throng_raw_form_file(self.handle, name, strlen(name), filename, strlen(filename), content_type, strlen(content_type), content, content_length);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]form.press")
int32_t throng_raw_form_press(int32_t self, const void *button, size_t button_length);
/// Presses the submit button of that name, id or text, so that its value is sent; its own action and method win.
/// False when the form has none.
static inline bool throng_form_press(throng_form self, const char *button) {
    return throng_raw_form_press(self.handle, button, strlen(button)) != 0;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]form.request")
int32_t throng_raw_form_request(int32_t self);
/// The request that sending the form is: method, url, body and content type by the rules of HTML. Tags and name are
/// set on it as on any other.
static inline throng_request throng_form_request(throng_form self) {
    return (throng_request){ throng_raw_form_request(self.handle) };
}

THRONG_IMPORT("throng:load/http@0.1.1", "[constructor]download")
int32_t throng_raw_download_new(int32_t request);
/// Sends, and waits for the headers. The request carries everything but `discard-body` and `await-verdict`; its
/// timeout, when it has one, is that of the headers.
static inline throng_download throng_download_new(throng_request request) {
    return (throng_download){ throng_raw_download_new(request.handle) };
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]download.status")
int32_t throng_raw_download_status(int32_t self);
/// 0 when no response came.
static inline uint16_t throng_download_status(throng_download self) {
    return (uint16_t)throng_raw_download_status(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]download.failure")
void throng_raw_download_failure(int32_t self, void *out);
/// As `response.failure`: empty so long as nothing failed, in the middle of the body too.
static inline const char * throng_download_failure(throng_download self) {
    throng_text out;
    throng_raw_download_failure(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]download.header")
void throng_raw_download_header(int32_t self, const void *name, size_t name_length, void *out);
/// The first header of that name.
static inline const char * throng_download_header(throng_download self, const char *name) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_download_header(self.handle, name, strlen(name), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]download.receive")
void throng_raw_download_receive(int32_t self, double wait, void *out);
/// What has come, at most 64 KiB; none when the wait or the body is over.
static inline bool throng_download_receive(throng_download self, double wait, throng_bytes *found) {
    struct { uint8_t some; throng_bytes value; } out;
    throng_raw_download_receive(self.handle, wait, &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]download.received")
int64_t throng_raw_download_received(int32_t self);
/// Bytes that have come, whether received or not.
static inline uint64_t throng_download_received(throng_download self) {
    return (uint64_t)throng_raw_download_received(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]download.ended")
int32_t throng_raw_download_ended(int32_t self);
/// Whether nothing more comes: all of the body was received, or it failed.
static inline bool throng_download_ended(throng_download self) {
    return throng_raw_download_ended(self.handle) != 0;
}

THRONG_IMPORT("throng:load/http@0.1.1", "[method]download.subscribe")
int32_t throng_raw_download_subscribe(int32_t self);
/// Ready while `receive` would give something, and once it is ended.
static inline throng_pollable throng_download_subscribe(throng_download self) {
    return (throng_pollable){ throng_raw_download_subscribe(self.handle) };
}

THRONG_IMPORT("throng:load/http@0.1.1", "[resource-drop]request")
void throng_raw_request_drop(int32_t self);
/// Lets go of it.
static inline void throng_request_drop(throng_request self) { throng_raw_request_drop(self.handle); }

THRONG_IMPORT("throng:load/http@0.1.1", "[resource-drop]pending")
void throng_raw_pending_drop(int32_t self);
/// Lets go of it.
static inline void throng_pending_drop(throng_pending self) { throng_raw_pending_drop(self.handle); }

THRONG_IMPORT("throng:load/http@0.1.1", "[resource-drop]multipart")
void throng_raw_multipart_drop(int32_t self);
/// Lets go of it.
static inline void throng_multipart_drop(throng_multipart self) { throng_raw_multipart_drop(self.handle); }

THRONG_IMPORT("throng:load/http@0.1.1", "[resource-drop]response")
void throng_raw_response_drop(int32_t self);
/// Lets go of it.
static inline void throng_response_drop(throng_response self) { throng_raw_response_drop(self.handle); }

THRONG_IMPORT("throng:load/http@0.1.1", "[resource-drop]form")
void throng_raw_form_drop(int32_t self);
/// Lets go of it.
static inline void throng_form_drop(throng_form self) { throng_raw_form_drop(self.handle); }

THRONG_IMPORT("throng:load/http@0.1.1", "[resource-drop]download")
void throng_raw_download_drop(int32_t self);
/// Lets go of it.
static inline void throng_download_drop(throng_download self) { throng_raw_download_drop(self.handle); }

THRONG_IMPORT("throng:load/session@0.1.1", "cookie")
void throng_raw_session_cookie(const void *url, size_t url_length, const void *name, size_t name_length, void *out);
/// The value of a cookie that would be sent to that url.
static inline const char * throng_session_cookie(const char *url, const char *name) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_session_cookie(url, strlen(url), name, strlen(name), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/session@0.1.1", "set-cookie")
void throng_raw_session_set_cookie(const void *url, size_t url_length, const void *cookie, size_t cookie_length);
/// As in a Set-Cookie line that came from that url; a line or url that is none sets nothing.
static inline void throng_session_set_cookie(const char *url, const char *cookie) {
    throng_raw_session_set_cookie(url, strlen(url), cookie, strlen(cookie));
}

THRONG_IMPORT("throng:load/session@0.1.1", "clear-cookies")
void throng_raw_session_clear_cookies(void);
/// Forgets all cookies. The engine does so before each iteration, unless the plan keeps them.
static inline void throng_session_clear_cookies(void) {
    throng_raw_session_clear_cookies();
}

THRONG_IMPORT("throng:load/session@0.1.1", "header")
void throng_raw_session_header(const void *name, size_t name_length, const void *value, size_t value_length);
/// For every request that does not set it itself; an empty value removes it.
static inline void throng_session_header(const char *name, const char *value) {
    throng_raw_session_header(name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/session@0.1.1", "expect")
void throng_raw_session_expect(const void *statuses, size_t statuses_length);
/// Expected statuses of every request that sets none itself; see `request.expect`.
static inline void throng_session_expect(const char *statuses) {
    throng_raw_session_expect(statuses, strlen(statuses));
}

THRONG_IMPORT("throng:load/session@0.1.1", "identity")
void throng_raw_session_identity(const void *certificate, size_t certificate_length, const void *key, size_t key_length);
/// A client certificate and its key: names of files of the plan. From the next connection on. Traps when the plan
/// has none of that name, or when they are no certificate and key.
static inline void throng_session_identity(const char *certificate, const char *key) {
    throng_raw_session_identity(certificate, strlen(certificate), key, strlen(key));
}

THRONG_IMPORT("throng:load/session@0.1.1", "disconnect")
void throng_raw_session_disconnect(void);
/// Closes the connections; the next request opens new ones.
static inline void throng_session_disconnect(void) {
    throng_raw_session_disconnect();
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[constructor]source")
int32_t throng_raw_source_new(int32_t request);
/// Sends, and waits for the headers. The request carries everything but `discard-body` and `await-verdict`, `accept:
/// text/event-stream` unless it has its own; its timeout, when it has one, is that of the headers. It never connects
/// again by itself: a journey that does sets `last-event-id` itself.
static inline throng_source throng_source_new(throng_request request) {
    return (throng_source){ throng_raw_source_new(request.handle) };
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]source.status")
int32_t throng_raw_source_status(int32_t self);
/// 0 when no response came.
static inline uint16_t throng_source_status(throng_source self) {
    return (uint16_t)throng_raw_source_status(self.handle);
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]source.failure")
void throng_raw_source_failure(int32_t self, void *out);
/// As `response.failure`; `protocol` where the answer is no event stream.
static inline const char * throng_source_failure(throng_source self) {
    throng_text out;
    throng_raw_source_failure(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]source.header")
void throng_raw_source_header(int32_t self, const void *name, size_t name_length, void *out);
/// The first header of that name.
static inline const char * throng_source_header(throng_source self, const char *name) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_source_header(self.handle, name, strlen(name), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]source.receive")
void throng_raw_source_receive(int32_t self, double wait, void *out);
/// The next event; none when the wait or the stream is over. Each is a sample of `sse_event_gap`, the first of
/// `sse_first_event`.
static inline bool throng_source_receive(throng_source self, double wait, throng_event *found) {
    struct { uint8_t some; throng_event value; } out;
    throng_raw_source_receive(self.handle, wait, &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]source.tokens")
void throng_raw_source_tokens(int32_t self, int32_t count);
/// So many tokens of a language model have come by now, in what was received: at the first call the time since the
/// request is a sample of `llm_first_token`, and at the end of the stream tokens per second one of
/// `llm_tokens_per_second`.
static inline void throng_source_tokens(throng_source self, uint32_t count) {
    throng_raw_source_tokens(self.handle, (int32_t)count);
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]source.ended")
int32_t throng_raw_source_ended(int32_t self);
/// Whether nothing more comes: every event was received, or it failed.
static inline bool throng_source_ended(throng_source self) {
    return throng_raw_source_ended(self.handle) != 0;
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]source.close")
void throng_raw_source_close(int32_t self);
/// Ends the stream, as a reader who has enough does; no failure.
static inline void throng_source_close(throng_source self) {
    throng_raw_source_close(self.handle);
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]source.subscribe")
int32_t throng_raw_source_subscribe(int32_t self);
/// Ready while `receive` would give something, and once it is ended.
static inline throng_pollable throng_source_subscribe(throng_source self) {
    return (throng_pollable){ throng_raw_source_subscribe(self.handle) };
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]event.id")
void throng_raw_event_id(int32_t self, void *out);
/// The last `id` of the stream so far.
static inline const char * throng_event_id(throng_event self) {
    throng_text out;
    throng_raw_event_id(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]event.kind")
void throng_raw_event_kind(int32_t self, void *out);
/// The field `event`; `message` where it is missing.
static inline const char * throng_event_kind(throng_event self) {
    throng_text out;
    throng_raw_event_kind(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]event.text")
void throng_raw_event_text(int32_t self, void *out);
/// The lines of `data`.
static inline const char * throng_event_text(throng_event self) {
    throng_text out;
    throng_raw_event_text(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]event.json")
void throng_raw_event_json(int32_t self, const void *pointer, size_t pointer_length, void *out);
/// A part of the data as JSON, as `response.json`.
static inline const char * throng_event_json(throng_event self, const char *pointer) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_event_json(self.handle, pointer, strlen(pointer), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[method]event.after")
double throng_raw_event_after(int32_t self);
/// When it came, since the request was sent.
static inline double throng_event_after(throng_event self) {
    return throng_raw_event_after(self.handle);
}

THRONG_IMPORT("throng:load/sse@0.1.1", "[resource-drop]source")
void throng_raw_source_drop(int32_t self);
/// Lets go of it.
static inline void throng_source_drop(throng_source self) { throng_raw_source_drop(self.handle); }

THRONG_IMPORT("throng:load/sse@0.1.1", "[resource-drop]event")
void throng_raw_event_drop(int32_t self);
/// Lets go of it.
static inline void throng_event_drop(throng_event self) { throng_raw_event_drop(self.handle); }

THRONG_IMPORT("throng:load/websocket@0.1.1", "[constructor]socket")
int32_t throng_raw_socket_new(int32_t handshake);
/// Connects, and waits for the answer. The request carries url (`ws`, `wss`; `http` and `https` mean them, and a path
/// the plan's target), headers (subprotocols in `sec-websocket-protocol`), auth, tags, name, timeout and expected
/// statuses (101 without them).
static inline throng_socket throng_socket_new(throng_request handshake) {
    return (throng_socket){ throng_raw_socket_new(handshake.handle) };
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]socket.status")
int32_t throng_raw_socket_status(int32_t self);
/// 101 when it is open; 0 when no answer came.
static inline uint16_t throng_socket_status(throng_socket self) {
    return (uint16_t)throng_raw_socket_status(self.handle);
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]socket.failure")
void throng_raw_socket_failure(int32_t self, void *out);
/// As `response.failure`: empty so long as nothing failed. A socket that was closed in order has not failed.
static inline const char * throng_socket_failure(throng_socket self) {
    throng_text out;
    throng_raw_socket_failure(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]socket.header")
void throng_raw_socket_header(int32_t self, const void *name, size_t name_length, void *out);
/// The first header of that name in the answer.
static inline const char * throng_socket_header(throng_socket self, const char *name) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_socket_header(self.handle, name, strlen(name), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]socket.send-text")
void throng_raw_socket_send_text(int32_t self, const void *text, size_t text_length);
/// Sends a message; on a socket that is closed, nothing.
static inline void throng_socket_send_text(throng_socket self, const char *text) {
    throng_raw_socket_send_text(self.handle, text, strlen(text));
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]socket.send-bytes")
void throng_raw_socket_send_bytes(int32_t self, const void *bytes, size_t bytes_length);
/// Sends a message; on a socket that is closed, nothing.
static inline void throng_socket_send_bytes(throng_socket self, const void *bytes, size_t bytes_length) {
    throng_raw_socket_send_bytes(self.handle, bytes, bytes_length);
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]socket.receive")
void throng_raw_socket_receive(int32_t self, double wait, void *out);
/// The next message; none when the wait is over, or when the socket is closed and all were received.
static inline bool throng_socket_receive(throng_socket self, double wait, throng_message *found) {
    struct { uint8_t some; throng_message value; } out;
    throng_raw_socket_receive(self.handle, wait, &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]socket.ping")
void throng_raw_socket_ping(int32_t self, double wait, void *out);
/// Sends a ping and waits for its pong: the round trip; none when none came within the wait. Each is a sample of
/// `ws_ping`. The engine answers the target's pings itself.
static inline bool throng_socket_ping(throng_socket self, double wait, double *found) {
    struct { uint8_t some; double value; } out;
    throng_raw_socket_ping(self.handle, wait, &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]socket.close")
void throng_raw_socket_close(int32_t self, int32_t code, const void *reason, size_t reason_length);
/// Closes with this code (1000 is the usual one) and waits for the answer, at the longest a second.
static inline void throng_socket_close(throng_socket self, uint16_t code, const char *reason) {
    throng_raw_socket_close(self.handle, (int32_t)code, reason, strlen(reason));
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]socket.closed")
int32_t throng_raw_socket_closed(int32_t self);
/// The close code once it is closed (1005 where it had none, 1006 where it broke), else 0.
static inline uint16_t throng_socket_closed(throng_socket self) {
    return (uint16_t)throng_raw_socket_closed(self.handle);
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]socket.subscribe")
int32_t throng_raw_socket_subscribe(int32_t self);
/// Ready while `receive` would give something, and once it is closed.
static inline throng_pollable throng_socket_subscribe(throng_socket self) {
    return (throng_pollable){ throng_raw_socket_subscribe(self.handle) };
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]message.is-text")
int32_t throng_raw_message_is_text(int32_t self);
/// Whether it was sent as text.
static inline bool throng_message_is_text(throng_message self) {
    return throng_raw_message_is_text(self.handle) != 0;
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]message.text")
void throng_raw_message_text(int32_t self, void *out);
/// As text; what is no UTF-8 is replaced.
static inline const char * throng_message_text(throng_message self) {
    throng_text out;
    throng_raw_message_text(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]message.bytes")
void throng_raw_message_bytes(int32_t self, void *out);
/// As it came.
static inline throng_bytes throng_message_bytes(throng_message self) {
    throng_bytes out;
    throng_raw_message_bytes(self.handle, &out);
    return out;
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]message.contains")
int32_t throng_raw_message_contains(int32_t self, const void *text, size_t text_length);
/// Whether it has this text in it.
static inline bool throng_message_contains(throng_message self, const char *text) {
    return throng_raw_message_contains(self.handle, text, strlen(text)) != 0;
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]message.json")
void throng_raw_message_json(int32_t self, const void *pointer, size_t pointer_length, void *out);
/// A part of it as JSON, as `response.json`.
static inline const char * throng_message_json(throng_message self, const char *pointer) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_message_json(self.handle, pointer, strlen(pointer), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[method]message.after")
double throng_raw_message_after(int32_t self);
/// When it came, since the socket opened.
static inline double throng_message_after(throng_message self) {
    return throng_raw_message_after(self.handle);
}

THRONG_IMPORT("throng:load/websocket@0.1.1", "[resource-drop]socket")
void throng_raw_socket_drop(int32_t self);
/// Lets go of it.
static inline void throng_socket_drop(throng_socket self) { throng_raw_socket_drop(self.handle); }

THRONG_IMPORT("throng:load/websocket@0.1.1", "[resource-drop]message")
void throng_raw_message_drop(int32_t self);
/// Lets go of it.
static inline void throng_message_drop(throng_message self) { throng_raw_message_drop(self.handle); }

THRONG_IMPORT("throng:load/grpc@0.1.1", "[constructor]call")
int32_t throng_raw_call_new(int32_t request, const void *method, size_t method_length);
/// Begins. The request carries target (`http`, `https`), metadata (as headers), auth, tags, name and timeout (the
/// call's deadline); method: `package.Service/Method`. Traps when the plan's files have no such method; where
/// reflection knows none, code 12.
static inline throng_call throng_call_new(throng_request request, const char *method) {
    return (throng_call){ throng_raw_call_new(request.handle, method, strlen(method)) };
}

THRONG_IMPORT("throng:load/grpc@0.1.1", "[method]call.send")
void throng_raw_call_send(int32_t self, const void *message, size_t message_length);
/// Sends a message. Traps when it does not fit the method's input, and names the field. After `finish`, or a second
/// one where the method takes one: traps.
static inline void throng_call_send(throng_call self, const char *message) {
    throng_raw_call_send(self.handle, message, strlen(message));
}

THRONG_IMPORT("throng:load/grpc@0.1.1", "[method]call.finish")
void throng_raw_call_finish(int32_t self);
/// No message follows. A method that takes one message needs no `finish`.
static inline void throng_call_finish(throng_call self) {
    throng_raw_call_finish(self.handle);
}

THRONG_IMPORT("throng:load/grpc@0.1.1", "[method]call.receive")
void throng_raw_call_receive(int32_t self, double wait, void *out);
/// The next message; none when the wait or the call is over.
static inline const char * throng_call_receive(throng_call self, double wait) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_call_receive(self.handle, wait, &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/grpc@0.1.1", "[method]call.code")
void throng_raw_call_code(int32_t self, void *out);
/// The status code (0 is OK), once the call is over. Where the target did not give one: 14 when it was not reached, 4
/// after the deadline, 1 when cancelled, else as the gRPC specification maps HTTP statuses.
static inline bool throng_call_code(throng_call self, uint32_t *found) {
    struct { uint8_t some; uint32_t value; } out;
    throng_raw_call_code(self.handle, &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/grpc@0.1.1", "[method]call.reason")
void throng_raw_call_reason(int32_t self, void *out);
/// The status message; empty before and where there is none.
static inline const char * throng_call_reason(throng_call self) {
    throng_text out;
    throng_raw_call_reason(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/grpc@0.1.1", "[method]call.failure")
void throng_raw_call_failure(int32_t self, void *out);
/// As `response.failure`: `grpc` where the target gave a code other than OK.
static inline const char * throng_call_failure(throng_call self) {
    throng_text out;
    throng_raw_call_failure(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/grpc@0.1.1", "[method]call.metadata")
void throng_raw_call_metadata(int32_t self, const void *name, size_t name_length, void *out);
/// The first header or trailer of that name, of what has come so far; binary ones (`-bin`) in base64.
static inline const char * throng_call_metadata(throng_call self, const char *name) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_call_metadata(self.handle, name, strlen(name), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/grpc@0.1.1", "[method]call.subscribe")
int32_t throng_raw_call_subscribe(int32_t self);
/// Ready while `receive` would give something, and once the call is over.
static inline throng_pollable throng_call_subscribe(throng_call self) {
    return (throng_pollable){ throng_raw_call_subscribe(self.handle) };
}

THRONG_IMPORT("throng:load/grpc@0.1.1", "[resource-drop]call")
void throng_raw_call_drop(int32_t self);
/// Lets go of it.
static inline void throng_call_drop(throng_call self) { throng_raw_call_drop(self.handle); }

THRONG_IMPORT("throng:load/inbox@0.1.1", "[constructor]address")
int32_t throng_raw_address_new(const void *name, size_t name_length);
/// The name tags what is delivered; keep it of few different values.
static inline throng_address throng_address_new(const char *name) {
    return (throng_address){ throng_raw_address_new(name, strlen(name)) };
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]address.url")
void throng_raw_address_url(int32_t self, void *out);
/// Where the target should deliver: `http://…`; a path and a query may be appended.
static inline const char * throng_address_url(throng_address self) {
    throng_text out;
    throng_raw_address_url(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]address.start")
void throng_raw_address_start(int32_t self);
/// Starts the clock of `after`, which else runs since the address was made.
static inline void throng_address_start(throng_address self) {
    throng_raw_address_start(self.handle);
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]address.answer")
void throng_raw_address_answer(int32_t self, int32_t status, double delay);
/// What the receiver answers from now on, and after how long, to try the target's retries; 200 at once without it.
static inline void throng_address_answer(throng_address self, uint16_t status, double delay) {
    throng_raw_address_answer(self.handle, (int32_t)status, delay);
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]address.identify")
void throng_raw_address_identify(int32_t self, const void *header, size_t header_length);
/// The header that names a delivery, so that its repetitions are known; without it, its body does.
static inline void throng_address_identify(throng_address self, const char *header) {
    throng_raw_address_identify(self.handle, header, strlen(header));
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]address.receive")
void throng_raw_address_receive(int32_t self, double wait, void *out);
/// The next delivery; none when the wait is over. Each is counted when it came: `inbox_deliveries`,
/// `inbox_duplicates`, and a sample of `inbox_delivery_duration`.
static inline bool throng_address_receive(throng_address self, double wait, throng_delivery *found) {
    struct { uint8_t some; throng_delivery value; } out;
    throng_raw_address_receive(self.handle, wait, &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]address.waiting")
int32_t throng_raw_address_waiting(int32_t self);
/// Deliveries that wait to be received.
static inline uint32_t throng_address_waiting(throng_address self) {
    return (uint32_t)throng_raw_address_waiting(self.handle);
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]address.subscribe")
int32_t throng_raw_address_subscribe(int32_t self);
/// Ready while `receive` would give something.
static inline throng_pollable throng_address_subscribe(throng_address self) {
    return (throng_pollable){ throng_raw_address_subscribe(self.handle) };
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]delivery.after")
double throng_raw_delivery_after(int32_t self);
/// When it came, since `start`.
static inline double throng_delivery_after(throng_delivery self) {
    return throng_raw_delivery_after(self.handle);
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]delivery.attempt")
int32_t throng_raw_delivery_attempt(int32_t self);
/// From 1: how often this one has come by now, by what `identify` names.
static inline uint32_t throng_delivery_attempt(throng_delivery self) {
    return (uint32_t)throng_raw_delivery_attempt(self.handle);
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]delivery.answered")
int32_t throng_raw_delivery_answered(int32_t self);
/// What the receiver answered.
static inline uint16_t throng_delivery_answered(throng_delivery self) {
    return (uint16_t)throng_raw_delivery_answered(self.handle);
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]delivery.method")
void throng_raw_delivery_method(int32_t self, void *out);
/// `POST`, mostly.
static inline const char * throng_delivery_method(throng_delivery self) {
    throng_text out;
    throng_raw_delivery_method(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]delivery.path")
void throng_raw_delivery_path(int32_t self, void *out);
/// Path and query behind the address.
static inline const char * throng_delivery_path(throng_delivery self) {
    throng_text out;
    throng_raw_delivery_path(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]delivery.header")
void throng_raw_delivery_header(int32_t self, const void *name, size_t name_length, void *out);
/// The first header of that name.
static inline const char * throng_delivery_header(throng_delivery self, const char *name) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_delivery_header(self.handle, name, strlen(name), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]delivery.headers")
void throng_raw_delivery_headers(int32_t self, void *out);
/// All headers, in the order received.
static inline throng_pairs throng_delivery_headers(throng_delivery self) {
    throng_pairs out;
    throng_raw_delivery_headers(self.handle, &out);
    return out;
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]delivery.signed")
int32_t throng_raw_delivery_signed(int32_t self, const void *header, size_t header_length, const void *key, size_t key_length);
/// Whether this header holds the HMAC-SHA256 of the body under this key: in hex or base64, after `sha256=` or alone.
static inline bool throng_delivery_signed(throng_delivery self, const char *header, const char *key) {
    return throng_raw_delivery_signed(self.handle, header, strlen(header), key, strlen(key)) != 0;
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]delivery.text")
void throng_raw_delivery_text(int32_t self, void *out);
/// The body; what is no UTF-8 is replaced.
static inline const char * throng_delivery_text(throng_delivery self) {
    throng_text out;
    throng_raw_delivery_text(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]delivery.bytes")
void throng_raw_delivery_bytes(int32_t self, void *out);
/// The body as it came.
static inline throng_bytes throng_delivery_bytes(throng_delivery self) {
    throng_bytes out;
    throng_raw_delivery_bytes(self.handle, &out);
    return out;
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[method]delivery.json")
void throng_raw_delivery_json(int32_t self, const void *pointer, size_t pointer_length, void *out);
/// A part of the body as JSON, as `response.json`.
static inline const char * throng_delivery_json(throng_delivery self, const char *pointer) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_delivery_json(self.handle, pointer, strlen(pointer), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/inbox@0.1.1", "[resource-drop]address")
void throng_raw_address_drop(int32_t self);
/// Lets go of it.
static inline void throng_address_drop(throng_address self) { throng_raw_address_drop(self.handle); }

THRONG_IMPORT("throng:load/inbox@0.1.1", "[resource-drop]delivery")
void throng_raw_delivery_drop(int32_t self);
/// Lets go of it.
static inline void throng_delivery_drop(throng_delivery self) { throng_raw_delivery_drop(self.handle); }

THRONG_IMPORT("throng:load/metrics@0.1.1", "check")
int32_t throng_raw_check(const void *name, size_t name_length, int32_t holds);
/// Counts whether something holds that should; never ends anything. Gives `holds` back.
static inline bool throng_check(const char *name, bool holds) {
    return throng_raw_check(name, strlen(name), holds) != 0;
}

THRONG_IMPORT("throng:load/metrics@0.1.1", "check-tagged")
int32_t throng_raw_check_tagged(const void *name, size_t name_length, int32_t holds, const void *tags, size_t tags_length);
/// As `check`, with tags of its own. Traps on a key that the engine sets.
static inline bool throng_check_tagged(const char *name, bool holds, const throng_field *tags, size_t tags_length) {
    return throng_raw_check_tagged(name, strlen(name), holds, throng_lowered(tags, tags_length), tags_length) != 0;
}

THRONG_IMPORT("throng:load/metrics@0.1.1", "[static]metric.counter")
int32_t throng_raw_metric_counter(const void *name, size_t name_length, const void *unit, size_t unit_length);

THRONG_IMPORT("throng:load/metrics@0.1.1", "[static]metric.gauge")
int32_t throng_raw_metric_gauge(const void *name, size_t name_length, const void *unit, size_t unit_length);

THRONG_IMPORT("throng:load/metrics@0.1.1", "[static]metric.rate")
int32_t throng_raw_metric_rate(const void *name, size_t name_length);

THRONG_IMPORT("throng:load/metrics@0.1.1", "[static]metric.trend")
int32_t throng_raw_metric_trend(const void *name, size_t name_length, const void *unit, size_t unit_length);

THRONG_IMPORT("throng:load/metrics@0.1.1", "[method]metric.add")
void throng_raw_metric_add(int32_t self, double value);
/// Adds one value, under the tags and steps that the user has now. NaN and infinity are not added.
static inline void throng_metric_add(throng_metric self, double value) {
    throng_raw_metric_add(self.handle, value);
}

THRONG_IMPORT("throng:load/metrics@0.1.1", "[method]metric.tagged")
int32_t throng_raw_metric_tagged(int32_t self, const void *tags, size_t tags_length);

THRONG_IMPORT("throng:load/metrics@0.1.1", "[resource-drop]metric")
void throng_raw_metric_drop(int32_t self);

THRONG_IMPORT("throng:load/vu@0.1.1", "id")
int32_t throng_raw_id(void);
/// Unique in the whole run, also across machines; from 1. 0 in `setup` and `teardown`.
static inline uint32_t throng_id(void) {
    return (uint32_t)throng_raw_id();
}

THRONG_IMPORT("throng:load/vu@0.1.1", "iteration")
int32_t throng_raw_iteration(void);
/// This user's iteration, from 0.
static inline uint32_t throng_iteration(void) {
    return (uint32_t)throng_raw_iteration();
}

THRONG_IMPORT("throng:load/vu@0.1.1", "iteration-in-scenario")
int64_t throng_raw_iteration_in_scenario(void);
/// Unique in the scenario, also across machines; from 0.
static inline uint64_t throng_iteration_in_scenario(void) {
    return (uint64_t)throng_raw_iteration_in_scenario();
}

THRONG_IMPORT("throng:load/vu@0.1.1", "scenario")
void throng_raw_scenario(void *out);
/// The scenario's name; empty in `setup` and `teardown`.
static inline const char * throng_scenario(void) {
    throng_text out;
    throng_raw_scenario(&out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/vu@0.1.1", "setup-data")
void throng_raw_setup_data(void *out);
/// What `setup` returned; empty before, and where there is none.
static inline const char * throng_setup_data(void) {
    throng_text out;
    throng_raw_setup_data(&out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/vu@0.1.1", "sleep")
void throng_raw_sleep(double time);
/// Waits. Without a limit: until the iteration is cut off.
static inline void throng_sleep(double time) {
    throng_raw_sleep(time);
}

THRONG_IMPORT("throng:load/vu@0.1.1", "timer")
int32_t throng_raw_timer(double time);
/// Ready once so much time has passed: a sleep, or a limit, among other things waited for.
static inline throng_pollable throng_timer(double time) {
    return (throng_pollable){ throng_raw_timer(time) };
}

THRONG_IMPORT("throng:load/vu@0.1.1", "pace")
void throng_raw_pace(double period);
/// Sleeps until so much time has passed since this iteration began: a steady pace, whatever the target takes.
static inline void throng_pace(double period) {
    throng_raw_pace(period);
}

THRONG_IMPORT("throng:load/vu@0.1.1", "enter")
void throng_raw_enter(const void *step, size_t step_length);
/// Steps nest; what happens inside is tagged with the path (`group`: `::buy::pay`), and the step itself is timed, with
/// and without its sleeps.
static inline void throng_enter(const char *step) {
    throng_raw_enter(step, strlen(step));
}

THRONG_IMPORT("throng:load/vu@0.1.1", "leave")
void throng_raw_leave(void);
/// Ends the innermost step; one too many is ignored, with a warning. The end of the iteration ends all.
static inline void throng_leave(void) {
    throng_raw_leave();
}

THRONG_IMPORT("throng:load/vu@0.1.1", "tag")
void throng_raw_tag(const void *key, size_t key_length, const void *value, size_t value_length);
/// A tag of every sample of this user from now on. It beats the plan's and the scenario's of that key; a request's,
/// check's or metric's own beats it. Traps on a key that the engine sets (see `request.tag`).
static inline void throng_tag(const char *key, const char *value) {
    throng_raw_tag(key, strlen(key), value, strlen(value));
}

THRONG_IMPORT("throng:load/vu@0.1.1", "untag")
void throng_raw_untag(const void *key, size_t key_length);
/// Takes the user's own tag back; the plan's or scenario's of that key shows again.
static inline void throng_untag(const char *key) {
    throng_raw_untag(key, strlen(key));
}

THRONG_IMPORT("throng:load/vu@0.1.1", "env")
void throng_raw_env(const void *name, size_t name_length, void *out);
/// Only what the plan or the command line hands over, never the engine's own environment; a scenario's beats the
/// plan's.
static inline const char * throng_env(const char *name) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_env(name, strlen(name), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/vu@0.1.1", "secret")
void throng_raw_secret(const void *name, size_t name_length, void *out);
/// As `env`, and the value is blacked out in logs, reports and outputs. Traps when the plan grants none of that name.
static inline const char * throng_secret(const char *name) {
    throng_text out;
    throng_raw_secret(name, strlen(name), &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/vu@0.1.1", "random")
double throng_raw_random(void);
/// At least 0, less than 1; repeatable from the plan's seed and the user's id.
static inline double throng_random(void) {
    return throng_raw_random();
}

THRONG_IMPORT("throng:load/vu@0.1.1", "elapsed")
double throng_raw_elapsed(void);
/// Since the run began, `setup` included.
static inline double throng_elapsed(void) {
    return throng_raw_elapsed();
}

THRONG_IMPORT("throng:load/vu@0.1.1", "progress")
double throng_raw_progress(void);
/// How much of the scenario is over, by time or by iterations, from 0 to 1.
static inline double throng_progress(void) {
    return throng_raw_progress();
}

THRONG_IMPORT("throng:load/vu@0.1.1", "stage")
int32_t throng_raw_stage(void);
/// Which stage of the scenario's curve, from 0.
static inline uint32_t throng_stage(void) {
    return (uint32_t)throng_raw_stage();
}

THRONG_IMPORT("throng:load/vu@0.1.1", "users")
int32_t throng_raw_users(void);
/// Users of this scenario that are active now.
static inline uint32_t throng_users(void) {
    return (uint32_t)throng_raw_users();
}

THRONG_IMPORT("throng:load/vu@0.1.1", "meet")
int32_t throng_raw_meet(const void *place, size_t place_length, int32_t users, double wait);
/// Waits until so many users have come to the place of that name, or the wait is over (false). Then the place begins
/// anew.
static inline bool throng_meet(const char *place, uint32_t users, double wait) {
    return throng_raw_meet(place, strlen(place), (int32_t)users, wait) != 0;
}

THRONG_IMPORT("throng:load/vu@0.1.1", "mark-failed")
void throng_raw_mark_failed(const void *reason, size_t reason_length);
/// The run goes on, and fails in the end with this reason, the first one given (exit code 110), also when every
/// threshold passes. What comes before 110 in the order of exit codes, a failed threshold for one, gives the code then.
static inline void throng_mark_failed(const char *reason) {
    throng_raw_mark_failed(reason, strlen(reason));
}

THRONG_IMPORT("throng:load/vu@0.1.1", "abort")
void throng_raw_abort(const void *reason, size_t reason_length);
/// Stops the run, which fails with this reason. Does not return. To fail an iteration, return an error from `run`.
static inline void throng_abort(const char *reason) {
    throng_raw_abort(reason, strlen(reason));
}

THRONG_IMPORT("throng:load/log@0.1.1", "debug")
void throng_raw_debug(const void *message, size_t message_length);
/// For the author; shown when asked for.
static inline void throng_debug(const char *message) {
    throng_raw_debug(message, strlen(message));
}

THRONG_IMPORT("throng:load/log@0.1.1", "info")
void throng_raw_info(const void *message, size_t message_length);
/// For the reader.
static inline void throng_info(const char *message) {
    throng_raw_info(message, strlen(message));
}

THRONG_IMPORT("throng:load/log@0.1.1", "warn")
void throng_raw_warn(const void *message, size_t message_length);
/// Something is not as it should be.
static inline void throng_warn(const char *message) {
    throng_raw_warn(message, strlen(message));
}

THRONG_IMPORT("throng:load/log@0.1.1", "error")
void throng_raw_error(const void *message, size_t message_length);
/// Something failed; it ends nothing.
static inline void throng_error(const char *message) {
    throng_raw_error(message, strlen(message));
}

THRONG_IMPORT("throng:load/data@0.1.1", "[constructor]table")
int32_t throng_raw_table_new(const void *name, size_t name_length);
/// Traps when the plan has none of that name.
static inline throng_table throng_table_new(const char *name) {
    return (throng_table){ throng_raw_table_new(name, strlen(name)) };
}

THRONG_IMPORT("throng:load/data@0.1.1", "[method]table.length")
int32_t throng_raw_table_length(int32_t self);
/// How many rows.
static inline uint32_t throng_table_length(throng_table self) {
    return (uint32_t)throng_raw_table_length(self.handle);
}

THRONG_IMPORT("throng:load/data@0.1.1", "[method]table.next")
void throng_raw_table_next(int32_t self, void *out);
/// By the plan's policy: in turn (user n begins at the nth row), at random, or each row once in the whole run, also
/// across machines; none when used up.
static inline bool throng_table_next(throng_table self, uint32_t *found) {
    struct { uint8_t some; uint32_t value; } out;
    throng_raw_table_next(self.handle, &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/data@0.1.1", "[method]table.mine")
void throng_raw_table_mine(int32_t self, void *out);
/// The row that is this user's own for the whole run (an account, say); none when there are more users than rows.
static inline bool throng_table_mine(throng_table self, uint32_t *found) {
    struct { uint8_t some; uint32_t value; } out;
    throng_raw_table_mine(self.handle, &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/data@0.1.1", "[method]table.cell")
void throng_raw_table_cell(int32_t self, int32_t row, const void *column, size_t column_length, void *out);
/// A cell; none when there is no such row or column. What is no string in JSON comes as JSON text.
static inline const char * throng_table_cell(throng_table self, uint32_t row, const char *column) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_table_cell(self.handle, (int32_t)row, column, strlen(column), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/data@0.1.1", "[method]table.row")
void throng_raw_table_row(int32_t self, int32_t row, void *out);
/// Column and cell of a row; none when there is no such row.
static inline bool throng_table_row(throng_table self, uint32_t row, throng_pairs *found) {
    struct { uint8_t some; throng_pairs value; } out;
    throng_raw_table_row(self.handle, (int32_t)row, &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/data@0.1.1", "[method]table.json")
void throng_raw_table_json(int32_t self, int32_t row, void *out);
/// The row as a JSON object; none when there is no such row.
static inline const char * throng_table_json(throng_table self, uint32_t row) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_table_json(self.handle, (int32_t)row, &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/data@0.1.1", "file")
void throng_raw_data_file(const void *name, size_t name_length, void *out);
/// A file of the plan. Traps when the plan has none of that name.
static inline throng_bytes throng_data_file(const char *name) {
    throng_bytes out;
    throng_raw_data_file(name, strlen(name), &out);
    return out;
}

THRONG_IMPORT("throng:load/data@0.1.1", "[resource-drop]table")
void throng_raw_table_drop(int32_t self);
/// Lets go of it.
static inline void throng_table_drop(throng_table self) { throng_raw_table_drop(self.handle); }

THRONG_IMPORT("throng:load/store@0.1.1", "put")
void throng_raw_store_put(const void *key, size_t key_length, const void *value, size_t value_length);
/// Sets the value of a key.
static inline void throng_store_put(const char *key, const char *value) {
    throng_raw_store_put(key, strlen(key), value, strlen(value));
}

THRONG_IMPORT("throng:load/store@0.1.1", "get")
void throng_raw_store_get(const void *key, size_t key_length, void *out);
/// The value of a key; a count as its decimal text.
static inline const char * throng_store_get(const char *key) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_store_get(key, strlen(key), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/store@0.1.1", "push")
void throng_raw_store_push(const void *queue, size_t queue_length, const void *value, size_t value_length);
/// Appends to a queue. Queues have names of their own, apart from the keys.
static inline void throng_store_push(const char *queue, const char *value) {
    throng_raw_store_push(queue, strlen(queue), value, strlen(value));
}

THRONG_IMPORT("throng:load/store@0.1.1", "pop")
void throng_raw_store_pop(const void *queue, size_t queue_length, void *out);
/// Takes the first that was pushed; none when the queue is empty.
static inline const char * throng_store_pop(const char *queue) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_store_pop(queue, strlen(queue), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/store@0.1.1", "count")
double throng_raw_store_count(const void *key, size_t key_length, double by);
/// Adds and gives the new value; f64, whole up to 2^53. No value, and one that is no number, counts as 0.
static inline double throng_store_count(const char *key, double by) {
    return throng_raw_store_count(key, strlen(key), by);
}

#endif

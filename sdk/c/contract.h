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

/// One series to add to. The same name gives the same metric, in all users; another kind or unit traps, and so does
/// a name that is not `[A-Za-z_][A-Za-z0-9_]*`. Lives until it is dropped, also from one iteration to the next.
typedef struct { int32_t handle; } throng_metric;

/// A table of the plan: CSV, JSON or JSON lines, kept once on the host for all users. Rows count from 0. The handle
/// lives until it is dropped, and keeps its place in the table.
typedef struct { int32_t handle; } throng_table;

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

THRONG_IMPORT("throng:load/http@0.1.0", "[constructor]request")
int32_t throng_raw_request_new(const void *method, size_t method_length, const void *url, size_t url_length);
/// The url may hold placeholders, `/items/{id}`, which `param` fills; a relative one is resolved against the
/// plan's target. A method or url that cannot be sent: failure `invalid`.
static inline throng_request throng_request_new(const char *method, const char *url) {
    return (throng_request){ throng_raw_request_new(method, strlen(method), url, strlen(url)) };
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.param")
void throng_raw_request_param(int32_t self, const void *name, size_t name_length, const void *value, size_t value_length);
/// Fills `{name}` in the url, percent-encoded. Unfilled placeholders: failure `invalid`.
static inline void throng_request_param(throng_request self, const char *name, const char *value) {
    throng_raw_request_param(self.handle, name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.query")
void throng_raw_request_query(int32_t self, const void *name, size_t name_length, const void *value, size_t value_length);
/// Sets one parameter of the query, percent-encoded.
static inline void throng_request_query(throng_request self, const char *name, const char *value) {
    throng_raw_request_query(self.handle, name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.header")
void throng_raw_request_header(int32_t self, const void *name, size_t name_length, const void *value, size_t value_length);
/// Replaces every header of that name; an empty value removes it. A name or value that HTTP forbids: failure
/// `invalid`.
static inline void throng_request_header(throng_request self, const char *name, const char *value) {
    throng_raw_request_header(self.handle, name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.add-header")
void throng_raw_request_add_header(int32_t self, const void *name, size_t name_length, const void *value, size_t value_length);
/// Adds a header beside those of that name: the one setter that adds.
static inline void throng_request_add_header(throng_request self, const char *name, const char *value) {
    throng_raw_request_add_header(self.handle, name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.bytes")
void throng_raw_request_bytes(int32_t self, const void *content, size_t content_length);
/// The body, as it is, without a content type. The last of these seven wins; a content-type header of the request's
/// own beats the one they set.
static inline void throng_request_bytes(throng_request self, const void *content, size_t content_length) {
    throng_raw_request_bytes(self.handle, content, content_length);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.text")
void throng_raw_request_text(int32_t self, const void *content, size_t content_length);
/// The body as `text/plain; charset=utf-8`.
static inline void throng_request_text(throng_request self, const char *content) {
    throng_raw_request_text(self.handle, content, strlen(content));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.json")
void throng_raw_request_json(int32_t self, const void *content, size_t content_length);
/// The body as `application/json`; the text is sent as it is, valid or not.
static inline void throng_request_json(throng_request self, const char *content) {
    throng_raw_request_json(self.handle, content, strlen(content));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.form")
void throng_raw_request_form(int32_t self, const void *fields, size_t fields_length);
/// The body as `application/x-www-form-urlencoded`.
static inline void throng_request_form(throng_request self, const throng_field *fields, size_t fields_length) {
    throng_raw_request_form(self.handle, throng_lowered(fields, fields_length), fields_length);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.multipart")
void throng_raw_request_multipart(int32_t self, int32_t parts);
/// The body as `multipart/form-data`, as the parts are now: what is added to them later is not sent.
static inline void throng_request_multipart(throng_request self, throng_multipart parts) {
    throng_raw_request_multipart(self.handle, parts.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.file")
void throng_raw_request_file(int32_t self, const void *name, size_t name_length);
/// A file of the plan, with the content type of its extension; its bytes never pass through the guest. Traps when
/// the plan has none of that name.
static inline void throng_request_file(throng_request self, const char *name) {
    throng_raw_request_file(self.handle, name, strlen(name));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.empty")
void throng_raw_request_empty(int32_t self);
/// No body.
static inline void throng_request_empty(throng_request self) {
    throng_raw_request_empty(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.basic-auth")
void throng_raw_request_basic_auth(int32_t self, const void *user, size_t user_length, const void *password, size_t password_length);
/// Sets the header `authorization`, as `header` would: the last of these four wins.
static inline void throng_request_basic_auth(throng_request self, const char *user, const char *password) {
    throng_raw_request_basic_auth(self.handle, user, strlen(user), password, strlen(password));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.digest-auth")
void throng_raw_request_digest_auth(int32_t self, const void *user, size_t user_length, const void *password, size_t password_length);
/// RFC 7616: the 401 that asks for it is neither a failed request nor in the timings.
static inline void throng_request_digest_auth(throng_request self, const char *user, const char *password) {
    throng_raw_request_digest_auth(self.handle, user, strlen(user), password, strlen(password));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.bearer")
void throng_raw_request_bearer(int32_t self, const void *token, size_t token_length);
/// Sets the header `authorization` to `Bearer` and the token.
static inline void throng_request_bearer(throng_request self, const char *token) {
    throng_raw_request_bearer(self.handle, token, strlen(token));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.timeout")
void throng_raw_request_timeout(int32_t self, double limit);
/// The longest time of the whole exchange, connecting and redirects included; then failure `timeout`. Without it
/// the plan decides.
static inline void throng_request_timeout(throng_request self, double limit) {
    throng_raw_request_timeout(self.handle, limit);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.redirects")
void throng_raw_request_redirects(int32_t self, int32_t at_most);
/// Redirects that are followed at most; with 0 the redirect itself is the response. Without it the plan decides.
static inline void throng_request_redirects(throng_request self, uint32_t at_most) {
    throng_raw_request_redirects(self.handle, (int32_t)at_most);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.version")
void throng_raw_request_version(int32_t self, const void *protocol, size_t protocol_length);
/// `1.1` or `2`; empty, and without it, the plan decides. Traps when the engine does not know the word.
static inline void throng_request_version(throng_request self, const char *protocol) {
    throng_raw_request_version(self.handle, protocol, strlen(protocol));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.name")
void throng_raw_request_name(int32_t self, const void *name, size_t name_length);
/// The series that the timings go to; without it the url as it was given to the constructor, placeholders and
/// all, without its query.
static inline void throng_request_name(throng_request self, const char *name) {
    throng_raw_request_name(self.handle, name, strlen(name));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.tag")
void throng_raw_request_tag(int32_t self, const void *key, size_t key_length, const void *value, size_t value_length);
/// A tag of the exchange's samples. Traps when the key is one that the engine sets (name, method, status, url,
/// proto, scenario, group, expected_response, error_code).
static inline void throng_request_tag(throng_request self, const char *key, const char *value) {
    throng_raw_request_tag(self.handle, key, strlen(key), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.expect")
void throng_raw_request_expect(int32_t self, const void *statuses, size_t statuses_length);
/// Statuses that count as success: `200`, `2xx,404`, `200-299,409`; empty: none counts as success or failure.
/// Without it `session.expect`, else 200-399. Traps when it is no such list.
static inline void throng_request_expect(throng_request self, const char *statuses) {
    throng_raw_request_expect(self.handle, statuses, strlen(statuses));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.discard")
void throng_raw_request_discard(int32_t self);
/// Read the body off the wire, count it, and drop it: the response has none.
static inline void throng_request_discard(throng_request self) {
    throng_raw_request_discard(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.await-verdict")
void throng_raw_request_await_verdict(int32_t self);
/// The sample waits for `response.judge`, at the longest until the response is dropped or the iteration ends; then
/// its status decides.
static inline void throng_request_await_verdict(throng_request self) {
    throng_raw_request_await_verdict(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.send")
int32_t throng_raw_request_send(int32_t self);
/// Sends, and waits for the whole response. The exchange is recorded when its body has ended.
static inline throng_response throng_request_send(throng_request self) {
    return (throng_response){ throng_raw_request_send(self.handle) };
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.hit")
int32_t throng_raw_request_hit(int32_t self);
/// Sends, drops the body, and gives the status only (0: no response): nothing to drop, nothing to leak.
static inline uint16_t throng_request_hit(throng_request self) {
    return (uint16_t)throng_raw_request_hit(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]request.start")
int32_t throng_raw_request_start(int32_t self);
/// Begins to send and returns at once; see `wait`. What comes is read as it comes, whatever the guest does. Later
/// changes of the request do not touch it.
static inline throng_pending throng_request_start(throng_request self) {
    return (throng_pending){ throng_raw_request_start(self.handle) };
}

THRONG_IMPORT("throng:load/http@0.1.0", "get")
int32_t throng_raw_fetch(const void *url, size_t url_length);
/// A GET that is not prepared: for trying out, and for urls met once.
static inline throng_response throng_fetch(const char *url) {
    return (throng_response){ throng_raw_fetch(url, strlen(url)) };
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]pending.ready")
int32_t throng_raw_pending_ready(int32_t self);
/// Whether `wait` would return at once.
static inline bool throng_pending_ready(throng_pending self) {
    return throng_raw_pending_ready(self.handle) != 0;
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]pending.subscribe")
int32_t throng_raw_pending_subscribe(int32_t self);
/// Ready once `wait` does not wait any more, and from then on.
static inline throng_pollable throng_pending_subscribe(throng_pending self) {
    return (throng_pollable){ throng_raw_pending_subscribe(self.handle) };
}

THRONG_IMPORT("throng:load/http@0.1.0", "wait")
int32_t throng_raw_wait(int32_t sent);
/// The response, once it is there. Takes the handle: there is nothing to drop afterwards. Start many, then wait for
/// each, to load a page.
static inline throng_response throng_wait(throng_pending sent) {
    return (throng_response){ throng_raw_wait(sent.handle) };
}

THRONG_IMPORT("throng:load/http@0.1.0", "[constructor]multipart")
int32_t throng_raw_multipart_new(void);
/// No parts.
static inline throng_multipart throng_multipart_new(void) {
    return (throng_multipart){ throng_raw_multipart_new() };
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]multipart.field")
void throng_raw_multipart_field(int32_t self, const void *name, size_t name_length, const void *value, size_t value_length);
/// Adds a field.
static inline void throng_multipart_field(throng_multipart self, const char *name, const char *value) {
    throng_raw_multipart_field(self.handle, name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]multipart.part")
void throng_raw_multipart_part(int32_t self, const void *name, size_t name_length, const void *filename, size_t filename_length, const void *content_type, size_t content_type_length, const void *content, size_t content_length);
/// Adds a file with this content. An empty content type: that of the filename's extension.
static inline void throng_multipart_part(throng_multipart self, const char *name, const char *filename, const char *content_type, const void *content, size_t content_length) {
    throng_raw_multipart_part(self.handle, name, strlen(name), filename, strlen(filename), content_type, strlen(content_type), content, content_length);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]multipart.file")
void throng_raw_multipart_file(int32_t self, const void *name, size_t name_length, const void *filename, size_t filename_length, const void *content_type, size_t content_type_length, const void *file, size_t file_length);
/// Adds a file of the plan; its bytes never pass through the guest. Traps when the plan has none of that name.
static inline void throng_multipart_file(throng_multipart self, const char *name, const char *filename, const char *content_type, const char *file) {
    throng_raw_multipart_file(self.handle, name, strlen(name), filename, strlen(filename), content_type, strlen(content_type), file, strlen(file));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.status")
int32_t throng_raw_response_status(int32_t self);
/// 0 when no response came; then the rest is empty, and `failure` says why.
static inline uint16_t throng_response_status(throng_response self) {
    return (uint16_t)throng_raw_response_status(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.ok")
int32_t throng_raw_response_ok(int32_t self);
/// A response came, and its status is one that was expected.
static inline bool throng_response_ok(throng_response self) {
    return throng_raw_response_ok(self.handle) != 0;
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.failure")
void throng_raw_response_failure(int32_t self, void *out);
/// Empty, or the reason: dns, connect, tls, timeout, reset, protocol, too-large, denied, cancelled, invalid, or one
/// that this list will get.
static inline const char * throng_response_failure(throng_response self) {
    throng_text out;
    throng_raw_response_failure(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.message")
void throng_raw_response_message(int32_t self, void *out);
/// The reason in words, for a log; empty when there is none.
static inline const char * throng_response_message(throng_response self) {
    throng_text out;
    throng_raw_response_message(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.judge")
void throng_raw_response_judge(int32_t self, int32_t passed, const void *reason, size_t reason_length);
/// What `await-verdict` waits for: whether this exchange counts as passed, whatever its status. The first verdict
/// counts; the reason of a failed one is logged (debug). Traps when the request did not ask for `await-verdict`.
static inline void throng_response_judge(throng_response self, bool passed, const char *reason) {
    throng_raw_response_judge(self.handle, passed, reason, strlen(reason));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.url")
void throng_raw_response_url(int32_t self, void *out);
/// The url that answered: after redirects, with placeholders filled.
static inline const char * throng_response_url(throng_response self) {
    throng_text out;
    throng_raw_response_url(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.hops")
int32_t throng_raw_response_hops(int32_t self);
/// How many redirects were followed.
static inline uint32_t throng_response_hops(throng_response self) {
    return (uint32_t)throng_raw_response_hops(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.version")
void throng_raw_response_version(int32_t self, void *out);
/// `1.1` or `2`; empty when no response came.
static inline const char * throng_response_version(throng_response self) {
    throng_text out;
    throng_raw_response_version(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.header")
void throng_raw_response_header(int32_t self, const void *name, size_t name_length, void *out);
/// The first of that name, in any case.
static inline const char * throng_response_header(throng_response self, const char *name) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_response_header(self.handle, name, strlen(name), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.headers")
void throng_raw_response_headers(int32_t self, void *out);
/// All headers, in the order received; bytes that are no UTF-8 are replaced.
static inline throng_pairs throng_response_headers(throng_response self) {
    throng_pairs out;
    throng_raw_response_headers(self.handle, &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.duration")
double throng_raw_response_duration(int32_t self);
/// sending + waiting + receiving. These eight are of the last hop, and 0 for what did not happen (a reused
/// connection neither resolves, connects nor secures).
static inline double throng_response_duration(throng_response self) {
    return throng_raw_response_duration(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.blocked")
double throng_raw_response_blocked(int32_t self);
/// Waiting for a free connection.
static inline double throng_response_blocked(throng_response self) {
    return throng_raw_response_blocked(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.resolving")
double throng_raw_response_resolving(int32_t self);
/// Asking for the name's address.
static inline double throng_response_resolving(throng_response self) {
    return throng_raw_response_resolving(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.connecting")
double throng_raw_response_connecting(int32_t self);
/// Opening the TCP connection.
static inline double throng_response_connecting(throng_response self) {
    return throng_raw_response_connecting(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.securing")
double throng_raw_response_securing(int32_t self);
/// The TLS handshake.
static inline double throng_response_securing(throng_response self) {
    return throng_raw_response_securing(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.sending")
double throng_raw_response_sending(int32_t self);
/// From the first byte of the request to its last.
static inline double throng_response_sending(throng_response self) {
    return throng_raw_response_sending(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.waiting")
double throng_raw_response_waiting(int32_t self);
/// From the last byte of the request to the first of the response.
static inline double throng_response_waiting(throng_response self) {
    return throng_raw_response_waiting(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.receiving")
double throng_raw_response_receiving(int32_t self);
/// From the first byte of the response to the last of its body.
static inline double throng_response_receiving(throng_response self) {
    return throng_raw_response_receiving(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.size")
int64_t throng_raw_response_size(int32_t self);
/// Bytes of the body as decoded (gzip and so on undone).
static inline uint64_t throng_response_size(throng_response self) {
    return (uint64_t)throng_raw_response_size(self.handle);
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.bytes")
void throng_raw_response_bytes(int32_t self, void *out);
/// The body as decoded.
static inline throng_bytes throng_response_bytes(throng_response self) {
    throng_bytes out;
    throng_raw_response_bytes(self.handle, &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.text")
void throng_raw_response_text(int32_t self, void *out);
/// The body, by the response's charset (UTF-8 without one); what cannot be decoded is replaced.
static inline const char * throng_response_text(throng_response self) {
    throng_text out;
    throng_raw_response_text(self.handle, &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.contains")
int32_t throng_raw_response_contains(int32_t self, const void *text, size_t text_length);
/// Whether the body has this text in it.
static inline bool throng_response_contains(throng_response self, const char *text) {
    return throng_raw_response_contains(self.handle, text, strlen(text)) != 0;
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.json")
void throng_raw_response_json(int32_t self, const void *pointer, size_t pointer_length, void *out);
/// RFC 6901. A JSON string comes without its quotes, anything else as JSON text; none where nothing is, or no JSON.
static inline const char * throng_response_json(throng_response self, const char *pointer) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_response_json(self.handle, pointer, strlen(pointer), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.json-number")
double throng_raw_response_json_number(int32_t self, const void *pointer, size_t pointer_length);
/// NaN where no number is.
static inline double throng_response_json_number(throng_response self, const char *pointer) {
    return throng_raw_response_json_number(self.handle, pointer, strlen(pointer));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.json-length")
int32_t throng_raw_response_json_length(int32_t self, const void *pointer, size_t pointer_length);
/// Members of an array or an object; 0 for anything else.
static inline uint32_t throng_response_json_length(throng_response self, const char *pointer) {
    return (uint32_t)throng_raw_response_json_length(self.handle, pointer, strlen(pointer));
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.find")
void throng_raw_response_find(int32_t self, const void *pattern, size_t pattern_length, int32_t group, void *out);
/// A group of the first match; group 0 is the whole match. A pattern that does not compile traps.
static inline const char * throng_response_find(throng_response self, const char *pattern, uint32_t group) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_response_find(self.handle, pattern, strlen(pattern), (int32_t)group, &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.find-all")
void throng_raw_response_find_all(int32_t self, const void *pattern, size_t pattern_length, int32_t group, void *out);
/// That group of every match that has it. A pattern that does not compile traps.
static inline throng_texts throng_response_find_all(throng_response self, const char *pattern, uint32_t group) {
    throng_texts out;
    throng_raw_response_find_all(self.handle, pattern, strlen(pattern), (int32_t)group, &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.select")
void throng_raw_response_select(int32_t self, const void *css, size_t css_length, void *out);
/// Text of every element that a CSS selector matches, in the order of the page. A selector that is none traps.
static inline throng_texts throng_response_select(throng_response self, const char *css) {
    throng_texts out;
    throng_raw_response_select(self.handle, css, strlen(css), &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.0", "[method]response.attribute")
void throng_raw_response_attribute(int32_t self, const void *css, size_t css_length, const void *name, size_t name_length, void *out);
/// That attribute of every element that a CSS selector matches and that has it. A selector that is none traps.
static inline throng_texts throng_response_attribute(throng_response self, const char *css, const char *name) {
    throng_texts out;
    throng_raw_response_attribute(self.handle, css, strlen(css), name, strlen(name), &out);
    return out;
}

THRONG_IMPORT("throng:load/http@0.1.0", "[resource-drop]request")
void throng_raw_request_drop(int32_t self);
/// Lets go of it.
static inline void throng_request_drop(throng_request self) { throng_raw_request_drop(self.handle); }

THRONG_IMPORT("throng:load/http@0.1.0", "[resource-drop]pending")
void throng_raw_pending_drop(int32_t self);
/// Lets go of it.
static inline void throng_pending_drop(throng_pending self) { throng_raw_pending_drop(self.handle); }

THRONG_IMPORT("throng:load/http@0.1.0", "[resource-drop]multipart")
void throng_raw_multipart_drop(int32_t self);
/// Lets go of it.
static inline void throng_multipart_drop(throng_multipart self) { throng_raw_multipart_drop(self.handle); }

THRONG_IMPORT("throng:load/http@0.1.0", "[resource-drop]response")
void throng_raw_response_drop(int32_t self);
/// Lets go of it.
static inline void throng_response_drop(throng_response self) { throng_raw_response_drop(self.handle); }

THRONG_IMPORT("throng:load/session@0.1.0", "cookie")
void throng_raw_session_cookie(const void *url, size_t url_length, const void *name, size_t name_length, void *out);
/// The value of a cookie that would be sent to that url.
static inline const char * throng_session_cookie(const char *url, const char *name) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_session_cookie(url, strlen(url), name, strlen(name), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/session@0.1.0", "set-cookie")
void throng_raw_session_set_cookie(const void *url, size_t url_length, const void *cookie, size_t cookie_length);
/// As in a Set-Cookie line that came from that url; a line or url that is none sets nothing.
static inline void throng_session_set_cookie(const char *url, const char *cookie) {
    throng_raw_session_set_cookie(url, strlen(url), cookie, strlen(cookie));
}

THRONG_IMPORT("throng:load/session@0.1.0", "clear-cookies")
void throng_raw_session_clear_cookies(void);
/// Forgets all cookies. The engine does so before each iteration, unless the plan keeps them.
static inline void throng_session_clear_cookies(void) {
    throng_raw_session_clear_cookies();
}

THRONG_IMPORT("throng:load/session@0.1.0", "header")
void throng_raw_session_header(const void *name, size_t name_length, const void *value, size_t value_length);
/// For every request that does not set it itself; an empty value removes it.
static inline void throng_session_header(const char *name, const char *value) {
    throng_raw_session_header(name, strlen(name), value, strlen(value));
}

THRONG_IMPORT("throng:load/session@0.1.0", "expect")
void throng_raw_session_expect(const void *statuses, size_t statuses_length);
/// Expected statuses of every request that sets none itself; see `request.expect`.
static inline void throng_session_expect(const char *statuses) {
    throng_raw_session_expect(statuses, strlen(statuses));
}

THRONG_IMPORT("throng:load/session@0.1.0", "identity")
void throng_raw_session_identity(const void *certificate, size_t certificate_length, const void *key, size_t key_length);
/// A client certificate and its key: names of files of the plan. From the next connection on. Traps when the plan
/// has none of that name, or when they are no certificate and key.
static inline void throng_session_identity(const char *certificate, const char *key) {
    throng_raw_session_identity(certificate, strlen(certificate), key, strlen(key));
}

THRONG_IMPORT("throng:load/session@0.1.0", "disconnect")
void throng_raw_session_disconnect(void);
/// Closes the connections; the next request opens new ones.
static inline void throng_session_disconnect(void) {
    throng_raw_session_disconnect();
}

THRONG_IMPORT("throng:load/metrics@0.1.0", "check")
int32_t throng_raw_check(const void *name, size_t name_length, int32_t holds);
/// Counts whether something holds that should; never ends anything. Gives `holds` back.
static inline bool throng_check(const char *name, bool holds) {
    return throng_raw_check(name, strlen(name), holds) != 0;
}

THRONG_IMPORT("throng:load/metrics@0.1.0", "check-tagged")
int32_t throng_raw_check_tagged(const void *name, size_t name_length, int32_t holds, const void *tags, size_t tags_length);
/// As `check`, with tags of its own. Traps on a key that the engine sets.
static inline bool throng_check_tagged(const char *name, bool holds, const throng_field *tags, size_t tags_length) {
    return throng_raw_check_tagged(name, strlen(name), holds, throng_lowered(tags, tags_length), tags_length) != 0;
}

THRONG_IMPORT("throng:load/metrics@0.1.0", "[static]metric.counter")
int32_t throng_raw_metric_counter(const void *name, size_t name_length, const void *unit, size_t unit_length);

THRONG_IMPORT("throng:load/metrics@0.1.0", "[static]metric.gauge")
int32_t throng_raw_metric_gauge(const void *name, size_t name_length, const void *unit, size_t unit_length);

THRONG_IMPORT("throng:load/metrics@0.1.0", "[static]metric.rate")
int32_t throng_raw_metric_rate(const void *name, size_t name_length);

THRONG_IMPORT("throng:load/metrics@0.1.0", "[static]metric.trend")
int32_t throng_raw_metric_trend(const void *name, size_t name_length, const void *unit, size_t unit_length);

THRONG_IMPORT("throng:load/metrics@0.1.0", "[method]metric.add")
void throng_raw_metric_add(int32_t self, double value);
/// Adds one value, under the tags and steps that the user has now. NaN and infinity are not added.
static inline void throng_metric_add(throng_metric self, double value) {
    throng_raw_metric_add(self.handle, value);
}

THRONG_IMPORT("throng:load/metrics@0.1.0", "[method]metric.tagged")
int32_t throng_raw_metric_tagged(int32_t self, const void *tags, size_t tags_length);

THRONG_IMPORT("throng:load/metrics@0.1.0", "[resource-drop]metric")
void throng_raw_metric_drop(int32_t self);

THRONG_IMPORT("throng:load/vu@0.1.0", "id")
int32_t throng_raw_id(void);
/// Unique in the whole run, also across machines; from 1. 0 in `setup` and `teardown`.
static inline uint32_t throng_id(void) {
    return (uint32_t)throng_raw_id();
}

THRONG_IMPORT("throng:load/vu@0.1.0", "iteration")
int32_t throng_raw_iteration(void);
/// This user's iteration, from 0.
static inline uint32_t throng_iteration(void) {
    return (uint32_t)throng_raw_iteration();
}

THRONG_IMPORT("throng:load/vu@0.1.0", "iteration-in-scenario")
int64_t throng_raw_iteration_in_scenario(void);
/// Unique in the scenario, also across machines; from 0.
static inline uint64_t throng_iteration_in_scenario(void) {
    return (uint64_t)throng_raw_iteration_in_scenario();
}

THRONG_IMPORT("throng:load/vu@0.1.0", "scenario")
void throng_raw_scenario(void *out);
/// The scenario's name; empty in `setup` and `teardown`.
static inline const char * throng_scenario(void) {
    throng_text out;
    throng_raw_scenario(&out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/vu@0.1.0", "setup-data")
void throng_raw_setup_data(void *out);
/// What `setup` returned; empty before, and where there is none.
static inline const char * throng_setup_data(void) {
    throng_text out;
    throng_raw_setup_data(&out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/vu@0.1.0", "sleep")
void throng_raw_sleep(double time);
/// Waits. Without a limit: until the iteration is cut off.
static inline void throng_sleep(double time) {
    throng_raw_sleep(time);
}

THRONG_IMPORT("throng:load/vu@0.1.0", "timer")
int32_t throng_raw_timer(double time);
/// Ready once so much time has passed: a sleep, or a limit, among other things waited for.
static inline throng_pollable throng_timer(double time) {
    return (throng_pollable){ throng_raw_timer(time) };
}

THRONG_IMPORT("throng:load/vu@0.1.0", "pace")
void throng_raw_pace(double period);
/// Sleeps until so much time has passed since this iteration began: a steady pace, whatever the target takes.
static inline void throng_pace(double period) {
    throng_raw_pace(period);
}

THRONG_IMPORT("throng:load/vu@0.1.0", "enter")
void throng_raw_enter(const void *step, size_t step_length);
/// Steps nest; what happens inside is tagged with the path (`group`: `::buy::pay`), and the step itself is timed, with
/// and without its sleeps.
static inline void throng_enter(const char *step) {
    throng_raw_enter(step, strlen(step));
}

THRONG_IMPORT("throng:load/vu@0.1.0", "leave")
void throng_raw_leave(void);
/// Ends the innermost step; one too many is ignored, with a warning. The end of the iteration ends all.
static inline void throng_leave(void) {
    throng_raw_leave();
}

THRONG_IMPORT("throng:load/vu@0.1.0", "tag")
void throng_raw_tag(const void *key, size_t key_length, const void *value, size_t value_length);
/// A tag of every sample of this user from now on. It beats the plan's and the scenario's of that key; a request's,
/// check's or metric's own beats it. Traps on a key that the engine sets (see `request.tag`).
static inline void throng_tag(const char *key, const char *value) {
    throng_raw_tag(key, strlen(key), value, strlen(value));
}

THRONG_IMPORT("throng:load/vu@0.1.0", "untag")
void throng_raw_untag(const void *key, size_t key_length);
/// Takes the user's own tag back; the plan's or scenario's of that key shows again.
static inline void throng_untag(const char *key) {
    throng_raw_untag(key, strlen(key));
}

THRONG_IMPORT("throng:load/vu@0.1.0", "env")
void throng_raw_env(const void *name, size_t name_length, void *out);
/// Only what the plan or the command line hands over, never the engine's own environment; a scenario's beats the
/// plan's.
static inline const char * throng_env(const char *name) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_env(name, strlen(name), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/vu@0.1.0", "secret")
void throng_raw_secret(const void *name, size_t name_length, void *out);
/// As `env`, and the value is blacked out in logs, reports and outputs. Traps when the plan grants none of that name.
static inline const char * throng_secret(const char *name) {
    throng_text out;
    throng_raw_secret(name, strlen(name), &out);
    return out.length ? out.text : "";
}

THRONG_IMPORT("throng:load/vu@0.1.0", "random")
double throng_raw_random(void);
/// At least 0, less than 1; repeatable from the plan's seed and the user's id.
static inline double throng_random(void) {
    return throng_raw_random();
}

THRONG_IMPORT("throng:load/vu@0.1.0", "elapsed")
double throng_raw_elapsed(void);
/// Since the run began, `setup` included.
static inline double throng_elapsed(void) {
    return throng_raw_elapsed();
}

THRONG_IMPORT("throng:load/vu@0.1.0", "progress")
double throng_raw_progress(void);
/// How much of the scenario is over, by time or by iterations, from 0 to 1.
static inline double throng_progress(void) {
    return throng_raw_progress();
}

THRONG_IMPORT("throng:load/vu@0.1.0", "stage")
int32_t throng_raw_stage(void);
/// Which stage of the scenario's curve, from 0.
static inline uint32_t throng_stage(void) {
    return (uint32_t)throng_raw_stage();
}

THRONG_IMPORT("throng:load/vu@0.1.0", "users")
int32_t throng_raw_users(void);
/// Users of this scenario that are active now.
static inline uint32_t throng_users(void) {
    return (uint32_t)throng_raw_users();
}

THRONG_IMPORT("throng:load/vu@0.1.0", "meet")
int32_t throng_raw_meet(const void *place, size_t place_length, int32_t users, double wait);
/// Waits until so many users have come to the place of that name, or the wait is over (false). Then the place begins
/// anew.
static inline bool throng_meet(const char *place, uint32_t users, double wait) {
    return throng_raw_meet(place, strlen(place), (int32_t)users, wait) != 0;
}

THRONG_IMPORT("throng:load/vu@0.1.0", "mark-failed")
void throng_raw_mark_failed(const void *reason, size_t reason_length);
/// The run goes on, and fails in the end with this reason, the first one given (exit code 110), also when every
/// threshold passes. What comes before 110 in the order of exit codes, a failed threshold for one, gives the code then.
static inline void throng_mark_failed(const char *reason) {
    throng_raw_mark_failed(reason, strlen(reason));
}

THRONG_IMPORT("throng:load/vu@0.1.0", "abort")
void throng_raw_abort(const void *reason, size_t reason_length);
/// Stops the run, which fails with this reason. Does not return. To fail an iteration, return an error from `run`.
static inline void throng_abort(const char *reason) {
    throng_raw_abort(reason, strlen(reason));
}

THRONG_IMPORT("throng:load/log@0.1.0", "debug")
void throng_raw_debug(const void *message, size_t message_length);
/// For the author; shown when asked for.
static inline void throng_debug(const char *message) {
    throng_raw_debug(message, strlen(message));
}

THRONG_IMPORT("throng:load/log@0.1.0", "info")
void throng_raw_info(const void *message, size_t message_length);
/// For the reader.
static inline void throng_info(const char *message) {
    throng_raw_info(message, strlen(message));
}

THRONG_IMPORT("throng:load/log@0.1.0", "warn")
void throng_raw_warn(const void *message, size_t message_length);
/// Something is not as it should be.
static inline void throng_warn(const char *message) {
    throng_raw_warn(message, strlen(message));
}

THRONG_IMPORT("throng:load/log@0.1.0", "error")
void throng_raw_error(const void *message, size_t message_length);
/// Something failed; it ends nothing.
static inline void throng_error(const char *message) {
    throng_raw_error(message, strlen(message));
}

THRONG_IMPORT("throng:load/data@0.1.0", "[constructor]table")
int32_t throng_raw_table_new(const void *name, size_t name_length);
/// Traps when the plan has none of that name.
static inline throng_table throng_table_new(const char *name) {
    return (throng_table){ throng_raw_table_new(name, strlen(name)) };
}

THRONG_IMPORT("throng:load/data@0.1.0", "[method]table.length")
int32_t throng_raw_table_length(int32_t self);
/// How many rows.
static inline uint32_t throng_table_length(throng_table self) {
    return (uint32_t)throng_raw_table_length(self.handle);
}

THRONG_IMPORT("throng:load/data@0.1.0", "[method]table.next")
void throng_raw_table_next(int32_t self, void *out);
/// By the plan's policy: in turn (user n begins at the nth row), at random, or each row once in the whole run, also
/// across machines; none when used up.
static inline bool throng_table_next(throng_table self, uint32_t *found) {
    struct { uint8_t some; uint32_t value; } out;
    throng_raw_table_next(self.handle, &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/data@0.1.0", "[method]table.mine")
void throng_raw_table_mine(int32_t self, void *out);
/// The row that is this user's own for the whole run (an account, say); none when there are more users than rows.
static inline bool throng_table_mine(throng_table self, uint32_t *found) {
    struct { uint8_t some; uint32_t value; } out;
    throng_raw_table_mine(self.handle, &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/data@0.1.0", "[method]table.cell")
void throng_raw_table_cell(int32_t self, int32_t row, const void *column, size_t column_length, void *out);
/// A cell; none when there is no such row or column. What is no string in JSON comes as JSON text.
static inline const char * throng_table_cell(throng_table self, uint32_t row, const char *column) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_table_cell(self.handle, (int32_t)row, column, strlen(column), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/data@0.1.0", "[method]table.row")
void throng_raw_table_row(int32_t self, int32_t row, void *out);
/// Column and cell of a row; none when there is no such row.
static inline bool throng_table_row(throng_table self, uint32_t row, throng_pairs *found) {
    struct { uint8_t some; throng_pairs value; } out;
    throng_raw_table_row(self.handle, (int32_t)row, &out);
    if (out.some && found) *found = out.value;
    return out.some != 0;
}

THRONG_IMPORT("throng:load/data@0.1.0", "[method]table.json")
void throng_raw_table_json(int32_t self, int32_t row, void *out);
/// The row as a JSON object; none when there is no such row.
static inline const char * throng_table_json(throng_table self, uint32_t row) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_table_json(self.handle, (int32_t)row, &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/data@0.1.0", "file")
void throng_raw_data_file(const void *name, size_t name_length, void *out);
/// A file of the plan. Traps when the plan has none of that name.
static inline throng_bytes throng_data_file(const char *name) {
    throng_bytes out;
    throng_raw_data_file(name, strlen(name), &out);
    return out;
}

THRONG_IMPORT("throng:load/data@0.1.0", "[resource-drop]table")
void throng_raw_table_drop(int32_t self);
/// Lets go of it.
static inline void throng_table_drop(throng_table self) { throng_raw_table_drop(self.handle); }

THRONG_IMPORT("throng:load/store@0.1.0", "put")
void throng_raw_store_put(const void *key, size_t key_length, const void *value, size_t value_length);
/// Sets the value of a key.
static inline void throng_store_put(const char *key, const char *value) {
    throng_raw_store_put(key, strlen(key), value, strlen(value));
}

THRONG_IMPORT("throng:load/store@0.1.0", "get")
void throng_raw_store_get(const void *key, size_t key_length, void *out);
/// The value of a key; a count as its decimal text.
static inline const char * throng_store_get(const char *key) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_store_get(key, strlen(key), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/store@0.1.0", "push")
void throng_raw_store_push(const void *queue, size_t queue_length, const void *value, size_t value_length);
/// Appends to a queue. Queues have names of their own, apart from the keys.
static inline void throng_store_push(const char *queue, const char *value) {
    throng_raw_store_push(queue, strlen(queue), value, strlen(value));
}

THRONG_IMPORT("throng:load/store@0.1.0", "pop")
void throng_raw_store_pop(const void *queue, size_t queue_length, void *out);
/// Takes the first that was pushed; none when the queue is empty.
static inline const char * throng_store_pop(const char *queue) {
    struct { uint8_t some; throng_text value; } out;
    throng_raw_store_pop(queue, strlen(queue), &out);
    return !out.some ? NULL : out.value.length ? out.value.text : "";
}

THRONG_IMPORT("throng:load/store@0.1.0", "count")
double throng_raw_store_count(const void *key, size_t key_length, double by);
/// Adds and gives the new value; f64, whole up to 2^53. No value, and one that is no number, counts as 0.
static inline double throng_store_count(const char *key, double by) {
    return throng_raw_store_count(key, strlen(key), by);
}

#endif

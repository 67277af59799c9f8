;; Every import of the contract: copy the lines that a journey uses. Made of wit/ by `cargo xtask bindings`.
;; A text is its offset and length (`_at`, `_length`); a result that is no number is written to `$out`:
;; 8 bytes (offset, length), or 12 for an option (1 when there is one, then offset and length at 4 and 8).

;; wasi:io/poll@0.2.0
(import "wasi:io/poll@0.2.0" "[method]pollable.ready" (func $pollable.ready (param $self i32) (result i32)))
(import "wasi:io/poll@0.2.0" "[method]pollable.block" (func $pollable.block (param $self i32)))
(import "wasi:io/poll@0.2.0" "poll" (func $poll (param $pollables_at i32) (param $pollables_length i32) (param $out i32)))
(import "wasi:io/poll@0.2.0" "[resource-drop]pollable" (func $drop-pollable (param $self i32)))

;; throng:load/http@0.1.1
;; The url may hold placeholders, `/items/{id}`, which `param` fills; a relative one is resolved against the plan's target. A method or url that cannot be sent: failure `invalid`.
(import "throng:load/http@0.1.1" "[constructor]request" (func $new-request (param $method_at i32) (param $method_length i32) (param $url_at i32) (param $url_length i32) (result i32)))
;; Fills `{name}` in the url, percent-encoded. Unfilled placeholders: failure `invalid`.
(import "throng:load/http@0.1.1" "[method]request.param" (func $request.param (param $self i32) (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; Sets one parameter of the query, percent-encoded.
(import "throng:load/http@0.1.1" "[method]request.query" (func $request.query (param $self i32) (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; Replaces every header of that name; an empty value removes it. A name or value that HTTP forbids: failure `invalid`.
(import "throng:load/http@0.1.1" "[method]request.header" (func $request.header (param $self i32) (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; Adds a header beside those of that name: the one setter that adds.
(import "throng:load/http@0.1.1" "[method]request.add-header" (func $request.add-header (param $self i32) (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; The body, as it is, without a content type. The last of these seven wins; a content-type header of the request's own beats the one they set.
(import "throng:load/http@0.1.1" "[method]request.bytes" (func $request.bytes (param $self i32) (param $content_at i32) (param $content_length i32)))
;; The body as `text/plain; charset=utf-8`.
(import "throng:load/http@0.1.1" "[method]request.text" (func $request.text (param $self i32) (param $content_at i32) (param $content_length i32)))
;; The body as `application/json`; the text is sent as it is, valid or not.
(import "throng:load/http@0.1.1" "[method]request.json" (func $request.json (param $self i32) (param $content_at i32) (param $content_length i32)))
;; The body as `application/x-www-form-urlencoded`.
(import "throng:load/http@0.1.1" "[method]request.form" (func $request.form (param $self i32) (param $fields_at i32) (param $fields_length i32)))
;; The body as `multipart/form-data`, as the parts are now: what is added to them later is not sent.
(import "throng:load/http@0.1.1" "[method]request.multipart" (func $request.multipart (param $self i32) (param $parts i32)))
;; A file of the plan, with the content type of its extension; its bytes never pass through the guest. Traps when the plan has none of that name.
(import "throng:load/http@0.1.1" "[method]request.file" (func $request.file (param $self i32) (param $name_at i32) (param $name_length i32)))
;; No body.
(import "throng:load/http@0.1.1" "[method]request.empty" (func $request.empty (param $self i32)))
;; Sets the header `authorization`, as `header` would: the last of these four wins.
(import "throng:load/http@0.1.1" "[method]request.basic-auth" (func $request.basic-auth (param $self i32) (param $user_at i32) (param $user_length i32) (param $password_at i32) (param $password_length i32)))
;; RFC 7616: the 401 that asks for it is neither a failed request nor in the timings.
(import "throng:load/http@0.1.1" "[method]request.digest-auth" (func $request.digest-auth (param $self i32) (param $user_at i32) (param $user_length i32) (param $password_at i32) (param $password_length i32)))
;; Sets the header `authorization` to `Bearer` and the token.
(import "throng:load/http@0.1.1" "[method]request.bearer" (func $request.bearer (param $self i32) (param $token_at i32) (param $token_length i32)))
;; The longest time of the whole exchange, connecting and redirects included; then failure `timeout`. Without it the plan decides.
(import "throng:load/http@0.1.1" "[method]request.timeout" (func $request.timeout (param $self i32) (param $limit f64)))
;; Redirects that are followed at most; with 0 the redirect itself is the response. Without it the plan decides.
(import "throng:load/http@0.1.1" "[method]request.redirects" (func $request.redirects (param $self i32) (param $at_most i32)))
;; `1.1` or `2`; empty, and without it, the plan decides. Traps when the engine does not know the word.
(import "throng:load/http@0.1.1" "[method]request.version" (func $request.version (param $self i32) (param $protocol_at i32) (param $protocol_length i32)))
;; The series that the timings go to; without it the url as it was given to the constructor, placeholders and all, without its query.
(import "throng:load/http@0.1.1" "[method]request.name" (func $request.name (param $self i32) (param $name_at i32) (param $name_length i32)))
;; A tag of the exchange's samples. Traps when the key is one that the engine sets (name, method, status, url, proto, scenario, group, expected_response, error_code).
(import "throng:load/http@0.1.1" "[method]request.tag" (func $request.tag (param $self i32) (param $key_at i32) (param $key_length i32) (param $value_at i32) (param $value_length i32)))
;; Statuses that count as success: `200`, `2xx,404`, `200-299,409`; empty: none counts as success or failure. Without it `session.expect`, else 200-399. Traps when it is no such list.
(import "throng:load/http@0.1.1" "[method]request.expect" (func $request.expect (param $self i32) (param $statuses_at i32) (param $statuses_length i32)))
;; Read the body off the wire, count it, and drop it: the response has none.
(import "throng:load/http@0.1.1" "[method]request.discard" (func $request.discard (param $self i32)))
;; The sample waits for `response.judge`, at the longest until the response is dropped or the iteration ends; then its status decides.
(import "throng:load/http@0.1.1" "[method]request.await-verdict" (func $request.await-verdict (param $self i32)))
;; Asks as HTMX would for a part of a page: sets `HX-Request: true`, and `HX-Target` to this element's id (none when empty). Its duration is then a sample of `htmx_swap_duration` too, and whether a whole page came instead of a part one of `htmx_fallback`.
(import "throng:load/http@0.1.1" "[method]request.htmx" (func $request.htmx (param $self i32) (param $target_at i32) (param $target_length i32)))
;; Sends, and waits for the whole response. The exchange is recorded when its body has ended.
(import "throng:load/http@0.1.1" "[method]request.send" (func $request.send (param $self i32) (result i32)))
;; Sends, drops the body, and gives the status only (0: no response): nothing to drop, nothing to leak.
(import "throng:load/http@0.1.1" "[method]request.hit" (func $request.hit (param $self i32) (result i32)))
;; Begins to send and returns at once; see `wait`. What comes is read as it comes, whatever the guest does. Later changes of the request do not touch it.
(import "throng:load/http@0.1.1" "[method]request.start" (func $request.start (param $self i32) (result i32)))
;; A GET that is not prepared: for trying out, and for urls met once.
(import "throng:load/http@0.1.1" "get" (func $get (param $url_at i32) (param $url_length i32) (result i32)))
;; Whether `wait` would return at once.
(import "throng:load/http@0.1.1" "[method]pending.ready" (func $pending.ready (param $self i32) (result i32)))
;; Ready once `wait` does not wait any more, and from then on.
(import "throng:load/http@0.1.1" "[method]pending.subscribe" (func $pending.subscribe (param $self i32) (result i32)))
;; The response, once it is there. Takes the handle: there is nothing to drop afterwards. Start many, then wait for each, to load a page.
(import "throng:load/http@0.1.1" "wait" (func $wait (param $sent i32) (result i32)))
;; No parts.
(import "throng:load/http@0.1.1" "[constructor]multipart" (func $new-multipart (result i32)))
;; Adds a field.
(import "throng:load/http@0.1.1" "[method]multipart.field" (func $multipart.field (param $self i32) (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; Adds a file with this content. An empty content type: that of the filename's extension.
(import "throng:load/http@0.1.1" "[method]multipart.part" (func $multipart.part (param $self i32) (param $name_at i32) (param $name_length i32) (param $filename_at i32) (param $filename_length i32) (param $content_type_at i32) (param $content_type_length i32) (param $content_at i32) (param $content_length i32)))
;; Adds a file of the plan; its bytes never pass through the guest. Traps when the plan has none of that name.
(import "throng:load/http@0.1.1" "[method]multipart.file" (func $multipart.file (param $self i32) (param $name_at i32) (param $name_length i32) (param $filename_at i32) (param $filename_length i32) (param $content_type_at i32) (param $content_type_length i32) (param $file_at i32) (param $file_length i32)))
;; 0 when no response came; then the rest is empty, and `failure` says why.
(import "throng:load/http@0.1.1" "[method]response.status" (func $response.status (param $self i32) (result i32)))
;; A response came, and its status is one that was expected.
(import "throng:load/http@0.1.1" "[method]response.ok" (func $response.ok (param $self i32) (result i32)))
;; Empty, or the reason: dns, connect, tls, timeout, reset, protocol, too-large, denied, cancelled, invalid, or one that this list will get.
(import "throng:load/http@0.1.1" "[method]response.failure" (func $response.failure (param $self i32) (param $out i32)))
;; The reason in words, for a log; empty when there is none.
(import "throng:load/http@0.1.1" "[method]response.message" (func $response.message (param $self i32) (param $out i32)))
;; What `await-verdict` waits for: whether this exchange counts as passed, whatever its status. The first verdict counts; the reason of a failed one is logged (debug). Traps when the request did not ask for `await-verdict`.
(import "throng:load/http@0.1.1" "[method]response.judge" (func $response.judge (param $self i32) (param $passed i32) (param $reason_at i32) (param $reason_length i32)))
;; The url that answered: after redirects, with placeholders filled.
(import "throng:load/http@0.1.1" "[method]response.url" (func $response.url (param $self i32) (param $out i32)))
;; How many redirects were followed.
(import "throng:load/http@0.1.1" "[method]response.hops" (func $response.hops (param $self i32) (result i32)))
;; `1.1` or `2`; empty when no response came.
(import "throng:load/http@0.1.1" "[method]response.version" (func $response.version (param $self i32) (param $out i32)))
;; The first of that name, in any case.
(import "throng:load/http@0.1.1" "[method]response.header" (func $response.header (param $self i32) (param $name_at i32) (param $name_length i32) (param $out i32)))
;; All headers, in the order received; bytes that are no UTF-8 are replaced.
(import "throng:load/http@0.1.1" "[method]response.headers" (func $response.headers (param $self i32) (param $out i32)))
;; sending + waiting + receiving. These eight are of the last hop, and 0 for what did not happen (a reused connection neither resolves, connects nor secures).
(import "throng:load/http@0.1.1" "[method]response.duration" (func $response.duration (param $self i32) (result f64)))
;; Waiting for a free connection.
(import "throng:load/http@0.1.1" "[method]response.blocked" (func $response.blocked (param $self i32) (result f64)))
;; Asking for the name's address.
(import "throng:load/http@0.1.1" "[method]response.resolving" (func $response.resolving (param $self i32) (result f64)))
;; Opening the TCP connection.
(import "throng:load/http@0.1.1" "[method]response.connecting" (func $response.connecting (param $self i32) (result f64)))
;; The TLS handshake.
(import "throng:load/http@0.1.1" "[method]response.securing" (func $response.securing (param $self i32) (result f64)))
;; From the first byte of the request to its last.
(import "throng:load/http@0.1.1" "[method]response.sending" (func $response.sending (param $self i32) (result f64)))
;; From the last byte of the request to the first of the response.
(import "throng:load/http@0.1.1" "[method]response.waiting" (func $response.waiting (param $self i32) (result f64)))
;; From the first byte of the response to the last of its body.
(import "throng:load/http@0.1.1" "[method]response.receiving" (func $response.receiving (param $self i32) (result f64)))
;; Bytes of the body as decoded (gzip and so on undone).
(import "throng:load/http@0.1.1" "[method]response.size" (func $response.size (param $self i32) (result i64)))
;; The body as decoded.
(import "throng:load/http@0.1.1" "[method]response.bytes" (func $response.bytes (param $self i32) (param $out i32)))
;; The body, by the response's charset (UTF-8 without one); what cannot be decoded is replaced.
(import "throng:load/http@0.1.1" "[method]response.text" (func $response.text (param $self i32) (param $out i32)))
;; Whether the body has this text in it.
(import "throng:load/http@0.1.1" "[method]response.contains" (func $response.contains (param $self i32) (param $text_at i32) (param $text_length i32) (result i32)))
;; RFC 6901. A JSON string comes without its quotes, anything else as JSON text; none where nothing is, or no JSON.
(import "throng:load/http@0.1.1" "[method]response.json" (func $response.json (param $self i32) (param $pointer_at i32) (param $pointer_length i32) (param $out i32)))
;; NaN where no number is.
(import "throng:load/http@0.1.1" "[method]response.json-number" (func $response.json-number (param $self i32) (param $pointer_at i32) (param $pointer_length i32) (result f64)))
;; Members of an array or an object; 0 for anything else.
(import "throng:load/http@0.1.1" "[method]response.json-length" (func $response.json-length (param $self i32) (param $pointer_at i32) (param $pointer_length i32) (result i32)))
;; A group of the first match; group 0 is the whole match. A pattern that does not compile traps.
(import "throng:load/http@0.1.1" "[method]response.find" (func $response.find (param $self i32) (param $pattern_at i32) (param $pattern_length i32) (param $group i32) (param $out i32)))
;; That group of every match that has it. A pattern that does not compile traps.
(import "throng:load/http@0.1.1" "[method]response.find-all" (func $response.find-all (param $self i32) (param $pattern_at i32) (param $pattern_length i32) (param $group i32) (param $out i32)))
;; Text of every element that a CSS selector matches, in the order of the page. A selector that is none traps.
(import "throng:load/http@0.1.1" "[method]response.select" (func $response.select (param $self i32) (param $css_at i32) (param $css_length i32) (param $out i32)))
;; That attribute of every element that a CSS selector matches and that has it. A selector that is none traps.
(import "throng:load/http@0.1.1" "[method]response.attribute" (func $response.attribute (param $self i32) (param $css_at i32) (param $css_length i32) (param $name_at i32) (param $name_length i32) (param $out i32)))
;; What an XPath 1.0 expression gives of an XML body: the text of each node in document order, or the one string, number or truth value. Empty where the body is no XML (or nests deeper than 256 elements); prefixes are those that its root declares. An expression that does not compile, or would take too long on this body, traps.
(import "throng:load/http@0.1.1" "[method]response.xpath" (func $response.xpath (param $self i32) (param $path_at i32) (param $path_length i32) (param $out i32)))
;; Whether the body is a whole HTML page (`<!doctype` or `<html`), not a part of one.
(import "throng:load/http@0.1.1" "[method]response.is-page" (func $response.is-page (param $self i32) (result i32)))
;; The first form that a CSS selector matches, filled as the page fills it (hidden fields, defaults); none when there is none. A selector that is none traps.
(import "throng:load/http@0.1.1" "[method]response.form" (func $response.form (param $self i32) (param $css_at i32) (param $css_length i32) (param $out i32)))
;; Fetches what the page embeds (images, styles, scripts, icons, media, frames), each address once and over as many connections to a host as the plan allows (6, like a browser): the responses, in the order of the page, without their bodies. This is no browser: nothing is executed, what a script or style would load is not, and nothing is cached.
(import "throng:load/http@0.1.1" "[method]response.embedded" (func $response.embedded (param $self i32) (param $out i32)))
;; The value of a field: the first of that name that would be sent.
(import "throng:load/http@0.1.1" "[method]form.value" (func $form.value (param $self i32) (param $name_at i32) (param $name_length i32) (param $out i32)))
;; All that would be sent, in the order of the page.
(import "throng:load/http@0.1.1" "[method]form.fields" (func $form.fields (param $self i32) (param $out i32)))
;; Sets a field as a user would: types into it, ticks a box (its value; empty: unticks), chooses of a list. A field that the form does not have is added, as a script would.
(import "throng:load/http@0.1.1" "[method]form.set" (func $form.set (param $self i32) (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; The file of a field of type file: content with its name and type. Sent only by a form whose enctype is multipart.
(import "throng:load/http@0.1.1" "[method]form.file" (func $form.file (param $self i32) (param $name_at i32) (param $name_length i32) (param $filename_at i32) (param $filename_length i32) (param $content_type_at i32) (param $content_type_length i32) (param $content_at i32) (param $content_length i32)))
;; Presses the submit button of that name, id or text, so that its value is sent; its own action and method win. False when the form has none.
(import "throng:load/http@0.1.1" "[method]form.press" (func $form.press (param $self i32) (param $button_at i32) (param $button_length i32) (result i32)))
;; The request that sending the form is: method, url, body and content type by the rules of HTML. Tags and name are set on it as on any other.
(import "throng:load/http@0.1.1" "[method]form.request" (func $form.request (param $self i32) (result i32)))
;; Sends, and waits for the headers. The request carries everything but `discard-body` and `await-verdict`; its timeout, when it has one, is that of the headers.
(import "throng:load/http@0.1.1" "[constructor]download" (func $new-download (param $request i32) (result i32)))
;; 0 when no response came.
(import "throng:load/http@0.1.1" "[method]download.status" (func $download.status (param $self i32) (result i32)))
;; As `response.failure`: empty so long as nothing failed, in the middle of the body too.
(import "throng:load/http@0.1.1" "[method]download.failure" (func $download.failure (param $self i32) (param $out i32)))
;; The first header of that name.
(import "throng:load/http@0.1.1" "[method]download.header" (func $download.header (param $self i32) (param $name_at i32) (param $name_length i32) (param $out i32)))
;; What has come, at most 64 KiB; none when the wait or the body is over.
(import "throng:load/http@0.1.1" "[method]download.receive" (func $download.receive (param $self i32) (param $wait f64) (param $out i32)))
;; Bytes that have come, whether received or not.
(import "throng:load/http@0.1.1" "[method]download.received" (func $download.received (param $self i32) (result i64)))
;; Whether nothing more comes: all of the body was received, or it failed.
(import "throng:load/http@0.1.1" "[method]download.ended" (func $download.ended (param $self i32) (result i32)))
;; Ready while `receive` would give something, and once it is ended.
(import "throng:load/http@0.1.1" "[method]download.subscribe" (func $download.subscribe (param $self i32) (result i32)))
(import "throng:load/http@0.1.1" "[resource-drop]request" (func $drop-request (param $self i32)))
(import "throng:load/http@0.1.1" "[resource-drop]pending" (func $drop-pending (param $self i32)))
(import "throng:load/http@0.1.1" "[resource-drop]multipart" (func $drop-multipart (param $self i32)))
(import "throng:load/http@0.1.1" "[resource-drop]response" (func $drop-response (param $self i32)))
(import "throng:load/http@0.1.1" "[resource-drop]form" (func $drop-form (param $self i32)))
(import "throng:load/http@0.1.1" "[resource-drop]download" (func $drop-download (param $self i32)))

;; throng:load/session@0.1.1
;; The value of a cookie that would be sent to that url.
(import "throng:load/session@0.1.1" "cookie" (func $cookie (param $url_at i32) (param $url_length i32) (param $name_at i32) (param $name_length i32) (param $out i32)))
;; As in a Set-Cookie line that came from that url; a line or url that is none sets nothing.
(import "throng:load/session@0.1.1" "set-cookie" (func $set-cookie (param $url_at i32) (param $url_length i32) (param $cookie_at i32) (param $cookie_length i32)))
;; Forgets all cookies. The engine does so before each iteration, unless the plan keeps them.
(import "throng:load/session@0.1.1" "clear-cookies" (func $clear-cookies))
;; For every request that does not set it itself; an empty value removes it.
(import "throng:load/session@0.1.1" "header" (func $header (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; Expected statuses of every request that sets none itself; see `request.expect`.
(import "throng:load/session@0.1.1" "expect" (func $expect (param $statuses_at i32) (param $statuses_length i32)))
;; A client certificate and its key: names of files of the plan. From the next connection on. Traps when the plan has none of that name, or when they are no certificate and key.
(import "throng:load/session@0.1.1" "identity" (func $identity (param $certificate_at i32) (param $certificate_length i32) (param $key_at i32) (param $key_length i32)))
;; Closes the connections; the next request opens new ones.
(import "throng:load/session@0.1.1" "disconnect" (func $disconnect))

;; throng:load/sse@0.1.1
;; Sends, and waits for the headers. The request carries everything but `discard-body` and `await-verdict`, `accept: text/event-stream` unless it has its own; its timeout, when it has one, is that of the headers. It never connects again by itself: a journey that does sets `last-event-id` itself.
(import "throng:load/sse@0.1.1" "[constructor]source" (func $new-source (param $request i32) (result i32)))
;; 0 when no response came.
(import "throng:load/sse@0.1.1" "[method]source.status" (func $source.status (param $self i32) (result i32)))
;; As `response.failure`; `protocol` where the answer is no event stream.
(import "throng:load/sse@0.1.1" "[method]source.failure" (func $source.failure (param $self i32) (param $out i32)))
;; The first header of that name.
(import "throng:load/sse@0.1.1" "[method]source.header" (func $source.header (param $self i32) (param $name_at i32) (param $name_length i32) (param $out i32)))
;; The next event; none when the wait or the stream is over. Each is a sample of `sse_event_gap`, the first of `sse_first_event`.
(import "throng:load/sse@0.1.1" "[method]source.receive" (func $source.receive (param $self i32) (param $wait f64) (param $out i32)))
;; So many tokens of a language model have come by now, in what was received: at the first call the time since the request is a sample of `llm_first_token`, and at the end of the stream tokens per second one of `llm_tokens_per_second`.
(import "throng:load/sse@0.1.1" "[method]source.tokens" (func $source.tokens (param $self i32) (param $count i32)))
;; Whether nothing more comes: every event was received, or it failed.
(import "throng:load/sse@0.1.1" "[method]source.ended" (func $source.ended (param $self i32) (result i32)))
;; Ends the stream, as a reader who has enough does; no failure.
(import "throng:load/sse@0.1.1" "[method]source.close" (func $source.close (param $self i32)))
;; Ready while `receive` would give something, and once it is ended.
(import "throng:load/sse@0.1.1" "[method]source.subscribe" (func $source.subscribe (param $self i32) (result i32)))
;; The last `id` of the stream so far.
(import "throng:load/sse@0.1.1" "[method]event.id" (func $event.id (param $self i32) (param $out i32)))
;; The field `event`; `message` where it is missing.
(import "throng:load/sse@0.1.1" "[method]event.kind" (func $event.kind (param $self i32) (param $out i32)))
;; The lines of `data`.
(import "throng:load/sse@0.1.1" "[method]event.text" (func $event.text (param $self i32) (param $out i32)))
;; A part of the data as JSON, as `response.json`.
(import "throng:load/sse@0.1.1" "[method]event.json" (func $event.json (param $self i32) (param $pointer_at i32) (param $pointer_length i32) (param $out i32)))
;; When it came, since the request was sent.
(import "throng:load/sse@0.1.1" "[method]event.after" (func $event.after (param $self i32) (result f64)))
(import "throng:load/sse@0.1.1" "[resource-drop]source" (func $drop-source (param $self i32)))
(import "throng:load/sse@0.1.1" "[resource-drop]event" (func $drop-event (param $self i32)))

;; throng:load/websocket@0.1.1
;; Connects, and waits for the answer. The request carries url (`ws`, `wss`; `http` and `https` mean them, and a path the plan's target), headers (subprotocols in `sec-websocket-protocol`), auth, tags, name, timeout and expected statuses (101 without them).
(import "throng:load/websocket@0.1.1" "[constructor]socket" (func $new-socket (param $handshake i32) (result i32)))
;; 101 when it is open; 0 when no answer came.
(import "throng:load/websocket@0.1.1" "[method]socket.status" (func $socket.status (param $self i32) (result i32)))
;; As `response.failure`: empty so long as nothing failed. A socket that was closed in order has not failed.
(import "throng:load/websocket@0.1.1" "[method]socket.failure" (func $socket.failure (param $self i32) (param $out i32)))
;; The first header of that name in the answer.
(import "throng:load/websocket@0.1.1" "[method]socket.header" (func $socket.header (param $self i32) (param $name_at i32) (param $name_length i32) (param $out i32)))
;; Sends a message; on a socket that is closed, nothing.
(import "throng:load/websocket@0.1.1" "[method]socket.send-text" (func $socket.send-text (param $self i32) (param $text_at i32) (param $text_length i32)))
;; Sends a message; on a socket that is closed, nothing.
(import "throng:load/websocket@0.1.1" "[method]socket.send-bytes" (func $socket.send-bytes (param $self i32) (param $bytes_at i32) (param $bytes_length i32)))
;; The next message; none when the wait is over, or when the socket is closed and all were received.
(import "throng:load/websocket@0.1.1" "[method]socket.receive" (func $socket.receive (param $self i32) (param $wait f64) (param $out i32)))
;; Sends a ping and waits for its pong: the round trip; none when none came within the wait. Each is a sample of `ws_ping`. The engine answers the target's pings itself.
(import "throng:load/websocket@0.1.1" "[method]socket.ping" (func $socket.ping (param $self i32) (param $wait f64) (param $out i32)))
;; Closes with this code (1000 is the usual one) and waits for the answer, at the longest a second.
(import "throng:load/websocket@0.1.1" "[method]socket.close" (func $socket.close (param $self i32) (param $code i32) (param $reason_at i32) (param $reason_length i32)))
;; The close code once it is closed (1005 where it had none, 1006 where it broke), else 0.
(import "throng:load/websocket@0.1.1" "[method]socket.closed" (func $socket.closed (param $self i32) (result i32)))
;; Ready while `receive` would give something, and once it is closed.
(import "throng:load/websocket@0.1.1" "[method]socket.subscribe" (func $socket.subscribe (param $self i32) (result i32)))
;; Whether it was sent as text.
(import "throng:load/websocket@0.1.1" "[method]message.is-text" (func $message.is-text (param $self i32) (result i32)))
;; As text; what is no UTF-8 is replaced.
(import "throng:load/websocket@0.1.1" "[method]message.text" (func $message.text (param $self i32) (param $out i32)))
;; As it came.
(import "throng:load/websocket@0.1.1" "[method]message.bytes" (func $message.bytes (param $self i32) (param $out i32)))
;; Whether it has this text in it.
(import "throng:load/websocket@0.1.1" "[method]message.contains" (func $message.contains (param $self i32) (param $text_at i32) (param $text_length i32) (result i32)))
;; A part of it as JSON, as `response.json`.
(import "throng:load/websocket@0.1.1" "[method]message.json" (func $message.json (param $self i32) (param $pointer_at i32) (param $pointer_length i32) (param $out i32)))
;; When it came, since the socket opened.
(import "throng:load/websocket@0.1.1" "[method]message.after" (func $message.after (param $self i32) (result f64)))
(import "throng:load/websocket@0.1.1" "[resource-drop]socket" (func $drop-socket (param $self i32)))
(import "throng:load/websocket@0.1.1" "[resource-drop]message" (func $drop-message (param $self i32)))

;; throng:load/grpc@0.1.1
;; Begins. The request carries target (`http`, `https`), metadata (as headers), auth, tags, name and timeout (the call's deadline); method: `package.Service/Method`. Traps when the plan's files have no such method; where reflection knows none, code 12.
(import "throng:load/grpc@0.1.1" "[constructor]call" (func $new-call (param $request i32) (param $method_at i32) (param $method_length i32) (result i32)))
;; Sends a message. Traps when it does not fit the method's input, and names the field. After `finish`, or a second one where the method takes one: traps.
(import "throng:load/grpc@0.1.1" "[method]call.send" (func $call.send (param $self i32) (param $message_at i32) (param $message_length i32)))
;; No message follows. A method that takes one message needs no `finish`.
(import "throng:load/grpc@0.1.1" "[method]call.finish" (func $call.finish (param $self i32)))
;; The next message; none when the wait or the call is over.
(import "throng:load/grpc@0.1.1" "[method]call.receive" (func $call.receive (param $self i32) (param $wait f64) (param $out i32)))
;; The status code (0 is OK), once the call is over. Where the target did not give one: 14 when it was not reached, 4 after the deadline, 1 when cancelled, else as the gRPC specification maps HTTP statuses.
(import "throng:load/grpc@0.1.1" "[method]call.code" (func $call.code (param $self i32) (param $out i32)))
;; The status message; empty before and where there is none.
(import "throng:load/grpc@0.1.1" "[method]call.reason" (func $call.reason (param $self i32) (param $out i32)))
;; As `response.failure`: `grpc` where the target gave a code other than OK.
(import "throng:load/grpc@0.1.1" "[method]call.failure" (func $call.failure (param $self i32) (param $out i32)))
;; The first header or trailer of that name, of what has come so far; binary ones (`-bin`) in base64.
(import "throng:load/grpc@0.1.1" "[method]call.metadata" (func $call.metadata (param $self i32) (param $name_at i32) (param $name_length i32) (param $out i32)))
;; Ready while `receive` would give something, and once the call is over.
(import "throng:load/grpc@0.1.1" "[method]call.subscribe" (func $call.subscribe (param $self i32) (result i32)))
(import "throng:load/grpc@0.1.1" "[resource-drop]call" (func $drop-call (param $self i32)))

;; throng:load/inbox@0.1.1
;; The name tags what is delivered; keep it of few different values.
(import "throng:load/inbox@0.1.1" "[constructor]address" (func $new-address (param $name_at i32) (param $name_length i32) (result i32)))
;; Where the target should deliver: `http://…`; a path and a query may be appended.
(import "throng:load/inbox@0.1.1" "[method]address.url" (func $address.url (param $self i32) (param $out i32)))
;; Starts the clock of `after`, which else runs since the address was made.
(import "throng:load/inbox@0.1.1" "[method]address.start" (func $address.start (param $self i32)))
;; What the receiver answers from now on, and after how long, to try the target's retries; 200 at once without it.
(import "throng:load/inbox@0.1.1" "[method]address.answer" (func $address.answer (param $self i32) (param $status i32) (param $delay f64)))
;; The header that names a delivery, so that its repetitions are known; without it, its body does.
(import "throng:load/inbox@0.1.1" "[method]address.identify" (func $address.identify (param $self i32) (param $header_at i32) (param $header_length i32)))
;; The next delivery; none when the wait is over. Each is counted when it came: `inbox_deliveries`, `inbox_duplicates`, and a sample of `inbox_delivery_duration`.
(import "throng:load/inbox@0.1.1" "[method]address.receive" (func $address.receive (param $self i32) (param $wait f64) (param $out i32)))
;; Deliveries that wait to be received.
(import "throng:load/inbox@0.1.1" "[method]address.waiting" (func $address.waiting (param $self i32) (result i32)))
;; Ready while `receive` would give something.
(import "throng:load/inbox@0.1.1" "[method]address.subscribe" (func $address.subscribe (param $self i32) (result i32)))
;; When it came, since `start`.
(import "throng:load/inbox@0.1.1" "[method]delivery.after" (func $delivery.after (param $self i32) (result f64)))
;; From 1: how often this one has come by now, by what `identify` names.
(import "throng:load/inbox@0.1.1" "[method]delivery.attempt" (func $delivery.attempt (param $self i32) (result i32)))
;; What the receiver answered.
(import "throng:load/inbox@0.1.1" "[method]delivery.answered" (func $delivery.answered (param $self i32) (result i32)))
;; `POST`, mostly.
(import "throng:load/inbox@0.1.1" "[method]delivery.method" (func $delivery.method (param $self i32) (param $out i32)))
;; Path and query behind the address.
(import "throng:load/inbox@0.1.1" "[method]delivery.path" (func $delivery.path (param $self i32) (param $out i32)))
;; The first header of that name.
(import "throng:load/inbox@0.1.1" "[method]delivery.header" (func $delivery.header (param $self i32) (param $name_at i32) (param $name_length i32) (param $out i32)))
;; All headers, in the order received.
(import "throng:load/inbox@0.1.1" "[method]delivery.headers" (func $delivery.headers (param $self i32) (param $out i32)))
;; Whether this header holds the HMAC-SHA256 of the body under this key: in hex or base64, after `sha256=` or alone.
(import "throng:load/inbox@0.1.1" "[method]delivery.signed" (func $delivery.signed (param $self i32) (param $header_at i32) (param $header_length i32) (param $key_at i32) (param $key_length i32) (result i32)))
;; The body; what is no UTF-8 is replaced.
(import "throng:load/inbox@0.1.1" "[method]delivery.text" (func $delivery.text (param $self i32) (param $out i32)))
;; The body as it came.
(import "throng:load/inbox@0.1.1" "[method]delivery.bytes" (func $delivery.bytes (param $self i32) (param $out i32)))
;; A part of the body as JSON, as `response.json`.
(import "throng:load/inbox@0.1.1" "[method]delivery.json" (func $delivery.json (param $self i32) (param $pointer_at i32) (param $pointer_length i32) (param $out i32)))
(import "throng:load/inbox@0.1.1" "[resource-drop]address" (func $drop-address (param $self i32)))
(import "throng:load/inbox@0.1.1" "[resource-drop]delivery" (func $drop-delivery (param $self i32)))

;; throng:load/metrics@0.1.1
;; Counts whether something holds that should; never ends anything. Gives `holds` back.
(import "throng:load/metrics@0.1.1" "check" (func $check (param $name_at i32) (param $name_length i32) (param $holds i32) (result i32)))
;; As `check`, with tags of its own. Traps on a key that the engine sets.
(import "throng:load/metrics@0.1.1" "check-tagged" (func $check-tagged (param $name_at i32) (param $name_length i32) (param $holds i32) (param $tags_at i32) (param $tags_length i32) (result i32)))
;; A sum.
(import "throng:load/metrics@0.1.1" "[static]metric.counter" (func $metric.counter (param $name_at i32) (param $name_length i32) (param $unit_at i32) (param $unit_length i32) (result i32)))
;; The last value, with the least and the greatest.
(import "throng:load/metrics@0.1.1" "[static]metric.gauge" (func $metric.gauge (param $name_at i32) (param $name_length i32) (param $unit_at i32) (param $unit_length i32) (result i32)))
;; A share: adding 0 is a miss, anything else a hit.
(import "throng:load/metrics@0.1.1" "[static]metric.rate" (func $metric.rate (param $name_at i32) (param $name_length i32) (result i32)))
;; A distribution. `ms` and `bytes` are shown as such, another unit as it is written, empty for none.
(import "throng:load/metrics@0.1.1" "[static]metric.trend" (func $metric.trend (param $name_at i32) (param $name_length i32) (param $unit_at i32) (param $unit_length i32) (result i32)))
;; Adds one value, under the tags and steps that the user has now. NaN and infinity are not added.
(import "throng:load/metrics@0.1.1" "[method]metric.add" (func $metric.add (param $self i32) (param $value f64)))
;; The series of the same metric with these tags besides the user's own: keep it, and add without strings. Traps on a key that the engine sets.
(import "throng:load/metrics@0.1.1" "[method]metric.tagged" (func $metric.tagged (param $self i32) (param $tags_at i32) (param $tags_length i32) (result i32)))
(import "throng:load/metrics@0.1.1" "[resource-drop]metric" (func $drop-metric (param $self i32)))

;; throng:load/vu@0.1.1
;; Unique in the whole run, also across machines; from 1. 0 in `setup` and `teardown`.
(import "throng:load/vu@0.1.1" "id" (func $id (result i32)))
;; This user's iteration, from 0.
(import "throng:load/vu@0.1.1" "iteration" (func $iteration (result i32)))
;; Unique in the scenario, also across machines; from 0.
(import "throng:load/vu@0.1.1" "iteration-in-scenario" (func $iteration-in-scenario (result i64)))
;; The scenario's name; empty in `setup` and `teardown`.
(import "throng:load/vu@0.1.1" "scenario" (func $scenario (param $out i32)))
;; What `setup` returned; empty before, and where there is none.
(import "throng:load/vu@0.1.1" "setup-data" (func $setup-data (param $out i32)))
;; Waits. Without a limit: until the iteration is cut off.
(import "throng:load/vu@0.1.1" "sleep" (func $sleep (param $time f64)))
;; Ready once so much time has passed: a sleep, or a limit, among other things waited for.
(import "throng:load/vu@0.1.1" "timer" (func $timer (param $time f64) (result i32)))
;; Sleeps until so much time has passed since this iteration began: a steady pace, whatever the target takes.
(import "throng:load/vu@0.1.1" "pace" (func $pace (param $period f64)))
;; Steps nest; what happens inside is tagged with the path (`group`: `::buy::pay`), and the step itself is timed, with and without its sleeps.
(import "throng:load/vu@0.1.1" "enter" (func $enter (param $step_at i32) (param $step_length i32)))
;; Ends the innermost step; one too many is ignored, with a warning. The end of the iteration ends all.
(import "throng:load/vu@0.1.1" "leave" (func $leave))
;; A tag of every sample of this user from now on. It beats the plan's and the scenario's of that key; a request's, check's or metric's own beats it. Traps on a key that the engine sets (see `request.tag`).
(import "throng:load/vu@0.1.1" "tag" (func $tag (param $key_at i32) (param $key_length i32) (param $value_at i32) (param $value_length i32)))
;; Takes the user's own tag back; the plan's or scenario's of that key shows again.
(import "throng:load/vu@0.1.1" "untag" (func $untag (param $key_at i32) (param $key_length i32)))
;; Only what the plan or the command line hands over, never the engine's own environment; a scenario's beats the plan's.
(import "throng:load/vu@0.1.1" "env" (func $env (param $name_at i32) (param $name_length i32) (param $out i32)))
;; As `env`, and the value is blacked out in logs, reports and outputs. Traps when the plan grants none of that name.
(import "throng:load/vu@0.1.1" "secret" (func $secret (param $name_at i32) (param $name_length i32) (param $out i32)))
;; At least 0, less than 1; repeatable from the plan's seed and the user's id.
(import "throng:load/vu@0.1.1" "random" (func $random (result f64)))
;; Since the run began, `setup` included.
(import "throng:load/vu@0.1.1" "elapsed" (func $elapsed (result f64)))
;; How much of the scenario is over, by time or by iterations, from 0 to 1.
(import "throng:load/vu@0.1.1" "progress" (func $progress (result f64)))
;; Which stage of the scenario's curve, from 0.
(import "throng:load/vu@0.1.1" "stage" (func $stage (result i32)))
;; Users of this scenario that are active now.
(import "throng:load/vu@0.1.1" "users" (func $users (result i32)))
;; Waits until so many users have come to the place of that name, or the wait is over (false). Then the place begins anew.
(import "throng:load/vu@0.1.1" "meet" (func $meet (param $place_at i32) (param $place_length i32) (param $users i32) (param $wait f64) (result i32)))
;; The run goes on, and fails in the end with this reason, the first one given (exit code 110), also when every threshold passes. What comes before 110 in the order of exit codes, a failed threshold for one, gives the code then.
(import "throng:load/vu@0.1.1" "mark-failed" (func $mark-failed (param $reason_at i32) (param $reason_length i32)))
;; Stops the run, which fails with this reason. Does not return. To fail an iteration, return an error from `run`.
(import "throng:load/vu@0.1.1" "abort" (func $abort (param $reason_at i32) (param $reason_length i32)))

;; throng:load/log@0.1.1
;; For the author; shown when asked for.
(import "throng:load/log@0.1.1" "debug" (func $debug (param $message_at i32) (param $message_length i32)))
;; For the reader.
(import "throng:load/log@0.1.1" "info" (func $info (param $message_at i32) (param $message_length i32)))
;; Something is not as it should be.
(import "throng:load/log@0.1.1" "warn" (func $warn (param $message_at i32) (param $message_length i32)))
;; Something failed; it ends nothing.
(import "throng:load/log@0.1.1" "error" (func $error (param $message_at i32) (param $message_length i32)))

;; throng:load/data@0.1.1
;; Traps when the plan has none of that name.
(import "throng:load/data@0.1.1" "[constructor]table" (func $new-table (param $name_at i32) (param $name_length i32) (result i32)))
;; How many rows.
(import "throng:load/data@0.1.1" "[method]table.length" (func $table.length (param $self i32) (result i32)))
;; By the plan's policy: in turn (user n begins at the nth row), at random, or each row once in the whole run, also across machines; none when used up.
(import "throng:load/data@0.1.1" "[method]table.next" (func $table.next (param $self i32) (param $out i32)))
;; The row that is this user's own for the whole run (an account, say); none when there are more users than rows.
(import "throng:load/data@0.1.1" "[method]table.mine" (func $table.mine (param $self i32) (param $out i32)))
;; A cell; none when there is no such row or column. What is no string in JSON comes as JSON text.
(import "throng:load/data@0.1.1" "[method]table.cell" (func $table.cell (param $self i32) (param $row i32) (param $column_at i32) (param $column_length i32) (param $out i32)))
;; Column and cell of a row; none when there is no such row.
(import "throng:load/data@0.1.1" "[method]table.row" (func $table.row (param $self i32) (param $row i32) (param $out i32)))
;; The row as a JSON object; none when there is no such row.
(import "throng:load/data@0.1.1" "[method]table.json" (func $table.json (param $self i32) (param $row i32) (param $out i32)))
;; A file of the plan. Traps when the plan has none of that name.
(import "throng:load/data@0.1.1" "file" (func $file (param $name_at i32) (param $name_length i32) (param $out i32)))
(import "throng:load/data@0.1.1" "[resource-drop]table" (func $drop-table (param $self i32)))

;; throng:load/store@0.1.1
;; Sets the value of a key.
(import "throng:load/store@0.1.1" "put" (func $put (param $key_at i32) (param $key_length i32) (param $value_at i32) (param $value_length i32)))
;; The value of a key; a count as its decimal text.
(import "throng:load/store@0.1.1" "get" (func $get (param $key_at i32) (param $key_length i32) (param $out i32)))
;; Appends to a queue. Queues have names of their own, apart from the keys.
(import "throng:load/store@0.1.1" "push" (func $push (param $queue_at i32) (param $queue_length i32) (param $value_at i32) (param $value_length i32)))
;; Takes the first that was pushed; none when the queue is empty.
(import "throng:load/store@0.1.1" "pop" (func $pop (param $queue_at i32) (param $queue_length i32) (param $out i32)))
;; Adds and gives the new value; f64, whole up to 2^53. No value, and one that is no number, counts as 0.
(import "throng:load/store@0.1.1" "count" (func $count (param $key_at i32) (param $key_length i32) (param $by f64) (result f64)))

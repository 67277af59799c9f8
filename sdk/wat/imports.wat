;; Every import of the contract: copy the lines that a journey uses. Made of wit/ by `cargo xtask bindings`.
;; A text is its offset and length (`_at`, `_length`); a result that is no number is written to `$out`:
;; 8 bytes (offset, length), or 12 for an option (1 when there is one, then offset and length at 4 and 8).

;; wasi:io/poll@0.2.0
(import "wasi:io/poll@0.2.0" "[method]pollable.ready" (func $pollable.ready (param $self i32) (result i32)))
(import "wasi:io/poll@0.2.0" "[method]pollable.block" (func $pollable.block (param $self i32)))
(import "wasi:io/poll@0.2.0" "poll" (func $poll (param $pollables_at i32) (param $pollables_length i32) (param $out i32)))
(import "wasi:io/poll@0.2.0" "[resource-drop]pollable" (func $drop-pollable (param $self i32)))

;; throng:load/http@0.1.0
;; The url may hold placeholders, `/items/{id}`, which `param` fills; a relative one is resolved against the plan's target. A method or url that cannot be sent: failure `invalid`.
(import "throng:load/http@0.1.0" "[constructor]request" (func $new-request (param $method_at i32) (param $method_length i32) (param $url_at i32) (param $url_length i32) (result i32)))
;; Fills `{name}` in the url, percent-encoded. Unfilled placeholders: failure `invalid`.
(import "throng:load/http@0.1.0" "[method]request.param" (func $request.param (param $self i32) (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; Sets one parameter of the query, percent-encoded.
(import "throng:load/http@0.1.0" "[method]request.query" (func $request.query (param $self i32) (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; Replaces every header of that name; an empty value removes it. A name or value that HTTP forbids: failure `invalid`.
(import "throng:load/http@0.1.0" "[method]request.header" (func $request.header (param $self i32) (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; Adds a header beside those of that name: the one setter that adds.
(import "throng:load/http@0.1.0" "[method]request.add-header" (func $request.add-header (param $self i32) (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; The body, as it is, without a content type. The last of these seven wins; a content-type header of the request's own beats the one they set.
(import "throng:load/http@0.1.0" "[method]request.bytes" (func $request.bytes (param $self i32) (param $content_at i32) (param $content_length i32)))
;; The body as `text/plain; charset=utf-8`.
(import "throng:load/http@0.1.0" "[method]request.text" (func $request.text (param $self i32) (param $content_at i32) (param $content_length i32)))
;; The body as `application/json`; the text is sent as it is, valid or not.
(import "throng:load/http@0.1.0" "[method]request.json" (func $request.json (param $self i32) (param $content_at i32) (param $content_length i32)))
;; The body as `application/x-www-form-urlencoded`.
(import "throng:load/http@0.1.0" "[method]request.form" (func $request.form (param $self i32) (param $fields_at i32) (param $fields_length i32)))
;; The body as `multipart/form-data`, as the parts are now: what is added to them later is not sent.
(import "throng:load/http@0.1.0" "[method]request.multipart" (func $request.multipart (param $self i32) (param $parts i32)))
;; A file of the plan, with the content type of its extension; its bytes never pass through the guest. Traps when the plan has none of that name.
(import "throng:load/http@0.1.0" "[method]request.file" (func $request.file (param $self i32) (param $name_at i32) (param $name_length i32)))
;; No body.
(import "throng:load/http@0.1.0" "[method]request.empty" (func $request.empty (param $self i32)))
;; Sets the header `authorization`, as `header` would: the last of these four wins.
(import "throng:load/http@0.1.0" "[method]request.basic-auth" (func $request.basic-auth (param $self i32) (param $user_at i32) (param $user_length i32) (param $password_at i32) (param $password_length i32)))
;; RFC 7616: the 401 that asks for it is neither a failed request nor in the timings.
(import "throng:load/http@0.1.0" "[method]request.digest-auth" (func $request.digest-auth (param $self i32) (param $user_at i32) (param $user_length i32) (param $password_at i32) (param $password_length i32)))
;; Sets the header `authorization` to `Bearer` and the token.
(import "throng:load/http@0.1.0" "[method]request.bearer" (func $request.bearer (param $self i32) (param $token_at i32) (param $token_length i32)))
;; The longest time of the whole exchange, connecting and redirects included; then failure `timeout`. Without it the plan decides.
(import "throng:load/http@0.1.0" "[method]request.timeout" (func $request.timeout (param $self i32) (param $limit f64)))
;; Redirects that are followed at most; with 0 the redirect itself is the response. Without it the plan decides.
(import "throng:load/http@0.1.0" "[method]request.redirects" (func $request.redirects (param $self i32) (param $at_most i32)))
;; `1.1` or `2`; empty, and without it, the plan decides. Traps when the engine does not know the word.
(import "throng:load/http@0.1.0" "[method]request.version" (func $request.version (param $self i32) (param $protocol_at i32) (param $protocol_length i32)))
;; The series that the timings go to; without it the url as it was given to the constructor, placeholders and all, without its query.
(import "throng:load/http@0.1.0" "[method]request.name" (func $request.name (param $self i32) (param $name_at i32) (param $name_length i32)))
;; A tag of the exchange's samples. Traps when the key is one that the engine sets (name, method, status, url, proto, scenario, group, expected_response, error_code).
(import "throng:load/http@0.1.0" "[method]request.tag" (func $request.tag (param $self i32) (param $key_at i32) (param $key_length i32) (param $value_at i32) (param $value_length i32)))
;; Statuses that count as success: `200`, `2xx,404`, `200-299,409`; empty: none counts as success or failure. Without it `session.expect`, else 200-399. Traps when it is no such list.
(import "throng:load/http@0.1.0" "[method]request.expect" (func $request.expect (param $self i32) (param $statuses_at i32) (param $statuses_length i32)))
;; Read the body off the wire, count it, and drop it: the response has none.
(import "throng:load/http@0.1.0" "[method]request.discard" (func $request.discard (param $self i32)))
;; The sample waits for `response.judge`, at the longest until the response is dropped or the iteration ends; then its status decides.
(import "throng:load/http@0.1.0" "[method]request.await-verdict" (func $request.await-verdict (param $self i32)))
;; Sends, and waits for the whole response. The exchange is recorded when its body has ended.
(import "throng:load/http@0.1.0" "[method]request.send" (func $request.send (param $self i32) (result i32)))
;; Sends, drops the body, and gives the status only (0: no response): nothing to drop, nothing to leak.
(import "throng:load/http@0.1.0" "[method]request.hit" (func $request.hit (param $self i32) (result i32)))
;; Begins to send and returns at once; see `wait`. What comes is read as it comes, whatever the guest does. Later changes of the request do not touch it.
(import "throng:load/http@0.1.0" "[method]request.start" (func $request.start (param $self i32) (result i32)))
;; A GET that is not prepared: for trying out, and for urls met once.
(import "throng:load/http@0.1.0" "get" (func $get (param $url_at i32) (param $url_length i32) (result i32)))
;; Whether `wait` would return at once.
(import "throng:load/http@0.1.0" "[method]pending.ready" (func $pending.ready (param $self i32) (result i32)))
;; Ready once `wait` does not wait any more, and from then on.
(import "throng:load/http@0.1.0" "[method]pending.subscribe" (func $pending.subscribe (param $self i32) (result i32)))
;; The response, once it is there. Takes the handle: there is nothing to drop afterwards. Start many, then wait for each, to load a page.
(import "throng:load/http@0.1.0" "wait" (func $wait (param $sent i32) (result i32)))
;; No parts.
(import "throng:load/http@0.1.0" "[constructor]multipart" (func $new-multipart (result i32)))
;; Adds a field.
(import "throng:load/http@0.1.0" "[method]multipart.field" (func $multipart.field (param $self i32) (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; Adds a file with this content. An empty content type: that of the filename's extension.
(import "throng:load/http@0.1.0" "[method]multipart.part" (func $multipart.part (param $self i32) (param $name_at i32) (param $name_length i32) (param $filename_at i32) (param $filename_length i32) (param $content_type_at i32) (param $content_type_length i32) (param $content_at i32) (param $content_length i32)))
;; Adds a file of the plan; its bytes never pass through the guest. Traps when the plan has none of that name.
(import "throng:load/http@0.1.0" "[method]multipart.file" (func $multipart.file (param $self i32) (param $name_at i32) (param $name_length i32) (param $filename_at i32) (param $filename_length i32) (param $content_type_at i32) (param $content_type_length i32) (param $file_at i32) (param $file_length i32)))
;; 0 when no response came; then the rest is empty, and `failure` says why.
(import "throng:load/http@0.1.0" "[method]response.status" (func $response.status (param $self i32) (result i32)))
;; A response came, and its status is one that was expected.
(import "throng:load/http@0.1.0" "[method]response.ok" (func $response.ok (param $self i32) (result i32)))
;; Empty, or the reason: dns, connect, tls, timeout, reset, protocol, too-large, denied, cancelled, invalid, or one that this list will get.
(import "throng:load/http@0.1.0" "[method]response.failure" (func $response.failure (param $self i32) (param $out i32)))
;; The reason in words, for a log; empty when there is none.
(import "throng:load/http@0.1.0" "[method]response.message" (func $response.message (param $self i32) (param $out i32)))
;; What `await-verdict` waits for: whether this exchange counts as passed, whatever its status. The first verdict counts; the reason of a failed one is logged (debug). Traps when the request did not ask for `await-verdict`.
(import "throng:load/http@0.1.0" "[method]response.judge" (func $response.judge (param $self i32) (param $passed i32) (param $reason_at i32) (param $reason_length i32)))
;; The url that answered: after redirects, with placeholders filled.
(import "throng:load/http@0.1.0" "[method]response.url" (func $response.url (param $self i32) (param $out i32)))
;; How many redirects were followed.
(import "throng:load/http@0.1.0" "[method]response.hops" (func $response.hops (param $self i32) (result i32)))
;; `1.1` or `2`; empty when no response came.
(import "throng:load/http@0.1.0" "[method]response.version" (func $response.version (param $self i32) (param $out i32)))
;; The first of that name, in any case.
(import "throng:load/http@0.1.0" "[method]response.header" (func $response.header (param $self i32) (param $name_at i32) (param $name_length i32) (param $out i32)))
;; All headers, in the order received; bytes that are no UTF-8 are replaced.
(import "throng:load/http@0.1.0" "[method]response.headers" (func $response.headers (param $self i32) (param $out i32)))
;; sending + waiting + receiving. These eight are of the last hop, and 0 for what did not happen (a reused connection neither resolves, connects nor secures).
(import "throng:load/http@0.1.0" "[method]response.duration" (func $response.duration (param $self i32) (result f64)))
;; Waiting for a free connection.
(import "throng:load/http@0.1.0" "[method]response.blocked" (func $response.blocked (param $self i32) (result f64)))
;; Asking for the name's address.
(import "throng:load/http@0.1.0" "[method]response.resolving" (func $response.resolving (param $self i32) (result f64)))
;; Opening the TCP connection.
(import "throng:load/http@0.1.0" "[method]response.connecting" (func $response.connecting (param $self i32) (result f64)))
;; The TLS handshake.
(import "throng:load/http@0.1.0" "[method]response.securing" (func $response.securing (param $self i32) (result f64)))
;; From the first byte of the request to its last.
(import "throng:load/http@0.1.0" "[method]response.sending" (func $response.sending (param $self i32) (result f64)))
;; From the last byte of the request to the first of the response.
(import "throng:load/http@0.1.0" "[method]response.waiting" (func $response.waiting (param $self i32) (result f64)))
;; From the first byte of the response to the last of its body.
(import "throng:load/http@0.1.0" "[method]response.receiving" (func $response.receiving (param $self i32) (result f64)))
;; Bytes of the body as decoded (gzip and so on undone).
(import "throng:load/http@0.1.0" "[method]response.size" (func $response.size (param $self i32) (result i64)))
;; The body as decoded.
(import "throng:load/http@0.1.0" "[method]response.bytes" (func $response.bytes (param $self i32) (param $out i32)))
;; The body, by the response's charset (UTF-8 without one); what cannot be decoded is replaced.
(import "throng:load/http@0.1.0" "[method]response.text" (func $response.text (param $self i32) (param $out i32)))
;; Whether the body has this text in it.
(import "throng:load/http@0.1.0" "[method]response.contains" (func $response.contains (param $self i32) (param $text_at i32) (param $text_length i32) (result i32)))
;; RFC 6901. A JSON string comes without its quotes, anything else as JSON text; none where nothing is, or no JSON.
(import "throng:load/http@0.1.0" "[method]response.json" (func $response.json (param $self i32) (param $pointer_at i32) (param $pointer_length i32) (param $out i32)))
;; NaN where no number is.
(import "throng:load/http@0.1.0" "[method]response.json-number" (func $response.json-number (param $self i32) (param $pointer_at i32) (param $pointer_length i32) (result f64)))
;; Members of an array or an object; 0 for anything else.
(import "throng:load/http@0.1.0" "[method]response.json-length" (func $response.json-length (param $self i32) (param $pointer_at i32) (param $pointer_length i32) (result i32)))
;; A group of the first match; group 0 is the whole match. A pattern that does not compile traps.
(import "throng:load/http@0.1.0" "[method]response.find" (func $response.find (param $self i32) (param $pattern_at i32) (param $pattern_length i32) (param $group i32) (param $out i32)))
;; That group of every match that has it. A pattern that does not compile traps.
(import "throng:load/http@0.1.0" "[method]response.find-all" (func $response.find-all (param $self i32) (param $pattern_at i32) (param $pattern_length i32) (param $group i32) (param $out i32)))
;; Text of every element that a CSS selector matches, in the order of the page. A selector that is none traps.
(import "throng:load/http@0.1.0" "[method]response.select" (func $response.select (param $self i32) (param $css_at i32) (param $css_length i32) (param $out i32)))
;; That attribute of every element that a CSS selector matches and that has it. A selector that is none traps.
(import "throng:load/http@0.1.0" "[method]response.attribute" (func $response.attribute (param $self i32) (param $css_at i32) (param $css_length i32) (param $name_at i32) (param $name_length i32) (param $out i32)))
(import "throng:load/http@0.1.0" "[resource-drop]request" (func $drop-request (param $self i32)))
(import "throng:load/http@0.1.0" "[resource-drop]pending" (func $drop-pending (param $self i32)))
(import "throng:load/http@0.1.0" "[resource-drop]multipart" (func $drop-multipart (param $self i32)))
(import "throng:load/http@0.1.0" "[resource-drop]response" (func $drop-response (param $self i32)))

;; throng:load/session@0.1.0
;; The value of a cookie that would be sent to that url.
(import "throng:load/session@0.1.0" "cookie" (func $cookie (param $url_at i32) (param $url_length i32) (param $name_at i32) (param $name_length i32) (param $out i32)))
;; As in a Set-Cookie line that came from that url; a line or url that is none sets nothing.
(import "throng:load/session@0.1.0" "set-cookie" (func $set-cookie (param $url_at i32) (param $url_length i32) (param $cookie_at i32) (param $cookie_length i32)))
;; Forgets all cookies. The engine does so before each iteration, unless the plan keeps them.
(import "throng:load/session@0.1.0" "clear-cookies" (func $clear-cookies))
;; For every request that does not set it itself; an empty value removes it.
(import "throng:load/session@0.1.0" "header" (func $header (param $name_at i32) (param $name_length i32) (param $value_at i32) (param $value_length i32)))
;; Expected statuses of every request that sets none itself; see `request.expect`.
(import "throng:load/session@0.1.0" "expect" (func $expect (param $statuses_at i32) (param $statuses_length i32)))
;; A client certificate and its key: names of files of the plan. From the next connection on. Traps when the plan has none of that name, or when they are no certificate and key.
(import "throng:load/session@0.1.0" "identity" (func $identity (param $certificate_at i32) (param $certificate_length i32) (param $key_at i32) (param $key_length i32)))
;; Closes the connections; the next request opens new ones.
(import "throng:load/session@0.1.0" "disconnect" (func $disconnect))

;; throng:load/metrics@0.1.0
;; Counts whether something holds that should; never ends anything. Gives `holds` back.
(import "throng:load/metrics@0.1.0" "check" (func $check (param $name_at i32) (param $name_length i32) (param $holds i32) (result i32)))
;; As `check`, with tags of its own. Traps on a key that the engine sets.
(import "throng:load/metrics@0.1.0" "check-tagged" (func $check-tagged (param $name_at i32) (param $name_length i32) (param $holds i32) (param $tags_at i32) (param $tags_length i32) (result i32)))
;; A sum.
(import "throng:load/metrics@0.1.0" "[static]metric.counter" (func $metric.counter (param $name_at i32) (param $name_length i32) (param $unit_at i32) (param $unit_length i32) (result i32)))
;; The last value, with the least and the greatest.
(import "throng:load/metrics@0.1.0" "[static]metric.gauge" (func $metric.gauge (param $name_at i32) (param $name_length i32) (param $unit_at i32) (param $unit_length i32) (result i32)))
;; A share: adding 0 is a miss, anything else a hit.
(import "throng:load/metrics@0.1.0" "[static]metric.rate" (func $metric.rate (param $name_at i32) (param $name_length i32) (result i32)))
;; A distribution. `ms` and `bytes` are shown as such, another unit as it is written, empty for none.
(import "throng:load/metrics@0.1.0" "[static]metric.trend" (func $metric.trend (param $name_at i32) (param $name_length i32) (param $unit_at i32) (param $unit_length i32) (result i32)))
;; Adds one value, under the tags and steps that the user has now. NaN and infinity are not added.
(import "throng:load/metrics@0.1.0" "[method]metric.add" (func $metric.add (param $self i32) (param $value f64)))
;; The series of the same metric with these tags besides the user's own: keep it, and add without strings. Traps on a key that the engine sets.
(import "throng:load/metrics@0.1.0" "[method]metric.tagged" (func $metric.tagged (param $self i32) (param $tags_at i32) (param $tags_length i32) (result i32)))
(import "throng:load/metrics@0.1.0" "[resource-drop]metric" (func $drop-metric (param $self i32)))

;; throng:load/vu@0.1.0
;; Unique in the whole run, also across machines; from 1. 0 in `setup` and `teardown`.
(import "throng:load/vu@0.1.0" "id" (func $id (result i32)))
;; This user's iteration, from 0.
(import "throng:load/vu@0.1.0" "iteration" (func $iteration (result i32)))
;; Unique in the scenario, also across machines; from 0.
(import "throng:load/vu@0.1.0" "iteration-in-scenario" (func $iteration-in-scenario (result i64)))
;; The scenario's name; empty in `setup` and `teardown`.
(import "throng:load/vu@0.1.0" "scenario" (func $scenario (param $out i32)))
;; What `setup` returned; empty before, and where there is none.
(import "throng:load/vu@0.1.0" "setup-data" (func $setup-data (param $out i32)))
;; Waits. Without a limit: until the iteration is cut off.
(import "throng:load/vu@0.1.0" "sleep" (func $sleep (param $time f64)))
;; Ready once so much time has passed: a sleep, or a limit, among other things waited for.
(import "throng:load/vu@0.1.0" "timer" (func $timer (param $time f64) (result i32)))
;; Sleeps until so much time has passed since this iteration began: a steady pace, whatever the target takes.
(import "throng:load/vu@0.1.0" "pace" (func $pace (param $period f64)))
;; Steps nest; what happens inside is tagged with the path (`group`: `::buy::pay`), and the step itself is timed, with and without its sleeps.
(import "throng:load/vu@0.1.0" "enter" (func $enter (param $step_at i32) (param $step_length i32)))
;; Ends the innermost step; one too many is ignored, with a warning. The end of the iteration ends all.
(import "throng:load/vu@0.1.0" "leave" (func $leave))
;; A tag of every sample of this user from now on. It beats the plan's and the scenario's of that key; a request's, check's or metric's own beats it. Traps on a key that the engine sets (see `request.tag`).
(import "throng:load/vu@0.1.0" "tag" (func $tag (param $key_at i32) (param $key_length i32) (param $value_at i32) (param $value_length i32)))
;; Takes the user's own tag back; the plan's or scenario's of that key shows again.
(import "throng:load/vu@0.1.0" "untag" (func $untag (param $key_at i32) (param $key_length i32)))
;; Only what the plan or the command line hands over, never the engine's own environment; a scenario's beats the plan's.
(import "throng:load/vu@0.1.0" "env" (func $env (param $name_at i32) (param $name_length i32) (param $out i32)))
;; As `env`, and the value is blacked out in logs, reports and outputs. Traps when the plan grants none of that name.
(import "throng:load/vu@0.1.0" "secret" (func $secret (param $name_at i32) (param $name_length i32) (param $out i32)))
;; At least 0, less than 1; repeatable from the plan's seed and the user's id.
(import "throng:load/vu@0.1.0" "random" (func $random (result f64)))
;; Since the run began, `setup` included.
(import "throng:load/vu@0.1.0" "elapsed" (func $elapsed (result f64)))
;; How much of the scenario is over, by time or by iterations, from 0 to 1.
(import "throng:load/vu@0.1.0" "progress" (func $progress (result f64)))
;; Which stage of the scenario's curve, from 0.
(import "throng:load/vu@0.1.0" "stage" (func $stage (result i32)))
;; Users of this scenario that are active now.
(import "throng:load/vu@0.1.0" "users" (func $users (result i32)))
;; Waits until so many users have come to the place of that name, or the wait is over (false). Then the place begins anew.
(import "throng:load/vu@0.1.0" "meet" (func $meet (param $place_at i32) (param $place_length i32) (param $users i32) (param $wait f64) (result i32)))
;; The run goes on, and fails in the end with this reason, the first one given (exit code 110), also when every threshold passes. What comes before 110 in the order of exit codes, a failed threshold for one, gives the code then.
(import "throng:load/vu@0.1.0" "mark-failed" (func $mark-failed (param $reason_at i32) (param $reason_length i32)))
;; Stops the run, which fails with this reason. Does not return. To fail an iteration, return an error from `run`.
(import "throng:load/vu@0.1.0" "abort" (func $abort (param $reason_at i32) (param $reason_length i32)))

;; throng:load/log@0.1.0
;; For the author; shown when asked for.
(import "throng:load/log@0.1.0" "debug" (func $debug (param $message_at i32) (param $message_length i32)))
;; For the reader.
(import "throng:load/log@0.1.0" "info" (func $info (param $message_at i32) (param $message_length i32)))
;; Something is not as it should be.
(import "throng:load/log@0.1.0" "warn" (func $warn (param $message_at i32) (param $message_length i32)))
;; Something failed; it ends nothing.
(import "throng:load/log@0.1.0" "error" (func $error (param $message_at i32) (param $message_length i32)))

;; throng:load/data@0.1.0
;; Traps when the plan has none of that name.
(import "throng:load/data@0.1.0" "[constructor]table" (func $new-table (param $name_at i32) (param $name_length i32) (result i32)))
;; How many rows.
(import "throng:load/data@0.1.0" "[method]table.length" (func $table.length (param $self i32) (result i32)))
;; By the plan's policy: in turn (user n begins at the nth row), at random, or each row once in the whole run, also across machines; none when used up.
(import "throng:load/data@0.1.0" "[method]table.next" (func $table.next (param $self i32) (param $out i32)))
;; The row that is this user's own for the whole run (an account, say); none when there are more users than rows.
(import "throng:load/data@0.1.0" "[method]table.mine" (func $table.mine (param $self i32) (param $out i32)))
;; A cell; none when there is no such row or column. What is no string in JSON comes as JSON text.
(import "throng:load/data@0.1.0" "[method]table.cell" (func $table.cell (param $self i32) (param $row i32) (param $column_at i32) (param $column_length i32) (param $out i32)))
;; Column and cell of a row; none when there is no such row.
(import "throng:load/data@0.1.0" "[method]table.row" (func $table.row (param $self i32) (param $row i32) (param $out i32)))
;; The row as a JSON object; none when there is no such row.
(import "throng:load/data@0.1.0" "[method]table.json" (func $table.json (param $self i32) (param $row i32) (param $out i32)))
;; A file of the plan. Traps when the plan has none of that name.
(import "throng:load/data@0.1.0" "file" (func $file (param $name_at i32) (param $name_length i32) (param $out i32)))
(import "throng:load/data@0.1.0" "[resource-drop]table" (func $drop-table (param $self i32)))

;; throng:load/store@0.1.0
;; Sets the value of a key.
(import "throng:load/store@0.1.0" "put" (func $put (param $key_at i32) (param $key_length i32) (param $value_at i32) (param $value_length i32)))
;; The value of a key; a count as its decimal text.
(import "throng:load/store@0.1.0" "get" (func $get (param $key_at i32) (param $key_length i32) (param $out i32)))
;; Appends to a queue. Queues have names of their own, apart from the keys.
(import "throng:load/store@0.1.0" "push" (func $push (param $queue_at i32) (param $queue_length i32) (param $value_at i32) (param $value_length i32)))
;; Takes the first that was pushed; none when the queue is empty.
(import "throng:load/store@0.1.0" "pop" (func $pop (param $queue_at i32) (param $queue_length i32) (param $out i32)))
;; Adds and gives the new value; f64, whole up to 2^53. No value, and one that is no number, counts as 0.
(import "throng:load/store@0.1.0" "count" (func $count (param $key_at i32) (param $key_length i32) (param $by f64) (result f64)))

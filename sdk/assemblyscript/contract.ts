// Every function of the contract. Made of wit/ by `cargo xtask bindings`: do not edit.
import {
  Field, OUT, lowered, lowerFields, lowerHandles, takeBytes, takeFields, takeHandles, takeNumbers, takeText, takeTexts,
  utf8,
} from "./memory";

// @ts-ignore: decorator
@external("wasi:io/poll@0.2.0", "[method]pollable.ready")
declare function _pollPollableReady(self: i32): i32;

// @ts-ignore: decorator
@external("wasi:io/poll@0.2.0", "[method]pollable.block")
declare function _pollPollableBlock(self: i32): void;

// @ts-ignore: decorator
@external("wasi:io/poll@0.2.0", "poll")
declare function _pollPoll(pollables_at: usize, pollables_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("wasi:io/poll@0.2.0", "[resource-drop]pollable")
declare function _dropPollable(self: i32): void;

export class Pollable {
  /** What the host knows it by. */
  handle: i32;

  /** Of a handle that the host gave. */
  constructor(handle: i32) {
    this.handle = handle;
  }

  ready(): bool {
    return _pollPollableReady(this.handle) != 0;
  }

  block(): this {
    _pollPollableBlock(this.handle);
    return this;
  }

  /** Lets go of it. */
  drop(): void {
    _dropPollable(this.handle);
  }
}

export function poll(pollables: Pollable[]): u32[] {
  const pollables_ = lowerHandles<Pollable>(pollables);
  _pollPoll(lowered(pollables_), pollables.length, OUT);
  return takeNumbers(OUT);
}

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[constructor]request")
declare function _httpRequestNew(method_at: usize, method_length: i32, url_at: usize, url_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.param")
declare function _httpRequestParam(self: i32, name_at: usize, name_length: i32, value_at: usize, value_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.query")
declare function _httpRequestQuery(self: i32, name_at: usize, name_length: i32, value_at: usize, value_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.header")
declare function _httpRequestHeader(self: i32, name_at: usize, name_length: i32, value_at: usize, value_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.add-header")
declare function _httpRequestAddHeader(self: i32, name_at: usize, name_length: i32, value_at: usize, value_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.bytes")
declare function _httpRequestBytes(self: i32, content_at: usize, content_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.text")
declare function _httpRequestText(self: i32, content_at: usize, content_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.json")
declare function _httpRequestJson(self: i32, content_at: usize, content_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.form")
declare function _httpRequestForm(self: i32, fields_at: usize, fields_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.multipart")
declare function _httpRequestMultipart(self: i32, parts: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.file")
declare function _httpRequestFile(self: i32, name_at: usize, name_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.empty")
declare function _httpRequestEmpty(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.basic-auth")
declare function _httpRequestBasicAuth(self: i32, user_at: usize, user_length: i32, password_at: usize, password_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.digest-auth")
declare function _httpRequestDigestAuth(self: i32, user_at: usize, user_length: i32, password_at: usize, password_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.bearer")
declare function _httpRequestBearer(self: i32, token_at: usize, token_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.timeout")
declare function _httpRequestTimeout(self: i32, limit: f64): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.redirects")
declare function _httpRequestRedirects(self: i32, atMost: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.version")
declare function _httpRequestVersion(self: i32, protocol_at: usize, protocol_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.name")
declare function _httpRequestName(self: i32, name_at: usize, name_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.tag")
declare function _httpRequestTag(self: i32, key_at: usize, key_length: i32, value_at: usize, value_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.expect")
declare function _httpRequestExpect(self: i32, statuses_at: usize, statuses_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.discard")
declare function _httpRequestDiscard(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.await-verdict")
declare function _httpRequestAwaitVerdict(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.htmx")
declare function _httpRequestHtmx(self: i32, target_at: usize, target_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.send")
declare function _httpRequestSend(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.hit")
declare function _httpRequestHit(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]request.start")
declare function _httpRequestStart(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "get")
declare function _httpGet(url_at: usize, url_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]pending.ready")
declare function _httpPendingReady(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]pending.subscribe")
declare function _httpPendingSubscribe(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "wait")
declare function _httpWait(sent: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[constructor]multipart")
declare function _httpMultipartNew(): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]multipart.field")
declare function _httpMultipartField(self: i32, name_at: usize, name_length: i32, value_at: usize, value_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]multipart.part")
declare function _httpMultipartPart(self: i32, name_at: usize, name_length: i32, filename_at: usize, filename_length: i32, contentType_at: usize, contentType_length: i32, content_at: usize, content_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]multipart.file")
declare function _httpMultipartFile(self: i32, name_at: usize, name_length: i32, filename_at: usize, filename_length: i32, contentType_at: usize, contentType_length: i32, file_at: usize, file_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.status")
declare function _httpResponseStatus(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.ok")
declare function _httpResponseOk(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.failure")
declare function _httpResponseFailure(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.message")
declare function _httpResponseMessage(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.judge")
declare function _httpResponseJudge(self: i32, passed: i32, reason_at: usize, reason_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.url")
declare function _httpResponseUrl(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.hops")
declare function _httpResponseHops(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.version")
declare function _httpResponseVersion(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.header")
declare function _httpResponseHeader(self: i32, name_at: usize, name_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.headers")
declare function _httpResponseHeaders(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.duration")
declare function _httpResponseDuration(self: i32): f64;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.blocked")
declare function _httpResponseBlocked(self: i32): f64;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.resolving")
declare function _httpResponseResolving(self: i32): f64;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.connecting")
declare function _httpResponseConnecting(self: i32): f64;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.securing")
declare function _httpResponseSecuring(self: i32): f64;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.sending")
declare function _httpResponseSending(self: i32): f64;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.waiting")
declare function _httpResponseWaiting(self: i32): f64;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.receiving")
declare function _httpResponseReceiving(self: i32): f64;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.size")
declare function _httpResponseSize(self: i32): i64;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.bytes")
declare function _httpResponseBytes(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.text")
declare function _httpResponseText(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.contains")
declare function _httpResponseContains(self: i32, text_at: usize, text_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.json")
declare function _httpResponseJson(self: i32, pointer_at: usize, pointer_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.json-number")
declare function _httpResponseJsonNumber(self: i32, pointer_at: usize, pointer_length: i32): f64;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.json-length")
declare function _httpResponseJsonLength(self: i32, pointer_at: usize, pointer_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.find")
declare function _httpResponseFind(self: i32, pattern_at: usize, pattern_length: i32, group: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.find-all")
declare function _httpResponseFindAll(self: i32, pattern_at: usize, pattern_length: i32, group: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.select")
declare function _httpResponseSelect(self: i32, css_at: usize, css_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.attribute")
declare function _httpResponseAttribute(self: i32, css_at: usize, css_length: i32, name_at: usize, name_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.xpath")
declare function _httpResponseXpath(self: i32, path_at: usize, path_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.is-page")
declare function _httpResponseIsPage(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.form")
declare function _httpResponseForm(self: i32, css_at: usize, css_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]response.embedded")
declare function _httpResponseEmbedded(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]form.value")
declare function _httpFormValue(self: i32, name_at: usize, name_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]form.fields")
declare function _httpFormFields(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]form.set")
declare function _httpFormSet(self: i32, name_at: usize, name_length: i32, value_at: usize, value_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]form.file")
declare function _httpFormFile(self: i32, name_at: usize, name_length: i32, filename_at: usize, filename_length: i32, contentType_at: usize, contentType_length: i32, content_at: usize, content_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]form.press")
declare function _httpFormPress(self: i32, button_at: usize, button_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]form.request")
declare function _httpFormRequest(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[constructor]download")
declare function _httpDownloadNew(request: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]download.status")
declare function _httpDownloadStatus(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]download.failure")
declare function _httpDownloadFailure(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]download.header")
declare function _httpDownloadHeader(self: i32, name_at: usize, name_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]download.receive")
declare function _httpDownloadReceive(self: i32, wait: f64, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]download.received")
declare function _httpDownloadReceived(self: i32): i64;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]download.ended")
declare function _httpDownloadEnded(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[method]download.subscribe")
declare function _httpDownloadSubscribe(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[resource-drop]request")
declare function _dropRequest(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[resource-drop]pending")
declare function _dropPending(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[resource-drop]multipart")
declare function _dropMultipart(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[resource-drop]response")
declare function _dropResponse(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[resource-drop]form")
declare function _dropForm(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/http@0.1.1", "[resource-drop]download")
declare function _dropDownload(self: i32): void;

/** A request that is prepared once and sent many times. Everything that is set on it stays set, and setting it again
 * replaces it: a request kept from one iteration to the next must not grow. Only `add-header` adds. What cannot be
 * sent shows when it is sent (failure `invalid`); what is a mistake in the journey's own text traps at once.
 * It lives until it is dropped, also from one iteration to the next. */
export class Request {
  /** What the host knows it by. */
  handle: i32;

  /** The url may hold placeholders, `/items/{id}`, which `param` fills; a relative one is resolved against the
   * plan's target. A method or url that cannot be sent: failure `invalid`. */
  constructor(method: string, url: string) {
    const method_ = utf8(method);
    const url_ = utf8(url);
    this.handle = _httpRequestNew(lowered(method_), method_.byteLength, lowered(url_), url_.byteLength);
  }

  /** Fills `{name}` in the url, percent-encoded. Unfilled placeholders: failure `invalid`. */
  param(name: string, value: string): this {
    const name_ = utf8(name);
    const value_ = utf8(value);
    _httpRequestParam(this.handle, lowered(name_), name_.byteLength, lowered(value_), value_.byteLength);
    return this;
  }

  /** Sets one parameter of the query, percent-encoded. */
  query(name: string, value: string): this {
    const name_ = utf8(name);
    const value_ = utf8(value);
    _httpRequestQuery(this.handle, lowered(name_), name_.byteLength, lowered(value_), value_.byteLength);
    return this;
  }

  /** Replaces every header of that name; an empty value removes it. A name or value that HTTP forbids: failure
   * `invalid`. */
  header(name: string, value: string): this {
    const name_ = utf8(name);
    const value_ = utf8(value);
    _httpRequestHeader(this.handle, lowered(name_), name_.byteLength, lowered(value_), value_.byteLength);
    return this;
  }

  /** Adds a header beside those of that name: the one setter that adds. */
  addHeader(name: string, value: string): this {
    const name_ = utf8(name);
    const value_ = utf8(value);
    _httpRequestAddHeader(this.handle, lowered(name_), name_.byteLength, lowered(value_), value_.byteLength);
    return this;
  }

  /** The body, as it is, without a content type. The last of these seven wins; a content-type header of the request's
   * own beats the one they set. */
  bytes(content: ArrayBuffer): this {
    const content_ = content;
    _httpRequestBytes(this.handle, lowered(content_), content_.byteLength);
    return this;
  }

  /** The body as `text/plain; charset=utf-8`. */
  text(content: string): this {
    const content_ = utf8(content);
    _httpRequestText(this.handle, lowered(content_), content_.byteLength);
    return this;
  }

  /** The body as `application/json`; the text is sent as it is, valid or not. */
  json(content: string): this {
    const content_ = utf8(content);
    _httpRequestJson(this.handle, lowered(content_), content_.byteLength);
    return this;
  }

  /** The body as `application/x-www-form-urlencoded`. */
  form(fields: Field[]): this {
    const fields_ = lowerFields(fields);
    _httpRequestForm(this.handle, lowered(fields_), fields.length);
    return this;
  }

  /** The body as `multipart/form-data`, as the parts are now: what is added to them later is not sent. */
  multipart(parts: Multipart): this {
    _httpRequestMultipart(this.handle, parts.handle);
    return this;
  }

  /** A file of the plan, with the content type of its extension; its bytes never pass through the guest. Traps when
   * the plan has none of that name. */
  file(name: string): this {
    const name_ = utf8(name);
    _httpRequestFile(this.handle, lowered(name_), name_.byteLength);
    return this;
  }

  /** No body. */
  empty(): this {
    _httpRequestEmpty(this.handle);
    return this;
  }

  /** Sets the header `authorization`, as `header` would: the last of these four wins. */
  basicAuth(user: string, password: string): this {
    const user_ = utf8(user);
    const password_ = utf8(password);
    _httpRequestBasicAuth(this.handle, lowered(user_), user_.byteLength, lowered(password_), password_.byteLength);
    return this;
  }

  /** RFC 7616: the 401 that asks for it is neither a failed request nor in the timings. */
  digestAuth(user: string, password: string): this {
    const user_ = utf8(user);
    const password_ = utf8(password);
    _httpRequestDigestAuth(this.handle, lowered(user_), user_.byteLength, lowered(password_), password_.byteLength);
    return this;
  }

  /** Sets the header `authorization` to `Bearer` and the token. */
  bearer(token: string): this {
    const token_ = utf8(token);
    _httpRequestBearer(this.handle, lowered(token_), token_.byteLength);
    return this;
  }

  /** The longest time of the whole exchange, connecting and redirects included; then failure `timeout`. Without it
   * the plan decides. */
  timeout(limit: f64): this {
    _httpRequestTimeout(this.handle, limit);
    return this;
  }

  /** Redirects that are followed at most; with 0 the redirect itself is the response. Without it the plan decides. */
  redirects(atMost: u32): this {
    _httpRequestRedirects(this.handle, <i32>atMost);
    return this;
  }

  /** `1.1` or `2`; empty, and without it, the plan decides. Traps when the engine does not know the word. */
  version(protocol: string): this {
    const protocol_ = utf8(protocol);
    _httpRequestVersion(this.handle, lowered(protocol_), protocol_.byteLength);
    return this;
  }

  /** The series that the timings go to; without it the url as it was given to the constructor, placeholders and
   * all, without its query. */
  name(name: string): this {
    const name_ = utf8(name);
    _httpRequestName(this.handle, lowered(name_), name_.byteLength);
    return this;
  }

  /** A tag of the exchange's samples. Traps when the key is one that the engine sets (name, method, status, url,
   * proto, scenario, group, expected_response, error_code). */
  tag(key: string, value: string): this {
    const key_ = utf8(key);
    const value_ = utf8(value);
    _httpRequestTag(this.handle, lowered(key_), key_.byteLength, lowered(value_), value_.byteLength);
    return this;
  }

  /** Statuses that count as success: `200`, `2xx,404`, `200-299,409`; empty: none counts as success or failure.
   * Without it `session.expect`, else 200-399. Traps when it is no such list. */
  expect(statuses: string): this {
    const statuses_ = utf8(statuses);
    _httpRequestExpect(this.handle, lowered(statuses_), statuses_.byteLength);
    return this;
  }

  /** Read the body off the wire, count it, and drop it: the response has none. */
  discard(): this {
    _httpRequestDiscard(this.handle);
    return this;
  }

  /** The sample waits for `response.judge`, at the longest until the response is dropped or the iteration ends; then
   * its status decides. */
  awaitVerdict(): this {
    _httpRequestAwaitVerdict(this.handle);
    return this;
  }

  /** Asks as HTMX would for a part of a page: sets `HX-Request: true`, and `HX-Target` to this element's id (none when
   * empty). Its duration is then a sample of `htmx_swap_duration` too, and whether a whole page came instead of a part
   * one of `htmx_fallback`. */
  htmx(target: string): this {
    const target_ = utf8(target);
    _httpRequestHtmx(this.handle, lowered(target_), target_.byteLength);
    return this;
  }

  /** Sends, and waits for the whole response. The exchange is recorded when its body has ended. */
  send(): Response {
    return new Response(_httpRequestSend(this.handle));
  }

  /** Sends, drops the body, and gives the status only (0: no response): nothing to drop, nothing to leak. */
  hit(): u16 {
    return <u16>_httpRequestHit(this.handle);
  }

  /** Begins to send and returns at once; see `wait`. What comes is read as it comes, whatever the guest does. Later
   * changes of the request do not touch it. */
  start(): Pending {
    return new Pending(_httpRequestStart(this.handle));
  }

  /** Lets go of it. */
  drop(): void {
    _dropRequest(this.handle);
  }
}

/** Under way. Dropping it cancels the exchange (failure `cancelled`), and so does the end of the iteration, after
 * which using it traps. */
export class Pending {
  /** What the host knows it by. */
  handle: i32;

  /** Of a handle that the host gave. */
  constructor(handle: i32) {
    this.handle = handle;
  }

  /** Whether `wait` would return at once. */
  ready(): bool {
    return _httpPendingReady(this.handle) != 0;
  }

  /** Ready once `wait` does not wait any more, and from then on. */
  subscribe(): Pollable {
    return new Pollable(_httpPendingSubscribe(this.handle));
  }

  /** Lets go of it. */
  drop(): void {
    _dropPending(this.handle);
  }
}

/** The parts of a `multipart/form-data` body, in the order added. Lives until it is dropped. */
export class Multipart {
  /** What the host knows it by. */
  handle: i32;

  /** No parts. */
  constructor() {
    this.handle = _httpMultipartNew();
  }

  /** Adds a field. */
  field(name: string, value: string): this {
    const name_ = utf8(name);
    const value_ = utf8(value);
    _httpMultipartField(this.handle, lowered(name_), name_.byteLength, lowered(value_), value_.byteLength);
    return this;
  }

  /** Adds a file with this content. An empty content type: that of the filename's extension. */
  part(name: string, filename: string, contentType: string, content: ArrayBuffer): this {
    const name_ = utf8(name);
    const filename_ = utf8(filename);
    const contentType_ = utf8(contentType);
    const content_ = content;
    _httpMultipartPart(this.handle, lowered(name_), name_.byteLength, lowered(filename_), filename_.byteLength, lowered(contentType_), contentType_.byteLength, lowered(content_), content_.byteLength);
    return this;
  }

  /** Adds a file of the plan; its bytes never pass through the guest. Traps when the plan has none of that name. */
  file(name: string, filename: string, contentType: string, file: string): this {
    const name_ = utf8(name);
    const filename_ = utf8(filename);
    const contentType_ = utf8(contentType);
    const file_ = utf8(file);
    _httpMultipartFile(this.handle, lowered(name_), name_.byteLength, lowered(filename_), filename_.byteLength, lowered(contentType_), contentType_.byteLength, lowered(file_), file_.byteLength);
    return this;
  }

  /** Lets go of it. */
  drop(): void {
    _dropMultipart(this.handle);
  }
}

/** What came back. Lives until it is dropped, at the longest until the iteration ends: a garbage collector need not be
 * quick, and a late drop harms nothing. Used after that, it traps. */
export class Response {
  /** What the host knows it by. */
  handle: i32;

  /** Of a handle that the host gave. */
  constructor(handle: i32) {
    this.handle = handle;
  }

  /** 0 when no response came; then the rest is empty, and `failure` says why. */
  status(): u16 {
    return <u16>_httpResponseStatus(this.handle);
  }

  /** A response came, and its status is one that was expected. */
  ok(): bool {
    return _httpResponseOk(this.handle) != 0;
  }

  /** Empty, or the reason: dns, connect, tls, timeout, reset, protocol, too-large, denied, cancelled, invalid, or one
   * that this list will get. */
  failure(): string {
    _httpResponseFailure(this.handle, OUT);
    return takeText(OUT);
  }

  /** The reason in words, for a log; empty when there is none. */
  message(): string {
    _httpResponseMessage(this.handle, OUT);
    return takeText(OUT);
  }

  /** What `await-verdict` waits for: whether this exchange counts as passed, whatever its status. The first verdict
   * counts; the reason of a failed one is logged (debug). Traps when the request did not ask for `await-verdict`. */
  judge(passed: bool, reason: string): this {
    const reason_ = utf8(reason);
    _httpResponseJudge(this.handle, passed ? 1 : 0, lowered(reason_), reason_.byteLength);
    return this;
  }

  /** The url that answered: after redirects, with placeholders filled. */
  url(): string {
    _httpResponseUrl(this.handle, OUT);
    return takeText(OUT);
  }

  /** How many redirects were followed. */
  hops(): u32 {
    return <u32>_httpResponseHops(this.handle);
  }

  /** `1.1` or `2`; empty when no response came. */
  version(): string {
    _httpResponseVersion(this.handle, OUT);
    return takeText(OUT);
  }

  /** The first of that name, in any case. */
  header(name: string): string | null {
    const name_ = utf8(name);
    _httpResponseHeader(this.handle, lowered(name_), name_.byteLength, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** All headers, in the order received; bytes that are no UTF-8 are replaced. */
  headers(): Field[] {
    _httpResponseHeaders(this.handle, OUT);
    return takeFields(OUT);
  }

  /** sending + waiting + receiving. These eight are of the last hop, and 0 for what did not happen (a reused
   * connection neither resolves, connects nor secures). */
  duration(): f64 {
    return <f64>_httpResponseDuration(this.handle);
  }

  /** Waiting for a free connection. */
  blocked(): f64 {
    return <f64>_httpResponseBlocked(this.handle);
  }

  /** Asking for the name's address. */
  resolving(): f64 {
    return <f64>_httpResponseResolving(this.handle);
  }

  /** Opening the TCP connection. */
  connecting(): f64 {
    return <f64>_httpResponseConnecting(this.handle);
  }

  /** The TLS handshake. */
  securing(): f64 {
    return <f64>_httpResponseSecuring(this.handle);
  }

  /** From the first byte of the request to its last. */
  sending(): f64 {
    return <f64>_httpResponseSending(this.handle);
  }

  /** From the last byte of the request to the first of the response. */
  waiting(): f64 {
    return <f64>_httpResponseWaiting(this.handle);
  }

  /** From the first byte of the response to the last of its body. */
  receiving(): f64 {
    return <f64>_httpResponseReceiving(this.handle);
  }

  /** Bytes of the body as decoded (gzip and so on undone). */
  size(): u64 {
    return <u64>_httpResponseSize(this.handle);
  }

  /** The body as decoded. */
  bytes(): ArrayBuffer {
    _httpResponseBytes(this.handle, OUT);
    return takeBytes(OUT);
  }

  /** The body, by the response's charset (UTF-8 without one); what cannot be decoded is replaced. */
  text(): string {
    _httpResponseText(this.handle, OUT);
    return takeText(OUT);
  }

  /** Whether the body has this text in it. */
  contains(text: string): bool {
    const text_ = utf8(text);
    return _httpResponseContains(this.handle, lowered(text_), text_.byteLength) != 0;
  }

  /** RFC 6901. A JSON string comes without its quotes, anything else as JSON text; none where nothing is, or no JSON. */
  json(pointer: string): string | null {
    const pointer_ = utf8(pointer);
    _httpResponseJson(this.handle, lowered(pointer_), pointer_.byteLength, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** NaN where no number is. */
  jsonNumber(pointer: string): f64 {
    const pointer_ = utf8(pointer);
    return <f64>_httpResponseJsonNumber(this.handle, lowered(pointer_), pointer_.byteLength);
  }

  /** Members of an array or an object; 0 for anything else. */
  jsonLength(pointer: string): u32 {
    const pointer_ = utf8(pointer);
    return <u32>_httpResponseJsonLength(this.handle, lowered(pointer_), pointer_.byteLength);
  }

  /** A group of the first match; group 0 is the whole match. A pattern that does not compile traps. */
  find(pattern: string, group: u32): string | null {
    const pattern_ = utf8(pattern);
    _httpResponseFind(this.handle, lowered(pattern_), pattern_.byteLength, <i32>group, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** That group of every match that has it. A pattern that does not compile traps. */
  findAll(pattern: string, group: u32): string[] {
    const pattern_ = utf8(pattern);
    _httpResponseFindAll(this.handle, lowered(pattern_), pattern_.byteLength, <i32>group, OUT);
    return takeTexts(OUT);
  }

  /** Text of every element that a CSS selector matches, in the order of the page. A selector that is none traps. */
  select(css: string): string[] {
    const css_ = utf8(css);
    _httpResponseSelect(this.handle, lowered(css_), css_.byteLength, OUT);
    return takeTexts(OUT);
  }

  /** That attribute of every element that a CSS selector matches and that has it. A selector that is none traps. */
  attribute(css: string, name: string): string[] {
    const css_ = utf8(css);
    const name_ = utf8(name);
    _httpResponseAttribute(this.handle, lowered(css_), css_.byteLength, lowered(name_), name_.byteLength, OUT);
    return takeTexts(OUT);
  }

  /** What an XPath 1.0 expression gives of an XML body: the text of each node in document order, or the one string,
   * number or truth value. Empty where the body is no XML (or nests deeper than 256 elements); prefixes are those that
   * its root declares. An expression that does not compile, or would take too long on this body, traps. */
  xpath(path: string): string[] {
    const path_ = utf8(path);
    _httpResponseXpath(this.handle, lowered(path_), path_.byteLength, OUT);
    return takeTexts(OUT);
  }

  /** Whether the body is a whole HTML page (`<!doctype` or `<html`), not a part of one. */
  isPage(): bool {
    return _httpResponseIsPage(this.handle) != 0;
  }

  /** The first form that a CSS selector matches, filled as the page fills it (hidden fields, defaults); none when there
   * is none. A selector that is none traps. */
  form(css: string): Form | null {
    const css_ = utf8(css);
    _httpResponseForm(this.handle, lowered(css_), css_.byteLength, OUT);
    return load<u8>(OUT) ? new Form(load<i32>(OUT + 4)) : null;
  }

  /** Fetches what the page embeds (images, styles, scripts, icons, media, frames), each address once and over as many
   * connections to a host as the plan allows (6, like a browser): the responses, in the order of the page, without their
   * bodies. This is no browser: nothing is executed, what a script or style would load is not, and nothing is cached. */
  embedded(): Response[] {
    _httpResponseEmbedded(this.handle, OUT);
    return takeHandles<Response>(OUT);
  }

  /** Lets go of it. */
  drop(): void {
    _dropResponse(this.handle);
  }
}

/** A form of a page, to be filled and sent. It lives until it is dropped, at the longest until the iteration ends. */
export class Form {
  /** What the host knows it by. */
  handle: i32;

  /** Of a handle that the host gave. */
  constructor(handle: i32) {
    this.handle = handle;
  }

  /** The value of a field: the first of that name that would be sent. */
  value(name: string): string | null {
    const name_ = utf8(name);
    _httpFormValue(this.handle, lowered(name_), name_.byteLength, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** All that would be sent, in the order of the page. */
  fields(): Field[] {
    _httpFormFields(this.handle, OUT);
    return takeFields(OUT);
  }

  /** Sets a field as a user would: types into it, ticks a box (its value; empty: unticks), chooses of a list. A field
   * that the form does not have is added, as a script would. */
  set(name: string, value: string): this {
    const name_ = utf8(name);
    const value_ = utf8(value);
    _httpFormSet(this.handle, lowered(name_), name_.byteLength, lowered(value_), value_.byteLength);
    return this;
  }

  /** The file of a field of type file: content with its name and type. Sent only by a form whose enctype is multipart. */
  file(name: string, filename: string, contentType: string, content: ArrayBuffer): this {
    const name_ = utf8(name);
    const filename_ = utf8(filename);
    const contentType_ = utf8(contentType);
    const content_ = content;
    _httpFormFile(this.handle, lowered(name_), name_.byteLength, lowered(filename_), filename_.byteLength, lowered(contentType_), contentType_.byteLength, lowered(content_), content_.byteLength);
    return this;
  }

  /** Presses the submit button of that name, id or text, so that its value is sent; its own action and method win.
   * False when the form has none. */
  press(button: string): bool {
    const button_ = utf8(button);
    return _httpFormPress(this.handle, lowered(button_), button_.byteLength) != 0;
  }

  /** The request that sending the form is: method, url, body and content type by the rules of HTML. Tags and name are
   * set on it as on any other. */
  request(): Request {
    const it = changetype<Request>(__new(offsetof<Request>(), idof<Request>()));
    it.handle = _httpFormRequest(this.handle);
    return it;
  }

  /** Lets go of it. */
  drop(): void {
    _dropForm(this.handle);
  }
}

/** A body read while it comes, without end or too large to hold. It lives until it is dropped, at the longest until the
 * iteration ends; dropped before its end it is cancelled (failure `cancelled`). */
export class Download {
  /** What the host knows it by. */
  handle: i32;

  /** Sends, and waits for the headers. The request carries everything but `discard-body` and `await-verdict`; its
   * timeout, when it has one, is that of the headers. */
  constructor(request: Request) {
    this.handle = _httpDownloadNew(request.handle);
  }

  /** 0 when no response came. */
  status(): u16 {
    return <u16>_httpDownloadStatus(this.handle);
  }

  /** As `response.failure`: empty so long as nothing failed, in the middle of the body too. */
  failure(): string {
    _httpDownloadFailure(this.handle, OUT);
    return takeText(OUT);
  }

  /** The first header of that name. */
  header(name: string): string | null {
    const name_ = utf8(name);
    _httpDownloadHeader(this.handle, lowered(name_), name_.byteLength, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** What has come, at most 64 KiB; none when the wait or the body is over. */
  receive(wait: f64): ArrayBuffer | null {
    _httpDownloadReceive(this.handle, wait, OUT);
    return load<u8>(OUT) ? takeBytes(OUT + 4) : null;
  }

  /** Bytes that have come, whether received or not. */
  received(): u64 {
    return <u64>_httpDownloadReceived(this.handle);
  }

  /** Whether nothing more comes: all of the body was received, or it failed. */
  ended(): bool {
    return _httpDownloadEnded(this.handle) != 0;
  }

  /** Ready while `receive` would give something, and once it is ended. */
  subscribe(): Pollable {
    return new Pollable(_httpDownloadSubscribe(this.handle));
  }

  /** Lets go of it. */
  drop(): void {
    _dropDownload(this.handle);
  }
}

/** A GET that is not prepared: for trying out, and for urls met once. */
export function fetch(url: string): Response {
  const url_ = utf8(url);
  return new Response(_httpGet(lowered(url_), url_.byteLength));
}

/** The response, once it is there. Takes the handle: there is nothing to drop afterwards. Start many, then wait for
 * each, to load a page. */
export function wait(sent: Pending): Response {
  return new Response(_httpWait(sent.handle));
}

// @ts-ignore: decorator
@external("throng:load/session@0.1.1", "cookie")
declare function _sessionCookie(url_at: usize, url_length: i32, name_at: usize, name_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/session@0.1.1", "set-cookie")
declare function _sessionSetCookie(url_at: usize, url_length: i32, cookie_at: usize, cookie_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/session@0.1.1", "clear-cookies")
declare function _sessionClearCookies(): void;

// @ts-ignore: decorator
@external("throng:load/session@0.1.1", "header")
declare function _sessionHeader(name_at: usize, name_length: i32, value_at: usize, value_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/session@0.1.1", "expect")
declare function _sessionExpect(statuses_at: usize, statuses_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/session@0.1.1", "identity")
declare function _sessionIdentity(certificate_at: usize, certificate_length: i32, key_at: usize, key_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/session@0.1.1", "disconnect")
declare function _sessionDisconnect(): void;

/** The value of a cookie that would be sent to that url. */
export function sessionCookie(url: string, name: string): string | null {
  const url_ = utf8(url);
  const name_ = utf8(name);
  _sessionCookie(lowered(url_), url_.byteLength, lowered(name_), name_.byteLength, OUT);
  return load<u8>(OUT) ? takeText(OUT + 4) : null;
}

/** As in a Set-Cookie line that came from that url; a line or url that is none sets nothing. */
export function sessionSetCookie(url: string, cookie: string): void {
  const url_ = utf8(url);
  const cookie_ = utf8(cookie);
  _sessionSetCookie(lowered(url_), url_.byteLength, lowered(cookie_), cookie_.byteLength);
}

/** Forgets all cookies. The engine does so before each iteration, unless the plan keeps them. */
export function sessionClearCookies(): void {
  _sessionClearCookies();
}

/** For every request that does not set it itself; an empty value removes it. */
export function sessionHeader(name: string, value: string): void {
  const name_ = utf8(name);
  const value_ = utf8(value);
  _sessionHeader(lowered(name_), name_.byteLength, lowered(value_), value_.byteLength);
}

/** Expected statuses of every request that sets none itself; see `request.expect`. */
export function sessionExpect(statuses: string): void {
  const statuses_ = utf8(statuses);
  _sessionExpect(lowered(statuses_), statuses_.byteLength);
}

/** A client certificate and its key: names of files of the plan. From the next connection on. Traps when the plan
 * has none of that name, or when they are no certificate and key. */
export function sessionIdentity(certificate: string, key: string): void {
  const certificate_ = utf8(certificate);
  const key_ = utf8(key);
  _sessionIdentity(lowered(certificate_), certificate_.byteLength, lowered(key_), key_.byteLength);
}

/** Closes the connections; the next request opens new ones. */
export function sessionDisconnect(): void {
  _sessionDisconnect();
}

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[constructor]source")
declare function _sseSourceNew(request: i32): i32;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]source.status")
declare function _sseSourceStatus(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]source.failure")
declare function _sseSourceFailure(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]source.header")
declare function _sseSourceHeader(self: i32, name_at: usize, name_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]source.receive")
declare function _sseSourceReceive(self: i32, wait: f64, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]source.tokens")
declare function _sseSourceTokens(self: i32, count: i32): void;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]source.ended")
declare function _sseSourceEnded(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]source.close")
declare function _sseSourceClose(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]source.subscribe")
declare function _sseSourceSubscribe(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]event.id")
declare function _sseEventId(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]event.kind")
declare function _sseEventKind(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]event.text")
declare function _sseEventText(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]event.json")
declare function _sseEventJson(self: i32, pointer_at: usize, pointer_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[method]event.after")
declare function _sseEventAfter(self: i32): f64;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[resource-drop]source")
declare function _dropSource(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/sse@0.1.1", "[resource-drop]event")
declare function _dropEvent(self: i32): void;

/** A stream. It lives until it is dropped, at the longest until the iteration ends, which closes it. */
export class Source {
  /** What the host knows it by. */
  handle: i32;

  /** Sends, and waits for the headers. The request carries everything but `discard-body` and `await-verdict`, `accept:
   * text/event-stream` unless it has its own; its timeout, when it has one, is that of the headers. It never connects
   * again by itself: a journey that does sets `last-event-id` itself. */
  constructor(request: Request) {
    this.handle = _sseSourceNew(request.handle);
  }

  /** 0 when no response came. */
  status(): u16 {
    return <u16>_sseSourceStatus(this.handle);
  }

  /** As `response.failure`; `protocol` where the answer is no event stream. */
  failure(): string {
    _sseSourceFailure(this.handle, OUT);
    return takeText(OUT);
  }

  /** The first header of that name. */
  header(name: string): string | null {
    const name_ = utf8(name);
    _sseSourceHeader(this.handle, lowered(name_), name_.byteLength, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** The next event; none when the wait or the stream is over. Each is a sample of `sse_event_gap`, the first of
   * `sse_first_event`. */
  receive(wait: f64): Event | null {
    _sseSourceReceive(this.handle, wait, OUT);
    return load<u8>(OUT) ? new Event(load<i32>(OUT + 4)) : null;
  }

  /** So many tokens of a language model have come by now, in what was received: at the first call the time since the
   * request is a sample of `llm_first_token`, and at the end of the stream tokens per second one of
   * `llm_tokens_per_second`. */
  tokens(count: u32): this {
    _sseSourceTokens(this.handle, <i32>count);
    return this;
  }

  /** Whether nothing more comes: every event was received, or it failed. */
  ended(): bool {
    return _sseSourceEnded(this.handle) != 0;
  }

  /** Ends the stream, as a reader who has enough does; no failure. */
  close(): this {
    _sseSourceClose(this.handle);
    return this;
  }

  /** Ready while `receive` would give something, and once it is ended. */
  subscribe(): Pollable {
    return new Pollable(_sseSourceSubscribe(this.handle));
  }

  /** Lets go of it. */
  drop(): void {
    _dropSource(this.handle);
  }
}

/** One event. It lives until it is dropped, at the longest until the iteration ends. */
export class Event {
  /** What the host knows it by. */
  handle: i32;

  /** Of a handle that the host gave. */
  constructor(handle: i32) {
    this.handle = handle;
  }

  /** The last `id` of the stream so far. */
  id(): string {
    _sseEventId(this.handle, OUT);
    return takeText(OUT);
  }

  /** The field `event`; `message` where it is missing. */
  kind(): string {
    _sseEventKind(this.handle, OUT);
    return takeText(OUT);
  }

  /** The lines of `data`. */
  text(): string {
    _sseEventText(this.handle, OUT);
    return takeText(OUT);
  }

  /** A part of the data as JSON, as `response.json`. */
  json(pointer: string): string | null {
    const pointer_ = utf8(pointer);
    _sseEventJson(this.handle, lowered(pointer_), pointer_.byteLength, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** When it came, since the request was sent. */
  after(): f64 {
    return <f64>_sseEventAfter(this.handle);
  }

  /** Lets go of it. */
  drop(): void {
    _dropEvent(this.handle);
  }
}

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[constructor]socket")
declare function _websocketSocketNew(handshake: i32): i32;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]socket.status")
declare function _websocketSocketStatus(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]socket.failure")
declare function _websocketSocketFailure(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]socket.header")
declare function _websocketSocketHeader(self: i32, name_at: usize, name_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]socket.send-text")
declare function _websocketSocketSendText(self: i32, text_at: usize, text_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]socket.send-bytes")
declare function _websocketSocketSendBytes(self: i32, bytes_at: usize, bytes_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]socket.receive")
declare function _websocketSocketReceive(self: i32, wait: f64, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]socket.ping")
declare function _websocketSocketPing(self: i32, wait: f64, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]socket.close")
declare function _websocketSocketClose(self: i32, code: i32, reason_at: usize, reason_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]socket.closed")
declare function _websocketSocketClosed(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]socket.subscribe")
declare function _websocketSocketSubscribe(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]message.is-text")
declare function _websocketMessageIsText(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]message.text")
declare function _websocketMessageText(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]message.bytes")
declare function _websocketMessageBytes(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]message.contains")
declare function _websocketMessageContains(self: i32, text_at: usize, text_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]message.json")
declare function _websocketMessageJson(self: i32, pointer_at: usize, pointer_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[method]message.after")
declare function _websocketMessageAfter(self: i32): f64;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[resource-drop]socket")
declare function _dropSocket(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/websocket@0.1.1", "[resource-drop]message")
declare function _dropMessage(self: i32): void;

/** A connection of its own. It lives until it is dropped, at the longest until the iteration ends; both close it (1001). */
export class Socket {
  /** What the host knows it by. */
  handle: i32;

  /** Connects, and waits for the answer. The request carries url (`ws`, `wss`; `http` and `https` mean them, and a path
   * the plan's target), headers (subprotocols in `sec-websocket-protocol`), auth, tags, name, timeout and expected
   * statuses (101 without them). */
  constructor(handshake: Request) {
    this.handle = _websocketSocketNew(handshake.handle);
  }

  /** 101 when it is open; 0 when no answer came. */
  status(): u16 {
    return <u16>_websocketSocketStatus(this.handle);
  }

  /** As `response.failure`: empty so long as nothing failed. A socket that was closed in order has not failed. */
  failure(): string {
    _websocketSocketFailure(this.handle, OUT);
    return takeText(OUT);
  }

  /** The first header of that name in the answer. */
  header(name: string): string | null {
    const name_ = utf8(name);
    _websocketSocketHeader(this.handle, lowered(name_), name_.byteLength, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** Sends a message; on a socket that is closed, nothing. */
  sendText(text: string): this {
    const text_ = utf8(text);
    _websocketSocketSendText(this.handle, lowered(text_), text_.byteLength);
    return this;
  }

  /** Sends a message; on a socket that is closed, nothing. */
  sendBytes(bytes: ArrayBuffer): this {
    const bytes_ = bytes;
    _websocketSocketSendBytes(this.handle, lowered(bytes_), bytes_.byteLength);
    return this;
  }

  /** The next message; none when the wait is over, or when the socket is closed and all were received. */
  receive(wait: f64): Message | null {
    _websocketSocketReceive(this.handle, wait, OUT);
    return load<u8>(OUT) ? new Message(load<i32>(OUT + 4)) : null;
  }

  /** Sends a ping and waits for its pong: the round trip; none when none came within the wait. Each is a sample of
   * `ws_ping`. The engine answers the target's pings itself. */
  ping(wait: f64): f64 {
    _websocketSocketPing(this.handle, wait, OUT);
    return load<u8>(OUT) ? load<f64>(OUT, 8) : NaN;
  }

  /** Closes with this code (1000 is the usual one) and waits for the answer, at the longest a second. */
  close(code: u16, reason: string): this {
    const reason_ = utf8(reason);
    _websocketSocketClose(this.handle, <i32>code, lowered(reason_), reason_.byteLength);
    return this;
  }

  /** The close code once it is closed (1005 where it had none, 1006 where it broke), else 0. */
  closed(): u16 {
    return <u16>_websocketSocketClosed(this.handle);
  }

  /** Ready while `receive` would give something, and once it is closed. */
  subscribe(): Pollable {
    return new Pollable(_websocketSocketSubscribe(this.handle));
  }

  /** Lets go of it. */
  drop(): void {
    _dropSocket(this.handle);
  }
}

/** One message. It lives until it is dropped, at the longest until the iteration ends. */
export class Message {
  /** What the host knows it by. */
  handle: i32;

  /** Of a handle that the host gave. */
  constructor(handle: i32) {
    this.handle = handle;
  }

  /** Whether it was sent as text. */
  isText(): bool {
    return _websocketMessageIsText(this.handle) != 0;
  }

  /** As text; what is no UTF-8 is replaced. */
  text(): string {
    _websocketMessageText(this.handle, OUT);
    return takeText(OUT);
  }

  /** As it came. */
  bytes(): ArrayBuffer {
    _websocketMessageBytes(this.handle, OUT);
    return takeBytes(OUT);
  }

  /** Whether it has this text in it. */
  contains(text: string): bool {
    const text_ = utf8(text);
    return _websocketMessageContains(this.handle, lowered(text_), text_.byteLength) != 0;
  }

  /** A part of it as JSON, as `response.json`. */
  json(pointer: string): string | null {
    const pointer_ = utf8(pointer);
    _websocketMessageJson(this.handle, lowered(pointer_), pointer_.byteLength, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** When it came, since the socket opened. */
  after(): f64 {
    return <f64>_websocketMessageAfter(this.handle);
  }

  /** Lets go of it. */
  drop(): void {
    _dropMessage(this.handle);
  }
}

// @ts-ignore: decorator
@external("throng:load/grpc@0.1.1", "[constructor]call")
declare function _grpcCallNew(request: i32, method_at: usize, method_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/grpc@0.1.1", "[method]call.send")
declare function _grpcCallSend(self: i32, message_at: usize, message_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/grpc@0.1.1", "[method]call.finish")
declare function _grpcCallFinish(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/grpc@0.1.1", "[method]call.receive")
declare function _grpcCallReceive(self: i32, wait: f64, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/grpc@0.1.1", "[method]call.code")
declare function _grpcCallCode(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/grpc@0.1.1", "[method]call.reason")
declare function _grpcCallReason(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/grpc@0.1.1", "[method]call.failure")
declare function _grpcCallFailure(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/grpc@0.1.1", "[method]call.metadata")
declare function _grpcCallMetadata(self: i32, name_at: usize, name_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/grpc@0.1.1", "[method]call.subscribe")
declare function _grpcCallSubscribe(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/grpc@0.1.1", "[resource-drop]call")
declare function _dropCall(self: i32): void;

/** One call. It lives until it is dropped, at the longest until the iteration ends; before its end it is cancelled. */
export class Call {
  /** What the host knows it by. */
  handle: i32;

  /** Begins. The request carries target (`http`, `https`), metadata (as headers), auth, tags, name and timeout (the
   * call's deadline); method: `package.Service/Method`. Traps when the plan's files have no such method; where
   * reflection knows none, code 12. */
  constructor(request: Request, method: string) {
    const method_ = utf8(method);
    this.handle = _grpcCallNew(request.handle, lowered(method_), method_.byteLength);
  }

  /** Sends a message. Traps when it does not fit the method's input, and names the field. After `finish`, or a second
   * one where the method takes one: traps. */
  send(message: string): this {
    const message_ = utf8(message);
    _grpcCallSend(this.handle, lowered(message_), message_.byteLength);
    return this;
  }

  /** No message follows. A method that takes one message needs no `finish`. */
  finish(): this {
    _grpcCallFinish(this.handle);
    return this;
  }

  /** The next message; none when the wait or the call is over. */
  receive(wait: f64): string | null {
    _grpcCallReceive(this.handle, wait, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** The status code (0 is OK), once the call is over. Where the target did not give one: 14 when it was not reached, 4
   * after the deadline, 1 when cancelled, else as the gRPC specification maps HTTP statuses. */
  code(): i64 {
    _grpcCallCode(this.handle, OUT);
    return load<u8>(OUT) ? <i64>load<u32>(OUT, 4) : -1;
  }

  /** The status message; empty before and where there is none. */
  reason(): string {
    _grpcCallReason(this.handle, OUT);
    return takeText(OUT);
  }

  /** As `response.failure`: `grpc` where the target gave a code other than OK. */
  failure(): string {
    _grpcCallFailure(this.handle, OUT);
    return takeText(OUT);
  }

  /** The first header or trailer of that name, of what has come so far; binary ones (`-bin`) in base64. */
  metadata(name: string): string | null {
    const name_ = utf8(name);
    _grpcCallMetadata(this.handle, lowered(name_), name_.byteLength, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** Ready while `receive` would give something, and once the call is over. */
  subscribe(): Pollable {
    return new Pollable(_grpcCallSubscribe(this.handle));
  }

  /** Lets go of it. */
  drop(): void {
    _dropCall(this.handle);
  }
}

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[constructor]address")
declare function _inboxAddressNew(name_at: usize, name_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]address.url")
declare function _inboxAddressUrl(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]address.start")
declare function _inboxAddressStart(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]address.answer")
declare function _inboxAddressAnswer(self: i32, status: i32, delay: f64): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]address.identify")
declare function _inboxAddressIdentify(self: i32, header_at: usize, header_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]address.receive")
declare function _inboxAddressReceive(self: i32, wait: f64, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]address.waiting")
declare function _inboxAddressWaiting(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]address.subscribe")
declare function _inboxAddressSubscribe(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]delivery.after")
declare function _inboxDeliveryAfter(self: i32): f64;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]delivery.attempt")
declare function _inboxDeliveryAttempt(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]delivery.answered")
declare function _inboxDeliveryAnswered(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]delivery.method")
declare function _inboxDeliveryMethod(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]delivery.path")
declare function _inboxDeliveryPath(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]delivery.header")
declare function _inboxDeliveryHeader(self: i32, name_at: usize, name_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]delivery.headers")
declare function _inboxDeliveryHeaders(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]delivery.signed")
declare function _inboxDeliverySigned(self: i32, header_at: usize, header_length: i32, key_at: usize, key_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]delivery.text")
declare function _inboxDeliveryText(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]delivery.bytes")
declare function _inboxDeliveryBytes(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[method]delivery.json")
declare function _inboxDeliveryJson(self: i32, pointer_at: usize, pointer_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[resource-drop]address")
declare function _dropAddress(self: i32): void;

// @ts-ignore: decorator
@external("throng:load/inbox@0.1.1", "[resource-drop]delivery")
declare function _dropDelivery(self: i32): void;

/** A fresh address that nobody can guess. It lives until it is dropped, also from one iteration to the next; after
 * that, what comes is answered 404. */
export class Address {
  /** What the host knows it by. */
  handle: i32;

  /** The name tags what is delivered; keep it of few different values. */
  constructor(name: string) {
    const name_ = utf8(name);
    this.handle = _inboxAddressNew(lowered(name_), name_.byteLength);
  }

  /** Where the target should deliver: `http://…`; a path and a query may be appended. */
  url(): string {
    _inboxAddressUrl(this.handle, OUT);
    return takeText(OUT);
  }

  /** Starts the clock of `after`, which else runs since the address was made. */
  start(): this {
    _inboxAddressStart(this.handle);
    return this;
  }

  /** What the receiver answers from now on, and after how long, to try the target's retries; 200 at once without it. */
  answer(status: u16, delay: f64): this {
    _inboxAddressAnswer(this.handle, <i32>status, delay);
    return this;
  }

  /** The header that names a delivery, so that its repetitions are known; without it, its body does. */
  identify(header: string): this {
    const header_ = utf8(header);
    _inboxAddressIdentify(this.handle, lowered(header_), header_.byteLength);
    return this;
  }

  /** The next delivery; none when the wait is over. Each is counted when it came: `inbox_deliveries`,
   * `inbox_duplicates`, and a sample of `inbox_delivery_duration`. */
  receive(wait: f64): Delivery | null {
    _inboxAddressReceive(this.handle, wait, OUT);
    return load<u8>(OUT) ? new Delivery(load<i32>(OUT + 4)) : null;
  }

  /** Deliveries that wait to be received. */
  waiting(): u32 {
    return <u32>_inboxAddressWaiting(this.handle);
  }

  /** Ready while `receive` would give something. */
  subscribe(): Pollable {
    return new Pollable(_inboxAddressSubscribe(this.handle));
  }

  /** Lets go of it. */
  drop(): void {
    _dropAddress(this.handle);
  }
}

/** One request that came. It lives until it is dropped, at the longest until the iteration ends. */
export class Delivery {
  /** What the host knows it by. */
  handle: i32;

  /** Of a handle that the host gave. */
  constructor(handle: i32) {
    this.handle = handle;
  }

  /** When it came, since `start`. */
  after(): f64 {
    return <f64>_inboxDeliveryAfter(this.handle);
  }

  /** From 1: how often this one has come by now, by what `identify` names. */
  attempt(): u32 {
    return <u32>_inboxDeliveryAttempt(this.handle);
  }

  /** What the receiver answered. */
  answered(): u16 {
    return <u16>_inboxDeliveryAnswered(this.handle);
  }

  /** `POST`, mostly. */
  method(): string {
    _inboxDeliveryMethod(this.handle, OUT);
    return takeText(OUT);
  }

  /** Path and query behind the address. */
  path(): string {
    _inboxDeliveryPath(this.handle, OUT);
    return takeText(OUT);
  }

  /** The first header of that name. */
  header(name: string): string | null {
    const name_ = utf8(name);
    _inboxDeliveryHeader(this.handle, lowered(name_), name_.byteLength, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** All headers, in the order received. */
  headers(): Field[] {
    _inboxDeliveryHeaders(this.handle, OUT);
    return takeFields(OUT);
  }

  /** Whether this header holds the HMAC-SHA256 of the body under this key: in hex or base64, after `sha256=` or alone. */
  signed(header: string, key: string): bool {
    const header_ = utf8(header);
    const key_ = utf8(key);
    return _inboxDeliverySigned(this.handle, lowered(header_), header_.byteLength, lowered(key_), key_.byteLength) != 0;
  }

  /** The body; what is no UTF-8 is replaced. */
  text(): string {
    _inboxDeliveryText(this.handle, OUT);
    return takeText(OUT);
  }

  /** The body as it came. */
  bytes(): ArrayBuffer {
    _inboxDeliveryBytes(this.handle, OUT);
    return takeBytes(OUT);
  }

  /** A part of the body as JSON, as `response.json`. */
  json(pointer: string): string | null {
    const pointer_ = utf8(pointer);
    _inboxDeliveryJson(this.handle, lowered(pointer_), pointer_.byteLength, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** Lets go of it. */
  drop(): void {
    _dropDelivery(this.handle);
  }
}

// @ts-ignore: decorator
@external("throng:load/metrics@0.1.1", "check")
declare function _metricsCheck(name_at: usize, name_length: i32, holds: i32): i32;

// @ts-ignore: decorator
@external("throng:load/metrics@0.1.1", "check-tagged")
declare function _metricsCheckTagged(name_at: usize, name_length: i32, holds: i32, tags_at: usize, tags_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/metrics@0.1.1", "[static]metric.counter")
declare function _metricsMetricCounter(name_at: usize, name_length: i32, unit_at: usize, unit_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/metrics@0.1.1", "[static]metric.gauge")
declare function _metricsMetricGauge(name_at: usize, name_length: i32, unit_at: usize, unit_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/metrics@0.1.1", "[static]metric.rate")
declare function _metricsMetricRate(name_at: usize, name_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/metrics@0.1.1", "[static]metric.trend")
declare function _metricsMetricTrend(name_at: usize, name_length: i32, unit_at: usize, unit_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/metrics@0.1.1", "[method]metric.add")
declare function _metricsMetricAdd(self: i32, value: f64): void;

// @ts-ignore: decorator
@external("throng:load/metrics@0.1.1", "[method]metric.tagged")
declare function _metricsMetricTagged(self: i32, tags_at: usize, tags_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/metrics@0.1.1", "[resource-drop]metric")
declare function _dropMetric(self: i32): void;

/** One series to add to. The same name gives the same metric, in all users; another kind or unit traps, and so does
 * a name that is not `[A-Za-z_][A-Za-z0-9_]*`. Lives until it is dropped, also from one iteration to the next. */
export class Metric {
  /** What the host knows it by. */
  handle: i32;

  /** Of a handle that the host gave. */
  constructor(handle: i32) {
    this.handle = handle;
  }

  /** A sum. */
  static counter(name: string, unit: string): Metric {
    const name_ = utf8(name);
    const unit_ = utf8(unit);
    return new Metric(_metricsMetricCounter(lowered(name_), name_.byteLength, lowered(unit_), unit_.byteLength));
  }

  /** The last value, with the least and the greatest. */
  static gauge(name: string, unit: string): Metric {
    const name_ = utf8(name);
    const unit_ = utf8(unit);
    return new Metric(_metricsMetricGauge(lowered(name_), name_.byteLength, lowered(unit_), unit_.byteLength));
  }

  /** A share: adding 0 is a miss, anything else a hit. */
  static rate(name: string): Metric {
    const name_ = utf8(name);
    return new Metric(_metricsMetricRate(lowered(name_), name_.byteLength));
  }

  /** A distribution. `ms` and `bytes` are shown as such, another unit as it is written, empty for none. */
  static trend(name: string, unit: string): Metric {
    const name_ = utf8(name);
    const unit_ = utf8(unit);
    return new Metric(_metricsMetricTrend(lowered(name_), name_.byteLength, lowered(unit_), unit_.byteLength));
  }

  /** Adds one value, under the tags and steps that the user has now. NaN and infinity are not added. */
  add(value: f64): this {
    _metricsMetricAdd(this.handle, value);
    return this;
  }

  /** A handle more each time, which `Series.tagged` keeps. The series of the same metric with these tags besides the user's own: keep it, and add without strings. Traps
   * on a key that the engine sets. */
  _tagged(tags: Field[]): Metric {
    const tags_ = lowerFields(tags);
    return new Metric(_metricsMetricTagged(this.handle, lowered(tags_), tags.length));
  }

  /** Lets go of it. */
  drop(): void {
    _dropMetric(this.handle);
  }
}

/** Counts whether something holds that should; never ends anything. Gives `holds` back. */
export function check(name: string, holds: bool): bool {
  const name_ = utf8(name);
  return _metricsCheck(lowered(name_), name_.byteLength, holds ? 1 : 0) != 0;
}

/** As `check`, with tags of its own. Traps on a key that the engine sets. */
export function checkTagged(name: string, holds: bool, tags: Field[]): bool {
  const name_ = utf8(name);
  const tags_ = lowerFields(tags);
  return _metricsCheckTagged(lowered(name_), name_.byteLength, holds ? 1 : 0, lowered(tags_), tags.length) != 0;
}

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "id")
declare function _vuId(): i32;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "iteration")
declare function _vuIteration(): i32;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "iteration-in-scenario")
declare function _vuIterationInScenario(): i64;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "scenario")
declare function _vuScenario(out: usize): void;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "setup-data")
declare function _vuSetupData(out: usize): void;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "sleep")
declare function _vuSleep(time: f64): void;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "timer")
declare function _vuTimer(time: f64): i32;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "pace")
declare function _vuPace(period: f64): void;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "enter")
declare function _vuEnter(step_at: usize, step_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "leave")
declare function _vuLeave(): void;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "tag")
declare function _vuTag(key_at: usize, key_length: i32, value_at: usize, value_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "untag")
declare function _vuUntag(key_at: usize, key_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "env")
declare function _vuEnv(name_at: usize, name_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "secret")
declare function _vuSecret(name_at: usize, name_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "random")
declare function _vuRandom(): f64;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "elapsed")
declare function _vuElapsed(): f64;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "progress")
declare function _vuProgress(): f64;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "stage")
declare function _vuStage(): i32;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "users")
declare function _vuUsers(): i32;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "meet")
declare function _vuMeet(place_at: usize, place_length: i32, users: i32, wait: f64): i32;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "mark-failed")
declare function _vuMarkFailed(reason_at: usize, reason_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/vu@0.1.1", "abort")
declare function _vuAbort(reason_at: usize, reason_length: i32): void;

/** Unique in the whole run, also across machines; from 1. 0 in `setup` and `teardown`. */
export function id(): u32 {
  return <u32>_vuId();
}

/** This user's iteration, from 0. */
export function iteration(): u32 {
  return <u32>_vuIteration();
}

/** Unique in the scenario, also across machines; from 0. */
export function iterationInScenario(): u64 {
  return <u64>_vuIterationInScenario();
}

/** The scenario's name; empty in `setup` and `teardown`. */
export function scenario(): string {
  _vuScenario(OUT);
  return takeText(OUT);
}

/** What `setup` returned; empty before, and where there is none. */
export function setupData(): string {
  _vuSetupData(OUT);
  return takeText(OUT);
}

/** Waits. Without a limit: until the iteration is cut off. */
export function sleep(time: f64): void {
  _vuSleep(time);
}

/** Ready once so much time has passed: a sleep, or a limit, among other things waited for. */
export function timer(time: f64): Pollable {
  return new Pollable(_vuTimer(time));
}

/** Sleeps until so much time has passed since this iteration began: a steady pace, whatever the target takes. */
export function pace(period: f64): void {
  _vuPace(period);
}

/** Steps nest; what happens inside is tagged with the path (`group`: `::buy::pay`), and the step itself is timed, with
 * and without its sleeps. */
export function enter(step: string): void {
  const step_ = utf8(step);
  _vuEnter(lowered(step_), step_.byteLength);
}

/** Ends the innermost step; one too many is ignored, with a warning. The end of the iteration ends all. */
export function leave(): void {
  _vuLeave();
}

/** A tag of every sample of this user from now on. It beats the plan's and the scenario's of that key; a request's,
 * check's or metric's own beats it. Traps on a key that the engine sets (see `request.tag`). */
export function tag(key: string, value: string): void {
  const key_ = utf8(key);
  const value_ = utf8(value);
  _vuTag(lowered(key_), key_.byteLength, lowered(value_), value_.byteLength);
}

/** Takes the user's own tag back; the plan's or scenario's of that key shows again. */
export function untag(key: string): void {
  const key_ = utf8(key);
  _vuUntag(lowered(key_), key_.byteLength);
}

/** Only what the plan or the command line hands over, never the engine's own environment; a scenario's beats the
 * plan's. */
export function env(name: string): string | null {
  const name_ = utf8(name);
  _vuEnv(lowered(name_), name_.byteLength, OUT);
  return load<u8>(OUT) ? takeText(OUT + 4) : null;
}

/** As `env`, and the value is blacked out in logs, reports and outputs. Traps when the plan grants none of that name. */
export function secret(name: string): string {
  const name_ = utf8(name);
  _vuSecret(lowered(name_), name_.byteLength, OUT);
  return takeText(OUT);
}

/** At least 0, less than 1; repeatable from the plan's seed and the user's id. */
export function random(): f64 {
  return <f64>_vuRandom();
}

/** Since the run began, `setup` included. */
export function elapsed(): f64 {
  return <f64>_vuElapsed();
}

/** How much of the scenario is over, by time or by iterations, from 0 to 1. */
export function progress(): f64 {
  return <f64>_vuProgress();
}

/** Which stage of the scenario's curve, from 0. */
export function stage(): u32 {
  return <u32>_vuStage();
}

/** Users of this scenario that are active now. */
export function users(): u32 {
  return <u32>_vuUsers();
}

/** Waits until so many users have come to the place of that name, or the wait is over (false). Then the place begins
 * anew. */
export function meet(place: string, users: u32, wait: f64): bool {
  const place_ = utf8(place);
  return _vuMeet(lowered(place_), place_.byteLength, <i32>users, wait) != 0;
}

/** The run goes on, and fails in the end with this reason, the first one given (exit code 110), also when every
 * threshold passes. What comes before 110 in the order of exit codes, a failed threshold for one, gives the code then. */
export function markFailed(reason: string): void {
  const reason_ = utf8(reason);
  _vuMarkFailed(lowered(reason_), reason_.byteLength);
}

/** Stops the run, which fails with this reason. Does not return. To fail an iteration, return an error from `run`. */
export function abort(reason: string): void {
  const reason_ = utf8(reason);
  _vuAbort(lowered(reason_), reason_.byteLength);
}

// @ts-ignore: decorator
@external("throng:load/log@0.1.1", "debug")
declare function _logDebug(message_at: usize, message_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/log@0.1.1", "info")
declare function _logInfo(message_at: usize, message_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/log@0.1.1", "warn")
declare function _logWarn(message_at: usize, message_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/log@0.1.1", "error")
declare function _logError(message_at: usize, message_length: i32): void;

/** For the author; shown when asked for. */
export function debug(message: string): void {
  const message_ = utf8(message);
  _logDebug(lowered(message_), message_.byteLength);
}

/** For the reader. */
export function info(message: string): void {
  const message_ = utf8(message);
  _logInfo(lowered(message_), message_.byteLength);
}

/** Something is not as it should be. */
export function warn(message: string): void {
  const message_ = utf8(message);
  _logWarn(lowered(message_), message_.byteLength);
}

/** Something failed; it ends nothing. */
export function error(message: string): void {
  const message_ = utf8(message);
  _logError(lowered(message_), message_.byteLength);
}

// @ts-ignore: decorator
@external("throng:load/data@0.1.1", "[constructor]table")
declare function _dataTableNew(name_at: usize, name_length: i32): i32;

// @ts-ignore: decorator
@external("throng:load/data@0.1.1", "[method]table.length")
declare function _dataTableLength(self: i32): i32;

// @ts-ignore: decorator
@external("throng:load/data@0.1.1", "[method]table.next")
declare function _dataTableNext(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/data@0.1.1", "[method]table.mine")
declare function _dataTableMine(self: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/data@0.1.1", "[method]table.cell")
declare function _dataTableCell(self: i32, row: i32, column_at: usize, column_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/data@0.1.1", "[method]table.row")
declare function _dataTableRow(self: i32, row: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/data@0.1.1", "[method]table.json")
declare function _dataTableJson(self: i32, row: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/data@0.1.1", "file")
declare function _dataFile(name_at: usize, name_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/data@0.1.1", "[resource-drop]table")
declare function _dropTable(self: i32): void;

/** A table of the plan: CSV, JSON or JSON lines, kept once on the host for all users. Rows count from 0. The handle
 * lives until it is dropped, and keeps its place in the table. */
export class Table {
  /** What the host knows it by. */
  handle: i32;

  /** Traps when the plan has none of that name. */
  constructor(name: string) {
    const name_ = utf8(name);
    this.handle = _dataTableNew(lowered(name_), name_.byteLength);
  }

  /** How many rows. */
  length(): u32 {
    return <u32>_dataTableLength(this.handle);
  }

  /** By the plan's policy: in turn (user n begins at the nth row), at random, or each row once in the whole run, also
   * across machines; none when used up. */
  next(): i64 {
    _dataTableNext(this.handle, OUT);
    return load<u8>(OUT) ? <i64>load<u32>(OUT, 4) : -1;
  }

  /** The row that is this user's own for the whole run (an account, say); none when there are more users than rows. */
  mine(): i64 {
    _dataTableMine(this.handle, OUT);
    return load<u8>(OUT) ? <i64>load<u32>(OUT, 4) : -1;
  }

  /** A cell; none when there is no such row or column. What is no string in JSON comes as JSON text. */
  cell(row: u32, column: string): string | null {
    const column_ = utf8(column);
    _dataTableCell(this.handle, <i32>row, lowered(column_), column_.byteLength, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** Column and cell of a row; none when there is no such row. */
  row(row: u32): Field[] | null {
    _dataTableRow(this.handle, <i32>row, OUT);
    return load<u8>(OUT) ? takeFields(OUT + 4) : null;
  }

  /** The row as a JSON object; none when there is no such row. */
  json(row: u32): string | null {
    _dataTableJson(this.handle, <i32>row, OUT);
    return load<u8>(OUT) ? takeText(OUT + 4) : null;
  }

  /** Lets go of it. */
  drop(): void {
    _dropTable(this.handle);
  }
}

/** A file of the plan. Traps when the plan has none of that name. */
export function dataFile(name: string): ArrayBuffer {
  const name_ = utf8(name);
  _dataFile(lowered(name_), name_.byteLength, OUT);
  return takeBytes(OUT);
}

// @ts-ignore: decorator
@external("throng:load/store@0.1.1", "put")
declare function _storePut(key_at: usize, key_length: i32, value_at: usize, value_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/store@0.1.1", "get")
declare function _storeGet(key_at: usize, key_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/store@0.1.1", "push")
declare function _storePush(queue_at: usize, queue_length: i32, value_at: usize, value_length: i32): void;

// @ts-ignore: decorator
@external("throng:load/store@0.1.1", "pop")
declare function _storePop(queue_at: usize, queue_length: i32, out: usize): void;

// @ts-ignore: decorator
@external("throng:load/store@0.1.1", "count")
declare function _storeCount(key_at: usize, key_length: i32, by: f64): f64;

/** Sets the value of a key. */
export function storePut(key: string, value: string): void {
  const key_ = utf8(key);
  const value_ = utf8(value);
  _storePut(lowered(key_), key_.byteLength, lowered(value_), value_.byteLength);
}

/** The value of a key; a count as its decimal text. */
export function storeGet(key: string): string | null {
  const key_ = utf8(key);
  _storeGet(lowered(key_), key_.byteLength, OUT);
  return load<u8>(OUT) ? takeText(OUT + 4) : null;
}

/** Appends to a queue. Queues have names of their own, apart from the keys. */
export function storePush(queue: string, value: string): void {
  const queue_ = utf8(queue);
  const value_ = utf8(value);
  _storePush(lowered(queue_), queue_.byteLength, lowered(value_), value_.byteLength);
}

/** Takes the first that was pushed; none when the queue is empty. */
export function storePop(queue: string): string | null {
  const queue_ = utf8(queue);
  _storePop(lowered(queue_), queue_.byteLength, OUT);
  return load<u8>(OUT) ? takeText(OUT + 4) : null;
}

/** Adds and gives the new value; f64, whole up to 2^53. No value, and one that is no number, counts as 0. */
export function storeCount(key: string, by: f64): f64 {
  const key_ = utf8(key);
  return <f64>_storeCount(lowered(key_), key_.byteLength, by);
}

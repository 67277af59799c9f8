// Code generated from wit/ by `cargo xtask bindings`. DO NOT EDIT.

package throng

import (
	"time"
	"unsafe"
)

// Pollable is the host's.
type Pollable struct{ handle int32 }

//go:wasmimport wasi:io/poll@0.2.0 [method]pollable.ready
//go:noescape
func rawPollPollableReady(self int32) int32

// Ready is the host's.
func (it Pollable) Ready() bool {
	return rawPollPollableReady(it.handle) != 0
}

//go:wasmimport wasi:io/poll@0.2.0 [method]pollable.block
//go:noescape
func rawPollPollableBlock(self int32)

// Block is the host's.
func (it Pollable) Block() Pollable {
	rawPollPollableBlock(it.handle)
	return it
}

//go:wasmimport wasi:io/poll@0.2.0 poll
//go:noescape
func rawPollPoll(pollables unsafe.Pointer, pollablesLength uint32, out unsafe.Pointer)

// Poll is the host's.
func Poll(pollables []Pollable) []uint32 {
	room(0)
	rawPollPoll(unsafe.Pointer(unsafe.SliceData(pollables)), uint32(len(pollables)), unsafe.Pointer(out))
	return takeNumbers(out[0], out[1])
}

//go:wasmimport wasi:io/poll@0.2.0 [resource-drop]pollable
//go:noescape
func rawDropPollable(self int32)

// Drop lets go of it.
func (it Pollable) Drop() { rawDropPollable(it.handle) }

// Request: A request that is prepared once and sent many times. Everything that is set on it stays set, and setting it again
// replaces it: a request kept from one iteration to the next must not grow. Only `add-header` adds. What cannot be
// sent shows when it is sent (failure `invalid`); what is a mistake in the journey's own text traps at once.
// It lives until it is dropped, also from one iteration to the next.
type Request struct{ handle int32 }

// Pending: Under way. Dropping it cancels the exchange (failure `cancelled`), and so does the end of the iteration, after
// which using it traps.
type Pending struct{ handle int32 }

// Multipart: The parts of a `multipart/form-data` body, in the order added. Lives until it is dropped.
type Multipart struct{ handle int32 }

// Response: What came back. Lives until it is dropped, at the longest until the iteration ends: a garbage collector need not be
// quick, and a late drop harms nothing. Used after that, it traps.
type Response struct{ handle int32 }

// Form: A form of a page, to be filled and sent. It lives until it is dropped, at the longest until the iteration ends.
type Form struct{ handle int32 }

// Download: A body read while it comes, without end or too large to hold. It lives until it is dropped, at the longest until the
// iteration ends; dropped before its end it is cancelled (failure `cancelled`).
type Download struct{ handle int32 }

//go:wasmimport throng:load/http@0.1.1 [constructor]request
//go:noescape
func rawHttpRequestNew(method string, url string) int32

// NewRequest: The url may hold placeholders, `/items/{id}`, which `param` fills; a relative one is resolved against the
// plan's target. A method or url that cannot be sent: failure `invalid`.
func NewRequest(method string, url string) Request {
	return Request{rawHttpRequestNew(method, url)}
}

//go:wasmimport throng:load/http@0.1.1 [method]request.param
//go:noescape
func rawHttpRequestParam(self int32, name string, value string)

// Param: Fills `{name}` in the url, percent-encoded. Unfilled placeholders: failure `invalid`.
func (it Request) Param(name string, value string) Request {
	rawHttpRequestParam(it.handle, name, value)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.query
//go:noescape
func rawHttpRequestQuery(self int32, name string, value string)

// Query: Sets one parameter of the query, percent-encoded.
func (it Request) Query(name string, value string) Request {
	rawHttpRequestQuery(it.handle, name, value)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.header
//go:noescape
func rawHttpRequestHeader(self int32, name string, value string)

// Header: Replaces every header of that name; an empty value removes it. A name or value that HTTP forbids: failure
// `invalid`.
func (it Request) Header(name string, value string) Request {
	rawHttpRequestHeader(it.handle, name, value)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.add-header
//go:noescape
func rawHttpRequestAddHeader(self int32, name string, value string)

// AddHeader: Adds a header beside those of that name: the one setter that adds.
func (it Request) AddHeader(name string, value string) Request {
	rawHttpRequestAddHeader(it.handle, name, value)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.bytes
//go:noescape
func rawHttpRequestBytes(self int32, content unsafe.Pointer, contentLength uint32)

// Bytes: The body, as it is, without a content type. The last of these seven wins; a content-type header of the request's
// own beats the one they set.
func (it Request) Bytes(content []byte) Request {
	rawHttpRequestBytes(it.handle, unsafe.Pointer(unsafe.SliceData(content)), uint32(len(content)))
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.text
//go:noescape
func rawHttpRequestText(self int32, content string)

// Text: The body as `text/plain; charset=utf-8`.
func (it Request) Text(content string) Request {
	rawHttpRequestText(it.handle, content)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.json
//go:noescape
func rawHttpRequestJson(self int32, content string)

// Json: The body as `application/json`; the text is sent as it is, valid or not.
func (it Request) Json(content string) Request {
	rawHttpRequestJson(it.handle, content)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.form
//go:noescape
func rawHttpRequestForm(self int32, fields unsafe.Pointer, fieldsLength uint32)

// Form: The body as `application/x-www-form-urlencoded`.
func (it Request) Form(fields []Field) Request {
	lowered := lower(fields)
	rawHttpRequestForm(it.handle, unsafe.Pointer(unsafe.SliceData(lowered)), uint32(len(fields)))
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.multipart
//go:noescape
func rawHttpRequestMultipart(self int32, parts int32)

// Multipart: The body as `multipart/form-data`, as the parts are now: what is added to them later is not sent.
func (it Request) Multipart(parts Multipart) Request {
	rawHttpRequestMultipart(it.handle, parts.handle)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.file
//go:noescape
func rawHttpRequestFile(self int32, name string)

// File: A file of the plan, with the content type of its extension; its bytes never pass through the guest. Traps when
// the plan has none of that name.
func (it Request) File(name string) Request {
	rawHttpRequestFile(it.handle, name)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.empty
//go:noescape
func rawHttpRequestEmpty(self int32)

// Empty: No body.
func (it Request) Empty() Request {
	rawHttpRequestEmpty(it.handle)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.basic-auth
//go:noescape
func rawHttpRequestBasicAuth(self int32, user string, password string)

// BasicAuth: Sets the header `authorization`, as `header` would: the last of these four wins.
func (it Request) BasicAuth(user string, password string) Request {
	rawHttpRequestBasicAuth(it.handle, user, password)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.digest-auth
//go:noescape
func rawHttpRequestDigestAuth(self int32, user string, password string)

// DigestAuth: RFC 7616: the 401 that asks for it is neither a failed request nor in the timings.
func (it Request) DigestAuth(user string, password string) Request {
	rawHttpRequestDigestAuth(it.handle, user, password)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.bearer
//go:noescape
func rawHttpRequestBearer(self int32, token string)

// Bearer: Sets the header `authorization` to `Bearer` and the token.
func (it Request) Bearer(token string) Request {
	rawHttpRequestBearer(it.handle, token)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.timeout
//go:noescape
func rawHttpRequestTimeout(self int32, limit float64)

// Timeout: The longest time of the whole exchange, connecting and redirects included; then failure `timeout`. Without it
// the plan decides.
func (it Request) Timeout(limit time.Duration) Request {
	rawHttpRequestTimeout(it.handle, toMs(limit))
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.redirects
//go:noescape
func rawHttpRequestRedirects(self int32, atMost int32)

// Redirects: Redirects that are followed at most; with 0 the redirect itself is the response. Without it the plan decides.
func (it Request) Redirects(atMost uint32) Request {
	rawHttpRequestRedirects(it.handle, int32(atMost))
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.version
//go:noescape
func rawHttpRequestVersion(self int32, protocol string)

// Version: `1.1` or `2`; empty, and without it, the plan decides. Traps when the engine does not know the word.
func (it Request) Version(protocol string) Request {
	rawHttpRequestVersion(it.handle, protocol)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.name
//go:noescape
func rawHttpRequestName(self int32, name string)

// Name: The series that the timings go to; without it the url as it was given to the constructor, placeholders and
// all, without its query.
func (it Request) Name(name string) Request {
	rawHttpRequestName(it.handle, name)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.tag
//go:noescape
func rawHttpRequestTag(self int32, key string, value string)

// Tag: A tag of the exchange's samples. Traps when the key is one that the engine sets (name, method, status, url,
// proto, scenario, group, expected_response, error_code).
func (it Request) Tag(key string, value string) Request {
	rawHttpRequestTag(it.handle, key, value)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.expect
//go:noescape
func rawHttpRequestExpect(self int32, statuses string)

// Expect: Statuses that count as success: `200`, `2xx,404`, `200-299,409`; empty: none counts as success or failure.
// Without it `session.expect`, else 200-399. Traps when it is no such list.
func (it Request) Expect(statuses string) Request {
	rawHttpRequestExpect(it.handle, statuses)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.discard
//go:noescape
func rawHttpRequestDiscard(self int32)

// Discard: Read the body off the wire, count it, and drop it: the response has none.
func (it Request) Discard() Request {
	rawHttpRequestDiscard(it.handle)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.await-verdict
//go:noescape
func rawHttpRequestAwaitVerdict(self int32)

// AwaitVerdict: The sample waits for `response.judge`, at the longest until the response is dropped or the iteration ends; then
// its status decides.
func (it Request) AwaitVerdict() Request {
	rawHttpRequestAwaitVerdict(it.handle)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.htmx
//go:noescape
func rawHttpRequestHtmx(self int32, target string)

// Htmx: Asks as HTMX would for a part of a page: sets `HX-Request: true`, and `HX-Target` to this element's id (none when
// empty). Its duration is then a sample of `htmx_swap_duration` too, and whether a whole page came instead of a part
// one of `htmx_fallback`.
func (it Request) Htmx(target string) Request {
	rawHttpRequestHtmx(it.handle, target)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]request.send
//go:noescape
func rawHttpRequestSend(self int32) int32

// Send: Sends, and waits for the whole response. The exchange is recorded when its body has ended.
func (it Request) Send() Response {
	return Response{rawHttpRequestSend(it.handle)}
}

//go:wasmimport throng:load/http@0.1.1 [method]request.hit
//go:noescape
func rawHttpRequestHit(self int32) int32

// Hit: Sends, drops the body, and gives the status only (0: no response): nothing to drop, nothing to leak.
func (it Request) Hit() int {
	return int(rawHttpRequestHit(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]request.start
//go:noescape
func rawHttpRequestStart(self int32) int32

// Start: Begins to send and returns at once; see `wait`. What comes is read as it comes, whatever the guest does. Later
// changes of the request do not touch it.
func (it Request) Start() Pending {
	return Pending{rawHttpRequestStart(it.handle)}
}

//go:wasmimport throng:load/http@0.1.1 get
//go:noescape
func rawHttpGet(url string) int32

// Fetch: A GET that is not prepared: for trying out, and for urls met once.
func Fetch(url string) Response {
	return Response{rawHttpGet(url)}
}

//go:wasmimport throng:load/http@0.1.1 [method]pending.ready
//go:noescape
func rawHttpPendingReady(self int32) int32

// Ready: Whether `wait` would return at once.
func (it Pending) Ready() bool {
	return rawHttpPendingReady(it.handle) != 0
}

//go:wasmimport throng:load/http@0.1.1 [method]pending.subscribe
//go:noescape
func rawHttpPendingSubscribe(self int32) int32

// Subscribe: Ready once `wait` does not wait any more, and from then on.
func (it Pending) Subscribe() Pollable {
	return Pollable{rawHttpPendingSubscribe(it.handle)}
}

//go:wasmimport throng:load/http@0.1.1 wait
//go:noescape
func rawHttpWait(sent int32) int32

// Wait: The response, once it is there. Takes the handle: there is nothing to drop afterwards. Start many, then wait for
// each, to load a page.
func Wait(sent Pending) Response {
	return Response{rawHttpWait(sent.handle)}
}

//go:wasmimport throng:load/http@0.1.1 [constructor]multipart
//go:noescape
func rawHttpMultipartNew() int32

// NewMultipart: No parts.
func NewMultipart() Multipart {
	return Multipart{rawHttpMultipartNew()}
}

//go:wasmimport throng:load/http@0.1.1 [method]multipart.field
//go:noescape
func rawHttpMultipartField(self int32, name string, value string)

// Field: Adds a field.
func (it Multipart) Field(name string, value string) Multipart {
	rawHttpMultipartField(it.handle, name, value)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]multipart.part
//go:noescape
func rawHttpMultipartPart(self int32, name string, filename string, contentType string, content unsafe.Pointer, contentLength uint32)

// Part: Adds a file with this content. An empty content type: that of the filename's extension.
func (it Multipart) Part(name string, filename string, contentType string, content []byte) Multipart {
	rawHttpMultipartPart(it.handle, name, filename, contentType, unsafe.Pointer(unsafe.SliceData(content)), uint32(len(content)))
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]multipart.file
//go:noescape
func rawHttpMultipartFile(self int32, name string, filename string, contentType string, file string)

// File: Adds a file of the plan; its bytes never pass through the guest. Traps when the plan has none of that name.
func (it Multipart) File(name string, filename string, contentType string, file string) Multipart {
	rawHttpMultipartFile(it.handle, name, filename, contentType, file)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]response.status
//go:noescape
func rawHttpResponseStatus(self int32) int32

// Status: 0 when no response came; then the rest is empty, and `failure` says why.
func (it Response) Status() int {
	return int(rawHttpResponseStatus(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.ok
//go:noescape
func rawHttpResponseOk(self int32) int32

// Ok: A response came, and its status is one that was expected.
func (it Response) Ok() bool {
	return rawHttpResponseOk(it.handle) != 0
}

//go:wasmimport throng:load/http@0.1.1 [method]response.failure
//go:noescape
func rawHttpResponseFailure(self int32, out unsafe.Pointer)

// Failure: Empty, or the reason: dns, connect, tls, timeout, reset, protocol, too-large, denied, cancelled, invalid, or one
// that this list will get.
func (it Response) Failure() string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseFailure(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]response.message
//go:noescape
func rawHttpResponseMessage(self int32, out unsafe.Pointer)

// Message: The reason in words, for a log; empty when there is none.
func (it Response) Message() string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseMessage(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]response.judge
//go:noescape
func rawHttpResponseJudge(self int32, passed int32, reason string)

// Judge: What `await-verdict` waits for: whether this exchange counts as passed, whatever its status. The first verdict
// counts; the reason of a failed one is logged (debug). Traps when the request did not ask for `await-verdict`.
func (it Response) Judge(passed bool, reason string) Response {
	rawHttpResponseJudge(it.handle, truth(passed), reason)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]response.url
//go:noescape
func rawHttpResponseUrl(self int32, out unsafe.Pointer)

// Url: The url that answered: after redirects, with placeholders filled.
func (it Response) Url() string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseUrl(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]response.hops
//go:noescape
func rawHttpResponseHops(self int32) int32

// Hops: How many redirects were followed.
func (it Response) Hops() uint32 {
	return uint32(rawHttpResponseHops(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.version
//go:noescape
func rawHttpResponseVersion(self int32, out unsafe.Pointer)

// Version: `1.1` or `2`; empty when no response came.
func (it Response) Version() string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseVersion(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]response.header
//go:noescape
func rawHttpResponseHeader(self int32, name string, out unsafe.Pointer)

// Header: The first of that name, in any case.
func (it Response) Header(name string) (string, bool) {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseHeader(it.handle, name, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/http@0.1.1 [method]response.headers
//go:noescape
func rawHttpResponseHeaders(self int32, out unsafe.Pointer)

// Headers: All headers, in the order received; bytes that are no UTF-8 are replaced.
func (it Response) Headers() []Field {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseHeaders(it.handle, unsafe.Pointer(out))
	return takeFields(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]response.duration
//go:noescape
func rawHttpResponseDuration(self int32) float64

// Duration: sending + waiting + receiving. These eight are of the last hop, and 0 for what did not happen (a reused
// connection neither resolves, connects nor secures).
func (it Response) Duration() time.Duration {
	return fromMs(rawHttpResponseDuration(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.blocked
//go:noescape
func rawHttpResponseBlocked(self int32) float64

// Blocked: Waiting for a free connection.
func (it Response) Blocked() time.Duration {
	return fromMs(rawHttpResponseBlocked(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.resolving
//go:noescape
func rawHttpResponseResolving(self int32) float64

// Resolving: Asking for the name's address.
func (it Response) Resolving() time.Duration {
	return fromMs(rawHttpResponseResolving(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.connecting
//go:noescape
func rawHttpResponseConnecting(self int32) float64

// Connecting: Opening the TCP connection.
func (it Response) Connecting() time.Duration {
	return fromMs(rawHttpResponseConnecting(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.securing
//go:noescape
func rawHttpResponseSecuring(self int32) float64

// Securing: The TLS handshake.
func (it Response) Securing() time.Duration {
	return fromMs(rawHttpResponseSecuring(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.sending
//go:noescape
func rawHttpResponseSending(self int32) float64

// Sending: From the first byte of the request to its last.
func (it Response) Sending() time.Duration {
	return fromMs(rawHttpResponseSending(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.waiting
//go:noescape
func rawHttpResponseWaiting(self int32) float64

// Waiting: From the last byte of the request to the first of the response.
func (it Response) Waiting() time.Duration {
	return fromMs(rawHttpResponseWaiting(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.receiving
//go:noescape
func rawHttpResponseReceiving(self int32) float64

// Receiving: From the first byte of the response to the last of its body.
func (it Response) Receiving() time.Duration {
	return fromMs(rawHttpResponseReceiving(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.size
//go:noescape
func rawHttpResponseSize(self int32) int64

// Size: Bytes of the body as decoded (gzip and so on undone).
func (it Response) Size() uint64 {
	return uint64(rawHttpResponseSize(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.bytes
//go:noescape
func rawHttpResponseBytes(self int32, out unsafe.Pointer)

// Bytes: The body as decoded.
func (it Response) Bytes() []byte {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseBytes(it.handle, unsafe.Pointer(out))
	return takeBytes(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]response.text
//go:noescape
func rawHttpResponseText(self int32, out unsafe.Pointer)

// Text: The body, by the response's charset (UTF-8 without one); what cannot be decoded is replaced.
func (it Response) Text() string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseText(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]response.contains
//go:noescape
func rawHttpResponseContains(self int32, text string) int32

// Contains: Whether the body has this text in it.
func (it Response) Contains(text string) bool {
	return rawHttpResponseContains(it.handle, text) != 0
}

//go:wasmimport throng:load/http@0.1.1 [method]response.json
//go:noescape
func rawHttpResponseJson(self int32, pointer string, out unsafe.Pointer)

// Json: RFC 6901. A JSON string comes without its quotes, anything else as JSON text; none where nothing is, or no JSON.
func (it Response) Json(pointer string) (string, bool) {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseJson(it.handle, pointer, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/http@0.1.1 [method]response.json-number
//go:noescape
func rawHttpResponseJsonNumber(self int32, pointer string) float64

// JsonNumber: NaN where no number is.
func (it Response) JsonNumber(pointer string) float64 {
	return float64(rawHttpResponseJsonNumber(it.handle, pointer))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.json-length
//go:noescape
func rawHttpResponseJsonLength(self int32, pointer string) int32

// JsonLength: Members of an array or an object; 0 for anything else.
func (it Response) JsonLength(pointer string) uint32 {
	return uint32(rawHttpResponseJsonLength(it.handle, pointer))
}

//go:wasmimport throng:load/http@0.1.1 [method]response.find
//go:noescape
func rawHttpResponseFind(self int32, pattern string, group int32, out unsafe.Pointer)

// Find: A group of the first match; group 0 is the whole match. A pattern that does not compile traps.
func (it Response) Find(pattern string, group uint32) (string, bool) {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseFind(it.handle, pattern, int32(group), unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/http@0.1.1 [method]response.find-all
//go:noescape
func rawHttpResponseFindAll(self int32, pattern string, group int32, out unsafe.Pointer)

// FindAll: That group of every match that has it. A pattern that does not compile traps.
func (it Response) FindAll(pattern string, group uint32) []string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseFindAll(it.handle, pattern, int32(group), unsafe.Pointer(out))
	return takeTexts(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]response.select
//go:noescape
func rawHttpResponseSelect(self int32, css string, out unsafe.Pointer)

// Select: Text of every element that a CSS selector matches, in the order of the page. A selector that is none traps.
func (it Response) Select(css string) []string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseSelect(it.handle, css, unsafe.Pointer(out))
	return takeTexts(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]response.attribute
//go:noescape
func rawHttpResponseAttribute(self int32, css string, name string, out unsafe.Pointer)

// Attribute: That attribute of every element that a CSS selector matches and that has it. A selector that is none traps.
func (it Response) Attribute(css string, name string) []string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseAttribute(it.handle, css, name, unsafe.Pointer(out))
	return takeTexts(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]response.xpath
//go:noescape
func rawHttpResponseXpath(self int32, path string, out unsafe.Pointer)

// Xpath: What an XPath 1.0 expression gives of an XML body: the text of each node in document order, or the one string,
// number or truth value. Empty where the body is no XML (or nests deeper than 256 elements); prefixes are those that
// its root declares. An expression that does not compile, or would take too long on this body, traps.
func (it Response) Xpath(path string) []string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseXpath(it.handle, path, unsafe.Pointer(out))
	return takeTexts(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]response.is-page
//go:noescape
func rawHttpResponseIsPage(self int32) int32

// IsPage: Whether the body is a whole HTML page (`<!doctype` or `<html`), not a part of one.
func (it Response) IsPage() bool {
	return rawHttpResponseIsPage(it.handle) != 0
}

//go:wasmimport throng:load/http@0.1.1 [method]response.form
//go:noescape
func rawHttpResponseForm(self int32, css string, out unsafe.Pointer)

// Form: The first form that a CSS selector matches, filled as the page fills it (hidden fields, defaults); none when there
// is none. A selector that is none traps.
func (it Response) Form(css string) (Form, bool) {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseForm(it.handle, css, unsafe.Pointer(out))
	return Form{int32(out[1])}, out[0]&0xff != 0
}

//go:wasmimport throng:load/http@0.1.1 [method]response.embedded
//go:noescape
func rawHttpResponseEmbedded(self int32, out unsafe.Pointer)

// Embedded: Fetches what the page embeds (images, styles, scripts, icons, media, frames), each address once and over as many
// connections to a host as the plan allows (6, like a browser): the responses, in the order of the page, without their
// bodies. This is no browser: nothing is executed, what a script or style would load is not, and nothing is cached.
func (it Response) Embedded() []Response {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseEmbedded(it.handle, unsafe.Pointer(out))
	return lift(out[0], out[1], func(handle int32) Response { return Response{handle} })
}

//go:wasmimport throng:load/http@0.1.1 [method]form.value
//go:noescape
func rawHttpFormValue(self int32, name string, out unsafe.Pointer)

// Value: The value of a field: the first of that name that would be sent.
func (it Form) Value(name string) (string, bool) {
	room(0)
	rawHttpFormValue(it.handle, name, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/http@0.1.1 [method]form.fields
//go:noescape
func rawHttpFormFields(self int32, out unsafe.Pointer)

// Fields: All that would be sent, in the order of the page.
func (it Form) Fields() []Field {
	room(0)
	rawHttpFormFields(it.handle, unsafe.Pointer(out))
	return takeFields(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]form.set
//go:noescape
func rawHttpFormSet(self int32, name string, value string)

// Set: Sets a field as a user would: types into it, ticks a box (its value; empty: unticks), chooses of a list. A field
// that the form does not have is added, as a script would.
func (it Form) Set(name string, value string) Form {
	rawHttpFormSet(it.handle, name, value)
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]form.file
//go:noescape
func rawHttpFormFile(self int32, name string, filename string, contentType string, content unsafe.Pointer, contentLength uint32)

// File: The file of a field of type file: content with its name and type. Sent only by a form whose enctype is multipart.
func (it Form) File(name string, filename string, contentType string, content []byte) Form {
	rawHttpFormFile(it.handle, name, filename, contentType, unsafe.Pointer(unsafe.SliceData(content)), uint32(len(content)))
	return it
}

//go:wasmimport throng:load/http@0.1.1 [method]form.press
//go:noescape
func rawHttpFormPress(self int32, button string) int32

// Press: Presses the submit button of that name, id or text, so that its value is sent; its own action and method win.
// False when the form has none.
func (it Form) Press(button string) bool {
	return rawHttpFormPress(it.handle, button) != 0
}

//go:wasmimport throng:load/http@0.1.1 [method]form.request
//go:noescape
func rawHttpFormRequest(self int32) int32

// Request: The request that sending the form is: method, url, body and content type by the rules of HTML. Tags and name are
// set on it as on any other.
func (it Form) Request() Request {
	return Request{rawHttpFormRequest(it.handle)}
}

//go:wasmimport throng:load/http@0.1.1 [constructor]download
//go:noescape
func rawHttpDownloadNew(request int32) int32

// NewDownload: Sends, and waits for the headers. The request carries everything but `discard-body` and `await-verdict`; its
// timeout, when it has one, is that of the headers.
func NewDownload(request Request) Download {
	return Download{rawHttpDownloadNew(request.handle)}
}

//go:wasmimport throng:load/http@0.1.1 [method]download.status
//go:noescape
func rawHttpDownloadStatus(self int32) int32

// Status: 0 when no response came.
func (it Download) Status() int {
	return int(rawHttpDownloadStatus(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]download.failure
//go:noescape
func rawHttpDownloadFailure(self int32, out unsafe.Pointer)

// Failure: As `response.failure`: empty so long as nothing failed, in the middle of the body too.
func (it Download) Failure() string {
	room(1<<20)
	rawHttpDownloadFailure(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.1 [method]download.header
//go:noescape
func rawHttpDownloadHeader(self int32, name string, out unsafe.Pointer)

// Header: The first header of that name.
func (it Download) Header(name string) (string, bool) {
	room(1<<20)
	rawHttpDownloadHeader(it.handle, name, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/http@0.1.1 [method]download.receive
//go:noescape
func rawHttpDownloadReceive(self int32, wait float64, out unsafe.Pointer)

// Receive: What has come, at most 64 KiB; none when the wait or the body is over.
func (it Download) Receive(wait time.Duration) ([]byte, bool) {
	room(1<<20)
	rawHttpDownloadReceive(it.handle, toMs(wait), unsafe.Pointer(out))
	return someBytes()
}

//go:wasmimport throng:load/http@0.1.1 [method]download.received
//go:noescape
func rawHttpDownloadReceived(self int32) int64

// Received: Bytes that have come, whether received or not.
func (it Download) Received() uint64 {
	return uint64(rawHttpDownloadReceived(it.handle))
}

//go:wasmimport throng:load/http@0.1.1 [method]download.ended
//go:noescape
func rawHttpDownloadEnded(self int32) int32

// Ended: Whether nothing more comes: all of the body was received, or it failed.
func (it Download) Ended() bool {
	return rawHttpDownloadEnded(it.handle) != 0
}

//go:wasmimport throng:load/http@0.1.1 [method]download.subscribe
//go:noescape
func rawHttpDownloadSubscribe(self int32) int32

// Subscribe: Ready while `receive` would give something, and once it is ended.
func (it Download) Subscribe() Pollable {
	return Pollable{rawHttpDownloadSubscribe(it.handle)}
}

//go:wasmimport throng:load/http@0.1.1 [resource-drop]request
//go:noescape
func rawDropRequest(self int32)

// Drop lets go of it.
func (it Request) Drop() { rawDropRequest(it.handle) }

//go:wasmimport throng:load/http@0.1.1 [resource-drop]pending
//go:noescape
func rawDropPending(self int32)

// Drop lets go of it.
func (it Pending) Drop() { rawDropPending(it.handle) }

//go:wasmimport throng:load/http@0.1.1 [resource-drop]multipart
//go:noescape
func rawDropMultipart(self int32)

// Drop lets go of it.
func (it Multipart) Drop() { rawDropMultipart(it.handle) }

//go:wasmimport throng:load/http@0.1.1 [resource-drop]response
//go:noescape
func rawDropResponse(self int32)

// Drop lets go of it.
func (it Response) Drop() { rawDropResponse(it.handle) }

//go:wasmimport throng:load/http@0.1.1 [resource-drop]form
//go:noescape
func rawDropForm(self int32)

// Drop lets go of it.
func (it Form) Drop() { rawDropForm(it.handle) }

//go:wasmimport throng:load/http@0.1.1 [resource-drop]download
//go:noescape
func rawDropDownload(self int32)

// Drop lets go of it.
func (it Download) Drop() { rawDropDownload(it.handle) }

//go:wasmimport throng:load/session@0.1.1 cookie
//go:noescape
func rawSessionCookie(url string, name string, out unsafe.Pointer)

// SessionCookie: The value of a cookie that would be sent to that url.
func SessionCookie(url string, name string) (string, bool) {
	room(0)
	rawSessionCookie(url, name, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/session@0.1.1 set-cookie
//go:noescape
func rawSessionSetCookie(url string, cookie string)

// SessionSetCookie: As in a Set-Cookie line that came from that url; a line or url that is none sets nothing.
func SessionSetCookie(url string, cookie string) {
	rawSessionSetCookie(url, cookie)
}

//go:wasmimport throng:load/session@0.1.1 clear-cookies
//go:noescape
func rawSessionClearCookies()

// SessionClearCookies: Forgets all cookies. The engine does so before each iteration, unless the plan keeps them.
func SessionClearCookies() {
	rawSessionClearCookies()
}

//go:wasmimport throng:load/session@0.1.1 header
//go:noescape
func rawSessionHeader(name string, value string)

// SessionHeader: For every request that does not set it itself; an empty value removes it.
func SessionHeader(name string, value string) {
	rawSessionHeader(name, value)
}

//go:wasmimport throng:load/session@0.1.1 expect
//go:noescape
func rawSessionExpect(statuses string)

// SessionExpect: Expected statuses of every request that sets none itself; see `request.expect`.
func SessionExpect(statuses string) {
	rawSessionExpect(statuses)
}

//go:wasmimport throng:load/session@0.1.1 identity
//go:noescape
func rawSessionIdentity(certificate string, key string)

// SessionIdentity: A client certificate and its key: names of files of the plan. From the next connection on. Traps when the plan
// has none of that name, or when they are no certificate and key.
func SessionIdentity(certificate string, key string) {
	rawSessionIdentity(certificate, key)
}

//go:wasmimport throng:load/session@0.1.1 disconnect
//go:noescape
func rawSessionDisconnect()

// SessionDisconnect: Closes the connections; the next request opens new ones.
func SessionDisconnect() {
	rawSessionDisconnect()
}

// Source: A stream. It lives until it is dropped, at the longest until the iteration ends, which closes it.
type Source struct{ handle int32 }

// Event: One event. It lives until it is dropped, at the longest until the iteration ends.
type Event struct{ handle int32 }

//go:wasmimport throng:load/sse@0.1.1 [constructor]source
//go:noescape
func rawSseSourceNew(request int32) int32

// NewSource: Sends, and waits for the headers. The request carries everything but `discard-body` and `await-verdict`, `accept:
// text/event-stream` unless it has its own; its timeout, when it has one, is that of the headers. It never connects
// again by itself: a journey that does sets `last-event-id` itself.
func NewSource(request Request) Source {
	return Source{rawSseSourceNew(request.handle)}
}

//go:wasmimport throng:load/sse@0.1.1 [method]source.status
//go:noescape
func rawSseSourceStatus(self int32) int32

// Status: 0 when no response came.
func (it Source) Status() int {
	return int(rawSseSourceStatus(it.handle))
}

//go:wasmimport throng:load/sse@0.1.1 [method]source.failure
//go:noescape
func rawSseSourceFailure(self int32, out unsafe.Pointer)

// Failure: As `response.failure`; `protocol` where the answer is no event stream.
func (it Source) Failure() string {
	room(0)
	rawSseSourceFailure(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/sse@0.1.1 [method]source.header
//go:noescape
func rawSseSourceHeader(self int32, name string, out unsafe.Pointer)

// Header: The first header of that name.
func (it Source) Header(name string) (string, bool) {
	room(0)
	rawSseSourceHeader(it.handle, name, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/sse@0.1.1 [method]source.receive
//go:noescape
func rawSseSourceReceive(self int32, wait float64, out unsafe.Pointer)

// Receive: The next event; none when the wait or the stream is over. Each is a sample of `sse_event_gap`, the first of
// `sse_first_event`.
func (it Source) Receive(wait time.Duration) (Event, bool) {
	room(0)
	rawSseSourceReceive(it.handle, toMs(wait), unsafe.Pointer(out))
	return Event{int32(out[1])}, out[0]&0xff != 0
}

//go:wasmimport throng:load/sse@0.1.1 [method]source.tokens
//go:noescape
func rawSseSourceTokens(self int32, count int32)

// Tokens: So many tokens of a language model have come by now, in what was received: at the first call the time since the
// request is a sample of `llm_first_token`, and at the end of the stream tokens per second one of
// `llm_tokens_per_second`.
func (it Source) Tokens(count uint32) Source {
	rawSseSourceTokens(it.handle, int32(count))
	return it
}

//go:wasmimport throng:load/sse@0.1.1 [method]source.ended
//go:noescape
func rawSseSourceEnded(self int32) int32

// Ended: Whether nothing more comes: every event was received, or it failed.
func (it Source) Ended() bool {
	return rawSseSourceEnded(it.handle) != 0
}

//go:wasmimport throng:load/sse@0.1.1 [method]source.close
//go:noescape
func rawSseSourceClose(self int32)

// Close: Ends the stream, as a reader who has enough does; no failure.
func (it Source) Close() Source {
	rawSseSourceClose(it.handle)
	return it
}

//go:wasmimport throng:load/sse@0.1.1 [method]source.subscribe
//go:noescape
func rawSseSourceSubscribe(self int32) int32

// Subscribe: Ready while `receive` would give something, and once it is ended.
func (it Source) Subscribe() Pollable {
	return Pollable{rawSseSourceSubscribe(it.handle)}
}

//go:wasmimport throng:load/sse@0.1.1 [method]event.id
//go:noescape
func rawSseEventId(self int32, out unsafe.Pointer)

// Id: The last `id` of the stream so far.
func (it Event) Id() string {
	room(1<<20)
	rawSseEventId(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/sse@0.1.1 [method]event.kind
//go:noescape
func rawSseEventKind(self int32, out unsafe.Pointer)

// Kind: The field `event`; `message` where it is missing.
func (it Event) Kind() string {
	room(1<<20)
	rawSseEventKind(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/sse@0.1.1 [method]event.text
//go:noescape
func rawSseEventText(self int32, out unsafe.Pointer)

// Text: The lines of `data`.
func (it Event) Text() string {
	room(1<<20)
	rawSseEventText(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/sse@0.1.1 [method]event.json
//go:noescape
func rawSseEventJson(self int32, pointer string, out unsafe.Pointer)

// Json: A part of the data as JSON, as `response.json`.
func (it Event) Json(pointer string) (string, bool) {
	room(1<<20)
	rawSseEventJson(it.handle, pointer, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/sse@0.1.1 [method]event.after
//go:noescape
func rawSseEventAfter(self int32) float64

// After: When it came, since the request was sent.
func (it Event) After() time.Duration {
	return fromMs(rawSseEventAfter(it.handle))
}

//go:wasmimport throng:load/sse@0.1.1 [resource-drop]source
//go:noescape
func rawDropSource(self int32)

// Drop lets go of it.
func (it Source) Drop() { rawDropSource(it.handle) }

//go:wasmimport throng:load/sse@0.1.1 [resource-drop]event
//go:noescape
func rawDropEvent(self int32)

// Drop lets go of it.
func (it Event) Drop() { rawDropEvent(it.handle) }

// Socket: A connection of its own. It lives until it is dropped, at the longest until the iteration ends; both close it (1001).
type Socket struct{ handle int32 }

// Message: One message. It lives until it is dropped, at the longest until the iteration ends.
type Message struct{ handle int32 }

//go:wasmimport throng:load/websocket@0.1.1 [constructor]socket
//go:noescape
func rawWebsocketSocketNew(handshake int32) int32

// NewSocket: Connects, and waits for the answer. The request carries url (`ws`, `wss`; `http` and `https` mean them, and a path
// the plan's target), headers (subprotocols in `sec-websocket-protocol`), auth, tags, name, timeout and expected
// statuses (101 without them).
func NewSocket(handshake Request) Socket {
	return Socket{rawWebsocketSocketNew(handshake.handle)}
}

//go:wasmimport throng:load/websocket@0.1.1 [method]socket.status
//go:noescape
func rawWebsocketSocketStatus(self int32) int32

// Status: 101 when it is open; 0 when no answer came.
func (it Socket) Status() int {
	return int(rawWebsocketSocketStatus(it.handle))
}

//go:wasmimport throng:load/websocket@0.1.1 [method]socket.failure
//go:noescape
func rawWebsocketSocketFailure(self int32, out unsafe.Pointer)

// Failure: As `response.failure`: empty so long as nothing failed. A socket that was closed in order has not failed.
func (it Socket) Failure() string {
	room(0)
	rawWebsocketSocketFailure(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/websocket@0.1.1 [method]socket.header
//go:noescape
func rawWebsocketSocketHeader(self int32, name string, out unsafe.Pointer)

// Header: The first header of that name in the answer.
func (it Socket) Header(name string) (string, bool) {
	room(0)
	rawWebsocketSocketHeader(it.handle, name, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/websocket@0.1.1 [method]socket.send-text
//go:noescape
func rawWebsocketSocketSendText(self int32, text string)

// SendText: Sends a message; on a socket that is closed, nothing.
func (it Socket) SendText(text string) Socket {
	rawWebsocketSocketSendText(it.handle, text)
	return it
}

//go:wasmimport throng:load/websocket@0.1.1 [method]socket.send-bytes
//go:noescape
func rawWebsocketSocketSendBytes(self int32, bytes unsafe.Pointer, bytesLength uint32)

// SendBytes: Sends a message; on a socket that is closed, nothing.
func (it Socket) SendBytes(bytes []byte) Socket {
	rawWebsocketSocketSendBytes(it.handle, unsafe.Pointer(unsafe.SliceData(bytes)), uint32(len(bytes)))
	return it
}

//go:wasmimport throng:load/websocket@0.1.1 [method]socket.receive
//go:noescape
func rawWebsocketSocketReceive(self int32, wait float64, out unsafe.Pointer)

// Receive: The next message; none when the wait is over, or when the socket is closed and all were received.
func (it Socket) Receive(wait time.Duration) (Message, bool) {
	room(0)
	rawWebsocketSocketReceive(it.handle, toMs(wait), unsafe.Pointer(out))
	return Message{int32(out[1])}, out[0]&0xff != 0
}

//go:wasmimport throng:load/websocket@0.1.1 [method]socket.ping
//go:noescape
func rawWebsocketSocketPing(self int32, wait float64, out unsafe.Pointer)

// Ping: Sends a ping and waits for its pong: the round trip; none when none came within the wait. Each is a sample of
// `ws_ping`. The engine answers the target's pings itself.
func (it Socket) Ping(wait time.Duration) (time.Duration, bool) {
	room(0)
	rawWebsocketSocketPing(it.handle, toMs(wait), unsafe.Pointer(out))
	return someDuration()
}

//go:wasmimport throng:load/websocket@0.1.1 [method]socket.close
//go:noescape
func rawWebsocketSocketClose(self int32, code int32, reason string)

// Close: Closes with this code (1000 is the usual one) and waits for the answer, at the longest a second.
func (it Socket) Close(code int, reason string) Socket {
	rawWebsocketSocketClose(it.handle, int32(code), reason)
	return it
}

//go:wasmimport throng:load/websocket@0.1.1 [method]socket.closed
//go:noescape
func rawWebsocketSocketClosed(self int32) int32

// Closed: The close code once it is closed (1005 where it had none, 1006 where it broke), else 0.
func (it Socket) Closed() int {
	return int(rawWebsocketSocketClosed(it.handle))
}

//go:wasmimport throng:load/websocket@0.1.1 [method]socket.subscribe
//go:noescape
func rawWebsocketSocketSubscribe(self int32) int32

// Subscribe: Ready while `receive` would give something, and once it is closed.
func (it Socket) Subscribe() Pollable {
	return Pollable{rawWebsocketSocketSubscribe(it.handle)}
}

//go:wasmimport throng:load/websocket@0.1.1 [method]message.is-text
//go:noescape
func rawWebsocketMessageIsText(self int32) int32

// IsText: Whether it was sent as text.
func (it Message) IsText() bool {
	return rawWebsocketMessageIsText(it.handle) != 0
}

//go:wasmimport throng:load/websocket@0.1.1 [method]message.text
//go:noescape
func rawWebsocketMessageText(self int32, out unsafe.Pointer)

// Text: As text; what is no UTF-8 is replaced.
func (it Message) Text() string {
	room(1<<20)
	rawWebsocketMessageText(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/websocket@0.1.1 [method]message.bytes
//go:noescape
func rawWebsocketMessageBytes(self int32, out unsafe.Pointer)

// Bytes: As it came.
func (it Message) Bytes() []byte {
	room(1<<20)
	rawWebsocketMessageBytes(it.handle, unsafe.Pointer(out))
	return takeBytes(out[0], out[1])
}

//go:wasmimport throng:load/websocket@0.1.1 [method]message.contains
//go:noescape
func rawWebsocketMessageContains(self int32, text string) int32

// Contains: Whether it has this text in it.
func (it Message) Contains(text string) bool {
	return rawWebsocketMessageContains(it.handle, text) != 0
}

//go:wasmimport throng:load/websocket@0.1.1 [method]message.json
//go:noescape
func rawWebsocketMessageJson(self int32, pointer string, out unsafe.Pointer)

// Json: A part of it as JSON, as `response.json`.
func (it Message) Json(pointer string) (string, bool) {
	room(1<<20)
	rawWebsocketMessageJson(it.handle, pointer, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/websocket@0.1.1 [method]message.after
//go:noescape
func rawWebsocketMessageAfter(self int32) float64

// After: When it came, since the socket opened.
func (it Message) After() time.Duration {
	return fromMs(rawWebsocketMessageAfter(it.handle))
}

//go:wasmimport throng:load/websocket@0.1.1 [resource-drop]socket
//go:noescape
func rawDropSocket(self int32)

// Drop lets go of it.
func (it Socket) Drop() { rawDropSocket(it.handle) }

//go:wasmimport throng:load/websocket@0.1.1 [resource-drop]message
//go:noescape
func rawDropMessage(self int32)

// Drop lets go of it.
func (it Message) Drop() { rawDropMessage(it.handle) }

// Call: One call. It lives until it is dropped, at the longest until the iteration ends; before its end it is cancelled.
type Call struct{ handle int32 }

//go:wasmimport throng:load/grpc@0.1.1 [constructor]call
//go:noescape
func rawGrpcCallNew(request int32, method string) int32

// NewCall: Begins. The request carries target (`http`, `https`), metadata (as headers), auth, tags, name and timeout (the
// call's deadline); method: `package.Service/Method`. Traps when the plan's files have no such method; where
// reflection knows none, code 12.
func NewCall(request Request, method string) Call {
	return Call{rawGrpcCallNew(request.handle, method)}
}

//go:wasmimport throng:load/grpc@0.1.1 [method]call.send
//go:noescape
func rawGrpcCallSend(self int32, message string)

// Send: Sends a message. Traps when it does not fit the method's input, and names the field. After `finish`, or a second
// one where the method takes one: traps.
func (it Call) Send(message string) Call {
	rawGrpcCallSend(it.handle, message)
	return it
}

//go:wasmimport throng:load/grpc@0.1.1 [method]call.finish
//go:noescape
func rawGrpcCallFinish(self int32)

// Finish: No message follows. A method that takes one message needs no `finish`.
func (it Call) Finish() Call {
	rawGrpcCallFinish(it.handle)
	return it
}

//go:wasmimport throng:load/grpc@0.1.1 [method]call.receive
//go:noescape
func rawGrpcCallReceive(self int32, wait float64, out unsafe.Pointer)

// Receive: The next message; none when the wait or the call is over.
func (it Call) Receive(wait time.Duration) (string, bool) {
	room(1<<20)
	rawGrpcCallReceive(it.handle, toMs(wait), unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/grpc@0.1.1 [method]call.code
//go:noescape
func rawGrpcCallCode(self int32, out unsafe.Pointer)

// Code: The status code (0 is OK), once the call is over. Where the target did not give one: 14 when it was not reached, 4
// after the deadline, 1 when cancelled, else as the gRPC specification maps HTTP statuses.
func (it Call) Code() (uint32, bool) {
	room(1<<20)
	rawGrpcCallCode(it.handle, unsafe.Pointer(out))
	return out[1], out[0]&0xff != 0
}

//go:wasmimport throng:load/grpc@0.1.1 [method]call.reason
//go:noescape
func rawGrpcCallReason(self int32, out unsafe.Pointer)

// Reason: The status message; empty before and where there is none.
func (it Call) Reason() string {
	room(1<<20)
	rawGrpcCallReason(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/grpc@0.1.1 [method]call.failure
//go:noescape
func rawGrpcCallFailure(self int32, out unsafe.Pointer)

// Failure: As `response.failure`: `grpc` where the target gave a code other than OK.
func (it Call) Failure() string {
	room(1<<20)
	rawGrpcCallFailure(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/grpc@0.1.1 [method]call.metadata
//go:noescape
func rawGrpcCallMetadata(self int32, name string, out unsafe.Pointer)

// Metadata: The first header or trailer of that name, of what has come so far; binary ones (`-bin`) in base64.
func (it Call) Metadata(name string) (string, bool) {
	room(1<<20)
	rawGrpcCallMetadata(it.handle, name, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/grpc@0.1.1 [method]call.subscribe
//go:noescape
func rawGrpcCallSubscribe(self int32) int32

// Subscribe: Ready while `receive` would give something, and once the call is over.
func (it Call) Subscribe() Pollable {
	return Pollable{rawGrpcCallSubscribe(it.handle)}
}

//go:wasmimport throng:load/grpc@0.1.1 [resource-drop]call
//go:noescape
func rawDropCall(self int32)

// Drop lets go of it.
func (it Call) Drop() { rawDropCall(it.handle) }

// Address: A fresh address that nobody can guess. It lives until it is dropped, also from one iteration to the next; after
// that, what comes is answered 404.
type Address struct{ handle int32 }

// Delivery: One request that came. It lives until it is dropped, at the longest until the iteration ends.
type Delivery struct{ handle int32 }

//go:wasmimport throng:load/inbox@0.1.1 [constructor]address
//go:noescape
func rawInboxAddressNew(name string) int32

// NewAddress: The name tags what is delivered; keep it of few different values.
func NewAddress(name string) Address {
	return Address{rawInboxAddressNew(name)}
}

//go:wasmimport throng:load/inbox@0.1.1 [method]address.url
//go:noescape
func rawInboxAddressUrl(self int32, out unsafe.Pointer)

// Url: Where the target should deliver: `http://…`; a path and a query may be appended.
func (it Address) Url() string {
	room(0)
	rawInboxAddressUrl(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/inbox@0.1.1 [method]address.start
//go:noescape
func rawInboxAddressStart(self int32)

// Start: Starts the clock of `after`, which else runs since the address was made.
func (it Address) Start() Address {
	rawInboxAddressStart(it.handle)
	return it
}

//go:wasmimport throng:load/inbox@0.1.1 [method]address.answer
//go:noescape
func rawInboxAddressAnswer(self int32, status int32, delay float64)

// Answer: What the receiver answers from now on, and after how long, to try the target's retries; 200 at once without it.
func (it Address) Answer(status int, delay time.Duration) Address {
	rawInboxAddressAnswer(it.handle, int32(status), toMs(delay))
	return it
}

//go:wasmimport throng:load/inbox@0.1.1 [method]address.identify
//go:noescape
func rawInboxAddressIdentify(self int32, header string)

// Identify: The header that names a delivery, so that its repetitions are known; without it, its body does.
func (it Address) Identify(header string) Address {
	rawInboxAddressIdentify(it.handle, header)
	return it
}

//go:wasmimport throng:load/inbox@0.1.1 [method]address.receive
//go:noescape
func rawInboxAddressReceive(self int32, wait float64, out unsafe.Pointer)

// Receive: The next delivery; none when the wait is over. Each is counted when it came: `inbox_deliveries`,
// `inbox_duplicates`, and a sample of `inbox_delivery_duration`.
func (it Address) Receive(wait time.Duration) (Delivery, bool) {
	room(0)
	rawInboxAddressReceive(it.handle, toMs(wait), unsafe.Pointer(out))
	return Delivery{int32(out[1])}, out[0]&0xff != 0
}

//go:wasmimport throng:load/inbox@0.1.1 [method]address.waiting
//go:noescape
func rawInboxAddressWaiting(self int32) int32

// Waiting: Deliveries that wait to be received.
func (it Address) Waiting() uint32 {
	return uint32(rawInboxAddressWaiting(it.handle))
}

//go:wasmimport throng:load/inbox@0.1.1 [method]address.subscribe
//go:noescape
func rawInboxAddressSubscribe(self int32) int32

// Subscribe: Ready while `receive` would give something.
func (it Address) Subscribe() Pollable {
	return Pollable{rawInboxAddressSubscribe(it.handle)}
}

//go:wasmimport throng:load/inbox@0.1.1 [method]delivery.after
//go:noescape
func rawInboxDeliveryAfter(self int32) float64

// After: When it came, since `start`.
func (it Delivery) After() time.Duration {
	return fromMs(rawInboxDeliveryAfter(it.handle))
}

//go:wasmimport throng:load/inbox@0.1.1 [method]delivery.attempt
//go:noescape
func rawInboxDeliveryAttempt(self int32) int32

// Attempt: From 1: how often this one has come by now, by what `identify` names.
func (it Delivery) Attempt() uint32 {
	return uint32(rawInboxDeliveryAttempt(it.handle))
}

//go:wasmimport throng:load/inbox@0.1.1 [method]delivery.answered
//go:noescape
func rawInboxDeliveryAnswered(self int32) int32

// Answered: What the receiver answered.
func (it Delivery) Answered() int {
	return int(rawInboxDeliveryAnswered(it.handle))
}

//go:wasmimport throng:load/inbox@0.1.1 [method]delivery.method
//go:noescape
func rawInboxDeliveryMethod(self int32, out unsafe.Pointer)

// Method: `POST`, mostly.
func (it Delivery) Method() string {
	room(1<<20)
	rawInboxDeliveryMethod(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/inbox@0.1.1 [method]delivery.path
//go:noescape
func rawInboxDeliveryPath(self int32, out unsafe.Pointer)

// Path: Path and query behind the address.
func (it Delivery) Path() string {
	room(1<<20)
	rawInboxDeliveryPath(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/inbox@0.1.1 [method]delivery.header
//go:noescape
func rawInboxDeliveryHeader(self int32, name string, out unsafe.Pointer)

// Header: The first header of that name.
func (it Delivery) Header(name string) (string, bool) {
	room(1<<20)
	rawInboxDeliveryHeader(it.handle, name, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/inbox@0.1.1 [method]delivery.headers
//go:noescape
func rawInboxDeliveryHeaders(self int32, out unsafe.Pointer)

// Headers: All headers, in the order received.
func (it Delivery) Headers() []Field {
	room(1<<20)
	rawInboxDeliveryHeaders(it.handle, unsafe.Pointer(out))
	return takeFields(out[0], out[1])
}

//go:wasmimport throng:load/inbox@0.1.1 [method]delivery.signed
//go:noescape
func rawInboxDeliverySigned(self int32, header string, key string) int32

// Signed: Whether this header holds the HMAC-SHA256 of the body under this key: in hex or base64, after `sha256=` or alone.
func (it Delivery) Signed(header string, key string) bool {
	return rawInboxDeliverySigned(it.handle, header, key) != 0
}

//go:wasmimport throng:load/inbox@0.1.1 [method]delivery.text
//go:noescape
func rawInboxDeliveryText(self int32, out unsafe.Pointer)

// Text: The body; what is no UTF-8 is replaced.
func (it Delivery) Text() string {
	room(1<<20)
	rawInboxDeliveryText(it.handle, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/inbox@0.1.1 [method]delivery.bytes
//go:noescape
func rawInboxDeliveryBytes(self int32, out unsafe.Pointer)

// Bytes: The body as it came.
func (it Delivery) Bytes() []byte {
	room(1<<20)
	rawInboxDeliveryBytes(it.handle, unsafe.Pointer(out))
	return takeBytes(out[0], out[1])
}

//go:wasmimport throng:load/inbox@0.1.1 [method]delivery.json
//go:noescape
func rawInboxDeliveryJson(self int32, pointer string, out unsafe.Pointer)

// Json: A part of the body as JSON, as `response.json`.
func (it Delivery) Json(pointer string) (string, bool) {
	room(1<<20)
	rawInboxDeliveryJson(it.handle, pointer, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/inbox@0.1.1 [resource-drop]address
//go:noescape
func rawDropAddress(self int32)

// Drop lets go of it.
func (it Address) Drop() { rawDropAddress(it.handle) }

//go:wasmimport throng:load/inbox@0.1.1 [resource-drop]delivery
//go:noescape
func rawDropDelivery(self int32)

// Drop lets go of it.
func (it Delivery) Drop() { rawDropDelivery(it.handle) }

// Metric: One series to add to. The same name gives the same metric, in all users; another kind or unit traps, and so does
// a name that is not `[A-Za-z_][A-Za-z0-9_]*`. Lives until it is dropped, also from one iteration to the next.
type Metric struct{ handle int32 }

//go:wasmimport throng:load/metrics@0.1.1 check
//go:noescape
func rawMetricsCheck(name string, holds int32) int32

// Check: Counts whether something holds that should; never ends anything. Gives `holds` back.
func Check(name string, holds bool) bool {
	return rawMetricsCheck(name, truth(holds)) != 0
}

//go:wasmimport throng:load/metrics@0.1.1 check-tagged
//go:noescape
func rawMetricsCheckTagged(name string, holds int32, tags unsafe.Pointer, tagsLength uint32) int32

// CheckTagged: As `check`, with tags of its own. Traps on a key that the engine sets.
func CheckTagged(name string, holds bool, tags []Field) bool {
	lowered := lower(tags)
	return rawMetricsCheckTagged(name, truth(holds), unsafe.Pointer(unsafe.SliceData(lowered)), uint32(len(tags))) != 0
}

//go:wasmimport throng:load/metrics@0.1.1 [static]metric.counter
//go:noescape
func rawMetricsMetricCounter(name string, unit string) int32

// MetricCounter: A sum.
func MetricCounter(name string, unit string) Metric {
	return Metric{rawMetricsMetricCounter(name, unit)}
}

//go:wasmimport throng:load/metrics@0.1.1 [static]metric.gauge
//go:noescape
func rawMetricsMetricGauge(name string, unit string) int32

// MetricGauge: The last value, with the least and the greatest.
func MetricGauge(name string, unit string) Metric {
	return Metric{rawMetricsMetricGauge(name, unit)}
}

//go:wasmimport throng:load/metrics@0.1.1 [static]metric.rate
//go:noescape
func rawMetricsMetricRate(name string) int32

// MetricRate: A share: adding 0 is a miss, anything else a hit.
func MetricRate(name string) Metric {
	return Metric{rawMetricsMetricRate(name)}
}

//go:wasmimport throng:load/metrics@0.1.1 [static]metric.trend
//go:noescape
func rawMetricsMetricTrend(name string, unit string) int32

// MetricTrend: A distribution. `ms` and `bytes` are shown as such, another unit as it is written, empty for none.
func MetricTrend(name string, unit string) Metric {
	return Metric{rawMetricsMetricTrend(name, unit)}
}

//go:wasmimport throng:load/metrics@0.1.1 [method]metric.add
//go:noescape
func rawMetricsMetricAdd(self int32, value float64)

// Add: Adds one value, under the tags and steps that the user has now. NaN and infinity are not added.
func (it Metric) Add(value float64) Metric {
	rawMetricsMetricAdd(it.handle, value)
	return it
}

//go:wasmimport throng:load/metrics@0.1.1 [method]metric.tagged
//go:noescape
func rawMetricsMetricTagged(self int32, tags unsafe.Pointer, tagsLength uint32) int32

// tagged: The series of the same metric with these tags besides the user's own: keep it, and add without strings. Traps
// on a key that the engine sets.
func (it Metric) tagged(tags []Field) Metric {
	lowered := lower(tags)
	return Metric{rawMetricsMetricTagged(it.handle, unsafe.Pointer(unsafe.SliceData(lowered)), uint32(len(tags)))}
}

//go:wasmimport throng:load/metrics@0.1.1 [resource-drop]metric
//go:noescape
func rawDropMetric(self int32)

// Drop lets go of it.
func (it Metric) Drop() { rawDropMetric(it.handle) }

//go:wasmimport throng:load/vu@0.1.1 id
//go:noescape
func rawVuId() int32

// Id: Unique in the whole run, also across machines; from 1. 0 in `setup` and `teardown`.
func Id() uint32 {
	return uint32(rawVuId())
}

//go:wasmimport throng:load/vu@0.1.1 iteration
//go:noescape
func rawVuIteration() int32

// Iteration: This user's iteration, from 0.
func Iteration() uint32 {
	return uint32(rawVuIteration())
}

//go:wasmimport throng:load/vu@0.1.1 iteration-in-scenario
//go:noescape
func rawVuIterationInScenario() int64

// IterationInScenario: Unique in the scenario, also across machines; from 0.
func IterationInScenario() uint64 {
	return uint64(rawVuIterationInScenario())
}

//go:wasmimport throng:load/vu@0.1.1 scenario
//go:noescape
func rawVuScenario(out unsafe.Pointer)

// Scenario: The scenario's name; empty in `setup` and `teardown`.
func Scenario() string {
	room(0)
	rawVuScenario(unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/vu@0.1.1 setup-data
//go:noescape
func rawVuSetupData(out unsafe.Pointer)

// SetupData: What `setup` returned; empty before, and where there is none.
func SetupData() string {
	room(0)
	rawVuSetupData(unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/vu@0.1.1 sleep
//go:noescape
func rawVuSleep(time float64)

// Sleep: Waits. Without a limit: until the iteration is cut off.
func Sleep(time time.Duration) {
	rawVuSleep(toMs(time))
}

//go:wasmimport throng:load/vu@0.1.1 timer
//go:noescape
func rawVuTimer(time float64) int32

// Timer: Ready once so much time has passed: a sleep, or a limit, among other things waited for.
func Timer(time time.Duration) Pollable {
	return Pollable{rawVuTimer(toMs(time))}
}

//go:wasmimport throng:load/vu@0.1.1 pace
//go:noescape
func rawVuPace(period float64)

// Pace: Sleeps until so much time has passed since this iteration began: a steady pace, whatever the target takes.
func Pace(period time.Duration) {
	rawVuPace(toMs(period))
}

//go:wasmimport throng:load/vu@0.1.1 enter
//go:noescape
func rawVuEnter(step string)

// Enter: Steps nest; what happens inside is tagged with the path (`group`: `::buy::pay`), and the step itself is timed, with
// and without its sleeps.
func Enter(step string) {
	rawVuEnter(step)
}

//go:wasmimport throng:load/vu@0.1.1 leave
//go:noescape
func rawVuLeave()

// Leave: Ends the innermost step; one too many is ignored, with a warning. The end of the iteration ends all.
func Leave() {
	rawVuLeave()
}

//go:wasmimport throng:load/vu@0.1.1 tag
//go:noescape
func rawVuTag(key string, value string)

// Tag: A tag of every sample of this user from now on. It beats the plan's and the scenario's of that key; a request's,
// check's or metric's own beats it. Traps on a key that the engine sets (see `request.tag`).
func Tag(key string, value string) {
	rawVuTag(key, value)
}

//go:wasmimport throng:load/vu@0.1.1 untag
//go:noescape
func rawVuUntag(key string)

// Untag: Takes the user's own tag back; the plan's or scenario's of that key shows again.
func Untag(key string) {
	rawVuUntag(key)
}

//go:wasmimport throng:load/vu@0.1.1 env
//go:noescape
func rawVuEnv(name string, out unsafe.Pointer)

// Env: Only what the plan or the command line hands over, never the engine's own environment; a scenario's beats the
// plan's.
func Env(name string) (string, bool) {
	room(0)
	rawVuEnv(name, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/vu@0.1.1 secret
//go:noescape
func rawVuSecret(name string, out unsafe.Pointer)

// Secret: As `env`, and the value is blacked out in logs, reports and outputs. Traps when the plan grants none of that name.
func Secret(name string) string {
	room(0)
	rawVuSecret(name, unsafe.Pointer(out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/vu@0.1.1 random
//go:noescape
func rawVuRandom() float64

// Random: At least 0, less than 1; repeatable from the plan's seed and the user's id.
func Random() float64 {
	return float64(rawVuRandom())
}

//go:wasmimport throng:load/vu@0.1.1 elapsed
//go:noescape
func rawVuElapsed() float64

// Elapsed: Since the run began, `setup` included.
func Elapsed() time.Duration {
	return fromMs(rawVuElapsed())
}

//go:wasmimport throng:load/vu@0.1.1 progress
//go:noescape
func rawVuProgress() float64

// Progress: How much of the scenario is over, by time or by iterations, from 0 to 1.
func Progress() float64 {
	return float64(rawVuProgress())
}

//go:wasmimport throng:load/vu@0.1.1 stage
//go:noescape
func rawVuStage() int32

// Stage: Which stage of the scenario's curve, from 0.
func Stage() uint32 {
	return uint32(rawVuStage())
}

//go:wasmimport throng:load/vu@0.1.1 users
//go:noescape
func rawVuUsers() int32

// Users: Users of this scenario that are active now.
func Users() uint32 {
	return uint32(rawVuUsers())
}

//go:wasmimport throng:load/vu@0.1.1 meet
//go:noescape
func rawVuMeet(place string, users int32, wait float64) int32

// Meet: Waits until so many users have come to the place of that name, or the wait is over (false). Then the place begins
// anew.
func Meet(place string, users uint32, wait time.Duration) bool {
	return rawVuMeet(place, int32(users), toMs(wait)) != 0
}

//go:wasmimport throng:load/vu@0.1.1 mark-failed
//go:noescape
func rawVuMarkFailed(reason string)

// MarkFailed: The run goes on, and fails in the end with this reason, the first one given (exit code 110), also when every
// threshold passes. What comes before 110 in the order of exit codes, a failed threshold for one, gives the code then.
func MarkFailed(reason string) {
	rawVuMarkFailed(reason)
}

//go:wasmimport throng:load/vu@0.1.1 abort
//go:noescape
func rawVuAbort(reason string)

// Abort: Stops the run, which fails with this reason. Does not return. To fail an iteration, return an error from `run`.
func Abort(reason string) {
	rawVuAbort(reason)
}

//go:wasmimport throng:load/log@0.1.1 debug
//go:noescape
func rawLogDebug(message string)

// Debug: For the author; shown when asked for.
func Debug(message string) {
	rawLogDebug(message)
}

//go:wasmimport throng:load/log@0.1.1 info
//go:noescape
func rawLogInfo(message string)

// Info: For the reader.
func Info(message string) {
	rawLogInfo(message)
}

//go:wasmimport throng:load/log@0.1.1 warn
//go:noescape
func rawLogWarn(message string)

// Warn: Something is not as it should be.
func Warn(message string) {
	rawLogWarn(message)
}

//go:wasmimport throng:load/log@0.1.1 error
//go:noescape
func rawLogError(message string)

// Error: Something failed; it ends nothing.
func Error(message string) {
	rawLogError(message)
}

// Table: A table of the plan: CSV, JSON or JSON lines, kept once on the host for all users. Rows count from 0. The handle
// lives until it is dropped, and keeps its place in the table.
type Table struct{ handle int32 }

//go:wasmimport throng:load/data@0.1.1 [constructor]table
//go:noescape
func rawDataTableNew(name string) int32

// NewTable: Traps when the plan has none of that name.
func NewTable(name string) Table {
	return Table{rawDataTableNew(name)}
}

//go:wasmimport throng:load/data@0.1.1 [method]table.length
//go:noescape
func rawDataTableLength(self int32) int32

// Length: How many rows.
func (it Table) Length() uint32 {
	return uint32(rawDataTableLength(it.handle))
}

//go:wasmimport throng:load/data@0.1.1 [method]table.next
//go:noescape
func rawDataTableNext(self int32, out unsafe.Pointer)

// Next: By the plan's policy: in turn (user n begins at the nth row), at random, or each row once in the whole run, also
// across machines; none when used up.
func (it Table) Next() (uint32, bool) {
	room(0)
	rawDataTableNext(it.handle, unsafe.Pointer(out))
	return out[1], out[0]&0xff != 0
}

//go:wasmimport throng:load/data@0.1.1 [method]table.mine
//go:noescape
func rawDataTableMine(self int32, out unsafe.Pointer)

// Mine: The row that is this user's own for the whole run (an account, say); none when there are more users than rows.
func (it Table) Mine() (uint32, bool) {
	room(0)
	rawDataTableMine(it.handle, unsafe.Pointer(out))
	return out[1], out[0]&0xff != 0
}

//go:wasmimport throng:load/data@0.1.1 [method]table.cell
//go:noescape
func rawDataTableCell(self int32, row int32, column string, out unsafe.Pointer)

// Cell: A cell; none when there is no such row or column. What is no string in JSON comes as JSON text.
func (it Table) Cell(row uint32, column string) (string, bool) {
	room(0)
	rawDataTableCell(it.handle, int32(row), column, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/data@0.1.1 [method]table.row
//go:noescape
func rawDataTableRow(self int32, row int32, out unsafe.Pointer)

// Row: Column and cell of a row; none when there is no such row.
func (it Table) Row(row uint32) ([]Field, bool) {
	room(0)
	rawDataTableRow(it.handle, int32(row), unsafe.Pointer(out))
	return someFields()
}

//go:wasmimport throng:load/data@0.1.1 [method]table.json
//go:noescape
func rawDataTableJson(self int32, row int32, out unsafe.Pointer)

// Json: The row as a JSON object; none when there is no such row.
func (it Table) Json(row uint32) (string, bool) {
	room(0)
	rawDataTableJson(it.handle, int32(row), unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/data@0.1.1 file
//go:noescape
func rawDataFile(name string, out unsafe.Pointer)

// DataFile: A file of the plan. Traps when the plan has none of that name.
func DataFile(name string) []byte {
	room(0)
	rawDataFile(name, unsafe.Pointer(out))
	return takeBytes(out[0], out[1])
}

//go:wasmimport throng:load/data@0.1.1 [resource-drop]table
//go:noescape
func rawDropTable(self int32)

// Drop lets go of it.
func (it Table) Drop() { rawDropTable(it.handle) }

//go:wasmimport throng:load/store@0.1.1 put
//go:noescape
func rawStorePut(key string, value string)

// StorePut: Sets the value of a key.
func StorePut(key string, value string) {
	rawStorePut(key, value)
}

//go:wasmimport throng:load/store@0.1.1 get
//go:noescape
func rawStoreGet(key string, out unsafe.Pointer)

// StoreGet: The value of a key; a count as its decimal text.
func StoreGet(key string) (string, bool) {
	room(0)
	rawStoreGet(key, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/store@0.1.1 push
//go:noescape
func rawStorePush(queue string, value string)

// StorePush: Appends to a queue. Queues have names of their own, apart from the keys.
func StorePush(queue string, value string) {
	rawStorePush(queue, value)
}

//go:wasmimport throng:load/store@0.1.1 pop
//go:noescape
func rawStorePop(queue string, out unsafe.Pointer)

// StorePop: Takes the first that was pushed; none when the queue is empty.
func StorePop(queue string) (string, bool) {
	room(0)
	rawStorePop(queue, unsafe.Pointer(out))
	return someText()
}

//go:wasmimport throng:load/store@0.1.1 count
//go:noescape
func rawStoreCount(key string, by float64) float64

// StoreCount: Adds and gives the new value; f64, whole up to 2^53. No value, and one that is no number, counts as 0.
func StoreCount(key string, by float64) float64 {
	return float64(rawStoreCount(key, by))
}

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
	rawPollPoll(unsafe.Pointer(unsafe.SliceData(pollables)), uint32(len(pollables)), unsafe.Pointer(&out))
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

//go:wasmimport throng:load/http@0.1.0 [constructor]request
//go:noescape
func rawHttpRequestNew(method string, url string) int32

// NewRequest: The url may hold placeholders, `/items/{id}`, which `param` fills; a relative one is resolved against the
// plan's target. A method or url that cannot be sent: failure `invalid`.
func NewRequest(method string, url string) Request {
	return Request{rawHttpRequestNew(method, url)}
}

//go:wasmimport throng:load/http@0.1.0 [method]request.param
//go:noescape
func rawHttpRequestParam(self int32, name string, value string)

// Param: Fills `{name}` in the url, percent-encoded. Unfilled placeholders: failure `invalid`.
func (it Request) Param(name string, value string) Request {
	rawHttpRequestParam(it.handle, name, value)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.query
//go:noescape
func rawHttpRequestQuery(self int32, name string, value string)

// Query: Sets one parameter of the query, percent-encoded.
func (it Request) Query(name string, value string) Request {
	rawHttpRequestQuery(it.handle, name, value)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.header
//go:noescape
func rawHttpRequestHeader(self int32, name string, value string)

// Header: Replaces every header of that name; an empty value removes it. A name or value that HTTP forbids: failure
// `invalid`.
func (it Request) Header(name string, value string) Request {
	rawHttpRequestHeader(it.handle, name, value)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.add-header
//go:noescape
func rawHttpRequestAddHeader(self int32, name string, value string)

// AddHeader: Adds a header beside those of that name: the one setter that adds.
func (it Request) AddHeader(name string, value string) Request {
	rawHttpRequestAddHeader(it.handle, name, value)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.bytes
//go:noescape
func rawHttpRequestBytes(self int32, content unsafe.Pointer, contentLength uint32)

// Bytes: The body, as it is, without a content type. The last of these seven wins; a content-type header of the request's
// own beats the one they set.
func (it Request) Bytes(content []byte) Request {
	rawHttpRequestBytes(it.handle, unsafe.Pointer(unsafe.SliceData(content)), uint32(len(content)))
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.text
//go:noescape
func rawHttpRequestText(self int32, content string)

// Text: The body as `text/plain; charset=utf-8`.
func (it Request) Text(content string) Request {
	rawHttpRequestText(it.handle, content)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.json
//go:noescape
func rawHttpRequestJson(self int32, content string)

// Json: The body as `application/json`; the text is sent as it is, valid or not.
func (it Request) Json(content string) Request {
	rawHttpRequestJson(it.handle, content)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.form
//go:noescape
func rawHttpRequestForm(self int32, fields unsafe.Pointer, fieldsLength uint32)

// Form: The body as `application/x-www-form-urlencoded`.
func (it Request) Form(fields []Field) Request {
	lowered := lower(fields)
	rawHttpRequestForm(it.handle, unsafe.Pointer(unsafe.SliceData(lowered)), uint32(len(fields)))
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.multipart
//go:noescape
func rawHttpRequestMultipart(self int32, parts int32)

// Multipart: The body as `multipart/form-data`, as the parts are now: what is added to them later is not sent.
func (it Request) Multipart(parts Multipart) Request {
	rawHttpRequestMultipart(it.handle, parts.handle)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.file
//go:noescape
func rawHttpRequestFile(self int32, name string)

// File: A file of the plan, with the content type of its extension; its bytes never pass through the guest. Traps when
// the plan has none of that name.
func (it Request) File(name string) Request {
	rawHttpRequestFile(it.handle, name)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.empty
//go:noescape
func rawHttpRequestEmpty(self int32)

// Empty: No body.
func (it Request) Empty() Request {
	rawHttpRequestEmpty(it.handle)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.basic-auth
//go:noescape
func rawHttpRequestBasicAuth(self int32, user string, password string)

// BasicAuth: Sets the header `authorization`, as `header` would: the last of these four wins.
func (it Request) BasicAuth(user string, password string) Request {
	rawHttpRequestBasicAuth(it.handle, user, password)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.digest-auth
//go:noescape
func rawHttpRequestDigestAuth(self int32, user string, password string)

// DigestAuth: RFC 7616: the 401 that asks for it is neither a failed request nor in the timings.
func (it Request) DigestAuth(user string, password string) Request {
	rawHttpRequestDigestAuth(it.handle, user, password)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.bearer
//go:noescape
func rawHttpRequestBearer(self int32, token string)

// Bearer: Sets the header `authorization` to `Bearer` and the token.
func (it Request) Bearer(token string) Request {
	rawHttpRequestBearer(it.handle, token)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.timeout
//go:noescape
func rawHttpRequestTimeout(self int32, limit float64)

// Timeout: The longest time of the whole exchange, connecting and redirects included; then failure `timeout`. Without it
// the plan decides.
func (it Request) Timeout(limit time.Duration) Request {
	rawHttpRequestTimeout(it.handle, toMs(limit))
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.redirects
//go:noescape
func rawHttpRequestRedirects(self int32, atMost int32)

// Redirects: Redirects that are followed at most; with 0 the redirect itself is the response. Without it the plan decides.
func (it Request) Redirects(atMost uint32) Request {
	rawHttpRequestRedirects(it.handle, int32(atMost))
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.version
//go:noescape
func rawHttpRequestVersion(self int32, protocol string)

// Version: `1.1` or `2`; empty, and without it, the plan decides. Traps when the engine does not know the word.
func (it Request) Version(protocol string) Request {
	rawHttpRequestVersion(it.handle, protocol)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.name
//go:noescape
func rawHttpRequestName(self int32, name string)

// Name: The series that the timings go to; without it the url as it was given to the constructor, placeholders and
// all, without its query.
func (it Request) Name(name string) Request {
	rawHttpRequestName(it.handle, name)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.tag
//go:noescape
func rawHttpRequestTag(self int32, key string, value string)

// Tag: A tag of the exchange's samples. Traps when the key is one that the engine sets (name, method, status, url,
// proto, scenario, group, expected_response, error_code).
func (it Request) Tag(key string, value string) Request {
	rawHttpRequestTag(it.handle, key, value)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.expect
//go:noescape
func rawHttpRequestExpect(self int32, statuses string)

// Expect: Statuses that count as success: `200`, `2xx,404`, `200-299,409`; empty: none counts as success or failure.
// Without it `session.expect`, else 200-399. Traps when it is no such list.
func (it Request) Expect(statuses string) Request {
	rawHttpRequestExpect(it.handle, statuses)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.discard
//go:noescape
func rawHttpRequestDiscard(self int32)

// Discard: Read the body off the wire, count it, and drop it: the response has none.
func (it Request) Discard() Request {
	rawHttpRequestDiscard(it.handle)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.await-verdict
//go:noescape
func rawHttpRequestAwaitVerdict(self int32)

// AwaitVerdict: The sample waits for `response.judge`, at the longest until the response is dropped or the iteration ends; then
// its status decides.
func (it Request) AwaitVerdict() Request {
	rawHttpRequestAwaitVerdict(it.handle)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]request.send
//go:noescape
func rawHttpRequestSend(self int32) int32

// Send: Sends, and waits for the whole response. The exchange is recorded when its body has ended.
func (it Request) Send() Response {
	return Response{rawHttpRequestSend(it.handle)}
}

//go:wasmimport throng:load/http@0.1.0 [method]request.hit
//go:noescape
func rawHttpRequestHit(self int32) int32

// Hit: Sends, drops the body, and gives the status only (0: no response): nothing to drop, nothing to leak.
func (it Request) Hit() int {
	return int(rawHttpRequestHit(it.handle))
}

//go:wasmimport throng:load/http@0.1.0 [method]request.start
//go:noescape
func rawHttpRequestStart(self int32) int32

// Start: Begins to send and returns at once; see `wait`. What comes is read as it comes, whatever the guest does. Later
// changes of the request do not touch it.
func (it Request) Start() Pending {
	return Pending{rawHttpRequestStart(it.handle)}
}

//go:wasmimport throng:load/http@0.1.0 get
//go:noescape
func rawHttpGet(url string) int32

// Fetch: A GET that is not prepared: for trying out, and for urls met once.
func Fetch(url string) Response {
	return Response{rawHttpGet(url)}
}

//go:wasmimport throng:load/http@0.1.0 [method]pending.ready
//go:noescape
func rawHttpPendingReady(self int32) int32

// Ready: Whether `wait` would return at once.
func (it Pending) Ready() bool {
	return rawHttpPendingReady(it.handle) != 0
}

//go:wasmimport throng:load/http@0.1.0 [method]pending.subscribe
//go:noescape
func rawHttpPendingSubscribe(self int32) int32

// Subscribe: Ready once `wait` does not wait any more, and from then on.
func (it Pending) Subscribe() Pollable {
	return Pollable{rawHttpPendingSubscribe(it.handle)}
}

//go:wasmimport throng:load/http@0.1.0 wait
//go:noescape
func rawHttpWait(sent int32) int32

// Wait: The response, once it is there. Takes the handle: there is nothing to drop afterwards. Start many, then wait for
// each, to load a page.
func Wait(sent Pending) Response {
	return Response{rawHttpWait(sent.handle)}
}

//go:wasmimport throng:load/http@0.1.0 [constructor]multipart
//go:noescape
func rawHttpMultipartNew() int32

// NewMultipart: No parts.
func NewMultipart() Multipart {
	return Multipart{rawHttpMultipartNew()}
}

//go:wasmimport throng:load/http@0.1.0 [method]multipart.field
//go:noescape
func rawHttpMultipartField(self int32, name string, value string)

// Field: Adds a field.
func (it Multipart) Field(name string, value string) Multipart {
	rawHttpMultipartField(it.handle, name, value)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]multipart.part
//go:noescape
func rawHttpMultipartPart(self int32, name string, filename string, contentType string, content unsafe.Pointer, contentLength uint32)

// Part: Adds a file with this content. An empty content type: that of the filename's extension.
func (it Multipart) Part(name string, filename string, contentType string, content []byte) Multipart {
	rawHttpMultipartPart(it.handle, name, filename, contentType, unsafe.Pointer(unsafe.SliceData(content)), uint32(len(content)))
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]multipart.file
//go:noescape
func rawHttpMultipartFile(self int32, name string, filename string, contentType string, file string)

// File: Adds a file of the plan; its bytes never pass through the guest. Traps when the plan has none of that name.
func (it Multipart) File(name string, filename string, contentType string, file string) Multipart {
	rawHttpMultipartFile(it.handle, name, filename, contentType, file)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]response.status
//go:noescape
func rawHttpResponseStatus(self int32) int32

// Status: 0 when no response came; then the rest is empty, and `failure` says why.
func (it Response) Status() int {
	return int(rawHttpResponseStatus(it.handle))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.ok
//go:noescape
func rawHttpResponseOk(self int32) int32

// Ok: A response came, and its status is one that was expected.
func (it Response) Ok() bool {
	return rawHttpResponseOk(it.handle) != 0
}

//go:wasmimport throng:load/http@0.1.0 [method]response.failure
//go:noescape
func rawHttpResponseFailure(self int32, out unsafe.Pointer)

// Failure: Empty, or the reason: dns, connect, tls, timeout, reset, protocol, too-large, denied, cancelled, invalid, or one
// that this list will get.
func (it Response) Failure() string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseFailure(it.handle, unsafe.Pointer(&out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.0 [method]response.message
//go:noescape
func rawHttpResponseMessage(self int32, out unsafe.Pointer)

// Message: The reason in words, for a log; empty when there is none.
func (it Response) Message() string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseMessage(it.handle, unsafe.Pointer(&out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.0 [method]response.judge
//go:noescape
func rawHttpResponseJudge(self int32, passed int32, reason string)

// Judge: What `await-verdict` waits for: whether this exchange counts as passed, whatever its status. The first verdict
// counts; the reason of a failed one is logged (debug). Traps when the request did not ask for `await-verdict`.
func (it Response) Judge(passed bool, reason string) Response {
	rawHttpResponseJudge(it.handle, truth(passed), reason)
	return it
}

//go:wasmimport throng:load/http@0.1.0 [method]response.url
//go:noescape
func rawHttpResponseUrl(self int32, out unsafe.Pointer)

// Url: The url that answered: after redirects, with placeholders filled.
func (it Response) Url() string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseUrl(it.handle, unsafe.Pointer(&out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.0 [method]response.hops
//go:noescape
func rawHttpResponseHops(self int32) int32

// Hops: How many redirects were followed.
func (it Response) Hops() uint32 {
	return uint32(rawHttpResponseHops(it.handle))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.version
//go:noescape
func rawHttpResponseVersion(self int32, out unsafe.Pointer)

// Version: `1.1` or `2`; empty when no response came.
func (it Response) Version() string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseVersion(it.handle, unsafe.Pointer(&out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.0 [method]response.header
//go:noescape
func rawHttpResponseHeader(self int32, name string, out unsafe.Pointer)

// Header: The first of that name, in any case.
func (it Response) Header(name string) (string, bool) {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseHeader(it.handle, name, unsafe.Pointer(&out))
	return someText()
}

//go:wasmimport throng:load/http@0.1.0 [method]response.headers
//go:noescape
func rawHttpResponseHeaders(self int32, out unsafe.Pointer)

// Headers: All headers, in the order received; bytes that are no UTF-8 are replaced.
func (it Response) Headers() []Field {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseHeaders(it.handle, unsafe.Pointer(&out))
	return takeFields(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.0 [method]response.duration
//go:noescape
func rawHttpResponseDuration(self int32) float64

// Duration: sending + waiting + receiving. These eight are of the last hop, and 0 for what did not happen (a reused
// connection neither resolves, connects nor secures).
func (it Response) Duration() time.Duration {
	return fromMs(rawHttpResponseDuration(it.handle))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.blocked
//go:noescape
func rawHttpResponseBlocked(self int32) float64

// Blocked: Waiting for a free connection.
func (it Response) Blocked() time.Duration {
	return fromMs(rawHttpResponseBlocked(it.handle))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.resolving
//go:noescape
func rawHttpResponseResolving(self int32) float64

// Resolving: Asking for the name's address.
func (it Response) Resolving() time.Duration {
	return fromMs(rawHttpResponseResolving(it.handle))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.connecting
//go:noescape
func rawHttpResponseConnecting(self int32) float64

// Connecting: Opening the TCP connection.
func (it Response) Connecting() time.Duration {
	return fromMs(rawHttpResponseConnecting(it.handle))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.securing
//go:noescape
func rawHttpResponseSecuring(self int32) float64

// Securing: The TLS handshake.
func (it Response) Securing() time.Duration {
	return fromMs(rawHttpResponseSecuring(it.handle))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.sending
//go:noescape
func rawHttpResponseSending(self int32) float64

// Sending: From the first byte of the request to its last.
func (it Response) Sending() time.Duration {
	return fromMs(rawHttpResponseSending(it.handle))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.waiting
//go:noescape
func rawHttpResponseWaiting(self int32) float64

// Waiting: From the last byte of the request to the first of the response.
func (it Response) Waiting() time.Duration {
	return fromMs(rawHttpResponseWaiting(it.handle))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.receiving
//go:noescape
func rawHttpResponseReceiving(self int32) float64

// Receiving: From the first byte of the response to the last of its body.
func (it Response) Receiving() time.Duration {
	return fromMs(rawHttpResponseReceiving(it.handle))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.size
//go:noescape
func rawHttpResponseSize(self int32) int64

// Size: Bytes of the body as decoded (gzip and so on undone).
func (it Response) Size() uint64 {
	return uint64(rawHttpResponseSize(it.handle))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.bytes
//go:noescape
func rawHttpResponseBytes(self int32, out unsafe.Pointer)

// Bytes: The body as decoded.
func (it Response) Bytes() []byte {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseBytes(it.handle, unsafe.Pointer(&out))
	return takeBytes(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.0 [method]response.text
//go:noescape
func rawHttpResponseText(self int32, out unsafe.Pointer)

// Text: The body, by the response's charset (UTF-8 without one); what cannot be decoded is replaced.
func (it Response) Text() string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseText(it.handle, unsafe.Pointer(&out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.0 [method]response.contains
//go:noescape
func rawHttpResponseContains(self int32, text string) int32

// Contains: Whether the body has this text in it.
func (it Response) Contains(text string) bool {
	return rawHttpResponseContains(it.handle, text) != 0
}

//go:wasmimport throng:load/http@0.1.0 [method]response.json
//go:noescape
func rawHttpResponseJson(self int32, pointer string, out unsafe.Pointer)

// Json: RFC 6901. A JSON string comes without its quotes, anything else as JSON text; none where nothing is, or no JSON.
func (it Response) Json(pointer string) (string, bool) {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseJson(it.handle, pointer, unsafe.Pointer(&out))
	return someText()
}

//go:wasmimport throng:load/http@0.1.0 [method]response.json-number
//go:noescape
func rawHttpResponseJsonNumber(self int32, pointer string) float64

// JsonNumber: NaN where no number is.
func (it Response) JsonNumber(pointer string) float64 {
	return float64(rawHttpResponseJsonNumber(it.handle, pointer))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.json-length
//go:noescape
func rawHttpResponseJsonLength(self int32, pointer string) int32

// JsonLength: Members of an array or an object; 0 for anything else.
func (it Response) JsonLength(pointer string) uint32 {
	return uint32(rawHttpResponseJsonLength(it.handle, pointer))
}

//go:wasmimport throng:load/http@0.1.0 [method]response.find
//go:noescape
func rawHttpResponseFind(self int32, pattern string, group int32, out unsafe.Pointer)

// Find: A group of the first match; group 0 is the whole match. A pattern that does not compile traps.
func (it Response) Find(pattern string, group uint32) (string, bool) {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseFind(it.handle, pattern, int32(group), unsafe.Pointer(&out))
	return someText()
}

//go:wasmimport throng:load/http@0.1.0 [method]response.find-all
//go:noescape
func rawHttpResponseFindAll(self int32, pattern string, group int32, out unsafe.Pointer)

// FindAll: That group of every match that has it. A pattern that does not compile traps.
func (it Response) FindAll(pattern string, group uint32) []string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseFindAll(it.handle, pattern, int32(group), unsafe.Pointer(&out))
	return takeTexts(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.0 [method]response.select
//go:noescape
func rawHttpResponseSelect(self int32, css string, out unsafe.Pointer)

// Select: Text of every element that a CSS selector matches, in the order of the page. A selector that is none traps.
func (it Response) Select(css string) []string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseSelect(it.handle, css, unsafe.Pointer(&out))
	return takeTexts(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.0 [method]response.attribute
//go:noescape
func rawHttpResponseAttribute(self int32, css string, name string, out unsafe.Pointer)

// Attribute: That attribute of every element that a CSS selector matches and that has it. A selector that is none traps.
func (it Response) Attribute(css string, name string) []string {
	room(int(rawHttpResponseSize(it.handle)))
	rawHttpResponseAttribute(it.handle, css, name, unsafe.Pointer(&out))
	return takeTexts(out[0], out[1])
}

//go:wasmimport throng:load/http@0.1.0 [resource-drop]request
//go:noescape
func rawDropRequest(self int32)

// Drop lets go of it.
func (it Request) Drop() { rawDropRequest(it.handle) }

//go:wasmimport throng:load/http@0.1.0 [resource-drop]pending
//go:noescape
func rawDropPending(self int32)

// Drop lets go of it.
func (it Pending) Drop() { rawDropPending(it.handle) }

//go:wasmimport throng:load/http@0.1.0 [resource-drop]multipart
//go:noescape
func rawDropMultipart(self int32)

// Drop lets go of it.
func (it Multipart) Drop() { rawDropMultipart(it.handle) }

//go:wasmimport throng:load/http@0.1.0 [resource-drop]response
//go:noescape
func rawDropResponse(self int32)

// Drop lets go of it.
func (it Response) Drop() { rawDropResponse(it.handle) }

//go:wasmimport throng:load/session@0.1.0 cookie
//go:noescape
func rawSessionCookie(url string, name string, out unsafe.Pointer)

// SessionCookie: The value of a cookie that would be sent to that url.
func SessionCookie(url string, name string) (string, bool) {
	room(0)
	rawSessionCookie(url, name, unsafe.Pointer(&out))
	return someText()
}

//go:wasmimport throng:load/session@0.1.0 set-cookie
//go:noescape
func rawSessionSetCookie(url string, cookie string)

// SessionSetCookie: As in a Set-Cookie line that came from that url; a line or url that is none sets nothing.
func SessionSetCookie(url string, cookie string) {
	rawSessionSetCookie(url, cookie)
}

//go:wasmimport throng:load/session@0.1.0 clear-cookies
//go:noescape
func rawSessionClearCookies()

// SessionClearCookies: Forgets all cookies. The engine does so before each iteration, unless the plan keeps them.
func SessionClearCookies() {
	rawSessionClearCookies()
}

//go:wasmimport throng:load/session@0.1.0 header
//go:noescape
func rawSessionHeader(name string, value string)

// SessionHeader: For every request that does not set it itself; an empty value removes it.
func SessionHeader(name string, value string) {
	rawSessionHeader(name, value)
}

//go:wasmimport throng:load/session@0.1.0 expect
//go:noescape
func rawSessionExpect(statuses string)

// SessionExpect: Expected statuses of every request that sets none itself; see `request.expect`.
func SessionExpect(statuses string) {
	rawSessionExpect(statuses)
}

//go:wasmimport throng:load/session@0.1.0 identity
//go:noescape
func rawSessionIdentity(certificate string, key string)

// SessionIdentity: A client certificate and its key: names of files of the plan. From the next connection on. Traps when the plan
// has none of that name, or when they are no certificate and key.
func SessionIdentity(certificate string, key string) {
	rawSessionIdentity(certificate, key)
}

//go:wasmimport throng:load/session@0.1.0 disconnect
//go:noescape
func rawSessionDisconnect()

// SessionDisconnect: Closes the connections; the next request opens new ones.
func SessionDisconnect() {
	rawSessionDisconnect()
}

// Metric: One series to add to. The same name gives the same metric, in all users; another kind or unit traps, and so does
// a name that is not `[A-Za-z_][A-Za-z0-9_]*`. Lives until it is dropped, also from one iteration to the next.
type Metric struct{ handle int32 }

//go:wasmimport throng:load/metrics@0.1.0 check
//go:noescape
func rawMetricsCheck(name string, holds int32) int32

// Check: Counts whether something holds that should; never ends anything. Gives `holds` back.
func Check(name string, holds bool) bool {
	return rawMetricsCheck(name, truth(holds)) != 0
}

//go:wasmimport throng:load/metrics@0.1.0 check-tagged
//go:noescape
func rawMetricsCheckTagged(name string, holds int32, tags unsafe.Pointer, tagsLength uint32) int32

// CheckTagged: As `check`, with tags of its own. Traps on a key that the engine sets.
func CheckTagged(name string, holds bool, tags []Field) bool {
	lowered := lower(tags)
	return rawMetricsCheckTagged(name, truth(holds), unsafe.Pointer(unsafe.SliceData(lowered)), uint32(len(tags))) != 0
}

//go:wasmimport throng:load/metrics@0.1.0 [static]metric.counter
//go:noescape
func rawMetricsMetricCounter(name string, unit string) int32

// MetricCounter: A sum.
func MetricCounter(name string, unit string) Metric {
	return Metric{rawMetricsMetricCounter(name, unit)}
}

//go:wasmimport throng:load/metrics@0.1.0 [static]metric.gauge
//go:noescape
func rawMetricsMetricGauge(name string, unit string) int32

// MetricGauge: The last value, with the least and the greatest.
func MetricGauge(name string, unit string) Metric {
	return Metric{rawMetricsMetricGauge(name, unit)}
}

//go:wasmimport throng:load/metrics@0.1.0 [static]metric.rate
//go:noescape
func rawMetricsMetricRate(name string) int32

// MetricRate: A share: adding 0 is a miss, anything else a hit.
func MetricRate(name string) Metric {
	return Metric{rawMetricsMetricRate(name)}
}

//go:wasmimport throng:load/metrics@0.1.0 [static]metric.trend
//go:noescape
func rawMetricsMetricTrend(name string, unit string) int32

// MetricTrend: A distribution. `ms` and `bytes` are shown as such, another unit as it is written, empty for none.
func MetricTrend(name string, unit string) Metric {
	return Metric{rawMetricsMetricTrend(name, unit)}
}

//go:wasmimport throng:load/metrics@0.1.0 [method]metric.add
//go:noescape
func rawMetricsMetricAdd(self int32, value float64)

// Add: Adds one value, under the tags and steps that the user has now. NaN and infinity are not added.
func (it Metric) Add(value float64) Metric {
	rawMetricsMetricAdd(it.handle, value)
	return it
}

//go:wasmimport throng:load/metrics@0.1.0 [method]metric.tagged
//go:noescape
func rawMetricsMetricTagged(self int32, tags unsafe.Pointer, tagsLength uint32) int32

// tagged: The series of the same metric with these tags besides the user's own: keep it, and add without strings. Traps
// on a key that the engine sets.
func (it Metric) tagged(tags []Field) Metric {
	lowered := lower(tags)
	return Metric{rawMetricsMetricTagged(it.handle, unsafe.Pointer(unsafe.SliceData(lowered)), uint32(len(tags)))}
}

//go:wasmimport throng:load/metrics@0.1.0 [resource-drop]metric
//go:noescape
func rawDropMetric(self int32)

// Drop lets go of it.
func (it Metric) Drop() { rawDropMetric(it.handle) }

//go:wasmimport throng:load/vu@0.1.0 id
//go:noescape
func rawVuId() int32

// Id: Unique in the whole run, also across machines; from 1. 0 in `setup` and `teardown`.
func Id() uint32 {
	return uint32(rawVuId())
}

//go:wasmimport throng:load/vu@0.1.0 iteration
//go:noescape
func rawVuIteration() int32

// Iteration: This user's iteration, from 0.
func Iteration() uint32 {
	return uint32(rawVuIteration())
}

//go:wasmimport throng:load/vu@0.1.0 iteration-in-scenario
//go:noescape
func rawVuIterationInScenario() int64

// IterationInScenario: Unique in the scenario, also across machines; from 0.
func IterationInScenario() uint64 {
	return uint64(rawVuIterationInScenario())
}

//go:wasmimport throng:load/vu@0.1.0 scenario
//go:noescape
func rawVuScenario(out unsafe.Pointer)

// Scenario: The scenario's name; empty in `setup` and `teardown`.
func Scenario() string {
	room(0)
	rawVuScenario(unsafe.Pointer(&out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/vu@0.1.0 setup-data
//go:noescape
func rawVuSetupData(out unsafe.Pointer)

// SetupData: What `setup` returned; empty before, and where there is none.
func SetupData() string {
	room(0)
	rawVuSetupData(unsafe.Pointer(&out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/vu@0.1.0 sleep
//go:noescape
func rawVuSleep(time float64)

// Sleep: Waits. Without a limit: until the iteration is cut off.
func Sleep(time time.Duration) {
	rawVuSleep(toMs(time))
}

//go:wasmimport throng:load/vu@0.1.0 timer
//go:noescape
func rawVuTimer(time float64) int32

// Timer: Ready once so much time has passed: a sleep, or a limit, among other things waited for.
func Timer(time time.Duration) Pollable {
	return Pollable{rawVuTimer(toMs(time))}
}

//go:wasmimport throng:load/vu@0.1.0 pace
//go:noescape
func rawVuPace(period float64)

// Pace: Sleeps until so much time has passed since this iteration began: a steady pace, whatever the target takes.
func Pace(period time.Duration) {
	rawVuPace(toMs(period))
}

//go:wasmimport throng:load/vu@0.1.0 enter
//go:noescape
func rawVuEnter(step string)

// Enter: Steps nest; what happens inside is tagged with the path (`group`: `::buy::pay`), and the step itself is timed, with
// and without its sleeps.
func Enter(step string) {
	rawVuEnter(step)
}

//go:wasmimport throng:load/vu@0.1.0 leave
//go:noescape
func rawVuLeave()

// Leave: Ends the innermost step; one too many is ignored, with a warning. The end of the iteration ends all.
func Leave() {
	rawVuLeave()
}

//go:wasmimport throng:load/vu@0.1.0 tag
//go:noescape
func rawVuTag(key string, value string)

// Tag: A tag of every sample of this user from now on. It beats the plan's and the scenario's of that key; a request's,
// check's or metric's own beats it. Traps on a key that the engine sets (see `request.tag`).
func Tag(key string, value string) {
	rawVuTag(key, value)
}

//go:wasmimport throng:load/vu@0.1.0 untag
//go:noescape
func rawVuUntag(key string)

// Untag: Takes the user's own tag back; the plan's or scenario's of that key shows again.
func Untag(key string) {
	rawVuUntag(key)
}

//go:wasmimport throng:load/vu@0.1.0 env
//go:noescape
func rawVuEnv(name string, out unsafe.Pointer)

// Env: Only what the plan or the command line hands over, never the engine's own environment; a scenario's beats the
// plan's.
func Env(name string) (string, bool) {
	room(0)
	rawVuEnv(name, unsafe.Pointer(&out))
	return someText()
}

//go:wasmimport throng:load/vu@0.1.0 secret
//go:noescape
func rawVuSecret(name string, out unsafe.Pointer)

// Secret: As `env`, and the value is blacked out in logs, reports and outputs. Traps when the plan grants none of that name.
func Secret(name string) string {
	room(0)
	rawVuSecret(name, unsafe.Pointer(&out))
	return takeText(out[0], out[1])
}

//go:wasmimport throng:load/vu@0.1.0 random
//go:noescape
func rawVuRandom() float64

// Random: At least 0, less than 1; repeatable from the plan's seed and the user's id.
func Random() float64 {
	return float64(rawVuRandom())
}

//go:wasmimport throng:load/vu@0.1.0 elapsed
//go:noescape
func rawVuElapsed() float64

// Elapsed: Since the run began, `setup` included.
func Elapsed() time.Duration {
	return fromMs(rawVuElapsed())
}

//go:wasmimport throng:load/vu@0.1.0 progress
//go:noescape
func rawVuProgress() float64

// Progress: How much of the scenario is over, by time or by iterations, from 0 to 1.
func Progress() float64 {
	return float64(rawVuProgress())
}

//go:wasmimport throng:load/vu@0.1.0 stage
//go:noescape
func rawVuStage() int32

// Stage: Which stage of the scenario's curve, from 0.
func Stage() uint32 {
	return uint32(rawVuStage())
}

//go:wasmimport throng:load/vu@0.1.0 users
//go:noescape
func rawVuUsers() int32

// Users: Users of this scenario that are active now.
func Users() uint32 {
	return uint32(rawVuUsers())
}

//go:wasmimport throng:load/vu@0.1.0 meet
//go:noescape
func rawVuMeet(place string, users int32, wait float64) int32

// Meet: Waits until so many users have come to the place of that name, or the wait is over (false). Then the place begins
// anew.
func Meet(place string, users uint32, wait time.Duration) bool {
	return rawVuMeet(place, int32(users), toMs(wait)) != 0
}

//go:wasmimport throng:load/vu@0.1.0 mark-failed
//go:noescape
func rawVuMarkFailed(reason string)

// MarkFailed: The run goes on, and fails in the end with this reason, the first one given (exit code 110), also when every
// threshold passes. What comes before 110 in the order of exit codes, a failed threshold for one, gives the code then.
func MarkFailed(reason string) {
	rawVuMarkFailed(reason)
}

//go:wasmimport throng:load/vu@0.1.0 abort
//go:noescape
func rawVuAbort(reason string)

// Abort: Stops the run, which fails with this reason. Does not return. To fail an iteration, return an error from `run`.
func Abort(reason string) {
	rawVuAbort(reason)
}

//go:wasmimport throng:load/log@0.1.0 debug
//go:noescape
func rawLogDebug(message string)

// Debug: For the author; shown when asked for.
func Debug(message string) {
	rawLogDebug(message)
}

//go:wasmimport throng:load/log@0.1.0 info
//go:noescape
func rawLogInfo(message string)

// Info: For the reader.
func Info(message string) {
	rawLogInfo(message)
}

//go:wasmimport throng:load/log@0.1.0 warn
//go:noescape
func rawLogWarn(message string)

// Warn: Something is not as it should be.
func Warn(message string) {
	rawLogWarn(message)
}

//go:wasmimport throng:load/log@0.1.0 error
//go:noescape
func rawLogError(message string)

// Error: Something failed; it ends nothing.
func Error(message string) {
	rawLogError(message)
}

// Table: A table of the plan: CSV, JSON or JSON lines, kept once on the host for all users. Rows count from 0. The handle
// lives until it is dropped, and keeps its place in the table.
type Table struct{ handle int32 }

//go:wasmimport throng:load/data@0.1.0 [constructor]table
//go:noescape
func rawDataTableNew(name string) int32

// NewTable: Traps when the plan has none of that name.
func NewTable(name string) Table {
	return Table{rawDataTableNew(name)}
}

//go:wasmimport throng:load/data@0.1.0 [method]table.length
//go:noescape
func rawDataTableLength(self int32) int32

// Length: How many rows.
func (it Table) Length() uint32 {
	return uint32(rawDataTableLength(it.handle))
}

//go:wasmimport throng:load/data@0.1.0 [method]table.next
//go:noescape
func rawDataTableNext(self int32, out unsafe.Pointer)

// Next: By the plan's policy: in turn (user n begins at the nth row), at random, or each row once in the whole run, also
// across machines; none when used up.
func (it Table) Next() (uint32, bool) {
	room(0)
	rawDataTableNext(it.handle, unsafe.Pointer(&out))
	return out[1], out[0]&0xff != 0
}

//go:wasmimport throng:load/data@0.1.0 [method]table.mine
//go:noescape
func rawDataTableMine(self int32, out unsafe.Pointer)

// Mine: The row that is this user's own for the whole run (an account, say); none when there are more users than rows.
func (it Table) Mine() (uint32, bool) {
	room(0)
	rawDataTableMine(it.handle, unsafe.Pointer(&out))
	return out[1], out[0]&0xff != 0
}

//go:wasmimport throng:load/data@0.1.0 [method]table.cell
//go:noescape
func rawDataTableCell(self int32, row int32, column string, out unsafe.Pointer)

// Cell: A cell; none when there is no such row or column. What is no string in JSON comes as JSON text.
func (it Table) Cell(row uint32, column string) (string, bool) {
	room(0)
	rawDataTableCell(it.handle, int32(row), column, unsafe.Pointer(&out))
	return someText()
}

//go:wasmimport throng:load/data@0.1.0 [method]table.row
//go:noescape
func rawDataTableRow(self int32, row int32, out unsafe.Pointer)

// Row: Column and cell of a row; none when there is no such row.
func (it Table) Row(row uint32) ([]Field, bool) {
	room(0)
	rawDataTableRow(it.handle, int32(row), unsafe.Pointer(&out))
	return someFields()
}

//go:wasmimport throng:load/data@0.1.0 [method]table.json
//go:noescape
func rawDataTableJson(self int32, row int32, out unsafe.Pointer)

// Json: The row as a JSON object; none when there is no such row.
func (it Table) Json(row uint32) (string, bool) {
	room(0)
	rawDataTableJson(it.handle, int32(row), unsafe.Pointer(&out))
	return someText()
}

//go:wasmimport throng:load/data@0.1.0 file
//go:noescape
func rawDataFile(name string, out unsafe.Pointer)

// DataFile: A file of the plan. Traps when the plan has none of that name.
func DataFile(name string) []byte {
	room(0)
	rawDataFile(name, unsafe.Pointer(&out))
	return takeBytes(out[0], out[1])
}

//go:wasmimport throng:load/data@0.1.0 [resource-drop]table
//go:noescape
func rawDropTable(self int32)

// Drop lets go of it.
func (it Table) Drop() { rawDropTable(it.handle) }

//go:wasmimport throng:load/store@0.1.0 put
//go:noescape
func rawStorePut(key string, value string)

// StorePut: Sets the value of a key.
func StorePut(key string, value string) {
	rawStorePut(key, value)
}

//go:wasmimport throng:load/store@0.1.0 get
//go:noescape
func rawStoreGet(key string, out unsafe.Pointer)

// StoreGet: The value of a key; a count as its decimal text.
func StoreGet(key string) (string, bool) {
	room(0)
	rawStoreGet(key, unsafe.Pointer(&out))
	return someText()
}

//go:wasmimport throng:load/store@0.1.0 push
//go:noescape
func rawStorePush(queue string, value string)

// StorePush: Appends to a queue. Queues have names of their own, apart from the keys.
func StorePush(queue string, value string) {
	rawStorePush(queue, value)
}

//go:wasmimport throng:load/store@0.1.0 pop
//go:noescape
func rawStorePop(queue string, out unsafe.Pointer)

// StorePop: Takes the first that was pushed; none when the queue is empty.
func StorePop(queue string) (string, bool) {
	room(0)
	rawStorePop(queue, unsafe.Pointer(&out))
	return someText()
}

//go:wasmimport throng:load/store@0.1.0 count
//go:noescape
func rawStoreCount(key string, by float64) float64

// StoreCount: Adds and gives the new value; f64, whole up to 2^53. No value, and one that is no number, counts as 0.
func StoreCount(key string, by float64) float64 {
	return float64(rawStoreCount(key, by))
}

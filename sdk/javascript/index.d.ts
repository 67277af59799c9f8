/**
 * Write load journeys for throng in JavaScript or TypeScript.
 *
 * A journey is a module. What it exports by these names is called, and nothing else:
 *
 * | export | called |
 * |---|---|
 * | `run(data)` | once an iteration |
 * | `scenarios` | instead of `run`: an object of functions by the names of the plan's scenarios |
 * | `setup()` | once a run, before any user; what it returns (as JSON) is the `data` of the others |
 * | `start(data)` | once a user, before its first iteration |
 * | `stop(data)` | once a user, after its last iteration |
 * | `teardown(data)` | once a run, after the last user |
 * | `plan` | the plan's defaults: an object, or a function that returns one |
 *
 * Each function may be `async`. An error that is thrown fails the iteration, and the user goes on.
 * Each user has its own instance of the module: its variables are the user's own.
 *
 * What is set is in seconds (`sleep`, `timeout`), as in k6; what was measured is in milliseconds, as in the reports.
 * @module
 */

/** Names and values. */
export type Fields = Record<string, string | number | boolean>;

/** A value that is written as text. */
export type Text = string | number | boolean;

/** What a stage may return. */
export type Outcome<T = void> = T | Promise<T>;

/** A GET request. */
export function get(url: string): Request;
/** A HEAD request. */
export function head(url: string): Request;
/** A POST request. */
export function post(url: string): Request;
/** A PUT request. */
export function put(url: string): Request;
/** A PATCH request. */
export function patch(url: string): Request;
/** A DELETE request. */
export function del(url: string): Request;
/** An OPTIONS request. */
export function options(url: string): Request;
/** A request with any method. */
export function request(method: string, url: string): Request;

/**
 * A request. Placeholders in the url, `/items/{id}`, are filled by `param`; a relative url is resolved against the plan's
 * target. Whatever is set replaces what was set before.
 *
 * One that is made at the top of the module, or in `start`, is kept for the user's life and sent many times: set what
 * changes, then send it.
 */
export class Request {
  constructor(method: string, url: string);
  /** Fills `{name}` in the url, percent-encoded. */
  param(name: string, value: Text): this;
  param(values: Fields): this;
  /** Sets parameters of the query, percent-encoded. */
  query(name: string, value: Text): this;
  query(values: Fields): this;
  /** Replaces every header of that name; an empty value removes it. */
  header(name: string, value: Text): this;
  header(values: Fields): this;
  /** Adds one more header of that name: the only setter that adds. On a request that is kept it grows each time. */
  addHeader(name: string, value: Text): this;
  /** A tag of its samples. */
  tag(key: string, value: Text): this;
  tag(values: Fields): this;

  /** A body of bytes. */
  bytes(content: ArrayLike<number>): this;
  /** A body of text. */
  text(content: string): this;
  /** A JSON body made of a value. */
  json(value: unknown): this;
  /** A JSON body that is text already. */
  jsonText(content: string): this;
  /** A body as an HTML form sends it. */
  form(fields: Fields): this;
  /** A multipart body. */
  multipart(parts: Multipart): this;
  /** A file of the plan as the body; its bytes never pass through the journey. */
  file(name: string): this;
  /** No body. */
  empty(): this;

  /** Basic authentication. */
  basicAuth(user: string, password: string): this;
  /** Digest authentication. */
  digestAuth(user: string, password: string): this;
  /** `authorization: Bearer …`. */
  bearer(token: string): this;

  /** How long it may take in all, in seconds. */
  timeout(seconds: number): this;
  /** How many redirects are followed; 0 for none. */
  redirects(atMost: number): this;
  /** `1.1` or `2`; without it the plan decides. */
  version(protocol: '1.1' | '2' | ''): this;
  /** The series that the timings go to; without it the url with its placeholders. */
  name(name: string): this;
  /** Statuses that count as success: `200`, `2xx,404`, `200-299,409`; without it 200-399. Bad syntax traps. */
  expect(statuses: string | number): this;
  /** The body is read, counted and dropped. */
  discard(): this;
  /** The sample waits for `Response.judge`. */
  awaitVerdict(): this;

  /** Sends it and waits. What the target does is never an error: without a response the status is 0. */
  send(): Response;
  /** Sends it, drops the body and gives the status only, 0 without a response: the cheapest request. */
  hit(): number;
  /** Begins to send and returns at once. `await` what it gives, or call its `wait()`. */
  start(): Sent;
  /**
   * Asks as HTMX would for a part of a page, for the element of this id: `HX-Request` and `HX-Target` are set, its duration
   * is a sample of `htmx_swap_duration` too, and a whole page instead of a part counts in `htmx_fallback`.
   */
  htmx(target?: string): this;

  /** Sends it, waits for the headers, and gives the body as it comes. */
  download(): Download;
  /** Sends it and reads the answer as a stream of server-sent events. */
  events(): Events;
  /** Opens a WebSocket and waits for the answer. Subprotocols go in the header `sec-websocket-protocol`. */
  websocket(): WebSocket;
  /** Begins a gRPC call: `package.Service/Method`. The request gives target, metadata (as headers) and deadline. */
  call(method: string): Call;
}

/** A body on its way; it ends with the iteration. */
export class Download {
  private constructor();
  /** 0 when no answer came. */
  readonly status: number;
  /** Empty so long as nothing failed, in the middle of the body too. */
  readonly failure: string;
  /** The first header of that name. */
  header(name: string): string | undefined;
  /** What has come, 64 KiB at most; none when the time or the body is over. */
  receive(seconds: number): Uint8Array | undefined;
  /** Bytes that have come, received or not. */
  readonly received: number;
  /** Whether nothing more comes: all of the body was received, or it failed. */
  readonly ended: boolean;
}

/** A stream of server-sent events; it ends with the iteration. */
export class Events {
  private constructor();
  /** 0 when no answer came. */
  readonly status: number;
  /** Empty so long as nothing failed; `protocol` where the answer is no stream of events. */
  readonly failure: string;
  /** The first header of that name. */
  header(name: string): string | undefined;
  /** The stream itself when it is one; throws an error that says what came where it is not. */
  opened(): this;
  /** The next event; none when the time or the stream is over. */
  receive(seconds: number): Event | undefined;
  /** So many tokens of a language model have come by now: `llm_first_token`, `llm_tokens_per_second`. */
  tokens(count: number): void;
  /** Whether nothing more comes. */
  readonly ended: boolean;
  /** Ends it, as a reader who has enough does. */
  close(): void;
}
/** One event of a stream. */
export interface Event {
  /** The last `id` of the stream so far. */
  readonly id: string;
  /** The field `event`; `message` where it is missing. */
  readonly kind: string;
  /** The lines of `data`. */
  text(): string;
  /** The data as JSON. */
  json<T = any>(): T;
  /** What an RFC 6901 pointer names in the data. */
  pointer(pointer: string): string | undefined;
  /** When it came, since the request was sent, in milliseconds. */
  readonly after: number;
}

/** A WebSocket; it is closed (1001) at the end of the iteration. */
export class WebSocket {
  private constructor();
  /** 101 when it is open, another status where the target refused, 0 when no answer came. */
  readonly status: number;
  /** Empty so long as nothing failed; a socket that was closed in order has not failed. */
  readonly failure: string;
  /** The first header of that name in the answer. */
  header(name: string): string | undefined;
  /** The socket itself when it was opened; throws an error that says what came where it was not. */
  opened(): this;
  /** Sends a text, or bytes; on a socket that is closed, nothing. */
  send(content: string | ArrayLike<number>): void;
  /** The next message; none when the time is over, or when the socket is closed and all were received. */
  receive(seconds: number): Message | undefined;
  /** Sends a ping and waits for its pong: the round trip in milliseconds, a sample of `ws_ping`. */
  ping(seconds: number): number | undefined;
  /** Closes it in order and waits for the answer, a second at the longest. */
  close(code?: number, reason?: string): void;
  /** The close code once it is closed (1005 where it had none, 1006 where it broke). */
  readonly closed: number | undefined;
}
/** One message of a WebSocket. */
export interface Message {
  /** Whether it was sent as text. */
  readonly isText: boolean;
  /** As text; what is no UTF-8 is replaced. */
  text(): string;
  /** As it came. */
  bytes(): Uint8Array;
  /** As JSON. */
  json<T = any>(): T;
  /** Whether this text is in it. */
  contains(text: string): boolean;
  /** What an RFC 6901 pointer names. */
  pointer(pointer: string): string | undefined;
  /** When it came, since the socket opened, in milliseconds. */
  readonly after: number;
}

/** A gRPC call; one that has not ended is cancelled at the end of the iteration. */
export class Call {
  private constructor();
  /** Sends a message, an object by protobuf's JSON mapping. One that does not fit the method's input traps. */
  send(message: unknown): this;
  /** No message follows. A method that takes one message needs no `finish`. */
  finish(): this;
  /** The next message; none when the time or the call is over. */
  receive<T = any>(seconds: number): T | undefined;
  /** The status code once the call is over; 0 is OK. */
  readonly code: number | undefined;
  /** The status message; empty before and where there is none. */
  readonly reason: string;
  /** As that of a response: `grpc` where the target gave a code other than OK. */
  readonly failure: string;
  /** The first header or trailer of that name, of what has come so far; binary ones (`-bin`) in base64. */
  metadata(name: string): string | undefined;
}

/** A fresh address of the run's own receiver; the plan needs `[inbox]`. */
export class Address {
  /** The name tags what is delivered; keep it of few different values. */
  constructor(name: string);
  /** Where the target should deliver; a path and a query may be appended. */
  readonly url: string;
  /** Starts the clock of `Delivery.after`, which else runs since the address was made. */
  start(): this;
  /** What is answered from now on, and after how many seconds; 200 at once without it. */
  answer(status: number, seconds?: number): this;
  /** The header that names a delivery, so that its repetitions are known; without it, its body does. */
  identify(header: string): this;
  /** The next delivery; none when so many seconds are over. */
  receive(seconds: number): Delivery | undefined;
  /** Deliveries that wait to be received. */
  readonly waiting: number;
}
/** One request that came to an address. */
export interface Delivery {
  /** When it came, since the address's `start`, in milliseconds. */
  readonly after: number;
  /** How often this one had come by then, itself included. */
  readonly attempt: number;
  /** What the receiver answered. */
  readonly answered: number;
  /** `POST`, mostly. */
  readonly method: string;
  /** Path and query behind the address. */
  readonly path: string;
  /** The first header of that name. */
  header(name: string): string | undefined;
  /** All headers, in the order received. */
  readonly headers: [name: string, value: string][];
  /** Whether this header holds the HMAC-SHA256 of the body under this key: in hex or base64, after `sha256=` or alone. */
  signed(header: string, key: string): boolean;
  /** The body as text; what is no UTF-8 is replaced. */
  text(): string;
  /** The body as it came. */
  bytes(): Uint8Array;
  /** The body as JSON. */
  json<T = any>(): T;
  /** What an RFC 6901 pointer names. */
  pointer(pointer: string): string | undefined;
}

/**
 * Times a job that begins now: asks at once and then after each `interval`, for at most `limit` (seconds, 1 and 60), until
 * the condition gives something, which is the job's result. `job_duration` and `job_completed`, tagged `job`.
 */
export function pollUntil<T>(
  name: string,
  times: { interval?: number; limit?: number },
  condition: () => T | undefined | null | false,
): T | undefined;

/** A request under way. */
export class Sent implements PromiseLike<Response> {
  private constructor();
  /** Waits for the response, without async: start many, then wait for each, to load a page. */
  wait(): Response;
  /** Whether `wait` would return at once. */
  ready(): boolean;
  then<A = Response, B = never>(
    done?: ((response: Response) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B>;
}

/** Sends all at once and waits for all: the responses in the order given (k6's batch). */
export function sendAll(requests: Request[]): Response[];

/** The parts of a multipart body. */
export class Multipart {
  constructor();
  /** A field of text. */
  field(name: string, value: Text): this;
  /** A file with this content; without a content type, that of the filename's extension. */
  part(name: string, filename: string, content: string | ArrayLike<number>, contentType?: string): this;
  /** A file of the plan; its bytes never pass through the journey. */
  file(name: string, filename: string, file: string, contentType?: string): this;
}

/** The phases of the last hop in milliseconds; 0 for what did not happen (a reused connection). */
export interface Timings {
  /** Waiting for a free connection. */
  blocked: number;
  /** Looking the name up. */
  resolving: number;
  /** Opening the connection. */
  connecting: number;
  /** The TLS handshake. */
  securing: number;
  /** Writing the request. */
  sending: number;
  /** Until the first byte. */
  waiting: number;
  /** Reading the rest. */
  receiving: number;
}

/** What came back, or why nothing did. Valid until the iteration ends; its payload stays on the host until asked for. */
export class Response {
  private constructor();
  /** 0 when no response came; `failure` says why. */
  readonly status: number;
  /** A response came, and its status is one that was expected. */
  readonly ok: boolean;
  /** Empty, or the reason: dns, connect, tls, timeout, reset, protocol, too-large, denied, cancelled, invalid, … */
  readonly failure: string;
  /** The reason in words. */
  readonly message: string;
  /** The url after redirects. */
  readonly url: string;
  /** How many redirects were followed. */
  readonly hops: number;
  /** `1.1` or `2`. */
  readonly version: string;
  /** Bytes of the body as decoded. */
  readonly size: number;
  /** sending + waiting + receiving of the last hop, in milliseconds. */
  readonly duration: number;
  /** All phases. */
  readonly timings: Timings;
  /** All headers, in the order received. */
  readonly headers: [name: string, value: string][];

  /** The response itself when it is `ok`; throws an error that says what came where it is not. */
  success(): this;
  /** Whether a request with `awaitVerdict` passed, whatever its status. */
  judge(passed: boolean, reason?: string): void;
  /** The first header of that name, in any case. */
  header(name: string): string | undefined;

  /** The body. */
  bytes(): Uint8Array;
  /** The body as text; what cannot be decoded is replaced. */
  text(): string;
  /** The body as JSON. To take one or two values, `pointer` and `number` are cheaper. */
  json<T = any>(): T;
  /** Whether the body has this text in it; the body stays on the host. */
  contains(text: string): boolean;
  /** What an RFC 6901 pointer (`/items/0/id`) names: a string without its quotes, anything else as JSON text. */
  pointer(pointer: string): string | undefined;
  /** The number that a pointer names; NaN where none is. */
  number(pointer: string): number;
  /** Members of the array or object that a pointer names; 0 for anything else. */
  length(pointer: string): number;
  /** A group of a regular expression's first match; group 0, the default, is the whole match. A bad pattern traps. */
  find(pattern: string, group?: number): string | undefined;
  /** As `find`, of every match. */
  findAll(pattern: string, group?: number): string[];
  /** Text of every element that a CSS selector matches. A bad selector traps. */
  select(css: string): string[];
  /** An attribute of every element that a CSS selector matches. */
  attribute(css: string, name: string): string[];
  /** What an XPath 1.0 expression gives of an XML body: the text of each node, or the one value. A bad expression traps. */
  xpath(path: string): string[];
  /** Whether the body is a whole HTML page, not a part of one. */
  readonly isPage: boolean;
  /** The first form that a CSS selector matches, filled as the page fills it. */
  form(css: string): Form | undefined;
  /** Fetches what the page embeds (images, styles, scripts …): no browser, nothing is executed. They have no bodies. */
  embedded(): Response[];
}

/** A form of a page: hidden fields (a CSRF token, say) and defaults are there already. */
export class Form {
  private constructor();
  /** The value that would be sent under this name. */
  value(name: string): string | undefined;
  /** All that would be sent, in the order of the page. */
  readonly fields: [name: string, value: string][];
  /** Types into a field, ticks a box (its value; empty: unticks), chooses of a list. */
  set(name: string, value: Text): this;
  set(values: Fields): this;
  /** Chooses a file; without a content type, that of the filename's extension. */
  file(name: string, filename: string, content: string | ArrayLike<number>, contentType?: string): this;
  /** Presses a submit button by its name, id or text; without such a button, nothing changes. */
  press(button: string): this;
  /** The request that sending it is, to set a name, tags or expected statuses on. */
  request(): Request;
  /** Sends it. */
  send(): Response;
}

/** Counts whether something holds that should, and gives it back. It fails the run only where a threshold says so. */
export function check(name: string, holds: boolean, tags?: Fields): boolean;
/**
 * Several checks of one thing; the value says whether all hold.
 * @example check(get('/').send(), { 'status is 200': (r) => r.status === 200, 'it greets': (r) => r.contains('hello') })
 */
export function check<T>(of: T, facts: Record<string, (of: T) => boolean>, tags?: Fields): boolean;

/** `ms` and `bytes` are shown as such, any other unit as it is written. */
export type Unit = 'ms' | 'bytes' | (string & {});

/** One series of a metric, with tags of its own. */
export interface Series {
  /** Adds a number; for a rate 0 is a miss and anything else a hit. */
  add(value: number): void;
}

/**
 * A sum. A metric at the top of a module declares itself, so that a threshold may name it; one that is made elsewhere must
 * stand in the plan (`[metrics.NAME]`).
 */
export class Counter {
  constructor(name: string, unit?: Unit);
  /** Adds to it; 1 without a number. */
  add(value?: number): void;
  /** The series with these tags: keep it, and add to it without strings. */
  tagged(tags: Fields): Series;
}
/** The last value, with the least and the greatest. */
export class Gauge {
  constructor(name: string, unit?: Unit);
  /** Sets it. */
  set(value: number): void;
  /** The series with these tags. */
  tagged(tags: Fields): Series;
}
/** The share of hits. */
export class Rate {
  constructor(name: string);
  /** One more observation: a hit or a miss. */
  add(hit: boolean): void;
  /** The series with these tags. */
  tagged(tags: Fields): Series;
}
/** A distribution: average, median, percentiles. */
export class Trend {
  constructor(name: string, unit?: Unit);
  /** Adds a number, in the trend's unit. */
  add(value: number): void;
  /** The series with these tags. */
  tagged(tags: Fields): Series;
}

/** Runs `inside` as a step; steps nest. A user has one stack of steps: open none in functions that run side by side. */
export function step<T>(name: string, inside: () => T): T;
/** Sleeps so many seconds; the time does not count as the target's. */
export function sleep(seconds: number): void;
/** As `sleep`, for `await`: other things go on meanwhile. */
export function timer(seconds: number): Promise<void>;
/** Sleeps until so many seconds have passed since this iteration began: a steady pace, whatever the target takes. */
export function pace(seconds: number): void;

/** A think time in seconds, drawn anew each time. */
export type Think = () => number;
/** Between so many seconds and so many, uniformly. */
export function between(least: number, most: number): Think;
/** Always so many seconds. */
export function constant(seconds: number): Think;

/**
 * A function that does one task, chosen by weight, and then thinks.
 * @example export const run = tasks([[3, browse], [1, buy]], { wait: between(1, 3) });
 */
export function tasks<D = any>(
  weighted: [weight: number, task: (data: D) => Outcome<unknown>][],
  options?: { wait?: Think },
): (data: D) => Outcome;

/** A table of the plan (CSV, JSON or JSON lines). A name that the plan does not have traps at the first use. */
export class Table {
  constructor(name: string);
  /** How many rows. */
  readonly length: number;
  /** The next row by the plan's policy; none when all are used up. */
  next(): Row | undefined;
  /** The row that is this user's own for the whole run; none when there are more users than rows. */
  mine(): Row | undefined;
  /** The row of that number, from 0. */
  row(index: number): Row;
}
/** A row of a table. */
export class Row {
  private constructor();
  /** Its number, from 0. */
  readonly index: number;
  /** A cell. Throws where there is no such row or column. */
  cell(column: string): string;
  /** The row as an object. */
  json<T = any>(): T;
}
/** The bytes of a file of the plan. An unknown name traps. */
export function file(name: string): Uint8Array;

/** What the plan or the command line hands over under this name. */
export function env(name: string): string | undefined;
/** A secret that the plan grants; it is blacked out wherever text leaves the engine. Unknown: traps. */
export function secret(name: string): string;
/** At least 0, less than 1; repeatable from the plan's seed and the user's id. `Math.random` is the same. */
export function random(): number;
/** One of them, at random. */
export function pick<T>(from: readonly T[]): T;
/** A whole number from `least` to `most`, both included. */
export function roll(least: number, most: number): number;

/** The virtual user, and where the run is. */
export * as vu from './vu.js';
/** Lines of the engine's log; `console` writes there too. */
export * as log from './log.js';
/** What this user's client remembers: cookies, default headers, connections. */
export * as session from './session.js';
/** A small store that all users of a run share. */
export * as store from './store.js';

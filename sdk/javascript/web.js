// What other engines have besides the language, as far as a journey needs it: `fetch` and UTF-8.
import { Request } from './request.js';

globalThis.TextEncoder ??= class TextEncoder {
  get encoding() { return 'utf-8'; }
  encode(text = '') {
    const escaped = encodeURIComponent(String(text).toWellFormed());
    const bytes = [];
    for (let at = 0; at < escaped.length; at++) {
      if (escaped[at] === '%') {
        bytes.push(parseInt(escaped.slice(at + 1, at + 3), 16));
        at += 2;
      } else bytes.push(escaped.charCodeAt(at));
    }
    return new Uint8Array(bytes);
  }
};

/** What the series of such a request is named: the url without its query, with `{id}` for what only tells one thing from another. */
export function seriesOf(url) {
  const path = url.replace(/[?#].*$/, '');
  return path.replace(/(?<=[^/:]\/|^\/)(\d+|[0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=\/|$)/gi, '{id}');
}

/** Names and values of headers, however they are given. */
const pairsOf = (headers = {}) => (typeof headers[Symbol.iterator] === 'function' ? [...headers] : Object.entries(headers));

/** The answer of `fetch`: of the standard's, what most programs use. The whole of it is `throng`, the SDK's response. */
class FetchResponse {
  constructor(throng) {
    this.throng = throng;
    this.headers = {
      get: (name) => throng.header(name) ?? null,
      has: (name) => throng.header(name) !== undefined,
      entries: () => throng.headers[Symbol.iterator](),
      [Symbol.iterator]: () => throng.headers[Symbol.iterator](),
    };
  }
  get status() { return this.throng.status; }
  get ok() { return this.status >= 200 && this.status < 300; }
  get url() { return this.throng.url; }
  get redirected() { return this.throng.hops > 0; }
  async text() { return this.throng.text(); }
  async json() { return this.throng.json(); }
  async bytes() { return this.throng.bytes(); }
  async arrayBuffer() { return this.throng.bytes().slice().buffer; }
}

globalThis.fetch ??= async (url, { method = 'GET', headers, body, redirect } = {}) => {
  const request = new Request(method.toUpperCase(), String(url)).name(seriesOf(String(url)));
  for (const [name, value] of pairsOf(headers)) {
    if (name.toLowerCase() === 'throng-name') request.name(value);
    else request.header(name, value);
  }
  if (typeof body === 'string') request.text(body);
  else if (body != null) request.bytes(body instanceof ArrayBuffer ? new Uint8Array(body) : body);
  if (redirect === 'manual') request.redirects(0);
  const throng = await request.start();
  if (throng.status === 0) throw new TypeError(`fetch failed: ${throng.message}`);
  return new FetchResponse(throng);
};

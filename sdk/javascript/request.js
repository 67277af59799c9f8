import * as raw from 'throng:load/http@0.1.1';
import { Download } from './download.js';
import { bytesOf, fields, forEachField } from './fields.js';
import { Call } from './grpc.js';
import { Handle } from './handle.js';
import { Response } from './response.js';
import { Events } from './sse.js';
import { Sent } from './wait.js';
import { WebSocket } from './websocket.js';

export class Request extends Handle {
  constructor(method, url, make = () => new raw.Request(method, url)) {
    super(make);
  }

  /** One that the host has made already. */
  static of(made) {
    let left = made;
    return new Request('', '', () => {
      const taken = left;
      if (taken === undefined) throw new Error('the request of a form is used after its iteration');
      left = undefined;
      return taken;
    });
  }

  #each(name, value, set) {
    forEachField(name, value, (key, one) => this.change((r) => set(r, key, one)));
    return this;
  }

  param(name, value) { return this.#each(name, value, (r, key, one) => r.param(key, one)); }
  query(name, value) { return this.#each(name, value, (r, key, one) => r.query(key, one)); }
  header(name, value) { return this.#each(name, value, (r, key, one) => r.header(key, one)); }
  addHeader(name, value) { return this.#each(name, value, (r, key, one) => r.addHeader(key, one)); }
  tag(key, value) { return this.#each(key, value, (r, name, one) => r.tag(name, one)); }

  bytes(content) {
    const body = bytesOf(content);
    return this.change((r) => r.bytes(body));
  }
  text(content) { return this.change((r) => r.text(content)); }
  json(value) { return this.jsonText(JSON.stringify(value)); }
  jsonText(content) { return this.change((r) => r.json(content)); }
  form(pairs) {
    const list = fields(pairs);
    return this.change((r) => r.form(list));
  }
  multipart(parts) { return this.change((r) => r.multipart(parts.raw)); }
  file(name) { return this.change((r) => r.file(name)); }
  empty() { return this.change((r) => r.empty()); }

  basicAuth(user, password) { return this.change((r) => r.basicAuth(user, password)); }
  digestAuth(user, password) { return this.change((r) => r.digestAuth(user, password)); }
  bearer(token) { return this.change((r) => r.bearer(token)); }

  timeout(seconds) { return this.change((r) => r.timeout(seconds * 1000)); }
  redirects(atMost) { return this.change((r) => r.redirects(atMost)); }
  version(protocol) { return this.change((r) => r.version(protocol)); }
  name(name) { return this.change((r) => r.name(name)); }
  expect(statuses) { return this.change((r) => r.expect(String(statuses))); }
  discard() { return this.change((r) => r.discard()); }
  awaitVerdict() { return this.change((r) => r.awaitVerdict()); }

  htmx(target = '') { return this.change((r) => r.htmx(target)); }

  send() { return new Response(this.raw.send()); }
  hit() { return this.raw.hit(); }
  start() { return new Sent(this.raw.start()); }
  download() { return new Download(this); }
  events() { return new Events(this); }
  websocket() { return new WebSocket(this); }
  call(method) { return new Call(this, method); }
}

export class Multipart extends Handle {
  constructor() {
    super(() => new raw.Multipart());
  }

  field(name, value) { return this.change((m) => m.field(name, String(value))); }
  part(name, filename, content, contentType = '') {
    const bytes = bytesOf(content);
    return this.change((m) => m.part(name, filename, contentType, bytes));
  }
  file(name, filename, file, contentType = '') {
    return this.change((m) => m.file(name, filename, contentType, file));
  }
}

export const request = (method, url) => new Request(method, url);
export const get = (url) => new Request('GET', url);
export const head = (url) => new Request('HEAD', url);
export const post = (url) => new Request('POST', url);
export const put = (url) => new Request('PUT', url);
export const patch = (url) => new Request('PATCH', url);
export const del = (url) => new Request('DELETE', url);
export const options = (url) => new Request('OPTIONS', url);

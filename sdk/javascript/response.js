import { Form } from './form.js';
import { endsWithIteration } from './handle.js';

const PHASES = ['blocked', 'resolving', 'connecting', 'securing', 'sending', 'waiting', 'receiving'];

export class Response {
  #handle;

  constructor(handle) {
    this.#handle = handle;
    endsWithIteration(this);
  }

  get #raw() {
    if (this.#handle === undefined) throw new Error('a response is used after its iteration');
    return this.#handle;
  }

  end() {
    this.#handle?.[Symbol.dispose]();
    this.#handle = undefined;
  }
  [Symbol.dispose]() { this.end(); }

  get status() { return this.#raw.status(); }
  get ok() { return this.#raw.ok(); }
  get failure() { return this.#raw.failure(); }
  get message() { return this.#raw.message(); }
  get url() { return this.#raw.url(); }
  get hops() { return this.#raw.hops(); }
  get version() { return this.#raw.version(); }
  get size() { return Number(this.#raw.size()); }
  get duration() { return this.#raw.duration(); }
  get timings() {
    const raw = this.#raw;
    return Object.fromEntries(PHASES.map((phase) => [phase, raw[phase]()]));
  }

  success() {
    if (this.ok) return this;
    throw new Error(this.status === 0 ? `${this.url}: no response: ${this.message}` : `${this.url}: status ${this.status}`);
  }
  judge(passed, reason = '') { this.#raw.judge(passed, reason); }

  header(name) { return this.#raw.header(name) ?? undefined; }
  get headers() { return this.#raw.headers(); }

  bytes() { return this.#raw.bytes(); }
  text() { return this.#raw.text(); }
  json() {
    try {
      return JSON.parse(this.#raw.text());
    } catch (error) {
      throw new Error(`${this.url}: status ${this.status}: ${error.message}`, { cause: error });
    }
  }
  contains(text) { return this.#raw.contains(text); }
  pointer(pointer) { return this.#raw.json(pointer) ?? undefined; }
  number(pointer) { return this.#raw.jsonNumber(pointer); }
  length(pointer) { return this.#raw.jsonLength(pointer); }
  find(pattern, group = 0) { return this.#raw.find(pattern, group) ?? undefined; }
  findAll(pattern, group = 0) { return this.#raw.findAll(pattern, group); }
  select(css) { return this.#raw.select(css); }
  attribute(css, name) { return this.#raw.attribute(css, name); }
  xpath(path) { return this.#raw.xpath(path); }
  get isPage() { return this.#raw.isPage(); }
  form(css) {
    const form = this.#raw.form(css);
    return form == null ? undefined : new Form(form);
  }
  embedded() { return this.#raw.embedded().map((response) => new Response(response)); }
}

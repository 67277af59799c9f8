import * as raw from 'throng:load/sse@0.1.1';
import { Passing, received } from './passing.js';

export class Events extends Passing {
  constructor(request) {
    super(new raw.Source(request.raw), 'a stream of events');
  }

  get status() { return this.raw.status(); }
  get failure() { return this.raw.failure(); }
  header(name) { return this.raw.header(name) ?? undefined; }
  opened() {
    if (this.failure === '') return this;
    throw new Error(`no stream of events: status ${this.status}: ${this.failure}`);
  }
  receive(seconds) { return received(this.raw, seconds, (event) => new Event(event)); }
  tokens(count) { this.raw.tokens(count); }
  get ended() { return this.raw.ended(); }
  close() { this.raw.close(); }
}

class Event extends Passing {
  constructor(event) {
    super(event, 'an event');
  }

  get id() { return this.raw.id(); }
  get kind() { return this.raw.kind(); }
  text() { return this.raw.text(); }
  json() { return JSON.parse(this.raw.text()); }
  pointer(pointer) { return this.raw.json(pointer) ?? undefined; }
  get after() { return this.raw.after(); }
}

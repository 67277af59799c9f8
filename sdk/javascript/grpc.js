import * as raw from 'throng:load/grpc@0.1.1';
import { Passing, received } from './passing.js';

export class Call extends Passing {
  constructor(request, method) {
    super(new raw.Call(request.raw, method), 'a call');
  }

  send(message) {
    this.raw.send(JSON.stringify(message));
    return this;
  }
  finish() {
    this.raw.finish();
    return this;
  }
  receive(seconds) { return received(this.raw, seconds, (text) => JSON.parse(text)); }
  get code() { return this.raw.code() ?? undefined; }
  get reason() { return this.raw.reason(); }
  get failure() { return this.raw.failure(); }
  metadata(name) { return this.raw.metadata(name) ?? undefined; }
}

import * as raw from 'throng:load/http@0.1.1';
import { Passing, received } from './passing.js';

export class Download extends Passing {
  constructor(request) {
    super(new raw.Download(request.raw), 'a download');
  }

  get status() { return this.raw.status(); }
  get failure() { return this.raw.failure(); }
  header(name) { return this.raw.header(name) ?? undefined; }
  receive(seconds) { return received(this.raw, seconds, (bytes) => bytes); }
  get received() { return Number(this.raw.received()); }
  get ended() { return this.raw.ended(); }
}

import * as raw from 'throng:load/websocket@0.1.1';
import { bytesOf } from './fields.js';
import { Passing, received } from './passing.js';

export class WebSocket extends Passing {
  constructor(request) {
    super(new raw.Socket(request.raw), 'a WebSocket');
  }

  get status() { return this.raw.status(); }
  get failure() { return this.raw.failure(); }
  header(name) { return this.raw.header(name) ?? undefined; }
  opened() {
    if (this.status === 101) return this;
    throw new Error(this.status === 0 ? `no WebSocket: ${this.failure}` : `no WebSocket: status ${this.status}`);
  }
  send(content) {
    if (typeof content === 'string') this.raw.sendText(content);
    else this.raw.sendBytes(bytesOf(content));
  }
  receive(seconds) { return received(this.raw, seconds, (message) => new Message(message)); }
  ping(seconds) { return this.raw.ping(seconds * 1000) ?? undefined; }
  close(code = 1000, reason = '') { this.raw.close(code, reason); }
  get closed() { return this.raw.closed() || undefined; }
}

class Message extends Passing {
  constructor(message) {
    super(message, 'a message');
  }

  get isText() { return this.raw.isText(); }
  text() { return this.raw.text(); }
  bytes() { return this.raw.bytes(); }
  json() { return JSON.parse(this.raw.text()); }
  contains(text) { return this.raw.contains(text); }
  pointer(pointer) { return this.raw.json(pointer) ?? undefined; }
  get after() { return this.raw.after(); }
}

import * as raw from 'throng:load/inbox@0.1.1';
import { Handle } from './handle.js';
import { Passing, received } from './passing.js';

export class Address extends Handle {
  constructor(name) {
    super(() => new raw.Address(name));
  }

  get url() { return this.raw.url(); }
  start() {
    this.raw.start();
    return this;
  }
  answer(status, seconds = 0) { return this.change((address) => address.answer(status, seconds * 1000)); }
  identify(header) { return this.change((address) => address.identify(header)); }
  receive(seconds) { return received(this.raw, seconds, (delivery) => new Delivery(delivery)); }
  get waiting() { return this.raw.waiting(); }
}

class Delivery extends Passing {
  constructor(delivery) {
    super(delivery, 'a delivery');
  }

  get after() { return this.raw.after(); }
  get attempt() { return this.raw.attempt(); }
  get answered() { return this.raw.answered(); }
  get method() { return this.raw.method(); }
  get path() { return this.raw.path(); }
  header(name) { return this.raw.header(name) ?? undefined; }
  get headers() { return this.raw.headers(); }
  signed(header, key) { return this.raw.signed(header, key); }
  text() { return this.raw.text(); }
  bytes() { return this.raw.bytes(); }
  json() { return JSON.parse(this.raw.text()); }
  pointer(pointer) { return this.raw.json(pointer) ?? undefined; }
}

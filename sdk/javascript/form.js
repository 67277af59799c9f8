import { bytesOf, forEachField } from './fields.js';
import { Passing } from './passing.js';
import { Request } from './request.js';

export class Form extends Passing {
  constructor(form) {
    super(form, 'a form');
  }

  value(name) { return this.raw.value(name) ?? undefined; }
  get fields() { return this.raw.fields(); }
  set(name, value) {
    forEachField(name, value, (key, one) => this.raw.set(key, one));
    return this;
  }
  file(name, filename, content, contentType = '') {
    this.raw.file(name, filename, contentType, bytesOf(content));
    return this;
  }
  press(button) {
    this.raw.press(button);
    return this;
  }
  request() { return Request.of(this.raw.request()); }
  send() { return this.request().send(); }
}

// What is of one iteration: a handle that is given back at its end.
import { endsWithIteration } from './handle.js';

export class Passing {
  #handle;
  #what;

  constructor(handle, what) {
    this.#handle = handle;
    this.#what = what;
    endsWithIteration(this);
  }

  /** The host's own object. */
  get raw() {
    if (this.#handle === undefined) throw new Error(`${this.#what} is used after its iteration`);
    return this.#handle;
  }

  end() {
    this.#handle?.[Symbol.dispose]();
    this.#handle = undefined;
  }
  [Symbol.dispose]() { this.end(); }
}

const milliseconds = (seconds) => seconds * 1000;

/** The next of a host's object, for at most so many seconds. */
export function received(raw, seconds, make) {
  const one = raw.receive(milliseconds(seconds));
  return one == null ? undefined : make(one);
}

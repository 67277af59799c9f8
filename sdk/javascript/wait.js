// Promises over wasi:io/poll. The engine's own timer of 0 only lets every reaction run before the next wait.
import { wait as waitFor } from 'throng:load/http@0.1.0';
import { timer as rawTimer } from 'throng:load/vu@0.1.0';
import { poll } from 'wasi:io/poll@0.2.0';
import { endsWithIteration } from './handle.js';
import { Response } from './response.js';

const nativeTimeout = globalThis.setTimeout;
let waiting = [];
let armed = false;
let stalled;

function arm() {
  if (armed) return;
  armed = true;
  nativeTimeout(pump, 0);
}

function pump() {
  armed = false;
  if (waiting.length === 0) {
    stalled?.(new Error('nothing left to wait for: a promise that never settles'));
    return;
  }
  const list = waiting;
  const ready = new Set(poll(list.map((entry) => entry.pollable)));
  waiting = list.filter((_, index) => !ready.has(index));
  for (const index of ready) {
    list[index].pollable[Symbol.dispose]();
    list[index].done();
  }
  arm();
}

function until(pollable) {
  const entry = { pollable };
  entry.promise = new Promise((done) => { entry.done = done; });
  waiting.push(entry);
  arm();
  return entry;
}

function forget(entry) {
  const index = waiting.indexOf(entry);
  if (index < 0) return;
  waiting.splice(index, 1);
  entry.pollable[Symbol.dispose]();
}

export class Sent {
  #pending;
  #response;

  constructor(pending) {
    this.#pending = pending;
    endsWithIteration(this);
  }

  wait() {
    if (this.#response === undefined) {
      if (this.#pending === undefined) throw new Error('a request under way is used after its iteration');
      this.#response = new Response(waitFor(this.#pending));
      this.#pending = undefined;
    }
    return this.#response;
  }

  async #settled() {
    if (this.#pending !== undefined && !this.#pending.ready()) await until(this.#pending.subscribe()).promise;
    // Another `then` may have taken it meanwhile, and a response is itself no promise: it is handed on in an array.
    return [this.wait()];
  }

  then(done, failed) {
    return this.#settled().then(([response]) => response).then(done, failed);
  }

  end() {
    this.#pending?.[Symbol.dispose]();
    this.#pending = undefined;
  }
  [Symbol.dispose]() { this.end(); }
}

export const timer = (seconds) => until(rawTimer(seconds * 1000)).promise;

export const sendAll = (requests) => requests.map((request) => request.start()).map((sent) => sent.wait());

let nextTimer = 1;
const timers = new Map();

globalThis.setTimeout = (then, milliseconds = 0, ...values) => {
  const id = nextTimer++;
  const entry = until(rawTimer(Number(milliseconds) || 0));
  timers.set(id, entry);
  entry.promise.then(() => { if (timers.delete(id)) then(...values); });
  return id;
};
globalThis.clearTimeout = (id) => {
  const entry = timers.get(id);
  if (timers.delete(id)) forget(entry);
};
globalThis.setInterval = (then, milliseconds = 0, ...values) => {
  const id = nextTimer++;
  const again = () => {
    const entry = until(rawTimer(Number(milliseconds) || 0));
    timers.set(id, entry);
    entry.promise.then(() => {
      if (!timers.has(id)) return;
      again();
      then(...values);
    });
  };
  again();
  return id;
};
globalThis.clearInterval = globalThis.clearTimeout;

/** Waits for a promise of the journey; one that can never settle is an error, and would else end the instance. */
export function settle(promise) {
  return Promise.race([promise, new Promise((_, fail) => {
    stalled = fail;
    arm();
  })]);
}

/** Ends the timers that nobody waits for any more. */
export function endWaits() {
  stalled = undefined;
  for (const entry of waiting) entry.pollable[Symbol.dispose]();
  waiting = [];
  timers.clear();
}

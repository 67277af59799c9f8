// Waiting for several things. The tool that makes the component cannot import what gives a `pollable` of `throng:load`, so
// several things at once are looked at in turn, with short waits between; one thing alone is waited for by the host.
import { wait as waitFor } from 'throng:load/http@0.1.1';
import { elapsed, sleep } from 'throng:load/vu@0.1.1';
import { subscribeDuration } from 'wasi:clocks/monotonic-clock@0.2.12';
import { endsWithIteration } from './handle.js';
import { dropReactions, runReactions } from './promise.js';
import { Response } from './response.js';

/** Shortest and longest wait between two looks, in milliseconds. */
const SHORTEST = 0.25;
const LONGEST = 10;

/** What promises wait for: `{ sent, done }` for a request under way, `{ due, done }` for a time. */
let waiting = [];

function until(entry) {
  return new Promise((done) => {
    entry.done = done;
    waiting.push(entry);
  });
}

function forget(entry) {
  waiting = waiting.filter((other) => other !== entry);
}

const isReady = (entry, now) => (entry.sent ? entry.sent.ready() : entry.due <= now);

/** Waits until something is ready, and settles what waited for it. */
function waitForAny() {
  if (waiting.length === 0) throw new Error('nothing left to wait for: a promise that never settles');
  const begun = elapsed();
  let now = begun;
  let ready = waiting.length === 1 && waiting[0].sent ? waiting : waiting.filter((entry) => isReady(entry, now));
  while (ready.length === 0) {
    pause(begun, now);
    now = elapsed();
    ready = waiting.filter((entry) => isReady(entry, now));
  }
  waiting = waiting.filter((entry) => !ready.includes(entry));
  for (const entry of ready) entry.done();
}

function pause(begun, now) {
  const next = Math.min(...waiting.map((entry) => entry.due ?? Infinity)) - now;
  if (waiting.every((entry) => entry.due !== undefined)) return sleep(next);
  const time = Math.min(next, Math.max(SHORTEST, Math.min((now - begun) / 16, LONGEST)));
  const pollable = subscribeDuration(Math.ceil(Math.max(time, 0) * 1e6));
  pollable.block();
  pollable[Symbol.dispose]();
}

export class Sent {
  #pending;
  #response;

  constructor(pending) {
    this.#pending = pending;
    endsWithIteration(this);
  }

  /** Whether `wait` would return at once. */
  ready() { return this.#pending?.ready() ?? true; }

  wait() {
    if (this.#response === undefined) {
      if (this.#pending === undefined) throw new Error('a request under way is used after its iteration');
      this.#response = new Response(waitFor(this.#pending));
      this.#pending = undefined;
    }
    return this.#response;
  }

  then(done, failed) {
    const settled = this.ready() ? Promise.resolve() : until({ sent: this });
    return settled.then(() => this.wait()).then(done, failed);
  }

  end() {
    this.#pending?.[Symbol.dispose]();
    this.#pending = undefined;
  }
  [Symbol.dispose]() { this.end(); }
}

const dueIn = (milliseconds) => elapsed() + Math.max(Number(milliseconds) || 0, 0);

export const timer = (seconds) => until({ due: dueIn(seconds * 1000) });

export const sendAll = (requests) => requests.map((request) => request.start()).map((sent) => sent.wait());

let nextTimer = 1;
const timers = new Map();

function arm(id, then, milliseconds, again) {
  const entry = { due: dueIn(milliseconds) };
  timers.set(id, entry);
  until(entry).then(() => {
    if (timers.get(id) !== entry) return;
    timers.delete(id);
    if (again) arm(id, then, milliseconds, again);
    then();
  });
  return id;
}

globalThis.setTimeout = (then, milliseconds, ...values) => arm(nextTimer++, () => then(...values), milliseconds, false);
globalThis.setInterval = (then, milliseconds, ...values) => arm(nextTimer++, () => then(...values), milliseconds, true);
globalThis.clearTimeout = (id) => {
  forget(timers.get(id));
  timers.delete(id);
};
globalThis.clearInterval = globalThis.clearTimeout;

/** Runs a promise to its end, and gives its value or throws its error. */
export function settle(promise) {
  let over = false;
  let failed = false;
  let value;
  const end = (bad) => (result) => {
    over = true;
    failed = bad;
    value = result;
  };
  Promise.resolve(promise).then(end(false), end(true));
  for (runReactions(); !over; runReactions()) waitForAny();
  if (failed) throw value;
  return value;
}

/** Ends what nobody waits for any more. */
export function endWaits() {
  waiting = [];
  timers.clear();
  dropReactions();
}

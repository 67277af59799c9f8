// node --test tests/sdk/javascript
import assert from 'node:assert/strict';
import { test } from 'node:test';

const native = globalThis.Promise;
const nativeQueue = globalThis.queueMicrotask;
const { runReactions, dropReactions } = await import('../../../sdk/javascript/promise.js');
const SdkPromise = globalThis.Promise;
globalThis.Promise = native;
globalThis.queueMicrotask = nativeQueue;

/** What a promise came to: `['fulfilled', value]` or `['rejected', error]`; `['pending']` where nothing is left to do. */
function outcome(promise) {
  let found = ['pending'];
  promise.then((value) => { found = ['fulfilled', value]; }, (error) => { found = ['rejected', error]; });
  runReactions();
  return found;
}

test('a reaction runs when it is due, in the order of their making', () => {
  const order = [];
  const promise = new SdkPromise((resolve) => {
    order.push('begin');
    resolve(1);
  });
  promise.then(() => order.push('first')).then(() => order.push('third'));
  promise.then(() => order.push('second'));
  order.push('made');
  runReactions();
  assert.deepEqual(order, ['begin', 'made', 'first', 'second', 'third']);
});

test('the first settlement counts', () => {
  assert.deepEqual(outcome(new SdkPromise((resolve, reject) => { resolve(1); reject(2); throw new Error('3'); })), ['fulfilled', 1]);
  assert.deepEqual(outcome(new SdkPromise(() => { throw 'x'; })), ['rejected', 'x']);
  assert.deepEqual(outcome(new SdkPromise(() => {})), ['pending']);
});

test('a promise of a promise, or of anything with `then`, is followed', () => {
  const inner = new SdkPromise((resolve) => resolve('in'));
  assert.deepEqual(outcome(SdkPromise.resolve(0).then(() => inner)), ['fulfilled', 'in']);
  assert.deepEqual(outcome(SdkPromise.resolve({ then: (done) => done('thenable') })), ['fulfilled', 'thenable']);
  assert.deepEqual(outcome(SdkPromise.resolve({ then: () => { throw 'bad'; } })), ['rejected', 'bad']);
  const self = SdkPromise.withResolvers();
  self.resolve(self.promise);
  assert.equal(outcome(self.promise)[1].message, 'a promise waits for itself');
});

test('handlers that are none let through, and `finally` changes nothing unless it fails', () => {
  assert.deepEqual(outcome(SdkPromise.resolve(1).then(undefined).catch(() => 2)), ['fulfilled', 1]);
  assert.deepEqual(outcome(SdkPromise.reject('e').then(() => 2)), ['rejected', 'e']);
  assert.deepEqual(outcome(SdkPromise.reject('e').catch((error) => error + '!')), ['fulfilled', 'e!']);
  assert.deepEqual(outcome(SdkPromise.resolve(1).finally(() => 2)), ['fulfilled', 1]);
  assert.deepEqual(outcome(SdkPromise.reject(1).finally(() => 2)), ['rejected', 1]);
  assert.deepEqual(outcome(SdkPromise.resolve(1).finally(() => { throw 3; })), ['rejected', 3]);
});

test('several are taken together', () => {
  const [one, two, bad] = [1, SdkPromise.resolve(2), SdkPromise.reject('no')];
  const never = new SdkPromise(() => {});
  assert.deepEqual(outcome(SdkPromise.all([one, two])), ['fulfilled', [1, 2]]);
  assert.deepEqual(outcome(SdkPromise.all([])), ['fulfilled', []]);
  assert.deepEqual(outcome(SdkPromise.all([one, never, bad])), ['rejected', 'no']);
  assert.deepEqual(outcome(SdkPromise.all([one, never])), ['pending']);
  assert.deepEqual(outcome(SdkPromise.race([never, two])), ['fulfilled', 2]);
  assert.deepEqual(outcome(SdkPromise.any([bad, never, two])), ['fulfilled', 2]);
  assert.deepEqual(outcome(SdkPromise.any([bad, bad]))[1].errors, ['no', 'no']);
  assert.deepEqual(outcome(SdkPromise.allSettled([one, bad])), ['fulfilled', [
    { status: 'fulfilled', value: 1 }, { status: 'rejected', reason: 'no' },
  ]]);
});

test('what was dropped does not run', () => {
  let ran = false;
  SdkPromise.resolve().then(() => { ran = true; });
  dropReactions();
  runReactions();
  assert.equal(ran, false);
});

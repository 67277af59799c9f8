// node --test tests/sdk/javascript
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contract } from '../../../sdk/javascript/contract.mjs';
import { choose } from '../../../sdk/javascript/choose.js';
import { placesOf, withPlaces } from '../../../sdk/javascript/places.mjs';

test('a line of the bundle is a line of its source', () => {
  // Lines 2 and 4 of the bundle: line 3 of a.js, and line 1 of b.js; c.js is left out.
  const map = { sources: ['a.js', 'b.js', 'c.js'], mappings: ';AAEA;;ACFA;ACIA' };
  const places = placesOf(map, (source) => (source === 'c.js' ? undefined : source));
  assert.deepEqual(places, { files: ['a.js', 'b.js', ''], lines: { 2: [0, 3], 4: [1, 1] } });
  const message = ': Failed to finish JavaScript module evaluation: Error: no\n    at f (user.js:2:1)\n    at g (user.js:5:1)\n';
  assert.equal(withPlaces(message, places), 'Error: no\n  at a.js:3');
});

test('the contract without what gives a pollable', () => {
  const text = contract('use wasi:io/poll@0.2.0.{pollable};\nstart: func() -> pending;\n  subscribe: func() -> pollable;\n  /// pollable\n');
  assert.match(text, /^start: func\(\) -> pending;\n/);
  assert.doesNotMatch(text.split('\nworld javascript')[0], /pollable/);
});

test('a weight is a share', () => {
  const counts = {};
  for (let at = 0; at < 400; at++) {
    const task = choose([[3, 'a'], [0, 'b'], [1, 'c']], at / 400);
    counts[task] = (counts[task] ?? 0) + 1;
  }
  assert.deepEqual(counts, { a: 300, c: 100 });
  assert.equal(choose([[0, 'a']], 0.5), undefined);
});

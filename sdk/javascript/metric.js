import { Metric as Raw, check as rawCheck, checkTagged } from 'throng:load/metrics@0.1.1';
import { fields } from './fields.js';
import { Handle, life } from './handle.js';

const declared = {};

/** The metrics that stand at the top of a module, as a plan declares them. */
export const declaredMetrics = () => declared;

class Series extends Handle {
  add(value) { this.raw.add(Number(value)); }
  tagged(tags) {
    const list = fields(tags);
    return new Series(() => this.raw.tagged(list));
  }
}

class Metric extends Series {
  constructor(kind, name, unit) {
    super(() => (kind === 'rate' ? Raw.rate(name) : Raw[kind](name, unit)));
    if (!life.awake) declared[name] = unit ? { kind, unit } : { kind };
  }
}

export class Counter extends Metric {
  constructor(name, unit = '') { super('counter', name, unit); }
  add(value = 1) { super.add(value); }
}
export class Gauge extends Metric {
  constructor(name, unit = '') { super('gauge', name, unit); }
  set(value) { this.add(value); }
}
export class Rate extends Metric {
  constructor(name) { super('rate', name, ''); }
  add(hit) { super.add(hit ? 1 : 0); }
}
export class Trend extends Metric {
  constructor(name, unit = '') { super('trend', name, unit); }
}

function checkOne(name, holds, tags) {
  return tags === undefined ? rawCheck(name, Boolean(holds)) : checkTagged(name, Boolean(holds), fields(tags));
}

export function check(what, holds, tags) {
  if (typeof what === 'string') return checkOne(what, holds, tags);
  let all = true;
  for (const [name, fact] of Object.entries(holds)) all = checkOne(name, fact(what), tags) && all;
  return all;
}

import * as raw from 'throng:load/vu@0.1.1';
import { life, wake } from './handle.js';

export const id = () => raw.id();
export const iteration = () => raw.iteration();
export const iterationInScenario = () => Number(raw.iterationInScenario());
export const scenario = () => raw.scenario();

let read = false;
let value;
export function setupData() {
  if (!read) {
    const text = raw.setupData();
    value = text === '' ? undefined : JSON.parse(text);
    read = true;
  }
  return value;
}

export const sleep = (seconds) => raw.sleep(seconds * 1000);
export const pace = (seconds) => raw.pace(seconds * 1000);

export function step(name, inside) {
  raw.enter(name);
  let result;
  try {
    result = inside();
  } catch (error) {
    raw.leave();
    throw error;
  }
  if (typeof result?.then === 'function') return Promise.resolve(result).finally(() => raw.leave());
  raw.leave();
  return result;
}

export const tag = (key, text) => raw.tag(key, String(text));
export const untag = (key) => raw.untag(key);
export function env(name) {
  wake('env', life.called);
  return raw.env(name) ?? undefined;
}
export function secret(name) {
  wake('secret');
  return raw.secret(name);
}

export const random = () => raw.random();
export const pick = (from) => from[Math.floor(raw.random() * from.length)];
export const roll = (least, most) => least + Math.floor(raw.random() * (most - least + 1));

// The engine's own generator is part of the snapshot: every user would draw the same numbers.
const nativeRandom = Math.random;
Math.random = () => (life.awake ? raw.random() : nativeRandom());

export const elapsed = () => raw.elapsed() / 1000;
export const progress = () => raw.progress();
export const stage = () => raw.stage();
export const users = () => raw.users();

export const meet = (place, count, seconds) => raw.meet(place, count, seconds * 1000);
export const markFailed = (reason) => raw.markFailed(reason);
export const abort = (reason) => raw.abort(reason);

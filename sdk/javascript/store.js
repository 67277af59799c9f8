import * as raw from 'throng:load/store@0.1.1';

export const put = (key, value) => raw.put(key, value);
export const get = (key) => raw.get(key) ?? undefined;
export const push = (queue, value) => raw.push(queue, value);
export const pop = (queue) => raw.pop(queue) ?? undefined;
export const count = (key, by) => raw.count(key, by);

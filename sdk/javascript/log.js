import * as raw from 'throng:load/log@0.1.1';

const text = (value) => {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return String(value);
  return JSON.stringify(value) ?? String(value);
};

const line = (level) => (...values) => raw[level](values.map(text).join(' '));

export const debug = line('debug');
export const info = line('info');
export const warn = line('warn');
export const error = line('error');

globalThis.console = { debug, trace: debug, log: info, info, warn, error };

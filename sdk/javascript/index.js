// Journeys in JavaScript and TypeScript; `index.d.ts` says what each thing is.
export { between, constant, tasks } from './tasks.js';
export { Counter, Gauge, Rate, Trend, check } from './metric.js';
export { Multipart, Request, del, get, head, options, patch, post, put, request } from './request.js';
export { Response } from './response.js';
export { Row, Table, file } from './data.js';
export { Address } from './inbox.js';
export { pollUntil } from './job.js';
export { Sent, sendAll, timer } from './wait.js';
export { env, pace, pick, random, roll, secret, sleep, step } from './vu.js';
export * as log from './log.js';
export * as session from './session.js';
export * as store from './store.js';
export * as vu from './vu.js';

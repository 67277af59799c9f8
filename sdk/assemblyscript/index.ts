/**
 * Write load journeys for throng in AssemblyScript. contract.ts has every function of the host; this file adds what makes a
 * journey short.
 *
 *     import { get, check, sleep, Outcome, ok } from "./throng";
 *
 *     export function run(): Outcome {
 *       const r = get("/").send();
 *       check("status is 200", r.status() == 200);
 *       sleep(1000);
 *       return ok;
 *     }
 *
 * A journey exports `run`, and where it likes `start`, `stop`, `teardown` (Outcome), `setup` (gives `value(text)` or
 * `fail(message)`) and `plan` (gives `planned(json)`).
 */
import { Metric, Pending, Request, Response, Table, enter, leave, random, sleep } from "./contract";
import { Field, utf8 } from "./memory";

export * from "./contract";
export { Field } from "./memory";

/** How a stage ended: `ok`, or `fail(message)`. */
export type Outcome = usize;

/** It went well. */
export const ok: Outcome = memory.data(12, 4);

const FAILED: usize = memory.data(12, 4);
const VALUE: usize = memory.data(12, 4);
const TEXT: usize = memory.data(8, 4);
let given: ArrayBuffer = new ArrayBuffer(0);

function written(at: usize, text: string): usize {
  given = utf8(text);
  store<usize>(at, changetype<usize>(given));
  store<usize>(at, given.byteLength, 4);
  return at;
}

/** The stage failed: for `run`, this iteration. */
export function fail(message: string): Outcome {
  store<u32>(FAILED, 1);
  written(FAILED + 4, message);
  return FAILED;
}

/** What `setup` gives to all users: setupData() has it. */
export function value(text: string): Outcome {
  written(VALUE + 4, text);
  return VALUE;
}

/** What `plan` gives: the JSON form of a plan file. */
export function planned(json: string): usize {
  return written(TEXT, json);
}

/** A request that is sent once, and let go of when it is. */
class Once extends Request {
  send(): Response {
    const response = super.send();
    this.drop();
    return response;
  }

  hit(): u16 {
    const status = super.hit();
    this.drop();
    return status;
  }

  start(): Pending {
    const pending = super.start();
    this.drop();
    return pending;
  }
}

/** A GET request, to be sent once. */
export function get(url: string): Request {
  return new Once("GET", url);
}

/** A HEAD request, to be sent once. */
export function head(url: string): Request {
  return new Once("HEAD", url);
}

/** A POST request, to be sent once. */
export function post(url: string): Request {
  return new Once("POST", url);
}

/** A PUT request, to be sent once. */
export function put(url: string): Request {
  return new Once("PUT", url);
}

/** A PATCH request, to be sent once. */
export function patch(url: string): Request {
  return new Once("PATCH", url);
}

/** A DELETE request, to be sent once (`delete` is a word of the language). */
export function del(url: string): Request {
  return new Once("DELETE", url);
}

/** A request for a global: made when it is first asked for, kept for the user's life. */
export class Prepared {
  private made: Request | null = null;

  constructor(private method: string, private url: string, private set: (request: Request) => void = (r: Request) => {}) {}

  /** The request: set what changes, then send it. */
  get request(): Request {
    let made = this.made;
    if (made == null) {
      made = new Request(this.method, this.url);
      this.set(made);
      this.made = made;
    }
    return made;
  }
}

/** How many series with tags a metric keeps: when there are more, all are given back to the host. */
const MOST_TAGGED = 1000;

/** A metric for a global; see Counter, Gauge, Rate and Trend. */
export abstract class Series {
  private made: Metric | null = null;
  private known: Map<string, Tagged> = new Map<string, Tagged>();

  constructor(protected name: string, protected unit: string = "") {}

  protected abstract make(): Metric;

  /** The host's own metric, made when it is first asked for. */
  get metric(): Metric {
    let made = this.made;
    if (made == null) {
      made = this.make();
      this.made = made;
    }
    return made;
  }

  /** Adds one value; for a rate 0 is a miss, anything else a hit. */
  add(value: f64): void {
    this.metric.add(value);
  }

  /** The series of this metric with these tags. The same tags give the same series, so it may be asked for in each iteration. */
  tagged(tags: Field[]): Tagged {
    let key = "";
    for (let i = 0; i < tags.length; i++) key += quoted(tags[i].name) + quoted(tags[i].value);
    if (this.known.has(key)) return this.known.get(key);
    if (this.known.size == MOST_TAGGED) this.forget();
    const made = new Tagged(this, tags.slice(0));
    this.known.set(key, made);
    return made;
  }

  /** Gives it and what it was tagged back to the host; one that is added to later is made again. */
  drop(): void {
    this.forget();
    const made = this.made;
    if (made != null) made.drop();
    this.made = null;
  }

  private forget(): void {
    const all = this.known.values();
    for (let i = 0; i < all.length; i++) all[i].drop();
    this.known.clear();
  }
}

/** A metric with tags of its own. */
export class Tagged extends Series {
  constructor(private parent: Series, private tags: Field[]) {
    super("");
  }

  protected make(): Metric {
    return this.parent.metric._tagged(this.tags);
  }
}

/** A sum. */
export class Counter extends Series {
  protected make(): Metric {
    return Metric.counter(this.name, this.unit);
  }
}

/** The last value, with the least and the greatest. */
export class Gauge extends Series {
  protected make(): Metric {
    return Metric.gauge(this.name, this.unit);
  }
}

/** A share of hits. */
export class Rate extends Series {
  protected make(): Metric {
    return Metric.rate(this.name);
  }
}

/** A distribution; `ms` and `bytes` are units that are shown as such. */
export class Trend extends Series {
  protected make(): Metric {
    return Metric.trend(this.name, this.unit);
  }
}

/** A row of a table. */
export class Row {
  constructor(private table: Table, /** Its number, from 0. */ public index: u32) {}

  /** A cell; null when there is no such column. */
  cell(column: string): string | null {
    return this.table.cell(this.index, column);
  }

  /** The row as a JSON object. */
  json(): string | null {
    return this.table.json(this.index);
  }
}

/** A table of the plan, for a global. */
export class Rows {
  private made: Table | null = null;

  constructor(private name: string) {}

  private get table(): Table {
    let made = this.made;
    if (made == null) {
      made = new Table(this.name);
      this.made = made;
    }
    return made;
  }

  /** How many rows. */
  get length(): u32 {
    return this.table.length();
  }

  /** A row by the plan's policy; null when they are used up. */
  next(): Row | null {
    const index = this.table.next();
    return index < 0 ? null : new Row(this.table, <u32>index);
  }

  /** This user's own row; null when there are more users than rows. */
  mine(): Row | null {
    const index = this.table.mine();
    return index < 0 ? null : new Row(this.table, <u32>index);
  }

  /** A row by its number. */
  row(index: u32): Row {
    return new Row(this.table, index);
  }
}

/** A step around a function; AssemblyScript has no closures, so use enter and leave where values must go in or out. */
export function step(name: string, inside: () => void): void {
  enter(name);
  inside();
  leave();
}

/** A task, and how often it is done in comparison with the others. */
export class Task {
  constructor(public weight: u32, public run: () => Outcome) {}
}

/** Does one of the tasks, chosen by weight, and gives what it gave. */
export function choose(tasks: Task[]): Outcome {
  let total: f64 = 0;
  for (let i = 0; i < tasks.length; i++) total += <f64>tasks[i].weight;
  let left = random() * total;
  for (let i = 0; i < tasks.length; i++) {
    left -= <f64>tasks[i].weight;
    if (left < 0) return tasks[i].run();
  }
  return ok;
}

/** Sleeps between so many seconds and so many, at random. */
export function think(least: f64, most: f64): void {
  sleep((least + random() * (most - least)) * 1000);
}

/** The text in quotes, as JSON has it. */
export function quoted(text: string): string {
  let out = '"';
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c == 34 || c == 92) out += "\\" + String.fromCharCode(c);
    else if (c < 32) out += "\\u00" + (c < 16 ? "0" : "") + c.toString(16);
    else out += String.fromCharCode(c);
  }
  return out + '"';
}

/** A JSON object in the making: `new Json().text("name", name).number("age", 7).end()`. */
export class Json {
  private out: string = "{";

  private key(name: string): void {
    if (this.out.length > 1) this.out += ",";
    this.out += quoted(name) + ":";
  }

  /** A member that is a text. */
  text(name: string, value: string): this {
    return this.raw(name, quoted(value));
  }

  /** A member that is a number; a whole one is written without a point. */
  number(name: string, value: f64): this {
    return this.raw(name, value == Math.floor(value) ? (<i64>value).toString() : value.toString());
  }

  /** A member that is true or false. */
  bool(name: string, value: bool): this {
    return this.raw(name, value ? "true" : "false");
  }

  /** A member that is JSON already. */
  raw(name: string, json: string): this {
    this.key(name);
    this.out += json;
    return this;
  }

  /** The object. */
  end(): string {
    return this.out + "}";
  }
}

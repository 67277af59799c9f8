// Handles of the host, and how long they live.

/**
 * `called`: a stage or `plan` has been called, so this is not the build, which has no host. `awake`: it was a stage, so the
 * host may do more than tell what is in the environment. `iteration`: it is `run`.
 */
export const life = { called: false, awake: false, iteration: false };

/** Throws where the host may not be called, and says so: the host itself would end the build, without a word. */
export function wake(what, allowed = life.awake) {
  if (allowed) return;
  throw new Error(life.called
    ? `${what} may not be used in \`plan\`, which comes before the run: use it in \`setup\`, \`start\` or \`run\``
    : `${what} may not be used at the top of a module: the build runs that once, and every user starts from what it left; `
      + 'use it in a function, such as `start` or `run`');
}

/** What ends with the iteration. */
let passing = [];

/** Has `thing.end()` called when the iteration is over. */
export function endsWithIteration(thing) {
  passing.push(thing);
}

/** Ends all that was made in the iteration: without it a collector that is never in a hurry would keep every handle. */
export function endIteration() {
  const ended = passing;
  passing = [];
  for (const thing of ended) thing.end();
}

/**
 * A handle that is made when it is first used, so that it may stand at the top of a module. One that is made inside of an
 * iteration is given back at the iteration's end; if the journey kept it, it is made again, and kept from then on.
 */
export class Handle {
  #make;
  #changes = [];
  #raw;
  #kept = !life.iteration;

  constructor(make) {
    this.#make = make;
  }

  /** The host's own object. */
  get raw() {
    if (this.#raw === undefined) this.#open();
    return this.#raw;
  }

  /** Changes it, now or when it is made. */
  change(change) {
    if (this.#raw !== undefined) {
      change(this.#raw);
      if (this.#kept) return this;
    }
    this.#changes.push(change);
    return this;
  }

  #open() {
    wake('a request, a metric or a table');
    this.#raw = this.#make();
    for (const change of this.#changes) change(this.#raw);
    if (this.#kept) this.#changes = [];
    else endsWithIteration(this);
  }

  /** Gives it back to the host. */
  end() {
    this.#raw[Symbol.dispose]();
    this.#raw = undefined;
    this.#kept = true;
  }
}

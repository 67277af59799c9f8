// Promises whose reactions the SDK runs itself. An export of the contract is synchronous, and the engine inside of the
// component runs reactions only after it has returned; so these take the place of its own, and the build makes
// `async` functions into ones that use them.

let reactions = [];

/** Runs all that is due. */
export function runReactions() {
  while (reactions.length > 0) {
    const due = reactions;
    reactions = [];
    for (const react of due) react();
  }
}

/** Drops what is due: after an iteration that failed. */
export function dropReactions() {
  reactions = [];
}

const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');

class SdkPromise {
  #state = 'pending';
  #value;
  #waiting = [];

  constructor(begin) {
    const { resolve, reject } = this.#resolvers();
    try {
      begin(resolve, reject);
    } catch (error) {
      reject(error);
    }
  }

  /** Two functions of which the first call counts. */
  #resolvers() {
    let called = false;
    const once = (act) => (value) => {
      if (called) return;
      called = true;
      act(value);
    };
    return { resolve: once((value) => this.#follow(value)), reject: once((error) => this.#settle('rejected', error)) };
  }

  /** Takes the state of a value: of a promise, or anything with `then`, the one that it will have. */
  #follow(value) {
    if (value === this) return this.#settle('rejected', new TypeError('a promise waits for itself'));
    let then;
    try {
      then = isObject(value) ? value.then : undefined;
    } catch (error) {
      return this.#settle('rejected', error);
    }
    if (typeof then !== 'function') return this.#settle('fulfilled', value);
    reactions.push(() => {
      const { resolve, reject } = this.#resolvers();
      try {
        then.call(value, resolve, reject);
      } catch (error) {
        reject(error);
      }
    });
  }

  #settle(state, value) {
    this.#state = state;
    this.#value = value;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const react of waiting) reactions.push(react);
  }

  then(done, failed) {
    return new SdkPromise((resolve, reject) => {
      const react = () => {
        const handler = this.#state === 'fulfilled' ? done : failed;
        if (typeof handler !== 'function') return this.#state === 'fulfilled' ? resolve(this.#value) : reject(this.#value);
        try {
          resolve(handler(this.#value));
        } catch (error) {
          reject(error);
        }
      };
      if (this.#state === 'pending') this.#waiting.push(react);
      else reactions.push(react);
    });
  }

  catch(failed) {
    return this.then(undefined, failed);
  }

  finally(last) {
    if (typeof last !== 'function') return this.then(last, last);
    return this.then(
      (value) => SdkPromise.resolve(last()).then(() => value),
      (error) => SdkPromise.resolve(last()).then(() => { throw error; }),
    );
  }

  get [Symbol.toStringTag]() { return 'Promise'; }

  static resolve(value) {
    return value instanceof SdkPromise ? value : new SdkPromise((resolve) => resolve(value));
  }
  static reject(error) {
    return new SdkPromise((_, reject) => reject(error));
  }
  static withResolvers() {
    const resolvers = {};
    resolvers.promise = new SdkPromise((resolve, reject) => Object.assign(resolvers, { resolve, reject }));
    return resolvers;
  }
  static try(begin, ...values) {
    return new SdkPromise((resolve) => resolve(begin(...values)));
  }

  static race(promises) {
    return new SdkPromise((resolve, reject) => {
      for (const promise of promises) SdkPromise.resolve(promise).then(resolve, reject);
    });
  }
  static all(promises) {
    return collect(promises, (slot, resolve, reject) => [slot, reject]);
  }
  static allSettled(promises) {
    return collect(promises, (slot) => [
      (value) => slot({ status: 'fulfilled', value }),
      (reason) => slot({ status: 'rejected', reason }),
    ]);
  }
  static any(promises) {
    return collect(promises, (slot, resolve) => [resolve, slot], (errors, _, reject) => {
      reject(new AggregateError(errors, 'all promises were rejected'));
    });
  }
}

/** A promise of one value of each: `handlers` says what fills a slot, `full` what to do when all are. */
function collect(promises, handlers, full = (values, resolve) => resolve(values)) {
  return new SdkPromise((resolve, reject) => {
    const values = [];
    let open = 1;
    const closeOne = () => { if (--open === 0) full(values, resolve, reject); };
    let index = 0;
    for (const promise of promises) {
      const at = index++;
      open++;
      const slot = (value) => {
        values[at] = value;
        closeOne();
      };
      SdkPromise.resolve(promise).then(...handlers(slot, resolve, reject));
    }
    closeOne();
  });
}

Object.defineProperty(SdkPromise, 'name', { value: 'Promise' });
globalThis.Promise = SdkPromise;
globalThis.queueMicrotask = (react) => { reactions.push(react); };

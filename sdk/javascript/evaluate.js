// What a loader does: see loader.mjs, which puts the imports before it. `text`, `refuse` and `place` are the host's, and
// `contract` is all that a journey may import.

/** The places of the journey in a stack, innermost first. */
function places(error) {
  return (error?.stack ?? '').split('\n').flatMap((frame) => {
    const [, name, line] = /^ *at (?:(.*) \()?<input>:(\d+)/.exec(frame) ?? [];
    const [file, at] = globalThis.throngLines?.(line) ?? [];
    if (file === undefined) return [];
    return [{ at: `${file}:${at}`, name: name?.startsWith('<') ? undefined : name }];
  });
}

/** While `act` is under way, the host knows where it was asked to: what it traps for ends the instance, and throws nothing. */
function placed(act) {
  place(places(new Error()).map(({ name, at }) => (name === undefined ? at : `${name} (${at})`)).join(' < '));
  try {
    return act();
  } finally {
    place('');
  }
}

const isClass = (value) => Object.getOwnPropertyNames(value.prototype ?? {}).length > 1;

/** A function of the host, or its class for a resource, that says where it is called. */
function placing(value) {
  if (typeof value !== 'function') return value;
  if (!isClass(value)) return function (...values) { return placed(() => value.apply(this, values)); };
  for (const owner of [value, value.prototype]) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      const { value: method, writable } = Object.getOwnPropertyDescriptor(owner, name);
      if (typeof method === 'function' && writable && name !== 'constructor') owner[name] = placing(method);
    }
  }
  return new Proxy(value, { construct: (made, values, as) => placed(() => Reflect.construct(made, values, as)) });
}

globalThis.throngHost = Object.fromEntries(Object.entries(contract).map(([name, functions]) => (
  [name, Object.fromEntries(Object.entries(functions).map(([function_, value]) => [function_, placing(value)]))])));

let stages;
/** The stages of the journey: the first that is called evaluates the text. */
function journey() {
  if (stages !== undefined) return stages;
  try {
    stages = (0, eval)(text());
  } catch (error) {
    refuse([String(error), ...places(error).map(({ at }) => `  at ${at}`)].join('\n'));
  }
  return stages;
}

export const plan = () => journey().plan();
export const setup = () => journey().setup();
export const start = () => journey().start();
export const run = () => journey().run();
export const stop = () => journey().stop();
export const teardown = () => journey().teardown();

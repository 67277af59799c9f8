/** `{ a: 1 }` as the contract wants it: `[['a', '1']]`. */
export function fields(pairs = {}) {
  return Object.entries(pairs).map(([name, value]) => [name, String(value)]);
}

/** Calls `set` for a name and its value, or for each of an object. */
export function forEachField(name, value, set) {
  if (typeof name === 'string') set(name, String(value));
  else for (const [key, one] of fields(name)) set(key, one);
}

/** The bytes of a text as UTF-8, or of anything like an array. */
export function bytesOf(content) {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}

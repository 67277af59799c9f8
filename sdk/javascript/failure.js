// The text of an error, as the report shows it: the message, and where in the journey it was thrown.

/** `    at name (bundle.js:12:3)` or `    at bundle.js:12:3`, a line of a stack. */
const FRAME = /^ *at (?:(.*) \()?.*?:(\d+)(?::\d+)?\)?$/;

function place(frame) {
  const [, name, line] = FRAME.exec(frame) ?? [];
  // The build adds the table: for a line of the bundle the file and line that it was made of, and nothing for the SDK's.
  const [file, at] = globalThis.throngLines?.(Number(line)) ?? [];
  if (file === undefined) return [];
  return [name === undefined || name.startsWith('<') ? `${file}:${at}` : `${name} (${file}:${at})`];
}

/** Any thrown value as a text: its message, and in a line of its own the places. */
export function failureText(error) {
  if (!(error instanceof Error)) return String(error);
  const message = error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
  const places = (error.stack ?? '').split('\n').flatMap(place);
  return places.length === 0 ? message : `${message}\n  at ${places.join(' < ')}`;
}

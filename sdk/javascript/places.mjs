// Where the lines of a bundle came from, by its source map: as text of JavaScript that is small enough to go along.

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The numbers of a segment of a source map (base 64, five bits at a time, the sign last). */
function numbers(segment) {
  const out = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    out.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return out;
}

/** `{ files, lines }`: for a line of the bundle, from 1, the file's index and its line. `name` gives none to leave a file out. */
export function placesOf({ mappings, sources }, name) {
  const files = sources.map(name);
  const lines = {};
  let source = 0;
  let line = 0;
  mappings.split(';').forEach((segments, index) => {
    for (const segment of segments.split(',')) {
      const [, sourceStep, lineStep] = numbers(segment);
      if (sourceStep === undefined) continue;
      source += sourceStep;
      line += lineStep;
      if (files[source] !== undefined) lines[index + 1] ??= [source, line + 1];
    }
  });
  return { files: files.map((file) => file ?? ''), lines };
}

/** An error of the tool, with places of the journey instead of those of the bundle, and without what leads up to it. */
export function withPlaces(message, { files, lines }) {
  const [first, ...frames] = message.replace(/^.*(?:module evaluation|user JavaScript module): /, '').trim().split('\n');
  const places = frames.flatMap((frame) => {
    const at = lines[/user\.js:(\d+)/.exec(frame)?.[1]];
    return at ? [`  at ${files[at[0]]}:${at[1]}`] : [];
  });
  return [first, ...places].join('\n');
}

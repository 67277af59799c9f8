// What the host calls besides the journey's own stages, and what AssemblyScript itself asks for. `throng build` compiles it
// with the journey.
import { error, random } from "./contract";
import { realloc } from "./memory";

/** The host asks for memory by this name. */
export function cabi_realloc(old: usize, had: usize, align: usize, size: usize): usize {
  return realloc(old, had, align, size);
}

/** What throws or fails an assertion: the message is logged with its place, and the instance ends. */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  const what = message ? message : "aborted";
  error(what + " at " + (file ? file : "?") + ":" + line.toString() + ":" + column.toString());
  unreachable();
}

/** The seed of Math.random: from the plan's seed and the user. */
export function seed(): f64 {
  return random() * 9007199254740991;
}

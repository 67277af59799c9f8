// Lines of the engine's log; `console` writes there too.
/** For the author; shown when asked for. */
export function debug(...values: unknown[]): void;
/** For the reader. */
export function info(...values: unknown[]): void;
/** Something is not as it should be. */
export function warn(...values: unknown[]): void;
/** Something failed; it ends nothing. */
export function error(...values: unknown[]): void;

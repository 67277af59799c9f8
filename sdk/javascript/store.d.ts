// A small store that all users of a run share.
/** Sets the value of a key. */
export function put(key: string, value: string): void;
/** The value of a key. */
export function get(key: string): string | undefined;
/** Appends to a queue. */
export function push(queue: string, value: string): void;
/** Takes the oldest of a queue; none when it is empty. */
export function pop(queue: string): string | undefined;
/** Adds to a number and gives the new value. */
export function count(key: string, by: number): number;

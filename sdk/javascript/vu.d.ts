// The virtual user, and where the run is.
import type { Text } from './index.js';

/** This user's number: unique in the whole run, also across machines; from 1. */
export function id(): number;
/** This user's iteration, from 0. */
export function iteration(): number;
/** The iteration's number in its scenario: unique, also across machines; from 0. */
export function iterationInScenario(): number;
/** The scenario of this iteration. */
export function scenario(): string;
/** What `setup` returned; nothing before, and where there is none. */
export function setupData<T = any>(): T;
/** A tag of every sample of this user from now on. */
export function tag(key: string, value: Text): void;
/** Takes a tag away. */
export function untag(key: string): void;
/** Seconds since the run began. */
export function elapsed(): number;
/** How much of the scenario is over, from 0 to 1. */
export function progress(): number;
/** Which stage of the scenario's curve, from 0. */
export function stage(): number;
/** Users of this scenario that are active now. */
export function users(): number;
/** Waits until so many users have come to the place of that name; false when the wait is over before. */
export function meet(place: string, users: number, seconds: number): boolean;
/** Marks the run as failed with this reason, and lets it go on. */
export function markFailed(reason: string): void;
/** Stops the run, which fails with this reason. To fail one iteration, throw an error instead. */
export function abort(reason: string): never;

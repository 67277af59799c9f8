// What this user's client remembers: cookies, default headers, connections.
/** A cookie that would be sent to this url. */
export function cookie(url: string, name: string): string | undefined;
/** Sets a cookie, written as in a Set-Cookie line. */
export function setCookie(url: string, cookie: string): void;
/** Forgets all cookies. */
export function clearCookies(): void;
/** A header of every request that does not set it itself; an empty value removes it. */
export function header(name: string, value: string): void;
/** Expected statuses of every request that sets none itself. */
export function expect(statuses: string | number): void;
/** A client certificate and its key: names of files of the plan. */
export function identity(certificate: string, key: string): void;
/** Closes the connections. */
export function disconnect(): void;

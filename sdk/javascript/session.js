import * as raw from 'throng:load/session@0.1.1';

export const cookie = (url, name) => raw.cookie(url, name) ?? undefined;
export const setCookie = (url, line) => raw.setCookie(url, line);
export const clearCookies = () => raw.clearCookies();
export const header = (name, value) => raw.header(name, value);
export const expect = (statuses) => raw.expect(String(statuses));
export const identity = (certificate, key) => raw.identity(certificate, key);
export const disconnect = () => raw.disconnect();

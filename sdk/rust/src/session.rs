//! What this user's client remembers: cookies, default headers, connections.

use crate::bindings::throng::load::session as raw;

/// A cookie that would be sent to this url.
pub fn cookie(url: &str, name: &str) -> Option<String> {
    raw::cookie(url, name)
}

/// Sets a cookie, written as in a Set-Cookie line.
pub fn set_cookie(url: &str, cookie: &str) {
    raw::set_cookie(url, cookie);
}

/// Forgets all cookies.
pub fn clear_cookies() {
    raw::clear_cookies();
}

/// A header of every request that does not set it itself; an empty value removes it.
pub fn header(name: &str, value: &str) {
    raw::header(name, value);
}

/// Expected statuses of every request that sets none itself.
pub fn expect(statuses: &str) {
    raw::expect(statuses);
}

/// A client certificate and its key: names of files of the plan. From the next connection on.
pub fn identity(certificate: &str, key: &str) {
    raw::identity(certificate, key);
}

/// Closes the connections; the next request opens new ones.
pub fn disconnect() {
    raw::disconnect();
}

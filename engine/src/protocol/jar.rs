//! One user's cookies, by RFC 6265.

use std::sync::{Mutex, PoisonError};

use cookie_store::{CookieStore, RawCookie};
use http::header::{COOKIE, HeaderValue, SET_COOKIE};
use url::Url;

use super::headers::Headers;
use super::prepared::Prepared;

/// One user's cookies; nothing is kept where there are none.
#[derive(Default)]
pub(super) struct Jar(Mutex<Option<Box<CookieStore>>>);

impl Jar {
    /// The cookie header of this request: those it has itself, then those of the jar that it does not name; none where
    /// the jar has nothing to add.
    pub(super) fn header(&self, prepared: &Prepared) -> Option<HeaderValue> {
        let jar = self.lock();
        let store = jar.as_deref()?;
        let own: Vec<&str> = prepared
            .fields
            .map
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|all| all.split(';'))
            .collect();
        let own: Vec<&str> = own.into_iter().map(str::trim).filter(|pair| !pair.is_empty()).collect();
        let named = |name: &str| own.iter().any(|pair| pair.split('=').next() == Some(name));
        let mut kept = store.matches(&prepared.url);
        kept.retain(|cookie| !named(cookie.name()));
        if kept.is_empty() {
            return None;
        }
        // RFC 6265 §5.4: longer paths first; the store knows no creation times, so names decide after that.
        kept.sort_by(|a, b| b.path.len().cmp(&a.path.len()).then_with(|| a.name().cmp(b.name())));
        let mut text = own.join("; ");
        for cookie in kept {
            let (name, value) = cookie.name_value();
            let gap = if text.is_empty() { "" } else { "; " };
            text.push_str(&format!("{gap}{name}={value}"));
        }
        HeaderValue::from_str(&text).ok()
    }

    /// Keeps what a response sets.
    pub(super) fn learn(&self, url: &Url, headers: &Headers) {
        if headers.noted().cookies {
            for line in
                headers.get_all(SET_COOKIE).iter().filter_map(|value| std::str::from_utf8(value.as_bytes()).ok())
            {
                self.set(url, line);
            }
        }
    }

    /// Keeps one `Set-Cookie` line; false when it is refused.
    pub(super) fn set(&self, url: &Url, line: &str) -> bool {
        let Ok(cookie) = RawCookie::parse(line.to_owned()) else { return false };
        let mut jar = self.lock();
        let store = jar.get_or_insert_with(Box::default);
        store.store_response_cookies(std::iter::once(cookie.clone().into_owned()), url);
        store.matches(url).iter().any(|kept| kept.name() == cookie.name() && kept.value() == cookie.value())
    }

    /// The value of a cookie that a request to this url would carry.
    pub(super) fn get(&self, url: &Url, name: &str) -> Option<String> {
        let jar = self.lock();
        let store = jar.as_deref()?;
        let found = store.matches(url).into_iter().filter(|cookie| cookie.name() == name);
        found.max_by_key(|cookie| cookie.path.len()).map(|cookie| cookie.value().to_owned())
    }

    /// Forgets all.
    pub(super) fn clear(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Box<CookieStore>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a url")
    }

    #[test]
    fn scope_by_host_path_and_scheme() {
        let jar = Jar::default();
        let shop = url("https://shop.test/a/b");
        assert!(jar.set(&shop, "s=1; Path=/; Secure"));
        assert!(jar.set(&shop, "p=2"));
        assert!(!jar.set(&shop, "x=1; Domain=other.test"));
        assert_eq!(jar.get(&url("https://shop.test/a/c"), "p").as_deref(), Some("2"));
        assert_eq!(jar.get(&url("https://shop.test/c"), "p"), None);
        assert_eq!(jar.get(&url("https://shop.test/c"), "s").as_deref(), Some("1"));
        assert_eq!(jar.get(&url("http://shop.test/c"), "s"), None);
        assert_eq!(jar.get(&url("https://sub.shop.test/a/c"), "s"), None);
        jar.clear();
        assert_eq!(jar.get(&shop, "s"), None);
    }

    #[test]
    fn domains_expiry_and_replacement() {
        let jar = Jar::default();
        let shop = url("http://shop.test/");
        assert!(jar.set(&shop, "d=1; Domain=shop.test"));
        assert_eq!(jar.get(&url("http://sub.shop.test/"), "d").as_deref(), Some("1"));
        assert!(jar.set(&shop, "d=2; Domain=shop.test; Max-Age=60"));
        assert_eq!(jar.get(&shop, "d").as_deref(), Some("2"));
        assert!(!jar.set(&shop, "d=2; Domain=shop.test; Max-Age=0"));
        assert_eq!(jar.get(&shop, "d"), None);
    }
}

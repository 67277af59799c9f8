use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::header::HeaderMap;

use super::desk::Charge;
use super::signature;

/// One request that came to an address.
pub struct Delivery {
    /// When it was complete, since the address's `start`.
    pub after: Duration,
    /// How often it had come by then, itself included.
    pub attempt: u32,
    /// The status that it was answered with.
    pub answered: u16,
    /// `POST`, mostly.
    pub method: String,
    /// Path and query behind the address.
    pub path: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body as it came.
    pub body: Bytes,
    #[expect(dead_code, reason = "dropping it gives the receiver's room back")]
    pub(super) charge: Charge,
}

impl Delivery {
    /// The first header of that name; bytes that are no UTF-8 are replaced.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    /// All headers, in the order received but for repeated ones, which stand together.
    pub fn fields(&self) -> Vec<(String, String)> {
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        self.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
    }

    /// Whether this header holds the HMAC-SHA256 of the body under this key.
    pub fn is_signed(&self, header: &str, key: &str) -> bool {
        let given = self.headers.get(header).and_then(|value| value.to_str().ok());
        given.is_some_and(|given| signature::holds(given, key.as_bytes(), &self.body))
    }

    /// The body as text; what is no UTF-8 is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

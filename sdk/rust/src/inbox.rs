//! What the target does later: addresses of the run's own receiver, and what comes to them.
//!
//! ```no_run
//! use throng_sdk::prelude::*;
//!
//! # fn journey() -> Result {
//! let paid = Address::new("order.paid");
//! post("/orders").json(&json!({ "callback": paid.url() }))?.send().success()?;
//! let webhook = paid.receive(secs(10)).context("no webhook")?;
//! check!("it is signed" => webhook.signed("x-hub-signature-256", "key"));
//! # Ok(())
//! # }
//! ```
//!
//! The plan needs `[inbox]`; without it [`Address::new`] traps.

use crate::bindings::throng::load::inbox as raw;
use crate::wait::{Until, until};
use crate::{Error, Result, duration};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// A fresh address that nobody can guess. What comes after it is dropped is answered 404.
pub struct Address(raw::Address);

impl Address {
    /// The name tags what is delivered (`inbox_deliveries{name:…}`); keep it of few different values.
    pub fn new(name: &str) -> Self {
        Self(raw::Address::new(name))
    }

    /// Where the target should deliver; a path and a query may be appended.
    pub fn url(&self) -> String {
        self.0.url()
    }

    /// Starts the clock of [`Delivery::after`], which else runs since the address was made.
    pub fn start(&self) {
        self.0.start();
    }

    /// What is answered from now on, and after how long; 200 at once without it.
    pub fn answer(&self, status: u16, delay: Duration) {
        self.0.answer(status, duration::to_ms(delay));
    }

    /// The header that names a delivery, so that its repetitions are known; without it, its body does.
    pub fn identify(&self, header: &str) {
        self.0.identify(header);
    }

    /// The next delivery; none when the wait is over.
    pub fn receive(&self, wait: Duration) -> Option<Delivery> {
        self.0.receive(duration::to_ms(wait)).map(Delivery)
    }

    /// Deliveries that wait to be received.
    pub fn waiting(&self) -> u32 {
        self.0.waiting()
    }

    /// A future that is ready while [`receive`](Self::receive) would give something.
    pub fn arrival(&self) -> Until {
        until(self.0.subscribe())
    }
}

/// One request that came. The host keeps it until it is dropped, at the longest until the iteration ends.
pub struct Delivery(raw::Delivery);

impl Delivery {
    /// When it came, since the address's [`start`](Address::start).
    pub fn after(&self) -> Duration {
        duration::from_ms(self.0.after())
    }

    /// How often this one had come by then, itself included.
    pub fn attempt(&self) -> u32 {
        self.0.attempt()
    }

    /// What the receiver answered.
    pub fn answered(&self) -> u16 {
        self.0.answered()
    }

    /// `POST`, mostly.
    pub fn method(&self) -> String {
        self.0.method()
    }

    /// Path and query behind the address.
    pub fn path(&self) -> String {
        self.0.path()
    }

    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<String> {
        self.0.header(name)
    }

    /// All headers, in the order received.
    pub fn headers(&self) -> Vec<(String, String)> {
        self.0.headers()
    }

    /// Whether this header holds the HMAC-SHA256 of the body under this key: in hex or base64, after `sha256=` or alone.
    pub fn signed(&self, header: &str, key: &str) -> bool {
        self.0.signed(header, key)
    }

    /// The body; what is no UTF-8 is replaced.
    pub fn text(&self) -> String {
        self.0.text()
    }

    /// The body as it came.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.bytes()
    }

    /// What an RFC 6901 pointer names: a string without its quotes, anything else as JSON text.
    pub fn pointer(&self, pointer: &str) -> Option<String> {
        self.0.json(pointer)
    }

    /// The body as JSON, in a type of yours.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.0.bytes()).map_err(|error| Error::new(format!("a delivery: {error}")))
    }
}

//! What the protocol stage will have, for those who call it: gone when it lands.
#![expect(missing_docs, reason = "an outline")]

use std::time::Duration;

use bytes::Bytes;

use super::{Request, Response};
use crate::plan::http::HttpVersion;
use crate::sample::Exchange;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect;
impl Expect {
    pub fn parse(_: &str) -> Result<Self, String> {
        todo!()
    }
    pub fn matches(&self, _: u16) -> bool {
        todo!()
    }
}
pub struct Multipart;
impl Multipart {
    pub fn new() -> Self {
        todo!()
    }
    pub fn field(&mut self, _: &str, _: &str) {}
    pub fn part(&mut self, _: &str, _: &str, _: &str, _: impl Into<Bytes>) {}
}
impl Response {
    pub fn failed(_: Exchange) -> Self {
        todo!()
    }
}
impl Request {
    pub fn new(_: impl Into<String>, _: impl Into<String>) -> Self {
        todo!()
    }
    pub fn method(&self) -> &str {
        todo!()
    }
    pub fn url(&self) -> &str {
        todo!()
    }
    pub fn param(&mut self, _: &str, _: &str) {}
    pub fn query(&mut self, _: &str, _: &str) {}
    pub fn header(&mut self, _: &str, _: &str) {}
    pub fn add_header(&mut self, _: &str, _: &str) {}
    pub fn bytes(&mut self, _: impl Into<Bytes>) {}
    pub fn text(&mut self, _: impl Into<String>) {}
    pub fn json(&mut self, _: impl Into<String>) {}
    pub fn form<'a>(&mut self, _: impl IntoIterator<Item = (&'a str, &'a str)>) {}
    pub fn multipart(&mut self, _: &Multipart) {}
    pub fn file(&mut self, _: &str, _: Bytes) {}
    pub fn empty(&mut self) {}
    pub fn basic_auth(&mut self, _: &str, _: &str) {}
    pub fn bearer(&mut self, _: &str) {}
    pub fn digest_auth(&mut self, _: &str, _: &str) {}
    pub fn timeout(&mut self, _: Duration) {}
    pub fn redirects(&mut self, _: u32) {}
    pub fn version(&mut self, _: Option<HttpVersion>) {}
    pub fn discard(&mut self) {}
}

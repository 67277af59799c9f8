//! The request that asks for a WebSocket, and whether the answer gives one.

use http::header::{SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_PROTOCOL, UPGRADE};
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::plan::http::HttpVersion;
use crate::protocol::request::Request;
use crate::protocol::response::Response;
use crate::sample::{Cause, Failure};

/// The request with what asks for a WebSocket, and its key.
pub(super) fn asking(request: &Request) -> (Request, String) {
    let key = generate_key();
    let mut asked = request.clone();
    asked.method = "GET".into();
    asked.url = address(&request.url);
    asked.empty();
    asked.version(Some(HttpVersion::Http1));
    for (name, value) in [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", &key),
    ] {
        asked.header(name, value);
    }
    // What was sent before was another request.
    let asked = asked.anew();
    (asked, key)
}

/// `ws` is `http`, and `wss` is `https`.
fn address(url: &str) -> String {
    let scheme = |name: &str| url.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name));
    match () {
        () if scheme("ws://") => format!("http{}", &url[2..]),
        () if scheme("wss://") => format!("https{}", &url[3..]),
        () => url.to_owned(),
    }
}

/// RFC 6455 §4.1, of an answer of status 101.
pub(super) fn check(asked: &Request, response: &Response, key: &str) -> Result<(), Failure> {
    let word = |name: &http::HeaderName| response.headers.get(name).and_then(|value| value.to_str().ok());
    let wrong = |words: String| Err(Failure::new(Cause::Protocol, 1000, words));
    if !word(&UPGRADE).is_some_and(|upgrade| upgrade.trim().eq_ignore_ascii_case("websocket")) {
        return wrong("the answer upgrades to something else than a WebSocket".into());
    }
    if word(&SEC_WEBSOCKET_ACCEPT).map(str::trim) != Some(&derive_accept_key(key.as_bytes())) {
        return wrong("the answer's sec-websocket-accept does not fit the key".into());
    }
    if let Some(extension) = word(&SEC_WEBSOCKET_EXTENSIONS).filter(|text| !text.trim().is_empty()) {
        return wrong(format!("the target uses the extension `{extension}`, which is not spoken here"));
    }
    let chosen = word(&SEC_WEBSOCKET_PROTOCOL).map(str::trim);
    let offered = asked.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("sec-websocket-protocol"));
    let mut offered = offered.flat_map(|(_, list)| list.split(','));
    match chosen.filter(|chosen| !offered.any(|one| one.trim() == *chosen)) {
        Some(chosen) => wrong(format!("the target chose the subprotocol `{chosen}`, which was not offered")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_websockets_scheme_is_that_of_its_handshake() {
        let addresses = ["ws://a.test/x", "WSS://a.test", "https://a.test", "/ws", "wsx://a"].map(address);
        assert_eq!(addresses, ["http://a.test/x", "https://a.test", "https://a.test", "/ws", "wsx://a"]);
    }

    #[test]
    fn what_asks_replaces_what_the_journey_set() {
        let mut request = Request::new("POST", "ws://a.test/");
        request.header("Connection", "close");
        request.text("a body");
        let (asked, key) = asking(&request);
        let value = |name: &str| asked.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!((asked.method(), asked.body.len(), value("connection")), ("GET", 0, Some("Upgrade")));
        assert_eq!((value("sec-websocket-key"), key.len()), (Some(key.as_str()), 24));
    }
}

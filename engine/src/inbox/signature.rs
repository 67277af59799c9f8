//! How senders sign: HMAC-SHA256 of the body, in hex (GitHub: after `sha256=`) or base64 (Shopify).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// Bytes of the code.
const LENGTH: usize = 32;

/// Whether a header's text is the code of this body under this key.
pub(super) fn holds(given: &str, key: &[u8], body: &[u8]) -> bool {
    let given = given.trim();
    let code = given.strip_prefix("sha256=").unwrap_or(given);
    let bytes = if code.len() == 2 * LENGTH { hexadecimal(code) } else { STANDARD.decode(code).ok() };
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(body);
    bytes.is_some_and(|bytes| mac.verify_slice(&bytes).is_ok())
}

fn hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks_exact(2);
    let byte = |pair: &[u8]| {
        let digit = |at: usize| char::from(pair[at]).to_digit(16);
        Some((digit(0)? * 16 + digit(1)?) as u8)
    };
    pairs.map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code that RFC 4231, test case 2, gives.
    const CODE: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const KEY: &[u8] = b"Jefe";
    const BODY: &[u8] = b"what do ya want for nothing?";

    #[test]
    fn the_code_is_known_in_every_way_of_writing() {
        let base64 = STANDARD.encode(hexadecimal(CODE).unwrap());
        assert_eq!(base64, "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
        for given in [CODE.to_owned(), format!("sha256={CODE}"), CODE.to_uppercase(), base64, format!(" {CODE} ")] {
            assert!(holds(&given, KEY, BODY), "{given}");
        }
    }

    #[test]
    fn another_code_key_or_body_is_not() {
        let other = CODE.replace("5bdc", "5bdd");
        for given in ["", "sha256=", "x", &CODE[1..], &other, "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü"]
        {
            assert!(!holds(given, KEY, BODY), "{given}");
        }
        assert!(!holds(CODE, b"jefe", BODY));
        assert!(!holds(CODE, KEY, b"what do ya want for nothing!"));
    }
}

//! JSON web tokens (HS256) and the list of those that were logged out.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::account::Role;

/// How long an access token is valid, in seconds.
pub(crate) const ACCESS_SECONDS: u64 = 900;
/// How long a refresh token is valid, in seconds.
const REFRESH_SECONDS: u64 = 86_400;
/// Expired entries of the blacklist are thrown away each time it has grown by this many.
const SWEEP_EVERY: usize = 1_024;

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Access,
    Refresh,
}

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// The account's id, as text.
    pub(crate) sub: String,
    pub(crate) role: Role,
    pub(crate) typ: Kind,
    /// Number of the token: no two tokens share it.
    pub(crate) jti: u64,
    /// Seconds since the shop opened.
    pub(crate) iat: u64,
    /// Seconds since the shop opened.
    pub(crate) exp: u64,
}

/// Signs tokens, reads them back and remembers the revoked ones.
#[derive(Debug)]
pub(crate) struct Tokens {
    mac: Hmac<Sha256>,
    header: String,
    issued: AtomicU64,
    /// `jti` → `exp` of what was logged out.
    revoked: RwLock<HashMap<u64, u64>>,
}

impl Tokens {
    pub(crate) fn new(mac: Hmac<Sha256>) -> Self {
        let header = BASE64.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
        Self { mac, header, issued: AtomicU64::new(0), revoked: RwLock::default() }
    }

    /// A signed token of `kind` for the account, valid from `now`.
    pub(crate) fn issue(&self, account: u64, role: Role, kind: Kind, now: u64) -> String {
        let lifetime = if kind == Kind::Access { ACCESS_SECONDS } else { REFRESH_SECONDS };
        let jti = self.issued.fetch_add(1, Ordering::Relaxed) + 1;
        let claims = Claims { sub: account.to_string(), role, typ: kind, jti, iat: now, exp: now + lifetime };
        let payload = serde_json::to_vec(&claims).expect("claims hold only strings and numbers");
        let mut token = format!("{}.{}", self.header, BASE64.encode(payload));
        let signature = self.sign(&token).finalize().into_bytes();
        token.push('.');
        token.push_str(&BASE64.encode(signature));
        token
    }

    /// What `token` says, or `None` when it is malformed, forged, expired, revoked or of another kind.
    pub(crate) fn read(&self, token: &str, kind: Kind, now: u64) -> Option<Claims> {
        let (signed, signature) = token.rsplit_once('.')?;
        let payload = signed.strip_prefix(&self.header)?.strip_prefix('.')?;
        self.sign(signed).verify_slice(&BASE64.decode(signature).ok()?).ok()?;
        let claims: Claims = serde_json::from_slice(&BASE64.decode(payload).ok()?).ok()?;
        let revoked = self.revoked.read().unwrap_or_else(PoisonError::into_inner).contains_key(&claims.jti);
        (claims.typ == kind && now < claims.exp && !revoked).then_some(claims)
    }

    /// Makes the token of `claims` invalid from now on; false when it already was.
    pub(crate) fn revoke(&self, claims: &Claims, now: u64) -> bool {
        let mut revoked = self.revoked.write().unwrap_or_else(PoisonError::into_inner);
        if revoked.len() % SWEEP_EVERY == SWEEP_EVERY - 1 {
            revoked.retain(|_, expires| now < *expires);
        }
        revoked.insert(claims.jti, claims.exp).is_none()
    }

    fn sign(&self, text: &str) -> Hmac<Sha256> {
        let mut mac = self.mac.clone();
        mac.update(text.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> Tokens {
        Tokens::new(Hmac::new_from_slice(b"key").unwrap())
    }

    #[test]
    fn a_token_is_the_same_for_the_same_key_and_claims() {
        // The signature was computed with an independent implementation (Python's hmac module).
        assert_eq!(
            tokens().issue(7, Role::Customer, Kind::Access, 0),
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.\
             eyJzdWIiOiI3Iiwicm9sZSI6ImN1c3RvbWVyIiwidHlwIjoiYWNjZXNzIiwianRpIjoxLCJpYXQiOjAsImV4cCI6OTAwfQ.\
             so2qnsTOEr0b6M0EzWipvUzUTHGwlkNhyf_o9iy8KF0"
        );
    }

    #[test]
    fn a_token_is_valid_until_it_expires() {
        let tokens = tokens();
        let token = tokens.issue(7, Role::Admin, Kind::Access, 100);
        let claims = tokens.read(&token, Kind::Access, 999).unwrap();
        assert_eq!(
            claims,
            Claims { sub: "7".into(), role: Role::Admin, typ: Kind::Access, jti: 1, iat: 100, exp: 1_000 }
        );
        assert_eq!(tokens.read(&token, Kind::Access, 1_000), None);
        assert_eq!(tokens.read(&token, Kind::Refresh, 999), None);
    }

    #[test]
    fn a_changed_or_foreign_token_is_refused() {
        let token = tokens().issue(7, Role::Admin, Kind::Access, 0);
        let foreign = Tokens::new(Hmac::new_from_slice(b"other").unwrap());
        assert_eq!(foreign.read(&token, Kind::Access, 0), None);
        for text in ["", ".", "a.b.c", token.trim_end_matches(|c| c != '.'), &token.replace("eyJz", "eyJ0")] {
            assert_eq!(tokens().read(text, Kind::Access, 0), None, "{text}");
        }
    }

    #[test]
    fn a_revoked_token_is_refused_and_expired_entries_are_swept() {
        let tokens = tokens();
        let claims = |jti| Claims { sub: "1".into(), role: Role::Customer, typ: Kind::Access, jti, iat: 0, exp: 900 };
        let token = tokens.issue(1, Role::Customer, Kind::Access, 0);
        assert!(tokens.revoke(&claims(1), 0));
        assert!(!tokens.revoke(&claims(1), 0));
        assert_eq!(tokens.read(&token, Kind::Access, 0), None);
        for jti in 2..=1_023 {
            tokens.revoke(&claims(jti), 0);
        }
        tokens.revoke(&Claims { exp: 2_000, ..claims(5_000) }, 900);
        assert_eq!(tokens.revoked.read().unwrap().keys().copied().collect::<Vec<_>>(), [5_000]);
    }
}

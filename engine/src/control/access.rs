use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRngCore as _;
use rand::rngs::OsRng;
use sha2::{Digest as _, Sha256};

/// Pages that are let in at once.
const SESSIONS: usize = 64;

/// 128 random bits, as text.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Token(String);

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// Where the system gives no random bits.
    pub(super) fn new() -> Result<Self, String> {
        let mut bits = [0u8; 16];
        OsRng.try_fill_bytes(&mut bits).map_err(|error| format!("the system gives no random bits: {error}"))?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bits)))
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Whether it is this text. Digests are compared, so that the time says nothing of the token.
    fn is(&self, text: &str) -> bool {
        Sha256::digest(self.0.as_bytes()) == Sha256::digest(text.as_bytes())
    }
}

/// Who is let in.
pub(super) struct Access {
    /// For `throng ctl`: as long as the run.
    bearer: Token,
    /// In the page's address: for one exchange.
    link: Mutex<Option<Token>>,
    /// In the cookies of pages, the oldest first.
    sessions: Mutex<Vec<Token>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Access {
    /// With new tokens.
    ///
    /// # Errors
    /// As `Token::new`.
    pub(super) fn new() -> Result<Self, String> {
        Ok(Self { bearer: Token::new()?, link: Mutex::new(Some(Token::new()?)), sessions: Mutex::default() })
    }

    pub(super) fn bearer(&self) -> &Token {
        &self.bearer
    }

    /// The token of the page's address; none when it was used.
    pub(super) fn link(&self) -> Option<Token> {
        lock(&self.link).clone()
    }

    /// Another token for the page's address; the one before is void.
    pub(super) fn renew_link(&self) -> Result<Token, String> {
        let token = Token::new()?;
        *lock(&self.link) = Some(token.clone());
        Ok(token)
    }

    /// Exchanges the token of the page's address, once, for one of a cookie.
    pub(super) fn exchange(&self, text: &str) -> Option<Token> {
        let mut link = lock(&self.link);
        if !link.as_ref()?.is(text) {
            return None;
        }
        let session = Token::new().ok()?;
        *link = None;
        let mut sessions = lock(&self.sessions);
        if sessions.len() >= SESSIONS {
            sessions.remove(0);
        }
        sessions.push(session.clone());
        Some(session)
    }

    /// Whether the bearer of this token is let in.
    pub(super) fn bears(&self, text: &str) -> bool {
        self.bearer.is(text)
    }

    /// Whether the page with this cookie is let in.
    pub(super) fn knows(&self, cookie: &str) -> bool {
        lock(&self.sessions).iter().any(|session| session.is(cookie))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_exchanged_once() {
        let access = Access::new().unwrap();
        let link = access.link().unwrap();
        assert_eq!(URL_SAFE_NO_PAD.decode(link.text()).unwrap().len(), 16);
        assert!(access.exchange("").is_none() && access.exchange(access.bearer().text()).is_none());
        let session = access.exchange(link.text()).unwrap();
        assert!(access.exchange(link.text()).is_none() && access.link().is_none());
        assert!(access.knows(session.text()) && !access.knows(link.text()) && !access.bears(session.text()));
        assert!(access.bears(access.bearer().text()) && !access.knows(access.bearer().text()));
        let again = access.renew_link().unwrap();
        assert!(again.text() != link.text() && access.exchange(again.text()).is_some());
    }
}

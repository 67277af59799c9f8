//! Digest authentication, RFC 7616: MD5 and SHA-256, `qop=auth`, with and without `-sess`.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use http::HeaderMap;
use http::header::{HeaderValue, WWW_AUTHENTICATE};
use md5::{Digest as _, Md5};
use rand::Rng as _;
use sha2::Sha256;

use super::prepared::{Key, Prepared};
use crate::plan::Auth;

/// Challenges that one user has met, by origin, with how often each nonce was used.
#[derive(Default)]
pub(super) struct Digest(Mutex<Option<Box<Challenges>>>);

/// By origin: the challenge, and how often its nonce was used.
type Challenges = HashMap<String, (Challenge, u32)>;

/// What a server asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    session: bool,
    qop: bool,
    stale: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Algorithm {
    Md5,
    Sha256,
}

impl Digest {
    /// The authorization for this request, where the origin's challenge is known.
    pub(super) fn authorize(&self, auth: &Auth, prepared: &Prepared) -> Option<HeaderValue> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (challenge, uses) = known.as_mut()?.get_mut(&origin(&prepared.key))?;
        *uses += 1;
        let client_nonce = format!("{:016x}", rand::rng().random::<u64>());
        let text = challenge.answer(auth, prepared.method.as_str(), prepared.path(), *uses, &client_nonce);
        HeaderValue::from_str(&text).ok()
    }

    /// Keeps the challenge of a 401; whether sending again makes sense (a new challenge, or one that says `stale`).
    pub(super) fn learn(&self, prepared: &Prepared, headers: &HeaderMap) -> bool {
        let lines = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
        let Some(challenge) = lines.filter_map(Challenge::parse).max_by_key(|challenge| challenge.algorithm) else {
            return false;
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.get_or_insert_default().insert(origin(&prepared.key), (challenge.clone(), 0));
        before.is_none_or(|(before, _)| challenge.stale || before.nonce != challenge.nonce)
    }

    /// Forgets all.
    pub(super) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Challenge {
    fn parse(line: &str) -> Option<Self> {
        let (scheme, rest) = line.trim().split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("digest") {
            return None;
        }
        let fields = fields(rest);
        let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let algorithm = field("algorithm").unwrap_or_else(|| "MD5".into()).to_ascii_uppercase();
        let (name, session) = algorithm.strip_suffix("-SESS").map_or((algorithm.as_str(), false), |name| (name, true));
        let algorithm = match name {
            "MD5" => Algorithm::Md5,
            "SHA-256" => Algorithm::Sha256,
            _ => return None,
        };
        let qop = match field("qop") {
            None => false,
            Some(list) if list.split(',').any(|word| word.trim() == "auth") => true,
            Some(_) => return None,
        };
        Some(Self {
            realm: field("realm")?,
            nonce: field("nonce")?,
            opaque: field("opaque"),
            algorithm,
            session,
            qop,
            stale: field("stale").is_some_and(|stale| stale.eq_ignore_ascii_case("true")),
        })
    }

    fn answer(&self, auth: &Auth, method: &str, uri: &str, uses: u32, client_nonce: &str) -> String {
        let Auth::Digest { user, password } = auth;
        let hash = |text: String| match self.algorithm {
            Algorithm::Md5 => hex(&Md5::digest(text)),
            Algorithm::Sha256 => hex(&Sha256::digest(text)),
        };
        let mut first = hash(format!("{user}:{}:{password}", self.realm));
        if self.session {
            first = hash(format!("{first}:{}:{client_nonce}", self.nonce));
        }
        let second = hash(format!("{method}:{uri}"));
        let count = format!("{uses:08x}");
        let response = match self.qop {
            true => hash(format!("{first}:{}:{count}:{client_nonce}:auth:{second}", self.nonce)),
            false => hash(format!("{first}:{}:{second}", self.nonce)),
        };
        let name = match (self.algorithm, self.session) {
            (Algorithm::Md5, false) => "MD5",
            (Algorithm::Md5, true) => "MD5-sess",
            (Algorithm::Sha256, false) => "SHA-256",
            (Algorithm::Sha256, true) => "SHA-256-sess",
        };
        let mut text = format!(
            "Digest username=\"{}\", realm=\"{}\", nonce=\"{}\", uri=\"{uri}\", algorithm={name}, response=\"{response}\"",
            escape(user),
            escape(&self.realm),
            escape(&self.nonce)
        );
        if self.qop {
            text.push_str(&format!(", qop=auth, nc={count}, cnonce=\"{client_nonce}\""));
        }
        if let Some(opaque) = &self.opaque {
            text.push_str(&format!(", opaque=\"{}\"", escape(opaque)));
        }
        text
    }
}

fn origin(key: &Key) -> String {
    format!("{}://{}:{}", key.scheme(), key.host, key.port)
}

/// `name=token, name="quoted \" text"`
fn fields(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_start_matches([',', ' ', '\t']).trim().to_ascii_lowercase();
        let after = after.trim_start();
        let (value, used) = if after.starts_with('"') { quoted(after) } else { token(after) };
        found.push((name, value));
        rest = &after[used..];
    }
    found
}

fn token(text: &str) -> (String, usize) {
    let end = text.find(',').unwrap_or(text.len());
    (text[..end].trim().to_owned(), end)
}

fn quoted(text: &str) -> (String, usize) {
    let mut value = String::new();
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => (value.push(c), escaped = false).1,
            '\\' => escaped = true,
            '"' => return (value, at + 1),
            _ => value.push(c),
        }
    }
    (value, text.len())
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mufasa() -> Auth {
        Auth::Digest { user: "Mufasa".into(), password: "Circle of Life".into() }
    }

    /// The examples of RFC 7616 §3.9.1.
    #[test]
    fn as_the_rfc_computes_it() {
        let nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
        let opaque = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";
        let client_nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        let answer = |algorithm: &str| {
            let line = format!(
                "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, nonce=\"{nonce}\", opaque=\"{opaque}\""
            );
            let challenge = Challenge::parse(&line).expect("a challenge");
            let text = challenge.answer(&mufasa(), "GET", "/dir/index.html", 1, client_nonce);
            fields(text.strip_prefix("Digest ").expect("the scheme"))
        };
        let of = |fields: &[(String, String)], name: &str| {
            fields.iter().find(|(key, _)| key == name).map(|(_, v)| v.clone())
        };
        let md5 = answer("MD5");
        assert_eq!(of(&md5, "response").as_deref(), Some("8ca523f5e9506fed4657c9700eebdbec"));
        assert_eq!((of(&md5, "nc").as_deref(), of(&md5, "opaque").as_deref()), (Some("00000001"), Some(opaque)));
        let sha = answer("SHA-256");
        let wanted = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
        assert_eq!(of(&sha, "response").as_deref(), Some(wanted));
    }

    #[test]
    fn challenges_that_cannot_be_answered() {
        assert_eq!(Challenge::parse("Basic realm=\"x\""), None);
        assert_eq!(Challenge::parse("Digest realm=\"x\", nonce=\"n\", algorithm=SHA-512-256"), None);
        assert_eq!(Challenge::parse("Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\""), None);
        let old = Challenge::parse("Digest realm=\"a \\\"b\\\"\",nonce=n,stale=TRUE").expect("a challenge");
        assert_eq!((old.realm.as_str(), old.nonce.as_str(), old.qop, old.stale), ("a \"b\"", "n", false, true));
    }
}

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Response;
use md5::Digest as _;

use super::answer::{Body, plain, text, with};
use super::record::Seen;

/// Who may enter.
const USER: &str = "user";
const PASSWORD: &str = "pass word";
const REALM: &str = "origin";
const NONCE: &str = "dcd98b7102dd2f0e8b11d0f600bfb0c0";

/// `/basic` and `/digest` (`?algorithm=SHA-256`): 200 for user `user` with password `pass word`, else 401.
pub(super) fn answer(seen: &Seen) -> Option<Response<Body>> {
    let (challenge, passes) = match seen.path.as_str() {
        "/basic" => (format!("Basic realm=\"{REALM}\""), basic(seen)),
        "/digest" => {
            let algorithm = algorithm(seen);
            let nonce = nonce(&algorithm);
            let challenge = format!("Digest realm=\"{REALM}\", qop=\"auth\", nonce=\"{nonce}\", algorithm={algorithm}");
            (challenge, digest(seen, &algorithm))
        }
        _ => return None,
    };
    Some(if passes { plain(200, "welcome") } else { with(plain(401, "who?"), "www-authenticate", &challenge) })
}

fn basic(seen: &Seen) -> bool {
    seen.header("authorization") == format!("Basic {}", STANDARD.encode(format!("{USER}:{PASSWORD}")))
}

fn algorithm(seen: &Seen) -> String {
    let wanted = text(seen, "algorithm");
    if wanted.is_empty() { "MD5".into() } else { wanted }
}

/// A nonce stands for one challenge: another algorithm is another challenge.
fn nonce(algorithm: &str) -> String {
    format!("{NONCE}-{algorithm}")
}

fn digest(seen: &Seen, algorithm: &str) -> bool {
    let Some(given) = seen.header("authorization").strip_prefix("Digest ") else { return false };
    let field = |name: &str| field(given, name).unwrap_or_default();
    let hash = |text: String| if algorithm == "MD5" { md5_hex(&text) } else { sha256_hex(&text) };
    let secret = hash(format!("{USER}:{REALM}:{PASSWORD}"));
    let what = hash(format!("{}:{}", seen.method, field("uri")));
    let nonce = nonce(algorithm);
    let (nc, cnonce) = (field("nc"), field("cnonce"));
    field("username") == USER
        && field("nonce") == nonce
        && field("response") == hash(format!("{secret}:{nonce}:{nc}:{cnonce}:auth:{what}"))
}

/// One parameter of a header such as `a="1", b=2`.
fn field(header: &str, name: &str) -> Option<String> {
    header.split(',').find_map(|part| {
        let (key, value) = part.split_once('=')?;
        (key.trim() == name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn md5_hex(text: &str) -> String {
    hex(&md5::Md5::digest(text.as_bytes()))
}

fn sha256_hex(text: &str) -> String {
    hex(&sha2::Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

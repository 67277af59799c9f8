//! Signatures in minisign's format: over every byte of the file, with what they vouch for in the trusted comment.

use std::io::Cursor;
use std::path::Path;

use anyhow::{Result, anyhow};
use minisign::{PublicKey, PublicKeyBox, SecretKey, SignatureBox};

use super::{Date, Digest, denied};
use crate::exit::{ExitCode, Failed};

/// What a signature's file is called, after the name of what it signs.
pub const SIGNATURE: &str = ".minisig";

/// What a signature vouches for, besides the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The digest of the bundle.
    pub digest: Digest,
    /// The last day on which the signature holds.
    pub not_after: Date,
    /// What the bundle is called.
    pub name: String,
}

impl Claim {
    /// As a trusted comment: fields with tabs between, as minisign's own.
    fn comment(&self) -> String {
        let name = crate::log::printable(&self.name);
        format!("digest:{}\tnot-after:{}\tname:{name}", self.digest, self.not_after)
    }

    fn parse(comment: &str) -> Option<Self> {
        let field = |key: &str| comment.split('\t').find_map(|field| field.strip_prefix(key)?.strip_prefix(':'));
        let (digest, not_after) = (Digest::parse(field("digest")?)?, Date::parse(field("not-after")?)?);
        Some(Self { digest, not_after, name: field("name")?.to_owned() })
    }
}

/// A file that may be signed: what a signature must fit.
pub struct Subject<'a> {
    /// As messages call it.
    pub shown: &'a str,
    /// Its bytes, as they were read for the run.
    pub bytes: &'a [u8],
    /// Its digest.
    pub digest: &'a Digest,
    /// What the bundle is called.
    pub name: &'a str,
}

/// Public keys, one of which must have signed.
pub struct Keys(Vec<PublicKey>);

impl Keys {
    /// Keys by file or by their text (`RW…`).
    ///
    /// # Errors
    /// A key that is none, exit code 104.
    pub fn read(keys: &[String]) -> Result<Self> {
        keys.iter().map(|key| public_key(key)).collect::<Result<_>>().map(Self)
    }

    /// Whether no signature is asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Holds a subject to its signature and gives the key's id.
    ///
    /// # Errors
    /// What is wrong with the signature, exit code 114.
    pub fn verify(&self, subject: &Subject<'_>, signature: Option<&str>, today: Date) -> Result<String> {
        let shown = subject.shown;
        let refuse = |why: String| denied(format!("{shown} is not trusted: {why}"));
        let text = signature
            .ok_or_else(|| refuse(format!("it has no signature ({shown}{SIGNATURE}), and one is required")))?;
        let signature = SignatureBox::from_string(text)
            .map_err(|error| refuse(format!("its signature cannot be read: {error}")))?;
        let id = id(signature.keynum());
        let Some(key) = self.0.iter().find(|key| key.keynum() == signature.keynum()) else {
            return Err(refuse(format!("it is signed by the key {id}, which is not the required one")));
        };
        minisign::verify(key, &signature, Cursor::new(subject.bytes), true, false, false).map_err(|error| {
            refuse(match error.to_string() {
                comment if comment.contains("Comment") => "the trusted comment of its signature was changed".into(),
                legacy if legacy.contains("Legacy") => "its signature is of minisign's old kind: sign it anew".into(),
                _ => "its bytes are not those that were signed".into(),
            })
        })?;
        let comment = signature.trusted_comment().unwrap_or_default();
        let claim = Claim::parse(&comment).ok_or_else(|| {
            refuse(
                "the trusted comment of its signature names no digest, not-after and name: sign it by `throng sign`"
                    .into(),
            )
        })?;
        if claim.digest != *subject.digest {
            return Err(refuse(format!("its signature is for {}, and it is {}", claim.digest, subject.digest)));
        }
        if claim.name != crate::log::printable(subject.name) {
            return Err(refuse(format!("its signature is for `{}`, and it is `{}`", claim.name, subject.name)));
        }
        if claim.not_after < today {
            return Err(refuse(format!("its signature held until {}", claim.not_after)));
        }
        Ok(id)
    }
}

/// The id of the key that a signature says it is from; none when it cannot be read.
pub fn claimed_signer(signature: &str) -> Option<String> {
    SignatureBox::from_string(signature).ok().map(|signature| id(signature.keynum()))
}

/// A key's id as minisign prints it.
fn id(number: &[u8]) -> String {
    number.iter().rev().map(|byte| format!("{byte:02X}")).collect()
}

fn public_key(key: &str) -> Result<PublicKey> {
    let wrong = |why: String| Failed::error(ExitCode::Invalid, format!("the key {key}: {why}"));
    if let Ok(key) = PublicKey::from_base64(key) {
        return Ok(key);
    }
    let text = std::fs::read_to_string(key)
        .map_err(|error| wrong(format!("it is neither a public key (RW…) nor a file that can be read: {error}")))?;
    let key = PublicKeyBox::from_string(&text).and_then(PublicKeyBox::into_public_key);
    key.map_err(|error| wrong(format!("the file holds no public key of minisign: {error}")))
}

/// Signs bytes with what the signature vouches for; gives the text of the signature's file.
///
/// # Errors
/// That the key cannot sign.
pub fn sign(key: &SecretKey, bytes: &[u8], claim: &Claim) -> Result<String> {
    let comment = claim.comment();
    // With the public key what was signed is verified, so that a damaged key does not sign.
    let public = PublicKey::from_secret_key(key).map_err(|error| anyhow!("cannot sign: {error}"))?;
    let signature =
        minisign::sign(Some(&public), key, Cursor::new(bytes), Some(&comment), Some("signature of a throng bundle"));
    signature.map(SignatureBox::into_string).map_err(|error| anyhow!("cannot sign: {error}"))
}

/// The signature beside a file; none when there is none.
///
/// # Errors
/// That it is there and cannot be read.
pub fn beside(path: &Path) -> Result<Option<String>> {
    let mut name = path.as_os_str().to_owned();
    name.push(SIGNATURE);
    match std::fs::read_to_string(&name) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(denied(format!("cannot read {}: {error}", Path::new(&name).display()))),
    }
}

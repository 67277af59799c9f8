//! Where an artifact is: `oci://registry/repository:tag@sha256:…`.

use std::fmt;
use std::net::IpAddr;

use anyhow::Result;
use oci_client::Reference;

use super::Digest;
use crate::exit::{ExitCode, Failed};

/// How references to registries begin.
pub const SCHEME: &str = "oci://";

/// A repository with a tag, a digest, or both.
#[derive(Debug, Clone)]
pub struct Place {
    reference: Reference,
    digest: Option<Digest>,
}

impl Place {
    /// Reads a reference.
    ///
    /// # Errors
    /// A text that is none, exit code 104.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |why: &str| {
            let message = format!("{text}: {why}: write oci://registry/repository:tag or …@sha256:…");
            Failed::error(ExitCode::Invalid, message)
        };
        let rest = text.strip_prefix(SCHEME).ok_or_else(|| wrong("it does not begin with oci://"))?;
        let reference: Reference = rest.parse().map_err(|error| wrong(&format!("{error}")))?;
        let digest = match reference.digest() {
            Some(digest) => Some(Digest::parse(digest).ok_or_else(|| wrong("its digest is not one of sha256"))?),
            None => None,
        };
        Ok(Self { reference, digest })
    }

    /// As the client takes it.
    pub(super) fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The digest that it names.
    pub fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// The same repository by this digest.
    pub(super) fn with_digest(&self, digest: &Digest) -> Reference {
        let of = &self.reference;
        Reference::with_digest(of.registry().to_owned(), of.repository().to_owned(), digest.to_string())
    }

    /// What an artifact of it is called by default: the last word of the repository.
    pub fn name(&self) -> &str {
        self.reference.repository().rsplit('/').next().unwrap_or_default()
    }

    /// Whether the registry is this machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// The registry's host, without its port.
    pub(super) fn host(&self) -> &str {
        let registry = self.reference.resolve_registry();
        match registry.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host.trim_matches(['[', ']']),
            _ => registry,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}", self.reference.whole())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read() {
        let place = Place::parse("oci://127.0.0.1:5000/team/shop:1").unwrap();
        assert_eq!((place.name(), place.host(), place.is_loopback()), ("shop", "127.0.0.1", true));
        assert_eq!(place.to_string(), "oci://127.0.0.1:5000/team/shop:1");
        let digest = Digest::of(b"");
        let pinned = Place::parse(&format!("oci://ghcr.io/team/shop@{digest}")).unwrap();
        assert_eq!((pinned.digest(), pinned.host(), pinned.is_loopback()), (Some(&digest), "ghcr.io", false));
        assert!(!Place::parse("oci://localhost.example.org/shop:1").unwrap().is_loopback());
        assert!(Place::parse("ghcr.io/team/shop").is_err());
        assert!(Place::parse("oci://ghcr.io/Team/shop").is_err());
    }
}

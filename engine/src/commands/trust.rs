//! From a bundle to the sources of a run: it is whole, it is the one that was meant, its signer is known, and everything
//! that it wants is granted. All of that before anything of it runs.

use std::path::Path;

use anyhow::Result;

use super::sources::flags;
use crate::bundle::{self, Bundle, Date, Digest, Grants, Keys, Lock, Place, Subject};
use crate::cli::{PlanArgs, TrustArgs};
use crate::clock;
use crate::exit::{ExitCode, Failed};
use crate::plan::{self, Provenance, Sources};

/// A bundle as it came from somewhere.
pub(super) struct Received {
    /// As messages call it.
    pub(super) shown: String,
    pub(super) bundle: Bundle,
    /// The bytes of its file.
    pub(super) file: bytes::Bytes,
    pub(super) signature: Option<String>,
    /// Whether its digest was known before it came.
    pub(super) bound: bool,
    /// The tag that it came by, where that is to be held to it.
    pub(super) tag: Option<(Place, Lock)>,
}

impl Received {
    /// Holds the tag that it came by to its digest.
    pub(super) fn hold(&self) -> Result<()> {
        match &self.tag {
            Some((place, lock)) => lock.clone().hold(place, self.bundle.digest(), Path::new(LOCK)),
            None => Ok(()),
        }
    }
}

/// Tags are held to what they stood for by this file of the current folder.
pub(super) const LOCK: &str = "throng.lock";

/// The sources of a bundle's file.
pub(super) fn sources(path: &Path, args: &PlanArgs) -> Result<Sources> {
    let (bundle, file) = Bundle::open(path)?;
    let signature = bundle::beside(path)?;
    granted(Received { shown: path.display().to_string(), bundle, file, signature, bound: false, tag: None }, args)
}

/// The sources of a bundle, once it is trusted and everything that it wants is granted.
pub(super) fn granted(received: Received, args: &PlanArgs) -> Result<Sources> {
    let (bundle, trust) = (&received.bundle, &args.trust);
    let digest = bundle.digest();
    let signer = trusted(&received, &digest, trust)?;
    // Before the grants: they are for the digest that is told now, and for nothing that the tag stands for later.
    received.hold()?;
    let mut sources = bundle.sources(Provenance::default());
    sources.environment = std::env::vars().collect();
    flags(args, &mut sources.overrides)?;
    let bound = received.bound || trust.digest.is_some();
    let grants = Grants::of(&trust.grant, bound, trust.policy.as_deref(), &digest)?;
    let granted = bundle::judge(&received.shown, &digest, plan::wants(&sources), &grants)?;
    let name = bundle.contents.name.clone();
    let provenance = Provenance { name, digest: digest.to_string(), signer, granted };
    Ok(Sources { source: bundle.sources(provenance).source, ..sources })
}

/// Holds it to the digest and the signature that were asked for; gives the key that signed.
fn trusted(received: &Received, digest: &Digest, trust: &TrustArgs) -> Result<Option<String>> {
    let shown = &received.shown;
    if let Some(asked) = &trust.digest
        && asked != digest.as_str()
    {
        return Err(Failed::error(ExitCode::Denied, format!("{shown} has the digest {digest}, not {asked}")));
    }
    let keys = Keys::read(&trust.require_signature)?;
    if keys.is_empty() {
        return Ok(None);
    }
    let subject = Subject { shown, bytes: &received.file, digest, name: &received.bundle.contents.name };
    keys.verify(&subject, received.signature.as_deref(), Date::of(clock::wall())).map(Some)
}

//! Bundles: a plan, its journey and its files as one OCI artifact. Bytes come in, verified parts go out; nothing of a
//! bundle is looked at before its digests hold, and what was verified is what runs.

mod credential;
mod date;
mod digest;
mod grant;
mod layout;
mod lock;
mod manifest;
mod open;
mod pack;
mod place;
mod registry;
mod signature;
mod wasm;

use crate::exit::{ExitCode, Failed};

pub use date::Date;
pub use digest::Digest;
pub use grant::{Grants, judge};
pub use layout::Layout;
pub use lock::Lock;
pub use manifest::{Config, Contents, Descriptor, Manifest};
pub use open::Bundle;
pub use pack::{Packed, module, pack};
pub use place::{Place, SCHEME};
pub use registry::{Access, Registry};
pub use signature::{Claim, Keys, SIGNATURE, Subject, beside, claimed_signer, sign};
pub use wasm::Journey;

/// The end of a bundle's file name.
pub const EXTENSION: &str = ".throng";

/// What is not trusted or not allowed ends with this error, before anything runs.
pub(crate) fn denied(message: impl Into<String>) -> anyhow::Error {
    Failed::error(ExitCode::Denied, message)
}

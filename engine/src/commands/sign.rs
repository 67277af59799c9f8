use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign::{SecretKey, SecretKeyBox};

use super::keygen::password;
use crate::bundle::{Bundle, Claim, Date, Keys, SIGNATURE, Subject, beside, sign};
use crate::cli::{SignArgs, VerifyArgs};
use crate::clock;
use crate::exit::{ExitCode, Failed};

/// Signs a bundle: the signature is a file beside it.
pub(super) fn execute(args: &SignArgs) -> Result<ExitCode> {
    let key = secret_key(&args.key, args.password.as_deref())?;
    let today = Date::of(clock::wall());
    let not_after = match &args.not_after {
        None => today.plus(365),
        Some(text) => Date::parse(text).ok_or_else(|| {
            Failed::error(ExitCode::Invalid, format!("--not-after {text}: write a day, as in --not-after 2027-12-31"))
        })?,
    };
    let (bundle, bytes) = Bundle::open(&args.bundle)?;
    let claim = Claim { digest: bundle.digest(), not_after, name: bundle.contents.name };
    let mut path = args.bundle.clone().into_os_string();
    path.push(SIGNATURE);
    let path = PathBuf::from(path);
    std::fs::write(&path, sign(&key, &bytes, &claim)?).with_context(|| format!("cannot write {}", path.display()))?;
    super::print(&format!(
        "signature  {}\nname       {}\ndigest     {}\nnot after  {not_after}\n",
        path.display(),
        crate::log::printable(&claim.name),
        claim.digest
    ))?;
    Ok(ExitCode::Passed)
}

/// Verifies a bundle and the signature beside it.
pub(super) fn verify(args: &VerifyArgs) -> Result<ExitCode> {
    let keys = Keys::read(&args.key)?;
    let (bundle, bytes) = Bundle::open(&args.bundle)?;
    let shown = args.bundle.display().to_string();
    let digest = bundle.digest();
    let subject = Subject { shown: &shown, bytes: &bytes, digest: &digest, name: &bundle.contents.name };
    let signer = keys.verify(&subject, beside(&args.bundle)?.as_deref(), Date::of(clock::wall()))?;
    let name = crate::log::printable(&bundle.contents.name);
    super::print(&format!("{shown} is `{name}`, {digest}, signed by {signer}\n"))?;
    Ok(ExitCode::Passed)
}

fn secret_key(path: &Path, password_file: Option<&Path>) -> Result<SecretKey> {
    let wrong = |why: String| Failed::error(ExitCode::Invalid, format!("the key {}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let bytes = text.lines().nth(1).and_then(|line| STANDARD.decode(line.trim()).ok()).unwrap_or_default();
    if bytes.get(2..4) == Some(&[0, 0]) {
        // Without a password minisign writes no checksum, and the crate's own reader insists on one.
        return SecretKey::from_bytes(&bytes).map_err(|error| wrong(error.to_string()));
    }
    let boxed = SecretKeyBox::from_string(&text).map_err(|error| wrong(format!("it holds no secret key: {error}")))?;
    let password = password_file.map(password).transpose()?;
    boxed.into_secret_key(password).map_err(|error| wrong(format!("{error} (--password FILE gives its password)")))
}

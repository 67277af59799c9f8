use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use minisign::KeyPair;

use crate::cli::KeygenArgs;
use crate::exit::{ExitCode, Failed};

/// Makes a pair of keys in minisign's format: NAME.key, which signs, and NAME.pub, which verifies.
pub(super) fn execute(args: &KeygenArgs) -> Result<ExitCode> {
    let path = |end: &str| PathBuf::from(format!("{}.{end}", args.output.display()));
    let (secret, public) = (path("key"), path("pub"));
    let pair = match &args.password {
        file if !args.no_password => KeyPair::generate_encrypted_keypair(file.as_deref().map(password).transpose()?),
        _ => KeyPair::generate_unencrypted_keypair(),
    };
    let pair = pair.map_err(|error| anyhow!("cannot make keys: {error}"))?;
    let boxed = |error: minisign::PError| anyhow!("cannot write keys: {error}");
    create(&secret, 0o600, &pair.sk.to_box(None).map_err(boxed)?.into_string())?;
    create(&public, 0o644, &pair.pk.to_box().map_err(boxed)?.into_string())?;
    let key = pair.pk.to_base64();
    super::print(&format!(
        "secret key  {}  (keep it: it signs)\npublic key  {}  {key}\n",
        secret.display(),
        public.display()
    ))?;
    Ok(ExitCode::Passed)
}

/// The password in a file, without its line end.
pub(super) fn password(file: &Path) -> Result<String> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failed::error(ExitCode::Invalid, format!("--password {}: {error}", file.display())))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Keys are never written over.
fn create(path: &Path, mode: u32, text: &str) -> Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    let mut file =
        file.map_err(|error| Failed::error(ExitCode::Invalid, format!("cannot make {}: {error}", path.display())))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))
}

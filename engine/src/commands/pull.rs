use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use oci_client::RegistryOperation;

use super::trust::{LOCK, Received};
use crate::bundle::{Access, Bundle, EXTENSION, Lock, Place, Registry, SIGNATURE};
use crate::cli::PullArgs;
use crate::exit::ExitCode;

/// Takes a bundle, or a journey alone, out of a registry.
pub(super) fn execute(args: &PullArgs) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let received = runtime.block_on(fetch(&args.place, &args.registry.access()))?;
    received.hold()?;
    let bundle = &received.bundle;
    let end = if bundle.is_alone() { ".wasm" } else { EXTENSION };
    let name = Place::parse(&args.place)?.name().to_owned();
    let output = args.output.clone().unwrap_or_else(|| PathBuf::from(name + end));
    let bytes = if bundle.is_alone() { &bundle.files[&bundle.contents.journey] } else { &received.file };
    let write = |path: &Path, bytes: &[u8]| {
        std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
    };
    write(&output, bytes)?;
    let mut said = format!("pulled     {}\ndigest     {}\n", output.display(), bundle.digest());
    if let Some(signature) = &received.signature {
        let mut path = output.into_os_string();
        path.push(SIGNATURE);
        write(Path::new(&path), signature.as_bytes())?;
        said += &format!("signature  {}\n", Path::new(&path).display());
    }
    super::print(&said)?;
    Ok(ExitCode::Passed)
}

/// What a registry holds at a place, verified. A tag stands for what it is held to.
pub(super) async fn fetch(text: &str, access: &Access) -> Result<Received> {
    let place = Place::parse(text)?;
    let lock = Lock::read(Path::new(LOCK))?;
    let known = place.digest().or_else(|| lock.held(&place)).cloned();
    let registry = Registry::at(&place, access, RegistryOperation::Pull).await?;
    let layout = registry.pull(known.as_ref()).await?;
    let digest = layout.digest();
    let signature = registry.signature(&digest).await;
    let shown = place.to_string();
    let bundle = Bundle::of_artifact(&shown, place.name(), layout)?;
    let file = bundle.layout.to_file().into();
    let (bound, tag) = (known.is_some(), known.is_none().then_some((place, lock)));
    Ok(Received { shown, bundle, file, signature, bound, tag })
}

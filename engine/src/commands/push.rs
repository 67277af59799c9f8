use anyhow::{Context as _, Result};
use oci_client::RegistryOperation;

use crate::bundle::{self, Bundle, Place, Registry};
use crate::cli::PushArgs;
use crate::exit::{ExitCode, Failed};

/// Puts a bundle, or a journey alone, into a registry.
pub(super) fn execute(args: &PushArgs) -> Result<ExitCode> {
    let place = Place::parse(&args.place)?;
    if place.digest().is_some() {
        let message = format!("{place}: a digest is what comes of it: push to a tag");
        return Err(Failed::error(ExitCode::Invalid, message));
    }
    let shown = args.what.display().to_string();
    let (layout, signature) = if shown.ends_with(bundle::EXTENSION) {
        (Bundle::open(&args.what)?.0.layout, bundle::beside(&args.what)?)
    } else {
        let invalid = |message: String| Failed::error(ExitCode::Invalid, message);
        let bytes = std::fs::read(&args.what).map_err(|error| invalid(format!("cannot read {shown}: {error}")))?;
        let component = crate::vu::component(&shown, &bytes).map_err(|error| invalid(format!("{error:#}")))?;
        let stem = args.what.file_stem().context("a file that was read has a name")?.to_string_lossy();
        let module = bundle::module(&format!("{stem}.wasm"), component);
        (module.map_err(|error| invalid(format!("{shown} {error:#}")))?, None)
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let registry = Registry::at(&place, &args.registry.access(), RegistryOperation::Push).await?;
        registry.push(&layout).await?;
        match &signature {
            Some(signature) => registry.push_signature(&layout, signature).await,
            None => Ok(()),
        }
    })?;
    let signed = if signature.is_some() { "\nsignature  pushed with it" } else { "" };
    super::print(&format!("pushed     {place}\ndigest     {}{signed}\n", layout.digest()))?;
    Ok(ExitCode::Passed)
}

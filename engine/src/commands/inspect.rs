use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::bundle::{self, Bundle, Digest, Journey};
use crate::cli::InspectArgs;
use crate::exit::{ExitCode, Failed};
use crate::log::printable;
use crate::plan::format_size;

/// Says what a bundle or a journey is, without running anything of it.
pub(super) fn execute(args: &InspectArgs) -> Result<ExitCode> {
    let path = Path::new(&args.what);
    let facts = if args.what.starts_with(bundle::SCHEME) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let received = runtime.block_on(super::pull::fetch(&args.what, &args.registry.access()))?;
        of_bundle(&received.bundle, received.file.len(), received.signature.as_deref())
    } else if args.what.ends_with(bundle::EXTENSION) {
        let (bundle, file) = Bundle::open(path)?;
        of_bundle(&bundle, file.len(), bundle::beside(path)?.as_deref())
    } else {
        of_journey(path)?
    };
    let text = if args.json { format!("{}\n", serde_json::to_string_pretty(&facts)?) } else { facts.text() };
    super::print(&text)?;
    Ok(ExitCode::Passed)
}

/// What there is to know. The fields are the JSON.
#[derive(Serialize)]
struct Facts {
    name: String,
    digest: Digest,
    size: u64,
    /// The key that the signature beside it says it is from: nobody has verified that here.
    claimed_signer: Option<String>,
    parts: Vec<Part>,
    wants: Vec<String>,
    exports: Vec<String>,
    imports: Vec<String>,
    languages: Vec<String>,
    tools: Vec<String>,
    wit: String,
}

#[derive(Serialize)]
struct Part {
    name: String,
    media_type: String,
    size: u64,
    digest: Digest,
}

fn of_bundle(bundle: &Bundle, size: usize, signature: Option<&str>) -> Facts {
    let layers = bundle.manifest.layers.iter();
    let parts = layers.map(|layer| Part {
        name: layer.title().unwrap_or_default().to_owned(),
        media_type: layer.media_type.clone(),
        size: layer.size,
        digest: layer.digest.clone(),
    });
    Facts {
        name: bundle.contents.name.clone(),
        size: size as u64,
        claimed_signer: signature.and_then(bundle::claimed_signer),
        parts: parts.collect(),
        wants: bundle.contents.wants.iter().cloned().collect(),
        ..facts(bundle.digest(), bundle.journey.clone())
    }
}

fn of_journey(path: &Path) -> Result<Facts> {
    let name = path.display().to_string();
    let invalid = |message: String| Failed::error(ExitCode::Invalid, message);
    let bytes = std::fs::read(path).map_err(|error| invalid(format!("cannot read {name}: {error}")))?;
    let component = crate::vu::component(&name, &bytes).map_err(|error| invalid(format!("{error:#}")))?;
    let journey = Journey::of(&component).map_err(|error| invalid(format!("{name} {error:#}")))?;
    let stem = path.file_stem().context("a file that was read has a name")?.to_string_lossy().into_owned();
    Ok(Facts { name: stem, size: bytes.len() as u64, ..facts(Digest::of(&bytes), journey) })
}

fn facts(digest: Digest, journey: Journey) -> Facts {
    Facts {
        name: String::new(),
        digest,
        size: 0,
        claimed_signer: None,
        parts: Vec::new(),
        wants: Vec::new(),
        exports: journey.exports,
        imports: journey.imports,
        languages: journey.languages.into_iter().collect(),
        tools: journey.tools.into_iter().collect(),
        wit: journey.wit,
    }
}

impl Facts {
    fn text(&self) -> String {
        let mut rows = vec![("name", self.name.clone()), ("digest", self.digest.to_string())];
        rows.push(("size", format_size(self.size)));
        rows.extend(self.claimed_signer.iter().map(|key| ("signer", format!("{key} (not verified: `throng verify`)"))));
        let part = |part: &Part| format!("{}  {}  {}", part.name, format_size(part.size), part.digest);
        rows.extend(self.parts.iter().map(|one| ("part", part(one))));
        let lists = [
            ("wants", &self.wants),
            ("language", &self.languages),
            ("tool", &self.tools),
            ("export", &self.exports),
            ("import", &self.imports),
        ];
        for (label, list) in lists {
            rows.extend(list.iter().map(|item| (label, item.clone())));
        }
        let table: String = rows.iter().map(|(label, value)| format!("{label:<9} {}\n", printable(value))).collect();
        let wit: String = self.wit.lines().map(|line| format!("{}\n", printable(line))).collect();
        format!("{table}\n{wit}")
    }
}

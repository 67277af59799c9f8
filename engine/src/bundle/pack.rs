//! From a plan on the disk to a bundle: the same bytes wherever and whenever it is made.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use bytes::Bytes;

use super::manifest::{
    BUNDLE_TYPE, CONFIG_TYPE, Config, Contents, Descriptor, FILE_TYPE, JSON_TYPE, Manifest, TOML_TYPE, WASM_TYPE,
};
use super::{Bundle, Journey, Layout};
use crate::compose::{Part, compose};
use crate::exit::{ExitCode, Failed};
use crate::plan::{self, NamedFile, Sources, part_name};

/// A bundle that was made, and what its author should know.
pub struct Packed {
    /// It, as it was read back.
    pub bundle: Bundle,
    /// One sentence each.
    pub warnings: Vec<String>,
}

/// Bundles a plan that was found valid; `name` is what it calls the run.
///
/// # Errors
/// Everything that no bundle may hold, all at once; a file that cannot be read.
pub fn pack(sources: &Sources, name: &str) -> Result<Packed> {
    let (path, text) = sources.file.as_ref().context("a bundle is made of a plan file")?;
    let plan = path.file_name().and_then(|name| name.to_str()).context("the plan's file name is not text")?;
    let files = plan::named_files(sources);
    let wants = plan::wants(sources);
    let mut mistakes: Vec<String> = files.iter().filter_map(misplaced).collect();
    let many = wants.iter().filter(|want| want.is_wildcard());
    mistakes.extend(many.map(|want| format!("the plan wants {want}, and nobody grants a wildcard: name each host")));
    listed(&mistakes)?;

    let (journey, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.setting == "journey");
    let journey = journey.first().context("a valid plan names a journey")?;
    let plugs = others.iter().filter(|file| file.setting.starts_with("plugs."));
    let component = component(journey, plugs, sources)?;
    let facts = Journey::of(&component)
        .map_err(|error| Failed::error(ExitCode::Invalid, format!("{} {error:#}", journey.text)))?;
    let title = part_name(&journey.text).context("misplaced files were refused")?;
    let title = format!("{}.wasm", title.strip_suffix(".wat").or(title.strip_suffix(".wasm")).unwrap_or(&title));

    let mut parts = BTreeMap::new();
    for file in &others {
        let bytes =
            sources.source.read(&file.path).with_context(|| format!("{}: cannot read {}", file.setting, file.text))?;
        if is_private_key(&bytes) {
            mistakes.push(format!("{}: {} is a private key, which a bundle would publish", file.setting, file.text));
        }
        parts.insert(part_name(&file.text).context("misplaced files were refused")?, bytes);
    }
    listed(&mistakes)?;

    let json = plan.ends_with(".json") || plan.ends_with(".jsonc");
    let component = Bytes::from(component);
    let text = Bytes::from(text.clone().into_bytes());
    let mut blobs = vec![
        (Descriptor::new(WASM_TYPE, &component).titled(&title), component),
        (Descriptor::new(if json { JSON_TYPE } else { TOML_TYPE }, &text).titled(plan), text),
    ];
    blobs.extend(parts.into_iter().map(|(name, bytes)| (Descriptor::new(FILE_TYPE, &bytes).titled(&name), bytes)));
    let contents = Contents {
        version: 1,
        name: name.to_owned(),
        plan: plan.to_owned(),
        journey: title,
        languages: facts.languages.clone(),
        tools: facts.tools.clone(),
        imports: facts.imports.clone(),
        wants: wants.iter().map(ToString::to_string).collect(),
    };
    let warnings = blobs.iter().filter_map(|(layer, bytes)| local_path(layer, bytes)).collect();
    let layout = layout(Some(BUNDLE_TYPE), &facts, Some(contents), blobs);
    // Read back: what is written is what a reader accepts.
    let bundle = Bundle::of_layout(plan, layout)?;
    Ok(Packed { bundle, warnings })
}

/// A journey alone, as other tools for wasm in registries write it: one layer.
///
/// # Errors
/// Why the bytes are no journey, in words that follow the file's name.
pub fn module(title: &str, component: Vec<u8>) -> Result<Layout> {
    let facts = Journey::of(&component)?;
    let component = Bytes::from(component);
    let layer = Descriptor::new(WASM_TYPE, &component).titled(title);
    Ok(layout(None, &facts, None, vec![(layer, component)]))
}

/// Config, manifest and blobs of some layers.
fn layout(
    artifact_type: Option<&str>,
    facts: &Journey,
    contents: Option<Contents>,
    blobs: Vec<(Descriptor, Bytes)>,
) -> Layout {
    let layers: Vec<Descriptor> = blobs.iter().map(|(layer, _)| layer.clone()).collect();
    let config = Config::new(&layers, facts.component(), contents);
    let config = Bytes::from(serde_json::to_vec(&config).expect("a config is plain data"));
    let descriptor = Descriptor::new(CONFIG_TYPE, &config);
    let mut by_digest: BTreeMap<_, _> = blobs.into_iter().map(|(layer, bytes)| (layer.digest, bytes)).collect();
    by_digest.insert(descriptor.digest.clone(), config);
    let manifest = Manifest::new(artifact_type, descriptor, layers);
    let manifest = Bytes::from(serde_json::to_vec(&manifest).expect("a manifest is plain data"));
    Layout { manifest, blobs: by_digest }
}

/// The journey with its plugs inside.
fn component<'f>(
    journey: &NamedFile,
    plugs: impl Iterator<Item = &'f NamedFile>,
    sources: &Sources,
) -> Result<Vec<u8>> {
    let part = |file: &NamedFile| {
        let bytes = sources.source.read(&file.path).with_context(|| format!("cannot read {}", file.text))?;
        anyhow::Ok(Part { name: file.text.clone(), bytes: bytes.into() })
    };
    let (journey, plugs) = (part(journey)?, plugs.map(part).collect::<Result<Vec<_>>>()?);
    if plugs.is_empty() { crate::vu::component(&journey.name, &journey.bytes) } else { compose(&journey, &plugs) }
}

/// Why a file cannot be a part.
fn misplaced(file: &NamedFile) -> Option<String> {
    let NamedFile { setting, text, .. } = file;
    if text.starts_with("builtin:") {
        return Some(format!("{setting}: {text} is part of every engine: a bundle holds a journey of your own"));
    }
    if setting.starts_with("secrets.") {
        return Some(format!(
            "{setting}: a secret's file would be published: write `env = \"VARIABLE\"`, which its runner grants"
        ));
    }
    if setting == "tls.key" || setting == "tls.certificate" {
        return Some(format!(
            "{setting}: an identity stays with its owner: give it by --set {setting}=FILE to the run"
        ));
    }
    if part_name(text).is_none() {
        return Some(format!("{setting}: {text} lies outside the plan's folder: a bundle holds what is inside"));
    }
    None
}

fn is_private_key(bytes: &[u8]) -> bool {
    let begin = b"-----BEGIN ";
    let mut heads = bytes.windows(begin.len()).enumerate().filter(|(_, window)| window == begin);
    heads.any(|(at, _)| {
        let line = bytes[at + begin.len()..].split(|byte| *byte == b'\n').next().unwrap_or_default();
        line.windows(11).any(|window| window == b"PRIVATE KEY")
    })
}

/// A path of this machine inside a part makes the bundle another one elsewhere.
fn local_path(layer: &Descriptor, bytes: &[u8]) -> Option<String> {
    let home = std::env::var("HOME").ok().filter(|home| home.len() > 5)?;
    let home = format!("{home}/");
    let found = bytes.windows(home.len()).any(|window| window == home.as_bytes());
    let title = layer.title().unwrap_or_default();
    found.then(|| {
        format!("{title} holds paths below {home}: built elsewhere it has another digest (--remap-path-prefix)")
    })
}

fn listed(mistakes: &[String]) -> Result<()> {
    if mistakes.is_empty() {
        return Ok(());
    }
    let list: String = mistakes.iter().map(|mistake| format!("\n  {mistake}")).collect();
    Err(Failed::error(ExitCode::Invalid, format!("the plan cannot be bundled{list}")))
}

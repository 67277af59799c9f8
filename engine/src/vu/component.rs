//! What a journey's file holds, as a component: WebAssembly text is assembled, a core module is wrapped.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasmparser::{Parser, Payload};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{PackageId, Resolve, WorldItem};

use super::host::VERSION;
use crate::wit;

/// The contract, as guests see it.
pub(crate) const LOAD_WIT: &str = include_str!("../../../wit/load.wit");
pub(crate) const POLL_WIT: &str = include_str!("../../../wit/deps/io/poll.wit");

/// Everything that a journey may export, and its type.
const STAGES: [(&str, &str); 6] = [
    ("run", "func() -> result<_, string>"),
    ("plan", "func() -> string"),
    ("setup", "func() -> result<string, string>"),
    ("start", "func() -> result<_, string>"),
    ("stop", "func() -> result<_, string>"),
    ("teardown", "func() -> result<_, string>"),
];

/// The component of this file: `.wat` text, a core module or a component.
pub(crate) fn component(name: &str, file: &[u8]) -> Result<Vec<u8>> {
    component_with(name, file, None)
}

/// The same for a project whose own imports stand in a folder: a core module has them besides the contract's. A component,
/// and a module whose tool said what it imports, are as their tools made them.
pub(crate) fn component_with(name: &str, file: &[u8], wit: Option<&Path>) -> Result<Vec<u8>> {
    let binary = wat::Parser::new().parse_bytes(Some(Path::new(name)), file).map_err(|e| anyhow::anyhow!("{e}"))?;
    if Parser::is_component(&binary) {
        return Ok(binary.into_owned());
    }
    if !Parser::is_core_wasm(&binary) {
        bail!("{name} is neither WebAssembly text (.wat) nor a core module or component (.wasm)");
    }
    wrap(binary.into_owned(), wit).with_context(|| format!("{name} cannot be made a component"))
}

fn wrap(mut module: Vec<u8>, wit: Option<&Path>) -> Result<Vec<u8>> {
    let exports = exports(&module)?;
    if !has_world(&module)? {
        let (resolve, package) = of_module(&exports, wit)?;
        let world = resolve.select_world(&[package], Some("of-the-module"))?;
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)?;
    }
    // What a C library or Go asks of WASI's first preview is answered by way of its second; unused, it is left out.
    let adapter = wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER;
    ComponentEncoder::default()
        .validate(true)
        .module(&module)?
        .adapter(wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, adapter)?
        .encode()
}

/// A world of the module's own: all imports of the contract and of the folder, and of the exports those that it has.
fn of_module(exports: &[String], wit: Option<&Path>) -> Result<(Resolve, PackageId)> {
    let (mut resolve, _) = self::resolve()?;
    let own = wit.map(|folder| own(&mut resolve, folder)).transpose()?.unwrap_or_default();
    let mut text =
        format!("package throng:module;\nworld of-the-module {{\n  include throng:load/imports@{VERSION};\n");
    for import in own {
        writeln!(text, "  import {import};")?;
    }
    for (name, kind) in STAGES.iter().filter(|(name, _)| exports.iter().any(|has| has == name)) {
        writeln!(text, "  export {name}: {kind};")?;
    }
    text.push_str("}\n");
    let package = resolve.push_source("module.wit", &text)?;
    Ok((resolve, package))
}

/// The interfaces that the world in this folder imports besides the engine's.
fn own(resolve: &mut Resolve, folder: &Path) -> Result<Vec<String>> {
    let (world, _) = wit::world(resolve, folder)?;
    let imports = resolve.worlds[world].imports.values();
    let interfaces = imports.filter_map(|item| match item {
        WorldItem::Interface { id, .. } => resolve.id_of(*id),
        _ => None,
    });
    Ok(interfaces.filter(|name| !wit::is_engines(name)).collect())
}

/// The contract as it is, parsed.
pub(crate) fn resolve() -> Result<(Resolve, PackageId)> {
    let mut resolve = Resolve::default();
    resolve.push_source("poll.wit", POLL_WIT)?;
    let package = resolve.push_source("load.wit", LOAD_WIT)?;
    Ok((resolve, package))
}

/// How many linear memories the modules of a component have together.
pub(crate) fn memories(component: &[u8]) -> u32 {
    let sections = Parser::new(0).parse_all(component).map_while(Result::ok);
    let counts = sections.filter_map(|payload| match payload {
        Payload::MemorySection(section) => Some(section.count()),
        _ => None,
    });
    counts.fold(0, u32::saturating_add)
}

fn exports(module: &[u8]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ExportSection(section) = payload? {
            for export in section {
                names.push(export?.name.to_owned());
            }
        }
    }
    Ok(names)
}

/// Whether a tool has embedded the world that the module was built for.
fn has_world(module: &[u8]) -> Result<bool> {
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CustomSection(section) = payload?
            && section.name().starts_with("component-type")
        {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_in_the_text_is_named_by_file_and_line() {
        let error = component("hello.wat", b"(module\n  (func $f\n    i32.cons 1))").unwrap_err().to_string();
        assert!(error.contains("hello.wat:3:5"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_journey_is_refused() {
        let error = component("notes.txt", b"hello").unwrap_err().to_string();
        assert!(error.contains("notes.txt:1:1"), "{error}");
    }

    #[test]
    fn a_core_module_that_imports_what_the_contract_lacks_is_refused_with_its_name() {
        let text = r#"(module (import "throng:load/http@0.1.0" "fetch" (func)) (memory (export "memory") 1)
            (func (export "run") (result i32) i32.const 0))"#;
        let error = format!("{:#}", component("new.wat", text.as_bytes()).unwrap_err());
        assert!(error.contains("fetch"), "{error}");
    }
}

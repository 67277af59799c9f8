//! What a journey's file holds, as a component: WebAssembly text is assembled, a core module is wrapped.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasmparser::{Parser, Payload};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

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
    let binary = wat::Parser::new().parse_bytes(Some(Path::new(name)), file).map_err(|e| anyhow::anyhow!("{e}"))?;
    if Parser::is_component(&binary) {
        return Ok(binary.into_owned());
    }
    if !Parser::is_core_wasm(&binary) {
        bail!("{name} is neither WebAssembly text (.wat) nor a core module or component (.wasm)");
    }
    wrap(binary.into_owned()).with_context(|| format!("{name} cannot be made a component"))
}

fn wrap(mut module: Vec<u8>) -> Result<Vec<u8>> {
    let exports = exports(&module)?;
    if !has_world(&module)? {
        let (resolve, package) = contract(&exports)?;
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

/// The contract with a world of the module's own: all imports, and of the exports those that it has.
fn contract(exports: &[String]) -> Result<(Resolve, wit_parser::PackageId)> {
    let mut text = format!("{LOAD_WIT}\nworld of-the-module {{\n  include imports;\n");
    for (name, kind) in STAGES.iter().filter(|(name, _)| exports.iter().any(|has| has == name)) {
        writeln!(text, "  export {name}: {kind};")?;
    }
    text.push_str("}\n");
    let mut resolve = Resolve::default();
    resolve.push_source("poll.wit", POLL_WIT)?;
    let package = resolve.push_source("load.wit", &text)?;
    Ok((resolve, package))
}

/// The contract as it is, parsed.
pub(crate) fn resolve() -> Result<(Resolve, wit_parser::PackageId)> {
    contract(&[])
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

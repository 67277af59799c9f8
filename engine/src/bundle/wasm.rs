//! What a journey's component says about itself: imports, exports, tools, its world as WIT.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};
use wasmparser::{KnownCustom, Parser, Payload};
use wit_component::{DecodedWasm, WitPrinter, decode};
use wit_parser::{Resolve, WorldId, WorldItem, WorldKey};

use super::manifest::Component;

/// The exports that the engine calls.
const STAGES: [&str; 6] = ["run", "plan", "setup", "start", "stop", "teardown"];

/// What can be known of a journey without running it.
#[derive(Debug, Clone)]
pub struct Journey {
    /// What it exports: functions and interfaces.
    pub exports: Vec<String>,
    /// Interfaces that it imports.
    pub interfaces: Vec<String>,
    /// Functions that it imports, `interface#function`, sorted.
    pub imports: Vec<String>,
    /// Languages, as tools noted them.
    pub languages: BTreeSet<String>,
    /// Tools and their versions.
    pub tools: BTreeSet<String>,
    /// Its world as text.
    pub wit: String,
}

impl Journey {
    /// Reads a component.
    ///
    /// # Errors
    /// Why these bytes are no journey that may run, in words that follow the file's name.
    pub fn of(bytes: &[u8]) -> Result<Self> {
        kind(bytes)?;
        let decoded = decode(bytes).map_err(|error| anyhow!("is not a valid component: {error:#}"))?;
        let DecodedWasm::Component(resolve, world) = decoded else {
            return Err(anyhow!("is a WIT package, not a component"));
        };
        let mut journey = Self::of_world(&resolve, world)?;
        let (languages, tools) = producers(bytes)?;
        (journey.languages, journey.tools) = (languages, tools);
        if !journey.exports.iter().any(|name| name == "run") {
            return Err(anyhow!("has no export `run`: a journey must have run: func() -> result<_, string>"));
        }
        if let Some(message) = journey.imports.iter().find_map(|import| crate::vu::missing_import(import)) {
            return Err(anyhow!(message.trim_start_matches("it ").to_owned()));
        }
        Ok(journey)
    }

    fn of_world(resolve: &Resolve, world: WorldId) -> Result<Self> {
        let of = &resolve.worlds[world];
        let (mut interfaces, mut imports) = (Vec::new(), Vec::new());
        for (key, item) in &of.imports {
            let name = resolve.name_world_key(key);
            match item {
                WorldItem::Interface { id, .. } => {
                    let functions = resolve.interfaces[*id].functions.keys();
                    imports.extend(functions.map(|function| format!("{name}#{function}")));
                    interfaces.push(name);
                }
                WorldItem::Function(_) => imports.push(name),
                WorldItem::Type { .. } => {}
            }
        }
        let name = |key: &WorldKey| resolve.name_world_key(key);
        let mut exports: Vec<String> = of.exports.keys().map(name).collect();
        exports
            .sort_by_key(|name| (STAGES.iter().position(|stage| stage == name).unwrap_or(STAGES.len()), name.clone()));
        interfaces.sort();
        imports.sort();
        let package = of.package.ok_or_else(|| anyhow!("has a world without a package"))?;
        let mut printer = WitPrinter::default();
        let others: Vec<_> = resolve.packages.iter().map(|(id, _)| id).filter(|id| *id != package).collect();
        printer.print(resolve, package, &others)?;
        let wit = printer.output.to_string();
        Ok(Self { exports, interfaces, imports, languages: BTreeSet::new(), tools: BTreeSet::new(), wit })
    }

    pub(super) fn component(&self) -> Component {
        Component { exports: self.exports.clone(), imports: self.interfaces.clone() }
    }
}

/// A component, and neither machine code nor something else.
fn kind(bytes: &[u8]) -> Result<()> {
    if bytes.starts_with(b"\x7fELF") {
        return Err(anyhow!("is precompiled machine code: a journey comes as portable wasm only"));
    }
    if Parser::is_core_wasm(bytes) {
        return Err(anyhow!("is a core module: a bundle holds components (`throng bundle` makes one of it)"));
    }
    if !Parser::is_component(bytes) {
        return Err(anyhow!("is not WebAssembly"));
    }
    Ok(())
}

/// Languages and tools of all `producers` sections.
fn producers(bytes: &[u8]) -> Result<(BTreeSet<String>, BTreeSet<String>)> {
    let (mut languages, mut tools) = (BTreeSet::new(), BTreeSet::new());
    for payload in Parser::new(0).parse_all(bytes) {
        let Payload::CustomSection(section) = payload? else { continue };
        let KnownCustom::Producers(fields) = section.as_known() else { continue };
        for field in fields {
            let Ok(field) = field else { break };
            for value in field.values {
                let Ok(value) = value else { break };
                let text = format!("{} {}", value.name, value.version);
                let text = text.trim().to_owned();
                let _ = if field.name == "language" { languages.insert(text) } else { tools.insert(text) };
            }
        }
    }
    Ok((languages, tools))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: &str = r#"(module
        (import "throng:load/http@0.1.0" "get" (func $get (param i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "run") (result i32) (drop (call $get (i32.const 16) (i32.const 1))) (i32.const 0)))"#;

    fn component() -> Vec<u8> {
        crate::vu::component("get.wat", GET.as_bytes()).expect("it is a journey")
    }

    #[test]
    fn a_journey_says_what_it_is() {
        let journey = Journey::of(&component()).unwrap();
        assert_eq!(
            (journey.exports, journey.interfaces),
            (vec!["run".to_owned()], vec!["throng:load/http@0.1.1".to_owned()])
        );
        assert_eq!(journey.imports, ["throng:load/http@0.1.1#get"]);
        assert!(journey.tools.iter().any(|tool| tool.starts_with("wit-component ")), "{:?}", journey.tools);
    }

    #[test]
    fn a_damaged_component_is_an_error_and_nothing_worse() {
        let sound = component();
        for at in 0..sound.len() {
            for bits in [0x01, 0x80, 0xff] {
                let mut damaged = sound.clone();
                damaged[at] ^= bits;
                let _ = Journey::of(&damaged);
            }
            // Cut before its last custom section it is sound still.
            let _ = Journey::of(&sound[..at]);
        }
    }
}

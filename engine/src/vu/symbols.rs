//! Source lines of a guest's code: looked up in its debug information when something went wrong, once for each place.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use addr2line::Context;
use addr2line::gimli::{Dwarf, EndianSlice, LittleEndian};
use wasmparser::{Parser, Payload};
use wasmtime::{FrameInfo, WasmBacktrace};

use super::script::Script;

/// Places in the code that are remembered; a guest that traps in more of them has no lines for the rest.
const PLACES: usize = 4096;
/// Where the paths of Rust's own library begin.
const RUST_LIBRARY: &str = "/rustc/";
/// What runs the code of Python.
const INTERPRETER: &str = "_PyEval_EvalFrameDefault";
/// What a function is called that has no name, with its number.
const NAMELESS: &str = "function";
/// How the functions are called by which a tool leads to an import.
const ADAPTER: &str = "adapter ";

/// The debug information of a component's modules.
#[derive(Default)]
pub(crate) struct Symbols {
    /// Empty without debug information.
    component: Vec<u8>,
    modules: Vec<Module>,
    known: Mutex<HashMap<usize, Arc<[Place]>>>,
    /// Knows where it is without any: the frames are those of what runs it.
    script: Option<Arc<Script>>,
}

/// A core module, by ranges of the component's bytes.
#[derive(Default)]
struct Module {
    whole: Range<usize>,
    code: usize,
    sections: HashMap<String, Range<usize>>,
}

/// Where a frame is: a function, and the line in it. Several for code that was inlined, innermost first.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    function: String,
    line: Option<String>,
}

impl Symbols {
    /// Of a component; its bytes are kept only where there is something to look up.
    pub(crate) fn of(component: Vec<u8>) -> Self {
        // What is no component was refused before; without modules there are no lines.
        let mut modules = modules(&component).unwrap_or_default();
        modules.retain(|module| !module.sections.is_empty());
        let component = if modules.is_empty() { Vec::new() } else { component };
        Self { component, modules, ..Self::default() }
    }

    /// Of a journey that is text.
    pub(crate) fn of_script(script: Arc<Script>) -> Self {
        Self { script: Some(script), ..Self::default() }
    }

    /// The frames of a trap as text, a line each, innermost first; none where no frame has a name to tell.
    pub(crate) fn trace(&self, trace: &WasmBacktrace) -> Option<String> {
        if let Some(script) = &self.script {
            return script.place().map(|place| format!("  at {place}"));
        }
        let offsets: Vec<usize> = trace.frames().iter().filter_map(FrameInfo::module_offset).collect();
        self.learn(&offsets);
        let places: Vec<Place> = trace.frames().iter().flat_map(|frame| self.places(frame)).collect();
        let own = own(&places);
        tell(own).then(|| own.iter().map(Place::text).collect::<Vec<_>>().join("\n"))
    }

    fn places(&self, frame: &FrameInfo) -> Vec<Place> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match frame.module_offset().and_then(|offset| known.get(&offset)).filter(|places| !places.is_empty()) {
            Some(places) => places.to_vec(),
            None => {
                let function =
                    frame.func_name().map_or_else(|| format!("{NAMELESS} {}", frame.func_index()), demangled);
                vec![Place { function, line: None }]
            }
        }
    }

    /// Looks up those that are new; reading a module's debug information takes milliseconds.
    fn learn(&self, offsets: &[usize]) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for module in &self.modules {
            let here = offsets.iter().filter(|offset| module.whole.contains(offset) && !known.contains_key(offset));
            let new: Vec<usize> = here.copied().collect();
            if new.is_empty() || known.len() + new.len() > PLACES {
                continue;
            }
            let context = module.context(&self.component);
            for offset in new {
                let found = context.as_ref().map(|context| lookup(context, (offset - module.code) as u64));
                known.insert(offset, found.unwrap_or_default().into());
            }
        }
    }
}

type Bytes<'b> = EndianSlice<'b, LittleEndian>;

impl Module {
    fn context<'b>(&self, component: &'b [u8]) -> Option<Context<Bytes<'b>>> {
        let section = |name: &str| self.sections.get(name).map_or(&[][..], |range| &component[range.clone()]);
        let load = |id: addr2line::gimli::SectionId| {
            Ok::<_, addr2line::gimli::Error>(Bytes::new(section(id.name()), LittleEndian))
        };
        Context::from_dwarf(Dwarf::load(load).ok()?).ok()
    }
}

impl Place {
    fn text(&self) -> String {
        match &self.line {
            Some(line) => format!("    at {} ({line})", self.function),
            None => format!("    at {}", self.function),
        }
    }

    fn is_nameless(&self) -> bool {
        self.function.starts_with(NAMELESS) || self.function.starts_with(ADAPTER)
    }

    fn is_library(&self) -> bool {
        self.line.as_ref().is_some_and(|line| line.starts_with(RUST_LIBRARY))
    }
}

/// Whether frames say where the journey was: those without names do not, nor do those of what runs a language's own code.
fn tell(places: &[Place]) -> bool {
    places.iter().all(|place| place.function != INTERPRETER)
        && places.iter().any(|place| place.line.is_some() || !place.is_nameless())
}

/// Without what the library does on its way from a panic to the trap, where that leads to code of the guest's own.
fn own(places: &[Place]) -> &[Place] {
    let first = places.iter().position(|place| place.line.is_some() && !place.is_library());
    match first {
        Some(first) if places[..first].iter().any(Place::is_library) => &places[first..],
        _ => places,
    }
}

fn lookup(context: &Context<Bytes<'_>>, address: u64) -> Vec<Place> {
    let mut places = Vec::new();
    let Ok(mut frames) = context.find_frames(address).skip_all_loads() else { return places };
    while let Ok(Some(frame)) = frames.next() {
        let name = frame.function.as_ref().and_then(|function| function.raw_name().ok());
        let line = frame.location.and_then(|at| {
            let column = at.column.map(|column| format!(":{column}")).unwrap_or_default();
            Some(format!("{}:{}{column}", at.file?, at.line?))
        });
        places.push(Place { function: name.map_or_else(|| "a function".to_owned(), |name| demangled(&name)), line });
    }
    places
}

/// A Rust name without its hash; any other as it is.
fn demangled(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

/// The core modules of a component, however deep they lie.
fn modules(component: &[u8]) -> wasmparser::Result<Vec<Module>> {
    let (mut found, mut open): (Vec<Module>, Vec<Option<Module>>) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(component) {
        match payload? {
            Payload::ModuleSection { unchecked_range, .. } => {
                open.push(Some(Module { whole: unchecked_range, ..Module::default() }));
            }
            Payload::ComponentSection { .. } => open.push(None),
            Payload::CodeSectionStart { range, .. } => {
                if let Some(Some(module)) = open.last_mut() {
                    module.code = range.start;
                }
            }
            Payload::CustomSection(section) if section.name().starts_with(".debug_") => {
                if let Some(Some(module)) = open.last_mut() {
                    let end = section.data_offset() + section.data().len();
                    module.sections.insert(section.name().to_owned(), section.data_offset()..end);
                }
            }
            Payload::End(_) => found.extend(open.pop().flatten()),
            _ => {}
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(function: &str, line: &str) -> Place {
        Place { function: function.into(), line: (!line.is_empty()).then(|| line.to_owned()) }
    }

    #[test]
    fn the_way_from_a_panic_to_the_trap_is_left_out() {
        let places = [place("abort", ""), place("std::panic", "/rustc/0/panic.rs:1"), place("run", "src/lib.rs:3:5")];
        assert_eq!(own(&places), &places[2..]);
        assert_eq!(own(&places[..2]), &places[..2], "nothing of the guest's own is known");
        assert_eq!(own(&places[2..]), &places[2..]);
        assert_eq!(places[2].text(), "    at run (src/lib.rs:3:5)");
    }

    #[test]
    fn frames_that_tell_nobody_anything_are_left_out() {
        let of = |names: &[&str]| tell(&names.iter().map(|name| place(name, "")).collect::<Vec<_>>());
        assert!(of(&["function 7", "run"]));
        assert!(!of(&["adapter secret", "function 459", "function 741"]), "QuickJS, stripped");
        assert!(!of(&["wasi_http", INTERPRETER, "_PyRun_Main"]), "Python");
        assert!(tell(&[place("function 7", "journey.c:3")]));
    }

    #[test]
    fn bytes_without_debug_information_are_not_kept() {
        let component = wat::parse_str(r#"(component (core module (func (export "f"))))"#).unwrap();
        let symbols = Symbols::of(component);
        assert_eq!((symbols.component.len(), symbols.modules.len()), (0, 0));
        let with = wat::parse_str(r#"(component (core module (func) (@custom ".debug_line" "x")))"#).unwrap();
        let symbols = Symbols::of(with.clone());
        assert_eq!(symbols.component, with);
        assert_eq!(&with[symbols.modules[0].sections[".debug_line"].clone()], b"x");
    }

    #[test]
    fn names_lose_their_hash() {
        assert_eq!(demangled("_ZN4shop6basket17h0123456789abcdefE"), "shop::basket");
        assert_eq!(demangled("malloc"), "malloc");
    }
}

//! What the contract has and this engine does not yet: it links, and traps when it is called.

use wasmtime::component::{Linker, ResourceType};
use wasmtime::error::format_err;

use super::VERSION;
use crate::vu::component;
use crate::vu::outcome::mistake;
use crate::vu::state::State;

struct Absent;

/// Interfaces that are still to come.
const INTERFACES: [&str; 1] = ["grpc"];

pub(super) fn define(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let (resolve, package) = component::resolve().map_err(|error| format_err!("{error:#}"))?;
    for (name, id) in &resolve.packages[package].interfaces {
        if !INTERFACES.contains(&name.as_str()) {
            continue;
        }
        let mut place = linker.instance(&format!("throng:load/{name}@{VERSION}"))?;
        for (kind, ty) in &resolve.interfaces[*id].types {
            if matches!(resolve.types[*ty].kind, wit_parser::TypeDefKind::Resource) {
                place.resource(kind, ResourceType::host::<Absent>(), |_, _| Ok(()))?;
            }
        }
        for function in resolve.interfaces[*id].functions.keys() {
            let said = format!("{name}.{function} is not in this engine");
            place.func_new(function, move |_, _, _, _| Err(mistake(said.clone())))?;
        }
    }
    Ok(())
}

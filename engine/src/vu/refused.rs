//! Why a journey does not link: the import that is missing, and what this engine has.

use std::collections::BTreeSet;

use wasmtime::Engine;
use wasmtime::component::Component;
use wasmtime::component::types::ComponentItem;

use super::component;
use super::host::VERSION;

/// The contract's package and version, as this engine has it.
const PACKAGE: &str = "throng:load";

/// Every function that a component imports, `interface#function`, sorted.
pub(crate) fn imports(component: &Component, engine: &Engine) -> Vec<String> {
    let mut found = Vec::new();
    for (name, item) in component.component_type().imports(engine) {
        match item.ty {
            ComponentItem::ComponentInstance(instance) => {
                let functions =
                    instance.exports(engine).filter(|(_, e)| matches!(e.ty, ComponentItem::ComponentFunc(_)));
                found.extend(functions.map(|(function, _)| format!("{name}#{function}")));
            }
            ComponentItem::ComponentFunc(_) => found.push(name.to_owned()),
            _ => {}
        }
    }
    found.sort();
    found
}

/// The message for a component that does not link.
pub(crate) fn explain(component: &Component, engine: &Engine, error: &wasmtime::Error) -> anyhow::Error {
    match imports(component, engine).iter().find_map(|import| missing(import)) {
        Some(message) => anyhow::anyhow!(message),
        None => anyhow::anyhow!("{error:#}"),
    }
}

/// Why no engine of this version links an import; none when it does.
pub(crate) fn missing(import: &str) -> Option<String> {
    let (interface, function) = import.split_once('#').unwrap_or((import, ""));
    let (path, version) = interface.split_once('@').unwrap_or((interface, ""));
    if path.starts_with("wasi:") {
        return None;
    }
    let Some(name) = path.strip_prefix(PACKAGE).and_then(|rest| rest.strip_prefix('/')) else {
        return Some(format!(
            "it imports `{function}` of `{interface}`, which no engine has: a journey may import {PACKAGE} and \
             wasi 0.2; what else it imports, a plug must export (throng compose, or `plugs` in the plan)"
        ));
    };
    if contract().contains(&format!("{name}#{function}")) && version.starts_with("0.1.") {
        return None;
    }
    Some(format!(
        "it imports `{function}` of `{PACKAGE}/{name}@{version}`, and this engine has {PACKAGE}@{VERSION} without it: \
         use an engine of contract {version}, or build the journey against {VERSION}"
    ))
}

/// The functions of the contract, `interface#function`.
fn contract() -> BTreeSet<String> {
    let Ok((resolve, package)) = component::resolve() else { return BTreeSet::new() };
    let mut all = BTreeSet::new();
    for (name, id) in &resolve.packages[package].interfaces {
        all.extend(resolve.interfaces[*id].functions.keys().map(|function| format!("{name}#{function}")));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_guest_is_told_what_it_needs() {
        assert_eq!(
            missing("throng:load/http@0.1.4#[method]request.priority").as_deref(),
            Some(
                "it imports `[method]request.priority` of `throng:load/http@0.1.4`, and this engine has \
                 throng:load@0.1.1 without it: use an engine of contract 0.1.4, or build the journey against 0.1.1"
            )
        );
        assert_eq!(missing("throng:load/http@0.1.4#[method]request.send"), None);
        assert_eq!(missing("wasi:clocks/wall-clock@0.2.3#now"), None);
        assert_eq!(
            missing("env#abort").as_deref(),
            Some(
                "it imports `abort` of `env`, which no engine has: a journey may import throng:load and wasi 0.2; what else \
                 it imports, a plug must export (throng compose, or `plugs` in the plan)"
            )
        );
    }
}

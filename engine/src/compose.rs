//! Components put together: what a journey imports besides the contract comes from plugs that export it.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, anyhow, bail};
use wac_graph::types::Package;
use wac_graph::{CompositionGraph, EncodeOptions, plug};
use wit_component::{DecodedWasm, decode};
use wit_parser::{Resolve, WorldItem};

use crate::vu::component;
use crate::wit;

/// A component's file.
pub struct Part {
    /// What it is called in messages.
    pub name: String,
    /// `.wat` text, a core module or a component.
    pub bytes: Vec<u8>,
}

/// Interfaces by name, `team:auth/login@1.2.0`, with what is in them.
type Interfaces = BTreeMap<String, BTreeMap<String, String>>;

/// The journey with its plugs inside: one component. The same parts give the same bytes. An error says which interface
/// does not fit, and how the two sides differ.
pub fn compose(journey: &Part, plugs: &[Part]) -> Result<Vec<u8>> {
    let socket = component(&journey.name, &journey.bytes)?;
    let plugs: Vec<(String, Vec<u8>)> =
        plugs.iter().map(|part| Ok((part.name.clone(), component(&part.name, &part.bytes)?))).collect::<Result<_>>()?;
    fits(&journey.name, &socket, &plugs)?;
    let mut graph = CompositionGraph::new();
    let ids = plugs.into_iter().enumerate().map(|(nth, (name, bytes))| {
        let package = Package::from_bytes(&format!("throng:plug{nth}"), None, bytes, graph.types_mut());
        let package = package.with_context(|| format!("{name} cannot be read"))?;
        Ok(graph.register_package(package)?)
    });
    let ids = ids.collect::<Result<Vec<_>>>()?;
    let package = Package::from_bytes("throng:journey", None, socket, graph.types_mut())
        .with_context(|| format!("{} cannot be read", journey.name))?;
    let socket = graph.register_package(package)?;
    plug(&mut graph, ids, socket).map_err(|error| anyhow!(error))?;
    Ok(graph.encode(EncodeOptions::default())?)
}

/// Holds each plug against the journey.
fn fits(name: &str, socket: &[u8], plugs: &[(String, Vec<u8>)]) -> Result<()> {
    let (imports, _) = interfaces(name, socket)?;
    let wanted: Interfaces = imports.into_iter().filter(|(name, _)| !is_engines(name)).collect();
    for (plug, bytes) in plugs {
        let (_, exports) = interfaces(plug, bytes)?;
        let mut used = false;
        for (wanted, items) in &wanted {
            used |= fits_one(name, (wanted, items), plug, &exports)?;
        }
        if !used {
            bail!(
                "{plug} gives nothing that {name} wants: it exports {}, and {name} imports {}",
                list(&exports),
                list(&wanted)
            );
        }
    }
    Ok(())
}

/// Whether the plug gives this interface.
fn fits_one(
    journey: &str,
    (wanted, items): (&str, &BTreeMap<String, String>),
    plug: &str,
    exports: &Interfaces,
) -> Result<bool> {
    let (path, version) = split(wanted);
    let same = exports.iter().filter(|(name, _)| split(name).0 == path);
    let mut other = None;
    for (given, has) in same {
        if !serves(split(given).1, version) {
            other = Some(given);
            continue;
        }
        for (item, needs) in items {
            match has.get(item) {
                Some(is) if is == needs => {}
                Some(is) => bail!(
                    "`{item}` of {wanted} does not fit: {journey} imports `{needs}`, and {plug} exports `{is}` in {given}; \
                     build one against the other's WIT"
                ),
                None => bail!(
                    "{journey} imports `{item}: {needs}` of {wanted}, and {plug} exports {given} without it: \
                     use a {plug} that has it, or build {journey} against {given}"
                ),
            }
        }
        return Ok(true);
    }
    match other {
        None => Ok(false),
        Some(given) => bail!(
            "{journey} imports {wanted}, and {plug} exports {given}: versions that differ in their first number that is \
             not 0 are different interfaces; build {journey} against {given}, or use a {plug} that exports {wanted}"
        ),
    }
}

/// What the engine itself gives.
fn is_engines(interface: &str) -> bool {
    interface.starts_with("throng:load/") || interface.starts_with("wasi:")
}

/// Path and version of an interface's name.
fn split(interface: &str) -> (&str, &str) {
    interface.split_once('@').unwrap_or((interface, ""))
}

/// Whether a version given serves one that is wanted, as wasm tools match them: by the first number that is not 0.
fn serves(given: &str, wanted: &str) -> bool {
    let track = |version: &str| {
        let numbers: Vec<String> =
            version.split(['-', '+']).next().unwrap_or_default().split('.').map(str::to_owned).collect();
        let first = numbers.iter().position(|number| number != "0").unwrap_or(numbers.len());
        numbers[..numbers.len().min(first + 1)].to_vec()
    };
    given == wanted || (!given.contains('-') && !wanted.contains('-') && track(given) == track(wanted))
}

/// What a component imports and exports.
fn interfaces(name: &str, bytes: &[u8]) -> Result<(Interfaces, Interfaces)> {
    let decoded = decode(bytes).with_context(|| format!("{name} is not a valid component"))?;
    let DecodedWasm::Component(resolve, world) = decoded else { bail!("{name} is a WIT package, not a component") };
    let world = &resolve.worlds[world];
    let of = |items: &mut dyn Iterator<Item = &WorldItem>| items.filter_map(|item| interface(&resolve, item)).collect();
    Ok((of(&mut world.imports.values()), of(&mut world.exports.values())))
}

fn interface(resolve: &Resolve, item: &WorldItem) -> Option<(String, BTreeMap<String, String>)> {
    let WorldItem::Interface { id, .. } = item else { return None };
    Some((resolve.id_of(*id)?, wit::items(resolve, *id)))
}

fn list(interfaces: &Interfaces) -> String {
    let names: Vec<&str> = interfaces.keys().map(String::as_str).collect();
    if names.is_empty() { "no interface of its own".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A component made of a WIT package whose world is `w`, with functions that do nothing.
    fn part(name: &str, wit: &str) -> Part {
        let mut resolve = Resolve::default();
        let package = resolve.push_source("w.wit", wit).unwrap();
        let world = resolve.select_world(&[package], Some("w")).unwrap();
        let mut module = wit_component::dummy_module(&resolve, world, wit_parser::ManglingAndAbi::Standard32);
        wit_component::embed_component_metadata(&mut module, &resolve, world, wit_component::StringEncoding::UTF8)
            .unwrap();
        Part { name: name.to_owned(), bytes: module }
    }

    fn login(version: &str, functions: &str, world: &str) -> String {
        format!("package team:auth@{version};\ninterface login {{ {functions} }}\nworld w {{ {world} }}")
    }

    fn journey(version: &str, functions: &str) -> Part {
        part("journey.wasm", &login(version, functions, "import login; export run: func() -> result<_, string>;"))
    }

    fn library(version: &str, functions: &str) -> Part {
        part("login.wasm", &login(version, functions, "export login;"))
    }

    const TOKEN: &str = "token: func(user: string) -> string;";

    fn error(journey: &Part, plug: &Part) -> String {
        compose(journey, std::slice::from_ref(plug)).unwrap_err().to_string()
    }

    #[test]
    fn a_plug_goes_where_it_is_wanted_and_the_bytes_are_always_the_same() {
        let (journey, newer) = (journey("1.2.0", TOKEN), library("1.3.1", &format!("{TOKEN} more: func();")));
        let bytes = compose(&journey, std::slice::from_ref(&newer)).unwrap();
        assert_eq!(bytes, compose(&journey, &[newer]).unwrap());
        let (imports, exports) = interfaces("x", &bytes).unwrap();
        assert_eq!((imports.len(), exports.len()), (0, 0));
        let DecodedWasm::Component(resolve, world) = decode(&bytes).unwrap() else { panic!("a component") };
        let names: Vec<_> = resolve.worlds[world].exports.keys().map(|key| resolve.name_world_key(key)).collect();
        assert_eq!(names, ["run"]);
    }

    #[test]
    fn what_does_not_fit_is_told_in_the_words_of_wit() {
        let one = journey("1.2.0", TOKEN);
        assert_eq!(
            error(&one, &library("2.0.0", TOKEN)),
            "journey.wasm imports team:auth/login@1.2.0, and login.wasm exports team:auth/login@2.0.0: versions that differ \
             in their first number that is not 0 are different interfaces; build journey.wasm against \
             team:auth/login@2.0.0, or use a login.wasm that exports team:auth/login@1.2.0"
        );
        assert_eq!(
            error(&one, &library("1.2.0", "token: func(user: string, password: string) -> string;")),
            "`token` of team:auth/login@1.2.0 does not fit: journey.wasm imports `func(user: string) -> string`, and \
             login.wasm exports `func(user: string, password: string) -> string` in team:auth/login@1.2.0; build one \
             against the other's WIT"
        );
        assert_eq!(
            error(&one, &library("1.1.0", "other: func();")),
            "journey.wasm imports `token: func(user: string) -> string` of team:auth/login@1.2.0, and login.wasm exports \
             team:auth/login@1.1.0 without it: use a login.wasm that has it, or build journey.wasm against \
             team:auth/login@1.1.0"
        );
        let stranger = part("stranger.wasm", "package a:b;\ninterface c { d: func(); }\nworld w { export c; }");
        assert_eq!(
            error(&one, &stranger),
            "stranger.wasm gives nothing that journey.wasm wants: it exports a:b/c, and journey.wasm imports \
             team:auth/login@1.2.0"
        );
    }

    #[test]
    fn versions_serve_along_their_first_number_that_is_not_0() {
        assert!(serves("1.3.1", "1.2.0") && serves("0.1.4", "0.1.0") && serves("", ""));
        assert!(
            !serves("2.0.0", "1.2.0")
                && !serves("0.2.0", "0.1.0")
                && !serves("1.0.0-a", "1.0.0")
                && !serves("1.0.0", "")
        );
    }
}

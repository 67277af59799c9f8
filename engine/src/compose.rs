//! Components put together: what a journey imports besides the contract comes from plugs that export it.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use wac_graph::types::Package;
use wac_graph::{CompositionGraph, EncodeOptions};
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

/// The journey with its plugs inside: one component, with one instance of each. A plug may use what another one gives, in
/// whatever order they come. The same parts give the same bytes. An error says which interface does not fit, and how the
/// two sides differ.
pub fn compose(journey: &Part, plugs: &[Part]) -> Result<Vec<u8>> {
    let members = std::iter::once(journey).chain(plugs).map(Member::of).collect::<Result<Vec<_>>>()?;
    let links = links(&members)?;
    order(&members, &links)?;
    let mut graph = CompositionGraph::new();
    let mut instances = Vec::new();
    for (nth, member) in members.iter().enumerate() {
        let package = Package::from_bytes(&format!("throng:part{nth}"), None, member.bytes.clone(), graph.types_mut());
        let package = package.with_context(|| format!("{} cannot be read", member.name))?;
        let id = graph.register_package(package)?;
        instances.push((id, graph.instantiate(id)));
    }
    for link in &links {
        let given = graph.alias_instance_export(instances[link.plug].1, link.given)?;
        let fits = graph.set_instantiation_argument(instances[link.user].1, link.wanted, given);
        fits.with_context(|| format!("{} of {} does not fit", link.given, members[link.plug].name))?;
    }
    let (package, instance) = instances[0];
    let exports: Vec<String> = graph.types()[graph[package].ty()].exports.keys().cloned().collect();
    for name in exports {
        let export = graph.alias_instance_export(instance, &name)?;
        graph.export(export, &name)?;
    }
    Ok(graph.encode(EncodeOptions::default())?)
}

/// A component, and what it wants of and gives to the others.
struct Member<'p> {
    name: &'p str,
    bytes: Vec<u8>,
    wants: Interfaces,
    gives: Interfaces,
}

impl<'p> Member<'p> {
    fn of(part: &'p Part) -> Result<Self> {
        let bytes = component(&part.name, &part.bytes)?;
        let (mut wants, gives) = interfaces(&part.name, &bytes)?;
        wants.retain(|name, _| !wit::is_engines(name));
        Ok(Self { name: &part.name, bytes, wants, gives })
    }
}

/// What a member wants, and the plug that gives it: places among the members.
struct Link<'m> {
    user: usize,
    wanted: &'m str,
    plug: usize,
    given: &'m str,
}

/// Every want of the journey and the plugs that a plug satisfies. The journey is the first member.
fn links<'m>(members: &'m [Member<'_>]) -> Result<Vec<Link<'m>>> {
    let mut links: Vec<Link<'_>> = Vec::new();
    for (user, member) in members.iter().enumerate() {
        for (wanted, items) in &member.wants {
            let others = members.iter().enumerate().skip(1).filter(|(plug, _)| *plug != user);
            let tried = others.map(|(plug, other)| (plug, fits_one(member.name, (wanted, items), other)));
            let (fitting, wrong): (Vec<_>, Vec<_>) = tried.partition(|(_, fit)| fit.is_ok());
            let fitting = fitting.into_iter().filter_map(|(plug, fit)| Some((plug, fit.ok()??)));
            let fitting: Vec<(usize, &str)> = fitting.collect();
            match (&fitting[..], wrong.into_iter().find_map(|(_, fit)| fit.err())) {
                ([(plug, given)], _) => links.push(Link { user, wanted, plug: *plug, given }),
                ([], Some(wrong)) => return Err(wrong),
                ([], None) => {}
                ([one, another, ..], _) => bail!(
                    "{} and {} both give {wanted}, which {} imports: leave one out",
                    members[one.0].name,
                    members[another.0].name,
                    member.name
                ),
            }
        }
    }
    Ok(links)
}

/// Whether the journey needs every plug, by way of others or not, and none needs itself.
fn order(members: &[Member<'_>], links: &[Link<'_>]) -> Result<()> {
    let (mut reached, mut next) = (vec![0], 0);
    while let Some(user) = reached.get(next).copied() {
        let plugs = links.iter().filter(|link| link.user == user).map(|link| link.plug);
        let new: Vec<usize> = plugs.filter(|plug| !reached.contains(plug)).collect();
        reached.extend(new);
        next += 1;
    }
    if let Some((_, idle)) = members.iter().enumerate().find(|(nth, _)| !reached.contains(nth)) {
        let journey = &members[0];
        let (who, wants, imports) = match members.len() {
            2 => (journey.name.to_owned(), "wants", "imports"),
            _ => (format!("{} and the other plugs", journey.name), "want", "import"),
        };
        let wanted =
            reached.iter().flat_map(|nth| &members[*nth].wants).map(|(name, items)| (name.clone(), items.clone()));
        bail!(
            "{} gives nothing that {who} {wants}: it exports {}, and {who} {imports} {}",
            idle.name,
            list(&idle.gives),
            list(&wanted.collect())
        );
    }
    let mut open: Vec<usize> = (0..members.len()).collect();
    // What wants nothing that is open is done; where nobody is, they wait for each other.
    while !open.is_empty() {
        let waits = |nth: &usize| links.iter().any(|link| link.user == *nth && open.contains(&link.plug));
        let (waiting, done): (Vec<usize>, Vec<usize>) = open.iter().partition(|nth| waits(nth));
        if done.is_empty() {
            let circle: Vec<&str> = waiting.iter().filter(|nth| **nth > 0).map(|nth| members[*nth].name).collect();
            bail!("{} import each other: a plug may use another one, not in a circle", circle.join(" and "));
        }
        open = waiting;
    }
    Ok(())
}

/// The interface of the plug that serves this one; none where it has none of that name.
fn fits_one<'m>(
    journey: &str,
    (wanted, items): (&str, &BTreeMap<String, String>),
    other: &'m Member<'_>,
) -> Result<Option<&'m str>> {
    let (path, version) = split(wanted);
    let plug = other.name;
    let same = other.gives.iter().filter(|(name, _)| split(name).0 == path);
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
        return Ok(Some(given));
    }
    match other {
        None => Ok(None),
        Some(given) => bail!(
            "{journey} imports {wanted}, and {plug} exports {given}: versions that differ in their first number that is \
             not 0 are different interfaces; build {journey} against {given}, or use a {plug} that exports {wanted}"
        ),
    }
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

    const KEYS: &str = "package team:keys@1.0.0;\ninterface ring { key: func() -> string; }";

    /// A login that asks for a key, and what gives it.
    fn keyed() -> (Part, Part) {
        let world = "import team:keys/ring@1.0.0; export login;";
        let text = login("1.2.0", TOKEN, world).replacen(";\n", ";\n\n", 1);
        let nested = KEYS.replacen(';', " {", 1) + " }";
        (
            part("login.wasm", &format!("{text}\n{nested}")),
            part("keys.wasm", &format!("{KEYS} world w {{ export ring; }}")),
        )
    }

    #[test]
    fn a_plug_uses_another_in_whatever_order_they_come() {
        let one = journey("1.2.0", TOKEN);
        let (login, keys) = keyed();
        let parts = |parts: [&Part; 2]| {
            let parts = parts.map(|part| Part { name: part.name.clone(), bytes: part.bytes.clone() });
            interfaces("x", &compose(&one, &parts).unwrap()).unwrap()
        };
        for (imports, exports) in [parts([&login, &keys]), parts([&keys, &login])] {
            assert_eq!((imports.len(), exports.len()), (0, 0));
        }
        let bytes = compose(&one, &[login]).unwrap();
        assert_eq!(list(&interfaces("x", &bytes).unwrap().0), "team:keys/ring@1.0.0");
    }

    #[test]
    fn circles_doubles_and_idle_plugs_are_refused_by_name() {
        let one = journey("1.2.0", TOKEN);
        let refused = |plugs: &[Part]| compose(&one, plugs).unwrap_err().to_string();
        let (login, keys) = keyed();
        let circle = "package team:keys@1.0.0;\ninterface ring { key: func() -> string; }\n\
                      world w { import team:auth/login@1.2.0; export ring; }\n\
                      package team:auth@1.2.0 { interface login { token: func(user: string) -> string; } }";
        assert_eq!(
            refused(&[login, part("keys.wasm", circle)]),
            "login.wasm and keys.wasm import each other: a plug may use another one, not in a circle"
        );
        let twice = Part { name: "login2.wasm".to_owned(), ..library("1.2.0", TOKEN) };
        assert_eq!(
            refused(&[library("1.2.0", TOKEN), twice]),
            "login.wasm and login2.wasm both give team:auth/login@1.2.0, which journey.wasm imports: leave one out"
        );
        assert_eq!(
            refused(&[library("1.2.0", TOKEN), keys]),
            "keys.wasm gives nothing that journey.wasm and the other plugs want: it exports team:keys/ring@1.0.0, and \
             journey.wasm and the other plugs import team:auth/login@1.2.0"
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

//! WIT in words: what a function or type is, as one line that can be compared and shown.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::Result;
use regex::{Captures, Regex};
use tempfile::TempDir;
use wit_parser::{Function, Handle, InterfaceId, Resolve, Type, TypeDefKind, TypeId, WorldId};

use crate::exit::{ExitCode, Failed};

/// Whether the engine itself gives this interface.
pub fn is_engines(interface: &str) -> bool {
    interface.starts_with("throng:load/") || interface.starts_with("wasi:")
}

/// The one world in a project's own folder, whose packages may use what is there already. An error says what to write.
/// Gives the folder too as it was read: what it includes of an earlier contract is of the one that is there.
pub fn world(resolve: &mut Resolve, folder: &Path) -> Result<(WorldId, TempDir)> {
    let invalid = |message: String| Failed::error(ExitCode::Invalid, message);
    let name = folder.file_name().unwrap_or_default().display();
    let unreadable = |error: anyhow::Error| invalid(format!("{name}/ cannot be read: {error:#}"));
    let contract = resolve.package_names.keys().find(|name| name.namespace == "throng" && name.name == "load");
    let version = contract.and_then(|name| name.version.as_ref()).map_or_else(String::new, ToString::to_string);
    let read = TempDir::new()?;
    renew(folder, read.path(), &version).map_err(unreadable)?;
    let (package, _) = resolve.push_dir(read.path()).map_err(unreadable)?;
    match resolve.packages[package].worlds.values().collect::<Vec<_>>()[..] {
        [world] => Ok((*world, read)),
        ref worlds => Err(invalid(format!(
            "{name}/ has {} worlds, and a journey has one: write `world journey {{ include throng:load/staged@0.1.1; }}` \
             with what it imports",
            worlds.len()
        ))),
    }
}

/// Copies a folder of WIT; where it names the contract of this minor version, in this version.
fn renew(from: &Path, to: &Path, version: &str) -> Result<()> {
    static NAMED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(throng:load(?:/[a-z0-9-]+)?@0\.1\.)[0-9]+").expect("it is a pattern"));
    let patch = version.strip_prefix("0.1.").unwrap_or_default();
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            std::fs::create_dir(&copy)?;
            renew(&entry.path(), &copy, version)?;
        } else if entry.path().extension().is_some_and(|extension| extension == "wit") {
            let text = std::fs::read_to_string(entry.path())?;
            let renewed = NAMED.replace_all(&text, |named: &Captures<'_>| match patch {
                "" => named[0].to_owned(),
                patch => format!("{}{patch}", &named[1]),
            });
            std::fs::write(copy, renewed.as_bytes())?;
        }
    }
    Ok(())
}

/// Every function and type of an interface by name; methods as `[method]request.send`.
pub fn items(resolve: &Resolve, interface: InterfaceId) -> BTreeMap<String, String> {
    let interface = &resolve.interfaces[interface];
    let functions = interface.functions.iter().map(|(name, of)| (name.clone(), function(resolve, of)));
    let types = interface.types.iter().map(|(name, of)| (name.clone(), definition(resolve, *of)));
    functions.chain(types).collect()
}

/// `func(user: string) -> option<token>`.
pub fn function(resolve: &Resolve, function: &Function) -> String {
    let parameters: Vec<String> =
        function.params.iter().map(|param| format!("{}: {}", param.name, name(resolve, &param.ty))).collect();
    let result = function.result.map(|ty| format!(" -> {}", name(resolve, &ty))).unwrap_or_default();
    format!("func({}){result}", parameters.join(", "))
}

/// What a named type is, one level deep: `record { user: string }`.
fn definition(resolve: &Resolve, id: TypeId) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match &resolve.types[id].kind {
        TypeDefKind::Record(record) => {
            let fields = record.fields.iter().map(|field| format!("{}: {}", field.name, name(resolve, &field.ty)));
            format!("record {{ {} }}", list(fields.collect()))
        }
        TypeDefKind::Variant(variant) => {
            let case = |name: &str, ty: Option<String>| ty.map_or(name.to_owned(), |ty| format!("{name}({ty})"));
            let cases = variant.cases.iter().map(|of| case(&of.name, of.ty.map(|ty| name(resolve, &ty))));
            format!("variant {{ {} }}", list(cases.collect()))
        }
        TypeDefKind::Enum(cases) => {
            format!("enum {{ {} }}", list(cases.cases.iter().map(|c| c.name.clone()).collect()))
        }
        TypeDefKind::Flags(flags) => {
            format!("flags {{ {} }}", list(flags.flags.iter().map(|f| f.name.clone()).collect()))
        }
        TypeDefKind::Resource => "resource".to_owned(),
        kind => format!("type {}", kind_name(resolve, kind)),
    }
}

/// A type where it is used: by its name where it has one.
fn name(resolve: &Resolve, ty: &Type) -> String {
    let Type::Id(id) = ty else { return format!("{ty:?}").to_lowercase() };
    let def = &resolve.types[*id];
    def.name.clone().unwrap_or_else(|| kind_name(resolve, &def.kind))
}

fn kind_name(resolve: &Resolve, kind: &TypeDefKind) -> String {
    let of = |ty: &Type| name(resolve, ty);
    let or_blank = |ty: &Option<Type>| ty.as_ref().map_or_else(|| "_".to_owned(), of);
    match kind {
        TypeDefKind::Handle(Handle::Own(id)) => name(resolve, &Type::Id(*id)),
        TypeDefKind::Handle(Handle::Borrow(id)) => format!("borrow<{}>", name(resolve, &Type::Id(*id))),
        TypeDefKind::Tuple(tuple) => format!("tuple<{}>", tuple.types.iter().map(of).collect::<Vec<_>>().join(", ")),
        TypeDefKind::Option(ty) => format!("option<{}>", of(ty)),
        TypeDefKind::Result(result) => format!("result<{}, {}>", or_blank(&result.ok), or_blank(&result.err)),
        TypeDefKind::List(ty) => format!("list<{}>", of(ty)),
        TypeDefKind::Type(ty) => of(ty),
        other => other.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interface_in_words() {
        let mut resolve = Resolve::default();
        let text = "package a:b@1.0.0;\ninterface i {\n  record r { x: u8, y: option<string> }\n  enum e { p, q }\n  \
                    variant v { none, some(r) }\n  type t = list<tuple<string, f64>>;\n  \
                    resource s { constructor(n: string); send: func() -> result<_, e>; }\n  f: func(a: t, s: borrow<s>) -> r;\n}";
        resolve.push_source("i.wit", text).unwrap();
        let (id, _) = resolve.interfaces.iter().next().unwrap();
        let items = items(&resolve, id);
        let item = |name: &str| items.get(name).map(String::as_str);
        assert_eq!(item("f"), Some("func(a: t, s: borrow<s>) -> r"));
        assert_eq!(item("[method]s.send"), Some("func(self: borrow<s>) -> result<_, e>"));
        assert_eq!(item("[constructor]s"), Some("func(n: string) -> s"));
        assert_eq!(item("r"), Some("record { x: u8, y: option<string> }"));
        assert_eq!(item("v"), Some("variant { none, some(r) }"));
        assert_eq!((item("e"), item("s")), (Some("enum { p, q }"), Some("resource")));
        assert_eq!(item("t"), Some("type list<tuple<string, f64>>"));
    }
}

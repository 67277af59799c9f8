//! Go: a type for each resource, a function for the rest.

use std::fmt::Write as _;

use super::contract::{Function, Interface, Kind, Place};
use super::{camel, capital, drop_import, is_inner, parameter, pascal, split, words};

const HEAD: &str = "// Code generated from wit/ by `cargo xtask bindings`. DO NOT EDIT.\n\npackage throng\n\n\
                    import (\n\t\"time\"\n\t\"unsafe\"\n)\n";

pub(super) fn write(interfaces: &[Interface]) -> String {
    let mut out = HEAD.to_owned();
    for interface in interfaces {
        for (resource, docs) in &interface.resources {
            out.push('\n');
            comment(&mut out, &format!("{}{}", capital(resource), lead(docs)));
            let _ = writeln!(out, "type {} struct{{ handle int32 }}", capital(resource));
        }
        for f in &interface.functions {
            import(&mut out, interface, f);
            function(&mut out, interface, f);
        }
        for (resource, _) in &interface.resources {
            let (raw, name) = (format!("rawDrop{}", capital(resource)), capital(resource));
            let _ = write!(
                out,
                "\n//go:wasmimport {} {}\n//go:noescape\nfunc {raw}(self int32)\n\n// Drop lets go of it.\n\
                 func (it {name}) Drop() {{ {raw}(it.handle) }}\n",
                interface.module,
                drop_import(resource)
            );
        }
    }
    out
}

fn comment(out: &mut String, docs: &str) {
    docs.trim().lines().for_each(|line| {
        let _ = writeln!(out, "// {line}");
    });
}

/// As Go wants it: the name stands in front.
fn lead(docs: &str) -> String {
    if docs.is_empty() { " is the host's.".to_owned() } else { format!(": {docs}") }
}

fn raw(interface: &Interface, f: &Function) -> String {
    let resource = f.resource.iter().flat_map(|resource| split(resource));
    let name = if f.place == Place::Constructor { vec!["new".to_owned()] } else { split(&f.name) };
    let all: Vec<String> = std::iter::once(interface.name.clone()).chain(resource).chain(name).collect();
    format!("raw{}", pascal(&all))
}

fn core(ty: &str) -> &'static str {
    match ty {
        "i64" => "int64",
        "f64" => "float64",
        _ => "int32",
    }
}

fn import(out: &mut String, interface: &Interface, f: &Function) {
    let mut parameters: Vec<String> = Vec::new();
    if f.place == Place::Method {
        parameters.push("self int32".to_owned());
    }
    for (name, kind) in &f.parameters {
        let name = camel(&parameter(name));
        match kind {
            Kind::Text => parameters.push(format!("{name} string")),
            kind if kind.is_written() => {
                parameters.extend([format!("{name} unsafe.Pointer"), format!("{name}Length uint32")]);
            }
            kind => parameters.push(format!("{name} {}", core(kind.flat()[0]))),
        }
    }
    let written = f.result.as_ref().is_some_and(Kind::is_written);
    if written {
        parameters.push("out unsafe.Pointer".to_owned());
    }
    let result =
        f.result.as_ref().filter(|_| !written).map_or(String::new(), |kind| format!(" {}", core(kind.flat()[0])));
    let _ = write!(
        out,
        "\n//go:wasmimport {} {}\n//go:noescape\nfunc {}({}){result}\n",
        interface.module,
        f.import,
        raw(interface, f),
        parameters.join(", ")
    );
}

/// `Send`, `MetricTrend`, `NewRequest`
fn name(interface: &Interface, f: &Function) -> String {
    let resource = f.resource.as_deref().map(capital).unwrap_or_default();
    match f.place {
        Place::Free => pascal(&words(interface, f)),
        Place::Method if is_inner(f) => camel(&split(&f.name)),
        Place::Method => pascal(&split(&f.name)),
        Place::Static => resource + &pascal(&split(&f.name)),
        Place::Constructor => format!("New{resource}"),
    }
}

fn function(out: &mut String, interface: &Interface, f: &Function) {
    let (mut parameters, mut before, mut arguments) = (Vec::new(), Vec::new(), Vec::new());
    if f.place == Place::Method {
        arguments.push("it.handle".to_owned());
    }
    for (name, kind) in &f.parameters {
        let name = camel(&parameter(name));
        parameters.push(format!("{name} {}", ty(kind)));
        lower(&name, kind, &mut before, &mut arguments);
    }
    let resource = f.resource.as_deref().map(capital).unwrap_or_default();
    // A setter gives its object back, so that calls can be chained.
    let chained = f.place == Place::Method && f.result.is_none();
    let result = match &f.result {
        _ if f.place == Place::Constructor || chained => resource.clone(),
        None => String::new(),
        Some(kind) => ty(kind),
    };
    let receiver = if f.place == Place::Method { format!("(it {resource}) ") } else { String::new() };
    let result = if result.is_empty() { result } else { format!("{result} ") };
    out.push('\n');
    comment(out, &format!("{}{}", name(interface, f), lead(&f.docs)));
    let _ = writeln!(out, "func {receiver}{}({}) {result}{{", name(interface, f), parameters.join(", "));
    before.extend(body(f, &raw(interface, f), arguments, chained, &resource));
    for line in before {
        let _ = writeln!(out, "\t{line}");
    }
    out.push_str("}\n");
}

fn body(f: &Function, raw: &str, mut arguments: Vec<String>, chained: bool, resource: &str) -> Vec<String> {
    let written = f.result.as_ref().is_some_and(Kind::is_written);
    let mut lines = Vec::new();
    if written {
        // What the host writes, it writes into room that was made before: see room.
        let size = match f.resource.as_deref() {
            Some("response") => "int(rawHttpResponseSize(it.handle))",
            // Nobody says how large it is; the engine's own limits are this.
            Some("message" | "event" | "delivery" | "call" | "download") => "1<<20",
            _ => "0",
        };
        lines.push(format!("room({size})"));
        arguments.push("unsafe.Pointer(out)".to_owned());
    }
    let call = format!("{raw}({})", arguments.join(", "));
    match &f.result {
        _ if f.place == Place::Constructor => lines.push(format!("return {resource}{{{call}}}")),
        None => lines.push(call),
        Some(kind) if written => lines.extend([call, format!("return {}", take(kind))]),
        Some(Kind::Bool) => lines.push(format!("return {call} != 0")),
        Some(Kind::Handle(resource)) => lines.push(format!("return {}{{{call}}}", capital(resource))),
        Some(Kind::Duration) => lines.push(format!("return fromMs({call})")),
        Some(kind) => lines.push(format!("return {}({call})", ty(kind))),
    }
    if chained {
        lines.push("return it".to_owned());
    }
    lines
}

fn ty(kind: &Kind) -> String {
    match kind {
        Kind::Bool => "bool".to_owned(),
        Kind::Number(16) => "int".to_owned(),
        Kind::Number(bits) => format!("uint{bits}"),
        Kind::Float => "float64".to_owned(),
        Kind::Duration => "time.Duration".to_owned(),
        Kind::Text => "string".to_owned(),
        Kind::Bytes => "[]byte".to_owned(),
        Kind::Fields => "[]Field".to_owned(),
        Kind::Texts => "[]string".to_owned(),
        Kind::Numbers => "[]uint32".to_owned(),
        Kind::Handle(resource) => capital(resource),
        Kind::Handles(resource) => format!("[]{}", capital(resource)),
        Kind::Option(inner) => format!("({}, bool)", ty(inner)),
    }
}

fn lower(name: &str, kind: &Kind, before: &mut Vec<String>, arguments: &mut Vec<String>) {
    match kind {
        Kind::Text => arguments.push(name.to_owned()),
        Kind::Bytes | Kind::Handles(_) => {
            arguments.push(format!("unsafe.Pointer(unsafe.SliceData({name})), uint32(len({name}))"));
        }
        Kind::Fields => {
            before.push(format!("lowered := lower({name})"));
            arguments.push(format!("unsafe.Pointer(unsafe.SliceData(lowered)), uint32(len({name}))"));
        }
        Kind::Handle(_) => arguments.push(format!("{name}.handle")),
        Kind::Bool => arguments.push(format!("truth({name})")),
        Kind::Duration => arguments.push(format!("toMs({name})")),
        Kind::Float => arguments.push(name.to_owned()),
        Kind::Number(64) => arguments.push(format!("int64({name})")),
        _ => arguments.push(format!("int32({name})")),
    }
}

/// The value that stands in `out`.
fn take(kind: &Kind) -> String {
    match kind {
        Kind::Option(inner) if **inner == Kind::Number(32) => "out[1], out[0]&0xff != 0".to_owned(),
        Kind::Option(inner) => match &**inner {
            Kind::Handle(resource) => format!("{}{{int32(out[1])}}, out[0]&0xff != 0", capital(resource)),
            Kind::Duration => "someDuration()".to_owned(),
            inner => format!("some{}()", noun(inner)),
        },
        Kind::Handles(resource) => {
            let name = capital(resource);
            format!("lift(out[0], out[1], func(handle int32) {name} {{ return {name}{{handle}} }})")
        }
        kind => format!("take{}(out[0], out[1])", noun(kind)),
    }
}

fn noun(kind: &Kind) -> &'static str {
    match kind {
        Kind::Bytes => "Bytes",
        Kind::Fields => "Fields",
        Kind::Texts => "Texts",
        Kind::Numbers => "Numbers",
        _ => "Text",
    }
}

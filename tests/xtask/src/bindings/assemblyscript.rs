//! AssemblyScript: a class for each resource, a function for the rest.

use std::fmt::Write as _;

use super::contract::{Function, Interface, Kind, Place};
use super::{camel, capital, drop_import, flat, flat_result, is_inner, parameter, split, words};

const HEAD: &str = r#"// Every function of the contract. Made of wit/ by `cargo xtask bindings`: do not edit.
import {
  Field, OUT, lowered, lowerFields, lowerHandles, takeBytes, takeFields, takeHandles, takeNumbers, takeText, takeTexts,
  utf8,
} from "./memory";
"#;

pub(super) fn write(interfaces: &[Interface]) -> String {
    let mut out = HEAD.to_owned();
    for interface in interfaces {
        imports(&mut out, interface);
        for (resource, docs) in &interface.resources {
            class(&mut out, interface, resource, docs);
        }
        for f in interface.functions.iter().filter(|f| f.place == Place::Free) {
            out.push('\n');
            comment(&mut out, "", &f.docs);
            let _ = write!(out, "export function {}", camel(&words(interface, f)));
            function(&mut out, interface, f, "");
        }
    }
    out
}

fn raw(interface: &Interface, f: &Function) -> String {
    let resource = f.resource.iter().flat_map(|resource| split(resource));
    let name = if f.place == Place::Constructor { vec!["new".to_owned()] } else { split(&f.name) };
    let all: Vec<String> = std::iter::once(interface.name.clone()).chain(resource).chain(name).collect();
    format!("_{}", camel(&all))
}

fn imports(out: &mut String, interface: &Interface) {
    let mut line = |import: &str, name: &str, parameters: &str, result: &str| {
        let _ = write!(
            out,
            "\n// @ts-ignore: decorator\n@external(\"{}\", \"{import}\")\ndeclare function {name}({parameters}): {result};\n",
            interface.module
        );
    };
    for f in &interface.functions {
        let all: Vec<String> = flat(f, camel).iter().map(|(name, ty)| format!("{name}: {}", core(name, ty))).collect();
        line(&f.import, &raw(interface, f), &all.join(", "), flat_result(f).unwrap_or("void"));
    }
    for (resource, _) in &interface.resources {
        line(&drop_import(resource), &format!("_drop{}", capital(resource)), "self: i32", "void");
    }
}

fn core(name: &str, ty: &str) -> &'static str {
    match ty {
        "i64" => "i64",
        "f64" => "f64",
        _ if name == "out" || name.ends_with("_at") => "usize",
        _ => "i32",
    }
}

fn class(out: &mut String, interface: &Interface, resource: &str, docs: &str) {
    out.push('\n');
    comment(out, "", docs);
    let _ = writeln!(out, "export class {} {{\n  /** What the host knows it by. */\n  handle: i32;", capital(resource));
    let own: Vec<&Function> = interface.functions.iter().filter(|f| f.resource.as_deref() == Some(resource)).collect();
    if !own.iter().any(|f| f.place == Place::Constructor) {
        out.push_str("\n  /** Of a handle that the host gave. */\n  constructor(handle: i32) {\n    this.handle = handle;\n  }\n");
    }
    for f in own {
        out.push('\n');
        let inner = if is_inner(f) { "A handle more each time, which `Series.tagged` keeps. " } else { "" };
        comment(out, "  ", &format!("{inner}{}", f.docs));
        let name = match f.place {
            Place::Constructor => "constructor".to_owned(),
            Place::Static => format!("static {}", camel(&split(&f.name))),
            _ if is_inner(f) => format!("_{}", camel(&split(&f.name))),
            _ => camel(&split(&f.name)),
        };
        let _ = write!(out, "  {name}");
        function(out, interface, f, "  ");
    }
    let _ = writeln!(
        out,
        "\n  /** Lets go of it. */\n  drop(): void {{\n    _drop{}(this.handle);\n  }}\n}}",
        capital(resource)
    );
}

fn comment(out: &mut String, indent: &str, docs: &str) {
    if !docs.is_empty() {
        let _ = writeln!(out, "{indent}/** {} */", docs.replace('\n', &format!("\n{indent} * ")));
    }
}

/// From the parameters on: `(name: string): Request { … }`.
fn function(out: &mut String, interface: &Interface, f: &Function, indent: &str) {
    let (mut parameters, mut before, mut arguments) = (Vec::new(), Vec::new(), Vec::new());
    if f.place == Place::Method {
        arguments.push("this.handle".to_owned());
    }
    for (name, kind) in &f.parameters {
        let name = camel(&parameter(name));
        parameters.push(format!("{name}: {}", ty(kind)));
        lower(&name, kind, &mut before, &mut arguments);
    }
    // A setter gives its object back, so that calls can be chained.
    let chained = f.place == Place::Method && f.result.is_none();
    let result = match &f.result {
        _ if f.place == Place::Constructor => String::new(),
        None if chained => ": this".to_owned(),
        None => ": void".to_owned(),
        Some(kind) => format!(": {}", ty(kind)),
    };
    let _ = writeln!(out, "({}){result} {{", parameters.join(", "));
    for line in before {
        let _ = writeln!(out, "{indent}  {line}");
    }
    let written = f.result.as_ref().is_some_and(Kind::is_written);
    if written {
        arguments.push("OUT".to_owned());
    }
    let call = format!("{}({})", raw(interface, f), arguments.join(", "));
    let lines = match &f.result {
        _ if f.place == Place::Constructor => vec![format!("this.handle = {call};")],
        None if chained => vec![format!("{call};"), "return this;".to_owned()],
        None => vec![format!("{call};")],
        Some(kind) if written => vec![format!("{call};"), format!("return {};", take(kind))],
        Some(Kind::Bool) => vec![format!("return {call} != 0;")],
        // A class that the contract lets a journey make has no constructor of a handle.
        Some(Kind::Handle(resource)) if makes(interface, resource) => vec![
            format!("const it = changetype<{0}>(__new(offsetof<{0}>(), idof<{0}>()));", capital(resource)),
            format!("it.handle = {call};"),
            "return it;".to_owned(),
        ],
        Some(Kind::Handle(resource)) => vec![format!("return new {}({call});", capital(resource))],
        Some(kind) => vec![format!("return <{}>{call};", ty(kind))],
    };
    for line in lines {
        let _ = writeln!(out, "{indent}  {line}");
    }
    let _ = writeln!(out, "{indent}}}");
}

fn makes(interface: &Interface, resource: &str) -> bool {
    let of = |f: &&Function| f.resource.as_deref() == Some(resource);
    interface.functions.iter().filter(of).any(|f| f.place == Place::Constructor)
}

fn ty(kind: &Kind) -> String {
    match kind {
        Kind::Bool => "bool".to_owned(),
        Kind::Number(bits) => format!("u{bits}"),
        Kind::Float | Kind::Duration => "f64".to_owned(),
        Kind::Text => "string".to_owned(),
        Kind::Bytes => "ArrayBuffer".to_owned(),
        Kind::Fields => "Field[]".to_owned(),
        Kind::Texts => "string[]".to_owned(),
        Kind::Numbers => "u32[]".to_owned(),
        Kind::Handle(resource) => capital(resource),
        Kind::Handles(resource) => format!("{}[]", capital(resource)),
        Kind::Option(inner) if **inner == Kind::Number(32) => "i64".to_owned(),
        Kind::Option(inner) if **inner == Kind::Duration => "f64".to_owned(),
        Kind::Option(inner) => format!("{} | null", ty(inner)),
    }
}

fn lower(name: &str, kind: &Kind, before: &mut Vec<String>, arguments: &mut Vec<String>) {
    let mut kept = |value: String| {
        before.push(format!("const {name}_ = {value};"));
        arguments.push(format!("lowered({name}_), {name}_.byteLength"));
    };
    match kind {
        Kind::Text => kept(format!("utf8({name})")),
        Kind::Bytes => kept(name.to_owned()),
        Kind::Fields => {
            before.push(format!("const {name}_ = lowerFields({name});"));
            arguments.push(format!("lowered({name}_), {name}.length"));
        }
        Kind::Handles(_) => {
            before.push(format!("const {name}_ = lowerHandles<{}>({name});", ty(kind).trim_end_matches("[]")));
            arguments.push(format!("lowered({name}_), {name}.length"));
        }
        Kind::Handle(_) => arguments.push(format!("{name}.handle")),
        Kind::Bool => arguments.push(format!("{name} ? 1 : 0")),
        Kind::Number(64) => arguments.push(format!("<i64>{name}")),
        Kind::Number(_) => arguments.push(format!("<i32>{name}")),
        _ => arguments.push(name.to_owned()),
    }
}

/// The value that stands at OUT.
fn take(kind: &Kind) -> String {
    match kind {
        Kind::Option(inner) if **inner == Kind::Number(32) => "load<u8>(OUT) ? <i64>load<u32>(OUT, 4) : -1".to_owned(),
        Kind::Option(inner) if **inner == Kind::Duration => "load<u8>(OUT) ? load<f64>(OUT, 8) : NaN".to_owned(),
        Kind::Option(inner) => format!("load<u8>(OUT) ? {} : null", take_at(inner, "OUT + 4")),
        kind => take_at(kind, "OUT"),
    }
}

fn take_at(kind: &Kind, at: &str) -> String {
    let what = match kind {
        Kind::Handle(resource) => return format!("new {}(load<i32>({at}))", capital(resource)),
        Kind::Handles(resource) => return format!("takeHandles<{}>({at})", capital(resource)),
        Kind::Bytes => "Bytes",
        Kind::Fields => "Fields",
        Kind::Texts => "Texts",
        Kind::Numbers => "Numbers",
        _ => "Text",
    };
    format!("take{what}({at})")
}

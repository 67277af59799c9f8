//! C: a header of inline functions, with a type for each resource.

use std::fmt::Write as _;

use super::contract::{Function, Interface, Kind, Place};
use super::{drop_import, parameter, snake, split, words};

const HEAD: &str = r#"// Every function of the contract. Made of wit/ by `cargo xtask bindings`: do not edit.
// Texts that the host gives end with a zero byte and live until the iteration ends (see throng_keep).
#ifndef THRONG_CONTRACT_H
#define THRONG_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define THRONG_IMPORT(module, name) extern __attribute__((__import_module__(module), __import_name__(name)))

/// A text of the host.
typedef struct { const char *text; size_t length; } throng_text;
/// Texts of the host.
typedef struct { const throng_text *items; size_t length; } throng_texts;
/// Bytes of the host.
typedef struct { const uint8_t *items; size_t length; } throng_bytes;
/// Numbers of the host.
typedef struct { const uint32_t *items; size_t length; } throng_numbers;
/// A name and a value of the host: a header, a cell.
typedef struct { throng_text name; throng_text value; } throng_pair;
/// Names and values of the host.
typedef struct { const throng_pair *items; size_t length; } throng_pairs;
/// A name and a value of the journey: a field of a form, a tag.
typedef struct { const char *name; const char *value; } throng_field;

/// Fields as the host reads them; they live until the iteration ends.
const throng_pair *throng_lowered(const throng_field *fields, size_t count);
"#;

/// Functions that throng.h has in a form of its own, which makes the same metric once.
const OF_THE_SDK: [&str; 6] = [
    "throng_metric_counter",
    "throng_metric_gauge",
    "throng_metric_rate",
    "throng_metric_trend",
    "throng_metric_tagged",
    "throng_metric_drop",
];

pub(super) fn write(interfaces: &[Interface]) -> String {
    let mut out = HEAD.to_owned();
    for (resource, docs) in interfaces.iter().flat_map(|interface| &interface.resources) {
        out.push('\n');
        comment(&mut out, docs);
        let _ = writeln!(out, "typedef struct {{ int32_t handle; }} {};", handle(resource));
    }
    let functions = interfaces.iter().flat_map(|interface| &interface.functions);
    for kind in functions.filter_map(|f| f.result.as_ref()) {
        if let Kind::Handles(resource) = kind {
            let _ = write!(
                out,
                "\n/// Handles of the host.\ntypedef struct {{ const {} *items; size_t length; }} {};\n",
                handle(resource),
                c_type(kind)
            );
        }
    }
    for interface in interfaces {
        for f in &interface.functions {
            out.push('\n');
            import(&mut out, interface, f);
            if !OF_THE_SDK.contains(&name(interface, f).as_str()) {
                function(&mut out, interface, f);
            }
        }
        for (resource, _) in &interface.resources {
            drop(&mut out, interface, resource);
        }
    }
    out.push_str("\n#endif\n");
    out
}

fn drop(out: &mut String, interface: &Interface, resource: &str) {
    let resource_name = snake(&split(resource));
    let (name, raw) = (format!("throng_{resource_name}_drop"), format!("throng_raw_{resource_name}_drop"));
    let (module, import) = (&interface.module, drop_import(resource));
    let _ = writeln!(out, "\nTHRONG_IMPORT(\"{module}\", \"{import}\")\nvoid {raw}(int32_t self);");
    if !OF_THE_SDK.contains(&name.as_str()) {
        let _ = writeln!(
            out,
            "/// Lets go of it.\nstatic inline void {name}({} self) {{ {raw}(self.handle); }}",
            handle(resource)
        );
    }
}

fn comment(out: &mut String, docs: &str) {
    docs.lines().for_each(|line| {
        let _ = writeln!(out, "/// {line}");
    });
}

fn handle(resource: &str) -> String {
    format!("throng_{}", snake(&split(resource)))
}

/// `throng_request_send`, `throng_sleep`
fn name(interface: &Interface, f: &Function) -> String {
    let mut all: Vec<String> = f.resource.iter().flat_map(|resource| split(resource)).collect();
    all.extend(if f.place == Place::Constructor { vec!["new".to_owned()] } else { words(interface, f) });
    format!("throng_{}", snake(&all))
}

fn raw(interface: &Interface, f: &Function) -> String {
    name(interface, f).replacen("throng_", "throng_raw_", 1)
}

fn core(ty: &str) -> &'static str {
    match ty {
        "i64" => "int64_t",
        "f64" => "double",
        _ => "int32_t",
    }
}

fn import(out: &mut String, interface: &Interface, f: &Function) {
    let mut parameters: Vec<String> = Vec::new();
    if f.place == Place::Method {
        parameters.push("int32_t self".to_owned());
    }
    for (name, kind) in &f.parameters {
        let name = snake(&parameter(name));
        match kind.flat() {
            [one] => parameters.push(format!("{} {name}", core(one))),
            _ => parameters.extend([format!("const void *{name}"), format!("size_t {name}_length")]),
        }
    }
    let written = f.result.as_ref().is_some_and(Kind::is_written);
    if written {
        parameters.push("void *out".to_owned());
    }
    let result = f.result.as_ref().filter(|_| !written).map_or("void", |kind| core(kind.flat()[0]));
    let parameters = if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") };
    let _ = writeln!(out, "THRONG_IMPORT(\"{}\", \"{}\")", interface.module, f.import);
    let _ = writeln!(out, "{result} {}({parameters});", raw(interface, f));
}

fn function(out: &mut String, interface: &Interface, f: &Function) {
    let (mut parameters, mut arguments) = (Vec::new(), Vec::new());
    if f.place == Place::Method {
        parameters.push(format!("{} self", handle(f.resource.as_deref().unwrap_or_default())));
        arguments.push("self.handle".to_owned());
    }
    for (name, kind) in &f.parameters {
        let name = snake(&parameter(name));
        let (parameter, argument) = lower(&name, kind);
        parameters.push(parameter);
        arguments.push(argument);
    }
    let constructed = f.resource.iter().map(|resource| Kind::Handle(resource.clone())).next();
    let result = if f.place == Place::Constructor { constructed } else { f.result.clone() };
    if let Some(Kind::Option(inner)) = &result
        && **inner != Kind::Text
    {
        parameters.push(format!("{} *found", c_type(inner)));
    }
    let ty = result.as_ref().map_or("void".to_owned(), c_type);
    let parameters = if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") };
    comment(out, &f.docs);
    let _ = writeln!(out, "static inline {ty} {}({parameters}) {{", name(interface, f));
    body(out, &raw(interface, f), arguments, result.as_ref());
    out.push_str("}\n");
}

/// The parameter as the journey gives it, and as the host takes it.
fn lower(name: &str, kind: &Kind) -> (String, String) {
    let list = |ty: &str, convert: &str| {
        (format!("const {ty} *{name}, size_t {name}_length"), format!("{convert}, {name}_length"))
    };
    match kind {
        Kind::Text => (format!("const char *{name}"), format!("{name}, strlen({name})")),
        Kind::Bytes => list("void", name),
        Kind::Fields => list("throng_field", &format!("throng_lowered({name}, {name}_length)")),
        Kind::Handles(resource) => list(&handle(resource), name),
        Kind::Handle(_) => (format!("{} {name}", c_type(kind)), format!("{name}.handle")),
        Kind::Number(64) => (format!("uint64_t {name}"), format!("(int64_t){name}")),
        Kind::Number(_) => (format!("{} {name}", c_type(kind)), format!("(int32_t){name}")),
        _ => (format!("{} {name}", c_type(kind)), name.to_owned()),
    }
}

fn c_type(kind: &Kind) -> String {
    match kind {
        Kind::Bool => "bool".to_owned(),
        Kind::Number(bits) => format!("uint{bits}_t"),
        Kind::Float | Kind::Duration => "double".to_owned(),
        Kind::Text => "const char *".to_owned(),
        Kind::Bytes => "throng_bytes".to_owned(),
        Kind::Fields => "throng_pairs".to_owned(),
        Kind::Texts => "throng_texts".to_owned(),
        Kind::Numbers => "throng_numbers".to_owned(),
        Kind::Handle(resource) => handle(resource),
        Kind::Handles(resource) => format!("{}_list", handle(resource)),
        Kind::Option(inner) if **inner == Kind::Text => "const char *".to_owned(),
        Kind::Option(_) => "bool".to_owned(),
    }
}

fn body(out: &mut String, raw: &str, mut arguments: Vec<String>, result: Option<&Kind>) {
    if result.is_some_and(Kind::is_written) {
        arguments.push("&out".to_owned());
    }
    let call = format!("{raw}({})", arguments.join(", "));
    let _ = match result {
        None => writeln!(out, "    {call};"),
        Some(Kind::Bool) => writeln!(out, "    return {call} != 0;"),
        Some(Kind::Handle(resource)) => writeln!(out, "    return ({}){{ {call} }};", handle(resource)),
        Some(kind @ Kind::Number(_)) => writeln!(out, "    return ({}){call};", c_type(kind)),
        Some(Kind::Float | Kind::Duration) => writeln!(out, "    return {call};"),
        Some(Kind::Text) => {
            writeln!(out, "    throng_text out;\n    {call};\n    return out.length ? out.text : \"\";")
        }
        Some(Kind::Option(inner)) if **inner == Kind::Text => writeln!(
            out,
            "    struct {{ uint8_t some; throng_text value; }} out;\n    {call};\n    \
             return !out.some ? NULL : out.value.length ? out.value.text : \"\";"
        ),
        Some(Kind::Option(inner)) => writeln!(
            out,
            "    struct {{ uint8_t some; {} value; }} out;\n    {call};\n    \
             if (out.some && found) *found = out.value;\n    return out.some != 0;",
            c_type(inner)
        ),
        Some(kind) => writeln!(out, "    {} out;\n    {call};\n    return out;", c_type(kind)),
    };
}

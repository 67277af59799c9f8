//! Writes the part of each SDK that follows from the contract alone: every function of `wit/`, with its documentation,
//! lowered by the canonical ABI. Rust, JavaScript and Python have generators of their own.

mod assemblyscript;
mod c;
mod contract;
mod go;
mod wat;

use anyhow::{Result, bail};

use contract::{Function, Interface, Kind, Place};

/// What writes the text of a file.
type Writer = fn(&[Interface]) -> String;

/// The files and what writes them.
const FILES: [(&str, Writer); 4] = [
    ("sdk/c/contract.h", c::write),
    ("sdk/assemblyscript/contract.ts", assemblyscript::write),
    ("sdk/go/contract.go", go::write),
    ("sdk/wat/imports.wat", wat::write),
];

/// Writes the files, or with `check` compares them.
pub(crate) fn write(check: bool) -> Result<()> {
    let interfaces = contract::read()?;
    for (file, text) in FILES.map(|(file, write)| (file, write(&interfaces))) {
        if !check {
            std::fs::create_dir_all(std::path::Path::new(file).with_file_name(""))?;
            std::fs::write(file, text)?;
        } else if std::fs::read_to_string(file).unwrap_or_default() != text {
            bail!("{file} is not what wit/ gives: run `cargo xtask bindings` and commit the result");
        }
    }
    Ok(())
}

/// Whether each call gives a handle more: the SDK has it in a form that keeps them, and this one is the SDK's own.
fn is_inner(function: &Function) -> bool {
    function.place == Place::Method && function.resource.as_deref() == Some("metric") && function.name == "tagged"
}

/// The words of a function's name in an SDK: the interface stands before it where the word alone would say too little.
fn words(interface: &Interface, function: &Function) -> Vec<String> {
    let prefix = match interface.name.as_str() {
        "session" | "store" | "data" => Some(interface.name.as_str()),
        _ => None,
    };
    // `get` is the SDK's own: it begins a request.
    let name = if interface.name == "http" && function.name == "get" { "fetch" } else { &function.name };
    let prefix = prefix.filter(|_| function.place == Place::Free);
    prefix.into_iter().chain(name.split('-')).map(str::to_owned).collect()
}

fn snake(words: &[String]) -> String {
    words.join("_")
}

fn pascal(words: &[String]) -> String {
    words.iter().map(|word| capital(word)).collect()
}

fn camel(words: &[String]) -> String {
    let name = pascal(words);
    name[..1].to_lowercase() + &name[1..]
}

fn split(name: &str) -> Vec<String> {
    name.split('-').map(str::to_owned).collect()
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

/// A parameter's name: no keyword of any language.
fn parameter(name: &str) -> Vec<String> {
    split(if name == "in" { "pollables" } else { name })
}

/// The core parameters, named, with the place that a result is written to as the last.
fn flat(function: &Function, snake_case: fn(&[String]) -> String) -> Vec<(String, &'static str)> {
    let mut all = Vec::new();
    if function.place == Place::Method {
        all.push(("self".to_owned(), "i32"));
    }
    for (name, kind) in &function.parameters {
        let name = snake_case(&parameter(name));
        match kind.flat() {
            [one] => all.push((name, one)),
            [pointer, length] => all.extend([(format!("{name}_at"), *pointer), (format!("{name}_length"), *length)]),
            more => all.extend(more.iter().enumerate().map(|(i, ty)| (format!("{name}_{i}"), *ty))),
        }
    }
    if function.result.as_ref().is_some_and(Kind::is_written) {
        all.push(("out".to_owned(), "i32"));
    }
    all
}

/// The core result; none where it is written to memory.
fn flat_result(function: &Function) -> Option<&'static str> {
    function.result.as_ref().filter(|kind| !kind.is_written()).map(|kind| kind.flat()[0])
}

/// `[resource-drop]request`
fn drop_import(resource: &str) -> String {
    format!("[resource-drop]{resource}")
}

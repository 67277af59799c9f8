//! WebAssembly text: the import lines, to be copied.

use std::fmt::Write as _;

use super::contract::Interface;
use super::{drop_import, flat, flat_result, snake};

pub(super) fn write(interfaces: &[Interface]) -> String {
    let mut out = String::from(
        ";; Every import of the contract: copy the lines that a journey uses. Made of wit/ by `cargo xtask bindings`.\n\
         ;; A text is its offset and length (`_at`, `_length`); a result that is no number is written to `$out`:\n\
         ;; 8 bytes (offset, length), or 12 for an option (1 when there is one, then offset and length at 4 and 8).\n",
    );
    for interface in interfaces {
        let _ = write!(out, "\n;; {}\n", interface.module);
        for function in &interface.functions {
            let sentence = function.docs.replace('\n', " ");
            if !sentence.is_empty() {
                let _ = writeln!(out, ";; {sentence}");
            }
            let id = function.import.replace("[constructor]", "new-").replace("[method]", "").replace("[static]", "");
            let types: String =
                flat(function, snake).iter().map(|(name, ty)| format!(" (param ${name} {ty})")).collect();
            let result = flat_result(function).map(|ty| format!(" (result {ty})")).unwrap_or_default();
            line(&mut out, &interface.module, &function.import, &id, &(types + &result));
        }
        for (resource, _) in &interface.resources {
            line(
                &mut out,
                &interface.module,
                &drop_import(resource),
                &format!("drop-{resource}"),
                " (param $self i32)",
            );
        }
    }
    out
}

fn line(out: &mut String, module: &str, import: &str, id: &str, types: &str) {
    let _ = writeln!(out, "(import \"{module}\" \"{import}\" (func ${id}{types}))");
}

use serde_json::Value;

/// A JSON object as TOML: one key a line, everything below inline.
pub(crate) fn document(value: &Value) -> String {
    let object = value.as_object().into_iter().flatten();
    object.map(|(key, value)| format!("{} = {}\n", text(key), inline(value))).collect()
}

fn inline(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let members: Vec<String> = object.iter().map(|(k, v)| format!("{} = {}", text(k), inline(v))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(array) => format!("[{}]", array.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::String(string) => text(string),
        other => other.to_string(),
    }
}

/// A basic string; what JSON escapes and TOML forbids bare is escaped in a way that both know.
fn text(string: &str) -> String {
    Value::from(string).to_string().replace('\u{7f}', "\\u007F")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_values_are_inline() {
        let value = serde_json::json!({ "a": 1, "b": { "c d": [true, "x\"\n"] } });
        assert_eq!(document(&value), "\"a\" = 1\n\"b\" = { \"c d\" = [true, \"x\\\"\\n\"] }\n");
    }
}

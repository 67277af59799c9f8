use std::time::Duration;

use rustix::process::Signal;
use serde_json::{Map, Value, json};

use super::{Targets, Vector};
use crate::engine::Engine;
use crate::{guest, toml};

/// The run that a vector asks for.
pub(super) fn engine(vector: &Vector, targets: &Targets) -> Engine {
    let plan = &vector.plan;
    let mut engine = Engine::new(&toml(vector, targets)).limit(Duration::from_secs(40));
    if plan["init"][0]["op"] == "syntax" {
        engine = engine.file("broken.wat", "(module (func");
    }
    if let Some(authority) = &targets.authority {
        engine = engine.file("ca.pem", authority);
    }
    for argument in plan["cli"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        engine = engine.arg(argument);
    }
    for signal in plan["signals"].as_array().into_iter().flatten() {
        let kind = if signal["signal"] == "TERM" { Signal::TERM } else { Signal::INT };
        engine = engine.signal(Duration::from_millis(signal["at_ms"].as_u64().unwrap_or_default()), kind);
    }
    engine
}

/// The plan file that says what a vector's plan says.
pub fn toml(vector: &Vector, targets: &Targets) -> String {
    let plan = &vector.plan;
    let mut file = Map::new();
    let broken = plan["init"][0]["op"] == "syntax";
    file.insert("journey".into(), if broken { json!("broken.wat") } else { json!(guest::vector()) });
    file.insert("target".into(), targets.origin.url().into());
    let special = |url: &&String| !url.starts_with("ftp") && !url.ends_with(":bad");
    let allow = targets.urls.values().filter(special).map(|url| json!({ "origin": url, "private": true }));
    file.insert("allow".into(), std::iter::once(json!(targets.origin.url())).chain(allow).collect());
    let scenarios = plan["scenarios"].as_object().filter(|scenarios| !scenarios.is_empty());
    if let Some(scenarios) = scenarios {
        let scenario = |(name, value): (&String, &Value)| (name.clone(), scenario(value, plan));
        file.insert("scenarios".into(), Value::Object(scenarios.iter().map(scenario).collect()));
    }
    objects(&mut file, "thresholds", &plan["thresholds"], |_, list| {
        list.as_array().into_iter().flatten().map(threshold).collect()
    });
    objects(&mut file, "metrics", &plan["metrics"], |_, metric| {
        let unit = if metric["time"] == true { "ms" } else { "" };
        json!({ "kind": metric["type"], "unit": unit })
    });
    options(&mut file, &plan["options"]);
    if targets.authority.is_some() {
        under(&mut file, "tls", "ca", json!(["ca.pem"]));
    }
    under(&mut file, "env", "VECTOR", journey(vector, targets).to_string().into());
    toml::document(&Value::Object(file))
}

fn objects(file: &mut Map<String, Value>, key: &str, value: &Value, each: impl Fn(&str, &Value) -> Value) {
    if let Some(object) = value.as_object() {
        let one = |(name, value): (&String, &Value)| (name.clone(), each(name, value));
        file.insert(key.into(), Value::Object(object.iter().map(one).collect()));
    }
}

fn under(file: &mut Map<String, Value>, table: &str, key: &str, value: Value) {
    let table = file.entry(table).or_insert_with(|| json!({}));
    table[key] = value;
}

fn scenario(value: &Value, plan: &Value) -> Value {
    let mut result = Map::new();
    for (key, value) in value.as_object().into_iter().flatten() {
        let (key, value) = match key.as_str() {
            "stages" => ("stages".into(), stages(value)),
            "pre_vus" => ("pre_allocated_vus".into(), value.clone()),
            "start_ms" => ("start_time".into(), duration(value)),
            "exec" if plan["functions"].get(value.as_str().unwrap_or_default()).is_some() => continue,
            other => match other.strip_suffix("_ms") {
                Some(name) => (name.to_owned(), duration(value)),
                None => (other.to_owned(), value.clone()),
            },
        };
        result.insert(key, value);
    }
    Value::Object(result)
}

fn stages(value: &Value) -> Value {
    let stage = |stage: &Value| json!({ "duration": duration(&stage[0]), "target": stage[1] });
    value.as_array().into_iter().flatten().map(stage).collect()
}

fn duration(milliseconds: &Value) -> Value {
    format!("{milliseconds}ms").into()
}

fn threshold(value: &Value) -> Value {
    if value.is_string() {
        return value.clone();
    }
    let mut result = json!({ "threshold": value["expr"], "abort_on_fail": value["abort"] });
    if !value["delay_ms"].is_null() {
        result["delay_abort"] = duration(&value["delay_ms"]);
    }
    result
}

fn options(file: &mut Map<String, Value>, options: &Value) {
    for (key, value) in options.as_object().into_iter().flatten() {
        match key.as_str() {
            "min_iteration_ms" => drop(file.insert("min_iteration_duration".into(), duration(value))),
            "setup_timeout_ms" => drop(file.insert("setup_timeout".into(), duration(value))),
            "teardown_timeout_ms" => drop(file.insert("teardown_timeout".into(), duration(value))),
            "setupTimeout" => drop(file.insert("setup_timeout".into(), value.clone())),
            "rps" => under(file, "http", "rps", value.clone()),
            "batch" => under(file, "http", "parallel", value.clone()),
            "batch_per_host" => {
                under(file, "http", "connections_per_host", json!(value.as_u64().filter(|n| *n > 0).unwrap_or(1000)))
            }
            "insecure_tls" => under(file, "tls", "insecure", value.clone()),
            "hosts" => under(file, "http", "hosts", value.clone()),
            "blockHostnames" => under(file, "http", "blocked_hosts", value.clone()),
            "blacklistIPs" => under(file, "http", "blocked_networks", value.clone()),
            // These are the journey's: see `journey`. throng has no list of system tags.
            "throw" | "discard_bodies" | "system_tags" => {}
            other => drop(file.insert(other.into(), value.clone())),
        }
    }
}

/// What the guest reads.
fn journey(vector: &Vector, targets: &Targets) -> Value {
    let plan = &vector.plan;
    let exec = |(name, scenario): (&String, &Value)| Some((name.clone(), scenario.get("exec")?.clone()));
    let exec: Map<String, Value> = plan["scenarios"].as_object().into_iter().flatten().filter_map(exec).collect();
    let metric = |(name, metric): (&String, &Value)| {
        (name.clone(), json!([metric["type"], if metric["time"] == true { "ms" } else { "" }]))
    };
    let metrics: Map<String, Value> = plan["metrics"].as_object().into_iter().flatten().map(metric).collect();
    let list = |key: &str| if plan[key].is_array() { plan[key].clone() } else { json!([]) };
    let mut init = list("init");
    if let Some(ms) = plan["vu_init_ms"].as_u64() {
        init = json!([{ "op": "sleep", "ms": ms }]);
    } else if matches!(plan["init"][0]["op"].as_str(), Some("http")) {
        init = json!([{ "op": "request", "path": "/init" }]);
    } else if init[0]["op"] == "throw_in_vu" {
        init = json!([{ "op": "throw" }]);
    }
    let mut functions = plan["functions"].clone();
    if vector.kind == "request_outcome" {
        // What the journey saw of its request is judged too.
        functions["default"][0]["report"] = true.into();
    }
    json!({
        "functions": functions, "init": init, "setup": list("setup"), "teardown": list("teardown"), "exec": exec,
        "targets": targets.urls, "log_env": plan["log_env"], "metrics": metrics,
        "throw": plan["options"]["throw"] == true, "discard": plan["options"]["discard_bodies"] == true,
    })
}

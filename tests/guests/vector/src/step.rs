use std::cell::RefCell;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use crate::throng::load::metrics::{Metric, check};
use crate::throng::load::{log, session, store, vu};
use crate::{hostile, request, waits};

/// All that a vector's plan says of its functions.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Journey {
    pub functions: HashMap<String, Vec<Step>>,
    pub init: Vec<Step>,
    pub setup: Vec<Step>,
    pub teardown: Vec<Step>,
    pub setup_returns: String,
    /// Which function a scenario runs; `default` where it is not named.
    pub exec: HashMap<String, String>,
    /// Base urls by name.
    pub targets: HashMap<String, String>,
    /// The variable whose value each request carries.
    pub log_env: Option<String>,
    /// A request without a response ends the iteration.
    pub throw: bool,
    /// No body is read.
    pub discard: bool,
    /// Metrics by name: their kind and unit.
    pub metrics: HashMap<String, (String, String)>,
}

/// One thing to do; its fields depend on `op`.
#[derive(Deserialize)]
pub struct Step {
    pub op: String,
    #[serde(default)]
    pub steps: Vec<Step>,
    #[serde(flatten)]
    pub rest: HashMap<String, Value>,
}

impl Step {
    pub fn text(&self, key: &str) -> &str {
        self.rest.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn number(&self, key: &str) -> Option<f64> {
        self.rest.get(key).and_then(Value::as_f64)
    }

    pub fn whether(&self, key: &str) -> bool {
        self.rest.get(key).and_then(Value::as_bool).unwrap_or_default()
    }
}

thread_local! {
    static METRICS: RefCell<HashMap<String, Metric>> = RefCell::default();
}

pub fn all(steps: &[Step], journey: &Journey) -> Result<(), String> {
    steps.iter().try_for_each(|step| one(step, journey))
}

fn one(step: &Step, journey: &Journey) -> Result<(), String> {
    match step.op.as_str() {
        "request" => return request::send(step, journey),
        "batch" => return request::batch(step, journey),
        "cancel" => request::cancel(step, journey),
        "hold" => request::hold(step, journey),
        "sleep" => vu::sleep(step.number("ms").unwrap_or_default()),
        "pace" => vu::pace(step.number("ms").unwrap_or_default()),
        "check" => drop(check(step.text("name"), step.whether("value"))),
        "group" => {
            vu::enter(step.text("name"));
            // An error leaves the step open: the end of the iteration ends it.
            all(&step.steps, journey)?;
            vu::leave();
        }
        "throw" | "fail" => return Err(step.rest.get("msg").and_then(Value::as_str).unwrap_or("thrown").to_owned()),
        "abort" => vu::abort(step.text("msg")),
        "metrics" => metrics(step, journey),
        "when" if holds(step) => return all(&step.steps, journey),
        "when" => {}
        "repeat" => {
            return (0..step.number("times").unwrap_or_default() as u32).try_for_each(|_| all(&step.steps, journey));
        }
        "log" => log::info(step.text("message")),
        "secret" => return secret(step),
        "tag" => vu::tag(step.text("key"), step.text("value")),
        "session-header" => session::header(step.text("name"), step.text("value")),
        "disconnect" => session::disconnect(),
        "identity" => session::identity(step.text("certificate"), step.text("key")),
        "count" => drop(store::count(step.text("key"), 1.0)),
        "meet" => drop(vu::meet(
            step.text("name"),
            step.number("users").unwrap_or(1.0) as u32,
            step.number("ms").unwrap_or(1000.0),
        )),
        "random" => log::info(&format!("report {{\"random\":{}}}", vu::random())),
        "waits" => waits::run(journey),
        "mark_failed" => vu::mark_failed(step.rest.get("msg").and_then(Value::as_str).unwrap_or("marked")),
        op => return hostile::run(op).ok_or_else(|| format!("no step is called `{op}`")),
    }
    Ok(())
}

fn holds(step: &Step) -> bool {
    let is = |key: &str, value: f64| step.number(key).is_none_or(|wanted| wanted == value);
    let turn = step.rest.get("iit_mod").and_then(Value::as_array).is_none_or(|pair| {
        let number = |at: usize| pair.get(at).and_then(Value::as_u64).unwrap_or_default();
        vu::iteration_in_scenario() % number(0).max(1) == number(1)
    });
    turn && is("vu", f64::from(vu::id()))
        && is("iter", f64::from(vu::iteration()))
        && is("iit", vu::iteration_in_scenario() as f64)
}

fn metrics(step: &Step, journey: &Journey) {
    let name = step.text("name");
    let metric = || {
        let (kind, unit) = journey.metrics.get(name).map_or(("trend", ""), |(k, u)| (k.as_str(), u.as_str()));
        match kind {
            "counter" => Metric::counter(name, unit),
            "gauge" => Metric::gauge(name, unit),
            "rate" => Metric::rate(name),
            _ => Metric::trend(name, unit),
        }
    };
    let values = step.rest.get("values").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    METRICS.with_borrow_mut(|known| {
        let metric = known.entry(name.to_owned()).or_insert_with(metric);
        values.iter().filter_map(Value::as_f64).for_each(|value| metric.add(value));
    });
}

/// Says a secret in every way that a journey has.
fn secret(step: &Step) -> Result<(), String> {
    let secret = vu::secret(step.text("name"));
    log::info(&format!("the secret is {secret}"));
    check(&format!("check {secret}"), false);
    vu::enter(&format!("step {secret}"));
    vu::leave();
    let request = request::prepared("GET", &format!("/echo?key={secret}"));
    request.name(&format!("name {secret}"));
    request.header("x-key", &secret);
    request.tag("key", &secret);
    log::warn(&request.send().text());
    match step.text("then") {
        "fail" => Err(format!("failed with {secret}")),
        "abort" => {
            vu::abort(&format!("aborted with {secret}"));
            Ok(())
        }
        "panic" => panic!("panicked with {secret}"),
        _ => Ok(()),
    }
}

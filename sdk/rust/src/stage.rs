//! One world for each export that a journey may have, so that a journey exports what it has and nothing else.
//! The attribute macros use this module; a journey does not name it.

use crate::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::cell::OnceCell;

macro_rules! stages {
    ($($stage:ident $export:literal $world:literal;)+) => { $(
        #[allow(missing_docs, unsafe_code, clippy::all, clippy::allow_attributes_without_reason, reason = "generated")]
        pub mod $stage {
            wit_bindgen::generate!({
                inline: $world,
                pub_export_macro: true,
                export_macro_name: $export,
            });
        }
    )+ };
}
stages! {
    run "export_run" "package throng:run; world run-stage { export run: func() -> result<_, string>; }";
    plan "export_plan" "package throng:plan; world plan-stage { export plan: func() -> string; }";
    setup "export_setup" "package throng:setup; world setup-stage { export setup: func() -> result<string, string>; }";
    start "export_start" "package throng:start; world start-stage { export start: func() -> result<_, string>; }";
    stop "export_stop" "package throng:stop; world stop-stage { export stop: func() -> result<_, string>; }";
    teardown "export_teardown" "package throng:teardown; world teardown-stage { export teardown: func() -> result<_, string>; }";
}

/// What a function of a journey may return: nothing, or a result.
pub trait Outcome {
    /// As the contract wants it.
    fn outcome(self) -> Result<(), String>;
}

impl Outcome for () {
    fn outcome(self) -> Result<(), String> {
        Ok(())
    }
}

impl<E: Into<Error>> Outcome for Result<(), E> {
    fn outcome(self) -> Result<(), String> {
        self.map_err(|error| error.into().into_message())
    }
}

/// What `start` of a journey with state may return: the state, or a result of it.
pub trait State<S> {
    /// As the contract wants it.
    fn state(self) -> Result<S, String>;
}

impl<S> State<S> for S {
    fn state(self) -> Result<S, String> {
        Ok(self)
    }
}

impl<S, E: Into<Error>> State<S> for Result<S, E> {
    fn state(self) -> Result<S, String> {
        self.map_err(|error| error.into().into_message())
    }
}

/// The value of `setup`, as the text that `setup_data` reads.
pub fn setup_text(value: Result<impl Serialize, impl Into<Error>>) -> Result<String, String> {
    let value = value.map_err(|error| error.into().into_message())?;
    serde_json::to_string(&value).map_err(|error| format!("the data of setup: {error}"))
}

/// The value of `setup`, read once for each user.
pub struct SetupData<T>(OnceCell<T>);

impl<T: DeserializeOwned> SetupData<T> {
    /// Not read yet.
    #[expect(clippy::new_without_default, reason = "made in a const")]
    pub const fn new() -> Self {
        Self(OnceCell::new())
    }

    /// The value; an error where `setup` gave another type.
    pub fn get(&self) -> Result<&T, String> {
        if self.0.get().is_none() {
            let value = crate::vu::setup_data().map_err(Error::into_message)?;
            return Ok(self.0.get_or_init(|| value));
        }
        self.0.get().ok_or_else(String::new)
    }
}

/// The text of the `plan` export: the journey's own plan, and its metrics. Panics where the own plan is no JSON object.
pub fn plan_text(own: impl Into<Value>) -> String {
    let own = match own.into() {
        Value::String(text) => serde_json::from_str(&text).expect("the text that `plan` returns is JSON"),
        value => value,
    };
    let Value::Object(plan) = own else { panic!("`plan` returns a JSON object") };
    merged(plan).to_string()
}

/// The text of the `plan` export of a journey without a plan of its own.
pub fn metrics_text() -> String {
    match crate::metric::declared() {
        none if none == "{}" => none,
        metrics => ["{\"metrics\":", &metrics, "}"].concat(),
    }
}

fn merged(mut plan: Map<String, Value>) -> Value {
    let mut metrics: Map<String, Value> =
        serde_json::from_str(&crate::metric::declared()).expect("this crate wrote it as JSON");
    if let Some(Value::Object(own)) = plan.remove("metrics") {
        metrics.extend(own);
    }
    if !metrics.is_empty() {
        plan.insert("metrics".into(), metrics.into());
    }
    plan.into()
}

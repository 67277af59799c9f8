//! Plans around the guest that does the steps it is given.

use serde_json::{Map, Value, json};

use crate::engine::Engine;
use crate::origin::Origin;
use crate::{guest, toml};

/// A plan in the making.
pub struct Journey {
    plan: Map<String, Value>,
    steps: Value,
}

impl Journey {
    /// One user does these steps once, against this origin.
    pub fn new(origin: &Origin, steps: Value) -> Self {
        Self::to(&origin.url(), steps)
    }

    /// The same against any base url.
    pub fn to(target: &str, steps: Value) -> Self {
        let mut plan = Map::new();
        plan.insert("journey".into(), json!(guest::vector()));
        plan.insert("target".into(), target.into());
        Self { plan, steps: json!({ "functions": { "default": steps } }) }
    }

    /// A top-level setting of the plan: `set("thresholds", …)`.
    pub fn set(mut self, key: &str, value: Value) -> Self {
        self.plan.insert(key.into(), value);
        self
    }

    /// The only scenario, `main`.
    pub fn scenario(self, scenario: Value) -> Self {
        self.set("scenarios", json!({ "main": scenario }))
    }

    /// So many users, each so many iterations.
    pub fn users(self, vus: u32, iterations: u32) -> Self {
        self.scenario(json!({ "executor": "per-vu-iterations", "vus": vus, "iterations": iterations }))
    }

    /// What the guest reads besides its steps: `setup`, `teardown`, `exec`, `functions` …
    pub fn part(mut self, key: &str, value: Value) -> Self {
        self.steps[key] = value;
        self
    }

    /// The plan file.
    pub fn toml(&self) -> String {
        let mut plan = self.plan.clone();
        let env = plan.entry("env").or_insert_with(|| json!({}));
        env["VECTOR"] = self.steps.to_string().into();
        toml::document(&Value::Object(plan))
    }

    /// The run.
    pub fn engine(&self) -> Engine {
        Engine::new(&self.toml())
    }
}

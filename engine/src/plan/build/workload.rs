use std::time::Duration;

use super::Build;
use crate::plan::mistake::Instead;
use crate::plan::node::{Entry, Node, Origin};
use crate::plan::schema::shown;
use crate::plan::settings::{EXECUTORS, shape};
use crate::plan::value::{choice, nearest};
use crate::plan::{Executor, Late, Scenario, Stage, UserLife, compound, quantity};

const GRACE: Duration = Duration::from_secs(30);
const TEN_MINUTES: Duration = Duration::from_secs(600);

impl Build<'_> {
    pub(super) fn scenarios(&mut self) -> Vec<Scenario> {
        let root = self.root;
        let Some(table) = root.entry("scenarios").filter(|e| !e.node.entries().is_empty()) else {
            return vec![scenario("default", self.shortcut())];
        };
        self.idle_vus();
        let scenarios = table.node.entries().iter().map(|entry| self.scenario(entry)).collect();
        self.order(&table.node);
        scenarios
    }

    /// `vus` beside scenarios says nothing; from a flag it is a mistake, since it was meant to.
    fn idle_vus(&mut self) {
        let Some(entry) = self.root.entry("vus") else { return };
        let at = &entry.node.at;
        if matches!(at.origin, Origin::File | Origin::Bundle | Origin::Export) {
            return self.warn("vus", "is ignored beside `scenarios`");
        }
        let first = self.root.get("scenarios").and_then(|s| s.entries().first()).map_or("NAME", |e| e.key.as_str());
        let instead = Instead::Advice(format!("`--set scenarios.{first}.vus=…`, or a `--duration` beside it"));
        self.mistake(at, "vus", "alone it says nothing beside the plan's scenarios", instead);
    }

    /// What `vus`, `iterations`, `duration` and `stages` mean, as in k6.
    fn shortcut(&mut self) -> Executor {
        let root = self.root;
        let vus = root.whole(&["vus"]).unwrap_or(1) as u32;
        let duration = root.span(&["duration"]);
        if let Some(iterations) = root.whole(&["iterations"]) {
            self.enough(root, "", u64::from(vus), iterations);
            return Executor::SharedIterations { vus, iterations, max_duration: duration.unwrap_or(TEN_MINUTES) };
        }
        if let Some(duration) = duration {
            return Executor::ConstantVus { vus, duration };
        }
        if let Some(node) = root.get("stages") {
            let start_vus = vus;
            let stages = compound::stages(node).unwrap_or_default();
            return Executor::RampingVus { start_vus, stages, graceful_ramp_down: GRACE };
        }
        if root.get("vus").is_some() {
            self.warn("vus", "is ignored without `duration`, `iterations` or `stages`: one user makes one iteration");
        }
        Executor::PerVuIterations { vus: 1, iterations: 1, max_duration: TEN_MINUTES }
    }

    fn scenario(&mut self, entry: &Entry) -> Scenario {
        let (name, node) = (entry.key.as_str(), &entry.node);
        let executor = self.executor(entry);
        let word = |key: &str, words: &[&str]| node.get(key).and_then(|n| choice(n, words).ok()).unwrap_or(0);
        Scenario {
            start_time: node.span(&["start_time"]).unwrap_or_default(),
            start_after: node.words(&["start_after"]),
            graceful_stop: node.span(&["graceful_stop"]).unwrap_or(GRACE),
            env: self.env(&["scenarios", name, "env"]),
            tags: node.pairs(&["tags"]),
            late: [Late::Drop, Late::Queue][word("late", &["drop", "queue"])],
            pause: node.get("pause").and_then(|n| compound::pause(n).ok()),
            fresh: node.truth(&["fresh"]).unwrap_or(false),
            user: [UserLife::PerVu, UserLife::PerIteration][word("user", &["per-vu", "per-iteration"])],
            ..scenario(name, executor)
        }
    }

    fn executor(&mut self, entry: &Entry) -> Executor {
        let (name, node) = (entry.key.as_str(), &entry.node);
        let given = node.get("executor");
        if given.is_none() {
            let misspelt = node.entries().iter().any(|e| nearest(&e.key, std::iter::once("executor")).is_some());
            if !misspelt {
                self.missing(&node.at, &["scenarios", name, "executor"], &format!("\"{}\"", guess(node)));
            }
        }
        let executor = given.and_then(Node::text).filter(|e| EXECUTORS.contains(e)).unwrap_or_default();
        self.needs(name, node, executor);
        let stages = node.get("stages").and_then(|n| compound::stages(n).ok()).unwrap_or_default();
        let vus = node.whole(&["vus"]).unwrap_or(1) as u32;
        let duration = node.span(&["duration"]).unwrap_or_default();
        let max_duration = node.span(&["max_duration"]).unwrap_or(TEN_MINUTES);
        let iterations = node.whole(&["iterations"]).unwrap_or(1);
        match executor {
            "constant-vus" => Executor::ConstantVus { vus, duration },
            "ramping-vus" => self.ramping(name, node, stages),
            "shared-iterations" => {
                self.enough(node, name, u64::from(vus), iterations);
                Executor::SharedIterations { vus, iterations, max_duration }
            }
            "constant-arrival-rate" | "ramping-arrival-rate" | "replay" => self.arrivals(name, node, executor, stages),
            _ => Executor::PerVuIterations { vus, iterations, max_duration },
        }
    }

    fn needs(&mut self, name: &str, node: &Node, executor: &str) {
        let Some(shape) = shape(executor) else { return };
        for key in shape.needs {
            let misspelt = |e: &Entry| {
                crate::plan::settings::find(&["scenarios", name, &e.key]).is_none()
                    && nearest(&e.key, std::iter::once(*key)).is_some()
            };
            if node.get(key).is_none() && !node.entries().iter().any(misspelt) {
                let stages = if node.at.origin == Origin::Export {
                    "[{\"duration\": \"10s\", \"target\": 10}]"
                } else {
                    "[{ duration = \"10s\", target = 10 }]"
                };
                let proposal = match *key {
                    "stages" => stages,
                    "duration" => "\"30s\"",
                    "log" => "\"requests.jsonl\"",
                    _ => "10",
                };
                self.missing(&node.at, &["scenarios", name, key], proposal);
            }
        }
    }

    /// Fewer shared iterations than users leave users without any.
    fn enough(&mut self, node: &Node, name: &str, vus: u64, iterations: u64) {
        let Some(at) = node.get("iterations").or(node.get("vus")).filter(|_| iterations < vus && iterations > 0) else {
            return;
        };
        let path = if name.is_empty() { "iterations".to_owned() } else { shown(&["scenarios", name, "iterations"]) };
        let (instead, message) = match node.get("iterations") {
            Some(_) => (vus, format!("{iterations} iterations are fewer than {vus} users")),
            None => (iterations, format!("{vus} users are more than the one iteration that is the default")),
        };
        self.mistake(&at.at.clone(), &path, message, Instead::Literal(instead.to_string()));
    }

    fn ramping(&mut self, name: &str, node: &Node, stages: Vec<Stage>) -> Executor {
        let start_vus = node.whole(&["start_vus"]).unwrap_or(1) as u32;
        if let (Some(list), true) = (node.get("stages"), start_vus == 0 && !stages.is_empty())
            && stages.iter().all(|s| s.target == 0)
        {
            let duration = quantity::format_duration(stages[0].duration);
            let toml = format!("[{{ duration = \"{duration}\", target = 10 }}]");
            let json = format!("[{{\"duration\": \"{duration}\", \"target\": 10}}]");
            let path = shown(&["scenarios", name, "stages"]);
            self.mistake(
                &list.at,
                &path,
                "there is never a user: start_vus and all targets are 0",
                Instead::Both(toml, json),
            );
        }
        let graceful_ramp_down = node.span(&["graceful_ramp_down"]).unwrap_or(GRACE);
        Executor::RampingVus { start_vus, stages, graceful_ramp_down }
    }

    fn arrivals(&mut self, name: &str, node: &Node, executor: &str, stages: Vec<Stage>) -> Executor {
        let pre = node.whole(&["pre_allocated_vus"]).unwrap_or(0);
        let max = node.whole(&["max_vus"]).unwrap_or(pre);
        if let Some(limit) = node.get("max_vus").filter(|_| max < pre) {
            let message = format!("{max} is fewer than pre_allocated_vus, {pre}");
            self.mistake(
                &limit.at,
                &shown(&["scenarios", name, "max_vus"]),
                message,
                Instead::Literal(pre.to_string()),
            );
        }
        let (pre_vus, max_vus) = (pre as u32, max as u32);
        if executor == "replay" {
            return self.replay(name, node, pre_vus, max_vus);
        }
        let time_unit = node.span(&["time_unit"]).unwrap_or(Duration::from_secs(1));
        let poisson = node.get("arrivals").and_then(Node::text) == Some("poisson");
        if executor == "ramping-arrival-rate" {
            let start_rate = node.whole(&["start_rate"]).unwrap_or(0);
            return Executor::RampingArrivalRate { start_rate, time_unit, stages, pre_vus, max_vus, poisson };
        }
        let rate = node.whole(&["rate"]).unwrap_or(1);
        let duration = node.span(&["duration"]).unwrap_or_default();
        Executor::ConstantArrivalRate { rate, time_unit, duration, pre_vus, max_vus, poisson }
    }

    /// `start_after` names another scenario, and no chain of them comes back to its start.
    fn order(&mut self, table: &Node) {
        let names: Vec<&str> = table.entries().iter().map(|e| e.key.as_str()).collect();
        for entry in table.entries() {
            let Some(node) = entry.node.get("start_after") else { continue };
            let Some(after) = node.text() else { continue };
            let path = shown(&["scenarios", &entry.key, "start_after"]);
            let others = names.iter().copied().filter(|n| *n != entry.key);
            if !names.contains(&after) {
                let near = nearest(after, others.clone())
                    .or(others.into_iter().find(|n| !chain(table, n).contains(&entry.key.as_str())));
                let key = entry.node.entry("start_after").map_or(&node.at, |e| &e.key_at);
                match near {
                    Some(near) => self.mistake(
                        &node.at,
                        &path,
                        format!("there is no scenario `{after}`"),
                        Instead::Text(near.into()),
                    ),
                    None => {
                        let end = node.at.span.end;
                        self.mistake(key, &path, format!("there is no scenario `{after}`"), Instead::Remove(end));
                    }
                }
            } else if chain(table, &entry.key).iter().skip(1).any(|n| *n == entry.key)
                && first_of_cycle(table, &entry.key)
            {
                let key = entry.node.entry("start_after").map_or(&node.at, |e| &e.key_at);
                let round = chain(table, &entry.key).join(" → ");
                let message = format!("scenarios wait for each other: {round}");
                self.mistake(key, &path, message, Instead::Remove(node.at.span.end));
            }
        }
    }
}

fn scenario(name: &str, executor: Executor) -> Scenario {
    Scenario {
        name: name.to_owned(),
        executor,
        start_time: Duration::ZERO,
        start_after: None,
        graceful_stop: GRACE,
        env: Default::default(),
        tags: Default::default(),
        late: Late::Drop,
        pause: None,
        fresh: false,
        user: UserLife::PerVu,
    }
}

/// The executor that a scenario without one most likely means.
fn guess(node: &Node) -> &'static str {
    let has = |key: &str| node.get(key).is_some();
    match () {
        () if has("log") => "replay",
        () if has("rate") => "constant-arrival-rate",
        () if has("start_rate") || (has("stages") && has("pre_allocated_vus")) => "ramping-arrival-rate",
        () if has("stages") => "ramping-vus",
        () if has("iterations") || has("max_duration") || !has("duration") => "per-vu-iterations",
        () => "constant-vus",
    }
}

/// A scenario and those it waits for, up to the first that comes twice.
fn chain<'a>(table: &'a Node, from: &'a str) -> Vec<&'a str> {
    let mut seen = vec![from];
    while let Some(next) = seen.last().and_then(|name| table.find(&[name, "start_after"])).and_then(Node::text) {
        let again = seen.contains(&next);
        seen.push(next);
        if again {
            break;
        }
    }
    seen
}

/// Whether a scenario is the first, in the order of the file, of the cycle that it is in.
fn first_of_cycle(table: &Node, name: &str) -> bool {
    let cycle = chain(table, name);
    table.entries().iter().find(|e| cycle.contains(&e.key.as_str())).is_some_and(|e| e.key == name)
}

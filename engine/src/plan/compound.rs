//! Values with parts: stages, pauses, threshold expressions, values of the environment.

use std::time::Duration;

use super::mistake::{Instead, Mistake, quoted};
use super::node::{Node, Value};
use super::value::{Reading, boolean, duration, each, integer, nearest, positive, text, wrong};
use super::{Pause, Requirement, Stage};

const NO_TIME: Duration = Duration::ZERO;
const SOME_TIME: Duration = Duration::from_nanos(1);

/// A value of `[env]`: as written, or the name of a process variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EnvValue {
    Literal(String),
    Process(String),
}

/// One threshold as it stands below its key.
#[derive(Debug, Clone)]
pub(super) struct Expression<'a> {
    pub(super) node: &'a Node,
    pub(super) text: String,
    pub(super) abort_on_fail: bool,
    pub(super) delay_abort: Duration,
    pub(super) requirement: Requirement,
}

pub(super) fn stages(node: &Node) -> Reading<Vec<Stage>> {
    let example = ("[{ duration = \"10s\", target = 10 }]", "[{\"duration\": \"10s\", \"target\": 10}]");
    let Value::List(items) = &node.value else {
        let both = Instead::Both(example.0.into(), example.1.into());
        return wrong(node, format!("must be a list of {{ duration, target }}, not {}", node.what()), both);
    };
    if items.is_empty() {
        return wrong(node, "needs at least one stage", Instead::Both(example.0.into(), example.1.into()));
    }
    each(items.iter().map(stage))
}

fn stage(node: &Node) -> Reading<Stage> {
    if !matches!(node.value, Value::Table(_)) {
        let both = Instead::Both(
            "{ duration = \"10s\", target = 10 }".into(),
            "{\"duration\": \"10s\", \"target\": 10}".into(),
        );
        return wrong(node, format!("must be {{ duration, target }}, not {}", node.what()), both);
    }
    let mut mistakes = strangers(node, &["duration", "target"]);
    let duration = part(node, "duration", "\"10s\"", &mut mistakes, |n| duration(n, NO_TIME, "10s"));
    let target = part(node, "target", "10", &mut mistakes, |n| integer(n, 0, 1_000_000_000));
    match (duration, target) {
        (Some(duration), Some(target)) if mistakes.is_empty() => Ok(Stage { duration, target }),
        _ => Err(mistakes),
    }
}

/// Keys of a small table that it does not have.
pub(super) fn strangers(node: &Node, known: &[&str]) -> Vec<Mistake> {
    let strangers = node.entries().iter().filter(|e| !known.contains(&e.key.as_str()));
    strangers
        .map(|entry| {
            let free = known.iter().copied().filter(|k| node.get(k).is_none());
            let message = format!("`{}` is not a setting here; there are {}", entry.key, known.join(", "));
            let instead = match nearest(&entry.key, free) {
                Some(near) => Instead::Key(near.into()),
                None => Instead::Remove(entry.node.at.span.end),
            };
            Mistake::new(&entry.key_at, &format!(".{}", entry.key), message, instead)
        })
        .collect()
}

/// A part that must be there.
fn part<T>(
    node: &Node,
    key: &str,
    example: &str,
    mistakes: &mut Vec<Mistake>,
    read: impl Fn(&Node) -> Reading<T>,
) -> Option<T> {
    match node.get(key) {
        Some(value) => read(value).map_err(|found| mistakes.extend(below(key, found))).ok(),
        None => {
            let misspelt = node.entries().iter().any(|e| nearest(&e.key, std::iter::once(key)).is_some());
            if !misspelt {
                let instead = Instead::Insert(key.into(), example.into());
                mistakes.push(Mistake::new(&node.at, "", format!("`{key}` is missing"), instead));
            }
            None
        }
    }
}

fn below(key: &str, found: Vec<Mistake>) -> impl Iterator<Item = Mistake> {
    found.into_iter().map(move |m| Mistake { path: format!(".{key}{}", m.path), ..m })
}

/// `"1s"`, `{ uniform = ["1s", "3s"] }` and the other laws of think time.
pub(super) fn pause(node: &Node) -> Reading<Pause> {
    const LAWS: [&str; 5] = ["uniform", "exponential", "normal", "pacing", "throughput"];
    let [entry] = node.entries() else {
        if matches!(node.value, Value::Table(_)) {
            let both = Instead::Both("{ uniform = [\"1s\", \"3s\"] }".into(), "{\"uniform\": [\"1s\", \"3s\"]}".into());
            return wrong(node, format!("needs exactly one of {}", LAWS.join(", ")), both);
        }
        return duration(node, NO_TIME, "1s").map(Pause::Constant);
    };
    let law = match entry.key.as_str() {
        "uniform" => pair(&entry.node, true).map(|(a, b)| Pause::Uniform(a, b)),
        "normal" => pair(&entry.node, false).map(|(mean, deviation)| Pause::Normal(mean, deviation)),
        "exponential" => duration(&entry.node, SOME_TIME, "1s").map(Pause::Exponential),
        "pacing" => duration(&entry.node, SOME_TIME, "5s").map(Pause::Pacing),
        "throughput" => positive(&entry.node).map(Pause::Throughput),
        _ => return Err(strangers(node, &LAWS)),
    };
    law.map_err(|found| below(&entry.key, found).collect())
}

fn pair(node: &Node, ordered: bool) -> Reading<(Duration, Duration)> {
    let example = Instead::Literal("[\"1s\", \"3s\"]".into());
    let Value::List(items) = &node.value else {
        return wrong(node, format!("must be a list of two durations, not {}", node.what()), example);
    };
    let both = each(items.iter().map(|n| duration(n, NO_TIME, "1s")))?;
    match both[..] {
        [a, b] if ordered && a > b => {
            let texts: Vec<String> = items.iter().rev().filter_map(|n| n.text().map(quoted)).collect();
            wrong(
                node,
                "the first duration must not be longer than the second",
                Instead::Literal(format!("[{}]", texts.join(", "))),
            )
        }
        [a, b] => Ok((a, b)),
        _ => wrong(node, format!("must be two durations, not {}", both.len()), example),
    }
}

/// The expressions below one key of `[thresholds]`; `example` is one that its metric can be held to.
pub(super) fn expressions<'n>(node: &'n Node, example: &str) -> Reading<Vec<Expression<'n>>> {
    let one = quoted(example);
    let example = Instead::Literal(format!("[{one}]"));
    match &node.value {
        Value::List(items) if items.is_empty() => wrong(node, "needs at least one expression", example),
        Value::List(items) => each(items.iter().map(|item| expression(item, &one))),
        Value::Text(text) => {
            wrong(node, "must be a list of expressions", Instead::Literal(format!("[{}]", quoted(text))))
        }
        _ => wrong(node, format!("must be a list of expressions, not {}", node.what()), example),
    }
}

fn expression<'n>(node: &'n Node, example: &str) -> Reading<Expression<'n>> {
    if !matches!(node.value, Value::Table(_)) {
        let Some(text) = node.text().map(str::to_owned) else {
            let message = format!("must be an expression, not {}", node.what());
            return wrong(node, message, Instead::Literal(example.to_owned()));
        };
        let requirement = Requirement::default();
        return Ok(Expression { node, text, abort_on_fail: false, delay_abort: NO_TIME, requirement });
    }
    let known = ["threshold", "abort_on_fail", "delay_abort", "category", "title", "target", "weight"];
    let mut mistakes = strangers(node, &known);
    let written = part(node, "threshold", example, &mut mistakes, |n| text(n, example.trim_matches('"')));
    let optional = |key: &str| node.get(key).map(|n| (n, key.to_owned()));
    let abort =
        optional("abort_on_fail").map_or(Ok(false), |(n, key)| boolean(n).map_err(|f| below(&key, f).collect()));
    let delay = optional("delay_abort")
        .map_or(Ok(NO_TIME), |(n, key)| duration(n, NO_TIME, "10s").map_err(|f| below(&key, f).collect::<Vec<_>>()));
    let abort_on_fail = abort.map_err(|found: Vec<_>| mistakes.extend(found)).unwrap_or_default();
    let delay_abort = delay.map_err(|found| mistakes.extend(found)).unwrap_or_default();
    let requirement = requirement(node, &mut mistakes);
    match written {
        Some(text) if mistakes.is_empty() => {
            let node = node.get("threshold").unwrap_or(node);
            Ok(Expression { node, text, abort_on_fail, delay_abort, requirement })
        }
        _ => Err(mistakes),
    }
}

fn requirement(node: &Node, mistakes: &mut Vec<Mistake>) -> Requirement {
    let mut words = |key: &str, example: &str| {
        let read = node.get(key).map(|n| text(n, example)).transpose();
        read.map_err(|found| mistakes.extend(below(key, found))).ok().flatten().unwrap_or_default()
    };
    let (category, title, target) =
        (words("category", "api"), words("title", "API latency"), words("target", "below 800 ms"));
    let weight = node.get("weight").map(positive).transpose();
    let weight = weight.map_err(|found| mistakes.extend(below("weight", found))).ok().flatten().unwrap_or(1.0);
    Requirement { category, title, target, weight }
}

/// `"text"` or `{ env = "NAME" }`.
pub(super) fn env_value(node: &Node) -> Reading<EnvValue> {
    if !matches!(node.value, Value::Table(_)) {
        return text(node, "value").map(EnvValue::Literal);
    }
    let mut mistakes = strangers(node, &["env"]);
    let name = part(node, "env", "\"NAME\"", &mut mistakes, |n| text(n, "NAME"));
    match name {
        Some(name) if mistakes.is_empty() => Ok(EnvValue::Process(name)),
        _ => Err(mistakes),
    }
}

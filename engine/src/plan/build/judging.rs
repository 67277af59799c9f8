use super::Build;
use crate::aggregate::Registry;
use crate::plan::mistake::{Instead, Warning};
use crate::plan::node::{Node, Value};
use crate::plan::schema::shown;
use crate::plan::value::choice;
use crate::plan::{DecisionRule, MetricDecl, MetricKind, ThresholdSpec, compound, value};
use crate::threshold::{self, ThresholdError};

impl Build<'_> {
    pub(super) fn metrics(&mut self) -> Vec<MetricDecl> {
        const KINDS: [MetricKind; 4] = [MetricKind::Counter, MetricKind::Gauge, MetricKind::Rate, MetricKind::Trend];
        let mut metrics = Vec::new();
        for entry in self.root.get("metrics").map_or(&[][..], Node::entries) {
            let kind = entry.node.get("kind");
            if kind.is_none() && matches!(entry.node.value, Value::Table(_)) {
                self.missing(&entry.node.at, &["metrics", &entry.key, "kind"], "\"trend\"");
            }
            let kind = kind.and_then(|n| choice(n, &["counter", "gauge", "rate", "trend"]).ok());
            let Some(kind) = kind else { continue };
            let unit = entry.node.words(&["unit"]).unwrap_or_default();
            metrics.push(MetricDecl { name: entry.key.clone(), kind: KINDS[kind], unit });
        }
        metrics
    }

    pub(super) fn thresholds(&mut self, metrics: &[MetricDecl]) -> Vec<ThresholdSpec> {
        let registry = self.registry(metrics);
        let mut specs = Vec::new();
        for entry in self.root.get("thresholds").map_or(&[][..], Node::entries) {
            let mut key_told = false;
            for (i, found) in compound::expressions(&entry.node, "").unwrap_or_default().into_iter().enumerate() {
                let spec = ThresholdSpec {
                    key: entry.key.clone(),
                    expression: found.text,
                    abort_on_fail: found.abort_on_fail,
                    delay_abort: found.delay_abort,
                    requirement: found.requirement,
                };
                match self.meaning(&spec, &registry).and_then(|()| self.selected(&spec)) {
                    Err(error) if error.in_key && !key_told => {
                        key_told = true;
                        let instead = proposed(error.instead, Instead::Key, "`METRIC` or `METRIC{tag:value}`");
                        self.mistake(&entry.key_at, &shown(&["thresholds", &entry.key]), error.message, instead);
                    }
                    Err(error) if !error.in_key => {
                        let path = format!("{}[{i}]", shown(&["thresholds", &entry.key]));
                        let instead = proposed(error.instead, Instead::Text, "an expression such as `p(95) < 800ms`");
                        self.mistake(&found.node.at, &path, error.message, instead);
                    }
                    _ => specs.push(spec),
                }
            }
        }
        specs
    }

    /// The rule of `[decision]`; its categories must be those of thresholds.
    pub(super) fn decision(&mut self, thresholds: &[ThresholdSpec]) -> Option<DecisionRule> {
        let table = self.root.get("decision")?;
        let share = |key: &str| table.get(key).and_then(|n| value::share(n, "1").ok()).unwrap_or(1.0);
        let mut must = Vec::new();
        let items = if let Some(Value::List(items)) = table.get("must").map(|n| &n.value) { &items[..] } else { &[] };
        for item in items {
            let Some(category) = item.text() else { continue };
            if self.has_export && !thresholds.iter().any(|spec| spec.requirement.category == category) {
                let known = thresholds.iter().map(|spec| spec.requirement.category.as_str()).filter(|c| !c.is_empty());
                let instead = value::nearest(category, known).map(str::to_owned);
                let message = format!("no threshold has the category `{category}`");
                let instead = proposed(instead, Instead::Text, "the category of a threshold, or remove it");
                self.mistake(&item.at, "decision.must", message, instead);
            }
            must.push(category.to_owned());
        }
        Some(DecisionRule { score: share("score"), evidence: share("evidence"), must })
    }

    /// Whether a threshold can be judged. A metric may be unknown until the journey's export has been asked.
    fn meaning(&self, spec: &ThresholdSpec, registry: &Registry) -> Result<(), ThresholdError> {
        let mut threshold = threshold::parse(spec)?;
        if threshold.relative.is_some() && self.root.get("baseline").is_none() {
            let message = "there is no baseline to hold it against: set `baseline.result`".to_owned();
            return Err(ThresholdError { in_key: false, message, instead: None });
        }
        match threshold::validate(&mut threshold, registry) {
            Err(error) if error.in_key && !self.has_export => Ok(()),
            // Its declaration is a mistake of its own.
            Err(error) if error.in_key && self.root.find(&["metrics", &threshold.metric]).is_some() => Ok(()),
            judged => judged,
        }
    }

    /// Whether every tag that a threshold selects can come up. What the journey may set is not known before the run.
    fn selected(&mut self, spec: &ThresholdSpec) -> Result<(), ThresholdError> {
        if !self.has_export {
            return Ok(());
        }
        // Labels of a page are not known before it is read.
        let metric = threshold::parse(spec)?.metric;
        if self.all_picks().iter().any(|pick| pick.name == metric) {
            return Ok(());
        }
        let root = self.root;
        let scenarios = root.get("scenarios").map_or(&[][..], Node::entries).iter();
        let tables = scenarios.filter_map(|scenario| scenario.node.get("tags")).chain(root.get("tags"));
        let tags: Vec<&str> = tables.flat_map(Node::entries).map(|tag| tag.key.as_str()).collect();
        match threshold::unknown_tag(&threshold::parse(spec)?, &tags) {
            Some(error) if self.own_tags => {
                let path = shown(&["thresholds", &spec.key]);
                let instead = error.instead.map_or_else(String::new, |instead| format!("; else write `{instead}`"));
                let message = format!("{} but one that the journey sets{instead}", error.message);
                self.warnings.push(Warning { path, message, doubt: true });
                Ok(())
            }
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// The metrics of the run: the engine's and the declared ones.
    fn registry(&mut self, metrics: &[MetricDecl]) -> Registry {
        let registry = Registry::new(metrics.len());
        for metric in metrics {
            if let Err(problem) = registry.metric(&metric.name, metric.kind, &metric.unit)
                && let Some(entry) = self.root.find(&["metrics"]).and_then(|table| table.entry(&metric.name))
                && crate::aggregate::builtin::BUILTIN.iter().any(|b| b.name == metric.name)
            {
                let instead = Instead::Key(format!("my_{}", metric.name));
                self.mistake(&entry.key_at, &shown(&["metrics", &metric.name]), problem, instead);
            }
        }
        registry
    }
}

fn proposed(instead: Option<String>, as_written: fn(String) -> Instead, advice: &str) -> Instead {
    instead.map_or_else(|| Instead::Advice(advice.to_owned()), as_written)
}

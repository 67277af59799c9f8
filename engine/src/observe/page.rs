use reqwest::Client;

use super::reading::{Look, Seen, Value};
use crate::aggregate::{MetricId, Registry};
use crate::plan::{MetricKind, Pick, prometheus_series};

/// Bytes of a page at most.
const LONGEST: usize = 16 << 20;

/// A page in Prometheus' text format.
pub(super) struct Page {
    client: Result<Client, String>,
    url: url::Url,
    picks: Vec<(Pick, MetricId, bool)>,
}

impl Page {
    /// The metrics of the picks are known to the registry.
    pub(super) fn new(url: &url::Url, picks: &[Pick], registry: &Registry) -> Self {
        // Somebody else may have chosen it before: it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(reqwest::redirect::Policy::none());
        let client = client.user_agent(concat!("throng/", env!("CARGO_PKG_VERSION"))).no_proxy().build();
        let known = |pick: &Pick| {
            let (id, metric) = registry.find(&pick.name)?;
            Some((pick.clone(), id, metric.kind == MetricKind::Counter))
        };
        let picks = picks.iter().filter_map(known).collect();
        Self { client: client.map_err(|error| error.to_string()), url: url.clone(), picks }
    }

    pub(super) async fn look(&mut self) -> Look {
        let client = self.client.as_ref().map_err(Clone::clone)?;
        let failed = |error: reqwest::Error| format!("{}", error.without_url());
        let mut answer = client.get(self.url.clone()).send().await.map_err(failed)?;
        if !answer.status().is_success() {
            return Err(format!("the page answers {}", answer.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST {
                return Err(format!("the page has more than {LONGEST} bytes"));
            }
        }
        self.picked(&String::from_utf8_lossy(&body))
    }

    /// Every series of the page that is picked; each pick must have one.
    fn picked(&self, text: &str) -> Look {
        let mut seen = Vec::new();
        let mut found = vec![false; self.picks.len()];
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, labels, rest)) = prometheus_series(line) else { continue };
            let has = |pick: &Pick| pick.name == name && pick.labels.iter().all(|label| labels.contains(label));
            let Some(at) = self.picks.iter().position(|(pick, ..)| has(pick)) else { continue };
            let number = rest.split_whitespace().next().and_then(|number| number.parse::<f64>().ok());
            let Some(number) = number.filter(|number| number.is_finite()) else { continue };
            found[at] = true;
            let (_, metric, total) = self.picks[at];
            let value = if total { Value::Total(number) } else { Value::Level(number) };
            seen.push(Seen { metric, labels, value });
        }
        match found.iter().position(|found| !found) {
            Some(at) => Err(format!("the page has no `{}`", self.picks[at].0.name)),
            None => Ok(seen),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_picked_is_read_by_name_and_label() {
        let registry = Registry::new(10);
        let used = registry.metric("pool_used", MetricKind::Trend, "").unwrap();
        let total = registry.metric("calls_total", MetricKind::Counter, "").unwrap();
        let picks = ["pool_used{pool=\"a\"}", "calls_total"].map(|text| Pick::parse(text).unwrap());
        let page = Page::new(&url::Url::parse("http://127.0.0.1:1/").unwrap(), &picks, &registry);
        let text = "# HELP pool_used x\n# TYPE pool_used gauge\npool_used{pool=\"a\"} 3\npool_used{pool=\"b\"} 4\n\
                    calls_total 1.5e3 1700000000000\nbroken{\nother 1\n";
        let labels = vec![("pool".to_owned(), "a".to_owned())];
        let wanted = vec![Seen { metric: used, labels, value: Value::Level(3.0) }, Seen::total(total, 1500.0)];
        assert_eq!(page.picked(text), Ok(wanted));
        assert_eq!(page.picked("pool_used{pool=\"a\"} NaN\n"), Err("the page has no `pool_used`".to_owned()));
    }
}

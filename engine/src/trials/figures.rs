use serde::Serialize;

use crate::aggregate::{Row, Snapshot, Trend};
use crate::report::{milliseconds, number};

/// The main figures of some requests of one run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Requests.
    pub count: u64,
    /// Requests per second.
    pub rate: f64,
    /// Mean duration, ms; of the requests that succeeded, where any failed.
    pub avg: Option<f64>,
    /// Median, ms.
    pub med: Option<f64>,
    /// 95th percentile, ms.
    #[serde(rename = "p(95)")]
    pub p95: Option<f64>,
    /// 99th percentile, ms.
    #[serde(rename = "p(99)")]
    pub p99: Option<f64>,
    /// The share that failed, 0 to 1; none without requests.
    pub error_rate: Option<f64>,
}

/// The figures of one request name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestFigures {
    /// The request's name.
    pub name: String,
    /// Its method.
    pub method: String,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// One of the figures: its name, how it is read out of `Figures`, and how a person reads it.
pub(super) struct Figure {
    pub(super) name: &'static str,
    pub(super) of: fn(&Figures) -> Option<f64>,
    pub(super) shown: fn(f64) -> String,
}

/// The figures, in the order in which they are read.
pub(super) const FIGURES: [Figure; 6] = [
    Figure { name: "requests/s", of: |f| Some(f.rate), shown: number },
    Figure { name: "avg", of: |f| f.avg, shown: milliseconds },
    Figure { name: "med", of: |f| f.med, shown: milliseconds },
    Figure { name: "p(95)", of: |f| f.p95, shown: milliseconds },
    Figure { name: "p(99)", of: |f| f.p99, shown: milliseconds },
    Figure { name: "error rate", of: |f| f.error_rate, shown: percent },
];

/// A share in percent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

/// The figures of all requests, and of each name.
pub fn of_requests(snapshot: &Snapshot) -> (Figures, Vec<RequestFigures>) {
    let rows = snapshot.rows();
    let seconds = snapshot.window.as_secs_f64();
    let all = rows.iter().fold(Row::default(), |mut all, row| {
        for (sum, part) in
            [(&mut all.all, &row.all), (&mut all.succeeded, &row.succeeded), (&mut all.failed, &row.failed)]
        {
            sum.count += part.count;
            sum.duration.merge(&part.duration);
        }
        all
    });
    let named = |row: &Row| RequestFigures {
        name: row.name.clone(),
        method: row.method.clone(),
        figures: figures(row, seconds),
    };
    (figures(&all, seconds), rows.iter().map(named).collect())
}

/// The means of the figures of several runs; the counts add up.
pub fn mean(runs: &[Figures]) -> Figures {
    let of = |figure: fn(&Figures) -> Option<f64>| {
        let known: Vec<f64> = runs.iter().filter_map(figure).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    Figures {
        count: runs.iter().map(|run| run.count).sum(),
        rate: of(|run| Some(run.rate)).unwrap_or_default(),
        avg: of(|run| run.avg),
        med: of(|run| run.med),
        p95: of(|run| run.p95),
        p99: of(|run| run.p99),
        error_rate: of(|run| run.error_rate),
    }
}

/// As the summary has them: where requests failed, times are those of the ones that succeeded.
fn figures(row: &Row, seconds: f64) -> Figures {
    let times: &Trend = if row.failed.count > 0 { &row.succeeded.duration } else { &row.all.duration };
    let percentile = |percent| times.percentile(percent);
    let count = row.all.count;
    Figures {
        count,
        rate: if seconds > 0.0 { count as f64 / seconds } else { 0.0 },
        avg: times.avg(),
        med: percentile(50.0),
        p95: percentile(95.0),
        p99: percentile(99.0),
        error_rate: (count > 0).then(|| row.failed.count as f64 / count as f64),
    }
}

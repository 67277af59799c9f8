use std::collections::BTreeMap;

use serde::Serialize;

use super::figures::{FIGURES, Figure, percent};
use super::{Figures, Spread, Trial};
use crate::report::SheetTable;

/// How the figures of one request name vary over the runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Repeated {
    /// The request's name; empty for all requests together.
    pub name: String,
    /// Its method; empty for all requests together.
    pub method: String,
    /// Each figure's spread, by name.
    pub figures: BTreeMap<&'static str, Spread>,
}

/// The spreads over all runs: of all requests, then of each name. A name that only some runs have says in how many.
pub fn repeated(trials: &[Trial]) -> Vec<Repeated> {
    let whole: Vec<&Figures> = trials.iter().map(|trial| &trial.figures).collect();
    let mut names: BTreeMap<(&str, &str), Vec<&Figures>> = BTreeMap::new();
    for request in trials.iter().flat_map(|trial| &trial.requests) {
        names.entry((&request.name, &request.method)).or_default().push(&request.figures);
    }
    // One name says the same as all of them.
    let whole = (names.len() != 1).then_some((("", ""), whole));
    let of = |((name, method), runs): ((&str, &str), Vec<&Figures>)| Repeated {
        name: name.to_owned(),
        method: method.to_owned(),
        figures: FIGURES.iter().filter_map(|figure| Some((figure.name, spread(figure, &runs)?))).collect(),
    };
    whole.into_iter().chain(names).map(of).collect()
}

fn spread(figure: &Figure, runs: &[&Figures]) -> Option<Spread> {
    Spread::of(&runs.iter().filter_map(|run| (figure.of)(run)).collect::<Vec<_>>())
}

impl Repeated {
    fn title(&self) -> String {
        if self.method.is_empty() { "all requests".to_owned() } else { format!("{} {}", self.method, self.name) }
    }
}

/// The table of all spreads.
pub(super) fn table(rows: &[Repeated], runs: usize) -> SheetTable {
    let mut lines = Vec::new();
    for row in rows {
        let known = FIGURES.iter().filter_map(|figure| Some((figure, row.figures.get(figure.name)?)));
        for (at, (figure, spread)) in known.enumerate() {
            let seen = if spread.runs == runs { String::new() } else { format!(" (in {})", spread.runs) };
            let dash = || "-".to_owned();
            lines.push(vec![
                if at == 0 { row.title() } else { String::new() },
                format!("{}{seen}", figure.name),
                (figure.shown)(spread.mean),
                spread.error.map_or_else(dash, |error| format!("± {}", (figure.shown)(error))),
                (figure.shown)(spread.min),
                (figure.shown)(spread.max),
                spread.sd.map_or_else(dash, figure.shown),
                spread.cv.map_or_else(dash, percent),
            ]);
        }
    }
    SheetTable {
        title: format!("over {runs} runs"),
        columns: ["requests", "figure", "mean", "95%", "min", "max", "sd", "cv"].map(str::to_owned).to_vec(),
        texts: 2,
        rows: lines,
        note: "95%: where the mean of ever more such runs lies (Student); sd: standard deviation of the runs (n - 1); cv: sd by mean".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ExitRow;
    use crate::trials::RequestFigures;

    fn trial(rate: f64, p95: Option<f64>, names: &[&str]) -> Trial {
        let figures = Figures { count: 1, rate, p95, error_rate: Some(0.0), ..Figures::default() };
        Trial {
            name: String::new(),
            folder: None,
            exit: ExitRow { code: 0, name: "passed".into(), reason: None, all: Vec::new() },
            duration_ms: 1000.0,
            vus: 1,
            dropped: 0,
            warnings: Vec::new(),
            figures,
            requests: names
                .iter()
                .map(|name| RequestFigures { name: (*name).to_owned(), method: "GET".into(), figures })
                .collect(),
        }
    }

    #[test]
    fn each_name_has_its_spread_and_says_how_many_runs_had_it() {
        let rows = repeated(&[trial(10.0, Some(2.0), &["/a", "/b"]), trial(14.0, None, &["/a"])]);
        assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["", "/a", "/b"]);
        let rate = rows[1].figures["requests/s"];
        assert_eq!((rate.runs, rate.mean, rate.min, rate.max, rate.sd), (2, 12.0, 10.0, 14.0, Some(8f64.sqrt())));
        assert_eq!((rows[1].figures["p(95)"].runs, rows[2].figures["requests/s"].runs), (1, 1));
        assert!(!rows[1].figures.contains_key("avg"));
        assert_eq!(repeated(&[trial(1.0, None, &["/a"])]).len(), 1);
        let table = table(&rows, 2);
        assert_eq!(table.rows[0], ["all requests", "requests/s", "12", "± 25.412", "10", "14", "2.828", "23.57%"]);
        assert_eq!(table.rows[1], ["", "p(95) (in 1)", "2.00ms", "-", "2.00ms", "2.00ms", "-", "-"]);
    }
}

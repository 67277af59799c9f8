use serde::Serialize;

use super::figures::percent;
use super::knee::knee;
use super::{Figures, Usl, usl};
use crate::report::{SheetChart, SheetTable, bytes, milliseconds, number};

/// What a matrix says: a row of each combination of values, and the law of its scaling.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scaling {
    /// Names of what varies; the first is what the scaling is over.
    pub axes: Vec<String>,
    /// Every row, in order.
    pub rows: Vec<ScalingRow>,
    /// One curve for each combination of the values of the other axes.
    pub curves: Vec<Curve>,
}

/// One combination of values.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ScalingRow {
    /// The values, one for each axis.
    pub values: Vec<String>,
    /// `measured`, `generator overloaded`, `NOT MEASURED`.
    pub state: &'static str,
    /// Why it was not measured.
    pub reason: Option<String>,
    /// The figures; of several runs, their means.
    pub figures: Option<Figures>,
    /// CPU of the target, cores; none where no process is observed.
    pub target_cpu: Option<f64>,
    /// Memory of the target at most, bytes.
    pub target_memory: Option<f64>,
    /// Throughput by that of the first row of its curve.
    pub speed_up: Option<f64>,
    /// Speed-up by what the value grew.
    pub efficiency: Option<f64>,
}

/// Throughput over the first axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// The values of the other axes.
    pub others: Vec<String>,
    /// Where more brings little more, by Kneedle; none where the curve does not bend enough.
    pub knee: Option<f64>,
    /// The law as fitted.
    pub usl: Option<Usl>,
    /// Why no law was fitted.
    pub reason: Option<String>,
}

/// A row that was measured.
pub const MEASURED: &str = "measured";
/// A row by a generator that could not keep its schedule: left out of every fit.
pub const OVERLOADED: &str = "generator overloaded";
/// A row that was not made.
pub const NOT_MEASURED: &str = "NOT MEASURED";

impl Scaling {
    /// Of rows whose speed-ups are not known yet.
    pub fn of(axes: Vec<String>, mut rows: Vec<ScalingRow>) -> Self {
        let mut others: Vec<Vec<String>> = Vec::new();
        for row in &rows {
            if !others.contains(&row.values[1..].to_vec()) {
                others.push(row.values[1..].to_vec());
            }
        }
        let curves = others.into_iter().map(|others| {
            let mut own: Vec<&mut ScalingRow> = rows.iter_mut().filter(|row| row.values[1..] == others[..]).collect();
            grown(&mut own);
            curve(&axes[0], others, &own)
        });
        let curves = curves.collect();
        Self { axes, rows, curves }
    }

    /// What is said first.
    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        self.curves.iter().flat_map(|curve| curve.facts(&self.axes)).collect()
    }

    /// Throughput over the first axis, for each curve that has places.
    pub(super) fn charts(&self) -> Vec<SheetChart> {
        /// Points of a curve that is drawn.
        const SMOOTH: usize = 60;
        let axis = &self.axes[0];
        let chart = |curve: &Curve| {
            let own = self.rows.iter().filter(|row| row.values[1..] == curve.others[..]);
            let points: Vec<(f64, f64)> = own.filter_map(point).collect();
            let end = points.iter().map(|(place, _)| *place).fold(0.0, f64::max);
            let law = curve.usl.as_ref().map_or_else(Vec::new, |law| {
                let places = (1..=SMOOTH).map(|at| end * at as f64 / SMOOTH as f64);
                places.map(|place| (place, law.throughput(place))).collect()
            });
            let of = if curve.others.is_empty() { String::new() } else { format!(" ({})", curve.others.join(", ")) };
            let title = format!("Requests per second over {axis}{of}");
            SheetChart { title, across: axis.clone(), points, curve: law }
        };
        self.curves.iter().map(chart).filter(|chart| chart.points.len() > 1).collect()
    }

    pub(super) fn table(&self) -> SheetTable {
        let names =
            ["row", "requests/s", "avg", "p95", "failed", "target CPU", "target memory", "speed-up", "efficiency"];
        let columns = self.axes.iter().map(String::as_str).chain(names);
        SheetTable {
            title: "scaling".to_owned(),
            columns: columns.map(str::to_owned).collect(),
            texts: self.axes.len() + 1,
            rows: self.rows.iter().map(cells).collect(),
            note: format!(
                "speed-up: requests/s by those of the first row; efficiency: speed-up by the growth of {}; rows by an overloaded generator are left out of knee and law",
                self.axes[0]
            ),
        }
    }
}

fn cells(row: &ScalingRow) -> Vec<String> {
    let dash = || "-".to_owned();
    let figure = |of: fn(&Figures) -> Option<f64>, shown: fn(f64) -> String| {
        row.figures.as_ref().and_then(of).map_or_else(dash, shown)
    };
    let reason = row.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
    let observed =
        |value: Option<f64>, shown: fn(f64) -> String| value.map_or_else(|| "not measured".to_owned(), shown);
    let state = vec![
        format!("{}{reason}", row.state),
        figure(|f| Some(f.rate), number),
        figure(|f| f.avg, milliseconds),
        figure(|f| f.p95, milliseconds),
        figure(|f| f.error_rate, percent),
        observed(row.target_cpu, |cores| format!("{:.1}%", cores * 100.0)),
        observed(row.target_memory, bytes),
        row.speed_up.map_or_else(dash, |value| format!("{value:.2}")),
        row.efficiency.map_or_else(dash, percent),
    ];
    row.values.iter().cloned().chain(state).collect()
}

/// What a row says for the curve: its place and its throughput.
fn point(row: &ScalingRow) -> Option<(f64, f64)> {
    let place = row.values[0].parse().ok().filter(|place: &f64| place.is_finite() && *place > 0.0)?;
    let rate = row.figures.filter(|_| row.state == MEASURED)?.rate;
    Some((place, rate))
}

/// Speed-up and efficiency against the first row that can be compared with.
fn grown(rows: &mut [&mut ScalingRow]) {
    let Some(first) = rows.iter().find(|row| row.state == MEASURED).map(|row| (*row).clone()) else { return };
    let base = first.figures.map_or(0.0, |figures| figures.rate);
    for row in rows.iter_mut().filter(|row| base > 0.0 && row.state == MEASURED) {
        row.speed_up = row.figures.map(|figures| figures.rate / base);
        let grown = point(row).zip(point(&first)).map(|((place, _), (from, _))| place / from);
        row.efficiency = row.speed_up.zip(grown).map(|(speed_up, grown)| speed_up / grown);
    }
}

fn curve(axis: &str, others: Vec<String>, rows: &[&mut ScalingRow]) -> Curve {
    let mut points: Vec<(f64, f64)> = rows.iter().filter_map(|row| point(row)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let is_rate = ["rate", "rps"]
        .iter()
        .any(|word| axis == *word || axis.ends_with(&format!("_{word}")) || axis.ends_with(&format!(".{word}")));
    let fit = if is_rate { None } else { Usl::fit(&points) };
    let reason = match &fit {
        Some(_) => None,
        None if is_rate => Some("the law is of users or nodes, and a rate is what is asked for".to_owned()),
        None => Some(format!(
            "it takes {} different numbers above 0 that were measured, and there are {}",
            usl::FEWEST,
            points.len()
        )),
    };
    Curve { others, knee: knee(&points), usl: fit, reason }
}

impl Curve {
    fn facts(&self, axes: &[String]) -> Vec<(&'static str, String)> {
        let pairs = axes[1..].iter().zip(&self.others).map(|(axis, value)| format!("{axis} {value}"));
        let of = pairs.collect::<Vec<_>>().join(", ");
        let of = if of.is_empty() { of } else { format!("{of}: ") };
        let axis = &axes[0];
        let knee = self.knee.map_or_else(
            || "none within the rows (Kneedle)".to_owned(),
            |knee| format!("{axis} {} (Kneedle): more brings little more", number(knee)),
        );
        let mut facts = vec![("knee", format!("{of}{knee}"))];
        let Some(law) = &self.usl else {
            facts.extend(self.reason.iter().map(|reason| ("USL", format!("{of}not fitted: {reason}"))));
            return facts;
        };
        let error = |at: usize| law.errors[at].map_or_else(String::new, |error| format!(" ± {}", short(error)));
        facts.push((
            "USL",
            format!(
                "{of}λ {}{}, σ {}{}, κ {}{}, R² {:.4}",
                short(law.lambda),
                error(0),
                short(law.sigma),
                error(1),
                short(law.kappa),
                error(2),
                law.r2
            ),
        ));
        let most = rows_end(law.peak_error);
        facts.push((
            "peak",
            match law.peak.zip(law.peak_throughput) {
                Some((peak, rate)) => {
                    format!("{of}predicted at {axis} {}{most}, with {} requests/s", short(peak), short(rate))
                }
                None => format!("{of}none predicted: throughput does not fall again"),
            },
        ));
        facts
    }
}

fn rows_end(error: Option<f64>) -> String {
    error.map_or_else(String::new, |error| format!(" ± {}", short(error)))
}

/// Four digits.
fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let digits = (3 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[&str], state: &'static str, rate: f64) -> ScalingRow {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let figures = (state != NOT_MEASURED).then(|| Figures { rate, ..Figures::default() });
        ScalingRow { values, state, figures, ..ScalingRow::default() }
    }

    #[test]
    fn rows_grow_against_the_first_that_was_measured_and_overload_is_left_out() {
        let rates = [(1.0, 10.0), (2.0, 19.0), (4.0, 34.0), (8.0, 50.0)];
        let mut rows = vec![row(&["0.5", "a"], NOT_MEASURED, 0.0)];
        rows.extend(rates.map(|(n, rate)| row(&[&n.to_string(), "a"], MEASURED, rate)));
        rows.push(row(&["16", "a"], OVERLOADED, 1000.0));
        rows.push(row(&["1", "b"], MEASURED, 40.0));
        let found = Scaling::of(vec!["vus".into(), "size".into()], rows);
        let grown: Vec<_> = found.rows.iter().map(|row| (row.speed_up, row.efficiency)).collect();
        assert_eq!(grown[..3], [(None, None), (Some(1.0), Some(1.0)), (Some(1.9), Some(0.95))]);
        assert_eq!(grown[5..], [(None, None), (Some(1.0), Some(1.0))]);
        let [a, b] = &found.curves[..] else { panic!("{:?}", found.curves) };
        let law = a.usl.as_ref().unwrap();
        assert!((law.throughput(8.0) - 50.0).abs() < 1.0 && law.throughput(16.0) < 100.0, "{law:?}");
        assert_eq!(
            b.reason.as_deref(),
            Some("it takes 4 different numbers above 0 that were measured, and there are 1")
        );
        let table = found.table();
        assert_eq!(table.rows[0][..4], ["0.5", "a", "NOT MEASURED", "-"]);
        assert_eq!(table.rows[2][7..], ["not measured", "not measured", "1.90", "95.00%"]);
    }

    #[test]
    fn a_rate_has_no_law() {
        let rows = ["10", "20", "30", "40"].map(|rate| row(&[rate], MEASURED, rate.parse().unwrap()));
        let found = Scaling::of(vec!["rate".into()], rows.to_vec());
        assert!(
            found.curves[0].usl.is_none()
                && found.curves[0].reason.as_ref().unwrap().contains("a rate is what is asked for")
        );
    }

    #[test]
    fn four_digits_are_enough() {
        assert_eq!(
            [35.5742, 0.026_714, 1234.5, 0.000_769_13, 0.0].map(short),
            ["35.57", "0.02671", "1234", "0.0007691", "0"]
        );
    }
}

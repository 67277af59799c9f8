use serde_json::{Value, json};

use super::Page;
use super::mark;
use crate::aggregate::{Selector, Sink, Trend};
use crate::result::Point;

/// Shares of the distribution that the percentile plot has, as 1 of so many lies beyond: 1 to 100,000, evenly on a
/// logarithmic scale.
const STEPS: u32 = 80;
const DECADES: f64 = 5.0;
/// Bars of the plot of durations.
const BARS: usize = 48;

/// What the charts are drawn from, as JSON in a script block. The only text that is not fixed are names of what is watched.
pub(super) fn data(page: &Page<'_>) -> String {
    let seconds = page.seconds;
    // What is left at the end of the run is too short to be a second.
    let whole = match seconds {
        [rest @ .., last] if last.length_ms < 500 && !rest.is_empty() => rest,
        all => all,
    };
    let of = |value: &dyn Fn(&Point) -> Value| whole.iter().map(value).collect::<Vec<_>>();
    let rate =
        |count: fn(&Point) -> u64, unit: f64| of(&|p| json!(count(p) as f64 / unit * 1e3 / p.length_ms.max(1) as f64));
    let time = |value: fn(&crate::result::Percentiles) -> f64| {
        of(&|p| p.duration.as_ref().map_or(Value::Null, |d| json!(value(d))))
    };
    let duration = trend(page, "http_req_duration");
    mark::json(&json!({
        "at": of(&|p| json!((p.from_ms + p.length_ms) as f64 / 1e3)),
        "latency": [time(|d| d.med), time(|d| d.p90), time(|d| d.p95), time(|d| d.p99), time(|d| d.p999)],
        "throughput": [rate(|p| p.requests, 1.0), rate(|p| p.failed, 1.0)],
        "users": [of(&|p| json!(p.users))],
        "traffic": [rate(|p| p.received, 1e3), rate(|p| p.sent, 1e3)],
        "late": [of(&|p| json!(p.late_ms))],
        "generator": [of(&|p| json!(p.cpu.map(|share| share * 100.0))), of(&|p| json!(p.queued.map(|share| share * 100.0)))],
        "observed": super::resources::data(whole),
        "shaded": whole.iter().filter(|p| p.late).map(|p| [p.from_ms, p.from_ms + p.length_ms].map(|ms| ms as f64 / 1e3)).collect::<Vec<_>>(),
        "marks": super::events::events(page).iter().map(|event| event.at_ms / 1e3).collect::<Vec<_>>(),
        "dropped": [rate(|p| p.dropped, 1.0)],
        "shares": shares(duration.as_ref()),
        "percentiles": [percentiles(duration.as_ref(), duration.as_ref())],
        "service": [
            percentiles(trend(page, "iteration_duration").as_ref(), duration.as_ref()),
            percentiles(trend(page, "iteration_response").as_ref(), duration.as_ref()),
        ],
        "buckets": buckets(duration.as_ref()),
    }))
}

fn trend(page: &Page<'_>, metric: &str) -> Option<Trend> {
    match page.snapshot.sink(metric, &Selector::all()) {
        Some(Sink::Trend(trend)) => Some(trend),
        _ => None,
    }
}

/// Powers of ten: `x` is the share of which 1 in 10^x lies beyond. They end where less than one value does.
fn shares(of: Option<&Trend>) -> Vec<f64> {
    let end = of.map_or(0.0, |trend| (trend.count() as f64).log10()).min(DECADES);
    (0..=STEPS).map(|step| f64::from(step) * DECADES / f64::from(STEPS)).filter(|x| *x <= end).collect()
}

fn percentiles(trend: Option<&Trend>, grid: Option<&Trend>) -> Vec<f64> {
    let percents: Vec<f64> = shares(grid).iter().map(|x| 100.0 * (1.0 - 10f64.powf(-x))).collect();
    trend.and_then(|trend| trend.percentiles(&percents)).unwrap_or_default()
}

/// Counts between borders that are as far apart on a logarithmic scale: `[from ms, to ms, count]`.
fn buckets(trend: Option<&Trend>) -> Vec<(f64, f64, u64)> {
    let Some(all) = trend.and_then(|trend| trend.hdr(1e6)) else { return Vec::new() };
    let (low, high) = ((all.min_nz().max(1)) as f64, all.max().max(2) as f64 * 1.0001);
    let step = ((high / low).ln() / BARS as f64).max(1e-9);
    let border = |bar: usize| low * (step * bar as f64).exp() / 1e6;
    let mut bars: Vec<(f64, f64, u64)> = (0..BARS).map(|bar| (border(bar), border(bar + 1), 0)).collect();
    for value in all.iter_recorded() {
        let at = ((value.value_iterated_to().max(1) as f64 / low).ln() / step).max(0.0) as usize;
        bars[at.min(BARS - 1)].2 += value.count_at_value();
    }
    bars
}

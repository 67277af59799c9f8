use rand::SeedableRng;
use rand_distr::{Distribution, Exp, LogNormal, Normal, Pareto, Uniform};

use super::*;

const VECTORS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/percentiles.json"));

fn trend(values: &[f64]) -> Trend {
    let mut trend = Trend::default();
    values.iter().for_each(|value| trend.add(*value));
    trend
}

fn close(got: f64, want: f64, relative: f64) -> bool {
    (got - want).abs() <= want.abs() * relative + 1e-9
}

#[test]
fn small_trends_agree_with_every_percentile_vector() {
    let vectors: serde_json::Value = serde_json::from_str(VECTORS).unwrap();
    let mut compared = 0;
    for vector in vectors["vectors"].as_array().unwrap() {
        let values: Vec<f64> = vector["values"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let trend = trend(&values);
        let exact = values.len() <= EXACT;
        for (percent, want) in vector["expect"]["percentiles_k6"].as_object().unwrap() {
            let (p, want) = (percent.parse::<f64>().unwrap(), want.as_f64().unwrap());
            let got = trend.percentile(p).unwrap();
            assert!(close(got, want, if exact { 1e-9 } else { 1e-3 }), "{} p({p}): {got}, not {want}", vector["id"]);
            compared += 1;
        }
        assert!(close(trend.avg().unwrap(), vector["expect"]["stats_k6"]["avg"].as_f64().unwrap(), 1e-9));
    }
    assert_eq!(compared, 13 * 12);
}

fn check_distribution(name: &str, draw: impl Distribution<f64>) {
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    let mut values: Vec<f64> = (0..1_000_000).map(|_| draw.sample(&mut random)).collect();
    let (mut shards, mut whole) = ([Trend::default(), Trend::default(), Trend::default()], Trend::default());
    for (at, value) in values.iter().enumerate() {
        shards[at % 3].add(*value);
    }
    shards.iter().for_each(|shard| whole.merge(shard));
    values.sort_by(f64::total_cmp);
    for percent in [0.0, 1.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99, 100.0] {
        let want = values[(percent / 100.0 * 999_999.0_f64).round() as usize];
        let got = whole.percentile(percent).unwrap();
        assert!(close(got, want, 1e-3), "{name} p({percent}): {got}, not {want}");
    }
    assert!(whole.bytes() < 200 << 10, "{name} takes {} bytes", whole.bytes());
}

#[test]
fn a_million_values_of_five_distributions_are_within_a_thousandth() {
    check_distribution("uniform", Uniform::new(0.05, 1000.0).unwrap());
    check_distribution("exponential", Exp::new(1.0 / 20.0).unwrap());
    check_distribution("log-normal", LogNormal::new(1.0, 1.5).unwrap());
    check_distribution("pareto", Pareto::new(0.08, 1.1).unwrap());
    check_distribution("normal", Normal::new(100.0, 10.0).unwrap());
}

#[test]
fn zeros_and_negative_values_have_their_ranks() {
    let mut values: Vec<f64> = (0..3000).map(|i| f64::from(i - 1000) / 4.0).collect();
    values.extend([0.0; 999]);
    let trend = trend(&values);
    assert_eq!((trend.count(), trend.min(), trend.max()), (3999, Some(-250.0), Some(499.75)));
    for (percent, want) in [(10.0, -150.05), (25.0, -0.125), (40.0, 0.0), (50.0, 0.0), (90.0, 399.8)] {
        let got = trend.percentile(percent).unwrap();
        assert!((got - want).abs() <= 0.2, "p({percent}): {got}, not {want}");
    }
}

#[test]
fn nothing_measured_is_nothing() {
    assert_eq!(trend(&[]).percentile(50.0), None);
    assert_eq!(trend(&[0.0]).percentile(99.0), Some(0.0));
}

#[test]
fn times_are_milliseconds() {
    let mut trend = Trend::default();
    trend.add_time(std::time::Duration::from_micros(1500));
    trend.add_time(std::time::Duration::from_nanos(250));
    assert_eq!((trend.min(), trend.max(), trend.sum()), (Some(0.00025), Some(1.5), 1.50025));
}

//! What a comparison promises, on recorded runs: `tests/bench/recordings.py` made them.

use std::collections::BTreeMap;

use throng::compare::{Comparison, Course, Facts, Key, Run, Settings, Side, Spread, Values, Verdict, compare};
use throng_tests::guest::root;

/// How many request names a recorded run has.
const NAMES: usize = 20;
/// `same`, `slower10`, `slower50`, as `recordings.py` numbers them.
const KINDS: usize = 3;

/// The bytes of the recordings as they are read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().expect("recordings are whole");
        self.0 = rest;
        *first
    }

    fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            number |= u64::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return number;
            }
        }
    }

    /// One name in one second: how many failed, and the times of the others.
    fn cell(&mut self) -> (u64, Spread) {
        let (failed, count) = (self.number(), self.number());
        let mut spread = Spread::default();
        let mut bucket = 0;
        for _ in 0..count {
            bucket += self.number() as u32;
            spread.sum += middle(bucket);
            match spread.counts.last_mut().filter(|(last, _)| *last == bucket) {
                Some((_, count)) => *count += 1,
                None => spread.counts.push((bucket, 1)),
            }
        }
        (failed, spread)
    }
}

/// The middle of a bucket, in ms.
fn middle(bucket: u32) -> f64 {
    let shift = (bucket / 128).saturating_sub(1);
    (f64::from(bucket - shift * 128) + 0.5) * f64::from(shift).exp2() / 1e3
}

/// The recorded runs by kind.
fn recorded() -> [Vec<Run>; KINDS] {
    let packed = std::fs::read(root().join("tests/recordings/runs.zst")).expect("the recordings are there");
    let bytes = zstd::decode_all(&packed[..]).expect("the recordings are whole");
    let mut from = Bytes(&bytes);
    let mut runs: [Vec<Run>; KINDS] = Default::default();
    while !from.0.is_empty() {
        let kind = usize::from(from.byte());
        let run = run(&mut from, format!("{kind}/{}", runs[kind].len()));
        runs[kind].push(run);
    }
    runs
}

fn run(from: &mut Bytes<'_>, path: String) -> Run {
    let seconds = from.number() as usize;
    let mut times = vec![Vec::new(); NAMES];
    let mut failed = vec![Vec::new(); NAMES];
    let mut counts = vec![Vec::new(); NAMES];
    for _ in 0..seconds {
        for ((times, failed), counts) in times.iter_mut().zip(&mut failed).zip(&mut counts) {
            let (bad, spread) = from.cell();
            let all = bad + spread.count();
            counts.push(all as f64);
            failed.push((bad, all));
            times.push(spread);
        }
    }
    let mut courses = BTreeMap::new();
    let lists = times.into_iter().zip(failed).zip(counts);
    for (number, ((times, failed), counts)) in lists.enumerate() {
        let mut add = |metric: &str, unit: &str, values| {
            let key = Key { name: format!("GET /r{number:02}"), metric: metric.to_owned() };
            let scenarios = ["default".to_owned()].into();
            courses.insert(key, Course { unit: unit.to_owned(), scenarios, values });
        };
        add("http_req_duration", "ms", Values::Trend(times));
        add("http_req_failed", "", Values::Rate(failed));
        add("http_reqs", "", Values::Counter(counts));
    }
    let scenarios = [("default".to_owned(), "constant-vus".to_owned())].into();
    let facts = Facts { path, scenarios, users: 8.0, codes: Some(Vec::new()), ..Facts::default() };
    Run::of(facts, courses)
}

/// Every run as a side of its own; two threads, since the errors of 160 runs are drawn 300 times each.
fn sides(runs: &[Run]) -> Vec<Side> {
    let side = |runs: &[Run]| runs.iter().map(|run| Side::of(std::slice::from_ref(run))).collect::<Vec<Side>>();
    let (first, second) = runs.split_at(runs.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| side(second));
        let mut all = side(first);
        all.extend(other.join().expect("measuring does not panic"));
        all
    })
}

fn beside(base: &Side, new: &Side) -> Comparison {
    let mut all = compare(base, std::slice::from_ref(new), Settings::default());
    all.pop().expect("one side was compared")
}

/// Of pairs of one kind: in how many a verdict was given, and in how many rows of times.
#[derive(Debug)]
struct Found {
    pairs: usize,
    with_verdict: usize,
    wrong_way: usize,
    rows: usize,
    rows_found: usize,
}

fn found(pairs: &[(&Side, &Side)], right: Option<Verdict>) -> Found {
    let mut found = Found { pairs: pairs.len(), with_verdict: 0, wrong_way: 0, rows: 0, rows_found: 0 };
    for (base, new) in pairs {
        let comparison = beside(base, new);
        let count = |verdict| comparison.count(verdict);
        let all = count(Verdict::Regression) + count(Verdict::Improvement);
        let times = || comparison.rows.iter().filter(|row| row.metric == "http_req_duration");
        found.with_verdict += usize::from(right.map_or(all, count) > 0);
        found.wrong_way += right.map_or(0, |right| all - count(right));
        found.rows += times().count();
        found.rows_found += times().filter(|row| Some(row.verdict) == right).count();
    }
    found
}

#[test]
fn false_alarms_are_rare_and_changes_are_found() {
    let [same, slower10, slower50] = recorded().map(|runs| sides(&runs));
    assert_eq!([same.len(), slower10.len(), slower50.len()], [60, 50, 50]);
    // Each with the five that were recorded after it, in the same minute and in the next one.
    let alike: Vec<_> = (0..60).flat_map(|i| (1..=5).map(move |k| (i, (i + k) % 60))).collect();
    let alike: Vec<_> = alike.into_iter().map(|(a, b)| (&same[a], &same[b])).collect();
    let alarms = found(&alike, None);
    assert!(alarms.pairs == 300 && alarms.with_verdict <= 3, "{alarms:?}");
    // Each with the one of the same kind that was recorded at the same time.
    let slower = |news: &[Side]| {
        let pairs: Vec<_> = news.iter().enumerate().map(|(i, new)| (&same[(6 * i + 3) / 5], new)).collect();
        found(&pairs, Some(Verdict::Regression))
    };
    let [ten, fifty] = [slower(&slower10), slower(&slower50)];
    assert!(ten.pairs == 50 && ten.with_verdict >= 45 && ten.wrong_way == 0, "{ten:?}");
    assert!(fifty.pairs == 50 && fifty.with_verdict == 50 && fifty.wrong_way == 0, "{fifty:?}");
    // Of each name's mean, median and 95th percentile.
    assert!(fifty.rows == 50 * 63 && fifty.rows_found * 100 >= fifty.rows * 95, "{fifty:?}");
}

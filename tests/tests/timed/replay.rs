use std::cell::Cell;
use std::fmt::Write as _;

use throng_tests::engine::Engine;
use throng_tests::origin::Origin;
use throng_tests::patience::timed;
use throng_tests::percentile;

/// Arrivals of a log, and users: a machine that stalls drops none.
const COUNT: usize = 400;
/// A generator that was later than this, ms, could not have kept the times: the machine did other things.
const ABLE: f64 = 0.5;
/// So often such a machine is tried; then the error must be within what the run itself says of its lateness, at both ends
/// of a gap.
const TRIES: u32 = 4;

/// Times of a log in ms: gaps from 0 to 15, and a spike in the middle, where they are a tenth.
fn log(stretch: f64) -> Vec<f64> {
    let (mut time, mut state) = (0.0, 12_345_u64);
    let next = |number: usize| {
        let now = time;
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let gap = (state >> 40) as f64 / (1_u64 << 24) as f64 * 15.0;
        time += stretch * if (150..250).contains(&number) { gap / 10.0 } else { gap };
        now
    };
    (0..COUNT).map(next).collect()
}

/// The gaps between requests at the origin, held against those of the log; the log is as many times longer.
fn replayed(speed: f64, tries: &Cell<u32>) -> Result<(), String> {
    let (origin, times) = (Origin::plain(), log(speed));
    let plan = format!(
        "journey = \"builtin:replay\"\ntarget = \"{}\"\nresults.write = false\nenv.REPLAY = \"row\"\n\
         [data.requests]\nfile = \"log.jsonl\"\npolicy = \"per-iteration\"\n\
         [scenarios.spike]\nexecutor = \"replay\"\nlog = \"log.jsonl\"\nspeed = {speed}\npre_allocated_vus = 400\n",
        origin.url()
    );
    let mut rows = String::new();
    for (number, at) in times.iter().enumerate() {
        writeln!(rows, "{{\"at\":{at},\"url\":\"/{number}\",\"name\":\"all\"}}").expect("a text takes it");
    }
    let run = Engine::new(&plan).file("log.jsonl", rows).run();
    assert_eq!((run.exit(), run.iterations("complete"), run.iterations("dropped")), (0, 400, 0), "{}", run.text());
    let mut came: Vec<(usize, f64)> = origin
        .log()
        .requests()
        .iter()
        .map(|seen| (seen.path[1..].parse().expect("the path is the row"), seen.at.as_secs_f64() * 1e3))
        .collect();
    came.sort_by_key(|(row, _)| *row);
    assert!(came.iter().map(|(row, _)| *row).eq(0..COUNT), "each row once");
    let gaps = |times: &[f64]| times.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>();
    let found = gaps(&came.iter().map(|(_, at)| *at).collect::<Vec<_>>());
    let truth = gaps(&times.iter().map(|time| time / speed).collect::<Vec<_>>());
    let errors: Vec<f64> = found.iter().zip(&truth).map(|(found, truth)| (found - truth).abs()).collect();
    let (typical, error) = (percentile(errors.clone(), 0.5), percentile(errors, 0.99));
    let delay = run.number("generator_delay", "p(99)");
    let said = format!(
        "{speed} times the speed: the error is {typical} ms at the median and {error} ms at p99, the generator was {delay} ms late"
    );
    tries.set(tries.get() + 1);
    let told = delay > ABLE && error <= 2.0 * delay;
    if error < 1.0 || (told && tries.get() > TRIES) { Ok(()) } else { Err(said) }
}

#[test]
fn a_spike_is_replayed_exactly() {
    let tries = Cell::new(0);
    timed(|| replayed(1.0, &tries));
}

#[test]
fn a_spike_is_replayed_exactly_ten_times_as_fast() {
    let tries = Cell::new(0);
    timed(|| replayed(10.0, &tries));
}

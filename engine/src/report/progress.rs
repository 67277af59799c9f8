//! What is shown while the run goes on: bars on a terminal, a line every few seconds elsewhere.

use std::io::Write;
use std::sync::atomic::Ordering;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::Pulse;
use super::quantity::milliseconds;
use crate::log::printable;
use crate::vu::{Live, ScenarioLive};

/// How often a line is written where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(5);
/// Steps of a bar.
const STEPS: u64 = 1000;

/// Numbers of the whole run, for the progress only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Iterations that ended by themselves.
    pub complete: u64,
    /// Iterations that were cut off.
    pub interrupted: u64,
    /// Arrivals that found no user.
    pub dropped: u64,
    /// Users that exist.
    pub users: u32,
    /// Requests that failed.
    pub failed_requests: u64,
    /// Requests.
    pub requests: u64,
}

/// A terminal: bars stand at its foot, and what is written to it comes above them.
#[derive(Clone, Default)]
pub struct Screen(MultiProgress);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.suspend(|| std::io::stderr().write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}

/// Where progress goes.
pub enum Progress {
    /// Nowhere.
    Quiet,
    /// One bar a scenario.
    Bars(Bars),
    /// Lines on the standard error stream.
    Lines {
        /// When the last line was written, since the start.
        last: Option<Duration>,
    },
}

/// The bars of a terminal.
pub struct Bars {
    bars: Vec<ProgressBar>,
    total: ProgressBar,
}

impl Progress {
    /// Bars on a terminal, lines elsewhere, nothing when asked to be quiet.
    pub fn new(names: &[&str], quiet: bool, screen: Option<&Screen>) -> Self {
        match screen {
            _ if quiet => Self::Quiet,
            Some(screen) => Self::Bars(Bars::new(names, screen)),
            None => Self::Lines { last: None },
        }
    }

    /// Whether it shows what each scenario does.
    pub fn shows_pulses(&self) -> bool {
        matches!(self, Self::Bars(_))
    }

    /// Shows where the run is; `pulses` are those of the scenarios, where they are shown.
    pub fn show(&mut self, elapsed: Duration, live: &Live, counts: Counts, pulses: &[Pulse]) {
        match self {
            Self::Quiet => {}
            Self::Bars(bars) => bars.show(elapsed, live, counts, pulses),
            Self::Lines { last } => {
                if last.is_none_or(|last| elapsed.saturating_sub(last) >= LINE_EVERY) {
                    *last = Some(elapsed);
                    // Nobody reads it: the run goes on.
                    let _ = writeln!(std::io::stderr(), "{}", line(elapsed, live, counts));
                }
            }
        }
    }

    /// Takes the bars away, so that the summary starts on a clean line.
    pub fn finish(self) {
        if let Self::Bars(bars) = self {
            bars.bars.iter().chain([&bars.total]).for_each(ProgressBar::finish_and_clear);
        }
    }
}

impl Bars {
    fn new(names: &[&str], Screen(all): &Screen) -> Self {
        // Within the usual 80 columns, so that no line is wrapped.
        let style = ProgressStyle::with_template("  {prefix:<14!} [{bar:12}] {wide_msg}")
            .expect("the template is a constant")
            .progress_chars("=> ");
        let bars = names
            .iter()
            .map(|name| all.add(ProgressBar::new(STEPS).with_style(style.clone()).with_prefix(printable(name))))
            .collect();
        let plain = ProgressStyle::with_template("  {msg}").expect("the template is a constant");
        Self { bars, total: all.add(ProgressBar::new(1).with_style(plain)) }
    }

    fn show(&self, elapsed: Duration, live: &Live, counts: Counts, pulses: &[Pulse]) {
        for (at, (bar, scenario)) in self.bars.iter().zip(live.iter()).enumerate() {
            bar.set_position((scenario.progress() * STEPS as f64) as u64);
            bar.set_message(does(scenario, pulses.get(at).copied().unwrap_or_default()));
        }
        self.total.set_message(short(elapsed, live, counts));
    }
}

/// What a scenario does, in the rest of a line: what is most wanted first.
fn does(scenario: &ScenarioLive, pulse: Pulse) -> String {
    let (users, left) = (scenario.active.load(Ordering::Relaxed), scenario.length.saturating_sub(scenario.elapsed()));
    let held = if scenario.brake.is_on() { "  paused" } else { "" };
    let p95 = pulse.p95_ms.map_or_else(String::new, |p95| format!("  p95 {}", milliseconds(p95)));
    let failed = pulse.failed.filter(|share| *share > 0.0);
    let failed = failed.map_or_else(String::new, |share| format!("  {:.1}% failed", 100.0 * share));
    format!(
        "{:>3.0}%{held}  {users} users  {:.0}/s{p95}{failed}  {}s left",
        100.0 * scenario.progress(),
        pulse.iterations,
        left.as_secs()
    )
}

/// All counts that are not zero.
fn short(elapsed: Duration, live: &Live, counts: Counts) -> String {
    let some = |count: u64, what: &str| if count > 0 { format!(", {count} {what}") } else { String::new() };
    format!(
        "{:.0}s, {}/{} users, {} iterations{}{}, {} requests{}",
        elapsed.as_secs_f64(),
        active(live),
        counts.users,
        counts.complete,
        some(counts.interrupted, "interrupted"),
        some(counts.dropped, "dropped"),
        counts.requests,
        some(counts.failed_requests, "failed")
    )
}

fn active(live: &Live) -> u32 {
    live.iter().map(|scenario| scenario.active.load(Ordering::Relaxed)).sum()
}

fn line(elapsed: Duration, live: &Live, counts: Counts) -> String {
    let active = active(live);
    let dropped = if counts.dropped > 0 { format!(", {} dropped", counts.dropped) } else { String::new() };
    format!(
        "running {:.0}s, {active}/{} users, {} complete and {} interrupted iterations{dropped}, {} requests ({} failed)",
        elapsed.as_secs_f64(),
        counts.users,
        counts.complete,
        counts.interrupted,
        counts.requests,
        counts.failed_requests
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_says_what_its_scenario_does() {
        let scenario = ScenarioLive { length: Duration::from_secs(90), ..ScenarioLive::default() };
        scenario.active.store(12, Ordering::Relaxed);
        assert_eq!(does(&scenario, Pulse::default()), "  0%  12 users  0/s  90s left");
        scenario.brake.pull();
        let pulse = Pulse { iterations: 260.0, requests: 500.0, failed: Some(0.012), p95_ms: Some(12.5) };
        let all = does(&scenario, pulse);
        assert_eq!(all, "  0%  paused  12 users  260/s  p95 12.5ms  1.2% failed  90s left");
    }

    #[test]
    fn a_line_says_all_counts() {
        let live: Live = vec![ScenarioLive::default(), ScenarioLive::default()].into();
        live[0].active.store(3, Ordering::Relaxed);
        live[1].active.store(4, Ordering::Relaxed);
        let counts = Counts { complete: 10, interrupted: 1, dropped: 2, users: 9, failed_requests: 5, requests: 40 };
        assert_eq!(
            line(Duration::from_secs(12), &live, counts),
            "running 12s, 7/9 users, 10 complete and 1 interrupted iterations, 2 dropped, 40 requests (5 failed)"
        );
        let twelve = Duration::from_secs(12);
        assert_eq!(
            short(twelve, &live, counts),
            "12s, 7/9 users, 10 iterations, 1 interrupted, 2 dropped, 40 requests, 5 failed"
        );
        let well = Counts { interrupted: 0, dropped: 0, failed_requests: 0, ..counts };
        assert_eq!(short(twelve, &live, well), "12s, 7/9 users, 10 iterations, 40 requests");
    }
}

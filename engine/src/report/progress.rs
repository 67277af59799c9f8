//! What is shown while the run goes on: bars on a terminal, a line every few seconds elsewhere.

use std::io::Write;
use std::sync::atomic::Ordering;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::log::printable;
use crate::vu::Live;

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

    /// Shows where the run is.
    pub fn show(&mut self, elapsed: Duration, live: &Live, counts: Counts) {
        match self {
            Self::Quiet => {}
            Self::Bars(bars) => bars.show(elapsed, live, counts),
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
        let style = ProgressStyle::with_template("  {prefix:<20!} [{bar:30}] {msg}")
            .expect("the template is a constant")
            .progress_chars("=> ");
        let bars = names
            .iter()
            .map(|name| all.add(ProgressBar::new(STEPS).with_style(style.clone()).with_prefix(printable(name))))
            .collect();
        let plain = ProgressStyle::with_template("  {msg}").expect("the template is a constant");
        Self { bars, total: all.add(ProgressBar::new(1).with_style(plain)) }
    }

    fn show(&self, elapsed: Duration, live: &Live, counts: Counts) {
        for (bar, scenario) in self.bars.iter().zip(live.iter()) {
            bar.set_position((scenario.progress() * STEPS as f64) as u64);
            bar.set_message(format!(
                "{:>3.0}%  {} users",
                100.0 * scenario.progress(),
                scenario.active.load(Ordering::Relaxed)
            ));
        }
        self.total.set_message(short(elapsed, live, counts));
    }
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
    use crate::vu::ScenarioLive;

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

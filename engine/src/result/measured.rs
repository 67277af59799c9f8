use std::path::Path;
use std::time::Duration;

use super::{SECONDS, each_second};
use crate::aggregate::Snapshot;

/// A second that begins so little before a time is after it.
const SLACK: Duration = Duration::from_millis(100);

/// What a run measured, and what it measured in each second in which scenarios ran.
pub struct Measured {
    /// All that was measured after the scenarios had run for the time that was to be left out, to the second of the recording.
    pub settled: Snapshot,
    /// Every second, each with a window of its own.
    pub seconds: Vec<Snapshot>,
}

impl Measured {
    /// Reads a run's folder.
    ///
    /// # Errors
    /// Where its seconds are missing or spoiled.
    pub fn read(folder: &Path, left_out: Duration) -> Result<Self, String> {
        if !folder.join(SECONDS).is_file() {
            return Err(format!("{}: there is no such file", folder.join(SECONDS).display()));
        }
        let (mut settled, mut seconds) = (Snapshot::default(), Vec::new());
        let (mut gone, mut until) = (Duration::ZERO, Duration::ZERO);
        each_second(folder, |mut frame| {
            let window = frame.snapshot.window;
            if until + SLACK < left_out {
                gone = window;
            } else {
                settled.merge(&frame.snapshot);
            }
            if window > until {
                frame.snapshot.window = window - until;
                seconds.push(frame.snapshot);
            }
            until = window;
        })?;
        settled.window = settled.window.saturating_sub(gone);
        Ok(Self { settled, seconds })
    }
}

use std::fs::File;
use std::io::{Result, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use super::journal::{self, Frame};
use super::{Begun, Course, HISTOGRAMS, Intervals, Module, RUN, SECONDS, replace};
use crate::aggregate::Snapshot;
use crate::clock::{self, Instant};
use crate::redact::Redactor;

/// So many seconds may wait for the disk; more are added up in one.
const WAITING: usize = 4;

/// Where a run hands over what each second added. It never waits for the disk.
pub struct Recording {
    to: Sender<Frame>,
    waiting: Arc<AtomicUsize>,
    began: Instant,
    /// Up to when it was handed over, ms since it began.
    until: u64,
}

impl Recording {
    /// Hands over what happened since the last time; where the disk is slow, that is left for the next time.
    pub fn second(&mut self, delta: impl FnOnce() -> Option<Snapshot>) {
        if self.waiting.load(Ordering::Relaxed) < WAITING {
            self.last(delta);
        }
    }

    /// As `second`, whether the disk is slow or not.
    pub fn last(&mut self, delta: impl FnOnce() -> Option<Snapshot>) {
        let Some(snapshot) = delta() else { return };
        let now = clock::now().saturating_duration_since(self.began).as_millis() as u64;
        self.waiting.fetch_add(1, Ordering::Relaxed);
        // The writer is gone only when the run has ended.
        let _ = self.to.send(Frame { from_ms: self.until, length_ms: now - self.until, snapshot });
        self.until = now;
    }
}

/// What was written.
pub struct Ended {
    /// What was known at the start, with the modules.
    pub begun: Begun,
    /// The seconds.
    pub course: Course,
    /// How many.
    pub seconds: u64,
    /// Why something could not be written.
    pub lost: Option<String>,
}

/// The thread that writes.
pub(super) struct Writer {
    recording: Sender<Frame>,
    waiting: Arc<AtomicUsize>,
    thread: JoinHandle<Ended>,
}

impl Writer {
    pub(super) fn start(
        folder: &Path,
        begun: Begun,
        redactor: Redactor,
        modules: Box<dyn FnOnce() -> Vec<Module> + Send>,
    ) -> Result<Self> {
        let (to, from) = channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let files = Files {
            seconds: File::options().create(true).append(true).open(folder.join(SECONDS))?,
            intervals: Intervals::new(File::options().create(true).append(true).open(folder.join(HISTOGRAMS))?),
        };
        let (folder, pending) = (folder.to_owned(), waiting.clone());
        let thread = std::thread::Builder::new().name("result".to_owned()).spawn(move || {
            let begun = Begun { modules: modules(), ..begun };
            let text = serde_json::to_vec_pretty(&begun).expect("it has only string keys");
            let again = replace(&folder, RUN, &text).err().map(|error| error.to_string());
            let mut ended = Ended { begun, course: Course::default(), seconds: 0, lost: again };
            write(&from, &pending, &redactor, files, &mut ended);
            ended
        })?;
        Ok(Self { recording: to, waiting, thread })
    }

    pub(super) fn recording(&self) -> Recording {
        Recording { to: self.recording.clone(), waiting: self.waiting.clone(), began: clock::now(), until: 0 }
    }

    /// Waits for what was handed over; every `Recording` must be gone.
    pub(super) fn end(self) -> Ended {
        drop(self.recording);
        self.thread.join().expect("the writer does not panic")
    }
}

struct Files {
    seconds: File,
    intervals: Intervals<File>,
}

/// Writes until the run ends. After an error nothing more is written, so that what is there stays whole.
fn write(from: &Receiver<Frame>, waiting: &AtomicUsize, redactor: &Redactor, mut files: Files, ended: &mut Ended) {
    while let Ok(mut frame) = from.recv() {
        if !redactor.is_empty() {
            frame.snapshot = frame.snapshot.cleaned(&|text| redactor.apply(text).into_owned());
        }
        if ended.lost.is_none() {
            let written = journal::append(&mut files.seconds, &frame).and_then(|()| files.intervals.add(&frame));
            ended.lost = written.and_then(|()| files.seconds.flush()).err().map(|error| error.to_string());
        }
        ended.course.add(&frame);
        ended.seconds += 1;
        waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::moment::{Moment, Wants};
use super::{Output, Trouble};
use crate::clock;
use crate::plan::OutputSpec;

/// So many moments of series wait at most: each may be large, and the next one says the same.
const MOMENTS: u64 = 10;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(200);

/// The way to one output: a bounded queue, and the thread at its end.
pub(super) struct Lane {
    pub(super) spec: OutputSpec,
    pub(super) wants: Wants,
    queue: Option<mpsc::UnboundedSender<Moment>>,
    tally: Arc<Mutex<Tally>>,
    done: oneshot::Receiver<()>,
}

/// What became of the points of one output.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) written: u64,
    pub(super) lost: u64,
    /// Why the first ones were lost.
    pub(super) reason: Option<String>,
    waiting: u64,
    moments: u64,
    /// Nobody waits for the thread any more: what it still does is not counted.
    closed: bool,
}

impl Tally {
    fn lose(&mut self, points: u64, reason: &str) {
        self.lost += points;
        self.reason.get_or_insert_with(|| reason.to_owned());
    }
}

impl Lane {
    /// Starts the thread.
    pub(super) fn start(spec: &OutputSpec, wants: Wants, output: Box<dyn Output>) -> std::io::Result<Self> {
        let (queue, moments) = mpsc::unbounded_channel();
        let (end, done) = oneshot::channel();
        let tally: Arc<Mutex<Tally>> = Arc::default();
        let work = Work { output, tally: tally.clone(), timeout: spec.timeout };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::Builder::new().name(format!("output {}", spec.name));
        // Never joined: a sink that blocks its thread must not hold the process.
        thread.spawn(move || {
            runtime.block_on(work.run(moments));
            // Nobody waits when the run has given it up.
            let _ = end.send(());
        })?;
        Ok(Self { spec: spec.clone(), wants, queue: Some(queue), tally, done })
    }

    /// Hands a moment over, or loses it where too much waits. Never blocks.
    pub(super) fn put(&self, moment: Moment) {
        let mut tally = lock(&self.tally);
        let full = tally.waiting + moment.points > self.spec.buffer
            || (matches!(self.wants, Wants::Totals | Wants::Interval) && tally.moments >= MOMENTS);
        let points = moment.points;
        match &self.queue {
            Some(queue) if !full && queue.send(moment).is_ok() => {
                tally.waiting += points;
                tally.moments += 1;
            }
            _ => tally.lose(points, "its buffer was full"),
        }
    }

    /// Points that were lost before they came here.
    pub(super) fn lose(&self, points: u64, reason: &str) {
        if points > 0 {
            lock(&self.tally).lose(points, reason);
        }
    }

    /// Waits until everything is written, at most so long as one delivery is tried; what is left then is lost.
    pub(super) async fn finish(&mut self) -> Tally {
        drop(self.queue.take());
        let ended = tokio::time::timeout(self.spec.timeout, &mut self.done).await;
        let mut tally = lock(&self.tally);
        tally.closed = true;
        let waiting = std::mem::take(&mut tally.waiting);
        if waiting > 0 {
            tally.lose(waiting, "it was not written in time");
        } else if ended.is_err() && tally.reason.is_none() {
            tally.reason = Some("it did not end in time".to_owned());
        }
        tally.clone()
    }
}

struct Work {
    output: Box<dyn Output>,
    tally: Arc<Mutex<Tally>>,
    timeout: Duration,
}

impl Work {
    async fn run(mut self, mut moments: mpsc::UnboundedReceiver<Moment>) {
        while let Some(moment) = moments.recv().await {
            let written = self.deliver(&moment).await;
            let mut tally = lock(&self.tally);
            if tally.closed {
                return;
            }
            tally.waiting -= moment.points;
            tally.moments -= 1;
            match written {
                Ok(()) => tally.written += moment.points,
                Err(reason) => tally.lose(moment.points, &reason),
            }
        }
        if let Err(trouble) = self.output.finish().await {
            lock(&self.tally).lose(0, &trouble.message);
        }
    }

    async fn deliver(&mut self, moment: &Moment) -> Result<(), String> {
        let end = clock::now() + self.timeout;
        loop {
            match tokio::time::timeout_at(end, self.output.write(moment)).await {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(Trouble { passing: true, .. })) if clock::now() + PAUSE < end => {
                    tokio::time::sleep(PAUSE).await;
                }
                Ok(Err(trouble)) => return Err(trouble.message),
                Err(_) => return Err(format!("it took longer than {:?}", self.timeout)),
            }
        }
    }
}

fn lock(tally: &Mutex<Tally>) -> MutexGuard<'_, Tally> {
    tally.lock().unwrap_or_else(PoisonError::into_inner)
}

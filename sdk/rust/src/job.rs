//! Work that the target finishes later, and how long it takes: `job_duration` and `job_completed`, tagged `job`.

use crate::metric::{Rate, Trend};
use crate::vu;
use std::time::Duration;

// Metrics of the engine: they need no declaration.
static DURATION: Trend = Trend::ms("job_duration");
static COMPLETED: Rate = Rate::new("job_completed");

/// A job under way. One that is dropped is a job that did not complete.
pub struct Job {
    name: String,
    began: Duration,
    counted: bool,
}

/// Begins to time a job; make it before the request that starts the job. Keep the name of few different values.
pub fn job(name: &str) -> Job {
    Job { name: name.to_owned(), began: vu::elapsed(), counted: false }
}

impl Job {
    /// It completed now: a sample of `job_duration`, and a hit of `job_completed`.
    pub fn complete(mut self) {
        self.count(true);
    }

    /// Asks at once and then after each interval whether it completed, for so long since it began; what the condition
    /// gives is the job's result. One that does not complete has no sample of `job_duration`, and is a miss of
    /// `job_completed`.
    pub fn until<T>(
        mut self,
        interval: Duration,
        limit: Duration,
        mut condition: impl FnMut() -> Option<T>,
    ) -> Option<T> {
        loop {
            let result = condition();
            if result.is_some() {
                self.count(true);
                return result;
            }
            let left = limit.saturating_sub(self.elapsed());
            if left.is_zero() {
                return None;
            }
            vu::sleep(interval.min(left));
        }
    }

    /// Time since it began.
    pub fn elapsed(&self) -> Duration {
        vu::elapsed().saturating_sub(self.began)
    }

    fn count(&mut self, completed: bool) {
        if std::mem::replace(&mut self.counted, true) {
            return;
        }
        let tags = [("job", self.name.as_str())];
        COMPLETED.tagged(&tags).add(f64::from(u8::from(completed)));
        if completed {
            DURATION.tagged(&tags).add(crate::duration::to_ms(self.elapsed()));
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.count(false);
    }
}

/// Times a job that begins now: asks at once and then after each interval, for so long at most. See [`Job::until`].
///
/// ```no_run
/// use throng_sdk::prelude::*;
///
/// # fn journey() -> Result {
/// let started = post("/exports").send().success()?;
/// let id = started.pointer("/id").context("no id")?;
/// let file = poll_until("export", secs(1), secs(60), || {
///     let export = get("/exports/{id}").param("id", &id).send();
///     export.pointer("/file")
/// });
/// check!("the export is done" => file.is_some());
/// # Ok(())
/// # }
/// ```
pub fn poll_until<T>(
    name: &str,
    interval: Duration,
    limit: Duration,
    condition: impl FnMut() -> Option<T>,
) -> Option<T> {
    job(name).until(interval, limit, condition)
}

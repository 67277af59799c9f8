//! Weighted tasks and think time, as Locust has them.
//!
//! The shortest way is `#[task(3)]` in a `#[journey]`; [`Tasks`] is the same by hand.

use crate::vu::{random, sleep};
use crate::{Result, secs};
use std::time::Duration;

/// How long a user thinks.
#[derive(Clone, Copy, Debug)]
pub struct Think {
    least: f64,
    most: f64,
}

/// Between so many seconds and so many, uniformly.
pub fn between(least: f64, most: f64) -> Think {
    Think { least, most }
}

/// Always so many seconds.
pub fn constant(seconds: f64) -> Think {
    between(seconds, seconds)
}

impl Think {
    /// A time, at random; repeatable from the plan's seed.
    pub fn time(self) -> Duration {
        secs(self.least + random() * (self.most - self.least))
    }

    /// Sleeps for such a time.
    pub fn think(self) {
        sleep(self.time());
    }
}

/// Tasks of which each iteration does one, chosen by weight.
///
/// ```no_run
/// # use throng_sdk::prelude::*;
/// # fn browse() -> Result { Ok(()) }
/// # fn buy() -> Result { Ok(()) }
/// #[journey]
/// fn run() -> Result {
///     Tasks::new().task(3, browse).task(1, buy).wait(between(1.0, 3.0)).run()
/// }
/// ```
#[derive(Default)]
pub struct Tasks<'a> {
    tasks: Vec<(u32, Box<dyn FnMut() -> Result + 'a>)>,
    wait: Option<Think>,
}

impl<'a> Tasks<'a> {
    /// Without tasks.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more; one of weight 3 is done three times as often as one of weight 1.
    pub fn task(mut self, weight: u32, task: impl FnMut() -> Result + 'a) -> Self {
        self.tasks.push((weight, Box::new(task)));
        self
    }

    /// The think time after each task.
    pub fn wait(mut self, wait: Think) -> Self {
        self.wait = Some(wait);
        self
    }

    /// Does one task, then thinks.
    pub fn run(mut self) -> Result {
        let weights: Vec<u32> = self.tasks.iter().map(|task| task.0).collect();
        let done = match choose(&weights, random()) {
            Some(index) => (self.tasks[index].1)(),
            None => Ok(()),
        };
        if let Some(wait) = self.wait {
            wait.think();
        }
        done
    }
}

/// The index of one of the weights, by a number from 0 to 1; none when all are 0.
#[doc(hidden)]
pub fn choose(weights: &[u32], random: f64) -> Option<usize> {
    let total: f64 = weights.iter().copied().map(f64::from).sum();
    let mut left = random * total;
    weights.iter().copied().map(f64::from).position(|weight| {
        left -= weight;
        left < 0.0
    })
}

/// As [`choose`], with this user's random number.
#[doc(hidden)]
pub fn choose_task(weights: &[u32]) -> usize {
    choose(weights, random()).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_a_share() {
        let counts = (0..400).fold([0; 3], |mut counts, i| {
            counts[choose(&[3, 0, 1], f64::from(i) / 400.0).expect("weights above 0")] += 1;
            counts
        });
        assert_eq!(counts, [300, 0, 100]);
        assert_eq!(choose(&[0, 0], 0.5), None);
        assert_eq!(choose(&[], 0.5), None);
    }
}

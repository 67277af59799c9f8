//! At most so many requests in each window of time.

use std::sync::{Mutex, PoisonError};

/// Counts in fixed windows that follow each other from the opening of the shop.
#[derive(Debug)]
pub(crate) struct Limiter {
    most: u32,
    window_seconds: u64,
    /// Number of the current window and what it has let through.
    current: Mutex<(u64, u32)>,
}

impl Limiter {
    pub(crate) fn new(most: u32, window_seconds: u64) -> Self {
        Self { most, window_seconds, current: Mutex::new((0, 0)) }
    }

    /// Lets one request through, or says after how many seconds to ask again.
    pub(crate) fn admit(&self, now: u64) -> Result<(), u64> {
        let window = now / self.window_seconds;
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.0 != window {
            *current = (window, 0);
        }
        if current.1 == self.most {
            return Err((window + 1) * self.window_seconds - now);
        }
        current.1 += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_window_lets_the_same_number_through() {
        let limiter = Limiter::new(2, 10);
        let answers: Vec<_> = [0, 3, 3, 9, 10, 19, 19].into_iter().map(|now| limiter.admit(now)).collect();
        assert_eq!(answers, [Ok(()), Ok(()), Err(7), Err(1), Ok(()), Ok(()), Err(1)]);
    }
}

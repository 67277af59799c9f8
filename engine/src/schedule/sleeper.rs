//! How the pacer waits for a due time.

use rustix::io::Errno;
use rustix::time::{Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec};
use std::os::fd::OwnedFd;
use tokio::io::unix::AsyncFd;

use crate::clock::{self, Duration, Instant};

/// Which timer the pacer uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Precision {
    /// A timer of the kernel: some 50 µs late.
    #[default]
    Kernel,
    /// The runtime's own: 1 to 2 ms late, and the only one that a paused clock moves.
    Runtime,
}

/// Waits for moments, one at a time.
pub(super) enum Sleeper {
    Kernel(AsyncFd<OwnedFd>),
    Runtime,
}

impl Sleeper {
    /// Must be called within the runtime that will wait.
    pub(super) fn new(precision: Precision) -> std::io::Result<Self> {
        if precision == Precision::Runtime {
            return Ok(Self::Runtime);
        }
        let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
        let timer = rustix::time::timerfd_create(TimerfdClockId::Monotonic, flags)?;
        #[expect(deprecated, reason = "its successor is unsafe; an owned descriptor stays open while it is registered")]
        let timer = AsyncFd::new(timer)?;
        Ok(Self::Kernel(timer))
    }

    /// Waits until this moment has come; never less.
    pub(super) async fn sleep_until(&mut self, moment: Instant) -> std::io::Result<()> {
        let Self::Kernel(timer) = self else {
            tokio::time::sleep_until(moment).await;
            return Ok(());
        };
        loop {
            let rest = moment.saturating_duration_since(clock::now());
            if rest.is_zero() {
                return Ok(());
            }
            arm(timer.get_ref(), rest)?;
            let mut guard = timer.readable().await?;
            let mut fired = [0u8; 8];
            match rustix::io::read(timer.get_ref(), &mut fired) {
                Ok(_) => {}
                Err(Errno::AGAIN) => guard.clear_ready(),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

fn arm(timer: &OwnedFd, rest: Duration) -> std::io::Result<()> {
    let it_value =
        Timespec { tv_sec: rest.as_secs().try_into().unwrap_or(i64::MAX), tv_nsec: rest.subsec_nanos().into() };
    let it_interval = Timespec { tv_sec: 0, tv_nsec: 0 };
    rustix::time::timerfd_settime(timer, TimerfdTimerFlags::empty(), &Itimerspec { it_interval, it_value })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_kernel_timer_is_never_early_and_can_be_used_again() {
        let mut sleeper = Sleeper::new(Precision::Kernel).unwrap();
        for _ in 0..5 {
            let moment = clock::now() + Duration::from_micros(1500);
            sleeper.sleep_until(moment).await.unwrap();
            assert!(clock::now() >= moment);
        }
        let past = clock::now();
        sleeper.sleep_until(past).await.unwrap();
    }
}

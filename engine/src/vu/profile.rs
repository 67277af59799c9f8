//! Where guests spend their processor time, in the format of the Firefox profiler.

use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use wasmtime::{AsContext, GuestProfiler};

use super::limits::EPOCH;
use super::program::{Program, plain};

/// Samples that are kept: some minutes of a busy machine.
const SAMPLES: u32 = 500_000;

/// A profile of all users' guests together, sampled each millisecond that one of them computes.
pub struct Profile {
    profiler: Mutex<Option<GuestProfiler>>,
    left: AtomicU32,
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Profile")
    }
}

impl Profile {
    /// An empty profile of this journey.
    pub fn new(program: &Program) -> Result<Arc<Self>> {
        let component = program.pre().component().clone();
        let profiler = GuestProfiler::new_component(component.engine(), program.name(), EPOCH, component.clone(), []);
        let profiler = Mutex::new(Some(profiler.map_err(plain)?));
        Ok(Arc::new(Self { profiler, left: AtomicU32::new(SAMPLES) }))
    }

    /// What is running in this store now.
    pub(crate) fn sample(&self, store: impl AsContext) {
        let left = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        let mut profiler = self.profiler.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Ok(_), Some(profiler)) = (left, profiler.as_mut()) {
            profiler.sample(store, Duration::ZERO);
        }
    }

    /// Writes it, once.
    pub fn write(&self, out: impl Write) -> Result<()> {
        let profiler = self.profiler.lock().unwrap_or_else(PoisonError::into_inner).take();
        profiler.context("the profile has been written")?.finish(out).map_err(plain)
    }
}

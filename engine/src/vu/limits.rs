//! What one guest may use: memory, tables, and processor time since it last waited.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use wasmtime::{AsContext, Engine, ResourceLimiter, Store, UpdateDeadline};

use super::outcome::Ended;
use super::profile::Profile;
use crate::clock::{self, Instant};

/// An epoch that ended so shortly after the guest went on ended while it waited: it says nothing about the guest.
const STALE: Duration = Duration::from_micros(20);
/// Length of one epoch: a guest that computes yields to its neighbours so often.
pub(crate) const EPOCH: Duration = Duration::from_millis(1);

/// Memory and tables of one store. Growing past a limit ends the call with the outcome `memory`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guard {
    memory: u64,
    table_elements: u64,
    used: u64,
}

impl Guard {
    pub(crate) fn new(memory: u64, table_elements: u64) -> Self {
        Self { memory, table_elements, used: 0 }
    }
}

impl ResourceLimiter for Guard {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let after = self.used + (desired - current) as u64;
        if after > self.memory {
            let limit = self.memory;
            let message =
                format!("the guest wants {after} bytes of memory; the plan's limit is {limit} (limits.memory)");
            return Err(Ended::new("memory", message).into());
        }
        self.used = after;
        Ok(true)
    }

    fn table_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        if desired as u64 > self.table_elements {
            let limit = self.table_elements;
            let message = format!(
                "the guest wants a table of {desired} elements; the plan's limit is {limit} (limits.table_elements)"
            );
            return Err(Ended::new("memory", message).into());
        }
        Ok(true)
    }
}

/// Counts the milliseconds that a guest computed since it last waited.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    slices: AtomicU32,
    yielded: AtomicBool,
    profiled: Option<Profiled>,
}

/// What a profile needs to know of a guest.
#[derive(Debug)]
struct Profiled {
    profile: Arc<Profile>,
    resumed: Mutex<Instant>,
}

impl Meter {
    /// A meter that also samples where the guest is.
    pub(crate) fn new(profile: Option<Arc<Profile>>) -> Self {
        let profiled = profile.map(|profile| Profiled { profile, resumed: Mutex::new(clock::now()) });
        Self { profiled, ..Self::default() }
    }

    /// Lets the store's guest yield each millisecond and end after `limit` without waiting.
    pub(crate) fn watch<T: Send + 'static>(self: &Arc<Self>, store: &mut Store<T>, limit: Duration) {
        let meter = self.clone();
        let most = u32::try_from(limit.as_millis()).unwrap_or(u32::MAX);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(move |cx| {
            if let Some(profiled) = &meter.profiled {
                profiled.sample(&cx);
            }
            meter.tick(most, limit)
        });
    }

    fn tick(&self, most: u32, limit: Duration) -> wasmtime::Result<UpdateDeadline> {
        let slices = self.slices.fetch_add(1, Ordering::Relaxed) + 1;
        // The first one after a wait only says that time has passed, not that the guest used it.
        if slices == 1 {
            return Ok(UpdateDeadline::Continue(1));
        }
        if slices > most.saturating_add(1) {
            let message =
                format!("the guest computed for {} ms without waiting for anything (limits.cpu)", limit.as_millis());
            return Err(Ended::new("cpu", message).into());
        }
        self.yielded.store(true, Ordering::Relaxed);
        Ok(UpdateDeadline::YieldCustom(1, Box::pin(tokio::task::yield_now())))
    }

    /// A new allowance.
    pub(crate) fn reset(&self) {
        self.slices.store(0, Ordering::Relaxed);
    }
}

impl Profiled {
    fn resume(&self) {
        *self.resumed.lock().unwrap_or_else(PoisonError::into_inner) = clock::now();
    }

    fn sample(&self, store: impl AsContext) {
        let resumed = *self.resumed.lock().unwrap_or_else(PoisonError::into_inner);
        if clock::now().saturating_duration_since(resumed) > STALE {
            self.profile.sample(store);
        }
    }
}

/// A guest's call. Whenever it is pending for another reason than a yield of its own, the guest waits, and its
/// allowance of processor time begins anew.
pub(crate) struct Metered<'m, F> {
    call: Pin<&'m mut F>,
    meter: &'m Meter,
}

impl<'m, F: Future> Metered<'m, F> {
    pub(crate) fn new(call: Pin<&'m mut F>, meter: &'m Meter) -> Self {
        meter.reset();
        Self { call, meter }
    }
}

impl<F: Future> Future for Metered<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(profiled) = &self.meter.profiled {
            profiled.resume();
        }
        let polled = self.call.as_mut().poll(cx);
        if polled.is_pending() && !self.meter.yielded.swap(false, Ordering::Relaxed) {
            self.meter.reset();
        }
        polled
    }
}

/// Advances the engine's epoch each millisecond until the engine is gone.
pub(crate) fn tick(engine: &Engine) -> anyhow::Result<()> {
    let engine = engine.weak();
    std::thread::Builder::new().name("epoch".into()).spawn(move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(EPOCH);
        }
    })?;
    Ok(())
}

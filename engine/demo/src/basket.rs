//! The baskets of the page's visitors, who have a cookie and no account.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Baskets that are kept: a visitor over this number takes the place of the one who came this many earlier.
const KEPT: u64 = 100_000;

/// Pieces in each visitor's basket.
#[derive(Debug, Default)]
pub(crate) struct Baskets {
    visitors: AtomicU64,
    pieces: Mutex<HashMap<u64, u64>>,
}

impl Baskets {
    /// The number of a new visitor.
    pub(crate) fn welcome(&self) -> u64 {
        self.visitors.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Puts pieces in a visitor's basket and says how many it holds now; `None` for a number never given out.
    pub(crate) fn add(&self, visitor: u64, pieces: u64) -> Option<u64> {
        if visitor == 0 || visitor > self.visitors.load(Ordering::Relaxed) {
            return None;
        }
        let mut baskets = self.pieces.lock().unwrap_or_else(PoisonError::into_inner);
        baskets.remove(&visitor.wrapping_sub(KEPT));
        let held = baskets.entry(visitor).or_default();
        *held += pieces;
        Some(*held)
    }

    /// Pieces in a visitor's basket.
    pub(crate) fn held(&self, visitor: u64) -> u64 {
        self.pieces.lock().unwrap_or_else(PoisonError::into_inner).get(&visitor).copied().unwrap_or(0)
    }
}

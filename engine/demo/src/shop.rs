//! All state of the shop.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::Options;
use crate::account::Accounts;
use crate::basket::Baskets;
use crate::catalog::Catalog;
use crate::clock::Clock;
use crate::jobs::Jobs;
use crate::limiter::Limiter;
use crate::routes::sockets::Rooms;
use crate::seed::Seed;
use crate::stats::Stats;
use crate::token::Tokens;
use crate::webhooks::Webhooks;

/// Requests that the report route lets through, and in how many seconds.
const REPORTS: (u32, u64) = (5, 10);

/// What all handlers share. Every lock in it is held for one look-up or change and never across an await.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) clock: Clock,
    pub(crate) catalog: Catalog,
    pub(crate) accounts: Accounts,
    pub(crate) tokens: Tokens,
    pub(crate) baskets: Baskets,
    pub(crate) reports: Limiter,
    pub(crate) sales: Sales,
    pub(crate) stats: Stats,
    pub(crate) webhooks: Arc<Webhooks>,
    pub(crate) jobs: Arc<Jobs>,
    pub(crate) rooms: Rooms,
}

impl Shop {
    pub(crate) fn open(options: &Options) -> Self {
        let mut seed = Seed::new(options.seed);
        let key = seed.next().to_be_bytes();
        let mac = || Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes a key of any length");
        Self {
            clock: Clock::start(),
            catalog: Catalog::new(&mut seed, options.products),
            accounts: Accounts::new(mac(), options.users),
            tokens: Tokens::new(mac()),
            baskets: Baskets::default(),
            reports: Limiter::new(REPORTS.0, REPORTS.1),
            sales: Sales::default(),
            stats: Stats::default(),
            webhooks: Arc::default(),
            jobs: Arc::default(),
            rooms: Rooms::default(),
        }
    }
}

/// What was sold since the shop opened.
#[derive(Debug, Default)]
pub(crate) struct Sales {
    orders: AtomicU64,
    revenue_cents: AtomicU64,
}

impl Sales {
    pub(crate) fn count(&self, cents: u64) {
        self.orders.fetch_add(1, Ordering::Relaxed);
        self.revenue_cents.fetch_add(cents, Ordering::Relaxed);
    }

    /// Orders and their sum in cents.
    pub(crate) fn totals(&self) -> (u64, u64) {
        (self.orders.load(Ordering::Relaxed), self.revenue_cents.load(Ordering::Relaxed))
    }
}

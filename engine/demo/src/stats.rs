//! What the shop answered: the truth that a report on it is compared with.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use serde::Serialize;

use crate::jobs::Worked;
use crate::shop::Shop;
use crate::webhooks::Sent;

/// Route of the counters themselves, which are not counted.
pub(crate) const ROUTE: &str = "/_stats";
const NO_ROUTE: &str = "(none)";

type Answers = HashMap<(Method, u16), u64>;

/// Answers by route pattern, then by method and status.
#[derive(Debug, Default)]
pub(crate) struct Stats {
    counts: Mutex<HashMap<String, Answers>>,
    live: Mutex<BTreeMap<&'static str, u64>>,
}

/// The counters, in the order of the alphabet.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    total: u64,
    routes: BTreeMap<String, BTreeMap<u16, u64>>,
    webhooks: Sent,
    jobs: Worked,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    live: BTreeMap<&'static str, u64>,
}

impl Stats {
    fn count(&self, route: &str, method: Method, status: u16) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answers) = counts.get_mut(route) {
            *answers.entry((method, status)).or_default() += 1;
        } else {
            counts.insert(route.to_owned(), HashMap::from([((method, status), 1)]));
        }
    }

    /// So much more of what stays open.
    pub(crate) fn add(&self, what: &'static str, count: u64) {
        *self.live.lock().unwrap_or_else(PoisonError::into_inner).entry(what).or_default() += count;
    }

    fn read(&self, webhooks: Sent, jobs: Worked) -> Counts {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let live = self.live.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut read = Counts { total: 0, routes: BTreeMap::new(), webhooks, jobs, live };
        for (route, answers) in counts.iter() {
            for ((method, status), count) in answers {
                read.total += count;
                *read.routes.entry(format!("{method} {route}")).or_default().entry(*status).or_default() += count;
            }
        }
        read
    }
}

/// Counts each answer but those of the counters.
pub(crate) async fn observe(State(shop): State<Arc<Shop>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route_name = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    let method = request.method().clone();
    let response = next.run(request).await;
    if route_name != ROUTE {
        shop.stats.count(route_name, method, response.status().as_u16());
    }
    response
}

/// `GET /_stats`.
pub(crate) async fn show(State(shop): State<Arc<Shop>>) -> Json<Counts> {
    Json(shop.stats.read(shop.webhooks.sent(), shop.jobs.worked()))
}

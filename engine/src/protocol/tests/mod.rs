//! The client against small servers on 127.0.0.1 that do exactly what a test says.

mod allowed;
mod failures;
mod hops;
mod http1;
mod origin;
mod phases;
mod secure;

use super::*;
use crate::plan::segment::Segment;
use crate::plan::{HttpOptions, Journey, Limits, Plan};

/// A plan of these settings, with everything allowed unless the settings allow something.
pub(super) fn plan(mut http: HttpOptions) -> Plan {
    http.allow_all = http.allow.is_empty();
    Plan {
        source: Default::default(),
        name: "test".into(),
        journey: Journey::Builtin("url"),
        target: None,
        scenarios: Vec::new(),
        thresholds: Vec::new(),
        decision: None,
        diagnose: true,
        outputs: Vec::new(),
        notify: Vec::new(),
        observe: Vec::new(),
        metrics: Vec::new(),
        env: Default::default(),
        secrets: Vec::new(),
        tags: Default::default(),
        data: Vec::new(),
        files: Default::default(),
        plugs: Default::default(),
        inbox: None,
        grpc: Default::default(),
        http,
        limits: Limits::default(),
        results: Default::default(),
        matrix: None,
        cost: None,
        baseline: None,
        about: Default::default(),
        seed: 1,
        segment: Segment::default(),
        shards: 1,
        setup_timeout: Default::default(),
        teardown_timeout: Default::default(),
        min_iteration: Default::default(),
    }
}

/// A user of these settings.
pub(super) fn client(http: HttpOptions) -> Client {
    Client::new(Shared::new(&plan(http)).expect("settings"))
}

/// A user of the defaults.
pub(super) fn user() -> Client {
    client(HttpOptions::default())
}

/// Cause and code.
pub(super) fn failure(response: impl AsRef<Response>) -> (&'static str, u16) {
    let response = response.as_ref();
    (response.failure(), response.exchange.failure.as_ref().map_or(0, |failure| failure.code))
}

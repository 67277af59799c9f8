use crate::request;
use crate::step::Journey;
use crate::throng::load::http::wait;
use crate::throng::load::{log, vu};
use crate::wasi::io::poll::{Pollable, poll};

/// Starts requests of 300, 100 and 200 ms and a timer of 150 ms at once and reports in which order they came back.
pub fn run(_: &Journey) {
    let began = vu::elapsed();
    let requests: Vec<_> =
        [300, 100, 200].iter().map(|ms| request::prepared("GET", &format!("/slow?ms={ms}"))).collect();
    let pending: Vec<_> = requests.iter().map(|request| request.start()).collect();
    let mut open: Vec<(u32, Pollable)> =
        [300, 100, 200].into_iter().zip(pending.iter().map(|p| p.subscribe())).collect();
    open.push((150, vu::timer(150.0)));
    let mut order = Vec::new();
    while !open.is_empty() {
        let mut ready = poll(&open.iter().map(|(_, pollable)| pollable).collect::<Vec<_>>());
        ready.sort_unstable_by(|a, b| b.cmp(a));
        order.extend(ready.into_iter().map(|at| open.remove(at as usize).0));
    }
    let elapsed = vu::elapsed() - began;
    let statuses: Vec<u16> = pending.into_iter().map(|sent| wait(sent).status()).collect();
    log::info(&format!("report {}", serde_json::json!({ "order": order, "elapsed": elapsed, "statuses": statuses })));
}

use std::hint::black_box;

use crate::request;
use crate::throng::load::http::Request;
use crate::throng::load::{log, vu};

/// What a journey should not do. None: it is not called that.
pub fn run(op: &str) -> Option<()> {
    match op {
        "trap" => trap(),
        "spin" => spin(),
        "spin-host" => loop {
            black_box(vu::elapsed());
        },
        "recurse" => drop(black_box(recurse(1))),
        "memory" => memory(),
        "flood" => {
            (0..200_000).for_each(|n| log::info(&format!("flood {n} of the log, as long as one line may well be")))
        }
        "handles" => (0..1_000_000).for_each(|_| std::mem::forget(Request::new("GET", "/never"))),
        "burn" => burn(),
        "huge-log" => log::info(&"x".repeat(8 << 20)),
        "huge-header" => {
            let request = request::prepared("GET", "/never");
            request.header("x-huge", &"x".repeat(1 << 20));
            request.hit();
        }
        _ => return None,
    }
    Some(())
}

#[inline(never)]
fn trap() {
    let nothing: Option<u32> = black_box(None);
    black_box(nothing.expect("there is nothing"));
}

#[inline(never)]
fn spin() {
    let mut n = 0u64;
    loop {
        n = black_box(n.wrapping_add(1));
    }
}

#[inline(never)]
fn recurse(depth: u64) -> u64 {
    if black_box(depth) == 0 { 0 } else { 1 + recurse(black_box(depth + 1)) }
}

#[inline(never)]
fn memory() {
    let mut all = Vec::new();
    loop {
        all.push(black_box(vec![1u8; 1 << 20]));
    }
}

/// Some milliseconds of CPU.
#[inline(never)]
fn burn() {
    let until = vu::elapsed() + 5.0;
    while vu::elapsed() < until {
        black_box((0..20_000u64).fold(0u64, |sum, n| black_box(sum.wrapping_mul(31) + n)));
    }
}

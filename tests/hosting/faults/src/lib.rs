//! A journey that traps where the variable `FAULT` says. Tests know the lines.

use throng_sdk::prelude::*;

#[journey]
fn run() {
    match env("FAULT").unwrap_or_default().as_str() {
        "index" => basket(&[1, 2, 3], 7),
        "host" => info!("{}", secret("unknown")),
        "deep" => deep(0),
        _ => {}
    }
}

#[inline(never)]
fn basket(prices: &[u32], which: usize) {
    let price = prices[which];
    info!("{price}");
}

#[inline(never)]
fn deep(level: u64) {
    if std::hint::black_box(level) < u64::MAX {
        deep(level + 1);
    }
    std::hint::black_box(level);
}

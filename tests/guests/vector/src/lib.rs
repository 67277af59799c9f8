//! A journey that does what the variable `VECTOR` says: the semantics vectors and most other tests run through it.

mod hostile;
mod request;
mod step;
mod waits;

wit_bindgen::generate!({
    path: "../../../wit",
    inline: "
        package tests:guests;
        world guest {
            include throng:load/imports@0.1.1;
            export run: func() -> result<_, string>;
            export setup: func() -> result<string, string>;
            export start: func() -> result<_, string>;
            export teardown: func() -> result<_, string>;
        }
    ",
    world: "tests:guests/guest",
    generate_all,
});

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use step::Journey;
use throng::load::vu;

struct Vector;
export!(Vector);

thread_local! {
    static JOURNEY: OnceCell<Journey> = const { OnceCell::new() };
    static DONE: RefCell<HashMap<String, u32>> = RefCell::default();
}

impl Guest for Vector {
    fn run() -> Result<(), String> {
        let scenario = vu::scenario();
        let result = with(|journey| {
            let name = journey.exec.get(&scenario).map_or("default", String::as_str);
            step::all(journey.functions.get(name).map_or(&[], Vec::as_slice), journey)
        });
        DONE.with_borrow_mut(|done| *done.entry(scenario).or_default() += 1);
        result
    }

    fn setup() -> Result<String, String> {
        with(|journey| step::all(&journey.setup, journey).map(|()| journey.setup_returns.clone()))
    }

    fn start() -> Result<(), String> {
        with(|journey| step::all(&journey.init, journey))
    }

    fn teardown() -> Result<(), String> {
        with(|journey| step::all(&journey.teardown, journey))
    }
}

/// Iterations that this user has finished in this scenario.
fn done_in(scenario: &str) -> u32 {
    DONE.with_borrow(|done| done.get(scenario).copied().unwrap_or_default())
}

fn with<T>(f: impl FnOnce(&Journey) -> T) -> T {
    JOURNEY.with(|cell| f(cell.get_or_init(read)))
}

fn read() -> Journey {
    let text = vu::env("VECTOR").expect("the plan sets VECTOR");
    serde_json::from_str(&text).expect("VECTOR is a journey")
}

//! How tests whose times are judged live with a machine that does other things too.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use throng::clock;

/// How often a test may be late before it is wrong.
const TIMES: usize = 5;
/// How long something may take to come true.
const LONGEST: Duration = Duration::from_secs(20);

/// Runs a test whose times are judged, alone among its like: a busy machine is late now and then, but not each time.
///
/// # Panics
/// Where every try failed, with what each of them found.
pub fn timed(test: impl Fn() -> Result<(), String>) {
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let errors: Vec<String> = (0..TIMES).map_while(|_| test().err()).collect();
    assert!(errors.len() < TIMES, "{}", errors.join("\n"));
}

/// Waits until something is so.
///
/// # Panics
/// Where it is not so after 20 seconds, with `what`.
pub fn until(what: &str, so: impl Fn() -> bool) {
    let began = clock::now();
    while !so() {
        assert!(clock::now() - began < LONGEST, "{what}: not so after {LONGEST:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

//! How tests whose times are judged live with a machine that does other things too.

use std::sync::{Mutex, PoisonError};

/// How often a test may be late before it is wrong.
const TIMES: usize = 5;

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

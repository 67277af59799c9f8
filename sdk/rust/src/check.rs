//! Checks: named facts that are counted, and fail the run only where a threshold says so.

use crate::bindings::throng::load::metrics as raw;

/// Counts whether `holds`, and gives it back.
pub fn check(name: &str, holds: bool) -> bool {
    raw::check(name, holds)
}

/// As [`check`], with tags.
pub fn check_tagged(name: &str, holds: bool, tags: &[(&str, &str)]) -> bool {
    raw::check_tagged(name, holds, &crate::fields(tags))
}

/// Several checks at once; each is made, and the value says whether all hold.
///
/// ```no_run
/// # use throng_sdk::prelude::*;
/// # fn journey() {
/// let ok = check!("the sky is up" => true, "two is even" => 2 % 2 == 0);
/// // With a request in front, its response has a name for the checks:
/// check!(r = get("/").send(), "status is 200" => r.status() == 200, "it greets" => r.contains("hello"));
/// // A response that is there already may stand in front too:
/// let r = get("/").send();
/// check!(r, "status is 200" => r.status() == 200);
/// # }
/// ```
#[macro_export]
macro_rules! check {
    ($response:ident, $($name:expr => $holds:expr),+ $(,)?) => {{
        let $response = &$response;
        $crate::check!($($name => $holds),+)
    }};
    ($response:ident = $value:expr, $($name:expr => $holds:expr),+ $(,)?) => {{
        let $response = &$value;
        $crate::check!($($name => $holds),+)
    }};
    ($($name:expr => $holds:expr),+ $(,)?) => {{
        let mut all = true;
        $( all &= $crate::check($name, $holds); )+
        all
    }};
}

//! One user: asks for the home page, checks the answer, waits a second.

use throng_sdk::prelude::*;

#[journey]
fn run() {
    check!(r = get("/").send(), "status is 200" => r.status() == 200, "has a body" => r.size() > 0);
    sleep(secs(1));
}

//! The version of the protocol.

use throng_sdk::prelude::*;

#[journey]
fn run() {
    check!(r = get("/").send(), "status is 200" => r.status() == 200, "protocol is HTTP/2" => r.version() == "2");
}

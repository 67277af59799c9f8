//! A form: the page that has it, then what it sends. The SDK does not read the form's own fields for you.

use throng_sdk::prelude::*;

#[journey]
fn run() {
    get("/admin").send();
    post("/admin").form(&[("username", "admin"), ("password", "admin")]).send();
    sleep(secs(3));
}

//! A request.

#[throng_sdk::journey]
fn run() {
    throng_sdk::get("/").send();
}

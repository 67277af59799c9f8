//! A file beside a field. The plan: `[files]`, `image = "test.bin"`; its bytes never pass through the journey.

use throng_sdk::prelude::*;

#[journey]
fn run() {
    let body = Multipart::new().field("field", "this is a standard form field");
    post("/upload").multipart(&body.file("file", "test.bin", "application/octet-stream", "image")).send();
    sleep(secs(3));
}

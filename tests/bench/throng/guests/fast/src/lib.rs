//! GET /fast, nothing else: what k6/fast.js does.
wit_bindgen::generate!({ path: "../../../../../wit", world: "throng:load/journey", generate_all });
use throng::load::http::Request;

struct Fast;
export!(Fast);

thread_local!(static FAST: Request = Request::new("GET", "/fast"));

impl Guest for Fast {
    fn run() -> Result<(), String> {
        FAST.with(Request::hit);
        Ok(())
    }
}

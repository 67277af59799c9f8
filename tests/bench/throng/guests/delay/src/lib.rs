//! GET /delay?ms=10, then a second of sleep: what k6/delay.js does.
wit_bindgen::generate!({ path: "../../../../../wit", world: "throng:load/journey", generate_all });
use throng::load::http::Request;
use throng::load::vu::sleep;

struct Delay;
export!(Delay);

thread_local!(static DELAY: Request = Request::new("GET", "/delay?ms=10"));

impl Guest for Delay {
    fn run() -> Result<(), String> {
        DELAY.with(Request::hit);
        sleep(1000.0);
        Ok(())
    }
}

//! GET /fast with one tag and one check: what k6/fast_check.js does.
wit_bindgen::generate!({ path: "../../../../../wit", world: "throng:load/journey", generate_all });
use throng::load::http::Request;
use throng::load::metrics::check;

struct Check;
export!(Check);

thread_local!(static FAST: Request = {
    let request = Request::new("GET", "/fast");
    request.tag("page", "fast");
    request
});

impl Guest for Check {
    fn run() -> Result<(), String> {
        let response = FAST.with(Request::send);
        check("status is 200", response.status() == 200);
        Ok(())
    }
}

//! Login, take the token, list the items, check the status: what k6/journey.js does.
wit_bindgen::generate!({ path: "../../../../../wit", world: "throng:load/journey", generate_all });
use throng::load::http::Request;
use throng::load::metrics::check;

struct Journey;
export!(Journey);

thread_local! {
    static LOGIN: Request = {
        let request = Request::new("POST", "/login");
        request.json(r#"{"user":"ann","password":"pw"}"#);
        request
    };
    static ITEMS: Request = Request::new("GET", "/items");
}

impl Guest for Journey {
    fn run() -> Result<(), String> {
        let token = LOGIN.with(Request::send).json("/token").ok_or("no token")?;
        let items = ITEMS.with(|items| {
            items.query("token", &token);
            items.send()
        });
        check("status is 200", items.status() == 200);
        Ok(())
    }
}

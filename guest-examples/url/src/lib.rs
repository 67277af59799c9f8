//! The built-in journey of `throng run URL`: the same requests in turn, one an iteration, as fast as they go.
//!
//! It reads what to send from these variables of the plan: `URLS` (one url on a line) or `URL`, `METHOD`, `HEADERS`
//! (`name: value` lines), and `BODY` (text) or `BODY_FILE` (name of a file of the plan).
//! It uses the contract's bindings directly: no JSON, no formatting, one host call an iteration.
//! An iteration of a request that failed has not failed itself: the request's own row says so.

wit_bindgen::generate!({ path: "../../wit", world: "url", generate_all, inline: "
    package throng:url;
    world url {
        include throng:load/imports@0.1.1;
        export run: func() -> result<_, string>;
        export start: func() -> result<_, string>;
    }
" });

use std::cell::{Cell, OnceCell};
use throng::load::{http::Request, vu};

struct Url;
export!(Url);

thread_local! {
    static REQUESTS: OnceCell<Vec<Request>> = const { OnceCell::new() };
    static NEXT: Cell<usize> = const { Cell::new(0) };
}

impl Guest for Url {
    fn start() -> Result<(), String> {
        let urls = vu::env("URLS").or_else(|| vu::env("URL")).ok_or("no url: set the variable URL")?;
        let requests: Vec<Request> = urls.lines().map(str::trim).filter(|url| !url.is_empty()).map(prepared).collect();
        if requests.is_empty() {
            return Err("no url: URLS is empty".into());
        }
        NEXT.set(vu::id() as usize % requests.len());
        let _ = REQUESTS.with(|kept| kept.set(requests));
        Ok(())
    }

    fn run() -> Result<(), String> {
        REQUESTS.with(|requests| {
            let requests = requests.get().ok_or("not started")?;
            let index = NEXT.get();
            NEXT.set(if index + 1 < requests.len() { index + 1 } else { 0 });
            requests[index].hit();
            Ok(())
        })
    }
}

fn prepared(url: &str) -> Request {
    let method = vu::env("METHOD");
    let request = Request::new(method.as_deref().unwrap_or("GET"), url);
    for (name, value) in vu::env("HEADERS").as_deref().unwrap_or("").lines().filter_map(|l| l.split_once(':')) {
        request.add_header(name.trim(), value.trim());
    }
    if let Some(file) = vu::env("BODY_FILE") {
        request.file(&file);
    } else if let Some(body) = vu::env("BODY") {
        request.text(&body);
    }
    request
}

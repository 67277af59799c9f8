use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Response;
use serde_json::{Map, Value, json};

use super::answer::{Body, full, plain, with};
use super::record::Seen;

/// What the examples of k6's documentation ask for.
pub(super) fn answer(seen: &Seen) -> Option<Response<Body>> {
    Some(match seen.path.as_str() {
        "/api/basic-auth/user/passwd" => entered(seen),
        "/api/cookies" => document(&json!({ "cookies": cookies(seen) })),
        "/api/doughs" => document(&json!({ "doughs": [{ "ID": 1, "name": "Thin" }, { "ID": 2, "name": "Thick" }] })),
        "/my_messages.php" => {
            let form = "<form action=\"/login.php\"><input name=\"redir\" type=\"hidden\" value=\"1\"></form>";
            with(plain(200, form), "content-type", "text/html")
        }
        "/login.php" if logs_in(seen) => plain(200, "<p>successfully authorized</p>"),
        "/login.php" => plain(200, "<p>unauthorized</p>"),
        _ => return None,
    })
}

fn document(value: &Value) -> Response<Body> {
    with(full(200, value.to_string().into_bytes()), "content-type", "application/json")
}

fn entered(seen: &Seen) -> Response<Body> {
    let right = seen.header("authorization") == format!("Basic {}", STANDARD.encode("user:passwd"));
    if right { document(&json!({ "authenticated": true, "user": "user" })) } else { plain(401, "who?") }
}

fn cookies(seen: &Seen) -> Map<String, Value> {
    let pairs = seen.header("cookie").split("; ").filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.into())).collect()
}

fn logs_in(seen: &Seen) -> bool {
    let fields: Vec<_> = url::form_urlencoded::parse(&seen.body).into_owned().collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    [("admin", "123"), ("test_user", "1234")]
        .iter()
        .any(|(name, password)| fields == [pair("login", name), pair("password", password)])
}

//! Basic authentication, by the method and by a header of one's own; with checks.

use throng_sdk::prelude::*;

#[journey]
fn run() {
    let url = "/api/basic-auth/user/passwd";
    authenticated(&get(url).basic_auth("user", "passwd").send());
    authenticated(&get(url).header("authorization", "Basic dXNlcjpwYXNzd2Q=").send());
}

fn authenticated(r: &Response) -> bool {
    check!(
        "status is 200" => r.status() == 200,
        "is authenticated" => r.pointer("/authenticated").as_deref() == Some("true"),
        "is correct user" => r.pointer("/user").as_deref() == Some("user"),
    )
}

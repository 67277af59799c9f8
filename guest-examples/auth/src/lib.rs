//! A library as a component: it logs users in, for journeys in any language that import `team:auth/login`.

use throng_sdk::prelude::*;

wit_bindgen::generate!({ path: "wit", world: "library" });

struct Auth;

impl exports::team::auth::login::Guest for Auth {
    fn token(user: String, password: String) -> Option<String> {
        let login = post("/api/login").name("login").json(&json!({ "email": user, "password": password })).ok()?;
        let answer = login.send();
        check!(answer, "logged in" => answer.status() == 200);
        answer.pointer("/access_token")
    }
}

export!(Auth);

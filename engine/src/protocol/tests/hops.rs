use std::io::Write as _;

use tokio::io::AsyncWriteExt as _;

use super::origin::{answering, ok, origin, read};
use super::*;

fn redirect(status: u16, location: &str) -> String {
    format!("HTTP/1.1 {status} Moved\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n")
}

/// `/r/3` leads over `/r/2` and `/r/1` to `/r/0`.
async fn chain() -> origin::Origin {
    answering(|request| {
        let left: u32 = request.split(['/', ' ']).nth(3).and_then(|n| n.parse().ok()).expect("a number");
        if left == 0 { ok("end") } else { redirect(302, &format!("/r/{}", left - 1)) }
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn redirects_are_followed_up_to_the_limit() {
    let origin = chain().await;
    let user = user();
    let mut request = Request::new("GET", origin.url("/r/3"));
    let response = user.send(&request).await;
    assert_eq!((response.status(), response.hops(), response.url().to_owned()), (200, 3, origin.url("/r/0")));
    let earlier: Vec<(String, u16)> = response.earlier.iter().map(|(url, hop)| (url.clone(), hop.status)).collect();
    assert_eq!(earlier, [3, 2, 1].map(|left| (origin.url(&format!("/r/{left}")), 302)));
    request.redirects(2);
    let cut = user.send(&request).await;
    assert_eq!((cut.status(), cut.hops(), cut.failure()), (302, 2, ""));
    assert_eq!(origin.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn methods_bodies_and_credentials_over_redirects() {
    let other = answering(ok).await;
    let away = other.url("/away");
    let origin = answering(move |request| {
        let mut words = request.split([' ', '/']);
        match words.nth(2).expect("a path") {
            "end" => ok(request),
            "away" => redirect(307, &away),
            status => redirect(status.parse().expect("a status"), "/end"),
        }
    })
    .await;
    let user = user();
    let sent = async |method: &str, path: &str| {
        let mut request = Request::new(method, origin.url(path));
        request.json("{}");
        request.bearer("t");
        user.send(&request).await.text().to_lowercase()
    };
    for (method, status, then) in [
        ("POST", 301, "get"),
        ("POST", 302, "get"),
        ("PUT", 302, "put"),
        ("PUT", 303, "get"),
        ("POST", 307, "post"),
        ("POST", 308, "post"),
    ] {
        let text = sent(method, &format!("/{status}")).await;
        assert!(text.starts_with(&format!("{then} /end http/1.1\r\n")), "{method} {status}: {text}");
        assert_eq!(text.ends_with("\r\n\r\n{}"), then != "get", "{text}");
        assert_eq!(text.contains("content-type: application/json\r\n"), then != "get", "{text}");
        assert!(text.contains("authorization: bearer t\r\n"), "{text}");
    }
    let away = sent("POST", "/away").await;
    assert!(away.starts_with("post /away ") && !away.contains("authorization"), "{away}");
}

#[tokio::test(start_paused = true)]
async fn cookies_are_kept_and_sent() {
    let origin = answering(|request| {
        if request.starts_with("GET /set") {
            return "HTTP/1.1 200 OK\r\nset-cookie: a=1; Path=/\r\nset-cookie: b=2; Path=/deep\r\ncontent-length: 0\r\n\r\n".into();
        }
        ok(request.to_lowercase().lines().find(|line| line.starts_with("cookie: ")).unwrap_or("none"))
    })
    .await;
    let user = user();
    let get = async |path: &str| user.send(&Request::new("GET", origin.url(path))).await.text().into_owned();
    assert_eq!(get("/").await, "none");
    get("/set").await;
    assert_eq!(get("/").await, "cookie: a=1");
    assert_eq!(get("/deep/x").await, "cookie: b=2; a=1");
    assert!(user.set_cookie(&origin.url("/"), "c=3; Path=/"));
    assert_eq!(user.cookie(&origin.url("/"), "c").as_deref(), Some("3"));
    let mut own = Request::new("GET", origin.url("/"));
    own.header("cookie", "a=own");
    assert_eq!(user.send(&own).await.text(), "cookie: a=own; c=3");
    user.clear_cookies();
    assert_eq!(get("/").await, "none");
}

#[tokio::test(start_paused = true)]
async fn digest_costs_one_challenge() {
    let origin = answering(|request| {
        if request.contains("nc=0000000") && request.contains("username=\"u\"") {
            return ok(if request.contains("nc=00000001") { "first" } else { "later" });
        }
        "HTTP/1.1 401 No\r\nwww-authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\ncontent-length: 0\r\n\r\n".into()
    })
    .await;
    let user = user();
    let mut request = Request::new("GET", origin.url("/x"));
    request.digest_auth("u", "p");
    let first = user.send(&request).await;
    assert_eq!((first.status(), first.hops(), first.text().into_owned()), (200, 0, "first".into()));
    assert_eq!(user.send(&request).await.text(), "later");
    request.digest_auth("someone", "else");
    assert_eq!(user.send(&request).await.status(), 401);
}

#[tokio::test(start_paused = true)]
async fn encodings_are_undone_within_the_limit() {
    let plain = "x".repeat(100_000);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(plain.as_bytes()).expect("a write");
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(plain.as_bytes()).expect("a write");
    let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    bare.write_all(plain.as_bytes()).expect("a write");
    let bodies = [
        ("gzip", gzip.finish().expect("gzip")),
        ("deflate", zlib.finish().expect("zlib")),
        ("deflate", bare.finish().expect("deflate")),
        ("zstd", zstd::encode_all(plain.as_bytes(), 1).expect("zstd")),
    ];
    for (name, body) in bodies {
        let wire = body.len() as u64;
        let origin = encoded(name, body).await;
        let whole = user().send(&Request::new("GET", origin.url("/"))).await;
        assert_eq!(
            (whole.status(), whole.exchange.body_size, whole.exchange.transferred),
            (200, 100_000, wire),
            "{name}"
        );
        assert_eq!(whole.text(), plain);
        let small = client(HttpOptions { max_body: 99_999, ..HttpOptions::default() });
        let bomb = small.send(&Request::new("GET", origin.url("/"))).await;
        assert_eq!((failure(&bomb), bomb.status()), (("too-large", 1000), 0), "{name}");
        let wrong = encoded(name, b"\xffthis is not it".to_vec()).await;
        let bad = user().send(&Request::new("GET", wrong.url("/"))).await;
        assert_eq!((failure(&bad), bad.status()), (("protocol", 1701), 0), "{name}");
    }
}

async fn encoded(name: &'static str, body: Vec<u8>) -> origin::Origin {
    origin(move |mut socket, _| {
        let body = body.clone();
        async move {
            while read(&mut socket).await.is_some() {
                let head =
                    format!("HTTP/1.1 200 OK\r\ncontent-encoding: {name}\r\ncontent-length: {}\r\n\r\n", body.len());
                if socket.write_all(&[head.as_bytes(), &body].concat()).await.is_err() {
                    break;
                }
            }
        }
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn headers_of_request_session_and_plan() {
    let origin = answering(ok).await;
    let headers = vec![("X-Plan".into(), "plan".into()), ("x-both".into(), "plan".into())];
    let user = client(HttpOptions { headers, user_agent: "agent".into(), ..HttpOptions::default() });
    let mut request = Request::new("GET", origin.url("/").replace("//", "//us%65r:p@"));
    let sent = user.send(&request).await.text().into_owned();
    for line in ["user-agent: agent", "x-plan: plan", "x-both: plan", "authorization: Basic dXNlcjpw"] {
        assert!(sent.contains(&format!("{line}\r\n")), "{line} in {sent}");
    }
    user.header("X-Both", "session").expect("a header");
    user.header("x-plan", "").expect("a header");
    request.header("user-agent", "");
    let sent = user.send(&request).await.text().into_owned();
    assert!(sent.contains("x-both: session\r\n") && !sent.contains("x-plan") && !sent.contains("user-agent"), "{sent}");
    request.header("x-both", "own");
    request.add_header("x-both", "two");
    let sent = user.send(&request).await.text().into_owned();
    assert!(sent.contains("x-both: own\r\nx-both: two\r\n"), "{sent}");
    request.header("bad name", "x");
    let refused = user.send(&request).await;
    assert_eq!((failure(&refused), refused.message()), (("invalid", 1000), "`bad name` is no header name"));
}

#[tokio::test(start_paused = true)]
async fn a_proxy_reads_whole_urls() {
    let proxy = answering(ok).await;
    let url = format!("http://u:p@{}", proxy.address).parse().expect("a url");
    let user = client(HttpOptions { proxy: Some(url), ..HttpOptions::default() });
    let sent = user.send(&Request::new("GET", "http://far.test/x?y")).await.text().into_owned();
    assert!(sent.starts_with("GET http://far.test/x?y HTTP/1.1\r\n"), "{sent}");
    assert!(sent.contains("host: far.test\r\n") && sent.contains("proxy-authorization: Basic dTpw\r\n"), "{sent}");
}

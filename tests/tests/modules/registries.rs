use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::mpsc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use throng_tests::engine::{Engine, Run};
use throng_tests::origin::Origin;
use throng_tests::registry::Registry;
use throng_tests::workshop::Workshop;

use crate::journeys::{GET, get};

/// A bundle `shop.throng` that wants nothing, its digest, and no credentials.
fn shop() -> (Workshop, String) {
    let here =
        Workshop::of(&[("throng.toml", "name = \"shop\"\njourney = \"get.wat\"\niterations = 1"), ("get.wat", GET)]);
    let digest = here.bundle("throng.toml", "shop.throng");
    (here, digest)
}

/// The engine with the credentials of the folder, never those of whoever runs the test.
fn engine<'a>(here: &Workshop, arguments: impl IntoIterator<Item = &'a str>) -> Engine {
    here.engine(arguments).env("DOCKER_CONFIG", &here.path("docker"))
}

fn passed(run: Run) -> Run {
    assert_eq!(run.exit(), 0, "{}", run.text());
    run
}

fn throng<'a>(here: &Workshop, arguments: impl IntoIterator<Item = &'a str>) -> Run {
    engine(here, arguments).run_plainly()
}

#[test]
fn what_is_pushed_is_pulled_and_run_by_tag_or_digest() {
    let (origin, registry) = (Origin::plain(), Registry::open());
    let (here, digest) = shop();
    let place = registry.place("team/shop:1");
    let said = passed(throng(&here, ["push", "shop.throng", &place])).stdout;
    assert_eq!(said, format!("pushed     {place}\ndigest     {digest}\n"));
    passed(throng(&here, ["pull", &place, "-o", "back.throng"]));
    assert_eq!(here.read("back.throng"), here.read("shop.throng"));
    let lock = format!("[tags]\n\"{place}\" = \"{digest}\"\n");
    assert!(String::from_utf8(here.read("throng.lock")).unwrap().ends_with(&lock));
    let exact = registry.place(&format!("team/shop@{digest}"));
    for what in [place.as_str(), &exact, "back.throng", "shop.throng"] {
        let run = engine(&here, ["run", what, "--target", &origin.url()]).run();
        run.assert_exit(0, "passed", &[]);
        assert_eq!(run.summary["bundle"]["digest"], digest.as_str(), "{what}");
        assert_eq!(run.summary["checks"][0]["passes"], 1, "{what}");
    }
    let check = passed(throng(&here, ["check", &exact]));
    assert!(check.stdout.contains("shop"), "{}", check.stdout);
    let told = passed(throng(&here, ["inspect", &exact])).stdout;
    assert_eq!(told, passed(throng(&here, ["inspect", "shop.throng"])).stdout);
    assert_eq!(origin.log().requests().len(), 4);
}

#[test]
fn a_tag_stands_for_what_it_stood_for_first() {
    let registry = Registry::open();
    let (here, first) = shop();
    let place = registry.place("shop:latest");
    let pulled = || {
        let run = engine(&here, ["run", &place]).run();
        assert_eq!(run.exit(), 0, "{}", run.text());
        run.summary["bundle"]["digest"].as_str().unwrap().to_owned()
    };
    passed(throng(&here, ["push", "shop.throng", &place]));
    assert_eq!(pulled(), first);
    here.file("throng.toml", "name = \"shop\"\njourney = \"get.wat\"\niterations = 2");
    let second = here.bundle("throng.toml", "shop.throng");
    passed(throng(&here, ["push", "shop.throng", &place]));
    assert_eq!(pulled(), first);
    std::fs::remove_file(here.path("throng.lock")).unwrap();
    assert_eq!(pulled(), second);
    here.file("throng.lock", "version = 1\ntags = 3\n");
    let run = throng(&here, ["run", &place]);
    assert_eq!(run.exit(), 114, "{}", run.text());
    assert!(run.stderr.starts_with("throng: cannot read throng.lock: "), "{}", run.stderr);
}

#[test]
fn a_signature_goes_with_its_bundle() {
    let registry = Registry::open();
    let (here, digest) = shop();
    passed(throng(&here, ["push", "shop.throng", &registry.place("bare:1")]));
    passed(throng(&here, ["keygen", "--no-password", "-o", "mine"]));
    passed(throng(&here, ["sign", "shop.throng", "-s", "mine.key"]));
    let place = registry.place("shop:1");
    let said = passed(throng(&here, ["push", "shop.throng", &place])).stdout;
    assert!(said.ends_with("\nsignature  pushed with it\n"), "{said}");
    let run = engine(&here, ["run", &place, "--require-signature", "mine.pub"]).run();
    run.assert_exit(0, "passed", &[]);
    passed(throng(&here, ["pull", &place, "-o", "back.throng"]));
    passed(throng(&here, ["verify", "back.throng", "-p", "mine.pub"]));
    // The same bundle where nobody signed it.
    let bare = registry.place("bare:1");
    let lock = here.read("throng.lock");
    let run = throng(&here, ["run", &bare, "--require-signature", "mine.pub"]);
    assert_eq!(run.exit(), 114, "{}", run.text());
    assert!(run.stderr.contains("is not trusted: it has no signature"), "{}", run.stderr);
    assert_eq!(here.read("throng.lock"), lock, "a tag is not held to what is not trusted");
    passed(throng(&here, ["pull", &registry.place(&format!("bare@{digest}")), "-o", "bare.throng"]));
}

/// The body of a plain GET.
fn fetch(registry: &Registry, path: &str) -> Value {
    let mut socket = std::net::TcpStream::connect(registry.host()).expect("it listens");
    let accept = "application/vnd.oci.image.manifest.v1+json";
    write!(socket, "GET {path} HTTP/1.0\r\nhost: {}\r\naccept: {accept}\r\n\r\n", registry.host()).expect("it reads");
    let mut text = String::new();
    socket.read_to_string(&mut text).expect("it answers in text");
    serde_json::from_str(text.split_once("\r\n\r\n").map_or("", |(_, body)| body)).unwrap_or_else(|_| panic!("{text}"))
}

#[test]
fn a_journey_alone_is_what_other_tools_for_wasm_expect() {
    let (origin, other, registry) = (Origin::plain(), Origin::plain(), Registry::open());
    let here = Workshop::of(&[("get.wat", GET), ("far.wat", &get(&other.url()))]);
    let place = registry.place("journeys/get:1");
    passed(throng(&here, ["push", "get.wat", &place]));
    let manifest = fetch(&registry, "/v2/journeys/get/manifests/1");
    assert_eq!(manifest["config"]["mediaType"], "application/vnd.wasm.config.v0+json");
    assert_eq!(manifest["layers"].as_array().unwrap().len(), 1);
    assert_eq!(manifest["layers"][0]["mediaType"], "application/wasm");
    assert_eq!(manifest["layers"][0]["annotations"]["org.opencontainers.image.title"], "get.wasm");
    let config =
        fetch(&registry, &format!("/v2/journeys/get/blobs/{}", manifest["config"]["digest"].as_str().unwrap()));
    assert_eq!((&config["architecture"], &config["os"]), (&json!("wasm"), &json!("wasip2")));
    assert_eq!(config["layerDigests"], json!([manifest["layers"][0]["digest"]]));
    assert_eq!(config["component"]["exports"], json!(["run"]));
    assert_eq!(config["component"]["imports"], json!(["throng:load/http@0.1.1", "throng:load/metrics@0.1.1"]));
    let once = ["--iterations", "1", "--target", &origin.url()];
    let run = engine(&here, ["run", &place]).args(once).run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!((run.summary["checks"][0]["passes"].as_u64(), origin.log().requests().len()), (Some(1), 1));
    passed(throng(&here, ["pull", &place]));
    passed(throng(&here, ["inspect", "get.wasm"]));
    // It reaches nothing that the command does not name.
    let far = registry.place("journeys/far:1");
    passed(throng(&here, ["push", "far.wat", &far]));
    let run = engine(&here, ["run", &far]).args(once).run();
    assert_eq!(run.summary["failures"]["requests"][0]["cause"], "denied", "{}", run.text());
    assert!(other.log().requests().is_empty());
}

#[test]
fn a_registry_that_gives_other_bytes_is_not_believed() {
    let registry = Registry::open();
    let (here, digest) = shop();
    let place = registry.place(&format!("shop@{digest}"));
    passed(throng(&here, ["push", "shop.throng", &registry.place("shop:1")]));
    let layers = fetch(&registry, &format!("/v2/shop/manifests/{digest}"))["layers"].clone();
    let journey = layers[0]["digest"].as_str().unwrap();
    let mut bytes = std::fs::read(registry.blob(journey)).unwrap();
    bytes[40] ^= 1;
    std::fs::write(registry.blob(journey), bytes).unwrap();
    let run = throng(&here, ["run", &place]);
    assert_eq!(run.exit(), 114, "{}", run.text());
    assert!(run.stderr.contains(&format!("gave other bytes than those of {journey}")), "{}", run.stderr);
    let run = throng(&here, ["run", &registry.place("none:1")]);
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.starts_with(&format!("throng: cannot pull {}: ", registry.place("none:1"))), "{}", run.stderr);
}

/// Credentials for these hosts, as docker keeps them.
fn credentials(here: &Workshop, hosts: &[&str]) {
    let auth = STANDARD.encode("ann:open sesame");
    let auths: serde_json::Map<String, Value> =
        hosts.iter().map(|host| ((*host).to_owned(), json!({ "auth": auth }))).collect();
    here.file("docker/config.json", json!({ "auths": auths }).to_string());
}

#[test]
fn credentials_are_dockers() {
    let registry = Registry::locked();
    let (here, _) = shop();
    let place = registry.place("shop:1");
    credentials(&here, &["ghcr.io"]);
    let run = throng(&here, ["push", "shop.throng", &place]);
    assert_eq!(run.exit(), 104, "{}", run.text());
    credentials(&here, &[&registry.host()]);
    passed(throng(&here, ["push", "shop.throng", &place]));
    let run = engine(&here, ["run", &place]).run();
    run.assert_exit(0, "passed", &[]);
    assert!(!run.text().contains("open sesame"));
}

/// Answers every connection with this, and tells what it was sent.
fn answering(answer: String) -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("a bound socket has an address").port();
    let (tell, told) = mpsc::channel();
    // It ends with the test's process.
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.expect("a connection");
            let mut bytes = [0; 4096];
            let count = socket.read(&mut bytes).unwrap_or(0);
            let _ = tell.send(String::from_utf8_lossy(&bytes[..count]).into_owned());
            let _ = socket.write_all(answer.as_bytes());
        }
    });
    (port, told)
}

/// A registry whose tokens are given out beside it: what it is sent, and what the giver of tokens is.
fn with_tokens() -> (String, mpsc::Receiver<String>, mpsc::Receiver<String>) {
    let token = r#"{"access_token":"shortlived"}"#;
    let (giver, given) =
        answering(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{token}", token.len()));
    let challenge = format!("Bearer realm=\"http://127.0.0.1:{giver}/token\",service=\"the shop\"");
    let head = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\nwww-authenticate: ";
    let (port, asked) = answering(format!("{head}{challenge}\r\n\r\n"));
    (format!("127.0.0.1:{port}"), asked, given)
}

/// It is exchanged where the tokens are given out; the registry itself sees only what came of it.
fn exchanged(run: &Run, asked: &mpsc::Receiver<String>, given: &mpsc::Receiver<String>) {
    let next = |from: &mpsc::Receiver<String>| from.recv_timeout(Duration::from_secs(5)).expect("it was asked");
    assert_eq!(run.exit(), 104, "{}", run.text());
    let exchange = next(given);
    assert!(exchange.starts_with("POST /token HTTP/1.1\r\n"), "{exchange}");
    let body = "scope=repository%3Ashop%3Apull&service=the+shop&grant_type=refresh_token&refresh_token=long+lived&client_id=throng";
    assert!(exchange.ends_with(body), "{exchange}");
    let (first, second) = (next(asked), next(asked));
    assert!(!first.to_lowercase().contains("authorization"), "{first}");
    assert!(second.contains("authorization: Bearer shortlived\r\n"), "{second}");
    assert!(!format!("{first}{second}{}", run.text()).contains("long"), "{}", run.text());
}

#[test]
fn an_identity_token_is_exchanged_for_a_short_lived_one() {
    let (host, asked, given) = with_tokens();
    let (here, _) = shop();
    let auths = json!({ &host: { "identitytoken": "long lived" } });
    here.file("docker/config.json", json!({ "auths": auths }).to_string());
    let run = throng(&here, ["pull", &format!("oci://{host}/shop:1")]);
    exchanged(&run, &asked, &given);
}

#[test]
fn a_helper_of_the_host_may_give_an_identity_token() {
    let (host, asked, given) = with_tokens();
    let (here, _) = shop();
    let helper = here.file(
        "bin/docker-credential-test",
        "#!/bin/sh\ncat > /dev/null\necho '{\"Username\": \"<token>\", \"Secret\": \"long lived\"}'\n",
    );
    std::fs::set_permissions(helper, std::fs::Permissions::from_mode(0o755)).unwrap();
    here.file("docker/config.json", json!({ "credHelpers": { &host: "test" } }).to_string());
    let path = format!("{}:{}", here.path("bin"), std::env::var("PATH").unwrap());
    let run = engine(&here, ["pull", &format!("oci://{host}/shop:1")]).env("PATH", &path).run_plainly();
    exchanged(&run, &asked, &given);
}

#[test]
fn credentials_go_to_their_host_only() {
    let (thief, stolen) = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}".into());
    let challenge = format!("Bearer realm=\"http://localhost:{thief}/token\",service=\"shop\"");
    let head = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\nwww-authenticate: ";
    let (port, asked) = answering(format!("{head}{challenge}\r\n\r\n"));
    let (here, _) = shop();
    let host = format!("127.0.0.1:{port}");
    credentials(&here, &[&host]);
    let place = format!("oci://{host}/shop:1");
    for command in [vec!["run", &place], vec!["pull", &place], vec!["push", "shop.throng", &place]] {
        let run = throng(&here, command);
        assert_eq!(run.exit(), 114, "{}", run.text());
        assert!(run.stderr.contains("127.0.0.1 asks to send its credentials to localhost"), "{}", run.stderr);
        let request = asked.recv_timeout(Duration::from_secs(5)).unwrap();
        assert!(!request.to_lowercase().contains("authorization"), "{request}");
    }
    assert!(stolen.try_recv().is_err());
}

#[test]
fn a_registry_elsewhere_is_spoken_to_with_tls() {
    let (here, _) = shop();
    let (port, told) = answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".into());
    // A name that is not this machine's by its text, whatever it resolves to.
    let place = format!("oci://ip6-localhost.test.invalid:{port}/shop:1");
    let run = throng(&here, ["run", &place]);
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains(&format!("https://ip6-localhost.test.invalid:{port}/")), "{}", run.stderr);
    assert!(told.try_recv().is_err());
}

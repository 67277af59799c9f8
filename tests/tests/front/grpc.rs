use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};
use throng_tests::engine::{Engine, Run};
use throng_tests::guest::{calls, example, root};
use throng_tests::number;
use throng_tests::origin::tls::{Authority, Identity};
use throng_tests::recorded;
use throng_tests::script::Script;
use throng_tests::server::free_port;
use throng_tests::venv::grpcio;

const PROTO: &str = include_str!("../../../guest-examples/grpc/orders.proto");

fn orders(arguments: &[&str]) -> Script {
    Script::with(&grpcio(), "grpc/orders.py", arguments)
}

/// A plan in which one user makes these calls so often; `more` are lines of it.
fn plan(target: &str, calls_made: Value, iterations: u32, more: &str) -> String {
    format!(
        "journey = {:?}\ntarget = \"{target}\"\n{more}\n[env]\nCALLS = '''{calls_made}'''\n\
         [scenarios.main]\nexecutor = \"per-vu-iterations\"\niterations = {iterations}\ngraceful_stop = \"5s\"\n",
        calls()
    )
}

/// What came of each of these calls.
fn made(target: &str, calls_made: Value, more: &str) -> (Run, Vec<Value>) {
    let run = Engine::new(&plan(target, calls_made, 1, more)).file("orders.proto", PROTO).run();
    let reports = run.reports();
    assert_eq!(run.iterations("failed"), 0, "{}", run.text());
    (run, reports)
}

const FILES: &str = "grpc = { proto = [\"orders.proto\"] }";

fn price(item: Value) -> Value {
    json!({ "method": "orders.Orders/Price", "messages": [item] })
}

/// The example's journey in all four scenarios, each three times, and what the server says of it.
fn example_runs(arguments: &[&str], more: &str) {
    journey_runs(&std::fs::read(example("grpc_orders")).expect("it was built"), arguments, more);
}

fn journey_runs(journey: &[u8], arguments: &[&str], more: &str) {
    let server = orders(arguments);
    let mut plan = format!("journey = \"journey.wasm\"\ntarget = \"{}\"\n{more}\n", server.url());
    for name in ["price", "track", "upload", "haggle"] {
        plan += &format!("[scenarios.{name}]\nexecutor = \"per-vu-iterations\"\nvus = 1\niterations = 3\n");
    }
    let run = Engine::new(&plan).file("journey.wasm", journey).file("orders.proto", PROTO).run();
    assert_eq!((run.exit(), run.number("checks", "rate")), (0, 1.0), "{}", run.text());
    // Six calls without streams; nine with them.
    assert_eq!((run.count("grpc_req_duration"), run.count("grpc_streams")), (6, 9), "{}", run.text());
    assert_eq!(run.number("grpc_req_failed", "rate"), 3.0 / 15.0);
    assert_eq!(run.count("grpc_streams_msgs_sent"), 3 + 30 + 9);
    assert_eq!(run.count("grpc_streams_msgs_received"), 9 + 3 + 9);
    assert_eq!(run.count("http_reqs"), 0);
    let counted =
        json!({ "Price 0": 3, "Price 5": 3, "Track 0": 3, "Upload 0": 3, "Haggle 0": 3, "sent": 18, "received": 39 });
    assert_eq!(server.end(), counted);
}

#[test]
fn all_four_kinds_by_the_plans_files() {
    example_runs(&["--silent"], FILES);
}

#[test]
fn all_four_kinds_in_javascript() {
    journey_runs(&recorded::grpc().bytes(), &["--silent"], FILES);
}

#[test]
fn all_four_kinds_by_reflection() {
    example_runs(&[], "");
    example_runs(&["--v1", "--gzip"], "");
}

#[test]
fn the_plan_of_the_example_runs() {
    let server = orders(&["--silent"]);
    example("grpc_orders");
    let plan = root().join("guest-examples/grpc/throng.toml");
    let plan = plan.to_str().expect("the repository's path is text");
    let run =
        Engine::bare().args(["run", plan, "--target", &server.url(), "--set", "scenarios.price.duration=1s"]).run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!(server.end()["Price 0"], 20, "{}", run.text());
}

#[test]
fn statuses_metadata_and_deadlines() {
    let server = orders(&[]);
    let binary = "AAH/";
    let calls = json!([
        { "method": "orders.Orders/Price", "messages": [{ "sku": "a", "pieces": 2 }], "timeout": 20000,
          "headers": { "x-asked": "why", "x-asked-bin": binary, "grpc-encoding": "gzip" },
          "metadata": ["X-Seen", "x-seen-bin", "x-left", "grpc-status", "no"] },
        price(json!({ "sku": "none" })),
        { "method": "orders.Orders/Price", "messages": [{ "sku": "slow", "pieces": 3000 }], "timeout": 200 },
        { "method": "orders.Orders/Track", "messages": [{ "id": "lost", "steps": 2 }] },
        { "method": "orders.Orders/Nothing", "messages": [{}] },
        { "method": "no.Service/Nothing", "messages": [{}] },
        // One message of an endless stream, and then no more of it.
        { "method": "orders.Orders/Track", "messages": [{ "id": "endless", "steps": 100_000 }], "receive": 1 },
        { "method": "orders.Orders/Track", "messages": [{ "id": "endless", "steps": 100_000 }], "receive": 1, "leave": true },
    ]);
    let (run, reports) = made(&server.url(), calls, "");
    let told: Vec<_> =
        reports.iter().map(|r| (r["code"].as_u64(), r["failure"].as_str().unwrap_or_default())).collect();
    let (open, unknown) = ((None, ""), (Some(12), "grpc"));
    // Both ends keep the deadline: whoever is the first to say so.
    let late = (Some(4), if told[2].1 == "grpc" { "grpc" } else { "timeout" });
    let wanted = [(Some(0), ""), (Some(5), "grpc"), late, (Some(15), "grpc"), unknown, unknown, open, open];
    assert_eq!(told, wanted, "{}", run.text());
    let quote = json!({ "sku": "a", "cents": "398", "until": "2001-09-09T01:46:40Z" });
    assert_eq!(reports[0]["received"], json!([quote]));
    let left = number(&reports[0]["metadata"][2].as_str().and_then(|left| left.parse::<f64>().ok()).into());
    assert!((15.0..=20.0).contains(&left), "the deadline went with it: {left}");
    assert_eq!(
        reports[0]["metadata"].as_array().map(|m| (&m[0], &m[1], &m[3], &m[4])),
        Some((&json!("why"), &json!(binary), &json!("0"), &Value::Null))
    );
    assert_eq!(reports[1]["reason"], "no € for it");
    assert_eq!(
        reports[3]["received"],
        json!([{ "number": 0, "state": "STATE_PACKED" }, { "number": 1, "state": "STATE_SENT" }])
    );
    assert_eq!(reports[5]["reason"], "the target's reflection knows no method `no.Service/Nothing`");
    // All that ended badly, those that were left at the end of the iteration too.
    assert_eq!(run.number("grpc_req_failed", "rate"), 7.0 / 8.0, "{}", run.text());
    let counted = server.end();
    assert_eq!(
        (&counted["Price 0"], &counted["Price 5"], &counted["Track 15"]),
        (&json!(1), &json!(1), &json!(1)),
        "{counted}"
    );
}

#[test]
fn over_tls_with_the_plans_authority() {
    let authority = Authority::new();
    let Identity { certificate, key, .. } = authority.identity(&["127.0.0.1"]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("the folder is ours");
        path.to_str().expect("temporary folders have plain names").to_owned()
    };
    let server = orders(&["--tls", &at("server.pem", &certificate), &at("server.key", &key)]);
    let target = server.url().replace("http:", "https:");
    let calls = json!([price(json!({ "sku": "a", "pieces": 1 }))]);
    let more = |tls: &str| format!("tls = {{ {tls} }}");
    let ca = format!("ca = [{:?}]", at("ca.pem", &authority.pem()));
    let (_, reports) = made(&target, calls.clone(), &more(&ca));
    assert_eq!((&reports[0]["code"], &reports[0]["received"][0]["cents"]), (&json!(0), &json!("199")));
    // Without it the server is nobody's.
    let (_, reports) = made(&target, calls, "");
    assert_eq!((&reports[0]["code"], &reports[0]["failure"]), (&json!(14), &json!("tls")));
    assert_eq!(server.end(), json!({ "Price 0": 1 }));
}

#[test]
fn mistakes_of_the_journey_trap_and_name_the_field() {
    let target = format!("http://127.0.0.1:{}", free_port());
    let trap = |call: Value| {
        let run = Engine::new(&plan(&target, json!([call]), 1, FILES)).file("orders.proto", PROTO).run();
        assert_eq!(run.iterations("failed"), 1, "{}", run.text());
        run.text()
    };
    for (call, said) in [
        (price(json!({ "sku": "a", "pieces": "many" })), "call.send: it is no orders.Item: /pieces: "),
        (price(json!({ "sku": "a", "price": 1 })), "call.send: it is no orders.Item: /price: "),
        (
            json!({ "method": "orders.Orders/Nothing" }),
            "grpc.call: the plan's files have no method `orders.Orders/Nothing`: they have the services `orders.Orders`",
        ),
        (
            json!({ "method": "orders.Orders/Price", "messages": [{}, {}] }),
            "call.send: `orders.Orders.Price` takes one message",
        ),
    ] {
        let text = trap(call);
        assert!(text.contains(said), "{said}: {text}");
    }
    let wrong = Engine::new(&plan(&target, json!([]), 1, FILES))
        .file("orders.proto", "syntax = \"proto3\"; massage X {}")
        .run();
    assert!(wrong.exit() == 104 && wrong.text().contains("grpc.proto: "), "{}", wrong.text());
}

/// A server that accepts one connection, reads what comes first and does this with it.
fn once(act: impl FnOnce(&mut TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    std::thread::spawn(move || {
        let Ok((mut stream, _)) = listener.accept() else { return };
        // What is not written in time fails the test by what is missing.
        let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
        let _ = stream.read(&mut [0; 4096]);
        // The first of it is HTTP/2's own; the request comes a moment later.
        std::thread::sleep(Duration::from_millis(150));
        let _ = stream.read(&mut [0; 4096]);
        act(&mut stream);
    });
    format!("http://{address}")
}

/// A frame of HTTP/2.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32).to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// `:status 200` and `content-type: application/grpc`, by HPACK's static table and as literals.
fn head(stream: u32) -> Vec<u8> {
    let content_type = [&[0x0f, 0x10, 16][..], b"application/grpc"].concat();
    frame(1, 4, stream, &[&[0x88][..], &content_type].concat())
}

/// What the first call gets after the server's settings.
fn answered(with: impl FnOnce() -> Vec<u8> + Send + 'static) -> String {
    once(move |stream| {
        let wire = [frame(4, 0, 0, &[]), frame(4, 1, 0, &[]), with()].concat();
        // The other end may have closed already.
        let _ = stream.write_all(&wire);
        std::thread::sleep(Duration::from_millis(300));
    })
}

#[test]
fn a_broken_target_is_a_failure_of_its_own_kind() {
    let item = json!({ "sku": "a" });
    let large = orders(&[]);
    let refused = format!("http://127.0.0.1:{}", free_port());
    let reset = answered(|| [head(1), frame(3, 0, 1, &2_u32.to_be_bytes())].concat());
    let cancelled = answered(|| [head(1), frame(3, 0, 1, &8_u32.to_be_bytes())].concat());
    let closed = answered(|| head(1));
    let malformed = answered(|| [head(1), frame(0, 0, 1, &[7, 0, 0, 0, 1, 9])].concat());
    let not_http = once(|stream| drop(stream.write_all(b"hello, this is not HTTP/2 at all\r\n\r\n")));
    let page = answered(|| frame(1, 5, 1, &[0x8d]));
    let call = |target: &str| json!({ "target": target, "method": "orders.Orders/Price", "messages": [item] });
    let mut calls: Vec<Value> =
        [&refused, &reset, &cancelled, &closed, &malformed, &not_http, &page].map(|t| call(t)).to_vec();
    calls.push(json!({ "target": large.url(), "method": "orders.Orders/Price", "messages": [{ "sku": "big", "pieces": 20_000 }] }));
    let more = format!("{FILES}\nallow = [\"127.0.0.0/8\"]\nhttp = {{ max_body = \"10KB\", timeout = \"10s\" }}");
    let (run, reports) = made("http://127.0.0.1:9", json!(calls), &more);
    let told: Vec<_> =
        reports.iter().map(|r| (number(&r["code"]), r["failure"].as_str().unwrap_or_default())).collect();
    let wanted = [
        (14.0, "connect"),
        (13.0, "reset"),
        (1.0, "reset"),
        (14.0, "reset"),
        (13.0, "protocol"),
        (13.0, "protocol"),
        (12.0, "protocol"),
        (8.0, "too-large"),
    ];
    assert_eq!(told, wanted, "{}", run.text());
    assert_eq!(run.number("grpc_req_failed", "rate"), 1.0);
    // Nothing left for the one that was refused.
    assert_eq!(run.count("grpc_req_duration"), 7);
}

#[test]
fn calls_leave_nothing_behind() {
    let server = orders(&["--silent"]);
    let calls = json!([
        price(json!({ "sku": "a", "pieces": 1 })),
        { "method": "orders.Orders/Haggle", "messages": [{ "sku": "a" }], "receive": 1, "leave": true },
    ]);
    let more = format!("{FILES}\nlimits = {{ handles = 20, log_bytes = \"1MiB\" }}");
    let run = Engine::new(&plan(&server.url(), calls, 300, &more)).file("orders.proto", PROTO).run();
    assert_eq!((run.exit(), run.iterations("complete"), run.iterations("failed")), (0, 300, 0), "{}", run.text());
    assert_eq!((run.count("grpc_req_duration"), run.count("grpc_streams")), (300, 300));
    assert_eq!(run.number("grpc_req_failed", "rate"), 0.5);
    // One connection carried them all.
    assert_eq!(server.end()["Price 0"], 300);
}

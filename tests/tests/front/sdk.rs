use serde_json::{Value, json};
use throng_tests::engine::{Engine, Run};
use throng_tests::guest::sdk;
use throng_tests::number;
use throng_tests::origin::{Origin, Seen};

/// The SDK's journey in these scenarios, against an origin of its own.
fn run(scenarios: &str) -> (Run, Origin) {
    let origin = Origin::plain();
    let plan = format!(
        "journey = {:?}\ntarget = \"{}\"\nseed = 7\nfiles = {{ document = \"document.txt\" }}\n{scenarios}",
        sdk(),
        origin.url()
    );
    let run = Engine::new(&plan).file("document.txt", "a document\n").run();
    assert_eq!(run.exit(), 0, "{}", run.text());
    (run, origin)
}

/// One user does this scenario once; gives what it told.
fn once(name: &str) -> (Run, Origin, Value) {
    let (run, origin) = run(&scenario(name, 1, 1));
    assert_eq!((run.iterations("complete"), run.iterations("failed")), (1, 0), "{}", run.text());
    let told = origin.log().of(&format!("/told/{name}"));
    assert_eq!((told.len(), run.count("told")), (1, 1));
    let told = serde_json::from_slice(&told[0].body).expect("the journey tells JSON");
    (run, origin, told)
}

fn scenario(name: &str, vus: u32, iterations: u32) -> String {
    format!("[scenarios.{name}]\nexecutor = \"per-vu-iterations\"\nvus = {vus}\niterations = {iterations}\n")
}

fn paths(seen: &[Seen]) -> Vec<&str> {
    seen.iter().map(|seen| seen.path.as_str()).collect()
}

#[test]
fn joined_requests_are_under_way_together_and_come_in_the_order_asked_for() {
    let (_, origin, told) = once("together");
    let url = |ms| format!("200 {}/slow?ms={ms}&word=ok", origin.url());
    assert_eq!(told["urls"], json!([url(300), url(100), url(200)]));
    let asked = origin.log().of("/slow");
    assert_eq!(asked.len(), 3);
    // The last was sent before the first was answered: with one after the other it would be 600 ms.
    let connections: std::collections::BTreeSet<_> = asked.iter().map(|seen| seen.connection).collect();
    assert!(connections.len() == 3 && number(&told["took"]) >= 299.0, "{told} {asked:?}");
}

#[test]
fn timers_and_requests_of_several_tasks_interleave() {
    let (_, origin, told) = once("timers");
    assert_eq!(told, json!({ "statuses": [200, 200, 200], "batch": [201, 404] }));
    let seen = origin.log().requests();
    let between: Vec<&str> =
        paths(&seen).into_iter().filter(|path| ["/first", "/second", "/third"].contains(path)).collect();
    assert_eq!(between, ["/first", "/second", "/third"]);
    let at = |path| origin.log().of(path)[0].at.as_secs_f64() * 1e3;
    assert!(at("/third") - at("/start") >= 239.0, "{} to {}", at("/start"), at("/third"));
}

#[test]
fn a_form_of_several_parts_arrives_as_it_was_made() {
    let (_, origin, told) = once("upload");
    assert_eq!(told, json!({ "status": 200, "file": 11 }));
    let seen = &origin.log().of("/upload")[0];
    let boundary = seen.header("content-type").strip_prefix("multipart/form-data; boundary=").expect("a boundary");
    let text = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\na \"quoted\" name\r\n--{boundary}\r\n\
         content-disposition: form-data; name=\"raw\"; filename=\"raw.bin\"\r\ncontent-type: x/y\r\n\r\n"
    );
    let rest = format!(
        "\r\n--{boundary}\r\ncontent-disposition: form-data; name=\"doc\"; filename=\"doc.txt\"\r\n\
         content-type: text/plain\r\n\r\na document\n\r\n--{boundary}--\r\n"
    );
    assert_eq!(seen.body, [text.as_bytes(), &[0, 1, 255], rest.as_bytes()].concat());
}

/// Four users count and queue; when all are done, one takes what is there.
#[test]
fn the_store_is_shared_by_all_users() {
    let (run, origin) =
        run(&format!("{}{}start_after = \"stored\"\n", scenario("stored", 4, 5), scenario("taken", 1, 1)));
    assert_eq!(run.iterations("failed"), 0, "{}", run.text());
    let body = |seen: &Seen| serde_json::from_slice::<Value>(&seen.body).expect("the journey tells JSON");
    let mut numbers: Vec<f64> = origin.log().of("/told/stored").iter().map(|s| number(&body(s)["number"])).collect();
    numbers.sort_by(f64::total_cmp);
    assert_eq!(numbers, (1..=20).map(|n| f64::from(2 * n)).collect::<Vec<_>>());
    assert!(origin.log().of("/told/stored").iter().all(|s| body(s)["none"].is_null() && body(s)["last"].is_string()));
    let taken = body(&origin.log().of("/told/taken")[0]);
    assert_eq!(taken["visits"], 40.0);
    let mut jobs: Vec<&str> = taken["jobs"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut wanted: Vec<String> = (1..=20).map(|n| format!("job {}", 2 * n)).collect();
    jobs.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(jobs, wanted);
}

#[test]
fn a_prepared_request_keeps_what_was_set() {
    let (run, origin, told) = once("prepared");
    assert_eq!(told, json!({ "statuses": [200, 200], "last": 200 }));
    let seen = origin.log().requests();
    let items: Vec<_> = seen
        .iter()
        .filter(|seen| seen.path.starts_with("/things/"))
        .map(|seen| (seen.path.as_str(), seen.query.as_str(), seen.header("x-kept")))
        .collect();
    assert_eq!(items, [("/things/7", "n=7", "yes"), ("/things/8", "n=8", "yes"), ("/things/8", "n=8", "yes")]);
    let row = run.summary["requests"].as_array().into_iter().flatten().find(|row| row["name"] == "item");
    assert_eq!(row.map(|row| number(&row["count"])), Some(3.0), "{}", run.summary["requests"]);
}

#[test]
fn an_error_in_a_step_loses_the_iteration_and_closes_the_step() {
    let (run, _) = run(&scenario("stumbles", 1, 2));
    let cause = &run.summary["failures"]["journey"][0];
    assert_eq!((cause["cause"].as_str(), cause["count"].as_u64()), (Some("error"), Some(2)), "{cause}");
    assert!(cause["message"].as_str().unwrap_or_default().contains("the order cannot be read: "), "{cause}");
    let groups = |name: &str| -> Vec<Value> {
        let rows = run.summary["checks"].as_array().cloned().unwrap_or_default();
        rows.into_iter().filter(|row| row["name"] == name).map(|row| row["group"].clone()).collect()
    };
    // Once a name, in both iterations: the step that an error left open is not open in the next.
    assert_eq!(groups("inside"), ["::outer::inner"]);
}

/// 3 users, 40 iterations each: what belongs to the run, to a user and to an iteration happens that often.
#[test]
fn stages_tasks_and_think_time() {
    let (run, origin) = run(&scenario("main", 3, 40));
    assert_eq!((run.iterations("complete"), run.iterations("failed")), (120, 0), "{}", run.text());
    let paths = origin.log().paths();
    let count = |path: &str| paths.get(path).copied().unwrap_or_default();
    assert_eq!(["/setup", "/start", "/stop", "/teardown", "/never"].map(count), [1, 3, 3, 1, 0]);
    assert_eq!(count("/often") + count("/seldom"), 120);
    assert!(count("/often") > 2 * count("/seldom") && count("/seldom") > 15, "{paths:?}");
    assert!(origin.log().of("/start").iter().all(|seen| seen.body == r#"{"items":[300,100,200]}"#));
    let of = |path: &str, name: &str| -> Vec<String> {
        let mut all: Vec<_> = origin.log().of(path).iter().map(|seen| seen.header(name).to_owned()).collect();
        all.sort();
        all
    };
    assert_eq!(of("/stop", "authorization"), ["Bearer ok-1", "Bearer ok-2", "Bearer ok-3"]);
    assert_eq!((of("/stop", "x-turns"), of("/teardown", "x-word")), (vec!["40".to_owned(); 3], vec!["ok".to_owned()]));
    // Each iteration thinks for 20 ms or more, of which no two users or turns have the same.
    assert!(run.number("iteration_duration", "min") >= 20.0 * 0.999, "{}", run.values("iteration_duration"));
}

/// The seed alone decides which tasks are done.
#[test]
fn the_same_seed_gives_the_same_tasks() {
    let sequence = || {
        let (_, origin) = run(&scenario("main", 1, 30));
        let seen = origin.log().requests();
        paths(&seen).iter().map(|path| (*path).to_owned()).collect::<Vec<_>>()
    };
    let (first, second) = (sequence(), sequence());
    assert!(first.len() == 34 && first == second, "{first:?}\n{second:?}");
}

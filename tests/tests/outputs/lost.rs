use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;
use throng_tests::server::free_port;

use crate::recorder::Recorder;

/// Two users, 50 iterations each over some seconds.
fn run(origin: &Origin, outputs: Value) -> Run {
    let steps = json!([{ "op": "request", "path": "/start" }, { "op": "sleep", "ms": 40 }]);
    Journey::new(origin, steps).users(2, 50).set("outputs", outputs).engine().run()
}

fn output<'a>(run: &'a Run, name: &str) -> &'a Value {
    let outputs = run.summary["outputs"].as_array().expect("the summary lists outputs");
    outputs.iter().find(|output| output["name"] == name).unwrap_or_else(|| panic!("{name}: {outputs:?}"))
}

/// A file that takes nothing more, beside one that takes everything.
#[test]
fn what_a_full_disk_did_not_take_is_counted_and_the_load_goes_on() {
    let origin = Origin::plain();
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.json");
    let outputs = json!({ "full": { "kind": "json", "to": "/dev/full" }, "good": { "kind": "json", "to": good.to_str().unwrap() } });
    let run = run(&origin, outputs);
    run.assert_exit(115, "results incomplete", &[115]);
    assert_eq!((origin.log().of("/start").len(), run.count("http_reqs"), run.iterations("complete")), (100, 100, 100));
    let (full, good) = (output(&run, "full"), output(&run, "good"));
    assert_eq!((full["written"].as_u64(), good["lost"].as_u64()), (Some(0), Some(0)));
    assert!(full["lost"].as_u64() >= good["written"].as_u64(), "{full} {good}");
    let told = format!("the output full lost {} of {} points: No space left on device", full["lost"], full["lost"]);
    assert!(run.stdout.contains(&told), "{}", run.stdout);
}

/// Nobody reads the pipe: the thread of that output hangs in the system, and nothing else does.
#[test]
fn a_sink_that_hangs_loses_points_and_nothing_else() {
    let origin = Origin::plain();
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
    // Held open for reading, so that opening it for writing succeeds, and never read.
    let _reader = std::fs::OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
    let outputs =
        json!({ "pipe": { "kind": "json", "to": pipe.to_str().unwrap(), "timeout": "300ms", "buffer": 500 } });
    let run = run(&origin, outputs);
    run.assert_exit(115, "results incomplete", &[115]);
    assert_eq!((origin.log().of("/start").len(), run.count("http_reqs"), run.iterations("complete")), (100, 100, 100));
    let pipe = output(&run, "pipe");
    assert!(pipe["lost"].as_u64() > Some(0), "{pipe}");
    assert!(run.stdout.contains(&format!("the output pipe lost {} of ", pipe["lost"])), "{}", run.stdout);
}

/// A server that takes the request and never answers, one that is not there, and one that is busy at first.
#[test]
fn a_server_that_does_not_answer_loses_points_and_one_that_comes_back_does_not() {
    let origin = Origin::plain();
    let (silent, busy) = (Recorder::with(|_| None), Recorder::with(|number| Some(if number < 2 { 503 } else { 204 })));
    let refused = Recorder::answering(400);
    let write = |url: String| json!({ "kind": "prometheus", "to": url, "timeout": "600ms" });
    let outputs = json!({
        "silent": write(silent.url()),
        "gone": write(format!("http://127.0.0.1:{}", free_port())),
        "busy": write(busy.url()),
        "refused": write(refused.url()),
    });
    let run = run(&origin, outputs);
    run.assert_exit(115, "results incomplete", &[115, 115, 115]);
    assert_eq!((origin.log().of("/start").len(), run.count("http_reqs"), run.iterations("complete")), (100, 100, 100));
    let written = output(&run, "busy")["written"].as_u64().unwrap();
    assert!(written > 0);
    assert_eq!(output(&run, "busy")["lost"].as_u64(), Some(0), "{}", output(&run, "busy"));
    for (name, reason) in [
        ("silent", "it took longer than 600ms"),
        ("gone", "no connection: Connection refused"),
        ("refused", "the server answered 400"),
    ] {
        let row = output(&run, name);
        assert_eq!((row["written"].as_u64(), row["lost"].as_u64()), (Some(0), Some(written)), "{row}");
        assert!(row["reason"].as_str().unwrap().starts_with(reason), "{row}");
    }
    assert!(run.wall.as_secs_f64() < 30.0);
}

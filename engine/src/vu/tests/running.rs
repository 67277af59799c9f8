use std::time::Duration;

use super::support::{Stage, iterate};
use crate::aggregate::Selector;
use crate::clock;
use crate::stop::Reason;
use crate::vu::{End, StageFailure, User};

const HELLO: &str = r#"(module
  (import "throng:load/http@0.1.0" "get" (func $get (param i32 i32) (result i32)))
  (import "throng:load/http@0.1.0" "[method]response.status" (func $status (param i32) (result i32)))
  (import "throng:load/metrics@0.1.0" "check" (func $check (param i32 i32 i32) (result i32)))
  (import "throng:load/vu@0.1.0" "sleep" (func $sleep (param f64)))
  (memory (export "memory") 1)
  (data (i32.const 16) "/")
  (data (i32.const 32) "status is 200")
  (func (export "run") (result i32)
    (drop (call $check (i32.const 32) (i32.const 13)
      (i32.eq (i32.const 200) (call $status (call $get (i32.const 16) (i32.const 1))))))
    (call $sleep (f64.const 1))
    (i32.const 0)))"#;

#[tokio::test]
async fn hello_runs_and_is_recorded() {
    let stage = Stage::new(HELLO, "").await;
    let mut user = stage.user().await;
    for nth in 0..3 {
        assert_eq!(iterate(&mut user, nth).await, End::Complete);
    }
    user.finish().await;
    let snapshot = stage.snapshot();
    let named: Selector =
        [("name", "/"), ("method", "GET"), ("scenario", "default"), ("status", "200")].into_iter().collect();
    assert_eq!(snapshot.samples("http_req_duration", &named), 3);
    let named: Selector = [("name", "/"), ("method", "GET"), ("scenario", "default")].into_iter().collect();
    assert_eq!(snapshot.samples("http_req_response", &named), 3);
    let checks = snapshot.checks();
    assert_eq!((checks.len(), checks[0].name.as_str(), checks[0].passed, checks[0].failed), (1, "status is 200", 3, 0));
}

/// Starts requests that take 300, 100 and 200 ms and a timer of 150 ms, and says in which order they are ready.
const WAITS: &str = r#"(module
  (import "throng:load/http@0.1.0" "[constructor]request" (func $request (param i32 i32 i32 i32) (result i32)))
  (import "throng:load/http@0.1.0" "[method]request.start" (func $start (param i32) (result i32)))
  (import "throng:load/http@0.1.0" "[method]pending.subscribe" (func $subscribe (param i32) (result i32)))
  (import "throng:load/vu@0.1.0" "timer" (func $timer (param f64) (result i32)))
  (import "throng:load/log@0.1.0" "info" (func $info (param i32 i32)))
  (import "wasi:io/poll@0.2.0" "poll" (func $poll (param i32 i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "GET/delay/300/delay/100/delay/200")
  (data (i32.const 64) "300100200150")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 512))
  (func $begin (param i32) (result i32)
    (call $subscribe (call $start (call $request (i32.const 16) (i32.const 3) (local.get 0) (i32.const 10)))))
  (func (export "run") (result i32) (local $left i32) (local $at i32)
    ;; 128: pollables; 192: where the word of each stands
    (i32.store (i32.const 128) (call $begin (i32.const 19)))
    (i32.store (i32.const 132) (call $begin (i32.const 29)))
    (i32.store (i32.const 136) (call $begin (i32.const 39)))
    (i32.store (i32.const 140) (call $timer (f64.const 150)))
    (i32.store (i32.const 192) (i32.const 64)) (i32.store (i32.const 196) (i32.const 67))
    (i32.store (i32.const 200) (i32.const 70)) (i32.store (i32.const 204) (i32.const 73))
    (local.set $left (i32.const 4))
    (loop $again
      (call $poll (i32.const 128) (local.get $left) (i32.const 240))
      ;; the first that is ready: say it, and put the last in its place
      (local.set $at (i32.mul (i32.const 4) (i32.load (i32.load (i32.const 240)))))
      (call $info (i32.load offset=192 (local.get $at)) (i32.const 3))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (i32.store offset=128 (local.get $at) (i32.load offset=128 (i32.mul (i32.const 4) (local.get $left))))
      (i32.store offset=192 (local.get $at) (i32.load offset=192 (i32.mul (i32.const 4) (local.get $left))))
      (br_if $again (local.get $left)))
    (i32.const 0)))"#;

#[tokio::test]
async fn what_is_waited_for_comes_in_the_order_of_its_end() {
    let stage = Stage::new(WAITS, "").await;
    let mut user = stage.user().await;
    let began = clock::now();
    assert_eq!(iterate(&mut user, 0).await, End::Complete, "{}", stage.lines.text());
    let took = began.elapsed();
    let lines = stage.lines.text();
    let order: Vec<&str> = lines.lines().map(|line| line.rsplit(' ').next().unwrap()).collect();
    assert_eq!(order, ["100", "150", "200", "300"]);
    assert!(took >= Duration::from_millis(300), "{took:?}");
}

/// Keeps a request; holds a response over the end of its iteration and then drops it or asks it.
const HOLDER: &str = r#"(module
  (import "throng:load/http@0.1.0" "[constructor]request" (func $request (param i32 i32 i32 i32) (result i32)))
  (import "throng:load/http@0.1.0" "[method]request.send" (func $send (param i32) (result i32)))
  (import "throng:load/http@0.1.0" "[method]response.status" (func $status (param i32) (result i32)))
  (import "throng:load/http@0.1.0" "[resource-drop]response" (func $drop (param i32)))
  (import "throng:load/vu@0.1.0" "iteration" (func $iteration (result i32)))
  (memory (export "memory") 1)
  (global $home (mut i32) (i32.const 0))
  (global $held (mut i32) (i32.const 0))
  (data (i32.const 16) "GET/")
  (func (export "start") (result i32)
    (global.set $home (call $request (i32.const 16) (i32.const 3) (i32.const 19) (i32.const 1)))
    (i32.const 0))
  (func (export "run") (result i32) (local $old i32)
    (local.set $old (global.get $held))
    (global.set $held (call $send (global.get $home)))
    (if (i32.eq (call $iteration) (i32.const 1)) (then (call $drop (local.get $old))))
    (if (i32.eq (call $iteration) (i32.const 2)) (then (drop (call $status (local.get $old)))))
    (if (i32.ne (call $status (global.get $held)) (i32.const 200)) (then unreachable))
    (i32.const 0)))"#;

#[tokio::test]
async fn a_response_ends_with_its_iteration_and_a_request_does_not() {
    let stage = Stage::new(HOLDER, "").await;
    let mut user = stage.user().await;
    assert_eq!(iterate(&mut user, 0).await, End::Complete);
    // The late drop of the first response harms neither the request nor the new response.
    assert_eq!(iterate(&mut user, 1).await, End::Complete);
    assert_eq!(iterate(&mut user, 2).await, End::Failed);
    let (count, first) = stage.failure("trap");
    assert_eq!(count, 1);
    assert!(first.starts_with("vu 1 default: response.status: the response is of an earlier iteration"), "{first}");
    // A new instance has been started anew, and knows its iteration.
    assert_eq!(iterate(&mut user, 3).await, End::Complete);
}

#[tokio::test]
async fn an_interrupted_user_can_iterate_again() {
    let stage = Stage::new(&HELLO.replace("(f64.const 1)", "(f64.const 50)"), "").await;
    let mut user = stage.user().await;
    assert!(tokio::time::timeout(Duration::from_millis(25), iterate(&mut user, 0)).await.is_err());
    assert_eq!(iterate(&mut user, 1).await, End::Complete);
}

const STAGES: &str = r#"(module
  (import "throng:load/vu@0.1.0" "setup-data" (func $data (param i32)))
  (import "throng:load/vu@0.1.0" "abort" (func $abort (param i32 i32)))
  (import "throng:load/vu@0.1.0" "mark-failed" (func $mark (param i32 i32)))
  (import "throng:load/vu@0.1.0" "iteration" (func $iteration (result i32)))
  (import "throng:load/vu@0.1.0" "sleep" (func $sleep (param f64)))
  (memory (export "memory") 1)
  (data (i32.const 16) "enough")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 512))
  (func (export "setup") (result i32)
    (i32.store (i32.const 68) (i32.const 16)) (i32.store (i32.const 72) (i32.const 6)) (i32.const 64))
  (func (export "run") (result i32)
    (call $data (i32.const 128))
    (call $mark (i32.load (i32.const 128)) (i32.const 3))
    (if (call $iteration) (then (call $abort (i32.load (i32.const 128)) (i32.load (i32.const 132)))))
    (i32.const 0))
  (func (export "teardown") (result i32) (call $sleep (f64.const inf)) (i32.const 0)))"#;

#[tokio::test]
async fn setup_hands_over_abort_stops_and_teardown_has_its_time() {
    let stage = Stage::new(STAGES, "teardown_timeout = \"20ms\"\n").await;
    assert_eq!(stage.host.setup().await, Ok(()));
    let mut user = stage.user().await;
    assert_eq!(iterate(&mut user, 0).await, End::Complete);
    assert_eq!(stage.host.marked_failed(), Some("eno"));
    assert_eq!(iterate(&mut user, 1).await, End::Aborted("enough".into()));
    assert_eq!(stage.stop.reason(), Some(&Reason::Aborted("enough".into())));
    assert_eq!(stage.host.teardown().await, Err(StageFailure::TimedOut(Duration::from_millis(20))));
}

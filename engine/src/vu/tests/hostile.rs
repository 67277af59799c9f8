use super::support::{Stage, iterate};
use crate::vu::End;

/// A journey whose first iteration does this; the others do nothing.
fn once(bad: &str) -> String {
    format!(
        r#"(module
  (import "throng:load/vu@0.1.0" "iteration" (func $iteration (result i32)))
  (import "throng:load/vu@0.1.0" "elapsed" (func $elapsed (result f64)))
  (import "throng:load/vu@0.1.0" "tag" (func $tag (param i32 i32 i32 i32)))
  (import "throng:load/log@0.1.0" "info" (func $info (param i32 i32)))
  (import "throng:load/http@0.1.0" "[constructor]request" (func $request (param i32 i32 i32 i32) (result i32)))
  (import "throng:load/data@0.1.0" "[constructor]table" (func $table (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "GET/namex")
  (func $deeper (param i32) (result i32) (i32.add (call $deeper (local.get 0)) (call $deeper (i32.const 1))))
  (func $bad (result i32) {bad} (i32.const 0))
  (func (export "run") (result i32)
    (if (call $iteration) (then (return (i32.const 0))))
    (call $bad)))"#
    )
}

/// The first iteration fails of this cause, with this in its message; the next is complete, in a new instance.
async fn loses_its_iteration(bad: &str, settings: &str, cause: &str, says: &str) {
    let stage = Stage::new(&once(bad), settings).await;
    let mut user = stage.user().await;
    assert_eq!(iterate(&mut user, 0).await, End::Failed);
    let (count, first) = stage.failure(cause);
    assert_eq!(count, 1);
    assert!(first.starts_with("vu 1 default: ") && first.contains(says), "{first}");
    assert_eq!(iterate(&mut user, 1).await, End::Complete);
}

#[tokio::test]
async fn a_trap() {
    loses_its_iteration("unreachable", "", "trap", "bad").await;
}

#[tokio::test]
async fn an_error() {
    let error = "(i32.store (i32.const 64) (i32.const 1)) (i32.store (i32.const 68) (i32.const 16)) \
                 (i32.store (i32.const 72) (i32.const 3)) (return (i32.const 64))";
    loses_its_iteration(error, "", "error", "GET").await;
}

#[tokio::test]
async fn a_loop_without_end() {
    loses_its_iteration("(loop $l (br $l))", "[limits]\ncpu = \"30ms\"\n", "cpu", "computed for 30 ms").await;
}

#[tokio::test]
async fn a_loop_that_only_asks_for_the_time() {
    let ask = "(loop $l (drop (call $elapsed)) (br $l))";
    loses_its_iteration(ask, "[limits]\ncpu = \"30ms\"\n", "cpu", "computed for 30 ms").await;
}

#[tokio::test]
async fn recursion_without_end() {
    loses_its_iteration("(drop (call $deeper (i32.const 1)))", "", "stack", "deeper").await;
}

#[tokio::test]
async fn memory_without_end() {
    loses_its_iteration("(loop $l (drop (memory.grow (i32.const 16))) (br $l))", "", "memory", "limits.memory").await;
}

#[tokio::test]
async fn a_flood_of_log_lines() {
    loses_its_iteration("(loop $l (call $info (i32.const 16) (i32.const 4)) (br $l))", "", "log", "limits.log_bytes")
        .await;
}

#[tokio::test]
async fn a_million_handles() {
    let hold = "(loop $l (drop (call $request (i32.const 16) (i32.const 3) (i32.const 19) (i32.const 1))) (br $l))";
    loses_its_iteration(hold, "", "handles", "10000 handles").await;
}

#[tokio::test]
async fn a_tag_of_the_engine() {
    let tag = "(call $tag (i32.const 20) (i32.const 4) (i32.const 24) (i32.const 1))";
    loses_its_iteration(tag, "", "trap", "vu.tag: `name` is a tag that the engine sets").await;
}

#[tokio::test]
async fn a_table_that_is_not_there() {
    let table = "(drop (call $table (i32.const 16) (i32.const 3)))";
    loses_its_iteration(table, "", "trap", "data.table: the plan has no table `GET`; it has none").await;
}

#[tokio::test]
async fn a_neighbour_that_computes_does_not_hold_the_shard() {
    let stage = Stage::new(&once("(loop $l (br $l))"), "[limits]\ncpu = \"200ms\"\n").await;
    let mut user = stage.user().await;
    // On one thread: the sleeper only ends before the loop does when the loop yields.
    let sleeper = async {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        "slept"
    };
    let looped = async {
        iterate(&mut user, 0).await;
        "looped"
    };
    let first = futures_util::future::select(Box::pin(sleeper), Box::pin(looped)).await.factor_first().0;
    assert_eq!(first, "slept");
}

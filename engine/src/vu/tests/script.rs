use std::sync::Arc;

use super::support::{Lines, Stage, iterate, plan};
use crate::exit::{ExitCode, Failed};
use crate::plan::Plan;
use crate::vu::{Effort, End, Program, Script};

const PLAN: &str = "target = \"http://127.0.0.1:1\"\njourney = \"builtin:url\"\nvus = 1\n";

/// Takes the text as the plan; refuses what begins with `!`; traps in `login`.
const LOADER: &str = r#"(component
  (import "throng:dev/journey@0.1.0" (instance $dev
    (export "text" (func (result string)))
    (export "refuse" (func (param "message" string)))
    (export "place" (func (param "where" string)))))
  (core module $memory
    (memory (export "memory") 1)
    (data (i32.const 64) "login (a.js:7)")
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
  (core instance $memory (instantiate $memory))
  (core func $text (canon lower (func $dev "text") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
  (core func $refuse (canon lower (func $dev "refuse") (memory (core memory $memory "memory"))))
  (core func $place (canon lower (func $dev "place") (memory (core memory $memory "memory"))))
  (core module $stages
    (import "dev" "text" (func $text (param i32)))
    (import "dev" "refuse" (func $refuse (param i32 i32)))
    (import "dev" "place" (func $place (param i32 i32)))
    (import "memory" "memory" (memory 1))
    (func (export "plan") (result i32)
      (call $text (i32.const 16))
      (if (i32.eq (i32.load8_u (i32.load (i32.const 16))) (i32.const 33))
        (then (call $refuse (i32.load (i32.const 16)) (i32.load (i32.const 20)))))
      (i32.const 16))
    (func (export "run") (result i32)
      (call $place (i32.const 64) (i32.const 14))
      unreachable))
  (core instance $stages (instantiate $stages
    (with "dev" (instance (export "text" (func $text)) (export "refuse" (func $refuse))
      (export "place" (func $place))))
    (with "memory" (instance $memory))))
  (func (export "plan") (result string) (canon lift (core func $stages "plan") (memory (core memory $memory "memory"))))
  (func (export "run") (result (result (error string)))
    (canon lift (core func $stages "run") (memory (core memory $memory "memory")))))"#;

fn program(text: &str, plan: &Plan) -> Arc<Program> {
    let effort = Effort::Try(Some(Arc::new(Script::new(LOADER.into(), text.to_owned()))));
    Program::compile("journey.wasm", LOADER.as_bytes(), plan, &effort).unwrap()
}

async fn planned(text: &str) -> anyhow::Result<Option<String>> {
    let plan = plan(PLAN);
    program(text, &plan).plan_export(&plan, Lines::default().log()).await
}

#[tokio::test]
async fn a_text_is_taken_or_refused_with_its_own_words() {
    assert_eq!(planned("{}").await.unwrap().as_deref(), Some("{}"));
    let error = planned("!Error: boom\n  at journey.js:3").await.unwrap_err();
    assert_eq!(error.to_string(), "!Error: boom\n  at journey.js:3");
    assert_eq!(error.downcast_ref::<Failed>().map(|failed| failed.code), Some(ExitCode::Invalid));
}

#[tokio::test]
async fn a_trap_has_the_place_that_the_text_told() {
    let stage = Stage::of(|plan| program("{}", plan), "").await;
    assert_eq!(iterate(&mut stage.user().await, 0).await, End::Failed);
    let (_, message) = stage.failure("trap");
    assert!(message.ends_with("wasm `unreachable` instruction executed\n  at login (a.js:7)"), "{message}");
}

#[test]
fn a_run_gives_no_text() {
    let error = Program::compile("loader.wasm", LOADER.as_bytes(), &plan(PLAN), &Effort::Run).err().unwrap();
    assert!(format!("{error:#}").contains("`throng:dev/journey@0.1.0`, which no engine has"), "{error:#}");
}

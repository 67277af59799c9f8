use std::sync::Arc;

use wasmtime::component::{Component, Linker};
use wit_component::{StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi, Resolve};

use super::support::{Lines, Stage, iterate, plan, program};
use crate::plan::Plan;
use crate::vu::{Effort, End, Exports, Program, answer::Answer, component, host, settings::Settings};

const PLAN: &str =
    "target = \"http://127.0.0.1:1\"\njourney = \"builtin:url\"\nvus = 1\nenv = { GREETING = \"hello\" }\n";

/// A core module that imports every function of this world, and exports what it asks for.
fn dummy(resolve: &Resolve, world: wit_parser::WorldId) -> Vec<u8> {
    let mut module = dummy_module(resolve, world, ManglingAndAbi::Legacy(LiftLowerAbi::Sync));
    embed_component_metadata(&mut module, resolve, world, StringEncoding::UTF8).unwrap();
    module
}

#[test]
fn every_function_of_the_contract_is_there_with_its_type() {
    let (resolve, package) = component::resolve().unwrap();
    let world = resolve.select_world(&[package], Some("staged")).unwrap();
    let program = Program::compile("dummy", &dummy(&resolve, world), &plan(PLAN), &Effort::Run).unwrap();
    let stages = Exports { plan: true, setup: true, start: true, stop: true, teardown: true };
    assert_eq!(program.exports(), stages);
    let count = |interface: &str| {
        program.imports().iter().filter(|i| i.starts_with(&format!("throng:load/{interface}@"))).count()
    };
    let counts = ["http", "session", "metrics", "vu", "log", "data", "store"].map(count);
    let of_contract = |interface: &str| {
        let id = resolve.packages[package].interfaces[interface];
        resolve.interfaces[id].functions.len()
    };
    assert_eq!(counts, ["http", "session", "metrics", "vu", "log", "data", "store"].map(of_contract));
    assert!(counts.iter().sum::<usize>() > 100, "{counts:?}");
}

/// The program on a host of a later version: it has a method, a function and an interface more, a phase of its own, and a
/// failure code that today's contract does not name.
fn on_a_later_host(name: &str, file: &[u8], plan: &Plan) -> anyhow::Result<Arc<Program>> {
    let settings = Settings::here(1, false);
    let engine = wasmtime::Engine::new(&settings.config(&plan.limits, &Effort::Run)).unwrap();
    let mut linker = Linker::new(&engine);
    host::link(&mut linker).unwrap();
    linker.allow_shadowing(true);
    let mut http = linker.instance("throng:load/http@0.1.1").unwrap();
    http.func_wrap("[method]response.priority", |_: host::Cx<'_>, (_,): Asked| Ok((1_u32,))).unwrap();
    http.func_wrap("[method]response.queueing", |_: host::Cx<'_>, (_,): Asked| Ok((12.5_f64,))).unwrap();
    http.func_wrap("[method]response.failure", |_: host::Cx<'_>, (_,): Asked| Ok(("throttled".to_owned(),))).unwrap();
    http.func_wrap("head", |_: host::Cx<'_>, (): ()| Ok(())).unwrap();
    let mut later = linker.instance("throng:load/later@0.1.1").unwrap();
    later.func_wrap("connect", |_: host::Cx<'_>, (): ()| Ok(())).unwrap();
    let component = Component::new(&engine, component::component(name, file).unwrap()).unwrap();
    Program::with_linker(name, &engine, &component, &linker, plan.limits.clone(), None).map(Arc::new)
}

type Asked = (host::Handle<Answer>,);

#[test]
fn a_guest_that_uses_all_of_today_links_on_a_host_that_has_more() {
    let (resolve, package) = component::resolve().unwrap();
    let world = resolve.select_world(&[package], Some("journey")).unwrap();
    on_a_later_host("dummy", &dummy(&resolve, world), &plan(PLAN)).unwrap();
}

/// Says what `failure` says, and traps when one phase is longer than all.
const ASKER: &str = r#"(module
  (import "throng:load/http@0.1.0" "get" (func $get (param i32 i32) (result i32)))
  (import "throng:load/http@0.1.0" "[method]response.failure" (func $failure (param i32 i32)))
  (import "throng:load/http@0.1.0" "[method]response.waiting" (func $waiting (param i32) (result f64)))
  (import "throng:load/http@0.1.0" "[method]response.duration" (func $duration (param i32) (result f64)))
  (import "throng:load/log@0.1.0" "info" (func $info (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "/")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 512))
  (func (export "run") (result i32) (local $response i32)
    (local.set $response (call $get (i32.const 16) (i32.const 1)))
    (call $failure (local.get $response) (i32.const 256))
    (call $info (i32.load (i32.const 256)) (i32.load (i32.const 260)))
    (if (f64.gt (call $waiting (local.get $response)) (call $duration (local.get $response))) (then unreachable))
    (i32.const 0)))"#;

#[tokio::test]
async fn a_guest_of_today_runs_on_a_host_that_has_more() {
    let stage = Stage::of(|plan| on_a_later_host("asker.wat", ASKER.as_bytes(), plan).unwrap(), "").await;
    let mut user = stage.user().await;
    assert_eq!(iterate(&mut user, 0).await, End::Complete, "{}", stage.lines.text());
    assert_eq!(stage.lines.text(), "info  [vu 1 default] throttled\n");
    let today = Stage::new(ASKER, "").await;
    assert_eq!(iterate(&mut today.user().await, 0).await, End::Complete);
    assert_eq!(today.lines.text(), "info  [vu 1 default] \n");
}

#[test]
fn a_guest_of_a_later_patch_runs_unless_it_uses_what_is_new() {
    let plan = plan(PLAN);
    let guest = |function: &str| {
        let text = component::LOAD_WIT.replace("package throng:load@0.1.1;", "package throng:load@0.1.4;");
        let text = text.replace("  disconnect: func();", "  disconnect: func();\n  reconnect: func();");
        let text = format!("{text}\nworld small {{ import session; export run: func() -> result<_, string>; }}");
        let mut resolve = Resolve::default();
        resolve.push_source("poll.wit", component::POLL_WIT).unwrap();
        let package = resolve.push_source("load.wit", &text).unwrap();
        let world = resolve.select_world(&[package], Some("small")).unwrap();
        let module = format!(
            r#"(module (import "throng:load/session@0.1.4" "{function}" (func)) (memory (export "memory") 1)
                (func (export "run") (result i32) i32.const 0))"#
        );
        let mut module = wat::parse_str(module).unwrap();
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
        Program::compile("later.wasm", &module, &plan, &Effort::Run)
    };
    guest("disconnect").unwrap();
    assert_eq!(
        format!("{:#}", guest("reconnect").err().unwrap()),
        "later.wasm: it imports `reconnect` of `throng:load/session@0.1.4`, and this engine has throng:load@0.1.1 \
         without it: use an engine of contract 0.1.4, or build the journey against 0.1.1"
    );
}

#[test]
fn a_journey_must_have_run() {
    let error = program(
        r#"(module (memory (export "memory") 1) (func (export "start") (result i32) i32.const 0))"#,
        &plan(PLAN),
    );
    assert_eq!(
        error.err().unwrap().to_string(),
        "test.wat has no export `run`: a journey must have run: func() -> result<_, string>"
    );
}

const TALKER: &str = r#"(module
  (import "throng:load/vu@0.1.0" "env" (func $env (param i32 i32 i32)))
  (import "throng:load/log@0.1.0" "info" (func $info (param i32 i32)))
  (import "throng:load/vu@0.1.0" "id" (func $id (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "GREETINGtest")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 512))
  (func (export "run") (result i32) (i32.const 0))
  (func (export "plan") (result i32)
    (call $env (i32.const 16) (i32.const NAME) (i32.const 256))
    (if (i32.eqz (i32.load (i32.const 256))) (then (drop (call $id))))
    (call $info (i32.load (i32.const 260)) (i32.load (i32.const 264)))
    (i32.const 260)))"#;

#[tokio::test]
async fn the_plan_may_ask_for_values_and_say_something() {
    let plan = plan(PLAN);
    let lines = Lines::default();
    let program = program(&TALKER.replace("NAME", "8"), &plan).unwrap();
    let text = program.plan_export(&plan, lines.log()).await.unwrap();
    assert_eq!(text.as_deref(), Some("hello"));
    assert_eq!(lines.text(), "info  [plan] hello\n");
}

#[tokio::test]
async fn the_plan_may_not_act_for_a_user() {
    let plan = plan(PLAN);
    let program = program(&TALKER.replace("NAME", "4"), &plan).unwrap();
    let error = program.plan_export(&plan, Lines::default().log()).await.unwrap_err().to_string();
    assert!(error.contains("the journey's plan failed: vu.id cannot be called while preparing"), "{error}");
}

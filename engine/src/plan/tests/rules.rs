use super::*;

/// The mistakes of one scenario `s`, without the `scenarios.s` in front of their paths.
fn scenario(settings: &str) -> Vec<String> {
    let folder = Folder::new();
    let text = format!("journey = \"shop.wasm\"\nallow = [\"*\"]\n[scenarios.s]\n{settings}\n");
    match folder.load(&text) {
        Ok(_) => Vec::new(),
        Err(errors) => {
            errors.iter().map(|e| format!("{} {}", e.path.trim_start_matches("scenarios.s"), e.instead)).collect()
        }
    }
}

#[test]
fn constant_vus() {
    let with = |rest: &str| scenario(&format!("executor = \"constant-vus\"\n{rest}"));
    assert_eq!(with("duration = \"1s\""), [""; 0]);
    assert_eq!(with("duration = \"1s\"\nvus = 0"), [".vus 1"]);
    assert_eq!(with("vus = 1"), [" duration = \"30s\""]);
    assert_eq!(with("duration = \"999ms\""), [".duration \"1s\""]);
    assert_eq!(with("duration = \"1s\"\nbogus = 1"), [".bogus nothing: remove it"]);
    assert_eq!(with("duration = \"1s\"\niterations = 1"), [".iterations nothing: remove it"]);
    assert_eq!(with("duration = \"1s\"\nstart_time = \"-1ms\""), [".start_time \"1ms\""]);
    assert_eq!(with("duration = \"1s\"\ngraceful_stop = \"-5ms\""), [".graceful_stop \"5ms\""]);
    assert_eq!(with("duration = \"1s\"\nexec = \"nope\""), [".exec nothing: remove it"]);
}

#[test]
fn iteration_executors() {
    for executor in ["shared-iterations", "per-vu-iterations"] {
        let with = |rest: &str| scenario(&format!("executor = \"{executor}\"\n{rest}"));
        assert_eq!(with(""), [""; 0]);
        assert_eq!(with("iterations = 0"), [".iterations 1"]);
        assert_eq!(with("vus = -1\niterations = 2"), [".vus 1"]);
        assert_eq!(with("max_duration = \"900ms\""), [".max_duration \"1s\""]);
        assert_eq!(with("duration = \"10s\""), [".duration max_duration"]);
    }
    assert_eq!(scenario("executor = \"shared-iterations\"\nvus = 5\niterations = 3"), [".iterations 5"]);
    assert_eq!(scenario("executor = \"shared-iterations\"\nvus = 5"), [".iterations 1"]);
    assert_eq!(scenario("executor = \"per-vu-iterations\"\nvus = 5\niterations = 3"), [""; 0]);
}

#[test]
fn ramping_vus() {
    let with = |rest: &str| scenario(&format!("executor = \"ramping-vus\"\n{rest}"));
    let example = "[{ duration = \"10s\", target = 10 }]";
    assert_eq!(with("stages = [{ duration = \"0s\", target = 3 }]"), [""; 0]);
    assert_eq!(with("start_vus = 1"), [format!(" stages = {example}")]);
    assert_eq!(with("stages = []"), [format!(".stages {example}")]);
    assert_eq!(
        with("start_vus = 0\nstages = [{ duration = \"1s\", target = 0 }]"),
        [".stages [{ duration = \"1s\", target = 10 }]"]
    );
    assert_eq!(with("stages = [{ duration = \"-1s\", target = 3 }]"), [".stages[0].duration \"1s\""]);
    assert_eq!(with("stages = [{ duration = \"1s\", target = -3 }]"), [".stages[0].target 3"]);
    assert_eq!(with("stages = [{ duration = \"1s\", target = 3, rate = 1 }]"), [".stages[0].rate nothing: remove it"]);
    assert_eq!(with("startVUs = 2\nstages = [{ duration = \"1s\", target = 3 }]"), [".startVUs start_vus"]);
}

#[test]
fn arrival_rates() {
    let with = |rest: &str| scenario(&format!("executor = \"constant-arrival-rate\"\nduration = \"1s\"\n{rest}"));
    assert_eq!(with("rate = 1\npre_allocated_vus = 0"), [""; 0]);
    assert_eq!(with("rate = 0\npre_allocated_vus = 1"), [".rate 1"]);
    assert_eq!(with("rate = 1.5\npre_allocated_vus = 1"), [".rate 2"]);
    assert_eq!(with("rate = 1"), [" pre_allocated_vus = 10"]);
    assert_eq!(with("rate = 1\npreAllocatedVUs = 1"), [".preAllocatedVUs pre_allocated_vus"]);
    assert_eq!(with("rate = 1\npre_allocated_vus = 3\nmax_vus = 2"), [".max_vus 3"]);
    assert_eq!(with("rate = 1\npre_allocated_vus = 3\ntime_unit = \"0s\""), [".time_unit \"1s\""]);
    assert_eq!(with("rate = 1\npre_allocated_vus = 3\nlate = \"que\""), [".late \"queue\""]);
    let ramping = |rest: &str| scenario(&format!("executor = \"ramping-arrival-rate\"\npre_allocated_vus = 1\n{rest}"));
    assert_eq!(ramping("stages = []"), [".stages [{ duration = \"10s\", target = 10 }]"]);
    assert_eq!(ramping("stages = [{ duration = \"1s\", target = 0 }]"), [""; 0]);
    assert_eq!(ramping("stages = [{ duration = \"1s\", target = 5 }]\nvus = 3"), [".vus nothing: remove it"]);
}

#[test]
fn pauses() {
    let with = |pause: &str| scenario(&format!("executor = \"per-vu-iterations\"\npause = {pause}"));
    let right = [
        "\"1s\"",
        "{ uniform = [\"1s\", \"1s\"] }",
        "{ exponential = \"1s\" }",
        "{ normal = [\"1s\", \"2s\"] }",
        "{ pacing = \"5s\" }",
        "{ throughput = 0.2 }",
        "{ throughput = 2 }",
    ];
    for right in right {
        assert_eq!(with(right), [""; 0], "{right}");
    }
    assert_eq!(with("{ uniform = [\"3s\", \"1s\"] }"), [".pause.uniform [\"1s\", \"3s\"]"]);
    assert_eq!(with("{ uniform = [\"3s\"] }"), [".pause.uniform [\"1s\", \"3s\"]"]);
    assert_eq!(with("{ unifrom = [\"1s\", \"3s\"] }"), [".pause.unifrom uniform"]);
    assert_eq!(with("{ throughput = 0 }"), [".pause.throughput 1"]);
    assert_eq!(with("{ pacing = \"0s\" }"), [".pause.pacing \"5s\""]);
    assert_eq!(with("{ }"), [".pause { uniform = [\"1s\", \"3s\"] }"]);
    assert_eq!(with("3"), [".pause \"3s\""]);
}

#[test]
fn names_and_order() {
    assert_eq!(scenario("executor = \"per-vu-iterations\"\nstart_after = \"s\""), [".start_after nothing: remove it"]);
    assert_eq!(scenario("executor = \"per-vu-iterations\"\nstart_after = \"x\""), [".start_after nothing: remove it"]);
    assert_eq!(scenario("vus = 1"), [" executor = \"per-vu-iterations\""]);
    assert_eq!(scenario("executer = \"constant-vus\"\nduration = \"5s\""), [".executer executor"]);
    let folder = Folder::new();
    let wait = |name: &str, after: &str| {
        format!("[scenarios.{name}]\nexecutor = \"per-vu-iterations\"\nstart_after = \"{after}\"\n")
    };
    let text =
        format!("journey = \"shop.wasm\"\n{}{}{}{}", wait("a", "b"), wait("b", "c"), wait("c", "b"), wait("d", "a"));
    let errors = folder.load(&text).unwrap_err();
    let told: Vec<_> = errors.iter().map(|e| (e.path.as_str(), e.message.as_str())).collect();
    assert_eq!(told, [("scenarios.b.start_after", "scenarios wait for each other: b → c → b")]);
    let text = "journey = \"shop.wasm\"\n[scenarios.\"a b\"]\nexecutor = \"per-vu-iterations\"\n";
    let errors = folder.load(text).unwrap_err();
    assert_eq!(errors.iter().map(|e| (e.line, e.col, e.instead.as_str())).collect::<Vec<_>>(), [(2, 12, "a_b")]);
}

#[test]
fn most_users() {
    let folder = Folder::new();
    let plan = folder.plan(FULL);
    let each: Vec<u32> = plan.scenarios.iter().map(|s| s.executor.max_vus()).collect();
    assert_eq!((each, plan.max_vus()), (vec![10, 20, 5, 3], 38));
}

#[test]
fn a_tag_that_the_engine_sets_is_no_tag_of_a_plan() {
    let folder = Folder::new();
    let text = "journey = \"shop.wasm\"\nduration = \"1s\"\ntags = { status = \"x\", team = \"a\" }\n";
    let errors = folder.load(text).unwrap_err();
    let told: Vec<_> =
        errors.iter().map(|e| (e.line, e.path.as_str(), e.message.as_str(), e.instead.as_str())).collect();
    assert_eq!(told, [(3, "tags.status", "`status` is a tag that the engine sets", "my_status")]);
    let text =
        "journey = \"shop.wasm\"\n[scenarios.a]\nexecutor = \"shared-iterations\"\n[scenarios.a.tags]\nname = \"x\"\n";
    let errors = folder.load(text).unwrap_err();
    assert_eq!((errors.len(), errors[0].line, errors[0].instead.as_str()), (1, 5, "my_name"));
}

#[test]
fn a_threshold_selects_tags_that_somebody_sets() {
    let folder = Folder::new();
    let text = r#"
        journey = "shop.wasm"
        allow = ["*"]
        tags = { team = "a" }
        [scenarios.a]
        executor = "shared-iterations"
        tags = { page = "b" }
        [thresholds]
        "http_reqs{team:a,page:b,status:200}" = ["count > 0"]
        "http_reqs{statsu:200}" = ["count > 0"]
        "http_reqs{kind:c}" = ["count > 0"]
    "#;
    let asked = |own_tags| Sources { export: Some("{}".into()), own_tags, ..folder.sources("throng.toml", text) };
    let errors = load(asked(false)).unwrap_err();
    let told: Vec<_> = errors.iter().map(|e| (e.line, e.message.as_str(), e.instead.as_str())).collect();
    let any = "`METRIC` or `METRIC{tag:value}`";
    let status = "\"http_reqs{status:200}\"";
    assert_eq!(told, [(10, "no series has a tag `statsu`", status), (11, "no series has a tag `kind`", any)]);
    let (_, warnings) = load(asked(true)).unwrap();
    let told: Vec<_> = warnings.iter().map(|w| (w.doubt, w.message.as_str())).collect();
    let near = "no series has a tag `statsu` but one that the journey sets; else write `http_reqs{status:200}`";
    assert_eq!(told, [(true, near), (true, "no series has a tag `kind` but one that the journey sets")]);
    let (_, warnings) = load(Sources { export: None, ..asked(true) }).unwrap();
    assert_eq!(warnings, []);
}

#[test]
fn json_that_only_its_looser_relatives_allow_is_told_beside_the_plans_own_mistakes() {
    let folder = Folder::new();
    let text = "{\n'journey': \"shop.wasm\"\n\"duration\": \"1x\",\nvus: 0,\n\"seed\": 0x10,\n\"nmae\": \"a\"\n}";
    let errors = load(folder.sources("p.json", text)).unwrap_err();
    let places: Vec<_> =
        errors.iter().map(|e| (e.line, e.path.as_str(), e.message.starts_with("not valid JSON"))).collect();
    let notation = |line| (line, "", true);
    assert_eq!(
        places,
        [
            notation(2),
            notation(2),
            (3, "duration", false),
            notation(4),
            (4, "vus", false),
            notation(5),
            (5, "seed", false),
            (6, "nmae", false)
        ]
    );
}

use super::*;

const SHORT: &str = "journey = \"shop.wasm\"\ntarget = \"http://127.0.0.1:8080\"\n";

fn flag(path: &str, text: &str) -> (String, String, Origin) {
    (path.to_owned(), text.to_owned(), Origin::Flag(format!("--set {path}")))
}

fn loaded(sources: Sources) -> (Plan, Vec<String>) {
    let (plan, warnings) = load(sources).map_err(|e| render_errors(&e)).unwrap();
    (plan, warnings.iter().map(ToString::to_string).collect())
}

fn shortcut(text: &str) -> (Executor, Vec<String>) {
    let folder = Folder::new();
    let (plan, warnings) = loaded(folder.sources("throng.toml", &format!("{SHORT}{text}")));
    assert_eq!((plan.scenarios.len(), plan.scenarios[0].name.as_str()), (1, "default"));
    (plan.scenarios[0].executor.clone(), warnings)
}

#[test]
fn shortcuts_mean_what_they_mean_in_k6() {
    let secs = Duration::from_secs;
    let none: Vec<String> = Vec::new();
    assert_eq!(
        shortcut("vus = 3\nduration = \"1s\""),
        (Executor::ConstantVus { vus: 3, duration: secs(1) }, none.clone())
    );
    let shared = |vus, iterations, max| Executor::SharedIterations { vus, iterations, max_duration: secs(max) };
    assert_eq!(shortcut("vus = 2\niterations = 5"), (shared(2, 5, 600), none.clone()));
    assert_eq!(shortcut("vus = 2\niterations = 500\nduration = \"1s\""), (shared(2, 500, 1), none.clone()));
    let stages = vec![Stage { duration: Duration::from_millis(500), target: 2 }];
    let ramping = Executor::RampingVus { start_vus: 1, stages, graceful_ramp_down: secs(30) };
    assert_eq!(shortcut("stages = [{ duration = \"500ms\", target = 2 }]"), (ramping, none.clone()));
    let once = Executor::PerVuIterations { vus: 1, iterations: 1, max_duration: secs(600) };
    assert_eq!(shortcut(""), (once.clone(), none));
    let (executor, warnings) = shortcut("vus = 3");
    assert_eq!((executor, warnings.len()), (once, 1));
}

/// The same setting from each layer: every higher one wins, and its origin is told.
#[test]
fn export_is_under_file_is_under_environment_is_under_flag() {
    let folder = Folder::new();
    let export =
        "{\"http\": {\"timeout\": \"1s\", \"connect_timeout\": \"1s\", \"max_redirects\": 1, \"parallel\": 1}}";
    let file = format!("{SHORT}[http]\nconnect_timeout = \"2s\"\nmax_redirects = 2\nparallel = 2\n");
    let mut sources = folder.sources("throng.toml", &file);
    sources.export = Some(export.into());
    sources.environment.push(("THRONG_HTTP_MAX_REDIRECTS".into(), "3".into()));
    sources.environment.push(("THRONG_HTTP_PARALLEL".into(), "3".into()));
    sources.overrides.values = vec![flag("http.parallel", "4")];
    let rows = origins(&sources);
    let origin =
        |path: &str| rows.iter().find(|r| r.path == path).map(|r| (r.value.clone(), r.origin.clone())).unwrap();
    let told = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
    assert_eq!(origin("http.timeout"), told("\"1s\"", "the journey's plan export"));
    assert_eq!(origin("http.connect_timeout"), told("\"2s\"", "plan file"));
    assert_eq!(origin("http.max_redirects"), told("3", "variable THRONG_HTTP_MAX_REDIRECTS"));
    assert_eq!(origin("http.parallel"), told("4", "flag --set http.parallel"));
    assert_eq!(origin("http.max_body"), told("64MiB", "default"));
    let (plan, warnings) = loaded(sources);
    let http = plan.http;
    let read = (http.timeout.as_secs(), http.connect_timeout.as_secs(), http.max_redirects, http.parallel);
    assert_eq!((read, warnings), ((1, 2, 3, 4), vec![]));
}

#[test]
fn a_journey_cannot_give_itself_authority() {
    let folder = Folder::new();
    let refused = [
        ("{\"target\": \"http://10.0.0.1\"}", "target"),
        ("{\"allow\": [\"*\"]}", "allow"),
        ("{\"limits\": {\"memory\": \"4GiB\"}}", "limits"),
        ("{\"tls\": {\"insecure\": true}}", "tls"),
        ("{\"env\": {\"A\": {\"env\": \"HOME\"}}}", "env"),
        ("{\"secrets\": {\"a\": {\"env\": \"HOME\"}}}", "secrets"),
        ("{\"files\": {\"a\": \"/etc/passwd\"}}", "files"),
        ("{\"data\": {\"a\": {\"file\": \"/etc/passwd\"}}}", "data"),
        ("{\"journey\": \"other.wasm\"}", "journey"),
        ("{\"seed\": 1}", "seed"),
        ("{\"tags\": {\"a\": \"b\"}}", "tags"),
        ("{\"http\": {\"proxy\": \"http://10.0.0.1:1\"}}", "http.proxy"),
        ("{\"http\": {\"hosts\": {\"a\": \"127.0.0.1\"}}}", "http.hosts"),
        ("{\"http\": {\"local_addresses\": [\"127.0.0.1\"]}}", "http.local_addresses"),
        ("{\"http\": {\"debug\": true}}", "http.debug"),
        (
            "{\"scenarios\": {\"a\": {\"executor\": \"per-vu-iterations\", \"env\": {\"A\": {\"env\": \"HOME\"}}}}}",
            "scenarios.a.env.A",
        ),
        ("{\"outputs\": [\"json=/etc/x\"]}", "outputs"),
        ("{\"outputs\": {\"x\": {\"kind\": \"json\", \"to\": \"x\"}}}", "outputs"),
    ];
    for (export, path) in refused {
        let mut sources = folder.sources("throng.toml", SHORT);
        sources.export = Some(export.into());
        let errors = load(sources).map(|_| panic!("{export} is taken")).unwrap_err();
        let told: Vec<_> = errors.iter().map(|e| (e.file.as_str(), e.path.as_str())).collect();
        assert_eq!(told, [("the journey's plan export", path)], "{export}");
    }
}

#[test]
fn a_journey_may_give_workload_thresholds_metrics_and_names() {
    let folder = Folder::new();
    let export = r#"{"scenarios": {"a": {"executor": "constant-vus", "duration": "5s", "env": {"A": "1"}}},
        "thresholds": {"m": ["p(95) < 1"]}, "metrics": {"m": {"kind": "trend", "unit": "ms"}}, "data": ["users"],
        "http": {"headers": {"x": "y"}}}"#;
    let mut sources = folder.sources("throng.toml", &format!("{SHORT}[data.users]\nfile = \"users.csv\"\n"));
    sources.export = Some(export.into());
    let (plan, warnings) = loaded(sources.clone());
    assert_eq!((plan.scenarios[0].name.as_str(), plan.scenarios[0].env["A"].as_str()), ("a", "1"));
    assert_eq!((plan.thresholds.len(), plan.metrics.len(), plan.http.headers.len(), warnings.len()), (1, 1, 1, 0));
    sources.file = Some((folder.0.join("throng.toml"), SHORT.into()));
    let errors = load(sources).unwrap_err();
    assert_eq!(errors[0].message, "the journey reads the table `users`, which the plan does not have");
    assert_eq!((errors.len(), errors[0].line), (1, 2));
}

#[test]
fn a_workload_of_the_command_line_replaces_the_scenarios() {
    let folder = Folder::new();
    let file = format!("{SHORT}[scenarios.a]\nexecutor = \"constant-vus\"\nvus = 4\nduration = \"5s\"\n");
    let with = |values: Vec<(String, String, Origin)>| {
        let mut sources = folder.sources("throng.toml", &file);
        sources.overrides.values = values;
        sources
    };
    let (plan, warnings) = loaded(with(vec![flag("vus", "2"), flag("duration", "\"3s\"")]));
    assert_eq!(plan.scenarios[0].executor, Executor::ConstantVus { vus: 2, duration: Duration::from_secs(3) });
    assert_eq!(
        warnings,
        ["scenarios: `scenarios` of the plan file is replaced by `duration` of the flag --set duration"]
    );
    let (plan, warnings) = loaded(with(vec![flag("stages", "1s:5,2s:0")]));
    let stage = |secs, target| Stage { duration: Duration::from_secs(secs), target };
    assert_eq!((plan.scenarios[0].executor.stages(), warnings.len()), (&[stage(1, 5), stage(2, 0)][..], 1));
    let (plan, warnings) = loaded(with(vec![flag("scenarios.a.vus", "9")]));
    let executor = Executor::ConstantVus { vus: 9, duration: Duration::from_secs(5) };
    assert_eq!((plan.scenarios[0].executor.clone(), warnings.len()), (executor, 0));
    let errors = load(with(vec![flag("vus", "9")])).unwrap_err();
    assert_eq!((errors.len(), errors[0].file.as_str(), errors[0].line), (1, "--set vus", 0));
    assert_eq!(errors[0].instead, "`--set scenarios.a.vus=…`, or a `--duration` beside it");
}

#[test]
fn variables_and_flags_reach_every_setting() {
    let folder = Folder::new();
    let file = format!("{SHORT}[scenarios.browse-all]\nexecutor = \"constant-vus\"\nvus = 4\nduration = \"5s\"\n");
    let mut sources = folder.sources("throng.toml", &file);
    let variables = [
        ("THRONG_SCENARIOS_BROWSE_ALL_VUS", "7"),
        ("THRONG_ENV_BASE_URL", "x=y"),
        ("THRONG_TAGS_TEAM", "a"),
        ("THRONG_HTTP_HEADERS_X_TRACE", "1"),
        ("THRONG_SECRETS_TOKEN_ENV", "API_KEY"),
        ("THRONG_HTTP_HOSTS", "{ \"api.example.org\" = \"127.0.0.1\" }"),
        ("THRONG_HTTP_BLOCKED_HOSTS", "a.example, b.example"),
        ("THRONG_THRESHOLDS_CHECKS", "rate > 0.5"),
        ("THRONG_TLS_INSECURE", "true"),
        ("THRONG_SEEED", "1"),
        ("THRONG_LOG", "debug"),
    ];
    sources.environment.extend(variables.map(|(n, v)| (n.to_owned(), v.to_owned())));
    sources.overrides.values = vec![
        flag("env.a.b", "dots"),
        flag("thresholds.\"http_reqs{a:b.c}\"", "[\"count > 1\"]"),
        flag("http.dns.ttl", "\"1m\""),
        flag("http.accept_encoding", "gzip, br"),
        flag("limits.memory", "1048576"),
        flag("tags.'x y'", "z"),
    ];
    let (plan, warnings) = loaded(sources);
    assert_eq!(plan.scenarios[0].executor, Executor::ConstantVus { vus: 7, duration: Duration::from_secs(5) });
    assert_eq!((plan.env["BASE_URL"].as_str(), plan.env["a.b"].as_str()), ("x=y", "dots"));
    assert_eq!((plan.tags["team"].as_str(), plan.tags["x y"].as_str()), ("a", "z"));
    assert_eq!(plan.http.headers, [("x-trace".to_owned(), "1".to_owned())]);
    assert_eq!((plan.secrets[0].name.as_str(), plan.secrets[0].value.as_str()), ("token", "k"));
    assert_eq!(plan.http.hosts["api.example.org"], http::HostTarget::Address("127.0.0.1".parse().unwrap()));
    assert_eq!(plan.http.blocked_hosts, ["a.example", "b.example"]);
    let keys: Vec<_> = plan.thresholds.iter().map(|t| (t.key.as_str(), t.expression.as_str())).collect();
    assert_eq!(keys, [("checks", "rate > 0.5"), ("http_reqs{a:b.c}", "count > 1")]);
    assert_eq!((plan.http.dns.ttl, plan.limits.memory), (Some(Duration::from_secs(60)), 1 << 20));
    assert!(plan.http.tls.insecure);
    assert_eq!(warnings, ["THRONG_SEEED: this variable is no setting; the nearest is THRONG_SEED"]);
}

#[test]
fn wrong_variables_and_flags_are_named() {
    let folder = Folder::new();
    let mut sources = folder.sources("throng.toml", SHORT);
    sources.environment.push(("THRONG_HTTP_TIMEOUT".into(), "5".into()));
    sources.overrides.values = vec![flag("http.timeoot", "5s"), flag("http.hosts", "{ a = ")];
    let errors = load(sources).unwrap_err();
    let told: Vec<_> = errors.iter().map(|e| (e.file.as_str(), e.path.as_str(), e.instead.as_str())).collect();
    let expected = [
        ("THRONG_HTTP_TIMEOUT", "http.timeout", "5s"),
        ("--set http.hosts", "http.hosts", "a value as TOML writes it"),
        ("--set http.timeoot", "http.timeoot", "timeout"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_local_script_may_go_anywhere_and_a_plan_only_where_it_says() {
    let folder = Folder::new();
    let script = Sources { journey: Some(folder.0.join("shop.wasm")), ..Sources::default() };
    let (plan, warnings) = loaded(script.clone());
    assert_eq!((plan.http.allow_all, plan.name.as_str(), warnings.len()), (true, "shop", 0));
    let narrowed = Sources { overrides: Overrides { values: vec![flag("allow", "https://a.example")] }, ..script };
    let (plan, _) = loaded(narrowed);
    assert_eq!((plan.http.allow_all, plan.http.allow.len()), (false, 1));
    let (plan, warnings) = loaded(folder.sources("throng.toml", "journey = \"shop.wasm\""));
    assert_eq!((plan.http.allow_all, plan.http.allow.len()), (false, 0));
    assert_eq!(warnings, ["allow: no request can leave: the plan has neither `target` nor `allow`"]);
    let url = Overrides { values: vec![flag("target", "http://box:81/x")] };
    let (plan, _) = loaded(Sources { journey: Some("builtin:url".into()), overrides: url, ..Sources::default() });
    let own = AllowEntry::Origin { scheme: "http".into(), host: "box".into(), port: 81, private: true };
    assert_eq!((plan.journey, plan.http.allow_all, plan.http.allow), (Journey::Builtin("url"), false, vec![own]));
    let text = "journey = \"shop.wasm\"\ntarget = \"http://localhost:1\"\nallow = [\"http://box\"]\n";
    let privates: Vec<bool> =
        folder.plan(text).http.allow.iter().map(|a| matches!(a, AllowEntry::Origin { private: true, .. })).collect();
    assert_eq!(privates, [true, false]);
}

#[test]
fn origins_show_no_secrets() {
    let folder = Folder::new();
    let text = format!(
        "{SHORT}secrets.k.file = \"key.txt\"\n[http]\nproxy = \"http://u:hunter2@127.0.0.1:1\"\nheaders = {{ Authorization = \"Bearer abc\" }}\n"
    );
    let rows = origins(&folder.sources("throng.toml", &text));
    let all: String = rows.iter().map(|r| format!("{} = {} ({})\n", r.path, r.value, r.origin)).collect();
    assert!(!all.contains("hunter2") && !all.contains("abc") && !all.contains("s3cret"), "{all}");
    assert!(all.contains("http.headers.Authorization = *** (plan file)\n"), "{all}");
    assert!(all.contains("http.proxy = \"http://u:***@127.0.0.1:1/\" (plan file)\n"), "{all}");
    assert!(all.contains("secrets.k.file = \"key.txt\" (plan file)\n"), "{all}");
}

#[test]
fn a_preview_waits_for_what_the_export_may_bring() {
    let folder = Folder::new();
    let mut sources = folder.sources("throng.toml", SHORT);
    sources.overrides.values = vec![flag("scenarios.a.vus", "9")];
    assert_eq!(load(sources.clone()).unwrap_err().len(), 1);
    assert_eq!(preview(&sources).map(|p| p.journey).unwrap(), Journey::File(folder.0.join("shop.wasm")));
    sources.export = Some("{\"scenarios\": {\"a\": {\"executor\": \"constant-vus\", \"duration\": \"5s\"}}}".into());
    assert_eq!(loaded(sources).0.scenarios[0].executor.max_vus(), 9);
    assert_eq!(preview(&folder.sources("throng.toml", "journey = \"x.wasm\"")).unwrap_err().len(), 1);
}

/// The defaults that the table tells are those that a plan without them has.
#[test]
fn defaults_of_the_table_are_the_defaults_of_the_plan() {
    let folder = Folder::new();
    let base = folder.plan(&format!("{SHORT}seed = 1\n"));
    let mut sources = folder.sources("throng.toml", &format!("{SHORT}seed = 1\n"));
    // A plan with a rule of decision is another than one without, and so is one with a matrix, a price, a baseline or
    // an inbox.
    let others = ["decision.", "matrix.", "cost.", "baseline.", "inbox."];
    let plain =
        settings::SETTINGS.iter().filter(|s| !s.path.contains('*') && !others.iter().any(|o| s.path.starts_with(o)));
    for setting in plain.filter(|s| !s.default.is_empty()) {
        let told = ["random", "the ", "any", "by ALPN"].iter().any(|word| setting.default.starts_with(word));
        let real = setting.path == "http.dns.select" || setting.path == "http.dns.policy";
        if (!told || real) && !["vus", "segment"].contains(&setting.path) {
            sources.overrides.values.push(flag(setting.path, setting.default));
        }
    }
    assert_eq!(sources.overrides.values.len(), 35);
    assert_eq!(format!("{:?}", loaded(sources).0), format!("{base:?}"));
}

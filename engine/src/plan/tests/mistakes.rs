use super::*;

const TWELVE: &str = r#"name = "shop"
journey = "shop.wsam"
target = "127.0.0.1:8080"
seed = "7"
setup_timeout = "10 sec"
allow = ["https://api.example.org/v1", "10.0.0.0/33:443"]

[scenarios.browse]
executor = "constant-vux"
vus = 5
duration = "30s"

[scenarios.buy]
executor = "constant-arrival-rate"
rate = 1.5
durration = "1m"
pre_allocated_vus = 5
max_vus = 2

[scenarios.late]
executor = "per-vu-iterations"
start_after = "brows"

[thresholds]
checks = "rate > 0.9"
"#;

fn apply(text: &str, errors: &[PlanError]) -> String {
    let mut edits: Vec<&Edit> =
        errors.iter().map(|e| e.edit.as_ref().unwrap_or_else(|| panic!("no edit: {e:?}"))).collect();
    edits.sort_by_key(|e| std::cmp::Reverse(e.range.start));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.range.clone(), &edit.text);
    }
    text
}

#[test]
fn twelve_mistakes_give_twelve_messages_and_the_proposals_are_right() {
    let folder = Folder::new();
    let errors = folder.load(TWELVE).unwrap_err();
    let told: Vec<_> = errors.iter().map(|e| (e.line, e.col, e.path.as_str(), e.instead.as_str())).collect();
    let expected = [
        (2, 11, "journey", "\"shop.wasm\""),
        (3, 10, "target", "\"http://127.0.0.1:8080\""),
        (4, 8, "seed", "7"),
        (5, 17, "setup_timeout", "\"10s\""),
        (6, 10, "allow[0]", "\"https://api.example.org\""),
        (6, 40, "allow[1]", "\"10.0.0.0/32:443\""),
        (9, 12, "scenarios.browse.executor", "\"constant-vus\""),
        (15, 8, "scenarios.buy.rate", "2"),
        (16, 1, "scenarios.buy.durration", "duration"),
        (18, 11, "scenarios.buy.max_vus", "5"),
        (22, 15, "scenarios.late.start_after", "\"browse\""),
        (25, 10, "thresholds.checks", "[\"rate > 0.9\"]"),
    ];
    assert_eq!(told, expected);
    let mended = apply(TWELVE, &errors);
    let (plan, warnings) = folder.load(&mended).map_err(|e| render_errors(&e)).unwrap();
    assert_eq!((plan.scenarios.len(), warnings), (3, vec![]));
    for i in 0..errors.len() {
        let left = folder.load(&apply(TWELVE, &errors[i..=i])).unwrap_err();
        assert_eq!(left.len(), 11, "{:?} mended leaves {}", errors[i], render_errors(&left));
    }
}

#[test]
fn the_same_mistakes_in_json_are_mended_as_well() {
    let folder = Folder::new();
    let value: toml::Value = toml::from_str(TWELVE).unwrap();
    let text = serde_json::to_string_pretty(&value).unwrap();
    let errors = load(folder.sources("p.json", &text)).unwrap_err();
    assert_eq!(errors.len(), 12, "{}", render_errors(&errors));
    let mended = apply(&text, &errors);
    assert!(load(folder.sources("p.json", &mended)).is_ok(), "{mended}");
}

#[test]
fn errors_are_shown_with_line_and_caret() {
    let folder = Folder::new();
    let errors = folder.load("journey = \"shop.wasm\"\nallow = [\"*\"]\r\nduration = \"10 sec\"\r\n").unwrap_err();
    let file = folder.0.join("throng.toml").display().to_string();
    let expected = format!(
        "{file}:3:12: duration: `10 sec` is not a duration such as 500ms, 1.5s, 2m or 1h30m\n  3 | duration = \"10 sec\"\n    |            ^^^^^^^^\n  write: \"10s\"\n"
    );
    assert_eq!(render_errors(&errors), expected);
}

/// Each line is one mistake of its own; the proposal makes the plan right.
#[test]
#[expect(clippy::too_many_lines, reason = "a table of mistakes")]
fn every_single_mistake_is_told_once_and_mended() {
    let folder = Folder::new();
    let lines = [
        ("seed = -1", "seed"),
        ("seed = 99999999999999999999999", "seed"),
        ("shards = 5000", "shards"),
        ("setup_timeout = 60", "setup_timeout"),
        ("setup_timeout = \"0s\"", "setup_timeout"),
        ("teardown_timeout = \"-5s\"", "teardown_timeout"),
        ("min_iteration_duration = true", "min_iteration_duration"),
        ("name = 3", "name"),
        ("target = \"ftp://x\"", "target"),
        ("allow = \"https://a.example\"", "allow"),
        ("allow = [\"api.example.org\"]", "allow[0]"),
        ("allow = [\"10.0.0.0/8:99999\"]", "allow[0]"),
        ("allow = [{ origin = \"http://a\", private = \"yes\" }]", "allow[0].private"),
        ("allow = [{ orgin = \"http://a\" }]", "allow[0].orgin"),
        ("vuz = 3", "vuz"),
        ("nonsense = 3", "nonsense"),
        ("segment = \"2/3:1/3\"", "segment"),
        ("segment = \"0:3/2\"", "segment"),
        ("segment = \"1/3:2/3\"\nsegment_sequence = \"0,1/2,1\"", "segment"),
        ("duration = \"999ms\"", "duration"),
        ("iterations = 0", "iterations"),
        ("iterations = 3\nvus = 5", "iterations"),
        ("iterations = 3\nstages = [{ duration = \"1s\", target = 1 }]", "stages"),
        ("stages = []", "stages"),
        ("stages = [{ duration = \"1s\" }]", "stages[0]"),
        ("stages = [{ duration = \"1s\", target = 1.5 }]", "stages[0].target"),
        ("metrics.\"a-b\" = { kind = \"trend\" }", "metrics.a-b"),
        ("metrics.a = { kind = \"trends\" }", "metrics.a.kind"),
        ("metrics.a = { unit = \"ms\" }", "metrics.a"),
        ("metrics = 3", "metrics"),
        ("env.A = 3", "env.A"),
        ("env.A = { env = \"HOMEE\" }", "env.A"),
        ("secrets.api_key = { }", "secrets.api_key"),
        ("secrets.a = { env = \"API_KEI\" }", "secrets.a.env"),
        ("secrets.a = { env = \"API_KEY\", file = \"key.txt\" }", "secrets.a"),
        ("secrets.a = { env = \"API_KEY\", value = \"x\" }", "secrets.a.value"),
        ("tags = { a = 1 }", "tags.a"),
        ("data.users = { file = \"user.csv\" }", "data.users.file"),
        ("data.users = { file = \"users.csv\", policy = \"uniqe\" }", "data.users.policy"),
        ("files.a = \"invoices.pdf\"", "files.a"),
        ("limits.memory = \"64 mb\"", "limits.memory"),
        ("limits.memory = 64", "limits.memory"),
        ("limits.cpu = \"0s\"", "limits.cpu"),
        ("tls.key = \"client.key\"", "tls.key"),
        ("tls.insecure = \"true\"", "tls.insecure"),
        ("tls.ca = \"ca.pem\"", "tls.ca"),
        ("http.timout = \"5s\"", "http.timout"),
        ("http.version = \"3\"", "http.version"),
        ("http.version = 2", "http.version"),
        ("http.headers = { \"a b\" = \"c\" }", "http.headers.\"a b\""),
        ("http.headers = { a = \"b\\r\\nc: d\" }", "http.headers.a"),
        ("http.accept_encoding = \"gzip, brr\"", "http.accept_encoding"),
        ("http.proxy = \"127.0.0.1:3128\"", "http.proxy"),
        ("http.hosts = { a = \"nowhere\" }", "http.hosts.a"),
        ("http.dns.ttl = \"forever\"", "http.dns.ttl"),
        ("http.dns.select = \"rnd\"", "http.dns.select"),
        ("http.local_addresses = [\"10.0.0.300\"]", "http.local_addresses[0]"),
        ("http.blocked_networks = [\"10.0.0.0/99\"]", "http.blocked_networks[0]"),
        ("http.rps = 0", "http.rps"),
        ("http = 1979-05-27", "http"),
        ("thresholds.checks = []", "thresholds.checks"),
        (
            "thresholds.checks = [{ threshold = \"rate > 0.9\", abortOnFail = true }]",
            "thresholds.checks[0].abortOnFail",
        ),
        ("thresholds.http_req_duration = [3]", "thresholds.http_req_duration[0]"),
        ("thresholds.checks = [{ abort_on_fail = true }]", "thresholds.checks[0]"),
    ];
    for (line, path) in lines {
        let text = format!("journey = \"shop.wasm\"\n{line}\n");
        let text = if line.starts_with("allow") || line.starts_with("target") {
            text
        } else {
            format!("target = \"http://127.0.0.1\"\n{text}")
        };
        let errors = folder.load(&text).map(|_| panic!("{line} is taken")).unwrap_err();
        let paths: Vec<&str> = errors.iter().map(|e| e.path.as_str()).collect();
        assert_eq!(paths, [path], "{line}: {}", render_errors(&errors));
        let dotted_insertion = errors[0].edit.is_none() && errors[0].message.contains("missing");
        if !dotted_insertion {
            let mended = apply(&text, &errors);
            assert!(
                folder.load(&mended).is_ok(),
                "{line} → {mended}: {}",
                render_errors(&folder.load(&mended).unwrap_err())
            );
        }
    }
}

#[test]
fn missing_settings_are_put_below_their_header() {
    let folder = Folder::new();
    let text = "journey = \"shop.wasm\"\n[scenarios.a]\nexecutor = \"constant-arrival-rate\"\n[scenarios.b]\nrate = 3\nduration = \"5s\"\npre_allocated_vus = 1\n";
    let errors = folder.load(text).unwrap_err();
    let told: Vec<_> = errors.iter().map(|e| (e.line, e.path.as_str(), e.instead.as_str())).collect();
    let expected = [
        (2, "scenarios.a", "rate = 10"),
        (2, "scenarios.a", "duration = \"30s\""),
        (2, "scenarios.a", "pre_allocated_vus = 10"),
        (4, "scenarios.b", "executor = \"constant-arrival-rate\""),
    ];
    assert_eq!(told, expected);
    assert!(folder.load(&apply(text, &errors)).is_ok());
}

#[test]
fn hostile_documents_are_mistakes_and_nothing_worse() {
    let folder = Folder::new();
    let deep_toml = format!("journey = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_keys = format!("{} = 1", vec!["a"; 100_000].join("."));
    let long = format!("journey = \"shop.wasm\"\nduration = \"{}\"", "9".repeat(1_000_000));
    let many: String = (0..2_000).map(|i| format!("k{i} = {i}\n")).collect();
    let cases = [
        deep_toml.as_str(),
        &deep_keys,
        &long,
        "\0\u{1}\u{7f}\u{202e}",
        "= = =",
        "a = \"\\ud800\"",
        "[[scenarios]]",
        "ключ = 1",
    ];
    for text in cases {
        let errors = folder.load(text).unwrap_err();
        let shown = render_errors(&errors);
        assert!(!shown.contains(['\0', '\u{1}', '\u{202e}', '\r']), "{shown:?}");
        assert!(shown.len() < 5_000, "{}", shown.len());
    }
    assert_eq!(folder.load(&format!("journey = \"shop.wasm\"\n{many}")).unwrap_err().len(), 2_000);
    let deep_json = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for text in [deep_json.as_str(), "{\"a\":", "[]", "3", "null", "{\"journey\": null}", "{\"journey\" 1}"] {
        assert_eq!(load(folder.sources("p.json", text)).unwrap_err().len(), 1, "{}", &text[..text.len().min(20)]);
    }
}

#[test]
fn marks_line_ends_and_other_scripts_do_not_shift_the_place() {
    let folder = Folder::new();
    let text = "\u{feff}name = \"кафе\"\r\njourney = \"shop.wasm\"\r\nallow = [\"*\"]\r\n# ü\r\nshardz = 1\r\n";
    let errors = folder.load(text).unwrap_err();
    assert_eq!(errors.iter().map(|e| (e.line, e.col, e.instead.as_str())).collect::<Vec<_>>(), [(5, 1, "shards")]);
    assert!(folder.load(&apply(text, &errors)).is_ok());
    let text = "\u{feff}shardz = 1\njourney = \"shop.wasm\"\n";
    let errors = folder.load(text).unwrap_err();
    assert_eq!((errors[0].line, errors[0].col), (1, 1));
    let one_line = "scenarios = { \"ä\" = { executor = \"constant-vus\", duration = \"5s\" }, b = { executor = \"x\" } }\njourney = \"shop.wasm\"";
    let errors = folder.load(one_line).unwrap_err();
    assert_eq!(errors.iter().map(|e| e.col).collect::<Vec<_>>(), [15, 86]);
}

#[test]
fn repeated_keys_are_told_beside_the_other_mistakes() {
    let folder = Folder::new();
    let errors = folder.load("journey = \"shop.wasm\"\nseed = 1\nseed = 2\nshardz = 1\n").unwrap_err();
    let told: Vec<_> = errors.iter().map(|e| (e.line, e.message.as_str())).collect();
    assert_eq!(told, [(3, "`seed` is given twice"), (4, "`shardz` is not a setting")]);
    let text = "{\"journey\": \"shop.wasm\", \"seed\": 1,\n \"seed\": 2}";
    let errors = load(folder.sources("p.json", text)).unwrap_err();
    assert_eq!(errors.iter().map(|e| (e.line, e.col)).collect::<Vec<_>>(), [(2, 2)]);
}

#[test]
fn a_file_that_is_no_text_is_told() {
    let folder = Folder::new();
    let path = folder.0.join("bad.toml");
    std::fs::write(&path, b"name = \"\xff\xfe\"").unwrap();
    assert_eq!(read_file(&path).unwrap_err()[0].message, "is not text in UTF-8 (byte 8)");
    assert_eq!(read_file(&folder.0.join("none.toml")).unwrap_err().len(), 1);
}

#[test]
fn thresholds_that_cannot_be_judged_are_told_where_they_stand() {
    let folder = Folder::new();
    let text = "journey = \"shop.wasm\"\nallow = [\"*\"]\n[metrics.cart]\nkind = \"rate\"\n[thresholds]\n\
        checks = [\"rate > 0.9\", \"p(95) < 3\"]\nhttp_req_duratoin = [\"avg < 1s\", \"max < 2s\"]\n\
        \"cart{\" = [\"rate > 1\"]\nhttp_req_waiting = [\"p(101) < 3\"]\n";
    let mut sources = folder.sources("throng.toml", text);
    let lines =
        |sources: &Sources| -> Vec<usize> { load(sources.clone()).unwrap_err().iter().map(|e| e.line).collect() };
    assert_eq!(lines(&sources), [6, 8, 9]);
    sources.export = Some("{}".into());
    assert_eq!(lines(&sources), [6, 7, 8, 9]);
    let errors = load(sources.clone()).unwrap_err();
    assert_eq!((errors[0].col, errors[0].path.as_str()), (25, "thresholds.checks[1]"));
    assert_eq!(errors[1].instead, "http_req_duration");
    sources.file = Some((folder.0.join("throng.toml"), apply(text, &errors[..2])));
    assert_eq!(lines(&sources), [8, 9]);
    let clash = "journey = \"shop.wasm\"\nallow = [\"*\"]\n[metrics.http_reqs]\nkind = \"trend\"\n";
    let errors = folder.load(clash).unwrap_err();
    assert_eq!(errors.iter().map(|e| (e.line, e.instead.as_str())).collect::<Vec<_>>(), [(3, "my_http_reqs")]);
}

//! Plans through the front door: `load`.

mod layers;
mod mistakes;
mod rules;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::*;

/// A folder with the files that the plans here name; removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("throng-plan-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        for name in ["shop.wasm", "ca.pem", "client.pem", "client.key", "users.csv", "invoice.pdf", "api.proto"] {
            std::fs::write(path.join(name), "x").unwrap();
        }
        std::fs::write(path.join("key.txt"), "s3cret\n").unwrap();
        Self(path)
    }

    fn sources(&self, name: &str, text: &str) -> Sources {
        let environment = vec![("API_KEY".to_owned(), "k".to_owned()), ("HOME".into(), "/root".into())];
        Sources { file: Some((self.0.join(name), text.to_owned())), environment, ..Sources::default() }
    }

    fn load(&self, text: &str) -> Result<(Plan, Vec<Warning>), Vec<PlanError>> {
        load(self.sources("throng.toml", text))
    }

    fn plan(&self, text: &str) -> Plan {
        self.load(text).map_err(|e| render_errors(&e)).unwrap().0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const FULL: &str = include_str!("full.toml");

#[test]
fn every_part_of_a_plan_is_read() {
    let folder = Folder::new();
    let plan = folder.plan(FULL);
    let secs = Duration::from_secs;
    assert_eq!(plan.name, "shop");
    assert_eq!(plan.journey, Journey::File(folder.0.join("shop.wasm")));
    assert_eq!(plan.target.as_ref().map(url::Url::as_str), Some("http://127.0.0.1:8080/"));
    assert_eq!((plan.seed, plan.shards), (7, 2));
    assert_eq!((plan.setup_timeout, plan.teardown_timeout, plan.min_iteration), (secs(61), secs(62), secs(1)));
    let names: Vec<&str> = plan.scenarios.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["browse", "buy", "ramp", "once"]);
    let stages = vec![Stage { duration: secs(10), target: 10 }, Stage { duration: Duration::ZERO, target: 0 }];
    let browse = &plan.scenarios[0];
    assert_eq!(
        browse.executor,
        Executor::RampingVus { start_vus: 0, stages: stages.clone(), graceful_ramp_down: secs(3) }
    );
    assert_eq!(
        (browse.graceful_stop, browse.start_time, browse.start_after.as_deref()),
        (secs(5), secs(2), Some("buy"))
    );
    assert_eq!(browse.pause, Some(Pause::Uniform(secs(1), secs(3))));
    assert_eq!((browse.fresh, browse.user), (true, UserLife::PerIteration));
    assert_eq!(browse.env["SIZE"], "big");
    assert_eq!(browse.tags["team"], "a");
    let buy = &plan.scenarios[1];
    let constant = Executor::ConstantArrivalRate {
        rate: 50,
        time_unit: Duration::from_millis(500),
        duration: secs(90),
        pre_vus: 5,
        max_vus: 20,
        poisson: true,
    };
    assert_eq!((buy.executor.clone(), buy.late), (constant, Late::Queue));
    let ramp = Executor::RampingArrivalRate {
        start_rate: 1,
        time_unit: secs(1),
        stages,
        pre_vus: 5,
        max_vus: 5,
        poisson: false,
    };
    assert_eq!(plan.scenarios[2].executor, ramp);
    let once = Executor::PerVuIterations { vus: 3, iterations: 4, max_duration: secs(600) };
    assert_eq!((plan.scenarios[3].executor.clone(), plan.scenarios[3].graceful_stop), (once, secs(30)));
    assert_eq!(plan.metrics, [MetricDecl { name: "cart_wait".into(), kind: MetricKind::Trend, unit: "ms".into() }]);
    assert_eq!((plan.env["BASE"].as_str(), plan.env["WHERE"].as_str()), ("x", "/root"));
    let secrets: Vec<_> = plan.secrets.iter().map(|s| (s.name.as_str(), s.value.as_str(), s.hosts.len())).collect();
    assert_eq!(secrets, [("api_key", "k", 1), ("token", "s3cret", 0)]);
    assert_eq!(plan.tags["build"], "42");
    assert_eq!(plan.about["machine"], "4 cores");
    let results = Results { folder: folder.0.join("kept"), write: true, keep: 7 };
    assert_eq!(plan.results, results);
    assert_eq!((plan.data[0].policy, plan.data[0].wrap), (DataPolicy::Unique, false));
    assert_eq!(plan.files["invoice"], folder.0.join("invoice.pdf"));
    assert_eq!((plan.limits.memory, plan.limits.cpu), (32_000_000, Duration::from_millis(250)));
}

#[test]
fn what_judges_is_read() {
    let folder = Folder::new();
    let plan = folder.plan(FULL);
    let thresholds: Vec<_> =
        plan.thresholds.iter().map(|t| (t.key.as_str(), t.expression.as_str(), t.abort_on_fail)).collect();
    let key = "http_req_duration{name:login}";
    assert_eq!(thresholds, [(key, "p(95) < 800ms", false), (key, "avg < 1s", true), ("checks", "rate > 0.9", false)]);
    assert_eq!(plan.thresholds[1].delay_abort, Duration::from_secs(10));
    assert_eq!((&plan.thresholds[1].requirement, plan.decision), (&Requirement::default(), None));
    let text = "decision = { score = 0.9, must = [\"api\"] }\n[thresholds]\nchecks = [{ threshold = \"rate > 0.9\", category = \"api\", title = \"t\", target = \"all\", weight = 2.5 }]\n";
    let plan = folder.plan(&format!("journey = \"shop.wasm\"\n{text}"));
    let requirement = Requirement { category: "api".into(), title: "t".into(), target: "all".into(), weight: 2.5 };
    assert_eq!(plan.thresholds[0].requirement, requirement);
    assert_eq!(plan.decision, Some(DecisionRule { score: 0.9, evidence: 1.0, must: vec!["api".into()] }));
}

#[test]
fn a_baseline_is_a_folder_or_the_latest_result() {
    let folder = Folder::new();
    let read = |text: &str| folder.plan(&format!("journey = \"shop.wasm\"\n{text}")).baseline;
    let kept = Reference::Folder(folder.0.join("kept/old"));
    assert_eq!(read("baseline.result = \"kept/old\""), Some(Baseline { result: kept, min_effect: 0.03 }));
    let latest = Reference::Latest(folder.0.join("kept"));
    let text = "results.folder = \"kept\"\nbaseline = { result = \"latest\", min_effect = 0.1 }";
    assert_eq!(read(text), Some(Baseline { result: latest, min_effect: 0.1 }));
    assert_eq!(read(""), None);
    let relative = "[thresholds]\nhttp_req_duration = [\"p(95) < baseline * 1.1\"]";
    assert_eq!(
        folder.plan(&format!("journey = \"shop.wasm\"\nbaseline.result = \"latest\"\n{relative}")).thresholds.len(),
        1
    );
    let mistakes = load(folder.sources("throng.toml", &format!("journey = \"shop.wasm\"\n{relative}"))).unwrap_err();
    assert_eq!(mistakes.len(), 1);
    assert!(mistakes[0].message.contains("there is no baseline to hold it against"), "{:?}", mistakes[0]);
}

#[test]
fn every_part_of_the_client_is_read() {
    let folder = Folder::new();
    let http = folder.plan(FULL).http;
    assert_eq!(
        (http.timeout, http.connect_timeout, http.max_redirects),
        (Duration::from_secs(9), Duration::from_secs(3), 2)
    );
    assert_eq!((http.user_agent.as_str(), http.headers), ("me", vec![("x-a".into(), "b".into())]));
    assert_eq!((http.max_body, http.connections_per_host, http.parallel, http.rps), (1 << 20, 2, 4, Some(100)));
    assert_eq!((http.no_connection_reuse, http.keep_cookies, http.debug), (true, true, true));
    assert_eq!((http.version, http.accept_encoding.as_str()), (Some(http::HttpVersion::Http2), "gzip, br"));
    assert_eq!(http.proxy.as_ref().and_then(url::Url::port), Some(3128));
    assert_eq!(http.hosts["api.example.org"], http::HostTarget::Socket("127.0.0.1:8443".parse().unwrap()));
    assert_eq!((http.dns.ttl, http.dns.select, http.dns.policy), (None, http::DnsSelect::First, http::DnsPolicy::Any));
    assert_eq!(http.blocked_hosts, ["*.bad.example"]);
    assert_eq!(http.blocked_networks, ["10.0.0.0/8".parse().unwrap()]);
    assert_eq!(http.local_addresses, ["127.0.0.2".parse::<std::net::IpAddr>().unwrap()]);
    let origin = |scheme: &str, host: &str, port, private| AllowEntry::Origin {
        scheme: scheme.into(),
        host: host.into(),
        port,
        private,
    };
    let network = AllowEntry::Network { net: "10.0.0.0/8".parse().unwrap(), port: Some(443) };
    let expected = [
        origin("http", "127.0.0.1", 8080, false),
        origin("https", "api.example.org", 443, true),
        network,
        origin("http", "intra", 80, true),
        origin("https", "*.example.net", 443, false),
    ];
    assert_eq!(http.allow, expected);
    assert!(!http.allow_all);
    assert_eq!(http.tls.ca, [folder.0.join("ca.pem")]);
    assert_eq!(http.tls.key, Some(folder.0.join("client.key")));
    assert!(http.tls.insecure);
}

#[test]
fn calls_and_their_receiver_are_read() {
    let folder = Folder::new();
    let plan = folder.plan(FULL);
    let grpc = GrpcOptions { proto: vec![folder.0.join("api.proto")], include: vec![folder.0.join("protos")] };
    assert_eq!(plan.grpc, grpc);
    let inbox = InboxOptions {
        bind: ([127, 0, 0, 1], 9300).into(),
        public: "https://hooks.example.org/in".parse().ok(),
        max_body: 2 << 20,
        header_bytes: 16 << 10,
        connections: 10,
        read_time: Duration::from_secs(3),
        items: 5,
        bytes: 1 << 20,
    };
    assert_eq!(plan.inbox, Some(inbox));
}

/// The full plan as JSON: the notation changes nothing.
#[test]
fn json_says_the_same_as_toml() {
    let folder = Folder::new();
    let value: toml::Value = toml::from_str(FULL).unwrap();
    let mut json = serde_json::to_value(&value).unwrap();
    // The order of scenarios is that of the file, which the detour over a sorted map loses.
    let scenarios = json["scenarios"].as_object_mut().unwrap();
    let ordered = ["browse", "buy", "ramp", "once"].map(|name| (name.to_owned(), scenarios[name].clone()));
    *scenarios = ordered.into_iter().collect();
    let text = serde_json::to_string_pretty(&json).unwrap();
    let (from_json, _) = load(folder.sources("throng.json", &text)).map_err(|e| render_errors(&e)).unwrap();
    let mut from_toml = folder.plan(FULL);
    from_toml.thresholds.sort_by(|a, b| a.key.cmp(&b.key));
    assert_eq!(format!("{from_json:?}"), format!("{from_toml:?}"));
}

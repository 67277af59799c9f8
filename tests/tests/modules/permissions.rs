use serde_json::json;
use throng_tests::origin::Origin;
use throng_tests::workshop::Workshop;

use crate::journeys::{ENV, GET, SECRET, TABLE, get};

/// One setting for each authority that a plan can claim, what it wants by it, and how a runner grants that.
const AUTHORITIES: [(&str, &str); 27] = [
    ("target = \"https://shop.example.org\"", "host:https://shop.example.org"),
    ("allow = [\"https://api.example.org\"]", "host:https://api.example.org"),
    ("allow = [{ origin = \"http://intra:80\", private = true }]", "private-host:http://intra"),
    ("allow = [\"10.0.0.0/8:443\"]", "network:10.0.0.0/8:443"),
    ("env.REGION = { env = \"THE_REGION\" }", "env:THE_REGION"),
    ("scenarios.a = { executor = \"per-vu-iterations\", env = { X = { env = \"THE_X\" } } }", "env:THE_X"),
    ("secrets.API_KEY.env = \"API_KEY\"", "secret:API_KEY"),
    ("secrets.KEY.env = \"AWS_SECRET\"", "secret:KEY=AWS_SECRET"),
    ("limits.memory = \"256MiB\"", "limit:memory=256MiB"),
    ("limits.cpu = \"5s\"", "limit:cpu=5s"),
    ("limits.handles = 20000", "limit:handles=20000"),
    ("tls.insecure = true", "setting:tls.insecure=true"),
    ("tls.ca = [\"get.wat\"]", "setting:tls.ca=[\"get.wat\"]"),
    ("http.proxy = \"http://127.0.0.1:3128\"", "setting:http.proxy=\"http://127.0.0.1:3128\""),
    ("http.hosts.\"a.example\" = \"127.0.0.1\"", "setting:http.hosts.\"a.example\"=\"127.0.0.1\""),
    ("http.local_addresses = [\"127.0.0.2\"]", "setting:http.local_addresses=[\"127.0.0.2\"]"),
    ("http.debug = true", "setting:http.debug=true"),
    ("shards = 64", "setting:shards=64"),
    ("segment = \"0:1/2\"", "setting:segment=\"0:1/2\""),
    ("segment = \"0:1/2\"\nsegment_sequence = \"0,1/2,1\"", "setting:segment_sequence=\"0,1/2,1\""),
    ("outputs.x = { kind = \"json\", to = \"x.json\" }", "setting:outputs.x.to=\"x.json\""),
    ("outputs.x = { kind = \"openmetrics\" }", "setting:outputs.x.kind=\"openmetrics\""),
    ("outputs.x = { kind = \"openmetrics\", headers = { a = { env = \"THE_A\" } } }", "env:THE_A"),
    ("wants.data = [\"users\"]", "data:users"),
    ("wants.inbox = [\"orders\"]", "inbox:orders"),
    ("wants.commands.db = [\"pg_ctl\", \"start\"]", "command:[\"pg_ctl\",\"start\"]"),
    ("limits.store_bytes = \"1GiB\"", "limit:store_bytes=1GiB"),
];

#[test]
fn no_authority_comes_with_a_bundle() {
    let origin = Origin::plain();
    for (setting, want) in AUTHORITIES {
        let once = if setting.contains("per-vu") { "" } else { "iterations = 1\n" };
        let plan = format!("journey = \"get.wat\"\n{once}{setting}\n");
        let here = Workshop::of(&[("throng.toml", plan.as_str()), ("get.wat", GET)]);
        let digest = here.bundle("throng.toml", "evil.throng");
        let run = here.throng(["run", "evil.throng", "--target", &origin.url()]);
        if setting.starts_with("target") {
            // The runner's own target stands in its place: there is nothing left to grant.
            assert_eq!(run.exit(), 0, "{}", run.text());
            continue;
        }
        assert_eq!(run.exit(), 114, "{setting}: {}", run.text());
        let mut refused = run.stderr.lines().skip(1).take_while(|line| line.starts_with("  "));
        assert!(
            refused.any(|line| line == format!("  {want}") || line.starts_with(&format!("  {want} ("))),
            "{}",
            run.stderr
        );
        let advised = run.stderr.lines().find(|line| line.trim_start().starts_with("grant = ")).unwrap();
        let policy = format!("[bundle.\"{digest}\"]\n{advised}\n");
        here.file("policy.toml", policy);
        let check = here.throng(["check", "evil.throng", "--policy", "policy.toml", "--target", &origin.url()]);
        assert!(check.exit() != 114, "what is advised grants it: {}", check.text());
    }
    assert_eq!(origin.log().requests().len(), 1);
}

#[test]
fn all_refusals_are_told_at_once_and_grants_hold_for_one_digest() {
    let origin = Origin::plain();
    let plan = format!(
        "journey = \"get.wat\"\ntarget = \"{}\"\niterations = 1\nsecrets.API_KEY.env = \"API_KEY\"\nlimits.memory = \"128MiB\"\n",
        origin.url()
    );
    let here = Workshop::of(&[("throng.toml", plan.as_str()), ("get.wat", GET)]);
    let digest = here.bundle("throng.toml", "shop.throng");
    let host = format!("host:{}", origin.url().trim_end_matches('/'));
    let run = here.throng(["run", "shop.throng"]);
    assert_eq!(run.exit(), 114, "{}", run.text());
    assert_eq!(
        run.stderr,
        format!(
            "throng: shop.throng wants what is not granted\n  {host}\n  limit:memory=128MiB\n  secret:API_KEY\n\
             to grant it, write to a policy file and add --policy FILE:\n  [bundle.\"{digest}\"]\n  \
             grant = [\"{host}\", \"limit:memory=128MiB\", \"secret:API_KEY\"]\n"
        )
    );
    let all = [host.as_str(), "limit:memory=128MiB", "secret:API_KEY"];
    here.policy("policy.toml", &digest, &all);
    let run = here.engine(["run", "shop.throng", "--policy", "policy.toml"]).env("API_KEY", "s3cret-value").run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!(run.summary["bundle"]["granted"], json!(all));
    for granted in all {
        assert!(run.stdout.contains(&format!("  granted     {granted}\n")), "{}", run.stdout);
    }
    // By flags: for this digest only, and never without it.
    let flags: Vec<String> = all.iter().map(|one| format!("--grant={one}")).collect();
    let flags = || flags.iter().map(String::as_str);
    let run = here.engine(["run", "shop.throng", "--digest", &digest]).args(flags()).env("API_KEY", "s3cret-value");
    assert_eq!(run.run().exit(), 0);
    let run = here.engine(["run", "shop.throng"]).args(flags()).run();
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains(&format!("--grant holds for one digest: add --digest {digest}")), "{}", run.stderr);
    // Another bundle of the same name has none of it.
    here.file("get.wat", format!("{GET} ;; changed").replace("status is 200", "status is two"));
    let other = here.bundle("throng.toml", "shop.throng");
    assert_ne!(other, digest);
    let run = here.throng(["run", "shop.throng", "--policy", "policy.toml"]);
    assert_eq!(run.exit(), 114, "{}", run.text());
    let run = here.engine(["run", "shop.throng", "--digest", &digest]).args(flags()).run();
    assert_eq!(run.exit(), 114, "{}", run.text());
    assert_eq!(run.stderr, format!("throng: shop.throng has the digest {other}, not {digest}\n"));
    assert_eq!(origin.log().requests().len(), 2);
}

#[test]
fn grants_that_are_none_are_told_at_once() {
    let here = Workshop::of(&[("throng.toml", "journey = \"get.wat\"\niterations = 1"), ("get.wat", GET)]);
    let digest = here.bundle("throng.toml", "shop.throng");
    here.policy("policy.toml", &digest, &["hosts:x"]);
    let run = here.throng(["run", "shop.throng", "--digest", &digest, "--grant", "host:*", "--policy", "policy.toml"]);
    assert_eq!(run.exit(), 104, "{}", run.text());
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "throng: not every grant can be read",
            "  --grant: `host:*`: nothing is granted by a wildcard, write each host out"
        ]
    );
    assert!(lines[2].starts_with("  policy.toml: `hosts:x` is no permission"), "{}", lines[2]);
    here.file("policy.toml", "[bundles.x]\n");
    let run = here.throng(["run", "shop.throng", "--policy", "policy.toml"]);
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains("the policy policy.toml: ") && run.stderr.contains("bundles"), "{}", run.stderr);
}

/// Runs a bundle of this journey with what it wants granted; gives the message of its failed iteration.
fn trapped(journey: &str, flags: &[&str]) -> String {
    let here = Workshop::of(&[("throng.toml", "journey = \"j.wat\"\niterations = 1"), ("j.wat", journey)]);
    here.bundle("throng.toml", "evil.throng");
    let run = here.engine(["run", "evil.throng"]).args(flags.iter().copied()).run();
    assert_eq!(run.exit(), 0, "{}", run.text());
    let message = run.summary["failures"]["journey"][0]["message"].as_str().unwrap_or_default();
    message.lines().next().unwrap_or_default().trim_start_matches("vu 1 default: ").to_owned()
}

#[test]
fn what_the_journey_takes_without_a_grant_traps_with_its_name() {
    assert_eq!(
        trapped(ENV, &[]),
        "vu.env: env:REGION is not granted: the bundle does not ask for it (-e REGION=VALUE gives it)"
    );
    assert_eq!(trapped(ENV, &["-e", "REGION=eu"]), "");
    assert_eq!(trapped(SECRET, &[]), "vu.secret: secret:API_KEY is not granted");
    assert_eq!(trapped(TABLE, &[]), "data.table: data:users is not granted: the bundle has no such table");
}

#[test]
fn a_host_that_is_not_granted_is_a_denied_request() {
    let (origin, other) = (Origin::plain(), Origin::plain());
    let plan = "journey = \"get.wat\"\niterations = 1\n";
    let get = get(&other.url());
    let here = Workshop::of(&[("throng.toml", plan), ("get.wat", get.as_str())]);
    here.bundle("throng.toml", "evil.throng");
    let run = here.engine(["run", "evil.throng", "--target", &origin.url()]).run();
    assert_eq!(run.exit(), 0, "{}", run.text());
    let failure = &run.summary["failures"]["requests"][0];
    assert_eq!((&failure["cause"], &failure["count"]), (&json!("denied"), &json!(1)), "{}", run.summary_text);
    assert!(other.log().requests().is_empty());
}

#[test]
fn a_table_that_is_wanted_is_brought_by_the_runner() {
    let here = Workshop::of(&[
        (
            "throng.toml",
            "journey = \"rows.wat\"\niterations = 1\nwants.data = [\"users\"]\nthresholds.checks = [\"rate == 1\"]",
        ),
        ("rows.wat", TABLE),
        ("mine.csv", "name\nada\ngrace\n"),
    ]);
    here.bundle("throng.toml", "shop.throng");
    let run = here.throng(["run", "shop.throng"]);
    assert_eq!(run.exit(), 114, "{}", run.text());
    assert!(run.stderr.contains("\n  data:users (bring the table by --set data.NAME.file=FILE)\n"), "{}", run.stderr);
    let run = here.engine(["run", "shop.throng", "--set", "data.users.file=mine.csv"]).run();
    run.assert_exit(0, "passed", &[]);
}

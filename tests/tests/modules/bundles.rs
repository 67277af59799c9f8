use throng_tests::workshop::Workshop;

use crate::journeys::{GET, TABLE};

const PLAN: &str = r#"
journey = "./journeys/rows.wat"
iterations = 1

[data.users]
file = "data/users.csv"

[thresholds]
checks = ["rate == 1"]
"#;
const USERS: &str = "name\nada\ngrace\n";

fn shop() -> Workshop {
    Workshop::of(&[("plan/shop.toml", PLAN), ("plan/journeys/rows.wat", TABLE), ("plan/data/users.csv", USERS)])
}

#[test]
fn a_bundle_needs_nothing_else() {
    let here = shop();
    let digest = here.bundle("plan/shop.toml", "shop.throng");
    std::fs::remove_dir_all(here.path("plan")).unwrap();
    let run = here.engine(["run", "shop.throng"]).run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!(run.summary["plan"], "shop");
    assert_eq!(run.summary["bundle"]["digest"], digest.as_str());
    assert_eq!(run.summary["bundle"]["granted"], serde_json::json!([]));
    assert_eq!(run.summary["checks"][0]["passes"], 1);
    let check = here.throng(["check", "shop.throng", "--origins"]);
    assert_eq!(check.exit(), 0, "{}", check.text());
    let row = check.stdout.lines().find(|line| line.trim_start().starts_with("data.users.file")).unwrap();
    let words: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(words, ["data.users.file", "\"data/users.csv\"", "bundle's", "plan"]);
}

#[test]
fn two_clones_give_one_bundle() {
    let (one, other) = (shop(), shop());
    let digests = [one.bundle("plan/shop.toml", "shop.throng"), other.bundle("plan/shop.toml", "shop.throng")];
    assert_eq!(digests[0], digests[1]);
    assert_eq!(one.read("shop.throng"), other.read("shop.throng"));
    other.file("plan/data/users.csv", "name\nada\nalan\n");
    assert_ne!(other.bundle("plan/shop.toml", "shop.throng"), digests[0]);
}

#[test]
fn it_is_written_beside_by_the_name_of_the_plan() {
    let here = Workshop::of(&[
        ("throng.toml", "name = \"my shop\"\njourney = \"get.wat\"\niterations = 1\ntarget = \"http://127.0.0.1:1\""),
        ("get.wat", GET),
    ]);
    let run = here.throng(["bundle"]);
    assert_eq!(run.exit(), 0, "{}", run.text());
    assert!(run.stdout.contains("wants    host:http://127.0.0.1:1\n"), "{}", run.stdout);
    assert!(!here.read("my-shop.throng").is_empty());
}

#[test]
fn what_no_bundle_may_hold_is_told_at_once() {
    let here = Workshop::of(&[
        ("outside.csv", USERS),
        ("key.txt", "s3cret"),
        ("plan/get.wat", GET),
        ("plan/key.pem", "-----BEGIN EC PRIVATE KEY-----\n"),
        (
            "plan/throng.toml",
            r#"
            journey = "get.wat"
            target = "http://127.0.0.1:1"
            allow = ["https://*.example.org"]
            iterations = 1
            secrets.API_KEY.file = "../key.txt"
            data.users.file = "../outside.csv"
            files.key = "key.pem"
            "#,
        ),
    ]);
    let run = here.throng(["bundle", "plan"]);
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert_eq!(
        run.stderr,
        "throng: the plan cannot be bundled\
         \n  secrets.API_KEY.file: a secret's file would be published: write `env = \"VARIABLE\"`, which its runner grants\
         \n  data.users.file: ../outside.csv lies outside the plan's folder: a bundle holds what is inside\
         \n  the plan wants host:https://*.example.org, and nobody grants a wildcard: name each host\n"
    );
    here.file("plan/throng.toml", "journey = \"get.wat\"\ntarget = \"http://127.0.0.1:1\"\nfiles.key = \"key.pem\"");
    let run = here.throng(["bundle", "plan"]);
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains("files.key: key.pem is a private key, which a bundle would publish"), "{}", run.stderr);
}

#[test]
fn a_wrong_plan_is_not_bundled() {
    let here = Workshop::of(&[("throng.toml", "journey = \"get.wat\"\niteratoins = 1"), ("get.wat", GET)]);
    let run = here.throng(["bundle"]);
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains("`iteratoins` is not a setting"), "{}", run.stderr);
}

//! The pages on bundles and trust: their commands are done as they stand there, against a registry of ours. Only names of hosts,
//! the digest, the day and the question for a password are others.

use std::process::Command;

use throng_tests::engine::binary;
use throng_tests::guest::root;
use throng_tests::origin::Origin;
use throng_tests::registry::Registry;
use throng_tests::workshop::Workshop;

use crate::journeys::{GET, TABLE};

const DIGEST: &str = "sha256:5d41…";

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join("docs").join(name)).expect("the book has the page")
}

/// The blocks of a page in one language; what stands in a list is moved to the left.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let begun = page.split(fence.as_str()).skip(1);
    begun
        .map(|rest| rest.split("```").next().unwrap_or_default().replace("\n  ", "\n").trim_start().to_owned())
        .collect()
}

/// Does the commands of a block in the folder; gives what they said.
fn follow(here: &Workshop, block: &str) -> String {
    let path = std::env::var("PATH").expect("tests have a path");
    let path = format!("{}:{path}", binary().with_file_name("").display());
    let mut shell = Command::new("bash");
    shell.args(["-euc", block]).current_dir(here.folder()).env("PATH", path).env("DOCKER_CONFIG", here.path("docker"));
    let output = shell.env("XDG_CACHE_HOME", binary().with_file_name("test-cache")).output().expect("bash is there");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{block}\n{said}");
    said
}

#[test]
fn the_page_on_bundles_does_what_it_says() {
    let (page, origin, registry) = (page("modules.md"), Origin::plain(), Registry::open());
    let [make, bring, share] = &blocks(&page, "sh")[..] else { panic!("a new block wants a line here") };
    let plan = format!("name = \"shop\"\njourney = \"get.wat\"\ntarget = \"{}\"\niterations = 1\n", origin.url());
    let here = Workshop::of(&[("shop.toml", &plan), ("get.wat", GET)]);
    let digest = here.bundle("shop.toml", "shop.throng");
    here.policy("ci.toml", &digest, &[&format!("host:{}", origin.url().trim_end_matches('/'))]);
    let said = follow(&here, make);
    assert!(said.contains(&digest) && said.contains("passed (exit code 0)"), "{said}");
    assert_eq!(origin.log().requests().len(), 1);

    let before = here.read("shop.throng");
    let share = share.replace("ghcr.io", &registry.host()).replace(DIGEST, &digest);
    let said = follow(&here, &share);
    assert_eq!(said.matches("passed (exit code 0)").count(), 2, "{said}");
    assert_eq!(here.read("shop.throng"), before, "the same bytes");
    assert_eq!(origin.log().requests().len(), 3);
    let lock = String::from_utf8(here.read("throng.lock")).unwrap();
    assert!(lock.contains(&format!("\"{}\" = \"{digest}\"", registry.place("team/shop:1"))), "{lock}");

    // A plan that leaves a table to its runner.
    let rows = TABLE.replace("\"users\"", "\"customers\"").replace("(i32.const 5)", "(i32.const 9)");
    let plan = format!(
        "name = \"shop\"\njourney = \"rows.wat\"\niterations = 1\nthresholds.checks = [\"rate == 1\"]\n{}",
        blocks(&page, "toml")[0]
    );
    let here = Workshop::of(&[("shop.toml", &plan), ("rows.wat", &rows), ("customers.csv", "name\nada\ngrace\n")]);
    here.bundle("shop.toml", "shop.throng");
    let said = follow(&here, bring);
    assert!(said.contains("passed (exit code 0)"), "{said}");
}

#[test]
fn the_page_on_trust_tells_what_is_said_and_grants_it() {
    let page = page("trust.md");
    let plan = "name = \"shop\"\njourney = \"get.wat\"\niterations = 1\ntarget = \"https://shop.example.org\"\n\
                secrets.API_KEY.env = \"API_KEY\"\n";
    let here = Workshop::of(&[("throng.toml", plan), ("get.wat", GET)]);
    let digest = here.bundle("throng.toml", "shop.throng");
    let run = here.throng(["run", "shop.throng"]);
    assert_eq!(run.exit(), 114, "{}", run.text());
    // Its lines are moved to the left by as much as those of the page.
    assert_eq!(run.stderr.replace("\n  ", "\n"), blocks(&page, "text")[0].replace(DIGEST, &digest));
    let [policy] = &blocks(&page, "toml")[..] else { panic!("a new block wants a line here") };
    here.file("policy.toml", policy.replace(DIGEST, &digest));
    let check = here.engine(["check", "shop.throng", "--policy", "policy.toml"]).env("API_KEY", "a-key").run_plainly();
    assert_eq!(check.exit(), 0, "{}", check.text());
}

#[test]
fn the_page_on_trust_signs_what_it_says() {
    let page = page("trust.md");
    let here =
        Workshop::of(&[("throng.toml", "name = \"shop\"\njourney = \"get.wat\"\niterations = 1"), ("get.wat", GET)]);
    let digest = here.bundle("throng.toml", "shop.throng");
    let [sign] = &blocks(&page, "sh")[..] else { panic!("a new block wants a line here") };
    let later = |text: &str| text.replace("2027-12-31", "2999-12-31");
    let said = follow(&here, &later(sign).replace("keygen", "keygen --no-password"));
    assert!(said.contains("passed (exit code 0)"), "{said}");

    let verify = "minisign -Vm shop.throng -p team.pub";
    assert!(page.contains(&format!("`{verify}`")));
    let comment = later(blocks(&page, "text")[1].trim_end()).replace(DIGEST, &digest);
    assert!(follow(&here, verify).contains(&comment));
    // With minisign itself, and the comment of the page.
    here.file("comment", comment);
    follow(&here, "minisign -S -W -s team.key -m shop.throng -t \"$(cat comment)\"");
    follow(&here, "throng verify shop.throng -p team.pub");
}

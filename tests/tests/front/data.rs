//! Tables of the plan: who gets which row, rows that are made, versions, and files larger than the memory for them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::Command;

use throng_tests::engine::{Engine, Run, binary};
use throng_tests::origin::Origin;

/// A plan whose iterations each ask for the row that the policy gives.
fn plan(origin: &Origin, table: &str, scenario: &str) -> String {
    let target = origin.url();
    format!(
        "journey = \"builtin:replay\"\ntarget = \"{target}\"\nseed = 5\nresults.write = false\nenv.REPLAY = \"row\"\n\
         [data.requests]\n{table}\n[scenarios.main]\n{scenario}\n"
    )
}

fn rows(count: usize) -> String {
    std::iter::once("url\n".to_owned()).chain((0..count).map(|n| format!("/{n}\n"))).collect()
}

fn shared(iterations: usize) -> String {
    format!("executor = \"shared-iterations\"\nvus = 4\niterations = {iterations}")
}

/// How often each row was asked for.
fn asked(origin: &Origin) -> BTreeMap<usize, usize> {
    let path = |(path, count): (String, usize)| (path.trim_start_matches('/').parse().unwrap_or(usize::MAX), count);
    origin.log().paths().into_iter().map(path).collect()
}

fn once(rows: std::ops::Range<usize>) -> BTreeMap<usize, usize> {
    rows.map(|row| (row, 1)).collect()
}

fn run(plan: &str, file: &str, flags: &[&str]) -> Run {
    Engine::new(plan).file("requests.csv", file).args(flags.iter().copied()).run()
}

#[test]
fn two_processes_share_the_rows_and_none_comes_twice() {
    for policy in ["unique", "per-iteration"] {
        let origin = Origin::plain();
        let plan = plan(&origin, &format!("file = \"requests.csv\"\npolicy = \"{policy}\""), &shared(20));
        for segment in ["0:1/2", "1/2:1"] {
            let run = run(&plan, &rows(20), &["--segment", segment, "--segment-sequence", "0,1/2,1"]);
            assert_eq!((run.exit(), run.iterations("failed")), (0, 0), "{policy}: {}", run.text());
        }
        assert_eq!(asked(&origin), once(0..20), "{policy}");
    }
}

#[test]
fn what_is_used_up_stops_or_begins_again() {
    for policy in ["unique", "per-iteration"] {
        let origin = Origin::plain();
        let table = format!("file = \"requests.csv\"\npolicy = \"{policy}\"");
        let ended = run(&plan(&origin, &table, &shared(10)), &rows(7), &[]);
        assert_eq!((ended.iterations("complete"), ended.iterations("failed")), (10, 3), "{}", ended.text());
        assert_eq!(asked(&origin), once(0..7), "{policy}");

        let origin = Origin::plain();
        let again = run(&plan(&origin, &format!("{table}\nwrap = true"), &shared(14)), &rows(7), &[]);
        assert_eq!(again.iterations("failed"), 0, "{}", again.text());
        assert_eq!(asked(&origin), (0..7).map(|row| (row, 2)).collect(), "{policy}");
    }
}

#[test]
fn each_user_has_a_row_of_its_own() {
    let origin = Origin::plain();
    let scenario = "executor = \"per-vu-iterations\"\nvus = 4\niterations = 3";
    let plan = plan(&origin, "file = \"requests.csv\"\npolicy = \"per-vu\"", scenario);
    let run = run(&plan, &rows(9), &[]);
    assert_eq!(run.iterations("failed"), 0, "{}", run.text());
    assert_eq!(asked(&origin), (0..4).map(|row| (row, 3)).collect());
}

#[test]
fn a_seed_repeats_random_rows() {
    let draw = |seed: &str| {
        let origin = Origin::plain();
        let scenario = "executor = \"per-vu-iterations\"\nvus = 1\niterations = 8";
        let plan = plan(&origin, "file = \"requests.csv\"\npolicy = \"random\"", scenario);
        assert_eq!(run(&plan, &rows(100), &["--seed", seed]).exit(), 0);
        origin.log().requests().iter().map(|seen| seen.path.clone()).collect::<Vec<_>>()
    };
    assert_eq!(draw("1"), draw("1"));
    assert_ne!(draw("1"), draw("2"));
}

/// The lines of `throng data` about one table.
fn version(text: &str) -> String {
    text.lines().find_map(|line| line.trim().strip_prefix("version  ")).unwrap_or_default().to_owned()
}

#[test]
fn rows_are_made_from_a_recipe_and_another_version_is_refused() {
    let origin = Origin::plain();
    let table = "policy = \"unique\"\ngenerate = { rows = 5, seed = 3, columns = { url = \"/a|/b\", n = \"1..9\" } }";
    let text = plan(&origin, table, &shared(5));
    let tables = |plan: &str, more: &[&str]| {
        Engine::bare().file("throng.toml", plan).arg("data").args(more.iter().copied()).run_plainly()
    };
    let listed = tables(&text, &[]);
    assert_eq!(listed.exit(), 0, "{}", listed.text());
    assert!(listed.stdout.starts_with("requests\n  rows     5\n  from     5 generated rows\n  version  generated:"));
    let csv = tables(&text, &["--table", "requests"]).stdout;
    assert_eq!(csv.lines().collect::<Vec<_>>(), ["url,n", "/a,2", "/b,6", "/a,2", "/b,2", "/b,7"]);

    let needed =
        text.replace("[data.requests]", &format!("[data.requests]\nversion = \"{}\"", version(&listed.stdout)));
    let done = run(&needed, "", &[]);
    assert_eq!((done.exit(), done.iterations("failed")), (0, 0), "{}", done.text());
    let mut paths: Vec<_> = origin.log().requests().iter().map(|seen| seen.path.clone()).collect();
    let mut cells: Vec<_> = csv.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    paths.sort();
    cells.sort_unstable();
    assert_eq!(paths, cells);

    let other = needed.replace("seed = 3", "seed = 4");
    let refused = run(&other, "", &[]);
    assert_eq!(refused.exit(), 104, "{}", refused.text());
    let actual = version(&tables(&other, &[]).stdout);
    assert_ne!(actual, version(&listed.stdout));
    for said in [format!("the plan needs version `{}`", version(&listed.stdout)), actual] {
        assert!(refused.stderr.contains(&said), "{said}: {}", refused.stderr);
    }
    assert_eq!(origin.log().requests().len(), 5, "the refused one sent nothing");
}

#[test]
fn the_version_of_a_file_is_its_digest_and_stands_in_the_result() {
    let origin = Origin::plain();
    let digest = "sha256:bf8b67f76341";
    let text = plan(&origin, &format!("file = \"requests.csv\"\nversion = \"{digest}\""), &shared(4));
    let text = text.replace("results.write = false\n", "");
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let done = run(&text, "url\n/x\n", &["--results", kept.to_str().unwrap()]);
    assert_eq!(done.exit(), 0, "{}", done.text());
    let result = std::fs::read_dir(&kept).unwrap().next().unwrap().unwrap().path();
    let begun = std::fs::read_to_string(result.join("result.json")).unwrap();
    let begun: serde_json::Value = serde_json::from_str(&begun).unwrap();
    let begun = &begun["run"];
    assert_eq!(begun["data"][0]["name"], "requests");
    assert!(begun["data"][0]["version"].as_str().unwrap().starts_with(digest), "{}", begun["data"]);
    let refused = run(&text, "url\n/y\n", &[]);
    assert_eq!(refused.exit(), 104, "{}", refused.text());
    assert!(refused.stderr.contains(&format!("needs version `{digest}`")), "{}", refused.stderr);
}

/// 96 MB of rows under a limit of memory that is smaller: the rows stay in the file.
#[test]
fn a_file_larger_than_the_memory_for_it_is_read_at_the_place() {
    let origin = Origin::plain();
    let plan = plan(&origin, "file = \"requests.jsonl\"\npolicy = \"per-iteration\"", &shared(4))
        + "[limits]\nmemory = \"4MiB\"\n";
    let folder = tempfile::tempdir().unwrap();
    let mut file = std::io::BufWriter::new(std::fs::File::create(folder.path().join("requests.jsonl")).unwrap());
    let fill = "x".repeat(1000);
    for row in 0..96_000 {
        writeln!(file, "{{\"url\":\"/{row}\",\"name\":\"{fill}\"}}").unwrap();
    }
    file.flush().unwrap();
    std::fs::write(folder.path().join("throng.toml"), plan).unwrap();
    let mut shell = Command::new("bash");
    let limited = "ulimit -d 65536; exec \"$0\" \"$@\"";
    shell.args(["-c", limited]).arg(binary()).args(["run", "--quiet", "--set", "shards=1"]).current_dir(folder.path());
    let output = shell.env("XDG_CACHE_HOME", binary().with_file_name("test-cache")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(asked(&origin), once(0..4));
}

/// The blocks of a page in one language.
fn blocks(page: &'static str, language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_pages_on_data_and_replay_are_right() {
    let page = include_str!("../../../docs/data.md");
    let [tables, version] = blocks(page, "toml")[..] else { panic!("a new block wants a line here") };
    let users = include_str!("../../../guest-examples/shop/users.csv");
    let plan = |tables: &str| format!("journey = \"builtin:replay\"\ntarget = \"http://127.0.0.1:1\"\n{tables}");
    let checked = |tables: &str| {
        let engine = Engine::bare().file("throng.toml", plan(tables)).file("users.csv", users);
        let run = engine
            .file("requests.jsonl", "{\"at\":0,\"url\":\"/\"}\n{\"at\":90,\"url\":\"/\"}\n")
            .arg("check")
            .run_plainly();
        assert_eq!(run.exit(), 0, "{}", run.text());
        run.stdout
    };
    assert!(checked(tables).contains("\ndata         orders: 1000 generated rows, generated:"));
    assert!(checked(version).contains("users.csv, sha256:"));
    let replay = blocks(include_str!("../../../docs/scheduling.md"), "toml");
    let text = checked(replay[0]);
    assert!(text.contains("2 recorded arrivals, 1.5 times each, 10 times as fast"), "{text}");

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("throng.toml"), plan(tables)).unwrap();
    std::fs::write(folder.path().join("users.csv"), users).unwrap();
    let commands = blocks(page, "sh")[0].lines().filter_map(|line| line.split('#').next());
    for command in commands {
        let run = Engine::bare().inside(folder.path()).args(command.split_whitespace().skip(1)).run_plainly();
        assert_eq!(run.exit(), 0, "{command}: {}", run.text());
    }
    let orders = std::fs::read_to_string(folder.path().join("orders.csv")).unwrap();
    assert_eq!((orders.lines().count(), orders.lines().next()), (1001, Some("id,email,amount,colour")));
}

//! The report as Chromium sees it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use throng::clock;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

/// What a browser made of a page.
pub(super) struct Seen {
    /// The document after its script has run.
    pub(super) document: String,
    /// What it complained about.
    pub(super) console: Vec<String>,
}

/// Opens a file from the disk in Chromium.
fn open(page: &Path) -> Seen {
    open_url(&format!("file://{}", page.display()))
}

/// Opens an address in Chromium, and waits until nothing comes from it any more.
pub(super) fn open_url(url: &str) -> Seen {
    let profile = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new("chromium");
    let flags =
        ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--dump-dom"];
    command.args(flags).args(["--enable-logging=stderr", "--v=0", "--virtual-time-budget=3000", "--timeout=30000"]);
    command.arg(format!("--user-data-dir={}", profile.path().display())).arg(url);
    let out = profile.path().join("out");
    let err = profile.path().join("err");
    let file = |path: &PathBuf| std::fs::File::create(path).expect("the folder is ours");
    command.stdin(Stdio::null()).stdout(file(&out)).stderr(file(&err));
    let mut child = command.spawn().expect("chromium is there: `cargo xtask test` installs it");
    let began = clock::now();
    while child.try_wait().expect("our own child").is_none() {
        if clock::now() - began > Duration::from_secs(60) {
            let _ = child.kill();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let said = String::from_utf8_lossy(&std::fs::read(&err).expect("the folder is ours")).into_owned();
    let console = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    Seen { document: String::from_utf8_lossy(&std::fs::read(&out).expect("the folder is ours")).into_owned(), console }
}

/// The page that a run leaves.
fn page(journey: &Journey, place: &Path) -> PathBuf {
    journey.engine().args(["--results", place.to_str().expect("temporary folders have plain names")]).run();
    let folder = std::fs::read_dir(place)
        .expect("the folder is ours")
        .next()
        .expect("the run leaves a folder")
        .expect("the folder is ours")
        .path();
    folder.join("report.html")
}

fn passed(origin: &Origin) -> Journey {
    let steps = json!([
        { "op": "request", "path": "/x", "name": "x" },
        { "op": "check", "name": "it is there", "value": true },
        { "op": "sleep", "ms": 100 },
    ]);
    let scenario = json!({ "executor": "constant-vus", "vus": 2, "duration": "3s" });
    Journey::new(origin, steps).scenario(scenario).set("thresholds", json!({ "checks": ["rate == 1"] }))
}

#[test]
fn a_passed_a_failed_and_an_empty_run_open_without_a_complaint() {
    let origin = Origin::plain();
    let failed = passed(&origin)
        .set("thresholds", json!({ "http_reqs": ["count < 1"], "iterations{scenario:main}": ["count > 1"] }));
    let empty = Journey::new(&origin, json!([]));
    for (journey, verdict, charts) in
        [(passed(&origin), "Passed", 8), (failed, "Threshold failed", 8), (empty, "Passed", 0)]
    {
        let place = tempfile::tempdir().unwrap();
        let seen = open(&page(&journey, place.path()));
        assert_eq!(seen.console, Vec::<String>::new());
        assert!(seen.document.contains(&format!("<h1>{verdict}</h1>")), "{}", seen.document);
        assert!(
            seen.document.contains("<html lang=\"en\" class=\"script\">"),
            "the script did not run: {}",
            seen.document
        );
        assert!(seen.document.matches("<canvas").count() >= charts, "{}", seen.document.matches("<canvas").count());
    }
}

#[test]
fn the_stages_of_a_curve_are_marked_and_listed() {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().unwrap());
    let stages = json!([{ "duration": "1s", "target": 2 }, { "duration": "1s", "target": 0 }]);
    let curve = json!({ "executor": "ramping-vus", "start_vus": 1, "stages": stages });
    let later = json!({ "executor": "constant-vus", "vus": 1, "duration": "1s", "start_time": "3s" });
    let steps = json!([{ "op": "request", "path": "/x", "name": "x" }, { "op": "sleep", "ms": 50 }]);
    let journey = Journey::new(&origin, steps).set("scenarios", json!({ "curve": curve, "later": later }));
    let page = std::fs::read_to_string(page(&journey, place.path())).unwrap();
    let rows: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("<tr><td>")).collect();
    let events: Vec<&str> =
        rows.iter().filter_map(|row| row.split_once("</td><td class=\"n\"")).map(|(row, _)| row).collect();
    for event in [
        "1</td><td>curve: to 2 users within 1.00s",
        "2</td><td>curve: to 0 users within 1.00s",
        "3</td><td>curve: ends",
        "4</td><td>later: starts",
    ] {
        assert!(events.contains(&event), "{event}: {events:?}");
    }
    let (_, data) = page.split_once("id=\"data\">").unwrap();
    let data: Value = serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap();
    let marks: Vec<f64> = data["marks"].as_array().unwrap().iter().map(|at| at.as_f64().unwrap()).collect();
    assert_eq!(marks.len(), 4, "{marks:?}");
    // A second of the first stage, and three until the other scenario starts.
    assert!((marks[1] - marks[0] - 1.0).abs() < 1e-6, "{marks:?}");
    assert!((marks[3] - marks[0] - 3.0).abs() < 0.5, "{marks:?}");
    // The generator watched itself.
    assert!(
        data["generator"][0]
            .as_array()
            .unwrap()
            .iter()
            .any(|share| share.as_f64().is_some_and(|s| s > 0.0 && s <= 100.0))
    );
}

#[test]
fn tables_need_no_script() {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().unwrap());
    let page = page(&passed(&origin), place.path());
    let source = std::fs::read_to_string(&page).unwrap();
    // The browser runs no script of a page that allows none.
    let (before, after) = source.split_once("script-src '").unwrap();
    let (_, after) = after.split_once('\'').unwrap();
    std::fs::write(&page, format!("{before}script-src 'none'{after}")).unwrap();
    let seen = open(&page);
    assert!(seen.document.contains("<html lang=\"en\">") && !seen.document.contains("<canvas"), "{}", seen.document);
    for row in
        ["<span class=\"method\">GET</span> x</td>", "<td>it is there</td>", "<span class=\"badge good\">passed</span>"]
    {
        assert!(seen.document.contains(row), "{row}: {}", seen.document);
    }
}

#[test]
fn no_string_of_a_journey_is_markup() {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().unwrap());
    let corpus = super::strings::corpus();
    let steps: Vec<Value> = corpus
        .iter()
        .flat_map(|string| {
            [
                json!({ "op": "check", "name": string, "value": false }),
                json!({ "op": "request", "name": string, "tags": { "hostile": string } }),
            ]
        })
        .chain([json!({ "op": "throw", "msg": corpus.concat() })])
        .collect();
    let name = corpus.iter().find(|string| string.starts_with("</title>")).unwrap();
    let journey =
        Journey::new(&origin, json!(steps)).set("name", json!(name)).set("about", json!({ "note": "<script>" }));
    let page = page(&journey, place.path());
    let source = std::fs::read_to_string(&page).unwrap();
    let seen = open(&page);
    assert_eq!(seen.console, Vec::<String>::new());
    // The block of data, and the one script.
    assert_eq!((seen.document.matches("<script").count(), source.matches("<script").count()), (2, 2));
    for markup in ["<img", "<a ", "onerror=\"", "javascript:alert(1)\""] {
        assert!(!seen.document.contains(markup), "{markup}");
    }
    for text in
        ["&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;/title&gt;&lt;img src=x onerror=alert(1)&gt;", "\\u{1b}[31mred"]
    {
        assert!(seen.document.contains(text), "{text}");
    }
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    assert_eq!(source.chars().find(|c| control(*c) || ('\u{202a}'..='\u{202e}').contains(c)), None);
}

#[test]
fn the_page_allows_no_script_but_its_own() {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().unwrap());
    let page = page(&passed(&origin), place.path());
    let source = std::fs::read_to_string(&page).unwrap();
    let strange =
        "<script>document.title = \"strange\"</script><img src=\"x\" onerror=\"document.title = 'strange'\"></main>";
    std::fs::write(&page, source.replacen("</main>", strange, 1)).unwrap();
    let seen = open(&page);
    assert!(!seen.document.contains("<title>strange"), "the script ran");
    assert!(seen.console.iter().any(|line| line.contains("script-src")), "{:?}", seen.console);
}

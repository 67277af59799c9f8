use serde_json::Value;
use throng_tests::engine::{Engine, Run};
use throng_tests::guest::{example, root};
use throng_tests::number;
use throng_tests::shop::Shop;

/// The shop's plan, shorter: a ramp to three users and ten purchases.
const SHORT: [&str; 6] = [
    "--set",
    "scenarios.browse.stages=[{ duration = \"1s\", target = 3 }, { duration = \"1s\", target = 0 }]",
    "--set",
    "scenarios.checkout.duration=\"2s\"",
    "--log",
    "warn",
];

/// The summary's rows: name, and how many.
fn rows(run: &Run) -> Vec<(String, f64)> {
    let row = |row: &Value| {
        assert_eq!(number(&row["failed"]), 0.0, "{row}");
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        (format!("{} {}", text("method"), text("name")), number(&row["count"]))
    };
    run.summary["requests"].as_array().into_iter().flatten().map(row).collect()
}

fn count(rows: &[(String, f64)], name: &str) -> f64 {
    rows.iter().find(|row| row.0 == name).map_or(0.0, |row| row.1)
}

/// What must be so whatever the seed: ten purchases of four requests, a login for each user, a request for each
/// iteration that browses, and each check as often as what it looks at.
fn judge(run: &Run) -> Vec<(String, f64)> {
    run.assert_exit(0, "passed", &[]);
    let rows = rows(run);
    let of = |name: &str| count(&rows, name);
    let scenario = |name: &str| {
        let all = run.summary["scenarios"].as_array().into_iter().flatten();
        all.clone().find(|row| row["name"] == name).cloned().unwrap_or_default()
    };
    let purchases = ["POST /api/cart/items", "POST /api/payment-intents", "POST /api/payment-intents/{id}/pay"];
    assert_eq!(purchases.map(of), [10.0; 3], "{rows:?}");
    assert_eq!((of("GET /api/orders/{id}"), number(&scenario("checkout")["complete"])), (10.0, 10.0), "{rows:?}");
    assert_eq!(of("POST login"), number(&run.summary["vus"]["max"]), "{rows:?}");
    let browsed = ["GET /api/products", "GET /api/products/search", "GET /api/products/{id}"].map(of);
    assert!(browsed[0] > 0.0, "{rows:?}");
    assert_eq!(browsed.iter().sum::<f64>(), number(&scenario("browse")["complete"]), "{rows:?}");
    assert_eq!(rows.iter().map(|row| row.1).sum::<f64>(), run.number("http_reqs", "count"));
    let mut checks = vec![(browsed[0], "a page has 20 products"), (browsed[2], "it is the product that was asked for")];
    checks.extend(
        ["the cart has something in it", "the order is paid", "the payment succeeded"].map(|name| (10.0, name)),
    );
    for (times, name) in checks.into_iter().filter(|check| check.0 > 0.0) {
        let all = run.summary["checks"].as_array().into_iter().flatten();
        let row = all.clone().find(|row| row["name"] == name).cloned().unwrap_or_default();
        assert_eq!((number(&row["passes"]), number(&row["fails"])), (times, 0.0), "{name}: {row}");
    }
    for outcome in ["failed", "interrupted", "dropped"] {
        assert_eq!(run.iterations(outcome), 0, "{outcome}: {}", run.summary["iterations"]);
    }
    assert_eq!(run.count("checkout_time"), 10);
    rows
}

#[test]
fn the_demonstration_runs_and_passes_and_says_what_it_is() {
    let run = Engine::bare().args(["run", "--demo"]).args(SHORT).run();
    let rows = judge(&run);
    assert_eq!((run.summary["plan"].as_str(), run.summary["demonstration"].as_bool()), (Some("shop"), Some(true)));
    let target = run.summary["target"].as_str().unwrap_or_default();
    let line = format!("{target}  (demonstration target)");
    assert!(target.starts_with("http://127.0.0.1:") && run.stdout.contains(&line), "{}", run.stdout);
    let complete = run.iterations("complete");
    let line = format!("{complete} complete (0 failed), 0 interrupted, 0 dropped");
    assert!(run.stdout.contains(&line) && run.stdout.contains("passed (exit code 0)"), "{line}: {}", run.stdout);
    for (name, count) in rows {
        let printed = run.stdout.lines().find(|line| line.trim_start().starts_with(&format!("{name} ")));
        let number = printed.and_then(|line| line[line.find(&name)? + name.len()..].split_whitespace().next());
        assert_eq!(number, Some(count.to_string().as_str()), "{name}: {}", run.stdout);
    }
}

/// The shop's own journey, built from its source, and the target's own counters.
#[test]
fn the_shop_example_counts_what_the_target_answered() {
    example("shop");
    let shop = Shop::start();
    let plan = root().join("guest-examples/shop/throng.toml");
    let plan = plan.to_str().expect("the repository's path is text");
    let run = Engine::bare().args(["run", plan, "--target", &shop.url()]).args(SHORT).run();
    let rows = judge(&run);
    assert!(!run.stdout.contains("demonstration target"), "{}", run.stdout);
    let answers = shop.answers();
    for (name, count) in &rows {
        let route = if name == "POST login" { "POST /api/login" } else { name };
        let status = if matches!(route, "POST /api/cart/items" | "POST /api/payment-intents") { 201 } else { 200 };
        let answered = answers.get(&(route.to_owned(), status)).copied().unwrap_or_default();
        assert_eq!(answered as f64, *count, "{route} {status}: {answers:?}");
    }
    assert_eq!(answers.len(), rows.len(), "{answers:?}");
}

use serde_json::json;
use throng_tests::engine::{Engine, Run};
use throng_tests::guest::example;
use throng_tests::script::Script;
use throng_tests::shop::Shop;

/// The example's journey in these scenarios, with a receiver; `more` are lines of the plan.
fn run(target: &str, scenarios: &[(&str, u32, u32)], more: &str) -> Run {
    let mut plan = format!(
        "journey = {:?}\ntarget = \"{target}\"\n[inbox]\nbind = \"127.0.0.1:0\"\n[tags]\nbuild = \"7\"\n",
        example("webhooks")
    );
    for (name, vus, iterations) in scenarios {
        plan +=
            &format!("[scenarios.{name}]\nexecutor = \"per-vu-iterations\"\nvus = {vus}\niterations = {iterations}\n");
    }
    let run = Engine::new(&(plan + more)).run();
    assert_eq!((run.number("checks", "rate"), run.iterations("failed")), (1.0, 0), "{}", run.text());
    run
}

const ALL: [(&str, u32, u32); 3] = [("webhook", 4, 10), ("retried", 2, 1), ("repeated", 2, 2)];

/// Deliveries by the receiver's own counting: 40 once, 2 three times, 4 three times.
fn counted(run: &Run) {
    assert_eq!((run.count("inbox_deliveries"), run.count("inbox_duplicates")), (40 + 6 + 12, 4 + 8), "{}", run.text());
    assert_eq!(run.count("inbox_delivery_duration"), 46);
    assert_eq!((run.count("inbox_unknown"), run.count("inbox_refused")), (0, 0));
    assert_eq!(run.count("inbox_deliveries{name:order.paid}"), 40);
    assert_eq!(run.count("inbox_deliveries{name:order.retried,scenario:retried}"), 6);
    // The sender waits 20 ms before it sends.
    assert!(run.number("inbox_delivery_duration{name:order.paid}", "min") >= 20.0, "{}", run.text());
}

const SELECTED: &str = "[thresholds]\n\"inbox_deliveries{name:order.paid}\" = [\"count == 40\"]\n\
    \"inbox_deliveries{name:order.retried,scenario:retried}\" = [\"count == 6\"]\n\
    \"inbox_delivery_duration{name:order.paid}\" = [\"min >= 20ms\"]\n";

#[test]
fn what_the_receiver_counts_is_what_the_sender_sent() {
    let shop = Shop::start();
    let run = run(&shop.url(), &ALL, SELECTED);
    assert_eq!(run.exit(), 0, "{}", run.text());
    counted(&run);
    let sent = json!({ "accepted": 46, "sent": 58, "delivered": 54, "given_up": 0 });
    assert_eq!(shop.stats()["webhooks"], sent);
}

#[test]
fn a_sender_of_another_library_is_counted_alike() {
    let sender = Script::start("webhooks.py");
    let run = run(&sender.url(), &ALL, SELECTED);
    assert_eq!(run.exit(), 0, "{}", run.text());
    counted(&run);
    assert_eq!(sender.end(), json!({ "accepted": 46, "sent": 58, "delivered": 54, "given_up": 0 }));
}

#[test]
fn a_job_that_never_completes_is_not_measured() {
    let shop = Shop::start();
    let more = "[thresholds]\n\"job_duration{job:export}\" = [\"p(95) < 30s\"]\n\"job_duration{job:stuck}\" = [\"p(95) < 30s\"]\n\
        \"job_completed{job:export}\" = [\"rate == 1\"]\n\"job_completed{job:stuck}\" = [\"rate == 0\"]\n";
    let run = run(&shop.url(), &[("export", 2, 3), ("stuck", 1, 2)], more);
    run.assert_exit(111, "not measured", &[111]);
    assert_eq!(run.count("job_duration"), 6);
    assert_eq!(run.number("job_completed", "rate"), 0.75, "{}", run.text());
    assert_eq!(shop.stats()["jobs"], json!({ "accepted": 6, "done": 6 }));
    let verdicts: Vec<_> = run.summary["thresholds"].as_array().into_iter().flatten().map(|t| &t["verdict"]).collect();
    assert_eq!(verdicts, ["passed", "not measured", "passed", "passed"]);
}

#[test]
fn the_receiver_is_no_target_and_without_it_an_address_traps() {
    let plan = format!(
        "journey = {:?}\ntarget = \"http://127.0.0.1:9\"\n[scenarios.webhook]\nexecutor = \"per-vu-iterations\"\n",
        example("webhooks")
    );
    let run = Engine::new(&plan).run();
    assert_eq!(run.iterations("failed"), 1);
    let said = "inbox.address: the plan has no `[inbox]`: give it one, with `bind = \"127.0.0.1:0\"`";
    assert!(run.text().contains(said), "{}", run.text());
    // The receiver's own port as the target: refused before anything is sent.
    let port = throng_tests::server::free_port();
    let plan = plan.replace("127.0.0.1:9\"", &format!("127.0.0.1:{port}\""))
        + &format!("[inbox]\nbind = \"127.0.0.1:{port}\"\n");
    let run = Engine::new(&plan).run();
    assert_eq!((run.iterations("failed"), run.count("inbox_unknown")), (1, 0), "{}", run.text());
    assert!(run.text().contains("denied"), "{}", run.text());
}

#[test]
fn a_place_to_listen_is_an_address_of_this_machine() {
    let plan = |bind: &str| {
        let journey = example("webhooks");
        format!("journey = {journey:?}\ntarget = \"http://127.0.0.1:9\"\niterations = 1\n[inbox]\n{bind}\n")
    };
    let said = |bind: &str| Engine::new(&plan(bind)).run().text();
    assert!(said("bind = \"localhost:9300\"").contains("`localhost:9300` is not an IP address and a port"));
    assert!(said("").contains("`bind` is missing: where the run's own receiver listens"));
    // Of a network for documentation: no machine has it.
    assert!(said("bind = \"192.0.2.1:9300\"").contains("inbox.bind: nobody can listen at 192.0.2.1:9300"));
}

/// The example's own plan, for a second each.
#[test]
fn the_plan_of_the_example_runs() {
    let shop = Shop::start();
    example("webhooks");
    let plan = throng_tests::guest::root().join("guest-examples/webhooks/throng.toml");
    let set = ["--set", "scenarios.webhook.duration=1s", "--set", "scenarios.export.duration=1s"];
    let plan = plan.to_str().expect("the repository's path is text");
    let run = Engine::bare().args(["run", plan, "--target", &shop.url()]).args(set).run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!(run.count("inbox_deliveries"), 20, "{}", run.text());
    assert_eq!(shop.stats()["webhooks"]["delivered"], 20);
    assert_eq!(run.count("job_duration"), shop.stats()["jobs"]["accepted"].as_u64().unwrap_or_default());
}

use std::sync::Arc;

use ratatui::Terminal as Canvas;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Color;

use super::draw::draw;
use super::keys::{Wish, pressed};
use super::view::{Part, Place, View};
use crate::control::{Change, Command, ScenarioStatus, Status};
use crate::report::{Pulse, RequestRow, ThresholdRow, Times};
use crate::result::{Percentiles, Point};

fn scenario(name: &str, users: u32, rate: Option<u64>) -> ScenarioStatus {
    ScenarioStatus {
        name: name.to_owned(),
        executor: "constant-vus".to_owned(),
        state: "running".to_owned(),
        progress: 0.25,
        left_ms: 44_100,
        users,
        asked_users: None,
        asked_rate: None,
        planned_rate: rate,
        time_unit_ms: rate.map(|_| 1000),
        scalable: true,
        complete: 90,
        interrupted: 0,
        dropped: 0,
        pulse: Pulse { iterations: 31.0, requests: 62.0, failed: Some(0.0), p95_ms: Some(12.34) },
    }
}

fn threshold(metric: &str, expression: &str, verdict: &str, observed: Option<&str>) -> ThresholdRow {
    ThresholdRow {
        metric: metric.to_owned(),
        expression: expression.to_owned(),
        verdict: verdict.to_owned(),
        observed: None,
        observed_text: observed.map(str::to_owned),
        samples: 0,
        censored: 0,
        category: String::new(),
        title: String::new(),
        target: String::new(),
        weight: 1.0,
    }
}

fn request(name: &str, failed: u64) -> RequestRow {
    let times = Times { med: 3.5, p95: 12.34, p99: 150.0, ..Times::default() };
    RequestRow {
        name: name.to_owned(),
        method: "GET".to_owned(),
        count: 930,
        rate: 62.04,
        failed,
        all: Some(times),
        succeeded: None,
        failed_times: None,
    }
}

fn view() -> View {
    let second = |n: u64| Point {
        length_ms: 1000,
        requests: 8 * n,
        failed: n / 4,
        duration: (n > 1).then(|| Percentiles { p95: n as f64, ..Percentiles::default() }),
        ..Point::default()
    };
    View {
        status: Status {
            plan: "shop".to_owned(),
            target: Some("http://127.0.0.1:8080/".to_owned()),
            engine: "0".to_owned(),
            pid: 1,
            started: String::new(),
            state: "running".to_owned(),
            elapsed_ms: 15_900,
            users: 12,
            complete: 90,
            interrupted: 0,
            dropped: 0,
            requests: 930,
            failed: 2,
            scenarios: vec![scenario("browse", 10, None), scenario("buy\u{1b}[2J", 2, Some(40))],
        },
        course: (1..=8).map(second).collect(),
        requests: Arc::new(vec![request("/products", 0), request("/cart", 2)]),
        thresholds: Arc::new(vec![
            threshold("http_req_duration", "p(95) < 200ms", "passed", Some("12.3ms")),
            threshold("checks", "rate > 0.9", "not measured", None),
        ]),
        log: vec!["info  [vu 1 browse] hello".to_owned(), "warn  [engine] beware".to_owned()],
        lines: 2,
        place: Place::default(),
        colours: true,
    }
}

fn canvas(width: u16, height: u16, view: &View) -> Canvas<TestBackend> {
    let mut canvas = Canvas::new(TestBackend::new(width, height)).unwrap();
    canvas.draw(|frame| draw(frame, view)).unwrap();
    canvas
}

fn drawn(width: u16, height: u16, view: &View) -> Vec<String> {
    let canvas = canvas(width, height, view);
    let buffer = canvas.backend().buffer();
    let line = |row: &[ratatui::buffer::Cell]| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
    buffer.content.chunks(usize::from(width)).map(|row| line(row).trim_end().to_owned()).collect()
}

#[test]
fn the_whole_run_is_on_one_screen() {
    let lines = drawn(80, 24, &view());
    let wanted = [
        "shop on http://127.0.0.1:8080/    running  15s  12 users  930 requests  2 failed",
        "▸scenarios ─────────────────────────────────────────────────────────────────────",
        "scenario               users   iter/s    req/s      p95  failed     done    left",
        "> browse                  10       31       62   12.3ms    0.0%      25%     45s",
        "  buy\\u{1b}[2J             2       31       62   12.3ms    0.0%      25%     45s",
        " requests/s 64, most 64 ──  p95 8.00ms, most 8.00ms ─  failed/s 2, most 2 ──────",
        "     ▂▅█                        ▂▅█                          █",
        "  ▁▄▇███                     ▁▄▇███                      ▄▄▄▄█",
        "▃▆██████                    ▆██████                      █████",
        " requests ──────────────────────────────────────────────────────────────────────",
        "request                      count        /s      p50      p95      p99   failed",
        "GET /products                  930      62.0   3.50ms   12.3ms  150.0ms        0",
        "GET /cart                      930      62.0   3.50ms   12.3ms  150.0ms        2",
        "",
        "",
        "",
        "",
        " thresholds ────────────────────────────────────────────────────────────────────",
        "http_req_duration: p(95) < 200ms                             12.3ms         PASS",
        "checks: rate > 0.9                                                – NOT MEASURED",
        " log ───────────────────────────────────────────────────────────────────────────",
        "info  [vu 1 browse] hello",
        "warn  [engine] beware",
        "q end  p pause  + - users or rate  ↑ ↓ Tab move  ? help",
    ];
    assert_eq!(lines, wanted, "{}", lines.join("\n"));
}

#[test]
fn colours_are_of_what_is_wrong_and_can_be_left_out() {
    let mut view = view();
    let red = |view: &View| {
        let canvas = canvas(80, 24, view);
        canvas.backend().buffer().content.iter().filter(|cell| cell.fg == Color::Red).count()
    };
    assert!(red(&view) > 0);
    view.colours = false;
    let canvas = canvas(80, 24, &view);
    assert!(canvas.backend().buffer().content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
}

#[test]
fn a_small_terminal_says_what_it_needs() {
    assert_eq!(drawn(40, 3, &view()), ["72 columns and 18 rows at least: q ends,", "p pauses", ""]);
    for (width, height) in [(1, 1), (72, 18), (300, 100)] {
        drawn(width, height, &view());
    }
}

fn press(place: &mut Place, view: &View, code: KeyCode) -> Option<Command> {
    pressed(KeyEvent::new(code, KeyModifiers::NONE), place, view).map(|wish| wish.command)
}

#[test]
fn keys_lead_the_run() {
    let (mut place, mut view) = (Place::default(), view());
    let key = |place: &mut Place, view: &View, c| press(place, view, KeyCode::Char(c));
    let scaled = |name: &str, change| Some(Command::Scale { scenario: name.to_owned(), change });
    let (users, rate) =
        (|users| Change { users: Some(users), rate: None }, |rate| Change { users: None, rate: Some(rate) });
    assert_eq!(key(&mut place, &view, 'q'), Some(Command::Stop));
    assert_eq!(key(&mut place, &view, 'p'), Some(Command::Pause));
    view.status.state = "paused".to_owned();
    assert_eq!(key(&mut place, &view, 'p'), Some(Command::Resume));
    assert_eq!(key(&mut place, &view, '+'), scaled("browse", users(11)));
    view.status.scenarios[0].asked_users = Some(50);
    assert_eq!(key(&mut place, &view, '-'), scaled("browse", users(45)));
    assert_eq!(press(&mut place, &view, KeyCode::Down), None);
    assert_eq!(key(&mut place, &view, '+'), scaled("buy\u{1b}[2J", rate(44.0)));
    view.status.scenarios[1].asked_rate = Some(0.5);
    assert_eq!(key(&mut place, &view, '-'), scaled("buy\u{1b}[2J", rate(0.0)));
    let control_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(pressed(control_c, &mut place, &view), Some(Wish { command: Command::Stop, insists: true }));
    assert_eq!(key(&mut place, &view, 'c'), None);
}

#[test]
fn keys_move_within_what_there_is() {
    let (mut place, view) = (Place::default(), view());
    let mut after = |codes: &[KeyCode]| {
        codes.iter().for_each(|code| assert_eq!(press(&mut place, &view, *code), None));
        place.clone()
    };
    assert_eq!(after(&[KeyCode::Down, KeyCode::Down, KeyCode::PageDown]).scenario, 1);
    assert_eq!(after(&[KeyCode::Up, KeyCode::PageUp]).scenario, 0);
    assert_eq!(after(&[KeyCode::Tab, KeyCode::PageDown]).request, 1);
    assert_eq!(after(&[KeyCode::Tab, KeyCode::Char('j')]).threshold, 1);
    // The log stands at its end: there is nothing above two lines.
    assert_eq!(after(&[KeyCode::Tab, KeyCode::Up]).log, 0);
    assert_eq!((after(&[KeyCode::BackTab]).part, after(&[KeyCode::Char('?')]).help), (Part::Thresholds, true));
    assert!(!after(&[KeyCode::Esc]).help);
}

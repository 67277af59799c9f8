use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::{Address, Inbox};
use crate::aggregate::{Aggregator, Registry, Snapshot};
use crate::clock;
use crate::plan::InboxOptions;
use crate::sample::TagSet;

/// A receiver, and what it counts.
struct Stage {
    inbox: Inbox,
    registry: Registry,
}

impl Stage {
    fn new(set: impl FnOnce(&mut InboxOptions)) -> Self {
        let registry = Registry::new(100);
        let mut options = InboxOptions::at("127.0.0.1:0".parse().expect("an address"));
        set(&mut options);
        let inbox = Inbox::open(options, registry.recorder(), TagSet::new()).expect("a free port");
        Self { inbox, registry }
    }

    fn address(&self) -> Address {
        let recorder = self.registry.recorder();
        let tags = recorder.intern(&TagSet::from_iter([("name", "n")]));
        self.inbox.address(recorder, tags)
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.inbox.bound()).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time-out above 0");
        stream
    }

    /// Sends this and gives all that comes until the connection closes.
    fn exchange(&self, message: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(message).expect("it reads");
        rest(stream)
    }

    fn post(&self, path: &str, body: &str) -> String {
        let length = body.len();
        let text =
            format!("POST {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
        self.exchange(text.as_bytes())
    }

    /// Counts by series: `inbox_refused{limit=body}`.
    fn counts(&self) -> Vec<(String, u64)> {
        let mut all = Aggregator::new(&self.registry);
        all.merge(Duration::from_secs(1));
        let snapshot: Snapshot = all.into_snapshot();
        let name =
            |tags: &TagSet| tags.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",");
        let mut counts: Vec<_> = snapshot
            .all_series()
            .iter()
            .map(|series| (format!("{}{{{}}}", series.metric, name(&series.tags)), series.sink.samples()))
            .collect();
        counts.sort();
        counts
    }
}

fn rest(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    // A connection that is cut off says what it said so far.
    let _ = stream.read_to_end(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn path(address: &Address) -> String {
    let url: url::Url = address.url().parse().expect("a url");
    url.path().to_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

fn counted(of: &str, count: u64) -> (String, u64) {
    (of.to_owned(), count)
}

#[test]
fn what_comes_is_kept_in_order_until_it_is_taken() {
    let stage = Stage::new(|_| {});
    let address = stage.address();
    address.start();
    assert_eq!(status(&stage.post(&(path(&address) + "/a?b=c"), "first")), "200");
    address.answer(503, Duration::from_millis(30));
    let began = clock::now();
    assert_eq!(status(&stage.post(&path(&address), "second")), "503");
    assert!(clock::now() - began >= Duration::from_millis(30));
    address.answer(204, Duration::ZERO);
    assert_eq!(status(&stage.post(&path(&address), "second")), "204");
    assert_eq!(address.waiting(), 3);
    let all: Vec<_> = std::iter::from_fn(|| address.take()).collect();
    let seen: Vec<_> = all.iter().map(|d| (&*d.path, &d.body[..], d.attempt, d.answered)).collect();
    assert_eq!(seen, [("/a?b=c", &b"first"[..], 1, 200), ("", b"second", 1, 503), ("", b"second", 2, 204)]);
    assert!(all[0].after <= all[1].after && all[1].after < all[2].after);
    assert_eq!((all[0].method.as_str(), all[0].header("Content-Length").as_deref()), ("POST", Some("5")));
    assert_eq!(stage.inbox.desk.held().0, 3);
    drop(all);
    assert_eq!(stage.inbox.desk.held(), (0, 0));
    let wanted = [
        counted("inbox_deliveries{name=n}", 3),
        counted("inbox_delivery_duration{name=n}", 2),
        counted("inbox_duplicates{name=n}", 1),
    ];
    assert_eq!(stage.counts(), wanted);
}

#[test]
fn a_header_names_a_delivery() {
    let stage = Stage::new(|_| {});
    let address = stage.address();
    address.identify("x-id".parse().expect("a name"));
    let at = path(&address);
    let sent = |id: &str, body: &str| {
        let text = format!(
            "POST {at} HTTP/1.1\r\nhost: h\r\nx-id: {id}\r\nconnection: close\r\ncontent-length: 1\r\n\r\n{body}"
        );
        status(&stage.exchange(text.as_bytes())).to_owned()
    };
    assert_eq!([sent("1", "a"), sent("2", "a"), sent("1", "b")], ["200"; 3]);
    let attempts: Vec<u32> = std::iter::from_fn(|| address.take()).map(|d| d.attempt).collect();
    assert_eq!(attempts, [1, 1, 2]);
}

#[test]
fn who_knows_no_address_learns_nothing() {
    let stage = Stage::new(|_| {});
    let address = stage.address();
    let at = path(&address);
    assert_eq!(at.len(), 33);
    let guess = format!("/{:032x}", u128::from_str_radix(&at[1..], 16).expect("digits") ^ 1);
    let longer = format!("{at}0");
    let upper = "/".to_owned() + &"A".repeat(32);
    let (sign, euro) = (format!("/+{}", &at[2..]), "/%E2%82%AC".to_owned());
    let before = address.url().len();
    for path in ["/", "*", "/admin", &guess, &longer, &at[..32], &upper, &sign, &euro] {
        let answer = stage.post(path, "x=<script>");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        assert_eq!((status(head), body), ("404", ""), "{path}");
        // Nothing but what HTTP needs: no server, no word of the request.
        let names: Vec<_> = head.lines().skip(1).filter_map(|line| line.split(':').next()).collect();
        assert_eq!(names, ["connection", "content-length", "date"], "{answer}");
    }
    drop(address);
    assert_eq!((status(&stage.post(&at, "late")), before > 33), ("404", true));
    assert_eq!(stage.counts(), [counted("inbox_unknown{}", 10)]);
}

#[test]
fn too_much_of_anything_is_refused_and_counted() {
    let stage = Stage::new(|options| {
        (options.max_body, options.header_bytes) = (1000, 8 << 10);
        (options.items, options.bytes) = (2, 3000);
    });
    let address = stage.address();
    let at = path(&address);
    assert_eq!(status(&stage.post(&at, &"x".repeat(1000))), "200");
    assert_eq!(status(&stage.post(&at, &"x".repeat(1001))), "413");
    // Announced or not, far too much is not read to its end.
    let huge = format!("POST {at} HTTP/1.1\r\nhost: h\r\ncontent-length: 4000000000\r\n\r\n");
    assert_eq!(status(&stage.exchange(huge.as_bytes())), "413");
    let chunk = format!("{:x}\r\n{}\r\n", 4001, "y".repeat(4001));
    let chunked = format!("POST {at} HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n{chunk}");
    assert_eq!(status(&stage.exchange(chunked.as_bytes())), "413");
    let many: String = (0..200).map(|n| format!("x-{n}: 1\r\n")).collect();
    let flood = format!("POST {at} HTTP/1.1\r\n{many}\r\n");
    assert_eq!(status(&stage.exchange(flood.as_bytes())), "431");
    let long = format!("POST {at} HTTP/1.1\r\nx: {}\r\n\r\n", "z".repeat(9000));
    assert_eq!(status(&stage.exchange(long.as_bytes())), "431");
    assert_eq!(status(&stage.post(&at, &"x".repeat(1000))), "200");
    assert_eq!(status(&stage.post(&at, "x")), "503", "two are waiting");
    drop(address.take());
    let body = "x".repeat(1000);
    assert_eq!([status(&stage.post(&at, &body)), status(&stage.post(&at, &body))], ["200", "503"]);
    assert_eq!(address.waiting(), 2);
    let wanted = [
        counted("inbox_deliveries{name=n}", 3),
        counted("inbox_delivery_duration{name=n}", 1),
        counted("inbox_duplicates{name=n}", 2),
        counted("inbox_refused{limit=body}", 3),
        counted("inbox_refused{limit=headers}", 2),
        counted("inbox_refused{limit=items}", 2),
    ];
    assert_eq!(stage.counts(), wanted);
}

#[test]
fn bytes_that_nobody_fetches_are_bounded() {
    let stage = Stage::new(|options| options.bytes = 3000);
    let address = stage.address();
    let statuses: Vec<_> = (0..4).map(|_| status(&stage.post(&path(&address), &"x".repeat(900))).to_owned()).collect();
    assert_eq!(statuses, ["200", "200", "200", "503"]);
    let (items, bytes) = stage.inbox.desk.held();
    assert!(items == 3 && bytes <= 3000, "{items} {bytes}");
    drop(address);
    assert_eq!(stage.inbox.desk.held(), (0, 0));
    assert!(stage.counts().contains(&counted("inbox_refused{limit=bytes}", 1)));
}

#[test]
fn slow_senders_and_too_many_of_them_are_cut_off() {
    let stage = Stage::new(|options| (options.connections, options.read_time) = (3, Duration::from_millis(200)));
    let address = stage.address();
    let at = path(&address);
    let slow = |text: &str| {
        let mut stream = stage.connect();
        stream.write_all(text.as_bytes()).expect("it reads");
        stream
    };
    let half_head = slow("POST / HTTP/1.1\r\nx-slow: ");
    let half_body = slow(&format!("POST {at} HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\nhalf"));
    let silent = slow("");
    // The fourth is closed at once, without an answer.
    let began = clock::now();
    assert_eq!(rest(stage.connect()), "");
    assert!(clock::now() - began < Duration::from_millis(150));
    assert_eq!((status(&rest(half_body)), rest(silent).as_str()), ("408", ""));
    drop(rest(half_head));
    assert_eq!(status(&stage.post(&at, "there is room again")), "200");
    // One that is kept open after an answer and says no more is only closed.
    let mut idle = slow(&format!("POST {at} HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\n\r\nx"));
    assert!(rest(idle.try_clone().expect("a socket")).starts_with("HTTP/1.1 200"));
    drop(idle.write_all(b"x"));
    let counts = stage.counts();
    assert!(counts.contains(&counted("inbox_refused{limit=connections}", 1)), "{counts:?}");
    assert!(counts.contains(&counted("inbox_refused{limit=read_time}", 3)), "{counts:?}");
    assert_eq!(address.waiting(), 2);
}

#[test]
fn after_the_end_nobody_listens() {
    let stage = Stage::new(|_| {});
    let address = stage.address();
    let bound = stage.inbox.bound();
    let open = stage.connect();
    stage.inbox.close();
    assert_eq!(rest(open), "");
    assert!(TcpStream::connect(bound).is_err());
    assert_eq!((address.waiting(), address.take().is_none()), (0, true));
}

#[test]
fn a_public_url_may_have_a_path() {
    let stage = Stage::new(|options| options.public = "https://hooks.example.org/in/".parse().ok());
    let address = stage.address();
    let token = address.url().strip_prefix("https://hooks.example.org/in/").expect("its own base").to_owned();
    for path in [format!("/in/{token}"), format!("/{token}/x")] {
        assert_eq!(status(&stage.post(&path, "x")), "200", "{path}");
    }
    let paths: Vec<_> = std::iter::from_fn(|| address.take()).map(|delivery| delivery.path).collect();
    assert_eq!(paths, ["", "/x"]);
}

//! The table of every setting: what a plan may say. Validation, variables, flags and the reference are read from it.

use std::time::Duration;

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Text,
    Bool,
    Integer(u64, u64),
    /// At least so long.
    Duration(Duration),
    /// A duration, or `inf`.
    Ttl,
    /// Bytes from, to.
    Size(u64, u64),
    Choice(&'static [&'static str]),
    /// Several of these.
    Choices(&'static [&'static str]),
    Texts,
    /// A file that exists.
    Path,
    Paths,
    /// A file that exists, or `builtin:NAME`.
    Journey,
    Url(&'static [&'static str]),
    Header,
    Encodings,
    HostTarget,
    Addresses,
    Networks,
    Allow,
    Env,
    Stages,
    Pause,
    Thresholds,
    /// What is in a column of generated rows.
    Column,
    /// A number from 0 to 1.
    Share,
    /// A number above 0.
    Amount,
    /// A list of texts, numbers or truths.
    Values,
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Keys with dots; `*` is a name that the user gives.
    pub(super) path: &'static str,
    pub(super) kind: Kind,
    /// As one writes it; empty = none.
    pub(super) default: &'static str,
    /// A right value, proposed where a wrong one gives no hint.
    pub(super) example: &'static str,
    pub(super) flag: &'static str,
    /// Whether the journey's `plan` export may give it; everything else needs authority.
    pub(super) export: bool,
    pub(super) doc: &'static str,
}

impl Setting {
    /// The variable of the environment that gives it: `THRONG_HTTP_TIMEOUT`; a user's name stands as `<NAME>`.
    pub(super) fn variable(&self) -> String {
        let parts: Vec<String> =
            self.path.split('.').map(|p| if p == "*" { "<NAME>".into() } else { p.to_uppercase() }).collect();
        format!("THRONG_{}", parts.join("_"))
    }
}

const ANY: Duration = Duration::ZERO;
const SOME: Duration = Duration::from_nanos(1);
const SECOND: Duration = Duration::from_secs(1);
/// The shortest time between two looks at the target.
const LOOK: Duration = Duration::from_millis(100);
const VUS: u64 = 10_000_000;
const MANY: u64 = 1_000_000_000_000;
const RATE: u64 = 1_000_000_000;
const GIB: u64 = 1 << 30;

const fn row(
    path: &'static str,
    kind: Kind,
    default: &'static str,
    example: &'static str,
    doc: &'static str,
) -> Setting {
    Setting { path, kind, default, example, flag: "", export: false, doc }
}

const fn open(setting: Setting) -> Setting {
    Setting { export: true, ..setting }
}

const fn flag(flag: &'static str, setting: Setting) -> Setting {
    Setting { flag, ..setting }
}

use Kind::{
    Addresses, Allow, Bool, Choice, Choices, Column, Encodings, Env, Header, HostTarget, Integer, Journey, Networks,
    Path, Paths,
};
use Kind::{Amount, Pause, Share, Size, Stages, Text, Texts, Thresholds, Ttl, Url, Values};

const fn span(least: Duration) -> Kind {
    Kind::Duration(least)
}

/// Names of the executors.
pub(super) const EXECUTORS: &[&str] = &[
    "constant-vus",
    "ramping-vus",
    "shared-iterations",
    "per-vu-iterations",
    "constant-arrival-rate",
    "ramping-arrival-rate",
    "replay",
];

/// Every setting, in the order of the reference.
#[rustfmt::skip]
pub(super) const SETTINGS: &[Setting] = &[
    row("name", Text, "the file's stem", "shop", "What the report calls the run."),
    row("journey", Journey, "", "shop.wasm", "The journey: a `.wasm` or `.wat` file, relative to the plan, or `builtin:shop`, `builtin:url`, `builtin:replay`."),
    row("plugs.*", Path, "", "login.wasm", "A component that exports what the journey imports (see [composition](compose.md)); the name is for messages."),
    flag("--target", row("target", Url(&["http", "https"]), "", "http://127.0.0.1:8080", "Base URL that the journey's relative URLs are resolved against. Its origin is allowed.")),
    flag("--seed", row("seed", Integer(0, u64::MAX), "random, printed", "1", "Seed of every random choice.")),
    row("shards", Integer(0, 1024), "0", "0", "Threads that run users; 0 = one per core.",),
    flag("--segment", row("segment", Text, "0:1", "0:1/2", "The share of the work that this process does, `FROM:TO` as fractions of 1.")),
    flag("--segment-sequence", row("segment_sequence", Text, "", "0,1/2,1", "The borders of all shares, when they differ in size.")),
    open(row("diagnose", Bool, "true", "false", "Whether the run stops (exit code 107) when at least 98 % of its first 50 or more requests fail in the same way.")),
    row("setup_timeout", span(SOME), "60s", "60s", "Longest time for `setup`, for `plan` and for each user's `start`."),
    row("teardown_timeout", span(SOME), "60s", "60s", "Longest time for `teardown`."),
    row("min_iteration_duration", span(ANY), "0s", "1s", "A complete iteration that was shorter is padded to this."),
    flag("--allow", row("allow", Allow, "the target's origin", "https://api.example.org", "Where requests may go besides the target: `https://host:port`, `10.0.0.0/8:443`, `*`, or `{ origin = \"http://intra:80\", private = true }`.")),
    flag("--vus", open(row("vus", Integer(1, VUS), "1", "10", "Users of the shortcuts `duration`, `iterations` and `stages`."))),
    flag("--iterations", open(row("iterations", Integer(1, MANY), "", "100", "Shortcut: `vus` users share so many iterations; `duration` then is the longest time."))),
    flag("--duration", open(row("duration", span(SECOND), "", "30s", "Shortcut: `vus` users iterate for so long."))),
    flag("--stage", open(row("stages", Stages, "", "", "Shortcut: users ramp from `vus` (1) through these stages. On one line: `10s:20,30s:0`."))),
    open(row("scenarios.*.executor", Choice(EXECUTORS), "", "constant-vus", "When iterations start.")),
    open(row("scenarios.*.vus", Integer(1, VUS), "1", "10", "Users.")),
    open(row("scenarios.*.iterations", Integer(1, MANY), "1", "100", "Iterations: of all users together, or of each.")),
    open(row("scenarios.*.duration", span(SECOND), "", "30s", "No iteration starts after this.")),
    open(row("scenarios.*.max_duration", span(SECOND), "10m", "10m", "No iteration starts after this.")),
    open(row("scenarios.*.start_vus", Integer(0, VUS), "1", "1", "Users at the start.")),
    open(row("scenarios.*.stages", Stages, "", "", "`[{ duration = \"10s\", target = 10 }]`: users, or iterations per `time_unit`, reached in a straight line after each time.")),
    open(row("scenarios.*.graceful_ramp_down", span(ANY), "30s", "30s", "How long a user that is taken away may finish its iteration.")),
    open(row("scenarios.*.rate", Integer(1, RATE), "", "10", "Iterations that start per `time_unit`.")),
    open(row("scenarios.*.start_rate", Integer(0, RATE), "0", "0", "Iterations that start per `time_unit`, at the start.")),
    open(row("scenarios.*.time_unit", span(SOME), "1s", "1s", "The unit of the rates.")),
    row("scenarios.*.log", Path, "", "requests.jsonl", "For `replay`: a table whose column `at` says when each row arrived, in ms or as a time (see [scheduling](scheduling.md#replay))."),
    open(row("scenarios.*.speed", Amount, "1", "10", "So many times as fast as the log.")),
    open(row("scenarios.*.copies", Amount, "1", "2", "So many iterations for each row of the log; a fraction is chosen by the seed.")),
    open(row("scenarios.*.pre_allocated_vus", Integer(0, VUS), "", "10", "Users made before the run.")),
    open(row("scenarios.*.max_vus", Integer(0, VUS), "pre_allocated_vus", "10", "Users at most.")),
    open(row("scenarios.*.arrivals", Choice(&["even", "poisson"]), "even", "even", "Evenly spaced starts, or a Poisson process of that rate.")),
    open(row("scenarios.*.late", Choice(&["drop", "queue"]), "drop", "drop", "An arrival that finds no idle user is dropped and counted, or waits and keeps its due time.")),
    open(row("scenarios.*.graceful_stop", span(ANY), "30s", "30s", "How long iterations may finish after the regular end.")),
    open(row("scenarios.*.start_time", span(ANY), "0s", "10s", "Starts so long after setup, or after `start_after`.")),
    open(row("scenarios.*.start_after", Text, "", "login", "Starts when the scenario of this name has ended.")),
    open(row("scenarios.*.pause", Pause, "", "1s", "Think time after each iteration: `\"1s\"`, `{ uniform = [\"1s\", \"3s\"] }`, `{ exponential = \"1s\" }`, `{ normal = [\"1s\", \"200ms\"] }`, `{ pacing = \"5s\" }` or `{ throughput = 0.2 }`.")),
    open(row("scenarios.*.fresh", Bool, "false", "false", "Each iteration runs in a new instance.")),
    open(row("scenarios.*.user", Choice(&["per-vu", "per-iteration"]), "per-vu", "per-vu", "How long cookies and connections live.")),
    open(row("scenarios.*.env.*", Env, "", "value", "A value for `vu.env` in this scenario.")),
    open(row("scenarios.*.tags.*", Text, "", "value", "A tag of every sample of this scenario; not one that the engine sets (see [metrics](metrics.md)).")),
    open(row("thresholds.*", Thresholds, "", "p(95) < 800ms", "Rules for a metric, `NAME` or `NAME{tag:value}`: expressions, or `{ threshold = \"rate < 0.01\", abort_on_fail = true, delay_abort = \"10s\" }`, or a requirement with `category`, `title`, `target` and `weight` (see [thresholds](thresholds.md)).")),
    open(row("decision.score", Share, "1", "0.9", "The least score with which the run is approved: weight of the requirements that are met, by the weight of those measured.")),
    open(row("decision.evidence", Share, "1", "0.8", "The least share of the weight that must have been measured; below it there is not enough evidence.")),
    open(row("decision.must", Texts, "", "[\"security\"]", "Categories in which nothing may fail, whatever the score.")),
    open(row("metrics.*.kind", Choice(&["counter", "gauge", "rate", "trend"]), "", "trend", "The kind of a custom metric.")),
    open(row("metrics.*.unit", Text, "", "ms", "Its unit: `ms`, `bytes` or another word.")),
    row("outputs.*.kind", Choice(super::output::WORDS), "", "json", "The form in which measurements go out while the run goes on (see [outputs](outputs.md))."),
    flag("--out", row("outputs.*.to", Text, "openmetrics: 127.0.0.1:9464", "samples.json", "Where to: a file, a URL or `host:port`, by its kind.")),
    row("outputs.*.prefix", Text, "throng_", "k6_", "What names of metrics begin with, but in files."),
    row("outputs.*.trends", Choice(&["native", "gauges"]), "native", "native", "For prometheus: trends as native histograms, or as a gauge for each statistic."),
    row("outputs.*.buffer", Integer(1, MANY), "1000000", "1000000", "Points that wait for it at most; what comes beyond is lost and counted."),
    row("outputs.*.timeout", span(SOME), "5s", "5s", "How long one delivery is tried, and how long the run waits for the rest at its end."),
    row("notify.*.kind", Choice(super::notify::KINDS), "webhook", "slack", "The form in which somebody is told how the run went (see [notices](outputs.md#notices))."),
    row("notify.*.to", Env, "", "https://hooks.example.org/throng", "The URL: text, or `{ env = \"PROCESS_VARIABLE\" }` where it holds a secret."),
    row("notify.*.on", Choices(super::notify::OCCASIONS), "[\"passed\", \"failed\", \"aborted\", \"silence\"]", "[\"failed\", \"aborted\"]", "When."),
    row("notify.*.timeout", span(SOME), "5s", "5s", "How long it is tried."),
    row("notify.*.headers.*", Env, "", "value", "A header of its requests: text, or `{ env = \"PROCESS_VARIABLE\" }`."),
    row("observe.*.prometheus", Env, "", "http://127.0.0.1:9100/metrics", "A page in Prometheus' text format that is looked at while the run goes on (see [observing](observing.md)): text, or `{ env = \"PROCESS_VARIABLE\" }`."),
    row("observe.*.metrics", Texts, "", "[\"pool_used\", \"calls_total{kind=\\\"read\\\"}\"]", "What is taken of that page: names of metrics, with labels where not all series are meant."),
    row("observe.*.process", Env, "", "server.pid", "A process of this machine with all that it started: its number as text, or a file that holds it."),
    row("observe.*.command", Env, "", "nginx", "The oldest process of this machine that runs this program, with all that it started."),
    row("observe.*.cgroup", Env, "", "/sys/fs/cgroup/app", "A control group of this machine, version 1 or 2, by its folder."),
    row("observe.*.postgres", Env, "", "postgres://user@127.0.0.1/shop", "A PostgreSQL server: text, or `{ env = \"PROCESS_VARIABLE\" }` where it holds a password."),
    row("observe.*.redis", Env, "", "redis://127.0.0.1/", "A Redis server: text, or `{ env = \"PROCESS_VARIABLE\" }` where it holds a password."),
    row("observe.*.pool", Integer(1, 1_000_000), "what the server allows", "20", "Connections that the target may use at once, for their share in use."),
    row("observe.*.interval", span(LOOK), "1s", "1s", "How often it is looked at."),
    row("observe.*.silence", span(LOOK), "10s", "10s", "Nothing new for so long is an alarm: its thresholds are not measured, and `[notify]` tells it."),
    row("outputs.*.headers.*", Env, "", "value", "A header of its requests: text, or `{ env = \"PROCESS_VARIABLE\" }`."),
    flag("--env", row("env.*", Env, "", "value", "A value for `vu.env`: text, or `{ env = \"PROCESS_VARIABLE\" }`.")),
    row("secrets.*.env", Text, "", "API_KEY", "The process variable that holds the secret."),
    row("secrets.*.file", Path, "", "key.txt", "The file that holds the secret; its last line end is cut."),
    row("secrets.*.hosts", Texts, "any", "[\"api.example.org\"]", "Hosts that the secret may be sent to."),
    flag("--tag", row("tags.*", Text, "", "value", "A tag of every sample; not one that the engine sets (see [metrics](metrics.md)).")),
    row("about.*", Text, "", "value", "A fact of the target that the report prints."),
    row("data.*.file", Path, "", "users.csv", "Rows: CSV, JSON (a list of objects) or JSON lines."),
    row("data.*.generate.rows", Integer(1, u32::MAX as u64), "", "1000", "Rows that are made instead of read (see [data](data.md)): how many."),
    row("data.*.generate.seed", Integer(0, u64::MAX), "1", "7", "The seed that they are made from."),
    row("data.*.generate.columns.*", Column, "", "email", "What is in a column: a word such as `email`, `name` or `id`, a range `1..500` or `0.50..99.99`, or a choice `red|green`."),
    row("data.*.version", Text, "", "sha256:5d41402abc4b", "The version that the plan needs, or its first 12 digits: the digest of the file, or the stamp of the recipe; with another one nothing runs. `throng data` shows it."),
    row("data.*.policy", Choice(super::DataPolicy::WORDS), "sequential", "sequential", "How rows are drawn: in turn per user, at random, each once in the whole run, each user its own, or each iteration its own."),
    row("data.*.wrap", Bool, "true where rows may come twice", "true", "Whether drawing starts again when the rows are used up."),
    row("inbox.bind", Text, "", "127.0.0.1:0", "Where the run's own receiver listens, IP address and port (0: any free one); `[inbox]` needs it (see [webhooks](webhooks-and-jobs.md))."),
    row("inbox.public", Url(&["http", "https"]), "`http://` and `inbox.bind`", "https://hooks.example.org", "The base URL by which the target reaches it."),
    row("inbox.max_body", Size(1, GIB), "1MiB", "1MiB", "Bytes of one delivery's body; more is answered 413."),
    row("inbox.header_bytes", Size(8 << 10, 1 << 20), "64KiB", "64KiB", "Bytes of one delivery's head; more is answered 431."),
    row("inbox.connections", Integer(1, 100_000), "1000", "1000", "Connections at a time; one more is closed."),
    row("inbox.read_time", span(Duration::from_millis(1)), "10s", "10s", "Longest time in which a head, and a body, must have come."),
    row("inbox.items", Integer(1, 10_000_000), "10000", "10000", "Deliveries that are kept until the journey has dropped them; more are answered 503."),
    row("inbox.bytes", Size(1, 4 * GIB), "64MiB", "64MiB", "Their bytes together; more are answered 503."),
    row("grpc.proto", Paths, "", "[\"api.proto\"]", "`.proto` files that describe the gRPC methods (see [gRPC](grpc.md)); without them the target's reflection is asked."),
    row("grpc.include", Texts, "", "[\"protos\"]", "Folders in which imports of these files are looked up, besides the files' own; a bundle needs what is imported in `grpc.proto` too."),
    row("files.*", Path, "", "invoice.pdf", "A file that the journey may read or send, by name."),
    flag("--results", row("results.folder", Text, "reports", "reports", "The folder in which each run leaves a folder of its own (see [results](results.md)).")),
    flag("--no-results", row("results.write", Bool, "true", "true", "Whether the run leaves one.")),
    row("results.keep", Integer(0, 1_000_000), "0", "20", "So many results of the same plan are kept, the oldest go; 0 = all."),
    row("matrix.before", Texts, "", "[\"./scale\", \"{vus}\"]", "A command before each row: its literal words, without a shell and with an empty environment; `{name}` in a word is the row's value. Only a local plan file or a flag gives it."),
    row("matrix.pause", span(ANY), "0s", "10s", "Time between two rows."),
    row("matrix.ramp", span(ANY), "0s", "10s", "So much of the start of each row is a ramp from nothing to its users or rate, and is not measured."),
    row("matrix.pid", Text, "", "server.pid", "The target's process on this machine, for its CPU and memory: its number, or a file that holds it and is read in each row. Only a local plan file or a flag gives it."),
    row("matrix.*", Values, "", "[10, 50, 100]", "A setting that varies, by its path (in quotes where it has dots), and its values; `throng run` makes a row of each combination (see [matrix](matrix.md))."),
    row("cost.instance_hour", Amount, "", "0.34", "The price of one instance of the target for an hour, for the cost per 1,000 requests (see [capacity](capacity.md))."),
    row("cost.instances", Integer(1, 1_000_000), "1", "3", "Instances of the target."),
    row("cost.currency", Text, "", "EUR", "The currency, as it is printed."),
    flag("--baseline", row("baseline.result", Text, "", "latest", "The result that the run is held against (see [comparing](comparing.md)): its folder, or `latest`, the newest of this plan in `results.folder` that passed.")),
    row("baseline.min_effect", Share, "0.03", "0.05", "A change by this share of the baseline or less is never a regression."),
    row("limits.memory", Size(64 << 10, 4 * GIB), "64MiB", "64MiB", "Linear memory of one user."),
    row("limits.table_elements", Integer(1, 10_000_000), "20000", "20000", "Table elements of one user."),
    row("limits.cpu", span(Duration::from_millis(1)), "1s", "1s", "CPU time of one user since it last waited."),
    row("limits.handles", Integer(1, 10_000_000), "10000", "10000", "Host resources that one user holds at once."),
    row("limits.log_bytes", Size(0, GIB), "64KiB", "64KiB", "Log bytes of one user per second."),
    row("limits.series", Integer(1, 10_000_000), "10000", "10000", "Series of the whole run; over it they fold into `overflow`."),
    row("limits.tags", Integer(1, 1000), "32", "32", "Tags of one sample."),
    row("limits.header_bytes", Size(1, GIB), "64KiB", "64KiB", "Bytes of one header name and value."),
    row("limits.list_bytes", Size(1, GIB), "16MiB", "16MiB", "Bytes of one list or string that a journey passes."),
    row("limits.pattern_bytes", Size(1, 1 << 20), "4KiB", "4KiB", "Bytes of a regular expression or selector."),
    row("limits.store_bytes", Size(0, 64 * GIB), "64MiB", "64MiB", "Bytes in the store and its queues, all users."),
    row("limits.response_bytes", Size(0, 64 * GIB), "64MiB", "64MiB", "Response bytes that one user holds at once."),
    row("limits.message_bytes", Size(1, GIB), "1MiB", "1MiB", "Bytes of one message that comes on a WebSocket, or of one server-sent event; a larger one ends the stream (failure `too-large`)."),
    row("tls.ca", Paths, "", "[\"ca.pem\"]", "Extra CA certificates, PEM."),
    row("tls.certificate", Path, "", "client.pem", "Client certificate chain, PEM."),
    row("tls.key", Path, "", "client.key", "Its key, PEM."),
    flag("--insecure", row("tls.insecure", Bool, "false", "false", "The server's certificate is not verified.")),
    open(row("http.timeout", span(SOME), "60s", "60s", "Longest time of one request, connect and body included.")),
    open(row("http.connect_timeout", span(SOME), "30s", "30s", "Longest time of one TCP connect.")),
    open(row("http.max_redirects", Integer(0, 1000), "10", "10", "Redirects followed at most.")),
    open(row("http.user_agent", Header, concat!("throng/", env!("CARGO_PKG_VERSION")), "throng", "`user-agent` of every request; empty = none.")),
    open(row("http.headers.*", Header, "", "value", "A header of every request.")),
    open(row("http.max_body", Size(0, 16 * GIB), "64MiB", "64MiB", "Decoded body bytes at most; more is the failure `too-large`.")),
    open(row("http.connections_per_host", Integer(1, 10_000), "6", "6", "Connections of one user to one host for parallel requests.")),
    open(row("http.parallel", Integer(1, 10_000), "20", "20", "Parallel requests of one user at most.")),
    flag("--rps", open(row("http.rps", Integer(1, RATE), "", "100", "Requests per second of the whole process at most."))),
    open(row("http.trace", Share, "", "0.01", "Every request carries a W3C `traceparent`; this share of them is sampled.")),
    open(row("http.no_connection_reuse", Bool, "false", "false", "Every request on a connection of its own.")),
    open(row("http.keep_cookies", Bool, "false", "false", "Cookies are kept from one iteration to the next.")),
    open(row("http.version", Choice(&["1.1", "2"]), "by ALPN; clear text 1.1", "1.1", "HTTP version; `2` over clear text is prior knowledge.")),
    open(row("http.accept_encoding", Encodings, "", "gzip, br", "Codings asked for, from gzip, deflate, br, zstd.")),
    row("http.proxy", Url(&["http"]), "", "http://127.0.0.1:3128", "Proxy for every request."),
    row("http.hosts.*", HostTarget, "", "127.0.0.1:8443", "Address, or address:port, that stands for a name, without asking DNS."),
    row("http.blocked_hosts", Texts, "", "[\"*.example.org\"]", "Names that are refused though allowed; `*.` in front matches below."),
    row("http.blocked_networks", Networks, "", "[\"10.0.0.0/8\"]", "Networks that are refused though allowed."),
    row("http.local_addresses", Addresses, "", "[\"127.0.0.1\"]", "Addresses that connections leave from, in turn."),
    flag("--http-debug", row("http.debug", Bool, "false", "false", "Print one user's exchanges.")),
    row("http.dns.ttl", Ttl, "5m", "5m", "How long an answer is used; `inf` = for ever, `0` = not at all."),
    row("http.dns.select", Choice(&["random", "first", "round-robin"]), "random", "random", "Which of several addresses."),
    row("http.dns.policy", Choice(&["prefer-ipv4", "prefer-ipv6", "only-ipv4", "only-ipv6", "any"]), "prefer-ipv4", "prefer-ipv4", "Which address family."),
    row("wants.data", Texts, "", "[\"users\"]", "For a bundle: tables that its runner is to bring, by `--set data.NAME.file=FILE`."),
    row("wants.inbox", Texts, "", "[\"orders\"]", "For a bundle: inboxes that its runner is to grant."),
    row("wants.commands.*", Texts, "", "[\"pg_ctl\", \"start\"]", "For a bundle: a command that its runner is to grant, as its literal words."),
];

/// The settings of an executor: those it needs, and those it has besides.
pub(super) struct Shape {
    pub(super) needs: &'static [&'static str],
    pub(super) has: &'static [&'static str],
}

/// What an executor takes; none for an unknown name.
pub(super) fn shape(executor: &str) -> Option<Shape> {
    let (needs, has): (&[&str], &[&str]) = match executor {
        "constant-vus" => (&["duration"], &["vus"]),
        "ramping-vus" => (&["stages"], &["start_vus", "graceful_ramp_down"]),
        "shared-iterations" | "per-vu-iterations" => (&[], &["vus", "iterations", "max_duration"]),
        "constant-arrival-rate" => {
            (&["rate", "duration", "pre_allocated_vus"], &["time_unit", "max_vus", "arrivals", "late"])
        }
        "ramping-arrival-rate" => {
            (&["stages", "pre_allocated_vus"], &["start_rate", "time_unit", "max_vus", "arrivals", "late"])
        }
        "replay" => (&["log", "pre_allocated_vus"], &["speed", "copies", "max_vus", "late"]),
        _ => return None,
    };
    Some(Shape { needs, has })
}

/// What every scenario takes.
pub(super) const COMMON: &[&str] =
    &["executor", "graceful_stop", "start_time", "start_after", "pause", "fresh", "user", "env", "tags"];

/// The row for a path of keys; none when no setting has it.
pub(super) fn find(path: &[&str]) -> Option<&'static Setting> {
    SETTINGS.iter().find(|s| matches_path(s.path, path))
}

fn matches_path(pattern: &str, path: &[&str]) -> bool {
    let mut parts = pattern.split('.');
    path.iter().all(|key| parts.next().is_some_and(|p| p == "*" || p == *key)) && parts.next().is_none()
}

/// What may stand below a path of keys: names of the table, or any name (`*`).
pub(super) fn below(path: &[&str]) -> Vec<&'static str> {
    let mut keys: Vec<&'static str> = Vec::new();
    for setting in SETTINGS {
        let mut parts = setting.path.split('.');
        let inside = path.iter().all(|key| parts.next().is_some_and(|p| p == "*" || p == *key));
        if let (true, Some(next)) = (inside, parts.next())
            && !keys.contains(&next)
        {
            keys.push(next);
        }
    }
    keys
}

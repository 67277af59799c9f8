//! The table of built-in metrics, and their numbers.

use super::MetricId;
use crate::plan::MetricKind;

/// A metric that every run has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    /// Name, as thresholds and results use it.
    pub name: &'static str,
    /// Kind.
    pub kind: MetricKind,
    /// `ms`, `bytes`, or empty for a number.
    pub unit: &'static str,
    /// One sentence for docs/metrics.md.
    pub doc: &'static str,
    /// Whether k6 has it under this name.
    pub in_k6: bool,
}

macro_rules! builtins {
    ($($id:ident $name:literal $kind:ident $unit:literal $k6:literal $doc:literal;)*) => {
        /// Every built-in metric, in the order of their numbers.
        pub const BUILTIN: &[Builtin] =
            &[$(Builtin { name: $name, kind: MetricKind::$kind, unit: $unit, doc: $doc, in_k6: $k6 }),*];
        #[expect(clippy::upper_case_acronyms, non_camel_case_types, reason = "only counts the rows")]
        enum Row { $($id),* }
        $(#[doc = $doc] pub const $id: MetricId = MetricId(Row::$id as u32);)*
    };
}

builtins! {
    HTTP_REQS "http_reqs" Counter "" true "Requests sent or tried; each redirect hop is one.";
    HTTP_REQ_DURATION "http_req_duration" Trend "ms" true "Sending + waiting + receiving; no sample where no byte was sent.";
    HTTP_REQ_BLOCKED "http_req_blocked" Trend "ms" true "Waiting for a connection.";
    HTTP_REQ_CONNECTING "http_req_connecting" Trend "ms" true "TCP connect; zero on a reused connection.";
    HTTP_REQ_TLS_HANDSHAKING "http_req_tls_handshaking" Trend "ms" true "TLS handshake; zero on a reused connection.";
    HTTP_REQ_SENDING "http_req_sending" Trend "ms" true "First byte of the request to its last.";
    HTTP_REQ_WAITING "http_req_waiting" Trend "ms" true "Last byte of the request to the first of the response.";
    HTTP_REQ_RECEIVING "http_req_receiving" Trend "ms" true "First byte of the response to the last of its body.";
    HTTP_REQ_RESOLVING "http_req_resolving" Trend "ms" false "Name resolution; zero where the name was known.";
    HTTP_RES_BODY_SIZE "http_res_body_size" Trend "bytes" false "Body as decoded.";
    HTTP_RES_TRANSFERRED "http_res_transferred" Trend "bytes" false "Body on the wire, before decoding.";
    HTTP_REQ_FAILED "http_req_failed" Rate "" true "Requests that did not end as expected; none where the expectation is off.";
    HTTP_REQ_RESPONSE "http_req_response" Trend "ms" false "Intended start to the end of the response, where an iteration has one request only.";
    SERVER_TIMING "server_timing" Trend "ms" false "Entries of the Server-Timing header, tagged `entry`.";
    HTMX_SWAP_DURATION "htmx_swap_duration" Trend "ms" false "Sending + waiting + receiving of a request made by `request.htmx`.";
    HTMX_FALLBACK "htmx_fallback" Rate "" false "Such requests that were answered by a whole page instead of a part.";
    ITERATIONS "iterations" Counter "" true "Iterations that ended, well or not; interrupted ones are not counted.";
    ITERATIONS_FAILED "iterations_failed" Counter "" false "Iterations that ended with an error, a trap or a limit.";
    ITERATIONS_INTERRUPTED "iterations_interrupted" Counter "" false "Iterations that were cut off.";
    ITERATION_DURATION "iteration_duration" Trend "ms" true "Real start to end of an iteration: service time.";
    ITERATION_RESPONSE "iteration_response" Trend "ms" false "Intended start to end of an iteration: response time.";
    ITERATION_LAG "iteration_lag" Trend "ms" false "Intended to real start of an iteration.";
    DROPPED_ITERATIONS "dropped_iterations" Counter "" true "Arrivals that found no user, and iterations that found no time.";
    GENERATOR_DELAY "generator_delay" Trend "ms" false "How late the generator itself was: pacer and run queue, without waiting for a free user.";
    GENERATOR_CPU "generator_cpu" Gauge "" false "Share of a core that a thread of the generator used, tagged `thread`, each full second.";
    GENERATOR_QUEUED "generator_queued" Gauge "" false "Share of a second in which such a thread was ready and something else had its core.";
    GENERATOR_MEMORY "generator_memory" Gauge "bytes" false "Resident memory of the generator, each full second.";
    GENERATOR_FILES "generator_files" Gauge "" false "Open files of the generator, each full second (Linux 6.2).";
    GENERATOR_SOCKETS "generator_sockets" Gauge "" false "TCP sockets of the generator's machine, in use or in TIME_WAIT, each full second.";
    OBSERVED_CPU "observed_cpu" Trend "cores" false "Cores that a process or control group used, each look; tagged `observed` as all that follow (see [observing](observing.md)).";
    OBSERVED_CPU_SHARE "observed_cpu_share" Trend "share" false "The same as a share of the cores that it may use.";
    OBSERVED_THROTTLED "observed_throttled" Trend "share" false "Share of the time in which a control group was held back by its quota.";
    OBSERVED_MEMORY "observed_memory" Trend "bytes" false "Memory in use: resident of a process, charged to a control group, `used_memory` of Redis.";
    OBSERVED_MEMORY_SHARE "observed_memory_share" Trend "share" false "The same as a share of its limit, where it has one.";
    OBSERVED_THREADS "observed_threads" Trend "" false "Threads.";
    OBSERVED_FILES "observed_files" Trend "" false "Open files.";
    OBSERVED_CONNECTIONS "observed_connections" Trend "" false "Connections to a PostgreSQL database or a Redis server, without the engine's own.";
    OBSERVED_CONNECTIONS_SHARE "observed_connections_share" Trend "share" false "The same as a share of `pool`, else of what the server allows.";
    OBSERVED_QUEUE "observed_queue" Trend "" false "Sessions of PostgreSQL that wait for a lock, blocked clients of Redis.";
    OBSERVED_CALLS "observed_calls" Counter "" false "Statements of PostgreSQL (`pg_stat_statements`), commands of Redis.";
    OBSERVED_CALLS_PER_REQUEST "observed_calls_per_request" Gauge "" false "The same by the requests of the run, at its end.";
    OBSERVED_HITS "observed_hits" Counter "" false "Look-ups that found something: keys of Redis, blocks of PostgreSQL in memory.";
    OBSERVED_MISSES "observed_misses" Counter "" false "Look-ups that found nothing.";
    OBSERVED_HIT_RATIO "observed_hit_ratio" Gauge "share" false "Hits by look-ups of the run so far.";
    OBSERVED_EVICTIONS "observed_evictions" Counter "" false "Keys that Redis gave up for want of memory.";
    OBSERVED_KEYS "observed_keys" Trend "" false "Keys of Redis.";
    OBSERVED_SILENCES "observed_silences" Counter "" false "Times that something watched said nothing new for its `silence`.";
    VUS "vus" Gauge "" true "Users at work, each full second.";
    VUS_MAX "vus_max" Gauge "" true "Users initialised, each full second.";
    CHECKS "checks" Rate "" true "Checks that held, tagged `check`.";
    GROUP_DURATION "group_duration" Trend "ms" true "A step (k6: group) from enter to leave.";
    STEP_ACTIVE "step_active" Trend "ms" false "A step without the sleeps in it.";
    INBOX_DELIVERIES "inbox_deliveries" Counter "" false "What came to the journey's addresses, repetitions too, tagged `name`.";
    INBOX_DUPLICATES "inbox_duplicates" Counter "" false "Deliveries that had come before, tagged `name`.";
    INBOX_DELIVERY_DURATION "inbox_delivery_duration" Trend "ms" false "From `start` to the first arrival of each delivery, tagged `name`.";
    INBOX_UNKNOWN "inbox_unknown" Counter "" false "Requests to the receiver that were for no address; answered 404.";
    INBOX_REFUSED "inbox_refused" Counter "" false "Requests and connections that passed a limit of the receiver, tagged `limit`.";
    GRPC_REQ_DURATION "grpc_req_duration" Trend "ms" true "A call of a method without streams, from the moment it could leave to its status; tagged `service`, `method`, `status`.";
    GRPC_REQ_FAILED "grpc_req_failed" Rate "" false "Calls of every kind that did not end with the status OK; tagged as `grpc_req_duration`, failed ones with `error` too.";
    GRPC_STREAMS "grpc_streams" Counter "" true "Calls of methods with streams.";
    GRPC_STREAMS_MSGS_SENT "grpc_streams_msgs_sent" Counter "" true "Messages sent in them.";
    GRPC_STREAMS_MSGS_RECEIVED "grpc_streams_msgs_received" Counter "" true "Messages received in them.";
    JOB_DURATION "job_duration" Trend "ms" false "How long the target took for a job that completed, tagged `job`.";
    JOB_COMPLETED "job_completed" Rate "" false "Jobs that completed within their limit, tagged `job`.";
    WS_SESSIONS "ws_sessions" Counter "" true "WebSockets that were opened.";
    WS_CONNECTING "ws_connecting" Trend "ms" true "Opening a WebSocket, from the start of the connection to the answer 101.";
    WS_SESSION_DURATION "ws_session_duration" Trend "ms" true "A WebSocket from the start of its connection to its end.";
    WS_SESSION_FAILED "ws_session_failed" Rate "" false "WebSockets that were opened and not closed in order, tagged `error` and `error_code`.";
    WS_MSGS_SENT "ws_msgs_sent" Counter "" true "Messages sent on WebSockets.";
    WS_MSGS_RECEIVED "ws_msgs_received" Counter "" true "Messages that came on WebSockets, received by the journey or not.";
    WS_PING "ws_ping" Trend "ms" true "From a ping on a WebSocket to its pong.";
    SSE_FIRST_EVENT "sse_first_event" Trend "ms" false "From a request sent to the first event of its stream.";
    SSE_EVENT_GAP "sse_event_gap" Trend "ms" false "From one event of a stream to the next.";
    SSE_EVENTS "sse_events" Counter "" false "Events that came, received by the journey or not.";
    SSE_SESSION_DURATION "sse_session_duration" Trend "ms" false "From a request sent to the end of its stream of events.";
    SSE_SESSION_FAILED "sse_session_failed" Rate "" false "Streams of events that broke, tagged `error` and `error_code`.";
    LLM_FIRST_TOKEN "llm_first_token" Trend "ms" false "From a request sent to the first token of a language model, as the journey counts tokens.";
    LLM_TOKENS_PER_SECOND "llm_tokens_per_second" Trend "" false "Tokens after the first, by the time that they took.";
    DATA_SENT "data_sent" Counter "bytes" true "Bytes sent on the users' connections, TLS included.";
    DATA_RECEIVED "data_received" Counter "bytes" true "Bytes received on the users' connections, TLS included.";
}

/// The kind's word, as plans and results write it.
pub fn kind_name(kind: MetricKind) -> &'static str {
    match kind {
        MetricKind::Counter => "counter",
        MetricKind::Gauge => "gauge",
        MetricKind::Rate => "rate",
        MetricKind::Trend => "trend",
    }
}

/// The table of docs/metrics.md.
pub fn markdown() -> String {
    let mut text = String::from("| name | kind | unit | also in k6 | meaning |\n|---|---|---|---|---|\n");
    for metric in BUILTIN {
        let unit = if metric.unit.is_empty() { "–" } else { metric.unit };
        let k6 = if metric.in_k6 { "yes" } else { "no" };
        text += &format!("| `{}` | {} | {unit} | {k6} | {} |\n", metric.name, kind_name(metric.kind), metric.doc);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_places_in_the_table() {
        for (id, name) in [(HTTP_REQS, "http_reqs"), (CHECKS, "checks"), (DATA_RECEIVED, "data_received")] {
            assert_eq!(BUILTIN[id.0 as usize].name, name);
        }
    }

    #[test]
    fn each_metric_is_one_row_of_the_documentation() {
        let text = markdown();
        assert_eq!(text.lines().count(), BUILTIN.len() + 2);
        assert!(text.contains("| `vus` | gauge | – | yes | Users at work, each full second. |"));
    }

    /// `UPDATE_GOLDEN=1` renews the page's table.
    #[test]
    fn the_documentation_has_this_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/metrics.md");
        let page = std::fs::read_to_string(path).unwrap();
        let before = page.find("| name | kind |").unwrap();
        let length: usize = page[before..].split_inclusive('\n').take_while(|l| l.starts_with('|')).map(str::len).sum();
        let renewed = [&page[..before], &markdown(), &page[before + length..]].concat();
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(path, &renewed).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), renewed, "renew docs/metrics.md with UPDATE_GOLDEN=1");
    }
}

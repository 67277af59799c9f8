//! Answers that come bit by bit: events, tokens of a language model, long bodies.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;
use serde_json::json;

use crate::answer::{Answer, Refusal};
use crate::shop::Shop;

const LONGEST: u64 = 1_000_000_000_000;
const PIECE: u64 = 64 << 10;
const WORDS: [&str; 8] = ["A ", "small ", "shop ", "sells ", "lamps, ", "books ", "and ", "seeds. "];

#[derive(Deserialize)]
pub(crate) struct Feed {
    n: Option<u64>,
    gap: Option<u64>,
    reset: Option<u64>,
}

#[derive(Deserialize)]
pub(crate) struct Prompt {
    tokens: Option<u64>,
    first: Option<u64>,
    gap: Option<u64>,
    reset: Option<u64>,
}

#[derive(Deserialize)]
pub(crate) struct Pieces {
    piece: Option<u64>,
    gap: Option<u64>,
    reset: Option<u64>,
}

/// One step of an answer: how long it waits before, and what it sends; none breaks the answer off.
type Step = (Duration, Option<Bytes>);

pub(crate) async fn events(State(shop): State<Arc<Shop>>, Query(feed): Query<Feed>) -> Response {
    let (count, gap) = (feed.n.unwrap_or(10), milliseconds(feed.gap.unwrap_or(100)));
    let step = move |n: u64| {
        if feed.reset == Some(n) {
            return Some((gap, None));
        }
        shop.stats.add("events", u64::from(n < count));
        let text = format!("id: {0}\nevent: tick\ndata: {{\"n\":{0}}}\n\n", n + 1);
        (n < count).then(|| (gap, Some(text.into())))
    };
    answer("text/event-stream", step)
}

pub(crate) async fn model(State(shop): State<Arc<Shop>>, Query(prompt): Query<Prompt>) -> Response {
    let count = prompt.tokens.unwrap_or(20);
    let (first, gap) = (milliseconds(prompt.first.unwrap_or(100)), milliseconds(prompt.gap.unwrap_or(20)));
    let step = move |n: u64| {
        let wait = if n == 0 { first } else { gap };
        if prompt.reset == Some(n) {
            return Some((wait, None));
        }
        if n >= count {
            return (n == count).then(|| (Duration::ZERO, Some(Bytes::from_static(b"data: [DONE]\n\n"))));
        }
        shop.stats.add("tokens", 1);
        let chunk = json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "demo",
            "choices": [{ "index": 0, "delta": { "content": WORDS[n as usize % WORDS.len()] } }],
        });
        Some((wait, Some(format!("data: {chunk}\n\n").into())))
    };
    answer("text/event-stream", step)
}

pub(crate) async fn body(
    State(shop): State<Arc<Shop>>,
    Path(bytes): Path<String>,
    Query(pieces): Query<Pieces>,
) -> Answer<Response> {
    let wrong = || Refusal::bad_request("invalid_bytes", "the path must end with a number of bytes");
    let total: u64 = bytes.parse().ok().filter(|total| *total <= LONGEST).ok_or_else(wrong)?;
    let (piece, gap) = (pieces.piece.unwrap_or(PIECE).clamp(1, PIECE), milliseconds(pieces.gap.unwrap_or(0)));
    let whole = Bytes::from(vec![b'.'; piece as usize]);
    let step = move |n: u64| {
        let sent = n.saturating_mul(piece);
        if pieces.reset.is_some_and(|reset| sent >= reset) {
            return Some((gap, None));
        }
        let next = piece.min(total.saturating_sub(sent));
        shop.stats.add("bytes", next);
        let wait = if n == 0 { Duration::ZERO } else { gap };
        (next > 0).then(|| (wait, Some(whole.slice(..next as usize))))
    };
    Ok(answer("application/octet-stream", step))
}

fn milliseconds(given: u64) -> Duration {
    Duration::from_millis(given.min(60_000))
}

/// An answer of these steps, counted from 0.
fn answer(kind: &'static str, step: impl Fn(u64) -> Option<Step> + Send + 'static) -> Response {
    let pieces = stream::unfold((0, step), async |(n, step)| {
        let (wait, piece) = step(n)?;
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        let piece = piece.ok_or_else(|| io::Error::from(io::ErrorKind::ConnectionReset));
        Some((piece, (n + 1, step)))
    });
    ([(CONTENT_TYPE, kind)], Body::from_stream(pieces)).into_response()
}

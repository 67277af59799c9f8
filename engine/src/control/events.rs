use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::{Control, Stage};
use crate::clock::Duration;

/// A line for who listens, when there is nothing to say: it finds out who is gone.
const PULSE: Duration = Duration::from_secs(5);

/// Who listens to a run.
struct Listener {
    control: Control,
    changed: watch::Receiver<u64>,
    /// Seconds that it has heard of; none before the first event.
    heard: Option<u64>,
    over: bool,
}

/// The run as server-sent events: `begin` with what was so far, `change` each second and after each command, `end`.
pub(super) fn events(control: &Control) -> Response {
    let changed = control.0.changed.subscribe();
    let listener = Listener { control: control.clone(), changed, heard: None, over: false };
    let lines = stream::unfold(listener, |mut listener| async move {
        let text = listener.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), listener))
    });
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store")];
    (headers, Body::from_stream(lines)).into_response()
}

impl Listener {
    async fn next(&mut self) -> Option<String> {
        if self.over {
            return None;
        }
        if self.heard.is_none() {
            self.changed.mark_unchanged();
            return Some(event("begin", &self.told()));
        }
        match tokio::time::timeout(PULSE, self.changed.changed()).await {
            Err(_) => Some(": still there\n\n".to_owned()),
            Ok(Err(_)) => None,
            Ok(Ok(())) => {
                self.over = self.control.state().stage == Stage::Ended;
                Some(event(if self.over { "end" } else { "change" }, &self.told()))
            }
        }
    }

    /// The run as it is, and the seconds that were not told yet.
    fn told(&mut self) -> Value {
        let status = self.control.status();
        let state = self.control.state();
        let new = state.seconds.saturating_sub(self.heard.unwrap_or(0)) as usize;
        let course: Vec<_> = state.course.iter().rev().take(new).rev().collect();
        self.heard = Some(state.seconds);
        json!({
            "status": status,
            "course": course,
            "requests": *state.requests,
            "annotations": self.control.0.annotations.all(),
        })
    }
}

fn event(name: &str, data: &Value) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

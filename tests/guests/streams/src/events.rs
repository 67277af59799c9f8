//! Server-sent events, of a feed and of a language model.

use throng_sdk::prelude::*;

use super::{tell, url};

/// Receives all events, and says what they were and how it ended.
pub(crate) fn feed() -> Result {
    let feed = get(&url()?).name("feed").header("last-event-id", "41").events();
    let mut events = vec![];
    while let Some(event) = feed.receive(secs(3)) {
        events.push(json!([event.id(), event.kind(), event.pointer("/n"), event.text().len()]));
    }
    tell(&json!({
        "status": feed.status(), "failure": feed.failure(), "ended": feed.ended(), "events": events,
    }));
    Ok(())
}

/// Reads two events and has enough.
pub(crate) fn enough() -> Result {
    let feed = get(&url()?).name("feed").events().opened()?;
    let kinds: Vec<_> = (0..2).filter_map(|_| feed.receive(secs(3))).map(|event| event.kind()).collect();
    feed.close();
    tell(&json!({ "kinds": kinds, "ended": feed.ended(), "failure": feed.failure() }));
    Ok(())
}

/// Counts an event as a token.
pub(crate) async fn model() -> Result {
    let answer = get(&url()?).name("model").events().opened()?;
    let (mut tokens, mut last) = (0, Duration::ZERO);
    while let Some(event) = answer.next().await {
        tokens += 1;
        last = event.after();
        answer.tokens(tokens);
    }
    tell(&json!({ "tokens": tokens, "last": last.as_secs_f64() }));
    Ok(())
}

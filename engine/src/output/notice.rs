//! Tells others that a run begins, and how it ended.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::post::Post;
use crate::clock;
use crate::plan::{NotifyKind, NotifySpec, Occasion};
use crate::redact::Redactor;

/// What there is to tell.
pub struct Notice<'a> {
    /// The occasion.
    pub occasion: Occasion,
    /// One sentence that says it all.
    pub text: &'a str,
    /// The plan's name.
    pub plan: &'a str,
    /// When the run began.
    pub began: SystemTime,
    /// The summary, with the names of `--summary json`; null at the start.
    pub summary: Value,
}

/// Tells everybody who is to be told of it, all at once; gives what could not be delivered, by the plan's names.
pub async fn notify(specs: &[NotifySpec], notice: &Notice<'_>, redactor: &Redactor) -> Vec<String> {
    let told = specs.iter().filter(|spec| spec.on.contains(&notice.occasion));
    let sent = told.map(|spec| async move {
        let failed = |reason: &str| {
            let reason = redactor.apply(reason).into_owned();
            format!("notify.{} ({}) was not told: {reason}", spec.name, spec.origin())
        };
        let post = Post::to(&spec.to, &spec.headers, &[("content-type", "application/json")]);
        let post = post.map_err(|reason| failed(&reason))?;
        let body = redactor.apply(&body(spec.kind, notice).to_string()).into_owned().into_bytes();
        match tokio::time::timeout(spec.timeout, post.send(body)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(trouble)) => Err(failed(&trouble.message)),
            Err(_) => Err(failed(&format!("it took longer than {:?}", spec.timeout))),
        }
    });
    futures_util::future::join_all(sent).await.into_iter().filter_map(Result::err).collect()
}

fn body(kind: NotifyKind, notice: &Notice<'_>) -> Value {
    let milliseconds =
        |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis() as u64;
    match kind {
        NotifyKind::Webhook => json!({
            "event": notice.occasion.word(),
            "text": notice.text,
            "plan": notice.plan,
            "engine": env!("CARGO_PKG_VERSION"),
            "summary": notice.summary,
        }),
        NotifyKind::Slack => json!({ "text": escaped(notice.text) }),
        NotifyKind::Grafana => json!({
            "time": milliseconds(notice.began),
            "timeEnd": milliseconds(clock::wall()),
            "tags": ["throng", notice.plan, notice.occasion.word()],
            "text": notice.text,
        }),
    }
}

/// What Slack would read as markup, as it asks for it
/// (<https://docs.slack.dev/messaging/formatting-message-text/#escaping>).
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_is_markup_in_slack() {
        let notice = Notice {
            occasion: Occasion::Failed,
            text: "<!channel> a & b: failed",
            plan: "<!channel>",
            began: SystemTime::UNIX_EPOCH,
            summary: Value::Null,
        };
        assert_eq!(body(NotifyKind::Slack, &notice), json!({ "text": "&lt;!channel&gt; a &amp; b: failed" }));
        let grafana = body(NotifyKind::Grafana, &notice);
        assert_eq!((&grafana["time"], &grafana["tags"]), (&json!(0), &json!(["throng", "<!channel>", "failed"])));
    }
}

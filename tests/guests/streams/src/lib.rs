//! Each scenario opens what `URL` names, and says in the log what came of it.

mod bodies;
mod events;
mod sockets;

use throng_sdk::prelude::*;

#[journey]
mod journey {
    use super::*;

    /// Texts, bytes, a ping and an orderly end.
    #[scenario("echo")]
    fn echo() -> Result {
        sockets::echo()
    }

    /// Receives all that comes, and says how it ended.
    #[scenario("listen")]
    fn listen() -> Result {
        sockets::listen()
    }

    /// Three sockets of one user, each answered after another time.
    #[scenario("several")]
    async fn several() -> Result {
        sockets::several().await
    }

    /// One message, and no end of its own.
    #[scenario("leave")]
    fn leave() -> Result {
        sockets::leave()
    }

    /// Sends more than it receives.
    #[scenario("flood")]
    fn flood() -> Result {
        sockets::flood()
    }

    /// All events of a stream.
    #[scenario("feed")]
    fn feed() -> Result {
        events::feed()
    }

    /// Some events of a stream.
    #[scenario("enough")]
    fn enough() -> Result {
        events::enough()
    }

    /// The answer of a language model.
    #[scenario("model")]
    async fn model() -> Result {
        events::model().await
    }

    /// All of a body.
    #[scenario("whole")]
    fn whole() -> Result {
        bodies::whole()
    }

    /// A part of a body.
    #[scenario("part")]
    fn part() -> Result {
        bodies::part()
    }

    /// `MESSAGES` there and back.
    #[scenario("converse")]
    fn converse() -> Result {
        sockets::converse()
    }

    /// Opens `SOCKETS` of them and holds them.
    #[scenario("hold")]
    fn hold() -> Result {
        sockets::hold()
    }
}

/// What the plan opens.
fn url() -> Result<String> {
    env("URL").context("the plan gives no URL")
}

/// One line of the log.
fn tell(what: &throng_sdk::serde_json::Value) {
    info!("TOLD {what}");
}

/// A number of the plan.
fn number(name: &str) -> Result<u32> {
    Ok(env(name).context(name.to_owned())?.parse()?)
}

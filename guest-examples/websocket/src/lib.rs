//! One user: joins a room of the chat, says three things, hears them all, and leaves.

use throng_sdk::prelude::*;

#[journey]
fn run() -> Result {
    let room = format!("/ws/chat?room={}", vu::id());
    let chat = get(&room).name("chat").websocket().opened()?;
    for n in 1..=3 {
        chat.send(&json!({ "n": n, "text": "hello" }).to_string());
        let heard = chat.receive(secs(5)).context("nothing was heard")?;
        check!("it is what was said" => heard.pointer("/n") == Some(n.to_string()));
    }
    let trip = chat.ping(secs(5)).context("no pong")?;
    check!("the pong comes at once" => trip < secs(1));
    chat.close();
    check!("closed in order" => chat.closed() == Some(1000) && chat.failure().is_empty());
    Ok(())
}

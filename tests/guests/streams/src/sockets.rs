//! WebSockets.

use throng_sdk::WebSocket;
use throng_sdk::prelude::*;

use super::{number, tell, url};

fn open() -> Result<WebSocket> {
    get(&url()?).header("sec-websocket-protocol", "news, chat").tag("kind", "test").name("socket").websocket().opened()
}

pub(crate) fn echo() -> Result {
    let socket = open()?;
    socket.send("{\"n\": 7}");
    socket.send_bytes(&[0, 255, 1]);
    let text = socket.receive(secs(5)).context("no text")?;
    let bytes = socket.receive(secs(5)).context("no bytes")?;
    let ping = socket.ping(secs(5)).context("no pong")?;
    let nothing = socket.receive(ms(20)).is_none();
    socket.close_with(4001, "done");
    tell(&json!({
        "protocol": socket.header("sec-websocket-protocol"),
        "text": (text.is_text(), text.text(), text.pointer("/n"), text.contains("n")),
        "bytes": (bytes.is_text(), bytes.bytes()),
        "ordered": text.after() <= bytes.after() && ping < secs(5) && nothing,
        "closed": socket.closed(),
        "failure": socket.failure(),
        "later": socket.receive(secs(5)).is_none(),
    }));
    Ok(())
}

pub(crate) fn listen() -> Result {
    let socket = get(&url()?).name("socket").websocket();
    let mut sizes = vec![];
    for _ in 0..20 {
        match socket.receive(ms(500)) {
            Some(message) => sizes.push(message.bytes().len()),
            None if socket.closed().is_some() => break,
            None => {}
        }
    }
    tell(&json!({
        "status": socket.status(), "failure": socket.failure(), "closed": socket.closed(), "sizes": sizes,
    }));
    Ok(())
}

pub(crate) async fn several() -> Result {
    let url = url()?;
    let one = async |delay: u32| {
        let socket = get(&url).query("delay", delay).name("socket").websocket();
        socket.send(&delay.to_string());
        let text = socket.next().await.map(|message| message.text());
        (delay, text, vu::elapsed())
    };
    let mut all = join_all([one(300), one(100), one(200)]).await;
    all.sort_by_key(|(_, _, at)| *at);
    let order: Vec<_> = all.iter().map(|(delay, text, _)| (delay, text)).collect();
    tell(&json!({ "order": order }));
    Ok(())
}

pub(crate) fn leave() -> Result {
    let socket = open()?;
    socket.send("bye");
    socket.receive(secs(5)).context("no echo")?;
    std::mem::forget(socket);
    Ok(())
}

pub(crate) fn flood() -> Result {
    let socket = open()?;
    let text = "x".repeat(1000);
    for _ in 0..number("MESSAGES")? {
        socket.send(&text);
    }
    // The target has answered each; so many were read ahead, and the rest waited in the network.
    sleep(ms(300));
    let mut came = 0;
    while came < number("MESSAGES")? && socket.receive(secs(5)).is_some() {
        came += 1;
    }
    socket.close();
    tell(&json!({ "came": came, "failure": socket.failure(), "closed": socket.closed() }));
    Ok(())
}

pub(crate) fn hold() -> Result {
    let url = url()?;
    let sockets: Vec<WebSocket> = (0..number("SOCKETS")?).map(|_| get(&url).websocket()).collect();
    let open = sockets.iter().filter(|socket| socket.status() == 101).count();
    tell(&json!({ "open": open }));
    sleep(secs(number("SECONDS")?));
    Ok(())
}

pub(crate) fn converse() -> Result {
    let socket = get(&url()?).websocket().opened()?;
    for _ in 0..number("MESSAGES")? {
        socket.send("0123456789abcdef");
        socket.receive(secs(5)).context("no echo")?;
    }
    socket.close();
    Ok(())
}

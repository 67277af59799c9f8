//! WebSockets: an echo, and rooms in which everybody hears everybody.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, UPGRADE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::sync::broadcast;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::answer::{Answer, Refusal};
use crate::shop::Shop;

/// Messages that a slow listener may be behind.
const BEHIND: usize = 1_024;
/// Small, for many sockets.
const READ: usize = 4 << 10;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// The rooms of the chat; one that everybody left is forgotten.
#[derive(Debug, Default)]
pub(crate) struct Rooms(Mutex<HashMap<String, broadcast::Sender<Message>>>);

#[derive(Deserialize)]
pub(crate) struct Echo {
    delay: Option<u64>,
    after: Option<u64>,
    close: Option<u16>,
}

#[derive(Deserialize)]
pub(crate) struct Chat {
    room: Option<String>,
}

pub(crate) async fn echo(
    State(shop): State<Arc<Shop>>,
    Query(echo): Query<Echo>,
    request: Request,
) -> Answer<Response> {
    upgrade(request, move |socket| async move {
        shop.stats.add("ws_opened", 1);
        // Who left does not matter to the echo.
        let _ = send_back(socket, &shop, &echo).await;
    })
}

async fn send_back(mut socket: Socket, shop: &Shop, echo: &Echo) -> Result<(), Error> {
    let delay = Duration::from_millis(echo.delay.unwrap_or_default().min(60_000));
    let mut left = echo.after;
    while let Some(message) = socket.next().await {
        let message = message?;
        if !matches!(message, Message::Text(_) | Message::Binary(_)) {
            continue;
        }
        shop.stats.add("ws_received", 1);
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        socket.send(message).await?;
        shop.stats.add("ws_sent", 1);
        left = left.map(|left| left.saturating_sub(1));
        if left == Some(0) {
            let frame = CloseFrame { code: echo.close.unwrap_or(1000).into(), reason: "enough".into() };
            socket.close(Some(frame)).await?;
        }
    }
    Ok(())
}

pub(crate) async fn chat(
    State(shop): State<Arc<Shop>>,
    Query(chat): Query<Chat>,
    request: Request,
) -> Answer<Response> {
    upgrade(request, move |socket| async move {
        shop.stats.add("ws_opened", 1);
        let name = chat.room.unwrap_or_default();
        let room = shop.rooms.enter(&name);
        // Who left does not matter to the others.
        let _ = talk(socket, &shop, &room).await;
        drop(room);
        shop.rooms.tidy(&name);
    })
}

async fn talk(socket: Socket, shop: &Shop, room: &broadcast::Sender<Message>) -> Result<(), Error> {
    let (mut voice, mut ear) = socket.split();
    let mut heard = room.subscribe();
    loop {
        tokio::select! {
            said = ear.next() => match said {
                Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) => {
                    shop.stats.add("ws_received", 1);
                    // There is one listener at least: who says it.
                    let _ = room.send(message);
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
                None => return Ok(()),
            },
            message = heard.recv() => match message {
                Ok(message) => {
                    voice.send(message).await?;
                    shop.stats.add("ws_sent", 1);
                }
                Err(_) => return voice.close().await,
            },
        }
    }
}

impl Rooms {
    fn enter(&self, name: &str) -> broadcast::Sender<Message> {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.entry(name.to_owned()).or_insert_with(|| broadcast::channel(BEHIND).0).clone()
    }

    fn tidy(&self, name: &str) {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rooms.get(name).is_some_and(|room| room.receiver_count() == 0) {
            rooms.remove(name);
        }
    }
}

/// Answers 101 and goes on with the socket in a task of its own.
fn upgrade<F>(mut request: Request, go_on: impl FnOnce(Socket) -> F + Send + 'static) -> Answer<Response>
where
    F: Future<Output = ()> + Send,
{
    let refused = || Refusal::bad_request("no_websocket", "this route speaks WebSocket only");
    let key = request.headers().get(SEC_WEBSOCKET_KEY).ok_or_else(refused)?;
    let accept = derive_accept_key(key.as_bytes());
    let upgraded = request.extensions_mut().remove::<OnUpgrade>().ok_or_else(refused)?;
    tokio::spawn(async move {
        // A connection that ended before has nobody to tell.
        let Ok(upgraded) = upgraded.await else { return };
        let config = WebSocketConfig::default().read_buffer_size(READ).write_buffer_size(0);
        let io = TokioIo::new(upgraded);
        go_on(WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await).await;
    });
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_ACCEPT, HeaderValue::try_from(accept).map_err(|_| refused())?);
    Ok(response)
}

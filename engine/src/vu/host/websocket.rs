//! `websocket`: sockets, several of them where a journey wants them.

use std::sync::Arc;

use wasmtime::component::{ResourceType, WasmList, WasmStr};

use super::http::pollable;
use super::{Cx, Handle, Interface, bounded, gone, owned, text};
use crate::clock;
use crate::protocol::{SocketMessage, WebSocket};
use crate::vu::apart::apart;
use crate::vu::outcome::mistake;
use crate::vu::prepared::Prepared;
use crate::vu::socket::{Opening, Readable, Socket};
use crate::vu::user::{after, ms};

/// A close frame has room for so many bytes of a reason.
const REASON: usize = 123;

pub(super) fn define(websocket: &mut Interface<'_>) -> wasmtime::Result<()> {
    websocket.resource("socket", ResourceType::host::<Socket>(), |mut cx, rep| {
        drop(cx.data_mut().handles.streams.sockets.remove(rep));
        Ok(())
    })?;
    websocket.func_wrap_async("[constructor]socket", |mut cx, (handshake,): (Handle<Prepared>,)| {
        Box::new(async move {
            cx.data().admit()?;
            let (user, handles) = cx.data_mut().persona()?;
            let prepared =
                handles.requests.get_mut(handshake.rep()).ok_or_else(|| gone("websocket.socket", "request"))?;
            let (socket, sample) = apart(Socket::open(Opening::of(prepared, user))).await;
            let (user, handles) = cx.data_mut().persona()?;
            user.arrived(sample.tags, clock::now());
            user.record(&sample, &socket.response, sample.expects(socket.response.exchange.status));
            Ok((Handle::<Socket>::new_own(handles.streams.sockets.push(socket)),))
        })
    })?;
    define_state(websocket)?;
    define_sending(websocket)?;
    define_waiting(websocket)?;
    define_message(websocket)
}

fn define_state(websocket: &mut Interface<'_>) -> wasmtime::Result<()> {
    websocket.func_wrap("[method]socket.status", |cx: Cx<'_>, (socket,): (Handle<Socket>,)| {
        Ok((self::socket(&cx, "socket.status", &socket)?.response.exchange.status,))
    })?;
    websocket.func_wrap("[method]socket.failure", |cx: Cx<'_>, (socket,): (Handle<Socket>,)| {
        Ok((self::socket(&cx, "socket.failure", &socket)?.failure().to_owned(),))
    })?;
    websocket.func_wrap("[method]socket.header", |cx: Cx<'_>, (socket, name): (Handle<Socket>, WasmStr)| {
        let name = text(&name, &cx)?;
        Ok((self::socket(&cx, "socket.header", &socket)?.response.header(&name),))
    })?;
    websocket.func_wrap("[method]socket.closed", |cx: Cx<'_>, (socket,): (Handle<Socket>,)| {
        Ok((self::socket(&cx, "socket.closed", &socket)?.closed(),))
    })?;
    websocket.func_wrap("[method]socket.subscribe", |mut cx: Cx<'_>, (socket,): (Handle<Socket>,)| {
        let open = open(&cx, "socket.subscribe", &socket)?;
        Ok((pollable(&mut cx, Readable(open))?,))
    })
}

fn define_sending(websocket: &mut Interface<'_>) -> wasmtime::Result<()> {
    websocket.func_wrap_async("[method]socket.send-text", |cx, (socket, text): (Handle<Socket>, WasmStr)| {
        Box::new(async move {
            let text = owned(&text, &cx)?;
            if let Some(open) = open(&cx, "socket.send-text", &socket)? {
                open.send_text(text).await;
            }
            Ok(())
        })
    })?;
    websocket.func_wrap_async("[method]socket.send-bytes", |cx, (socket, bytes): (Handle<Socket>, WasmList<u8>)| {
        Box::new(async move {
            bounded(bytes.len(), &cx)?;
            let bytes = bytes.as_le_slice(&cx).to_vec();
            if let Some(open) = open(&cx, "socket.send-bytes", &socket)? {
                open.send_bytes(bytes).await;
            }
            Ok(())
        })
    })?;
    websocket.func_wrap_async("[method]socket.close", |cx, (socket, code, reason): (Handle<Socket>, u16, WasmStr)| {
        Box::new(async move {
            let reason = owned(&reason, &cx)?;
            if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) || reason.len() > REASON {
                return Err(mistake(format!(
                    "socket.close: {code} cannot be sent with {} bytes of reason: write 1000 or 3000 to 4999, and \
                     {REASON} bytes at most",
                    reason.len()
                )));
            }
            if let Some(open) = open(&cx, "socket.close", &socket)? {
                open.close(code, reason).await;
            }
            Ok(())
        })
    })
}

fn define_waiting(websocket: &mut Interface<'_>) -> wasmtime::Result<()> {
    websocket.func_wrap_async("[method]socket.receive", |mut cx, (socket, wait): (Handle<Socket>, f64)| {
        Box::new(async move {
            let Some(open) = open(&cx, "socket.receive", &socket)? else { return Ok((None,)) };
            let Some(message) = open.receive(after(wait)).await else { return Ok((None,)) };
            cx.data().admit()?;
            let rep = cx.data_mut().handles.streams.messages.push(message);
            Ok((Some(Handle::<SocketMessage>::new_own(rep)),))
        })
    })?;
    websocket.func_wrap_async("[method]socket.ping", |cx, (socket, wait): (Handle<Socket>, f64)| {
        Box::new(async move {
            let Some(open) = open(&cx, "socket.ping", &socket)? else { return Ok((None,)) };
            Ok((open.ping(after(wait)).await.map(ms),))
        })
    })
}

fn define_message(websocket: &mut Interface<'_>) -> wasmtime::Result<()> {
    websocket.resource("message", ResourceType::host::<SocketMessage>(), |mut cx, rep| {
        drop(cx.data_mut().handles.streams.messages.remove(rep));
        Ok(())
    })?;
    websocket.func_wrap("[method]message.is-text", |cx: Cx<'_>, (message,): (Handle<SocketMessage>,)| {
        Ok((self::message(&cx, "message.is-text", &message)?.is_text(),))
    })?;
    websocket.func_wrap("[method]message.text", |cx: Cx<'_>, (message,): (Handle<SocketMessage>,)| {
        let message = self::message(&cx, "message.text", &message)?;
        bounded(message.bytes().len(), &cx)?;
        Ok((message.text().into_owned(),))
    })?;
    websocket.func_wrap("[method]message.bytes", |cx: Cx<'_>, (message,): (Handle<SocketMessage>,)| {
        let message = self::message(&cx, "message.bytes", &message)?;
        bounded(message.bytes().len(), &cx)?;
        Ok((message.bytes().to_vec(),))
    })?;
    type Asked = (Handle<SocketMessage>, WasmStr);
    websocket.func_wrap("[method]message.contains", |cx: Cx<'_>, (message, sought): Asked| {
        let sought = text(&sought, &cx)?;
        Ok((self::message(&cx, "message.contains", &message)?.text().contains(&*sought),))
    })?;
    websocket.func_wrap("[method]message.json", |cx: Cx<'_>, (message, pointer): Asked| {
        let pointer = text(&pointer, &cx)?;
        Ok((self::message(&cx, "message.json", &message)?.json(&pointer),))
    })?;
    websocket.func_wrap("[method]message.after", |cx: Cx<'_>, (message,): (Handle<SocketMessage>,)| {
        Ok((ms(self::message(&cx, "message.after", &message)?.after()),))
    })
}

fn socket<'c>(cx: &'c Cx<'_>, function: &str, socket: &Handle<Socket>) -> wasmtime::Result<&'c Socket> {
    cx.data().handles.streams.sockets.get(socket.rep()).ok_or_else(|| gone(function, "socket"))
}

/// The connection; none where the handshake failed.
fn open(cx: &Cx<'_>, function: &str, socket: &Handle<Socket>) -> wasmtime::Result<Option<Arc<WebSocket>>> {
    Ok(self::socket(cx, function, socket)?.open.clone())
}

fn message<'c>(cx: &'c Cx<'_>, function: &str, of: &Handle<SocketMessage>) -> wasmtime::Result<&'c SocketMessage> {
    cx.data().handles.streams.messages.get(of.rep()).ok_or_else(|| gone(function, "message"))
}

//! `inbox`: addresses of the run's own receiver, and what comes to them.

use ::http::HeaderName;
use wasmtime::component::{ResourceType, WasmStr};
use wasmtime_wasi::async_trait;
use wasmtime_wasi::p2::Pollable;

use super::http::pollable;
use super::{Cx, Handle, Interface, bounded, fields, gone, owned, text};
use crate::inbox::{Address, Arrival, Delivery};
use crate::protocol::pointed;
use crate::vu::outcome::mistake;
use crate::vu::user::{after, duration, ms};

pub(super) fn define(inbox: &mut Interface<'_>) -> wasmtime::Result<()> {
    define_address(inbox)?;
    define_settings(inbox)?;
    define_receive(inbox)?;
    define_delivery(inbox)?;
    define_fields(inbox)?;
    define_content(inbox)
}

fn define_address(inbox: &mut Interface<'_>) -> wasmtime::Result<()> {
    inbox.resource("address", ResourceType::host::<Address>(), |mut cx, rep| {
        cx.data_mut().handles.addresses.remove(rep);
        Ok(())
    })?;
    inbox.func_wrap("[constructor]address", |mut cx: Cx<'_>, (name,): (WasmStr,)| {
        let name = owned(&name, &cx)?;
        cx.data().admit()?;
        let user = cx.data_mut().user("inbox.address")?;
        let Some(inbox) = user.run.inbox.clone() else {
            return Err(mistake(
                "inbox.address: the plan has no `[inbox]`: give it one, with `bind = \"127.0.0.1:0\"`",
            ));
        };
        let tags = user.recorder.intern(&user.labels.with([("name", name.as_str())]));
        let address = inbox.address(user.recorder.clone(), tags);
        Ok((Handle::<Address>::new_own(cx.data_mut().handles.addresses.push(address)),))
    })?;
    inbox.func_wrap("[method]address.url", |cx: Cx<'_>, (at,): (Handle<Address>,)| {
        Ok((address(&cx, "address.url", &at)?.url().to_owned(),))
    })?;
    inbox.func_wrap("[method]address.waiting", |cx: Cx<'_>, (at,): (Handle<Address>,)| {
        Ok((address(&cx, "address.waiting", &at)?.waiting(),))
    })
}

fn define_settings(inbox: &mut Interface<'_>) -> wasmtime::Result<()> {
    inbox.func_wrap("[method]address.start", |cx: Cx<'_>, (at,): (Handle<Address>,)| {
        address(&cx, "address.start", &at)?.start();
        Ok(())
    })?;
    inbox.func_wrap("[method]address.answer", |cx: Cx<'_>, (at, status, delay): (Handle<Address>, u16, f64)| {
        // Never a redirect: nothing may be led elsewhere by the receiver.
        if !matches!(status, 200..=299 | 400..=599) {
            return Err(mistake(format!("address.answer: {status} is no answer: write 200 to 299 or 400 to 599")));
        }
        let delay = duration(delay).unwrap_or(std::time::Duration::MAX);
        address(&cx, "address.answer", &at)?.answer(status, delay);
        Ok(())
    })?;
    inbox.func_wrap("[method]address.identify", |cx: Cx<'_>, (at, header): (Handle<Address>, WasmStr)| {
        let header = text(&header, &cx)?;
        let name = HeaderName::from_bytes(header.as_bytes())
            .map_err(|_| mistake(format!("address.identify: `{header}` is no header's name")))?;
        address(&cx, "address.identify", &at)?.identify(name);
        Ok(())
    })
}

fn define_receive(inbox: &mut Interface<'_>) -> wasmtime::Result<()> {
    inbox.func_wrap_async("[method]address.receive", |mut cx, (at, wait): (Handle<Address>, f64)| {
        Box::new(async move { Ok((receive(&mut cx, &at, wait).await?,)) })
    })?;
    inbox.func_wrap("[method]address.subscribe", |mut cx: Cx<'_>, (at,): (Handle<Address>,)| {
        let arrival = address(&cx, "address.subscribe", &at)?.arrival();
        Ok((pollable(&mut cx, Awaited(arrival))?,))
    })
}

async fn receive(cx: &mut Cx<'_>, at: &Handle<Address>, wait: f64) -> wasmtime::Result<Option<Handle<Delivery>>> {
    let at_hand = address(cx, "address.receive", at)?;
    let (mut taken, arrival) = (at_hand.take(), at_hand.arrival());
    if taken.is_none() && wait > 0.0 {
        match after(wait) {
            // What came as the time ran out is there all the same.
            Some(until) => drop(tokio::time::timeout_at(until, arrival.ready()).await),
            None => arrival.ready().await,
        }
        taken = address(cx, "address.receive", at)?.take();
    }
    let Some(delivery) = taken else { return Ok(None) };
    cx.data().admit()?;
    Ok(Some(Handle::new_own(cx.data_mut().handles.deliveries.push(delivery))))
}

fn define_delivery(inbox: &mut Interface<'_>) -> wasmtime::Result<()> {
    inbox.resource("delivery", ResourceType::host::<Delivery>(), |mut cx, rep| {
        cx.data_mut().handles.deliveries.remove(rep);
        Ok(())
    })?;
    inbox.func_wrap("[method]delivery.after", |cx: Cx<'_>, (came,): (Handle<Delivery>,)| {
        Ok((ms(delivery(&cx, "delivery.after", &came)?.after),))
    })?;
    inbox.func_wrap("[method]delivery.attempt", |cx: Cx<'_>, (came,): (Handle<Delivery>,)| {
        Ok((delivery(&cx, "delivery.attempt", &came)?.attempt,))
    })?;
    inbox.func_wrap("[method]delivery.answered", |cx: Cx<'_>, (came,): (Handle<Delivery>,)| {
        Ok((delivery(&cx, "delivery.answered", &came)?.answered,))
    })?;
    inbox.func_wrap("[method]delivery.method", |cx: Cx<'_>, (came,): (Handle<Delivery>,)| {
        Ok((delivery(&cx, "delivery.method", &came)?.method.clone(),))
    })?;
    inbox.func_wrap("[method]delivery.path", |cx: Cx<'_>, (came,): (Handle<Delivery>,)| {
        Ok((delivery(&cx, "delivery.path", &came)?.path.clone(),))
    })
}

fn define_fields(inbox: &mut Interface<'_>) -> wasmtime::Result<()> {
    inbox.func_wrap("[method]delivery.header", |cx: Cx<'_>, (came, name): (Handle<Delivery>, WasmStr)| {
        let name = text(&name, &cx)?;
        Ok((delivery(&cx, "delivery.header", &came)?.header(&name),))
    })?;
    inbox.func_wrap("[method]delivery.headers", |cx: Cx<'_>, (came,): (Handle<Delivery>,)| {
        let all = delivery(&cx, "delivery.headers", &came)?.fields();
        fields(&all, &cx)?;
        Ok((all,))
    })?;
    inbox.func_wrap(
        "[method]delivery.signed",
        |cx: Cx<'_>, (came, header, key): (Handle<Delivery>, WasmStr, WasmStr)| {
            let (header, key) = (text(&header, &cx)?, text(&key, &cx)?);
            Ok((delivery(&cx, "delivery.signed", &came)?.is_signed(&header, &key),))
        },
    )
}

fn define_content(inbox: &mut Interface<'_>) -> wasmtime::Result<()> {
    inbox.func_wrap("[method]delivery.text", |cx: Cx<'_>, (came,): (Handle<Delivery>,)| {
        let delivery = delivery(&cx, "delivery.text", &came)?;
        bounded(delivery.body.len(), &cx)?;
        Ok((delivery.text().into_owned(),))
    })?;
    inbox.func_wrap("[method]delivery.bytes", |cx: Cx<'_>, (came,): (Handle<Delivery>,)| {
        let body = &delivery(&cx, "delivery.bytes", &came)?.body;
        bounded(body.len(), &cx)?;
        Ok((body.to_vec(),))
    })?;
    inbox.func_wrap("[method]delivery.json", |cx: Cx<'_>, (came, pointer): (Handle<Delivery>, WasmStr)| {
        let pointer = text(&pointer, &cx)?;
        Ok((pointed(&delivery(&cx, "delivery.json", &came)?.text(), &pointer),))
    })
}

/// Ready when there is something to take.
struct Awaited(Arrival);

#[async_trait]
impl Pollable for Awaited {
    async fn ready(&mut self) {
        self.0.ready().await;
    }
}

fn address<'c>(cx: &'c Cx<'_>, function: &str, at: &Handle<Address>) -> wasmtime::Result<&'c Address> {
    cx.data().handles.addresses.get(at.rep()).ok_or_else(|| gone(function, "address"))
}

fn delivery<'c>(cx: &'c Cx<'_>, function: &str, came: &Handle<Delivery>) -> wasmtime::Result<&'c Delivery> {
    cx.data().handles.deliveries.get(came.rep()).ok_or_else(|| gone(function, "delivery"))
}

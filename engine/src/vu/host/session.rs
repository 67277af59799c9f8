//! `session`: what the user's client remembers.

use wasmtime::component::WasmStr;

use super::{Cx, Interface, owned, text};
use crate::vu::expectation::Expectation;
use crate::vu::outcome::mistake;

pub(super) fn define(session: &mut Interface<'_>) -> wasmtime::Result<()> {
    session.func_wrap("expect", |mut cx: Cx<'_>, (statuses,): (WasmStr,)| {
        let expect =
            Expectation::parse(&text(&statuses, &cx)?).map_err(|wrong| mistake(format!("session.expect: {wrong}")))?;
        cx.data_mut().user("session.expect")?.expect = expect;
        Ok(())
    })?;
    session.func_wrap("cookie", |mut cx: Cx<'_>, (url, name): (WasmStr, WasmStr)| {
        let (url, name) = (owned(&url, &cx)?, owned(&name, &cx)?);
        Ok((cx.data_mut().user("session.cookie")?.client.cookie(&url, &name),))
    })?;
    session.func_wrap("set-cookie", |mut cx: Cx<'_>, (url, line): (WasmStr, WasmStr)| {
        let (url, line) = (owned(&url, &cx)?, owned(&line, &cx)?);
        // A line or url that is none sets nothing.
        let _ = cx.data_mut().user("session.set-cookie")?.client.set_cookie(&url, &line);
        Ok(())
    })?;
    session.func_wrap("header", |mut cx: Cx<'_>, (name, value): (WasmStr, WasmStr)| {
        let (name, value) = (owned(&name, &cx)?, owned(&value, &cx)?);
        let set = cx.data_mut().user("session.header")?.client.header(&name, &value);
        set.map_err(|wrong| mistake(format!("session.header: {wrong}")))
    })?;
    session.func_wrap("identity", |mut cx: Cx<'_>, (certificate, key): (WasmStr, WasmStr)| {
        let files = &cx.data().basics.plan.files;
        let path = |name: &WasmStr| {
            let name = text(name, &cx)?;
            let path = files.get(&*name).cloned();
            path.ok_or_else(|| mistake(format!("session.identity: the plan has no file `{name}`")))
        };
        let (certificate, key) = (path(&certificate)?, path(&key)?);
        let set = cx.data_mut().user("session.identity")?.client.identity(&certificate, &key);
        set.map_err(|wrong| mistake(format!("session.identity: {wrong:#}")))
    })?;
    session.func_wrap("clear-cookies", |mut cx: Cx<'_>, (): ()| {
        cx.data_mut().user("session.clear-cookies")?.client.clear_cookies();
        Ok(())
    })?;
    session.func_wrap("disconnect", |mut cx: Cx<'_>, (): ()| {
        cx.data_mut().user("session.disconnect")?.client.disconnect();
        Ok(())
    })
}

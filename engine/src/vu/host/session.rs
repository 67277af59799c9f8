//! `session`: what the user's client remembers.

use wasmtime::component::WasmStr;

use super::{Cx, Interface, text};
use crate::protocol::Expect;
use crate::vu::outcome::mistake;

pub(super) fn define(session: &mut Interface<'_>) -> wasmtime::Result<()> {
    session.func_wrap("expect", |mut cx: Cx<'_>, (statuses,): (WasmStr,)| {
        let expect =
            Expect::parse(&text(&statuses, &cx)?).map_err(|wrong| mistake(format!("session.expect: {wrong}")))?;
        cx.data_mut().user("session.expect")?.expect = Some(expect.into());
        Ok(())
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

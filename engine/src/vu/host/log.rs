//! `log`: lines with the user's name.

use wasmtime::component::WasmStr;

use super::{Cx, Interface, text};
use crate::log::Level;

pub(super) fn define(log: &mut Interface<'_>) -> wasmtime::Result<()> {
    for level in [Level::Debug, Level::Info, Level::Warn, Level::Error] {
        log.func_wrap(level.name(), move |cx: Cx<'_>, (message,): (WasmStr,)| {
            Ok(cx.data().speech.say(level, &text(&message, &cx)?)?)
        })?;
    }
    Ok(())
}

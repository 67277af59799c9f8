//! The functions of the contract, one file for each interface: thin, and linked by name, so that strings are read where
//! they lie.

mod content;
mod data;
mod download;
mod grpc;
mod html;
mod http;
mod inbox;
mod log;
mod metrics;
mod request;
mod response;
mod session;
mod sse;
mod store;
mod vu;
mod wasi_http;
mod websocket;

use std::borrow::Cow;

use wasmtime::StoreContextMut;
use wasmtime::component::{Linker, WasmStr};

use super::outcome::{Ended, mistake};
use super::state::State;
use super::wasi;

pub(crate) use wasi_http::Nobody;

/// A host function's access to the store.
pub(crate) type Cx<'a> = StoreContextMut<'a, State>;

/// A resource of the guest's that names an entry of a slab.
pub(crate) type Handle<T> = wasmtime::component::Resource<T>;

/// The contract's version; the linker serves every 0.1.x guest from it.
pub(crate) const VERSION: &str = "0.1.1";

/// Defines everything that a journey may import.
pub(crate) fn link(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    wasi::link(linker)?;
    wasi_http::link(linker)?;
    let mut interface = |name: &str, define: fn(&mut Interface<'_>) -> wasmtime::Result<()>| {
        define(&mut linker.instance(&format!("throng:load/{name}@{VERSION}"))?)
    };
    interface("http", |http| {
        http::define(http)?;
        request::define(http)?;
        response::define(http)?;
        html::define(http)?;
        download::define(http)
    })?;
    interface("session", session::define)?;
    interface("metrics", metrics::define)?;
    interface("vu", vu::define)?;
    interface("log", log::define)?;
    interface("data", data::define)?;
    interface("store", store::define)?;
    interface("grpc", grpc::define)?;
    interface("inbox", inbox::define)?;
    interface("sse", sse::define)?;
    interface("websocket", websocket::define)
}

/// Where an interface's functions are defined.
pub(crate) type Interface<'l> = wasmtime::component::LinkerInstance<'l, State>;

/// A string argument, where it lies in the guest's memory, within the limit.
pub(crate) fn text<'c>(argument: &WasmStr, cx: &'c Cx<'_>) -> wasmtime::Result<Cow<'c, str>> {
    let text = argument.to_str(cx)?;
    bounded(text.len(), cx)?;
    Ok(text)
}

/// A string argument that is kept.
pub(crate) fn owned(argument: &WasmStr, cx: &Cx<'_>) -> wasmtime::Result<String> {
    text(argument, cx).map(Cow::into_owned)
}

/// Arguments and results have a bound of their own.
pub(crate) fn bounded(bytes: usize, cx: &Cx<'_>) -> wasmtime::Result<()> {
    let limit = cx.data().basics.plan.limits.list_bytes;
    if bytes > limit {
        let message =
            format!("{bytes} bytes are too many for one argument or result: at most {limit} (limits.list_bytes)");
        return Err(Ended::new("list", message).into());
    }
    Ok(())
}

/// A list of names and values, within the limit.
pub(crate) fn fields(fields: &[(String, String)], cx: &Cx<'_>) -> wasmtime::Result<()> {
    bounded(fields.iter().map(|(name, value)| name.len() + value.len() + 16).sum(), cx)
}

/// The trap for a handle whose host state is gone.
pub(crate) fn gone(function: &str, what: &str) -> wasmtime::Error {
    mistake(format!("{function}: the {what} is of an earlier iteration, whose end took it: keep what you need of it"))
}

//! What a store holds: the guest's handles and, once its instance is made, the user.

use std::sync::Arc;

use wasmtime_wasi::{ResourceTable, WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::WasiHttpCtx;

use super::answer::Answer;
use super::basics::Basics;
use super::calls::Calling;
use super::flight::Pending;
use super::host::Nobody;
use super::limits::{Guard, Meter};
use super::outcome::{Ended, mistake};
use super::persona::Persona;
use super::prepared::Prepared;
use super::random::Random;
use super::series::Series;
use super::slab::Slab;
use super::speech::Speech;
use super::streams::Streams;
use super::tables::Cursor;
use crate::inbox::{Address, Delivery};
use crate::protocol::{Form, Multipart};

/// Live host state of one instance.
pub(crate) struct State {
    pub(crate) wasi: WasiCtx,
    pub(crate) table: ResourceTable,
    pub(crate) http: WasiHttpCtx,
    pub(crate) nobody: Nobody,
    pub(crate) guard: Guard,
    pub(crate) meter: Arc<Meter>,
    pub(crate) basics: Arc<Basics>,
    pub(crate) speech: Speech,
    /// What `vu.random` draws from, and data at random.
    pub(crate) random: Random,
    /// What WASI draws from: how often a language does so must not change what the journey draws.
    pub(crate) entropy: Random,
    pub(crate) handles: Handles,
    pub(crate) pollables: u32,
    /// None while the instance is made and in `plan`: then there is nothing to act for.
    pub(crate) user: Option<Box<Persona>>,
}

/// What the guest has handles to.
#[derive(Default)]
pub(crate) struct Handles {
    pub(crate) requests: Slab<Prepared>,
    pub(crate) multiparts: Slab<Multipart>,
    pub(crate) pendings: Slab<Pending>,
    pub(crate) responses: Slab<Answer>,
    pub(crate) forms: Slab<Form>,
    pub(crate) metrics: Slab<Series>,
    pub(crate) tables: Slab<Cursor>,
    pub(crate) calls: Slab<Calling>,
    pub(crate) addresses: Slab<Address>,
    pub(crate) deliveries: Slab<Delivery>,
    pub(crate) streams: Streams,
}

impl Handles {
    fn held(&self) -> u32 {
        self.requests.held()
            + self.multiparts.held()
            + self.pendings.held()
            + self.responses.held()
            + self.forms.held()
            + self.metrics.held()
            + self.tables.held()
            + self.calls.held()
            + self.addresses.held()
            + self.deliveries.held()
            + self.streams.held()
    }

    /// Handles that the guest never dropped, though what they stood for is gone.
    pub(crate) fn leaked(&self) -> u32 {
        self.pendings.swept()
            + self.responses.swept()
            + self.forms.swept()
            + self.calls.swept()
            + self.deliveries.swept()
            + self.streams.swept()
    }
}

impl State {
    /// The user, for a function that acts for one.
    pub(crate) fn user(&mut self, function: &str) -> wasmtime::Result<&mut Persona> {
        match &mut self.user {
            Some(user) => Ok(user),
            None => Err(mistake(format!(
                "{function} cannot be called while preparing: plan and what runs as the instance is made may call \
                 vu.env, data.file and log"
            ))),
        }
    }

    /// The user of a function that cannot be called without one, because it has a handle that only a user can make.
    pub(crate) fn persona(&mut self) -> wasmtime::Result<(&mut Persona, &mut Handles)> {
        let user = self.user.as_deref_mut().ok_or_else(|| mistake("the handle is of no user"))?;
        Ok((user, &mut self.handles))
    }

    /// One handle more, within the limit.
    pub(crate) fn admit(&self) -> wasmtime::Result<()> {
        let limit = self.basics.plan.limits.handles;
        if self.handles.held() + self.pollables >= limit {
            let message =
                format!("the guest holds {limit} handles (limits.handles): drop responses and requests when done");
            return Err(Ended::new("handles", message).into());
        }
        Ok(())
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

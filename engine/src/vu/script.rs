//! A journey that is text: what `throng dev` tries of a language whose component takes long to make. The component is made
//! once, and takes the text when an instance is first called.

use std::sync::{Arc, Mutex, PoisonError};

use wasmtime::StoreContextMut;
use wasmtime::component::{Linker, WasmStr};

use super::outcome::{Ended, REFUSED};
use super::state::State;

/// What a loader imports besides the contract; no run has it.
const INTERFACE: &str = "throng:dev/journey@0.1.0";

/// The text of a journey, and the component that takes it.
#[derive(Debug)]
pub struct Script {
    /// A component whose stages are those of the text that it asks the host for.
    pub loader: Vec<u8>,
    /// The text.
    pub text: String,
    /// Where in the journey the host was asked to do what it does now; empty while it is asked for nothing.
    place: Mutex<String>,
}

impl Script {
    /// This text, for this loader.
    pub fn new(loader: Vec<u8>, text: String) -> Self {
        Self { loader, text, place: Mutex::default() }
    }

    /// Where the journey is, as its own language says it; none while the host is asked for nothing.
    pub(crate) fn place(&self) -> Option<String> {
        let place = self.place.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Some(place).filter(|place| !place.is_empty())
    }

    /// Gives the text to what asks for it, and hears where the journey is and why the loader did not take it.
    pub(crate) fn link(self: &Arc<Self>, linker: &mut Linker<State>) -> wasmtime::Result<()> {
        let (script, placed) = (self.clone(), self.clone());
        let mut journey = linker.instance(INTERFACE)?;
        journey.func_wrap("text", move |_: StoreContextMut<'_, State>, (): ()| Ok((script.text.clone(),)))?;
        journey.func_wrap("place", move |cx: StoreContextMut<'_, State>, (place,): (WasmStr,)| {
            *placed.place.lock().unwrap_or_else(PoisonError::into_inner) = place.to_str(&cx)?.into_owned();
            Ok(())
        })?;
        journey.func_wrap("refuse", |cx: StoreContextMut<'_, State>, (message,): (WasmStr,)| {
            Err::<(), _>(Ended::new(REFUSED, message.to_str(&cx)?).into())
        })
    }
}

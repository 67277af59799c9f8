//! Standard WASI 0.2 for guests: no files, no sockets; clocks and randomness are the host's; what is written to the
//! standard streams goes to the log.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime::component::Linker;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamError, StreamResult};
use wasmtime_wasi::{HostMonotonicClock, HostWallClock, WasiCtx, async_trait};

use super::speech::Speech;
use super::state::State;
use crate::clock::{self, Instant};
use crate::log::Level;

/// Longest line kept before it is said in parts.
const LINE: usize = 8 << 10;
/// Random bytes of one call at most.
const RANDOM_BYTES: u64 = 64 << 10;

/// A context that reaches nothing outside.
pub(crate) fn context(speech: &Speech, began: Option<Instant>) -> WasiCtx {
    let voice = |level| Voice { speech: speech.clone(), level, line: Arc::default() };
    let mut builder = WasiCtx::builder();
    builder
        .stdout(voice(Level::Info))
        .stderr(voice(Level::Warn))
        .wall_clock(Calendar)
        .monotonic_clock(Stopwatch(began.unwrap_or_else(clock::now)))
        .allow_tcp(false)
        .allow_udp(false);
    builder.build()
}

/// All of WASI 0.2, with randomness from the state's own generator for it.
pub(crate) fn link(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    wasmtime_wasi::p2::add_to_linker_async(linker)?;
    linker.allow_shadowing(true);
    for (name, prefix) in [("wasi:random/random@0.2.12", ""), ("wasi:random/insecure@0.2.12", "insecure-")] {
        let mut random = linker.instance(name)?;
        random.func_wrap(&format!("get-{prefix}random-bytes"), |mut cx: Cx<'_>, (len,): (u64,)| {
            if len > RANDOM_BYTES {
                return Err(super::outcome::mistake(format!("get-random-bytes: at most {RANDOM_BYTES} bytes at once")));
            }
            Ok((cx.data_mut().entropy.bytes(len as usize),))
        })?;
        random.func_wrap(&format!("get-{prefix}random-u64"), |mut cx: Cx<'_>, (): ()| {
            Ok((cx.data_mut().entropy.next(),))
        })?;
    }
    linker.instance("wasi:random/insecure-seed@0.2.12")?.func_wrap("insecure-seed", |mut cx: Cx<'_>, (): ()| {
        let random = &mut cx.data_mut().entropy;
        Ok(((random.next(), random.next()),))
    })?;
    linker.allow_shadowing(false);
    Ok(())
}

type Cx<'a> = wasmtime::StoreContextMut<'a, State>;

struct Calendar;

impl HostWallClock for Calendar {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    fn now(&self) -> Duration {
        clock::wall().duration_since(UNIX_EPOCH).unwrap_or_default()
    }
}

struct Stopwatch(Instant);

impl HostMonotonicClock for Stopwatch {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        clock::now().saturating_duration_since(self.0).as_nanos() as u64
    }
}

/// A standard stream: each line becomes a line of the log.
#[derive(Clone)]
struct Voice {
    speech: Speech,
    level: Level,
    line: Arc<Mutex<Vec<u8>>>,
}

impl IsTerminal for Voice {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Voice {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(tokio::io::sink())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

impl OutputStream for Voice {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            line.extend_from_slice(part);
            if part.ends_with(b"\n") || line.len() > LINE {
                let text = String::from_utf8_lossy(line.trim_ascii_end()).into_owned();
                line.clear();
                self.speech.say(self.level, &text).map_err(|ended| StreamError::Trap(ended.into()))?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(64 << 10)
    }
}

#[async_trait]
impl Pollable for Voice {
    async fn ready(&mut self) {}
}

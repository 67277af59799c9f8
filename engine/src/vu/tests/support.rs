use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use crate::log::{Level, Log};
use crate::plan::{self, Plan, Sources};
use crate::redact::Redactor;
use crate::vu::Program;

/// A plan of this text; what it lacks is as in a plan file.
pub(super) fn plan(text: &str) -> Plan {
    let file = Some((PathBuf::from("throng.toml"), text.to_owned()));
    let (plan, _) = plan::load(Sources { file, ..Sources::default() })
        .unwrap_or_else(|mistakes| panic!("{}", plan::render_errors(&mistakes)));
    plan
}

/// A log whose lines can be read.
#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    pub(super) fn log(&self) -> Log {
        Log::new(Box::new(self.clone()), Level::Debug, Redactor::default())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The compiled journey of this text.
pub(super) fn program(wat: &str, plan: &Plan) -> anyhow::Result<Arc<Program>> {
    Program::compile("test.wat", wat.as_bytes(), plan)
}

//! A compiled journey: what all users share of it.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use wasmtime::component::{Component, InstancePre, Linker, types::ComponentItem};
use wasmtime::{Engine, Store};

use super::limits::{self, Guard};
use super::settings::{Effort, Settings};
use super::state::State;
use super::symbols::Symbols;
use super::{cache, component, host, refused};
use crate::plan::{Limits, Plan};

/// Which of the optional exports a journey has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exports {
    /// The plan's defaults.
    pub plan: bool,
    /// Once before any user.
    pub setup: bool,
    /// Once for each user, before its first iteration.
    pub start: bool,
    /// Once for each user, after its last iteration.
    pub stop: bool,
    /// Once after the last user.
    pub teardown: bool,
}

/// A journey, compiled and linked, from which all users' instances are made.
pub struct Program {
    name: String,
    engine: Engine,
    pre: InstancePre<State>,
    exports: Exports,
    imports: Vec<String>,
    limits: Limits,
    warning: Option<String>,
    symbols: Arc<Symbols>,
}

impl Program {
    /// Compiles a `.wasm` or `.wat` file for this plan's number of users and limits. An error says what is wrong with
    /// the file: text that does not parse by file and line, an import that the engine lacks by its name.
    pub fn load(file: &Path, plan: &Plan, effort: &Effort) -> Result<Arc<Self>> {
        let name = file.display().to_string();
        let bytes = plan.source.read(file).with_context(|| format!("cannot read the journey {name}"))?;
        Self::compile(&name, &bytes, plan, effort)
    }

    /// As `load`, of bytes; `name` stands in messages.
    pub fn compile(name: &str, file: &[u8], plan: &Plan, effort: &Effort) -> Result<Arc<Self>> {
        let fresh = plan.scenarios.iter().any(|scenario| scenario.fresh);
        let bytes = component::component(name, file)?;
        let settings = Settings::here(plan.max_vus(), fresh).with_memories(component::memories(&bytes));
        let engine = Engine::new(&settings.config(&plan.limits, effort)).map_err(plain)?;
        let component = cache::Cache::of_user().component(&engine, &bytes).with_context(|| name.to_owned())?;
        let mut linker = Linker::new(&engine);
        host::link(&mut linker).map_err(plain)?;
        if let Effort::Try(Some(script)) = effort {
            script.link(&mut linker).map_err(plain)?;
        }
        let mut program = Self::with_linker(name, &engine, &component, &linker, plan.limits.clone(), settings.warning)?;
        program.symbols = Arc::new(match effort {
            Effort::Try(Some(script)) => Symbols::of_script(script.clone()),
            _ => Symbols::of(bytes),
        });
        Ok(Arc::new(program))
    }

    /// A journey without symbols, on a linker that a test may have added to.
    pub(crate) fn with_linker(
        name: &str,
        engine: &Engine,
        component: &Component,
        linker: &Linker<State>,
        limits: Limits,
        warning: Option<String>,
    ) -> Result<Self> {
        let pre = linker
            .instantiate_pre(component)
            .map_err(|error| refused::explain(component, engine, &error).context(name.to_owned()))?;
        let ty = component.component_type();
        let has =
            |export: &str| matches!(ty.get_export(engine, export).map(|e| e.ty), Some(ComponentItem::ComponentFunc(_)));
        if !has("run") {
            bail!("{name} has no export `run`: a journey must have run: func() -> result<_, string>");
        }
        let exports = Exports {
            plan: has("plan"),
            setup: has("setup"),
            start: has("start"),
            stop: has("stop"),
            teardown: has("teardown"),
        };
        let imports = refused::imports(component, engine);
        limits::tick(engine)?;
        let (name, engine) = (name.to_owned(), engine.clone());
        Ok(Self { name, engine, pre, exports, imports, limits, warning, symbols: Arc::default() })
    }

    /// What it is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which of the optional exports it has.
    pub fn exports(&self) -> Exports {
        self.exports
    }

    /// The functions that it imports, `interface#function`, sorted.
    pub fn imports(&self) -> &[String] {
        &self.imports
    }

    /// What to say before the run: a limit of the machine that its users will meet.
    pub fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    pub(crate) fn symbols(&self) -> &Arc<Symbols> {
        &self.symbols
    }

    pub(crate) fn pre(&self) -> &InstancePre<State> {
        &self.pre
    }

    /// A store whose limits are the plan's.
    pub(crate) fn store(&self, mut state: State) -> Store<State> {
        state.guard = Guard::new(self.limits.memory, self.limits.table_elements);
        let meter = state.meter.clone();
        let mut store = Store::new(&self.engine, state);
        store.limiter(|state| &mut state.guard);
        store.set_max_component_handles(self.limits.handles as usize * 2 + 60_000);
        meter.watch(&mut store, self.limits.cpu);
        store
    }
}

/// wasmtime's error as this crate's.
pub(crate) fn plain(error: wasmtime::Error) -> anyhow::Error {
    anyhow::anyhow!("{error:#}")
}

//! From sources to what can run: the journey is compiled, its `plan` export is laid under the plan, all mistakes are told.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::compose::{Part, compose};
use crate::exit::{ExitCode, Failed};
use crate::log::Log;
use crate::plan::{self, Journey, Plan, PlanError, Sources, Warning};
use crate::result::Module;
use crate::vu::{Effort, Program};

/// A run that can begin; a clone of it begins again.
#[derive(Clone)]
pub struct Prepared {
    /// What will run.
    pub plan: Arc<Plan>,
    /// The compiled journey.
    pub program: Arc<Program>,
    /// What the plan's author should know.
    pub warnings: Vec<Warning>,
    /// What the plan was made from, the journey's export included.
    pub sources: Sources,
}

impl Prepared {
    /// The same journey with another workload. It is compiled again, or read from the cache, only where users need it.
    ///
    /// # Errors
    /// As `prepare`.
    pub fn with(&self, plan: Plan) -> Result<Self> {
        let same = self.plan.max_vus() == plan.max_vus() && same_fresh(&self.plan, &plan);
        let program = if same { self.program.clone() } else { compile(&plan, &Effort::Run)? };
        Ok(Self { plan: Arc::new(plan), program, ..self.clone() })
    }
}

/// Journeys that are part of the engine; CI proves that they are what their source builds.
const BUILTIN: [(&str, &[u8]); 3] = [
    ("shop", include_bytes!("../journeys/shop.wasm")),
    ("url", include_bytes!("../journeys/url.wasm")),
    ("replay", include_bytes!("../journeys/replay.wasm")),
];

/// Compiles the journey and makes the plan. An error knows its exit code: 104 for mistakes in the plan or the journey's
/// file, 107 when the journey fails in its `plan` export, 102 when that does not end.
pub async fn prepare(sources: Sources, log: &dyn Fn(&Plan) -> Log) -> Result<Prepared> {
    prepare_by(&Effort::Run, sources, log).await
}

/// As `prepare`, with so much time for the compiler.
pub async fn prepare_by(effort: &Effort, mut sources: Sources, log: &dyn Fn(&Plan) -> Log) -> Result<Prepared> {
    let first = plan::preview(&sources).map_err(|errors| invalid(&errors))?;
    let program = compile(&first, effort)?;
    sources.own_tags = sets_tags(program.imports());
    let export = program.plan_export(&first, log(&first)).await.map_err(|error| match error.is::<Failed>() {
        true => error,
        false => Failed::error(ExitCode::JourneyError, format!("{error:#}")),
    })?;
    // An empty export says that nothing more is to come: names that only it could have declared are mistakes now.
    sources.export = Some(export.unwrap_or_else(|| "{}".to_owned()));
    let (plan, warnings) = plan::load(sources.clone()).map_err(|errors| invalid(&errors))?;
    // The allocator's settings depend on the number of users and on fresh instances, which the export may change.
    let program = if same_shape(&first, &plan) { program } else { compile(&plan, effort)? };
    Ok(Prepared { plan: Arc::new(plan), program, warnings, sources })
}

/// The journey and its plugs, with the digests of their bytes; what cannot be read any more is left out.
pub fn modules(plan: &Plan) -> Vec<Module> {
    let journey = match &plan.journey {
        Journey::File(file) => plan.source.read(file).ok().map(|bytes| (file.display().to_string(), bytes)),
        Journey::Builtin(name) => {
            let known = BUILTIN.iter().find(|(known, _)| known == name);
            known.map(|(name, bytes)| (format!("builtin:{name}"), Bytes::from_static(bytes)))
        }
    };
    let plugs = plan.plugs.values().filter_map(|file| Some((file.display().to_string(), plan.source.read(file).ok()?)));
    let digest = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let module = |(name, bytes): (String, Bytes)| Module {
        name,
        digest: format!("sha256:{}", digest(&bytes)),
        bytes: bytes.len() as u64,
    };
    journey.into_iter().chain(plugs).map(module).collect()
}

/// All mistakes as one error of exit code 104.
pub fn invalid(errors: &[PlanError]) -> anyhow::Error {
    let count = errors.len();
    let noun = if count == 1 { "mistake" } else { "mistakes" };
    Failed::error(ExitCode::Invalid, format!("{count} {noun}\n{}", plan::render_errors(errors)))
}

/// Whether a journey imports a function that sets tags.
fn sets_tags(imports: &[String]) -> bool {
    const SETTERS: [&str; 4] = ["#tag", "#[method]request.tag", "#[method]metric.tagged", "#check-tagged"];
    imports.iter().any(|import| SETTERS.iter().any(|setter| import.ends_with(setter)))
}

fn same_fresh(a: &Plan, b: &Plan) -> bool {
    let fresh = |plan: &Plan| plan.scenarios.iter().any(|scenario| scenario.fresh);
    fresh(a) == fresh(b)
}

fn same_shape(a: &Plan, b: &Plan) -> bool {
    let shape = |plan: &Plan| -> Vec<_> { plan.scenarios.iter().map(|s| (s.executor.clone(), s.fresh)).collect() };
    shape(a) == shape(b)
}

fn composed(file: &Path, plan: &Plan, effort: &Effort) -> Result<Arc<Program>> {
    let part = |file: &Path| {
        let name = file.display().to_string();
        let bytes = plan.source.read(file).with_context(|| format!("cannot read {name}"))?;
        anyhow::Ok(Part { name, bytes: bytes.into() })
    };
    let journey = match effort {
        Effort::Try(Some(script)) => Part { name: file.display().to_string(), bytes: script.loader.clone() },
        _ => part(file)?,
    };
    let plugs = plan.plugs.values().map(|file| part(file)).collect::<Result<Vec<_>>>()?;
    Program::compile(&journey.name, &compose(&journey, &plugs)?, plan, effort)
}

fn compile(plan: &Plan, effort: &Effort) -> Result<Arc<Program>> {
    let program = match &plan.journey {
        // A bundle's journey was composed when it was packed.
        Journey::File(file) if !plan.plugs.is_empty() && plan.source.provenance().is_none() => {
            composed(file, plan, effort)
        }
        Journey::File(file) => match effort {
            Effort::Try(Some(script)) => Program::compile(&file.display().to_string(), &script.loader, plan, effort),
            _ => Program::load(file, plan, effort),
        },
        Journey::Builtin(name) => {
            let (_, bytes) = BUILTIN
                .iter()
                .find(|(known, _)| known == name)
                .context("the plan names only built-in journeys that exist")?;
            Program::compile(name, bytes, plan, effort)
        }
    };
    program.map_err(|error| Failed::error(ExitCode::Invalid, format!("{error:#}")))
}

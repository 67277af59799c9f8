//! `vu`: the user, and where the run is.

use std::sync::atomic::Ordering;

use wasmtime::component::WasmStr;

use super::http::pollable;
use super::{Cx, Interface, owned, text};
use crate::clock;
use crate::vu::flight::Timer;
use crate::vu::outcome::{ABORT, Ended, mistake};
use crate::vu::user::{after, duration, ms};
use crate::vu::{ScenarioLive, state::State};

pub(super) fn define(vu: &mut Interface<'_>) -> wasmtime::Result<()> {
    vu.func_wrap("id", |mut cx: Cx<'_>, (): ()| Ok((cx.data_mut().user("vu.id")?.id,)))?;
    vu.func_wrap("iteration", |mut cx: Cx<'_>, (): ()| Ok((cx.data_mut().user("vu.iteration")?.iteration.number,)))?;
    vu.func_wrap("iteration-in-scenario", |mut cx: Cx<'_>, (): ()| {
        Ok((cx.data_mut().user("vu.iteration-in-scenario")?.iteration.in_scenario,))
    })?;
    vu.func_wrap("scenario", |mut cx: Cx<'_>, (): ()| {
        let scenario = cx.data_mut().user("vu.scenario")?.scenario;
        let scenarios = &cx.data().basics.plan.scenarios;
        Ok((scenario.map(|at| scenarios[at].name.clone()).unwrap_or_default(),))
    })?;
    vu.func_wrap("setup-data", |mut cx: Cx<'_>, (): ()| {
        let run = &cx.data_mut().user("vu.setup-data")?.run;
        Ok((run.setup_data.get().cloned().unwrap_or_default(),))
    })?;
    vu.func_wrap("random", |mut cx: Cx<'_>, (): ()| {
        cx.data_mut().user("vu.random")?;
        Ok((cx.data_mut().random.unit(),))
    })?;
    define_time(vu)?;
    define_labels(vu)?;
    define_values(vu)?;
    define_run(vu)
}

fn define_time(vu: &mut Interface<'_>) -> wasmtime::Result<()> {
    vu.func_wrap_async("sleep", |mut cx, (time,): (f64,)| {
        Box::new(async move {
            cx.data_mut().user("vu.sleep")?;
            sleep_until(&mut cx, after(time)).await
        })
    })?;
    vu.func_wrap("timer", |mut cx: Cx<'_>, (time,): (f64,)| {
        let standstill = cx.data_mut().user("vu.timer")?.standstill.clone();
        Ok((pollable(&mut cx, Timer::new(after(time), standstill))?,))
    })?;
    vu.func_wrap_async("pace", |mut cx, (period,): (f64,)| {
        Box::new(async move {
            let began = cx.data_mut().user("vu.pace")?.iteration.began;
            let until = duration(period).and_then(|period| began.checked_add(period));
            sleep_until(&mut cx, until).await
        })
    })
}

/// None sleeps until the iteration is cut off.
async fn sleep_until(cx: &mut Cx<'_>, until: Option<clock::Instant>) -> wasmtime::Result<()> {
    let began = clock::now();
    let standstill = cx.data_mut().persona()?.0.standstill.clone();
    let stood = standstill.total();
    match until {
        Some(until) if until <= began => return Ok(()),
        Some(until) => standstill.sleep_until(until).await,
        None => std::future::pending().await,
    }
    cx.data_mut().persona()?.0.slept(began, stood);
    Ok(())
}

fn define_labels(vu: &mut Interface<'_>) -> wasmtime::Result<()> {
    vu.func_wrap("enter", |mut cx: Cx<'_>, (step,): (WasmStr,)| {
        let step = owned(&step, &cx)?;
        let user = cx.data_mut().user("vu.enter")?;
        let still = user.still();
        user.labels.enter(&step, clock::now(), still);
        Ok(())
    })?;
    vu.func_wrap("leave", |mut cx: Cx<'_>, (): ()| {
        let user = cx.data_mut().user("vu.leave")?;
        if !user.leave() && !std::mem::replace(&mut user.warned_leave, true) {
            user.speech.warn("vu.leave: no step is open");
        }
        Ok(())
    })?;
    vu.func_wrap("tag", |mut cx: Cx<'_>, (key, value): (WasmStr, WasmStr)| {
        let (key, value) = (owned(&key, &cx)?, owned(&value, &cx)?);
        let limit = cx.data().basics.plan.limits.tags;
        cx.data_mut().user("vu.tag")?.labels.tag(&key, &value, limit)
    })?;
    vu.func_wrap("untag", |mut cx: Cx<'_>, (key,): (WasmStr,)| {
        let key = owned(&key, &cx)?;
        cx.data_mut().user("vu.untag")?.labels.untag(&key);
        Ok(())
    })
}

fn define_values(vu: &mut Interface<'_>) -> wasmtime::Result<()> {
    vu.func_wrap("env", |cx: Cx<'_>, (name,): (WasmStr,)| {
        let name = text(&name, &cx)?;
        let state = cx.data();
        let plan = &state.basics.plan;
        let scenario = state.user.as_ref().and_then(|user| plan.scenarios.get(user.scenario?));
        let value = scenario.and_then(|scenario| scenario.env.get(&*name)).or_else(|| plan.env.get(&*name));
        if value.is_none() && plan.source.provenance().is_some() {
            return Err(mistake(format!(
                "vu.env: env:{name} is not granted: the bundle does not ask for it (-e {name}=VALUE gives it)"
            )));
        }
        Ok((value.cloned(),))
    })?;
    vu.func_wrap("secret", |mut cx: Cx<'_>, (name,): (WasmStr,)| {
        cx.data_mut().user("vu.secret")?;
        let name = text(&name, &cx)?;
        let plan = &cx.data().basics.plan;
        let secret = plan.secrets.iter().find(|secret| secret.name == name);
        let refused = || match plan.source.provenance() {
            Some(_) => mistake(format!("vu.secret: secret:{name} is not granted")),
            None => mistake(format!("vu.secret: the plan grants no secret `{name}`")),
        };
        let value = secret.ok_or_else(refused)?.value.clone();
        Ok((value,))
    })
}

fn define_run(vu: &mut Interface<'_>) -> wasmtime::Result<()> {
    vu.func_wrap("elapsed", |mut cx: Cx<'_>, (): ()| Ok((ms(cx.data_mut().user("vu.elapsed")?.run.elapsed()),)))?;
    vu.func_wrap("progress", |mut cx: Cx<'_>, (): ()| {
        Ok((live(cx.data_mut(), "vu.progress")?.map_or(0.0, ScenarioLive::progress),))
    })?;
    vu.func_wrap("stage", |mut cx: Cx<'_>, (): ()| {
        Ok((live(cx.data_mut(), "vu.stage")?.map_or(0, ScenarioLive::stage),))
    })?;
    vu.func_wrap("users", |mut cx: Cx<'_>, (): ()| {
        Ok((live(cx.data_mut(), "vu.users")?.map_or(0, |live| live.active.load(Ordering::Relaxed)),))
    })?;
    vu.func_wrap_async("meet", |mut cx, (place, users, wait): (WasmStr, u32, f64)| {
        Box::new(async move {
            let place = owned(&place, &cx)?;
            let run = cx.data_mut().user("vu.meet")?.run.clone();
            Ok((run.meetings.meet(&place, users, duration(wait)).await,))
        })
    })?;
    vu.func_wrap("mark-failed", |mut cx: Cx<'_>, (reason,): (WasmStr,)| {
        let reason = owned(&reason, &cx)?;
        // The first reason stays.
        let _ = cx.data_mut().user("vu.mark-failed")?.run.marked.set(reason);
        Ok(())
    })?;
    vu.func_wrap("abort", |mut cx: Cx<'_>, (reason,): (WasmStr,)| -> wasmtime::Result<()> {
        let reason = owned(&reason, &cx)?;
        cx.data_mut().user("vu.abort")?.abort(&reason);
        Err(Ended::new(ABORT, reason).into())
    })
}

/// Where the user's scenario is; none in setup and teardown.
fn live<'s>(state: &'s mut State, function: &str) -> wasmtime::Result<Option<&'s ScenarioLive>> {
    let user = state.user(function)?;
    Ok(user.scenario.and_then(|at| user.run.live.get(at)))
}

//! `metrics`: checks and custom metrics.

use wasmtime::component::{ResourceType, WasmStr};

use super::{Cx, Handle, Interface, fields, gone, owned, text};
use crate::aggregate::TagsId;
use crate::plan::MetricKind;
use crate::vu::labels::{check_count, check_key};
use crate::vu::outcome::mistake;
use crate::vu::series::Series;

type Tags = Vec<(String, String)>;

pub(super) fn define(metrics: &mut Interface<'_>) -> wasmtime::Result<()> {
    metrics.func_wrap("check", |mut cx: Cx<'_>, (name, holds): (WasmStr, bool)| {
        let user = cx.data_mut().user("metrics.check")?;
        let tags = user.labels.interned(&user.recorder);
        check(&cx, &name, tags, holds)
    })?;
    metrics.func_wrap("check-tagged", |mut cx: Cx<'_>, (name, holds, tags): (WasmStr, bool, Tags)| {
        check_tags("metrics.check-tagged", &tags, &cx)?;
        let user = cx.data_mut().user("metrics.check-tagged")?;
        let all = user.labels.with(tags.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let tags = user.recorder.intern(&all);
        check(&cx, &name, tags, holds)
    })?;
    define_metric(metrics)
}

fn check(cx: &Cx<'_>, name: &WasmStr, tags: TagsId, holds: bool) -> wasmtime::Result<(bool,)> {
    let name = text(name, cx)?;
    if let Some(user) = &cx.data().user {
        user.recorder.check(&name, tags, holds);
        if let Some(observer) = &user.run.observer {
            observer.check(user.speech.source(), &name, holds);
        }
    }
    Ok((holds,))
}

fn define_metric(metrics: &mut Interface<'_>) -> wasmtime::Result<()> {
    metrics.resource("metric", ResourceType::host::<Series>(), |mut cx, rep| {
        cx.data_mut().handles.metrics.remove(rep);
        Ok(())
    })?;
    for (name, kind) in [("counter", MetricKind::Counter), ("gauge", MetricKind::Gauge), ("trend", MetricKind::Trend)] {
        metrics.func_wrap(
            &format!("[static]metric.{name}"),
            move |mut cx: Cx<'_>, (name, unit): (WasmStr, WasmStr)| {
                let (name, unit) = (owned(&name, &cx)?, owned(&unit, &cx)?);
                Ok((metric(&mut cx, kind, &name, &unit)?,))
            },
        )?;
    }
    metrics.func_wrap("[static]metric.rate", |mut cx: Cx<'_>, (name,): (WasmStr,)| {
        let name = owned(&name, &cx)?;
        Ok((metric(&mut cx, MetricKind::Rate, &name, "")?,))
    })?;
    metrics.func_wrap("[method]metric.add", |mut cx: Cx<'_>, (series, value): (Handle<Series>, f64)| {
        let (user, handles) = cx.data_mut().persona()?;
        handles.metrics.get_mut(series.rep()).ok_or_else(|| gone("metric.add", "metric"))?.add(value, user);
        Ok(())
    })?;
    metrics.func_wrap("[method]metric.tagged", |mut cx: Cx<'_>, (series, tags): (Handle<Series>, Tags)| {
        check_tags("metric.tagged", &tags, &cx)?;
        cx.data().admit()?;
        let (_, handles) = cx.data_mut().persona()?;
        let series = handles.metrics.get(series.rep()).ok_or_else(|| gone("metric.tagged", "metric"))?;
        let mut all = series.tags.clone();
        for (key, value) in tags {
            all.retain(|(known, _)| *known != key);
            all.push((key, value));
        }
        let tagged = Series::new(series.metric, all);
        Ok((Handle::<Series>::new_own(handles.metrics.push(tagged)),))
    })
}

fn metric(cx: &mut Cx<'_>, kind: MetricKind, name: &str, unit: &str) -> wasmtime::Result<Handle<Series>> {
    cx.data().admit()?;
    let user = cx.data_mut().user("metric")?;
    let metric =
        user.run.registry.metric(name, kind, unit).map_err(|wrong| mistake(format!("metric `{name}`: {wrong}")))?;
    Ok(Handle::new_own(cx.data_mut().handles.metrics.push(Series::new(metric, Vec::new()))))
}

fn check_tags(function: &str, tags: &Tags, cx: &Cx<'_>) -> wasmtime::Result<()> {
    fields(tags, cx)?;
    check_count(tags.len(), cx.data().basics.plan.limits.tags)?;
    tags.iter().try_for_each(|(key, _)| check_key(function, key))
}

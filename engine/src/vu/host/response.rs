//! `http.response`: what came back stays on the host until it is asked for.

use wasmtime::component::ResourceType;

use super::{Cx, Handle, Interface, gone};
use crate::sample::Phases;
use crate::vu::answer::Answer;
use crate::vu::user::ms;

pub(super) fn define(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.resource("response", ResourceType::host::<Answer>(), |mut cx, rep| {
        let Some(mut answer) = cx.data_mut().handles.responses.remove(rep) else { return Ok(()) };
        let (user, _) = cx.data_mut().persona()?;
        user.held = user.held.saturating_sub(answer.bytes());
        answer.settle(user);
        Ok(())
    })?;
    http.func_wrap("[method]response.status", |cx: Cx<'_>, (response,): (Handle<Answer>,)| {
        Ok((answer(&cx, "response.status", &response)?.response.exchange.status,))
    })?;
    http.func_wrap("[method]response.ok", |cx: Cx<'_>, (response,): (Handle<Answer>,)| {
        Ok((answer(&cx, "response.ok", &response)?.ok,))
    })?;
    define_times(http)
}

fn define_times(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    type Phase = fn(&Phases) -> std::time::Duration;
    let phases: [(&str, Phase); 8] = [
        ("duration", Phases::duration),
        ("blocked", |phases| phases.blocked),
        ("resolving", |phases| phases.resolving),
        ("connecting", |phases| phases.connecting),
        ("securing", |phases| phases.securing),
        ("sending", |phases| phases.sending),
        ("waiting", |phases| phases.waiting),
        ("receiving", |phases| phases.receiving),
    ];
    for (name, phase) in phases {
        let function = format!("response.{name}");
        http.func_wrap(&format!("[method]{function}"), move |cx: Cx<'_>, (response,): (Handle<Answer>,)| {
            Ok((ms(phase(&answer(&cx, &function, &response)?.response.exchange.phases)),))
        })?;
    }
    Ok(())
}

pub(super) fn answer<'c>(cx: &'c Cx<'_>, function: &str, response: &Handle<Answer>) -> wasmtime::Result<&'c Answer> {
    cx.data().handles.responses.get(response.rep()).ok_or_else(|| gone(function, "response"))
}

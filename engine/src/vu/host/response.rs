//! `http.response`: what came back stays on the host until it is asked for.

use wasmtime::component::{ResourceType, WasmStr};

use super::{Cx, Handle, Interface, gone, owned, text};
use crate::log::Level;
use crate::protocol::Response;
use crate::sample::Phases;
use crate::vu::answer::Answer;
use crate::vu::outcome::mistake;
use crate::vu::user::ms;

pub(super) fn define(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.resource("response", ResourceType::host::<Answer>(), |mut cx, rep| {
        let Some(mut answer) = cx.data_mut().handles.responses.remove(rep) else { return Ok(()) };
        let (user, _) = cx.data_mut().persona()?;
        answer.settle(user);
        Ok(())
    })?;
    http.func_wrap("[method]response.status", |cx: Cx<'_>, (response,): (Handle<Answer>,)| {
        Ok((answer(&cx, "response.status", &response)?.response.exchange.status,))
    })?;
    http.func_wrap("[method]response.ok", |cx: Cx<'_>, (response,): (Handle<Answer>,)| {
        Ok((answer(&cx, "response.ok", &response)?.ok,))
    })?;
    define_words(http)?;
    define_headers(http)?;
    define_times(http)?;
    super::content::define(http)
}

fn define_words(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    type Word = fn(&Response) -> &str;
    let words: [(&str, Word); 4] = [
        ("failure", |r| r.failure()),
        ("message", |r| r.message()),
        ("url", |r| r.url()),
        ("version", |r| r.version()),
    ];
    for (name, word) in words {
        let function = format!("response.{name}");
        http.func_wrap(&format!("[method]{function}"), move |cx: Cx<'_>, (response,): (Handle<Answer>,)| {
            Ok((word(&answer(&cx, &function, &response)?.response).to_owned(),))
        })?;
    }
    http.func_wrap(
        "[method]response.judge",
        |mut cx: Cx<'_>, (response, passed, reason): (Handle<Answer>, bool, WasmStr)| {
            let reason = owned(&reason, &cx)?;
            let (user, handles) = cx.data_mut().persona()?;
            let answer = handles.responses.get_mut(response.rep()).ok_or_else(|| gone("response.judge", "response"))?;
            if !answer.awaited {
                return Err(mistake(
                    "response.judge: the request did not ask for it: call request.await-verdict first",
                ));
            }
            if answer.judge(passed, user) && !passed {
                user.speech.say(Level::Debug, &format!("judged as failed: {reason}"))?;
            }
            Ok(())
        },
    )
}

fn define_headers(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.func_wrap("[method]response.hops", |cx: Cx<'_>, (response,): (Handle<Answer>,)| {
        Ok((answer(&cx, "response.hops", &response)?.response.hops(),))
    })?;
    http.func_wrap("[method]response.header", |cx: Cx<'_>, (response, name): (Handle<Answer>, WasmStr)| {
        let name = text(&name, &cx)?;
        Ok((answer(&cx, "response.header", &response)?.response.header(&name),))
    })?;
    http.func_wrap("[method]response.headers", |cx: Cx<'_>, (response,): (Handle<Answer>,)| {
        let all = answer(&cx, "response.headers", &response)?.response.fields();
        Ok((all.map(|(name, value)| (name.to_owned(), value)).collect::<Vec<_>>(),))
    })
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

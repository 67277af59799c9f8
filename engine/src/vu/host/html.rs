//! Pages: forms that are filled and sent, what a page embeds, parts for HTMX, and XML.

use futures_util::future::join_all;
use wasmtime::component::{ResourceType, WasmList, WasmStr};

use super::content::{Asked, pattern};
use super::http::hold;
use super::response::answer;
use super::{Cx, Handle, Interface, bounded, gone, owned, text};
use crate::clock;
use crate::protocol::{self, Form, Request};
use crate::vu::answer::Answer;
use crate::vu::outcome::mistake;
use crate::vu::prepared::Prepared;

pub(super) fn define(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.func_wrap("[method]response.is-page", |cx: Cx<'_>, (response,): (Handle<Answer>,)| {
        Ok((answer(&cx, "response.is-page", &response)?.response.is_page(),))
    })?;
    http.func_wrap_async("[method]response.xpath", |cx: Cx<'_>, (response, path): Asked| {
        Box::new(async move {
            let path = pattern(&path, "response.xpath", &cx)?;
            let body = answer(&cx, "response.xpath", &response)?.response.text().into_owned();
            // Elsewhere: it may take seconds, and other users live on this thread.
            let found = tokio::task::spawn_blocking(move || protocol::xpath(&body, &path)).await?;
            Ok((found.map_err(|wrong| mistake(format!("response.xpath: {wrong}")))?,))
        })
    })?;
    http.func_wrap_async("[method]response.embedded", |mut cx: Cx<'_>, (response,): (Handle<Answer>,)| {
        Box::new(async move { Ok((embedded(&mut cx, &response).await?,)) })
    })?;
    define_form(http)?;
    define_filling(http)
}

fn define_form(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.resource("form", ResourceType::host::<Form>(), |mut cx, rep| {
        cx.data_mut().handles.forms.remove(rep);
        Ok(())
    })?;
    http.func_wrap("[method]response.form", |mut cx: Cx<'_>, (response, css): Asked| {
        let css = pattern(&css, "response.form", &cx)?;
        cx.data().admit()?;
        let found = answer(&cx, "response.form", &response)?.response.form(&css);
        let found = found.map_err(|wrong| mistake(format!("response.form: {wrong}")))?;
        Ok((found.map(|form| Handle::<Form>::new_own(cx.data_mut().handles.forms.push(form))),))
    })?;
    http.func_wrap("[method]form.value", |mut cx: Cx<'_>, (held, name): (Handle<Form>, WasmStr)| {
        let name = owned(&name, &cx)?;
        Ok((form(&mut cx, "form.value", &held)?.value(&name),))
    })?;
    http.func_wrap("[method]form.fields", |mut cx: Cx<'_>, (held,): (Handle<Form>,)| {
        let fields = form(&mut cx, "form.fields", &held)?.fields();
        super::fields(&fields, &cx)?;
        Ok((fields,))
    })?;
    http.func_wrap("[method]form.request", |mut cx: Cx<'_>, (held,): (Handle<Form>,)| {
        cx.data().admit()?;
        let request = form(&mut cx, "form.request", &held)?.request();
        Ok((Handle::<Prepared>::new_own(cx.data_mut().handles.requests.push(Prepared::new(request))),))
    })
}

fn define_filling(http: &mut Interface<'_>) -> wasmtime::Result<()> {
    http.func_wrap("[method]form.set", |mut cx: Cx<'_>, (held, name, value): (Handle<Form>, WasmStr, WasmStr)| {
        let (name, value) = (owned(&name, &cx)?, owned(&value, &cx)?);
        form(&mut cx, "form.set", &held)?.set(&name, &value);
        Ok(())
    })?;
    type File = (Handle<Form>, WasmStr, WasmStr, WasmStr, WasmList<u8>);
    http.func_wrap("[method]form.file", |mut cx: Cx<'_>, (held, name, filename, kind, content): File| {
        let (name, filename, kind) = (owned(&name, &cx)?, owned(&filename, &cx)?, owned(&kind, &cx)?);
        bounded(content.len(), &cx)?;
        let content = content.as_le_slice(&cx).to_vec();
        form(&mut cx, "form.file", &held)?.file(&name, &filename, &kind, content);
        Ok(())
    })?;
    http.func_wrap("[method]form.press", |mut cx: Cx<'_>, (held, button): (Handle<Form>, WasmStr)| {
        let button = owned(&button, &cx)?;
        Ok((form(&mut cx, "form.press", &held)?.press(&button),))
    })?;
    http.func_wrap("[method]request.htmx", |mut cx: Cx<'_>, (request, target): (Handle<Prepared>, WasmStr)| {
        let target = text(&target, &cx)?.into_owned();
        let prepared = cx.data_mut().handles.requests.get_mut(request.rep());
        prepared.ok_or_else(|| gone("request.htmx", "request"))?.ask_for_part(&target);
        Ok(())
    })
}

/// Fetches what the page embeds, all at once: the user's connections bound how many are under way.
async fn embedded(cx: &mut Cx<'_>, page: &Handle<Answer>) -> wasmtime::Result<Vec<Handle<Answer>>> {
    let page = &answer(cx, "response.embedded", page)?.response;
    let (links, referer) = (page.embedded(), page.url().to_owned());
    let (user, _) = cx.data_mut().persona()?;
    let mut under_way = Vec::with_capacity(links.len());
    for link in links {
        let mut request = Request::new("GET", link.replace('{', "%7B").replace('}', "%7D"));
        request.header("referer", &referer);
        request.discard();
        let mut prepared = Prepared::new(request);
        let (sample, client) = (prepared.sample(user), user.client.clone());
        under_way.push(async move { (client.send(&prepared.request).await, sample, clock::now()) });
    }
    let mut held = Vec::with_capacity(under_way.len());
    for (response, sample, at) in join_all(under_way).await {
        cx.data_mut().persona()?.0.arrived(sample.tags, at);
        held.push(hold(cx, response, sample)?);
    }
    Ok(held)
}

fn form<'c>(cx: &'c mut Cx<'_>, function: &str, form: &Handle<Form>) -> wasmtime::Result<&'c mut Form> {
    cx.data_mut().handles.forms.get_mut(form.rep()).ok_or_else(|| gone(function, "form"))
}

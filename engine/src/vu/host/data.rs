//! `data`: tables and files of the plan.

use wasmtime::component::{ResourceType, WasmStr};

use super::{Cx, Handle, Interface, bounded, gone, owned, text};
use crate::vu::basics::or_none;
use crate::vu::outcome::mistake;
use crate::vu::tables::Cursor;

pub(super) fn define(data: &mut Interface<'_>) -> wasmtime::Result<()> {
    data.resource("table", ResourceType::host::<Cursor>(), |mut cx, rep| {
        cx.data_mut().handles.tables.remove(rep);
        Ok(())
    })?;
    data.func_wrap("[constructor]table", |mut cx: Cx<'_>, (name,): (WasmStr,)| {
        let name = owned(&name, &cx)?;
        cx.data().admit()?;
        let bundled = cx.data().basics.plan.source.provenance().is_some();
        let tables = &cx.data_mut().user("data.table")?.run.tables;
        let table = tables.get(&name).ok_or_else(|| {
            if bundled {
                return mistake(format!("data.table: data:{name} is not granted: the bundle has no such table"));
            }
            mistake(format!("data.table: the plan has no table `{name}`; it has {}", or_none(&tables.names())))
        })?;
        Ok((Handle::<Cursor>::new_own(cx.data_mut().handles.tables.push(Cursor::new(table))),))
    })?;
    data.func_wrap("[method]table.next", |mut cx: Cx<'_>, (table,): (Handle<Cursor>,)| {
        let state = cx.data_mut();
        let user = state.user("table.next")?;
        let (id, iteration) = (user.id, user.row());
        let cursor = state.handles.tables.get_mut(table.rep()).ok_or_else(|| gone("table.next", "table"))?;
        Ok((cursor.next(id, iteration, &mut state.random),))
    })?;
    data.func_wrap("[method]table.mine", |mut cx: Cx<'_>, (table,): (Handle<Cursor>,)| {
        let id = cx.data_mut().user("table.mine")?.id;
        Ok((cursor(&cx, "table.mine", &table)?.table.mine(id),))
    })?;
    define_rows(data)?;
    data.func_wrap("file", |cx: Cx<'_>, (name,): (WasmStr,)| {
        let (_, file) = cx.data().basics.file("data.file", &text(&name, &cx)?)?;
        bounded(file.len(), &cx)?;
        Ok((file.to_vec(),))
    })
}

fn define_rows(data: &mut Interface<'_>) -> wasmtime::Result<()> {
    data.func_wrap("[method]table.length", |cx: Cx<'_>, (table,): (Handle<Cursor>,)| {
        Ok((cursor(&cx, "table.length", &table)?.table.len(),))
    })?;
    data.func_wrap("[method]table.cell", |mut cx: Cx<'_>, (table, row, column): (Handle<Cursor>, u32, WasmStr)| {
        let column = owned(&column, &cx)?;
        let cursor = cursor_mut(&mut cx, "table.cell", &table)?;
        Ok((cursor.cell(row, &column).map_err(unreadable)?,))
    })?;
    data.func_wrap("[method]table.row", |mut cx: Cx<'_>, (table, row): (Handle<Cursor>, u32)| {
        Ok((cursor_mut(&mut cx, "table.row", &table)?.row(row).map_err(unreadable)?,))
    })?;
    data.func_wrap("[method]table.json", |cx: Cx<'_>, (table, row): (Handle<Cursor>, u32)| {
        Ok((cursor(&cx, "table.json", &table)?.table.json(row).map_err(unreadable)?,))
    })
}

fn unreadable(error: anyhow::Error) -> wasmtime::Error {
    mistake(format!("{error:#}"))
}

fn cursor<'c>(cx: &'c Cx<'_>, function: &str, table: &Handle<Cursor>) -> wasmtime::Result<&'c Cursor> {
    cx.data().handles.tables.get(table.rep()).ok_or_else(|| gone(function, "table"))
}

fn cursor_mut<'c>(cx: &'c mut Cx<'_>, function: &str, table: &Handle<Cursor>) -> wasmtime::Result<&'c mut Cursor> {
    cx.data_mut().handles.tables.get_mut(table.rep()).ok_or_else(|| gone(function, "table"))
}

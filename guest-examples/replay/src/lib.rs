//! The built-in journey that sends the requests of a table, `builtin:replay`: what `throng import` writes runs with it.
//!
//! The table is `requests`, or the one that the variable `TABLE` names. Its columns are `method`, `url`, `headers`
//! (`name: value` lines), `body`, `name` (of the series), `step`, `pause` (ms before it), `together` (it goes out beside
//! the one before it) and `status` (what was answered when it was recorded); all but `url` may be missing.
//! With `REPLAY = "row"` an iteration sends the one row that the table's policy gives; without it, all rows in turn.
//! `{{NAME}}` in a url, header or body is a variable of the plan, `{{secret:NAME}}` a secret, and `{{$guid}}`,
//! `{{$timestamp}}` and `{{$randomInt}}` are new each time. A header that is empty then is not sent.

wit_bindgen::generate!({ path: "../../wit", world: "replay", generate_all, inline: "
    package throng:replay;
    world replay {
        include throng:load/imports@0.1.1;
        export run: func() -> result<_, string>;
        export start: func() -> result<_, string>;
    }
" });

mod fill;
mod row;

use std::cell::OnceCell;

use row::Row;
use throng::load::{
    data::Table,
    http::{self, Pending},
    metrics, vu,
};

struct Replay;
export!(Replay);

/// What a user keeps.
enum Kept {
    /// The whole table, in turn.
    Session(Vec<Row>),
    /// One row an iteration.
    Rows(Table),
}

thread_local! {
    static KEPT: OnceCell<Kept> = const { OnceCell::new() };
}

impl Guest for Replay {
    fn start() -> Result<(), String> {
        let name = vu::env("TABLE").unwrap_or_else(|| "requests".to_owned());
        let table = Table::new(&name);
        let kept = match vu::env("REPLAY").as_deref() {
            Some("row") => Kept::Rows(table),
            None | Some("session") => {
                Kept::Session((0..table.length()).map(|n| Row::read(&table, n)).collect::<Result<_, _>>()?)
            }
            Some(other) => return Err(format!("REPLAY is {other}: set it to row or session")),
        };
        KEPT.with(|place| place.set(kept)).map_err(|_| "started twice".to_owned())
    }

    fn run() -> Result<(), String> {
        KEPT.with(|kept| match kept.get() {
            Some(Kept::Session(rows)) => session(rows),
            Some(Kept::Rows(table)) => {
                let number = table.next().ok_or("the rows of the table are used up")?;
                let row = Row::read(table, number)?;
                row.checked(row.request().send().status());
                Ok(())
            }
            None => Err("not started".to_owned()),
        })
    }
}

/// All rows in turn: those that went out together do so again, and the user thinks where it thought.
fn session(rows: &[Row]) -> Result<(), String> {
    let mut open: Vec<(&Row, Pending)> = Vec::new();
    let mut step = "";
    for (at, row) in rows.iter().enumerate() {
        let alone = !rows.get(at + 1).is_some_and(|next| next.together);
        if !row.together || row.step != step {
            answered(&mut open);
        }
        if row.step != step {
            change(step, &row.step);
            step = &row.step;
        }
        if !row.together && row.pause > 0.0 {
            vu::sleep(row.pause);
        }
        if alone && !row.together {
            row.checked(row.request().send().status());
        } else {
            open.push((row, row.request().start()));
        }
    }
    answered(&mut open);
    change(step, "");
    Ok(())
}

fn answered(open: &mut Vec<(&Row, Pending)>) {
    for (row, pending) in open.drain(..) {
        row.checked(http::wait(pending).status());
    }
}

fn change(from: &str, to: &str) {
    if !from.is_empty() {
        vu::leave();
    }
    if !to.is_empty() {
        vu::enter(to);
    }
}

impl Row {
    /// Whether the answer is the recorded one, where there is one.
    fn checked(&self, status: u16) {
        if let Some(recorded) = self.status {
            metrics::check(&format!("{} is {recorded}", self.name), status == recorded);
        }
    }
}

use super::chart::svg;
use super::head::{capital, tone};
use super::mark::{lines, text};
use super::tables::{Table, cell, value};
use super::{STYLE, hash};
use crate::report::Sheet;

impl Sheet {
    /// For a browser: one file without network and without a script.
    pub fn html(&self) -> Vec<u8> {
        let policy = format!("default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'", hash(STYLE));
        let (plan, verdict) = (text(&self.title), text(&self.verdict.name));
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
             content=\"{policy}\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" \
             content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>{plan}: {verdict}</title>\n<style>{STYLE}</style>\n\
             </head>\n<body>\n<main>\n<header class=\"{}\">\n<p class=\"plan\">{plan}</p>\n<h1>{}</h1>\n",
            tone(self.verdict.code),
            text(&capital(&self.verdict.name))
        );
        if let Some(reason) = &self.verdict.reason {
            out += &format!("<p class=\"reason\">{}</p>\n", lines(reason));
        }
        let facts = self.facts.iter().map(|(name, value)| format!("<span>{}: {}</span>", text(name), text(value)));
        out += &format!("<p class=\"facts\">{}</p>\n</header>\n", facts.collect::<String>());
        if !self.warnings.is_empty() {
            let items = self.warnings.iter().map(|warning| format!("<li class=\"warning\">{}</li>", text(warning)));
            out += &format!("<ul class=\"notes\">{}</ul>\n", items.collect::<String>());
        }
        out += &self.charts.iter().map(svg).collect::<String>();
        self.tables.iter().for_each(|table| {
            let columns: Vec<String> = table.columns.iter().map(|column| text(column)).collect();
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            let mut shown = Table::new(&mut out, &text(&capital(&table.title)), table.texts, &columns);
            for row in &table.rows {
                let (words, numbers) = row.split_at(table.texts.min(row.len()));
                let cells = words.iter().map(|word| cell(&text(word)));
                shown.row(&cells.chain(numbers.iter().map(|number| value(number, None))).collect::<Vec<_>>());
            }
            shown.end();
            if !table.note.is_empty() {
                out += &format!("<p class=\"quiet under\">{}</p>\n", text(&table.note));
            }
        });
        out += "</main>\n</body>\n</html>\n";
        out.into_bytes()
    }
}

//! The verdicts as JUnit's XML, which CI servers show.

use std::fmt::Write as _;

use super::comparison::{regressions, total};
use super::{Summary, ThresholdRow};
use crate::compare::{Comparison, Verdict};
use crate::log::printable;

/// One test case a threshold, and one for the run itself.
pub fn junit(summary: &Summary) -> Vec<u8> {
    let mut cases = String::new();
    let failed = summary.thresholds.iter().filter(|row| row.verdict == "failed").count();
    let skipped = summary.thresholds.iter().filter(|row| row.verdict == "not measured").count();
    summary.thresholds.iter().for_each(|row| threshold(&mut cases, &summary.plan, row));
    let worse = summary.comparison.as_ref().map(|comparison| baseline(&mut cases, &summary.plan, comparison));
    let bad = usize::from(summary.exit.code != 0) + usize::from(worse == Some(true));
    run(&mut cases, summary);
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" \
         errors=\"0\" skipped=\"{skipped}\" time=\"{:.3}\">\n{cases}  </testsuite>\n</testsuites>\n",
        xml(&summary.plan),
        summary.thresholds.len() + 1 + usize::from(worse.is_some()),
        failed + bad,
        summary.whole_ms / 1e3
    );
    text.into_bytes()
}

fn threshold(out: &mut String, plan: &str, row: &ThresholdRow) {
    let observed = row.observed_text.as_deref().unwrap_or("nothing");
    let said = xml(&format!("{observed} ({} samples)", row.samples));
    let body = match row.verdict.as_str() {
        "failed" => format!("<failure message=\"observed {said}\"/>"),
        "not measured" => "<skipped message=\"not measured: no samples\"/>".to_owned(),
        _ => format!("<system-out>observed {said}</system-out>"),
    };
    case(out, plan, &format!("{} {}", row.metric, row.expression), &body);
}

/// The run beside its baseline; whether something became worse.
fn baseline(out: &mut String, plan: &str, comparison: &Comparison) -> bool {
    let worse = comparison.count(Verdict::Regression) > 0;
    let body = if worse {
        format!("<failure message=\"{}\"/>", xml(&regressions(comparison)))
    } else {
        format!("<system-out>{}</system-out>", xml(&total(comparison)))
    };
    case(out, plan, "baseline", &body);
    worse
}

/// How the run ended; the checks that did not hold are told, though they fail nothing.
fn run(out: &mut String, summary: &Summary) {
    let reason = summary.exit.reason.as_deref().unwrap_or_default();
    let exit = xml(&format!("exit code {}, {}: {reason}", summary.exit.code, summary.exit.name));
    let failure = format!("<failure message=\"{exit}\"/>");
    let checks = summary.checks.iter().filter(|check| check.fails > 0);
    let lines: Vec<String> = checks
        .map(|check| format!("check failed {} of {} times: {}", check.fails, check.passes + check.fails, check.name))
        .chain(summary.warnings.iter().map(|warning| format!("warning: {warning}")))
        .map(|line| xml(&line))
        .collect();
    let told = if lines.is_empty() { String::new() } else { format!("<system-out>{}</system-out>", lines.join("\n")) };
    case(out, &summary.plan, "run", &format!("{}{told}", if summary.exit.code == 0 { "" } else { &failure }));
}

fn case(out: &mut String, class: &str, name: &str, body: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "    <testcase classname=\"{}\" name=\"{}\">{body}</testcase>", xml(class), xml(name));
}

/// Text as XML 1.0 can hold it, in an element or an attribute.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' => out.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_xml_can_hold() {
        assert_eq!(xml("<a b=\"c\">&'\u{0}\u{ffff}\n"), "&lt;a b=&quot;c&quot;&gt;&amp;&apos;\\u{0}\\u{ffff}\\n");
    }
}

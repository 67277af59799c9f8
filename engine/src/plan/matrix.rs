//! A grid of values over which a plan is run, and what the target costs.

use std::path::PathBuf;
use std::time::Duration;

/// The section `matrix`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// What varies, in the order of the plan: the first changes slowest.
    pub axes: Vec<Axis>,
    /// The literal words of the command before each row; empty for none.
    pub before: Vec<String>,
    /// The folder that it runs in.
    pub folder: PathBuf,
    /// Time between two rows.
    pub pause: Duration,
    /// So long is the ramp before each row, which is not measured.
    pub ramp: Duration,
    /// The target's process: its number, or the file that holds it.
    pub process: Option<TargetProcess>,
}

/// Where the number of the target's process is known from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetProcess {
    /// The number itself.
    Number(i32),
    /// A file, read after `before` in each row.
    File(PathBuf),
}

/// One setting and the values that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// The setting's path with dots, as `--set` takes it.
    pub path: String,
    /// Its name in tables and in `{name}`: the last part of the path, or all of it where that is not enough.
    pub name: String,
    /// The values, as a person writes them.
    pub values: Vec<String>,
}

/// What the target costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// The price of one instance for an hour.
    pub instance_hour: f64,
    /// Instances.
    pub instances: u64,
    /// The currency, as it is printed; empty for none.
    pub currency: String,
}

impl Cost {
    /// The price of all instances for an hour.
    pub fn per_hour(&self) -> f64 {
        self.instance_hour * self.instances as f64
    }
}

impl Matrix {
    /// The values of every row, one for each axis.
    pub fn rows(&self) -> Vec<Vec<String>> {
        self.axes.iter().fold(vec![Vec::new()], |rows, axis| {
            let longer = |row: &Vec<String>| {
                let row = row.clone();
                axis.values.iter().map(move |value| [row.as_slice(), std::slice::from_ref(value)].concat())
            };
            rows.iter().flat_map(longer).collect()
        })
    }

    /// The words of the command before a row. Each `{name}` in a word is the row's value.
    pub fn command(&self, row: &[String]) -> Vec<String> {
        let named = || self.axes.iter().zip(row).flat_map(|(axis, value)| [(&axis.name, value), (&axis.path, value)]);
        self.before
            .iter()
            .map(|word| filled(word, |name| Some(named().find(|(known, _)| *known == name)?.1.clone())))
            .collect()
    }
}

/// A word with each `{name}` replaced where there is such a name. What was put in is not looked at again.
fn filled(word: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let (mut out, mut rest) = (String::new(), word);
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        out += before;
        match after.find('}').and_then(|close| Some((close, value(&after[1..close])?))) {
            Some((close, value)) => {
                out += &value;
                rest = &after[close + 1..];
            }
            None => {
                out.push('{');
                rest = &after[1..];
            }
        }
    }
    out + rest
}

/// The names in braces of a word, as far as they look like one.
pub(super) fn names_in(word: &str) -> Vec<String> {
    let plain = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    let parts = word.split('{').skip(1).filter_map(|part| part.split_once('}'));
    parts.map(|(name, _)| name.to_owned()).filter(|name| plain(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(path: &str, name: &str, values: &[&str]) -> Axis {
        Axis { path: path.into(), name: name.into(), values: values.iter().map(|v| (*v).to_owned()).collect() }
    }

    fn matrix(before: &[&str]) -> Matrix {
        Matrix {
            axes: vec![axis("env.SIZE", "SIZE", &["{vus}", "b"]), axis("vus", "vus", &["1", "2"])],
            before: before.iter().map(|word| (*word).to_owned()).collect(),
            folder: PathBuf::new(),
            pause: Duration::ZERO,
            ramp: Duration::ZERO,
            process: None,
        }
    }

    #[test]
    fn rows_are_every_combination_the_first_axis_slowest() {
        let rows = matrix(&[]).rows();
        assert_eq!(rows, [["{vus}", "1"], ["{vus}", "2"], ["b", "1"], ["b", "2"]]);
    }

    #[test]
    fn a_value_is_put_into_its_word_and_nowhere_else() {
        let matrix = matrix(&["scale", "{vus}x{SIZE}", "{env.SIZE}", "{\"a\": {vus}}", "{other} {"]);
        let words = matrix.command(&["{vus}".into(), "2; rm -rf".into()]);
        // A value with braces or blanks stays one word and is not looked at again.
        assert_eq!(words, ["scale", "2; rm -rfx{vus}", "{vus}", "{\"a\": 2; rm -rf}", "{other} {"]);
        assert_eq!(names_in("{a.b}-{c}{\"x\": 1}{}"), ["a.b", "c"]);
    }
}

//! Which lines are shown: `info`, or by who speaks, `warn,vu=debug`.

use std::str::FromStr;

use super::Level;

/// The least level that is shown, for all and for some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    least: Level,
    /// The most particular first.
    rules: Vec<(String, Level)>,
}

impl Filter {
    /// Whether a line of this level is shown, when this source speaks (`vu 3 browse`, `engine`).
    pub fn shows(&self, level: Level, source: &str) -> bool {
        let mine = |name: &str| source.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let least = self.rules.iter().find(|(name, _)| mine(name)).map_or(self.least, |(_, least)| *least);
        level >= least
    }
}

impl From<Level> for Filter {
    fn from(least: Level) -> Self {
        Self { least, rules: Vec::new() }
    }
}

impl FromStr for Filter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut filter = Self::from(Level::Info);
        for rule in text.split(',').map(str::trim).filter(|rule| !rule.is_empty()) {
            match rule.split_once('=') {
                None => filter.least = level(rule)?,
                Some((name, least)) => filter.rules.push((name.trim().to_owned(), level(least.trim())?)),
            }
        }
        filter.rules.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Ok(filter)
    }
}

fn level(text: &str) -> Result<Level, String> {
    let all = [Level::Debug, Level::Info, Level::Warn, Level::Error];
    all.into_iter().find(|level| level.name().eq_ignore_ascii_case(text)).ok_or_else(|| {
        format!("`{text}` is no level: write debug, info, warn or error, or by who speaks, as in warn,vu=debug")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_particular_rule_counts() {
        let filter: Filter = "warn,vu=info, vu 3=debug".parse().unwrap();
        assert!(!filter.shows(Level::Info, "engine") && filter.shows(Level::Warn, "engine"));
        assert!(!filter.shows(Level::Debug, "vu 30 browse") && filter.shows(Level::Info, "vu 30 browse"));
        assert!(filter.shows(Level::Debug, "vu 3 browse") && !filter.shows(Level::Info, "vulture"));
        assert_eq!("debug".parse::<Filter>(), Ok(Level::Debug.into()));
        assert!("loud".parse::<Filter>().unwrap_err().starts_with("`loud` is no level: "));
    }
}

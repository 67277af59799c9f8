//! Regular expressions, compiled once for each shard.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::{Regex, RegexBuilder};

/// Patterns kept compiled at once; a journey that makes up more of them pays for compiling.
const KEPT: usize = 256;
/// Memory of one compiled pattern, bytes.
const LARGEST: usize = 1 << 20;

thread_local! {
    // A shard is a thread: nothing is locked, and nothing is compiled for each user.
    static PATTERNS: RefCell<HashMap<String, Regex>> = RefCell::default();
}

/// Uses the compiled pattern; an error says why it does not compile.
pub(super) fn compiled<T>(pattern: &str, using: impl FnOnce(&Regex) -> T) -> Result<T, String> {
    let regex = PATTERNS.with_borrow(|known| known.get(pattern).cloned());
    let regex = match regex {
        Some(regex) => regex,
        None => compile(pattern)?,
    };
    Ok(using(&regex))
}

fn compile(pattern: &str) -> Result<Regex, String> {
    let regex = RegexBuilder::new(pattern).size_limit(LARGEST).dfa_size_limit(LARGEST).build();
    let regex = regex.map_err(|error| format!("`{pattern}` is no regular expression: {error}"))?;
    PATTERNS.with_borrow_mut(|known| {
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(pattern.to_owned(), regex.clone());
    });
    Ok(regex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compiles_or_says_why_not() {
        assert_eq!(compiled("a+", |regex| regex.is_match("caat")), Ok(true));
        assert!(compiled("(", |_| ()).is_err_and(|text| text.starts_with("`(` is no regular expression: ")));
        assert!(compiled("(?:a{1000}){1000}", |_| ()).is_err_and(|text| text.contains("size limit")));
    }

    #[test]
    fn the_number_of_patterns_is_bounded() {
        for number in 0..=KEPT {
            compiled(&format!("x{number}"), |_| ()).expect("a pattern");
        }
        assert_eq!(PATTERNS.with_borrow(HashMap::len), 1);
    }
}

use std::collections::BTreeMap;

use crate::guest::root;

/// Where throng means to differ from k6: `docs/k6-differences.md`, read by vector.
pub struct Differences(BTreeMap<String, String>);

impl Differences {
    /// Reads the file: a line `Vectors: …` names, in backticks, the vectors that its section covers.
    pub fn read() -> Self {
        let path = root().join("docs/k6-differences.md");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self::parse(&text)
    }

    fn parse(text: &str) -> Self {
        let mut title = "";
        let mut all = BTreeMap::new();
        for line in text.lines() {
            if let Some(next) = line.strip_prefix("## ") {
                title = next;
            }
            if let Some(list) = line.strip_prefix("Vectors:") {
                for id in list.split('`').skip(1).step_by(2) {
                    all.insert(id.to_owned(), title.to_owned());
                }
            }
        }
        Self(all)
    }

    /// The section that covers this vector.
    pub fn of(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// Every vector that is covered.
    pub fn vectors(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_covers_the_vectors_of_its_last_line() {
        let all =
            Differences::parse("# Title\n\n## First\nWhy `this`.\n\nVectors: `a`, `b-1`\n\n## Second\nVectors: `c`\n");
        assert_eq!(all.vectors().collect::<Vec<_>>(), ["a", "b-1", "c"]);
        assert_eq!((all.of("b-1"), all.of("c"), all.of("this")), (Some("First"), Some("Second"), None));
    }
}

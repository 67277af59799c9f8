//! Recipes of rows that are made from a seed: which columns, and what is in them.

use sha2::{Digest as _, Sha256};

use super::data::hex;

/// Raised whenever the same recipe gives other rows than before.
const GENERATOR: u32 = 1;

/// What rows are made from. The same recipe gives the same rows, everywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// How many rows.
    pub rows: u32,
    /// The seed of every random choice in them.
    pub seed: u64,
    /// Names and contents, in the order of the plan.
    pub columns: Vec<(String, Column)>,
}

/// What is in a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// A kind of text or number, by its word.
    Word(&'static str),
    /// A whole number from the first to the last.
    Whole(i64, i64),
    /// A number with so many decimals, from the first to the last, both times ten to that power.
    Decimal(i64, i64, u32),
    /// One of these.
    OneOf(Vec<String>),
}

/// The words that a column may be, in the order of the documentation.
pub const COLUMN_WORDS: &[&str] = &[
    "id",
    "uuid",
    "name",
    "first_name",
    "last_name",
    "email",
    "username",
    "password",
    "phone",
    "company",
    "job",
    "street",
    "city",
    "postcode",
    "country",
    "word",
    "sentence",
    "paragraph",
    "ipv4",
    "user_agent",
    "bool",
];

impl Column {
    /// Reads `email`, `1..500`, `0.50..99.99` or `red|green|blue`; none when it is none of these.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(word) = COLUMN_WORDS.iter().find(|word| **word == text) {
            return Some(Self::Word(word));
        }
        if text.contains('|') {
            return Some(Self::OneOf(text.split('|').map(|part| part.trim().to_owned()).collect()));
        }
        let (from, to) = text.split_once("..")?;
        let ((from, some), (to, others)) = (decimal(from)?, decimal(to)?);
        let digits = some.max(others);
        let scaled = |number: i64, has: u32| number.checked_mul(10_i64.checked_pow(digits - has)?);
        let (from, to) = (scaled(from, some)?, scaled(to, others)?);
        let fits = from <= to && to.checked_sub(from)?.checked_add(1).is_some();
        match digits {
            _ if !fits => None,
            0 => Some(Self::Whole(from, to)),
            digits => Some(Self::Decimal(from, to, digits)),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Word(word) => (*word).to_owned(),
            Self::Whole(from, to) => format!("{from}..{to}"),
            Self::Decimal(from, to, digits) => format!("{from}..{to}/{digits}"),
            Self::OneOf(all) => all.join("|"),
        }
    }
}

/// `-12.50` as -1250 and 2.
fn decimal(text: &str) -> Option<(i64, u32)> {
    let text = text.trim();
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    if unsigned.is_empty() || !plain(unsigned) || !plain(rest) || rest.len() > 9 {
        return None;
    }
    Some((format!("{whole}{rest}").parse().ok()?, rest.len() as u32))
}

impl Recipe {
    /// The stamp of the rows: what makes them, and from what.
    pub fn version(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("generator {GENERATOR}\nrows {}\nseed {}\n", self.rows, self.seed));
        for (name, column) in &self.columns {
            let text = column.text();
            hash.update(format!("{} {name}={} {text}\n", name.len(), text.len()));
        }
        format!("generated:{}", hex(&hash.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_a_word_a_range_or_a_choice() {
        assert_eq!(Column::parse(" email "), Some(Column::Word("email")));
        assert_eq!(Column::parse("1..500"), Some(Column::Whole(1, 500)));
        assert_eq!(Column::parse("-5 .. 5"), Some(Column::Whole(-5, 5)));
        assert_eq!(Column::parse("0.50..99.9"), Some(Column::Decimal(50, 9990, 2)));
        assert_eq!(Column::parse("-0.5..0"), Some(Column::Decimal(-5, 0, 1)));
        assert_eq!(Column::parse("red | green"), Some(Column::OneOf(vec!["red".into(), "green".into()])));
        for none in ["mail", "5..1", "..", "1..x", "", "1.5", "0..99999999999999999999"] {
            assert_eq!(Column::parse(none), None, "{none}");
        }
    }

    #[test]
    fn every_part_of_a_recipe_is_in_its_version() {
        let recipe = |rows, seed, name: &str, text| {
            Recipe { rows, seed, columns: vec![(name.into(), Column::parse(text).unwrap())] }.version()
        };
        let version = recipe(1000, 7, "email", "email");
        assert_eq!((version.len(), &version[..10]), (10 + 64, "generated:"));
        assert_eq!(version, recipe(1000, 7, "email", "email"));
        for other in [
            recipe(1001, 7, "email", "email"),
            recipe(1000, 8, "email", "email"),
            recipe(1000, 7, "mail", "email"),
            recipe(1000, 7, "email", "name"),
        ] {
            assert_ne!(version, other);
        }
    }
}

//! Which statuses count as success.

use std::ops::RangeInclusive;

/// Expected statuses: `200`, `2xx,404`, `200-299,409`. The default is 200-399.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect(Vec<RangeInclusive<u16>>);

impl Default for Expect {
    fn default() -> Self {
        Self(vec![200..=399])
    }
}

impl Expect {
    /// Reads a list of statuses, classes (`2xx`) and ranges; an error says what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let ranges: Option<Vec<_>> = text.split(',').map(|item| range(item.trim())).collect();
        match ranges {
            Some(ranges) => Ok(Self(ranges)),
            None => Err(format!("`{text}` is no list of statuses: write `200`, `2xx,404` or `200-299,409`")),
        }
    }

    /// Whether this status is one of them (0 only where it is listed).
    pub fn matches(&self, status: u16) -> bool {
        self.0.iter().any(|range| range.contains(&status))
    }
}

fn range(item: &str) -> Option<RangeInclusive<u16>> {
    if let Some(class) = item.strip_suffix("xx").or_else(|| item.strip_suffix("XX")) {
        let class: u16 = class.parse().ok().filter(|class| (1..=5).contains(class))?;
        return Some(class * 100..=class * 100 + 99);
    }
    let (first, last) = item.split_once('-').unwrap_or((item, item));
    let (first, last) = (status(first.trim())?, status(last.trim())?);
    (first <= last).then_some(first..=last)
}

fn status(text: &str) -> Option<u16> {
    let known = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|status| known && (*status == 0 || (100..=599).contains(status)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_classes_and_ranges() {
        let expect = Expect::parse("2xx, 404,500-502").expect("a list");
        let hits: Vec<u16> = (0..600).filter(|status| expect.matches(*status)).collect();
        let mut wanted: Vec<u16> = (200..300).collect();
        wanted.extend([404, 500, 501, 502]);
        assert_eq!(hits, wanted);
        assert!(Expect::parse("0").expect("a list").matches(0));
        assert!(Expect::default().matches(399) && !Expect::default().matches(400) && !Expect::default().matches(0));
    }

    #[test]
    fn anything_else_is_a_mistake() {
        for text in ["", "2x", "9xx", "xx", "300-200", "99", "600", "+200", "200,,404", "abc"] {
            let message = format!("`{text}` is no list of statuses: write `200`, `2xx,404` or `200-299,409`");
            assert_eq!(Expect::parse(text), Err(message));
        }
    }
}

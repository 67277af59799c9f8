//! How Prometheus names and labels things; remote write and the page to scrape share it.

use super::family::{Family, Labels};
use crate::sample::TagSet;

/// The quantiles that are told, from the least value to the greatest.
pub(super) const QUANTILES: [f64; 7] = [0.0, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0];

/// Labels that Prometheus takes: names of letters, digits and `_`, each once, and no empty values.
pub(super) fn labels(tags: &TagSet) -> Labels {
    let mut labels = Labels::new();
    for (key, value) in tags.iter().filter(|(_, value)| !value.is_empty()) {
        let mut name: String = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        if name.is_empty()
            || name.starts_with(|c: char| c.is_ascii_digit() || c == '_')
            || RESERVED.contains(&name.as_str())
        {
            name.insert_str(0, "tag_");
        }
        while labels.iter().any(|(known, _)| *known == name) {
            name.push('_');
        }
        labels.push((name, value.to_owned()));
    }
    labels.sort();
    labels
}

/// Labels that mean something else to Prometheus.
const RESERVED: [&str; 4] = ["le", "quantile", "job", "instance"];

/// What a trend is called and by how much its values are divided: Prometheus counts in seconds.
pub(super) fn base(family: &Family<'_>, prefix: &str) -> (String, f64) {
    let name = format!("{prefix}{}", family.metric);
    match family.unit {
        "ms" => (format!("{name}_seconds"), 1e3),
        "bytes" => (format!("{name}_bytes"), 1.0),
        _ => (name, 1.0),
    }
}

/// What a counter is called, without `_total`.
pub(super) fn counter(family: &Family<'_>, prefix: &str) -> String {
    format!("{prefix}{}", family.metric.strip_suffix("_total").unwrap_or(family.metric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_words_each_once() {
        let tags =
            TagSet::from_iter([("a.b", "1"), ("a_b", "2"), ("empty", ""), ("le", "3"), ("9", "4"), ("__x", "5")]);
        let got: Vec<String> = labels(&tags).iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(got, ["a_b=1", "a_b_=2", "tag_9=4", "tag___x=5", "tag_le=3"]);
    }
}

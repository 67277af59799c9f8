//! Numbers as a person reads them.

use crate::log::printable;

/// A statistic of a metric of that kind and unit.
pub(super) fn quantity(value: f64, statistic: &str, kind: &str, unit: &str) -> String {
    match (kind, statistic) {
        ("counter", "rate") => format!("{}/s", quantity(value, "", "", unit)),
        ("rate", "rate") => format!("{:.2}%", value * 100.0),
        (_, "count" | "passes" | "fails") if unit != "bytes" => number(value),
        _ => match unit {
            "ms" => milliseconds(value),
            "bytes" => bytes(value),
            "share" => format!("{:.2}%", value * 100.0),
            "" => number(value),
            other => format!("{} {}", number(value), printable(other)),
        },
    }
}

/// Milliseconds in the unit that reads best.
pub(crate) fn milliseconds(ms: f64) -> String {
    match ms.abs() {
        0.0 => "0".to_owned(),
        v if v < 1.0 => format!("{:.0}us", ms * 1e3),
        v if v < 10.0 => format!("{ms:.2}ms"),
        v if v < 1000.0 => format!("{ms:.1}ms"),
        v if v < 60_000.0 => format!("{:.2}s", ms / 1e3),
        _ => format!("{}m{:02.0}s", (ms / 60_000.0).floor(), (ms % 60_000.0) / 1e3),
    }
}

/// Bytes with decimal prefixes.
pub(crate) fn bytes(value: f64) -> String {
    let mut v = value;
    for unit in ["B", "kB", "MB", "GB"] {
        if v.abs() < 1000.0 {
            return if unit == "B" { format!("{v:.0}B") } else { format!("{v:.1}{unit}") };
        }
        v /= 1000.0;
    }
    format!("{v:.1}TB")
}

/// A number without a unit: whole ones as such.
pub(crate) fn number(value: f64) -> String {
    match value {
        v if v.fract() == 0.0 && v.abs() < 1e15 => format!("{v:.0}"),
        v if v.abs() >= 100.0 => format!("{v:.1}"),
        v if v.abs() >= 0.01 => format!("{v:.3}"),
        v => format!("{v:e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let times = [0.0, 0.0421, 1.2345, 12.34, 999.96, 1500.0, 90_000.0].map(milliseconds);
        assert_eq!(times, ["0", "42us", "1.23ms", "12.3ms", "1000.0ms", "1.50s", "1m30s"]);
        assert_eq!([0.0, 999.0, 1500.0, 2.5e9].map(bytes), ["0B", "999B", "1.5kB", "2.5GB"]);
        assert_eq!([3.0, 3.25, 1234.56].map(number), ["3", "3.250", "1234.6"]);
    }
}

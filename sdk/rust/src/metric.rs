//! Metrics of the journey's own: statics that declare themselves.
//!
//! ```
//! use throng_sdk::prelude::*;
//!
//! #[metric]
//! static CART: Trend = Trend::new("cart_wait", Unit::Ms);
//! #[metric]
//! static SOLD: Counter = Counter::new("items_sold");
//! ```
//!
//! `#[metric]` puts the static into what the journey's `plan` export declares, so that a threshold may name it. Without
//! the attribute the metric works too, and the plan must declare it (`[metrics.cart_wait]`).

use crate::bindings::throng::load::metrics::Metric as Raw;
use std::sync::OnceLock;
use std::time::Duration;

/// What a counter, a gauge or a trend counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Bytes.
    Bytes,
    /// A number of no unit.
    None,
    /// Any other unit, shown as it is written.
    Other(&'static str),
}

impl Unit {
    const fn text(self) -> &'static str {
        match self {
            Self::Ms => "ms",
            Self::Bytes => "bytes",
            Self::None => "",
            Self::Other(unit) => unit,
        }
    }
}

/// What `#[metric]` hands to the `plan` export.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    pub name: &'static str,
    pub kind: &'static str,
    pub unit: &'static str,
}

inventory::collect!(Declaration);

/// The metrics that were declared, as JSON of a plan: `{"cart_wait":{"kind":"trend","unit":"ms"}}`. Written by hand: a
/// tree of JSON values would be half of a small journey's size.
pub(crate) fn declared() -> String {
    let mut metrics: Vec<&Declaration> = inventory::iter::<Declaration>.into_iter().collect();
    metrics.sort_by_key(|metric| metric.name);
    let shapes: Vec<String> = metrics.into_iter().map(shape).collect();
    ["{", &shapes.join(","), "}"].concat()
}

fn shape(metric: &Declaration) -> String {
    let mut shape = [&quoted(metric.name), ":{\"kind\":", &quoted(metric.kind)].concat();
    if !metric.unit.is_empty() {
        shape.push_str(",\"unit\":");
        shape.push_str(&quoted(metric.unit));
    }
    shape + "}"
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text can be written as JSON")
}

macro_rules! kind {
    ($(#[$doc:meta])* $Kind:ident, $kind:literal, $raw:expr) => {
        $(#[$doc])*
        pub struct $Kind {
            name: &'static str,
            unit: Unit,
            series: OnceLock<Raw>,
        }

        impl $Kind {
            fn series(&self) -> &Raw {
                self.series.get_or_init(|| $raw(self.name, self.unit.text()))
            }

            /// The series of this metric with these tags: keep it, and add to it without strings.
            pub fn tagged(&self, tags: &[(&str, &str)]) -> Tagged {
                Tagged(self.series().tagged(&crate::fields(tags)))
            }

            #[doc(hidden)]
            pub const fn declaration(&self) -> Declaration {
                Declaration { name: self.name, kind: $kind, unit: self.unit.text() }
            }
        }
    };
}

kind!(
    /// A sum that only grows.
    Counter, "counter", Raw::counter
);
kind!(
    /// The last value, with the least and the greatest.
    Gauge, "gauge", Raw::gauge
);
kind!(
    /// The share of hits.
    Rate, "rate", |name, _| Raw::rate(name)
);
kind!(
    /// A distribution: average, median, percentiles.
    Trend, "trend", Raw::trend
);

impl Counter {
    /// A counter of no unit.
    pub const fn new(name: &'static str) -> Self {
        Self::with_unit(name, Unit::None)
    }

    /// A counter of this unit.
    pub const fn with_unit(name: &'static str, unit: Unit) -> Self {
        Self { name, unit, series: OnceLock::new() }
    }

    /// Adds to it.
    pub fn add(&self, value: impl Into<f64>) {
        self.series().add(value.into());
    }
}

impl Gauge {
    /// A gauge of this unit.
    pub const fn new(name: &'static str, unit: Unit) -> Self {
        Self { name, unit, series: OnceLock::new() }
    }

    /// Sets it.
    pub fn set(&self, value: impl Into<f64>) {
        self.series().add(value.into());
    }
}

impl Rate {
    /// A rate; its value is a share from 0 to 1.
    pub const fn new(name: &'static str) -> Self {
        Self { name, unit: Unit::None, series: OnceLock::new() }
    }

    /// One more observation: a hit or a miss.
    pub fn add(&self, hit: bool) {
        self.series().add(f64::from(u8::from(hit)));
    }
}

impl Trend {
    /// A trend of this unit.
    pub const fn new(name: &'static str, unit: Unit) -> Self {
        Self { name, unit, series: OnceLock::new() }
    }

    /// A trend of milliseconds.
    pub const fn ms(name: &'static str) -> Self {
        Self::new(name, Unit::Ms)
    }

    /// Adds a number, in the trend's unit.
    pub fn add(&self, value: impl Into<f64>) {
        self.series().add(value.into());
    }

    /// Adds a time, in milliseconds.
    pub fn time(&self, time: Duration) {
        self.series().add(crate::duration::to_ms(time));
    }
}

/// One series of a metric, with tags of its own.
pub struct Tagged(Raw);

impl Tagged {
    /// Adds a number; for a rate 0 is a miss and anything else a hit.
    pub fn add(&self, value: impl Into<f64>) {
        self.0.add(value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static CART: Trend = Trend::ms("cart \"wait\"");
    static SOLD: Counter = Counter::new("sold");

    inventory::submit! { CART.declaration() }
    inventory::submit! { SOLD.declaration() }

    #[test]
    fn statics_declare_themselves() {
        let declared = declared();
        assert_eq!(declared, r#"{"cart \"wait\"":{"kind":"trend","unit":"ms"},"sold":{"kind":"counter"}}"#);
        let plan = crate::stage::plan_text(crate::json!({ "vus": 2, "metrics": { "sold": { "kind": "rate" } } }));
        let plan: crate::serde_json::Value = serde_json::from_str(&plan).expect("JSON");
        assert_eq!(plan["vus"], 2);
        assert_eq!(plan["metrics"]["sold"]["kind"], "rate");
        assert_eq!(plan["metrics"]["cart \"wait\""]["unit"], "ms");
    }
}

//! Samples become series, series become snapshots. Nothing on the hot path is shared between shards.

mod aggregator;
pub mod builtin;
mod exchanges;
mod histogram;
pub mod overload;
mod raw;
mod recorder;
mod registry;
mod rows;
mod seconds;
mod selector;
mod shard;
mod sink;
mod slowest;
mod snapshot;
mod statistic;
mod trend;
mod wire;

pub use aggregator::Aggregator;
pub use exchanges::{ExchangeSink, Outcome};
pub use histogram::Histogram;
pub use raw::{Amount, RawSample};
pub use recorder::{IterationTimes, Recorder};
pub use registry::{Metric, Registry};
pub use rows::{Check, Failed, Iterations, Part, Row};
pub use seconds::Second;
pub use selector::Selector;
pub use shard::JourneyFailure;
pub use sink::Sink;
pub use slowest::{Slow, Slowest};
pub use snapshot::{Series, Snapshot};
pub use statistic::Statistic;
pub use trend::Trend;

/// rustc-hash's own alias needs its feature `std`, which would have wasmtime's compiler built a second time.
type FxHashMap<K, V> = std::collections::HashMap<K, V, rustc_hash::FxBuildHasher>;

/// A metric of the run, by number: the same in all shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MetricId(pub u32);

/// A tag set interned by one shard's recorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagsId(pub u32);

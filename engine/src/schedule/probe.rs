//! What measures the generator's own delay: empty tasks that are due every 5 ms on each shard. What they wait for, the pacer's
//! timer and the run queue, a response and an arrival wait for too.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::lane::Lane;
use super::sleeper::{Precision, Sleeper};
use crate::clock::{self, Duration};

/// Often enough that the p99 of a second rests on 200 probes of each shard, not on one late wake-up; those of two idle
/// shards took 0.6 % of a core.
const EVERY: Duration = Duration::from_millis(5);

/// Probes until it is dropped. Each delay counts for every scenario that runs then, since they share the shards.
pub(super) async fn probe(lanes: Arc<[Lane]>, shards: Vec<Handle>) -> std::io::Result<()> {
    let mut sleeper = Sleeper::new(Precision::Kernel)?;
    let mut due = clock::now();
    loop {
        // Counted on from the last due time: after a stall the missed ones follow at once and say how late they are.
        due += EVERY;
        sleeper.sleep_until(due).await?;
        // A burst of missed ones must not keep the pacers from theirs.
        tokio::task::coop::consume_budget().await;
        for (number, shard) in shards.iter().enumerate() {
            let lanes = lanes.clone();
            shard.spawn(async move {
                let delay = clock::now().saturating_duration_since(due);
                lanes
                    .iter()
                    .filter(|lane| lane.is_running() && !lane.brake().is_on())
                    .for_each(|lane| lane.delayed(number, delay));
            });
        }
    }
}

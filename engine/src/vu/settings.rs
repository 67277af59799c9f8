//! How the engine allocates, from the number of users: what is fast for some is impossible for many.

use std::sync::Arc;

use wasmtime::{Config, Enabled, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, RegallocAlgorithm};

use super::script::Script;
use crate::machine::{self, MAPS_PER_ROOMY_VU};
use crate::plan::Limits;

/// Reserved above this, many users run out of address space and page tables grow.
const RESERVATION: u64 = 64 << 20;
/// What the guest's own calls may use of the stack; the rest is for the host's functions.
const WASM_STACK: usize = 512 << 10;
const STACK: usize = 1 << 20;

/// How much time the compiler may take.
#[derive(Debug, Clone)]
pub enum Effort {
    /// For a run: its code is the fastest.
    Run,
    /// For one try after a save: compiling is the fastest. With a script, the journey is that.
    Try(Option<Arc<Script>>),
}

/// The allocator settings of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Data segments are mapped, not copied: best for guests with large ones; two maps more for each user.
    cow: bool,
    /// Address space of each memory, so that it need not move as it grows.
    reservation: u64,
    /// Slots for so many instances, for plans that make a new one for each iteration.
    pooled: Option<u32>,
    /// Linear memories of one instance: a journey with plugs inside has one for each part.
    memories: u32,
    /// What to say before the run.
    pub(crate) warning: Option<String>,
}

impl Settings {
    /// Settings for so many users where the kernel allows so many memory maps. `fresh`: each iteration has an instance
    /// of its own.
    pub(crate) fn choose(users: u64, max_maps: u64, fresh: bool) -> Self {
        let roomy = machine::maps(users, MAPS_PER_ROOMY_VU) <= max_maps;
        let warning = machine::few_maps(users, max_maps);
        let pooled = (fresh && roomy).then(|| u32::try_from(users + 4).unwrap_or(u32::MAX));
        Self { cow: roomy, reservation: if roomy { RESERVATION } else { 0 }, pooled, memories: 1, warning }
    }

    /// The same for instances of so many linear memories.
    pub(crate) fn with_memories(self, memories: u32) -> Self {
        Self { memories: memories.max(1), ..self }
    }

    /// Settings for this machine.
    pub(crate) fn here(users: u64, fresh: bool) -> Self {
        let max_maps = std::fs::read_to_string("/proc/sys/vm/max_map_count").ok().and_then(|n| n.trim().parse().ok());
        Self::choose(users, max_maps.unwrap_or(65_530), fresh)
    }

    /// The engine's configuration.
    pub(crate) fn config(&self, limits: &Limits, effort: &Effort) -> Config {
        let mut config = Config::new();
        if matches!(effort, Effort::Try(_)) {
            config.cranelift_opt_level(OptLevel::None).cranelift_regalloc_algorithm(RegallocAlgorithm::SinglePass);
        }
        config
            .concurrency_support(false)
            .epoch_interruption(true)
            .max_wasm_stack(WASM_STACK)
            .async_stack_size(STACK)
            .memory_init_cow(self.cow)
            .memory_reservation(self.reservation)
            .memory_guard_size(if self.reservation == 0 { 0 } else { 64 << 10 })
            // Room to grow is a mapping of its own.
            .memory_reservation_for_growth(if self.reservation == 0 { 0 } else { 1 << 20 })
            // Lines are looked up by ourselves (`symbols`): wasmtime reads all debug information for every frame.
            .wasm_backtrace_details(wasmtime::WasmBacktraceDetails::Disable);
        if let Some(slots) = self.pooled {
            config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(slots, self.memories, limits)));
        }
        config
    }
}

fn pool(slots: u32, memories: u32, limits: &Limits) -> PoolingAllocationConfig {
    // Beside the module that has the memory there are those by which a tool leads to its imports.
    let modules = memories.saturating_mul(8);
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(slots)
        .total_core_instances(slots.saturating_mul(modules))
        .total_memories(slots.saturating_mul(memories))
        .total_tables(slots.saturating_mul(modules))
        .total_stacks(slots)
        .max_core_instances_per_component(modules)
        .max_memories_per_component(memories)
        .max_tables_per_component(modules)
        .max_memory_size(usize::try_from(limits.memory.min(RESERVATION)).unwrap_or(usize::MAX))
        .table_elements(usize::try_from(limits.table_elements).unwrap_or(usize::MAX))
        .linear_memory_keep_resident(64 << 10)
        .table_keep_resident(64 << 10)
        .async_stack_keep_resident(64 << 10)
        .pagemap_scan(Enabled::Auto);
    pool
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_users_have_room_and_many_are_told_which_sysctl_to_raise() {
        let few = Settings::choose(5_000, 65_530, false);
        assert_eq!((few.cow, few.reservation, few.warning), (true, RESERVATION, None));
        let more = Settings::choose(15_000, 65_530, false);
        assert_eq!((more.cow, more.reservation, more.warning), (false, 0, None));
        let many = Settings::choose(50_000, 65_530, false);
        assert_eq!(
            many.warning.as_deref(),
            Some(
                "50000 users need about 153000 memory maps, and vm.max_map_count is 65530: run \
                 `sysctl -w vm.max_map_count=153000` as root, or use fewer users"
            )
        );
        assert_eq!(Settings::choose(50_000, 153_000, false).warning, None);
    }

    #[test]
    fn a_new_instance_for_each_iteration_comes_from_a_pool() {
        assert_eq!(Settings::choose(10, 65_530, true).pooled, Some(14));
        assert_eq!(Settings::choose(10, 65_530, false).pooled, None);
    }
}

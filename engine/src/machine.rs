//! What this machine allows, read once before a run.

use std::fs;

use rustix::process::{Resource, getrlimit, setrlimit};

/// Memory of one idle VU with a connection, bytes: measured, see docs/performance.md.
pub const BYTES_PER_VU: u64 = 48 << 10;
/// Memory mappings of one VU at least: without reserved memory and copy-on-write images.
pub const MAPS_PER_VU: u64 = 3;
/// Memory mappings of one VU with both, which is faster where there is room.
pub(crate) const MAPS_PER_ROOMY_VU: u64 = 7;
/// Mappings that the rest of the process needs.
const OTHER_MAPS: u64 = 3_000;
/// Descriptors that the engine itself uses.
const RESERVE: u64 = 200;

/// Mappings of a process with so many users of so many mappings each.
pub(crate) fn maps(users: u64, each: u64) -> u64 {
    users * each + OTHER_MAPS
}

/// Users that fit into so many mappings.
pub fn users_in(maps: u64) -> u64 {
    maps.saturating_sub(OTHER_MAPS) / MAPS_PER_VU
}

/// What to type before so many users fit, where the kernel allows `most` mappings; none where they fit.
pub(crate) fn few_maps(users: u64, most: u64) -> Option<String> {
    let need = maps(users, MAPS_PER_VU);
    (need > most).then(|| {
        format!(
            "{users} users need about {need} memory maps, and vm.max_map_count is {most}: run \
             `sysctl -w vm.max_map_count={need}` as root, or use fewer users"
        )
    })
}

/// The limits that decide how many users fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Cores that this process may use.
    pub cores: usize,
    /// `MemAvailable`, bytes; none where it cannot be read.
    pub memory: Option<u64>,
    /// Open files at most (soft limit, raised to the hard limit at start).
    pub files: Option<u64>,
    /// `vm.max_map_count`.
    pub maps: Option<u64>,
    /// Ephemeral ports: connections to one address and port from one local address.
    pub ports: Option<(u32, u32)>,
}

impl Machine {
    /// Reads the limits.
    pub fn read() -> Self {
        Self {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory: number_after("/proc/meminfo", "MemAvailable:").map(|kib| kib * 1024),
            files: getrlimit(Resource::Nofile).current,
            maps: fs::read_to_string("/proc/sys/vm/max_map_count").ok().and_then(|text| text.trim().parse().ok()),
            ports: fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").ok().and_then(|text| {
                let mut ends = text.split_whitespace().map(str::parse);
                Some((ends.next()?.ok()?, ends.next()?.ok()?))
            }),
        }
    }

    /// Users with one connection each, at most, and what ends it first.
    pub fn users(&self) -> (u64, &'static str) {
        let bounds = [
            (self.memory.map(|m| m / BYTES_PER_VU), "memory"),
            (self.files.map(|f| f.saturating_sub(RESERVE)), "open files (ulimit -n)"),
            (self.maps.map(users_in), "memory mappings (vm.max_map_count)"),
            (
                self.ports.map(|(low, high)| u64::from(high.saturating_sub(low) + 1)),
                "ephemeral ports, to one target address",
            ),
        ];
        bounds.into_iter().filter_map(|(bound, what)| Some((bound?, what))).min().unwrap_or((u64::MAX, "nothing known"))
    }

    /// What must be raised before so many users fit, as commands to type; empty where they fit.
    pub fn missing(&self, users: u64) -> Vec<String> {
        let mut advice = Vec::new();
        advice.extend(self.maps.and_then(|most| few_maps(users, most)));
        if let Some(files) = self.files.filter(|files| users + RESERVE > *files) {
            advice.push(format!(
                "{users} users need as many open files, and the limit is {files}: ulimit -n {}",
                (users + RESERVE).next_multiple_of(1024)
            ));
        }
        if let Some(memory) = self.memory.filter(|memory| users * BYTES_PER_VU > *memory) {
            advice.push(format!(
                "{users} users need about {} MiB of memory, and {} MiB are free: use fewer users, or more machines (segment)",
                (users * BYTES_PER_VU) >> 20,
                memory >> 20
            ));
        }
        advice
    }
}

/// Raises the limit of open files to what the system lets us have: a load engine needs sockets.
pub fn raise_open_files() {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current < limit.maximum || limit.maximum.is_none() {
        limit.current = limit.maximum;
        // Refused: the lower limit stays, and `missing` says what it means.
        let _ = setrlimit(Resource::Nofile, limit);
    }
}

fn number_after(file: &str, label: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| line.strip_prefix(label))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Machine = Machine {
        cores: 2,
        memory: Some(1 << 30),
        files: Some(1024),
        maps: Some(65_530),
        ports: Some((32_768, 60_999)),
    };

    #[test]
    fn the_scarcest_limit_decides() {
        assert_eq!(SMALL.users(), (824, "open files (ulimit -n)"));
        let files = Machine { files: Some(1 << 20), ..SMALL };
        assert_eq!(files.users(), (20_843, "memory mappings (vm.max_map_count)"));
    }

    #[test]
    fn as_many_users_as_fit_get_no_advice_and_one_more_does() {
        assert_eq!(few_maps(20_843, 65_530), None);
        assert_eq!(
            few_maps(20_844, 65_530).as_deref(),
            Some(
                "20844 users need about 65532 memory maps, and vm.max_map_count is 65530: run \
                 `sysctl -w vm.max_map_count=65532` as root, or use fewer users"
            )
        );
    }

    #[test]
    fn what_is_missing_is_said_as_a_command() {
        assert_eq!(SMALL.missing(100), Vec::<String>::new());
        let advice = SMALL.missing(50_000);
        assert_eq!(advice.len(), 3, "{advice:?}");
        assert!(advice[0].ends_with("`sysctl -w vm.max_map_count=153000` as root, or use fewer users"), "{advice:?}");
        assert!(advice[1].ends_with("ulimit -n 51200"), "{advice:?}");
    }
}

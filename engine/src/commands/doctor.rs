use std::fmt::Write as _;

use crate::exit::ExitCode;
use crate::machine::{self, Machine};

/// Says what this machine allows.
pub(super) fn execute() -> anyhow::Result<ExitCode> {
    machine::raise_open_files();
    super::print(&report(&Machine::read()))?;
    Ok(ExitCode::Passed)
}

fn report(machine: &Machine) -> String {
    let known = |value: Option<u64>| value.map_or_else(|| "unknown".to_owned(), |v| v.to_string());
    let mut out = String::new();
    let mut row = |what: &str, value: String, follows: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{what:<22} {value:>14}   {follows}");
    };
    row(
        "cores",
        machine.cores.to_string(),
        format!("{} shards; a load generator and its target want cores of their own", machine.cores),
    );
    row(
        "memory free",
        machine.memory.map_or_else(|| "unknown".to_owned(), |m| format!("{} MiB", m >> 20)),
        format!(
            "{} users at {} KiB each",
            known(machine.memory.map(|m| m / machine::BYTES_PER_VU)),
            machine::BYTES_PER_VU >> 10
        ),
    );
    row("open files", known(machine.files), "one for each connection".to_owned());
    row(
        "vm.max_map_count",
        known(machine.maps),
        format!("{} users at {} mappings each", known(machine.maps.map(machine::users_in)), machine::MAPS_PER_VU),
    );
    row(
        "ephemeral ports",
        machine.ports.map_or_else(|| "unknown".to_owned(), |(low, high)| format!("{low}-{high}")),
        "connections at once to one target address; more with http.local_addresses".to_owned(),
    );
    let (users, first) = machine.users();
    let _ = writeln!(out, "\nabout {users} users with one connection each fit; {first} ends it first");
    for advice in machine.missing(50_000) {
        let _ = writeln!(out, "for 50,000 users: {advice}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_names_the_first_limit() {
        let machine = Machine {
            cores: 2,
            memory: Some(1 << 30),
            files: Some(1024),
            maps: Some(65_530),
            ports: Some((32_768, 60_999)),
        };
        let text = report(&machine);
        assert!(
            text.contains("about 824 users with one connection each fit; open files (ulimit -n) ends it first"),
            "{text}"
        );
        assert!(text.contains("1024 MiB   21845 users at 48 KiB each"), "{text}");
    }
}

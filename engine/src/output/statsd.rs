//! StatsD over UDP: a line for each value of a trend; what counters and rates added up to in a second.

use std::collections::BTreeMap;
use std::net::UdpSocket;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::moment::Moment;
use super::rendered::Rendered;
use super::{Output, Trouble};
use crate::plan::{MetricKind, OutputKind, OutputSpec, Place};
use crate::redact::Redactor;
use crate::sample::TagSet;

/// What fits into one packet on every network.
const PACKET: usize = 1432;
/// The packets of a second are sent a few each millisecond, in so many of them at most: a receiver's buffer holds a hundred or two.
const MILLISECONDS: usize = 500;

pub(super) struct Statsd {
    to: String,
    socket: Option<UdpSocket>,
    prefix: String,
    tagged: bool,
    tags: Rendered<String>,
}

impl Statsd {
    pub(super) fn open(spec: &OutputSpec, redactor: Redactor) -> Result<Self, String> {
        let Place::Address(to) = &spec.place else { return Err(format!("{} goes to host:port", spec.kind.word())) };
        let (to, prefix, tagged) = (to.clone(), spec.prefix.clone(), spec.kind == OutputKind::Dogstatsd);
        Ok(Self { to, socket: None, prefix, tagged, tags: Rendered::new(redactor) })
    }

    fn lines(&mut self, moment: &Moment) -> Vec<String> {
        let Self { prefix, tagged, tags, .. } = self;
        let mut lines = Vec::new();
        let mut sums: BTreeMap<(String, Arc<String>), f64> = BTreeMap::new();
        let none = Arc::new(String::new());
        for sample in moment.samples() {
            let tags = if *tagged { tags.of(sample, suffix) } else { none.clone() };
            sample.points(|id, value| {
                let Some(metric) = moment.metrics.get(id.0 as usize) else { return };
                let name = format!("{prefix}{}", metric.name);
                match metric.kind {
                    MetricKind::Counter => *sums.entry((name, tags.clone())).or_default() += value,
                    MetricKind::Rate => {
                        *sums.entry((format!("{name}_hits"), tags.clone())).or_default() += value;
                        *sums.entry((format!("{name}_samples"), tags.clone())).or_default() += 1.0;
                    }
                    // A sign would mean a change.
                    MetricKind::Gauge if value < 0.0 => {
                        lines.push(format!("{name}:0|g{tags}"));
                        lines.push(format!("{name}:{value}|g{tags}"));
                    }
                    MetricKind::Gauge => lines.push(format!("{name}:{value}|g{tags}")),
                    MetricKind::Trend => {
                        let kind = if *tagged && metric.unit != "ms" { "h" } else { "ms" };
                        lines.push(format!("{name}:{value}|{kind}{tags}"));
                    }
                }
            });
        }
        lines.extend(sums.into_iter().map(|((name, tags), sum)| format!("{name}:{sum}|c{tags}")));
        lines
    }

    async fn send(&mut self, moment: &Moment) -> Result<(), Trouble> {
        let packets = packets(&self.lines(moment));
        let socket = match self.socket.take() {
            Some(socket) => socket,
            None => connected(&self.to)?,
        };
        let burst = 1 + packets.len() / MILLISECONDS;
        for (at, packet) in packets.iter().enumerate() {
            match socket.send(packet.as_bytes()) {
                // That nobody listens is told of the packet before, if at all: UDP promises nothing.
                Err(error) if error.kind() != std::io::ErrorKind::ConnectionRefused => return Err(error.into()),
                _ => {}
            }
            if at % burst == burst - 1 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        self.socket = Some(socket);
        Ok(())
    }
}

impl Output for Statsd {
    fn write<'a>(&'a mut self, moment: &'a Moment) -> BoxFuture<'a, Result<(), Trouble>> {
        Box::pin(self.send(moment))
    }
}

fn connected(to: &str) -> Result<UdpSocket, Trouble> {
    use std::net::ToSocketAddrs as _;
    let passing = |error: std::io::Error| Trouble { message: error.to_string(), passing: true };
    let address = to.to_socket_addrs().map_err(passing)?.next();
    let address = address.ok_or_else(|| Trouble { message: format!("{to} has no address"), passing: true })?;
    let own = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(own)?;
    socket.connect(address)?;
    Ok(socket)
}

/// The lines, as many in a packet as fit.
fn packets(lines: &[String]) -> Vec<String> {
    let mut packets: Vec<String> = Vec::new();
    for line in lines {
        match packets.last_mut().filter(|packet| packet.len() + 1 + line.len() <= PACKET) {
            Some(packet) => *packet += &format!("\n{line}"),
            None => packets.push(line.clone()),
        }
    }
    packets
}

/// Tags in DogStatsD's way.
fn suffix(tags: &TagSet) -> String {
    let pairs: Vec<String> =
        tags.iter().map(|(key, value)| format!("{}:{}", word(key, true), word(value, false))).collect();
    if pairs.is_empty() { String::new() } else { format!("|#{}", pairs.join(",")) }
}

/// A key or value without what would be a border.
fn word(text: &str, key: bool) -> String {
    let border = |c: char| c.is_control() || matches!(c, ',' | '|' | '#') || (key && c == ':');
    text.chars().map(|c| if border(c) { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_share_packets_and_tags_have_no_borders() {
        let lines = ["a:1|c".to_owned(), "b".repeat(PACKET - 6), "c".repeat(2000), "d:1|c".to_owned()];
        assert_eq!(packets(&lines).iter().map(String::len).collect::<Vec<_>>(), [PACKET, 2000, 5]);
        let tags = TagSet::from_iter([("a:b", "http://x,y|z#\n")]);
        assert_eq!(suffix(&tags), "|#a_b:http://x_y_z__");
        assert_eq!(suffix(&TagSet::new()), "");
    }
}

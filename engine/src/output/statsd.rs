//! StatsD over UDP: a line for each value of a trend; what counters and rates added up to in a second.

use std::collections::HashMap;
use std::net::UdpSocket;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use rustc_hash::FxBuildHasher;

use super::decimal;
use super::moment::Moment;
use super::rendered::Rendered;
use super::{Output, Trouble};
use crate::aggregate::{Amount, MetricId};
use crate::clock::{self, Duration};
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

    fn packets(&mut self, moment: &Moment) -> Vec<Vec<u8>> {
        let Self { prefix, tagged, tags, .. } = self;
        let (mut packets, mut line) = (Packets::default(), Vec::new());
        let mut sums = Sums::default();
        let none = Arc::new(String::new());
        for sample in moment.samples() {
            let tags = if *tagged { tags.of(sample, suffix) } else { none.clone() };
            let mut add = |id, part, value| {
                let place = (id, part, Arc::as_ptr(&tags) as usize);
                sums.entry(place).or_insert_with(|| (tags.clone(), 0.0)).1 += value;
            };
            sample.points(|id, amount| {
                let Some(metric) = moment.metrics.get(id.0 as usize) else { return };
                let name = [prefix.as_str(), &metric.name];
                match metric.kind {
                    MetricKind::Counter => add(id, Part::Whole, amount.value()),
                    MetricKind::Rate => {
                        add(id, Part::Hits, amount.value());
                        add(id, Part::Samples, 1.0);
                    }
                    MetricKind::Gauge => {
                        // A sign would mean a change.
                        if amount.value() < 0.0 {
                            packets.add(write(&mut line, name, "", Amount::Number(0.0), ["|g", &tags]));
                        }
                        packets.add(write(&mut line, name, "", amount, ["|g", &tags]));
                    }
                    MetricKind::Trend => {
                        let kind = if *tagged && metric.unit != "ms" { "|h" } else { "|ms" };
                        packets.add(write(&mut line, name, "", amount, [kind, &tags]));
                    }
                }
            });
        }
        for ((id, part, _), (tags, sum)) in sums {
            let name = [prefix.as_str(), &moment.metrics[id.0 as usize].name];
            packets.add(write(&mut line, name, part.suffix(), Amount::Number(sum), ["|c", &tags]));
        }
        packets.0
    }

    async fn send(&mut self, moment: &Moment) -> Result<(), Trouble> {
        let packets = self.packets(moment);
        let socket = match self.socket.take() {
            Some(socket) => socket,
            None => connected(&self.to)?,
        };
        let burst = 1 + packets.len() / MILLISECONDS;
        // By the clock, so that what a sleep takes too long does not add up to more than the second that there is.
        let mut due = clock::now();
        for (at, packet) in packets.iter().enumerate() {
            match socket.send(packet) {
                // That nobody listens is told of the packet before, if at all: UDP promises nothing.
                Err(error) if error.kind() != std::io::ErrorKind::ConnectionRefused => return Err(error.into()),
                _ => {}
            }
            if at % burst == burst - 1 {
                due += Duration::from_millis(1);
                tokio::time::sleep_until(due).await;
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

/// What counters and rates added up to, with their tags, by metric and by where the tags lie in memory.
type Sums = HashMap<(MetricId, Part, usize), (Arc<String>, f64), FxBuildHasher>;

/// What a sum is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    /// A counter.
    Whole,
    /// A rate's values that are not zero.
    Hits,
    /// All values of a rate.
    Samples,
}

impl Part {
    fn suffix(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Hits => "_hits",
            Self::Samples => "_samples",
        }
    }
}

/// One line, in a buffer that is used again.
fn write<'b>(line: &'b mut Vec<u8>, name: [&str; 2], suffix: &str, amount: Amount, ends: [&str; 2]) -> &'b [u8] {
    line.clear();
    [name[0], name[1], suffix, ":"].iter().for_each(|part| line.extend_from_slice(part.as_bytes()));
    decimal::shortest(line, amount);
    ends.iter().for_each(|part| line.extend_from_slice(part.as_bytes()));
    line
}

/// Lines, as many in a packet as fit.
#[derive(Default)]
struct Packets(Vec<Vec<u8>>);

impl Packets {
    fn add(&mut self, line: &[u8]) {
        match self.0.last_mut().filter(|packet| packet.len() + 1 + line.len() <= PACKET) {
            Some(packet) => {
                packet.push(b'\n');
                packet.extend_from_slice(line);
            }
            None => {
                let mut packet = Vec::with_capacity(PACKET.max(line.len()));
                packet.extend_from_slice(line);
                self.0.push(packet);
            }
        }
    }
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
        let mut packets = Packets::default();
        lines.iter().for_each(|line| packets.add(line.as_bytes()));
        assert_eq!(packets.0.iter().map(Vec::len).collect::<Vec<_>>(), [PACKET, 2000, 5]);
        let tags = TagSet::from_iter([("a:b", "http://x,y|z#\n")]);
        assert_eq!(suffix(&tags), "|#a_b:http://x_y_z__");
        assert_eq!(suffix(&TagSet::new()), "");
    }
}

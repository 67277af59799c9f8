//! When each arrival of an open scenario is due: pure, from the plan, the segment and the seed.

use std::collections::VecDeque;
use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1};

use super::chance;
use crate::clock::Duration;
use crate::plan::{Executor, Scenario, Stage, Striping};

/// The due times of the arrivals that this process owns, from the scenario's start, in order.
#[derive(Debug, Clone)]
pub(super) struct Pacer {
    law: Law,
    striping: Arc<Striping>,
    /// Our next arrival.
    next: u64,
    end: u64,
    /// The unit of the rate, ns.
    unit: u64,
    /// Where the law began: our arrival, and ns from the scenario's start.
    from: (u64, u64),
    /// Laws to come: from our arrival of this number on.
    turns: VecDeque<(u64, Turn)>,
}

/// Another rate from a moment on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    /// From the scenario's start.
    pub(super) at: Duration,
    /// Arrivals of the whole run per time unit.
    pub(super) rate: f64,
}

#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "one a scenario")]
enum Law {
    /// The n-th (from 0) at n times this, ns.
    Even(u64),
    /// The n-th (from 1) when the area under the curve is n.
    Area(Curve),
    /// When the area is the sum of n exponential gaps.
    Poisson { curve: Curve, rng: ChaCha8Rng, drawn: u64, area: f64 },
    /// The n-th (from 0) when the n-th of these is, ns.
    Listed(Arc<[u64]>),
}

impl Pacer {
    /// The arrivals of this scenario; none when it is a closed one. `striping` is the segment's, restriped by the
    /// greatest number of users, so that arrivals follow the users.
    pub(super) fn new(scenario: &Scenario, striping: Arc<Striping>, seed: u64) -> Option<Self> {
        let end = scenario.executor.length().as_nanos() as u64;
        let (unit, even, curve, poisson) = match &scenario.executor {
            Executor::ConstantArrivalRate { rate, time_unit, duration, poisson, .. } => {
                let unit = time_unit.as_nanos() as u64;
                let even = Law::Even((unit / (*rate).max(1)).max(1));
                let curve = Curve::new(*rate, unit, &[Stage { duration: *duration, target: *rate }]);
                (unit, Some(even), curve, *poisson)
            }
            Executor::RampingArrivalRate { start_rate, time_unit, stages, poisson, .. } => {
                let unit = time_unit.as_nanos() as u64;
                (unit, None, Curve::new(*start_rate, unit, stages), *poisson)
            }
            Executor::Replay { log, speed, copies, .. } => {
                let law = Law::Listed(log.arrivals(*speed, *copies, seed).due);
                return Some(Self { law, striping, next: 0, end, unit: 1, from: (0, 0), turns: VecDeque::new() });
            }
            _ => return None,
        };
        let law = match even {
            _ if poisson => {
                let rng = chance::stream(seed, &scenario.name, u64::MAX);
                Law::Poisson { curve, rng, drawn: 0, area: 0.0 }
            }
            Some(even) => even,
            None => Law::Area(curve),
        };
        Some(Self { law, striping, next: 0, end, unit, from: (0, 0), turns: VecDeque::new() })
    }

    /// How many of our arrivals it gave.
    pub(super) fn given(&self) -> u64 {
        self.next
    }

    /// Takes arrivals back, so that the one of this number comes next.
    pub(super) fn give_back(&mut self, number: u64) {
        self.next = number;
    }

    /// From our arrival of this number on they come at this rate. Numbers only grow.
    pub(super) fn turn(&mut self, from: u64, turn: Turn) {
        self.turns.push_back((from, turn));
    }

    fn obey(&mut self, Turn { at, rate }: Turn) {
        let at = (at.as_nanos() as u64).min(self.end);
        let target = (rate * PARTS as f64).round() as u64;
        let stage = Stage { duration: Duration::from_nanos(self.end - at), target };
        let curve = Curve::new(target, self.unit.saturating_mul(PARTS), &[stage]);
        self.from = (self.next, at);
        self.law = match &self.law {
            Law::Poisson { rng, .. } => Law::Poisson { curve, rng: rng.clone(), drawn: 0, area: 0.0 },
            Law::Even(_) | Law::Area(_) | Law::Listed(_) => Law::Area(curve),
        };
    }
}

/// Parts of an arrival that a rate may have.
const PARTS: u64 = 1000;

impl Iterator for Pacer {
    type Item = Duration;

    /// An arrival due exactly at the end is none: whether it runs would be a race.
    fn next(&mut self) -> Option<Duration> {
        while let Some((_, turn)) = self.turns.pop_front_if(|(from, _)| *from <= self.next) {
            self.obey(turn);
        }
        let number = self.striping.nth(self.next - self.from.0)?;
        let due = self.law.due(number)?.saturating_add(self.from.1);
        self.next += 1;
        (due < self.end).then(|| Duration::from_nanos(due))
    }
}

impl Law {
    fn due(&mut self, number: u64) -> Option<u64> {
        match self {
            Self::Even(period) => number.checked_mul(*period),
            Self::Area(curve) => curve.when_exact(number + 1),
            Self::Listed(due) => due.get(number as usize).copied(),
            Self::Poisson { curve, rng, drawn, area } => {
                while *drawn <= number {
                    let gap: f64 = Exp1.sample(rng);
                    *area += gap;
                    *drawn += 1;
                }
                curve.when(*area)
            }
        }
    }
}

/// The rate over time. Areas are kept exactly, as arrivals × 2 × time unit, so that which arrivals there are never
/// depends on rounding.
#[derive(Debug, Clone)]
struct Curve {
    pieces: Vec<Piece>,
    /// The piece of the last arrival: due times only grow.
    at: usize,
    unit: u64,
}

#[derive(Debug, Clone)]
struct Piece {
    begin: u64,
    length: u64,
    /// Rates at both ends, per time unit.
    rates: (u64, u64),
    /// Areas at both ends.
    areas: (u128, u128),
}

impl Curve {
    fn new(start: u64, unit: u64, stages: &[Stage]) -> Self {
        let (mut begin, mut rate, mut area) = (0, start, 0);
        let mut pieces = Vec::new();
        for stage in stages {
            let length = stage.duration.as_nanos() as u64;
            let grown = area + (u128::from(rate) + u128::from(stage.target)) * u128::from(length);
            if grown > area {
                pieces.push(Piece { begin, length, rates: (rate, stage.target), areas: (area, grown) });
            }
            (begin, rate, area) = (begin + length, stage.target, grown);
        }
        Self { pieces, at: 0, unit }
    }

    /// When the area is `number` arrivals; none when it never is.
    fn when_exact(&mut self, number: u64) -> Option<u64> {
        let area = u128::from(number) * 2 * u128::from(self.unit);
        while self.pieces.get(self.at)?.areas.1 < area {
            self.at += 1;
        }
        let piece = &self.pieces[self.at];
        if area == piece.areas.1 {
            return Some(piece.begin + piece.length);
        }
        Some(piece.when((area - piece.areas.0) as f64))
    }

    /// When the area is so many arrivals and parts of one.
    fn when(&mut self, arrivals: f64) -> Option<u64> {
        let area = arrivals * 2.0 * self.unit as f64;
        while self.pieces.get(self.at)?.areas.1 as f64 <= area {
            self.at += 1;
        }
        let piece = &self.pieces[self.at];
        Some(piece.when((area - piece.areas.0 as f64).max(0.0)))
    }
}

impl Piece {
    /// When the area within the piece is `area`, which is less than the piece's: 2Δ / (a + √(a² + 2sΔ)).
    fn when(&self, area: f64) -> u64 {
        let (a, b) = (self.rates.0 as f64, self.rates.1 as f64);
        let root = (a * a + (b - a) * area / self.length as f64).max(0.0).sqrt();
        let offset = (area / (a + root)).round() as u64;
        self.begin + offset.min(self.length.saturating_sub(1))
    }
}

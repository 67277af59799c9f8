//! Where the edge lies, as a distribution: what trials of a noisy target say together.
//!
//! Each trial has an edge of its own, normal around the target's with a relative noise. How far the worst threshold is from
//! its bound grows with the distance of the level from that edge, `ln margin = slope · (ln level − ln edge)`, while it
//! is near; far away only its side counts. A target that is saturated tells the trial's edge by what it achieved,
//! up to a factor. Noise, slope and factor are not known either: their likelihoods are added up over a grid. This is
//! an adaptive Bayesian estimate as QUEST (Watson and Pelli, 1983) makes of thresholds of perception, begun from a bracket.

use std::f64::consts::{PI, SQRT_2};

use super::Probe;

/// Distance of neighbours on the grid of ln(edge).
const STEP: f64 = 0.01;
/// How far beyond the trials the edge may lie, ln.
const BEYOND: f64 = 0.4;
/// Relative noise of a trial's edge.
const NOISES: [f64; 3] = [0.01, 0.03, 0.06];
/// How steeply the margin grows at the edge: a queue is between 2 and 8, a cliff above.
const SLOPES: [f64; 6] = [1.0, 2.0, 4.0, 8.0, 24.0, 120.0];
/// What a saturated target achieves, by the level that still holds, and how likely that is beforehand. Below 1 a target
/// does less under too much load.
const FACTORS: [(f64, f64); 7] =
    [(0.7, 0.02), (0.85, 0.03), (1.0, 0.5), (1.07, 0.15), (1.15, 0.1), (1.3, 0.1), (1.7, 0.1)];
/// Noise of a margin as measured, ln.
const BLUR: f64 = 0.05;
/// Noise of what was achieved.
const ACHIEVED: f64 = 0.01;
/// The share of trials that may say anything.
const ODD: f64 = 0.01;
/// Beyond this, ln, a margin tells its side alone.
const NEAR: f64 = 0.5;

/// The distribution of ln(edge).
#[derive(Debug, Clone)]
pub struct Edge {
    from: f64,
    weights: Vec<f64>,
}

impl Edge {
    /// After these trials, of which some held and some did not.
    pub fn of(probes: &[Probe]) -> Self {
        let logs = |held: bool| probes.iter().filter(move |probe| probe.held == held).map(|probe| probe.level.ln());
        let highest = logs(true).fold(f64::NEG_INFINITY, f64::max);
        let lowest = logs(false).fold(f64::INFINITY, f64::min);
        let (from, to) = (highest.min(lowest) - BEYOND, highest.max(lowest) + BEYOND);
        let places = (0..=((to - from) / STEP).ceil() as usize).map(|place| from + place as f64 * STEP);
        let mut weights: Vec<f64> =
            places.map(|edge| NOISES.iter().map(|noise| likelihood(probes, edge, *noise)).sum()).collect();
        let all: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= all);
        Self { from, weights }
    }

    /// The level below which the edge lies with this probability.
    pub fn quantile(&self, probability: f64) -> f64 {
        let (mut below, mut place) = (0.0, 0.0);
        for weight in &self.weights {
            if below + weight >= probability {
                place += if *weight > 0.0 { (probability - below) / weight } else { 0.0 };
                break;
            }
            below += weight;
            place += 1.0;
        }
        (self.from + (place - 0.5) * STEP).exp()
    }
}

/// How likely the trials are where the edge is there, over all slopes and factors.
fn likelihood(probes: &[Probe], edge: f64, noise: f64) -> f64 {
    let of_slope = |slope: f64| {
        let open = probes.iter().filter(|probe| probe.saturated().is_none());
        let open: f64 = open.map(|probe| of_margin(probe, edge, noise, slope)).product();
        let factors = FACTORS.iter().map(|(factor, prior)| {
            let saturated = probes.iter().filter_map(|probe| Some((probe, probe.saturated()?)));
            let told = saturated.map(|(probe, achieved)| {
                let own = (achieved / factor).ln();
                let side = below((slope * (probe.level.ln() - own) - probe.distance().min(NEAR)) / BLUR);
                odd(density(own - edge, noise.hypot(ACHIEVED)) * side)
            });
            prior * told.product::<f64>()
        });
        open * factors.sum::<f64>()
    };
    SLOPES.iter().map(|slope| of_slope(*slope)).sum()
}

fn of_margin(probe: &Probe, edge: f64, noise: f64, slope: f64) -> f64 {
    let expected = slope * (probe.level.ln() - edge);
    let (seen, deviation) = (probe.distance(), (slope * noise).hypot(BLUR));
    odd(match seen {
        seen if seen >= NEAR => below((expected - NEAR) / deviation),
        seen if seen <= -NEAR => below((-NEAR - expected) / deviation),
        seen => density(seen - expected, deviation),
    })
}

fn odd(likelihood: f64) -> f64 {
    (1.0 - ODD) * likelihood + ODD * 0.3
}

/// Of the normal distribution.
fn density(off: f64, deviation: f64) -> f64 {
    (-0.5 * (off / deviation).powi(2)).exp() / ((2.0 * PI).sqrt() * deviation)
}

/// The share of the normal distribution below so many deviations, within 1e-7 (Abramowitz and Stegun, 7.1.26).
fn below(deviations: f64) -> f64 {
    const TERMS: [f64; 5] = [0.254_829_592, -0.284_496_736, 1.421_413_741, -1.453_152_027, 1.061_405_429];
    let x = deviations.abs() / SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series = TERMS.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    let tail = 0.5 * series * (-x * x).exp();
    if deviations >= 0.0 { 1.0 - tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_distribution_is_known() {
        for (deviations, share) in [(0.0, 0.5), (1.0, 0.841_344_746), (-1.96, 0.024_997_895), (5.0, 0.999_999_713)] {
            assert!((below(deviations) - share).abs() < 2e-7, "{deviations}");
        }
    }
}

//! Where a curve that grows ever less bends most: Kneedle (V. Satopää, J. Albrecht, D. Irwin, B. Raghavan: Finding a
//! "Kneedle" in a Haystack, 2011), for points that are all there.

/// Kneedle's sensitivity; 1 is what its authors propose.
const SENSITIVITY: f64 = 1.0;

/// The place of the knee of a growing curve that bends down; none where it does not bend enough within the points.
/// Points are in the order of their places.
pub(super) fn knee(points: &[(f64, f64)]) -> Option<f64> {
    let count = points.len();
    let (first, last) = (points.first()?.0, points.last()?.0);
    let low = points.iter().map(|(_, y)| *y).reduce(f64::min)?;
    let high = points.iter().map(|(_, y)| *y).reduce(f64::max)?;
    if count < 4 || last <= first || high <= low {
        return None;
    }
    let difference: Vec<f64> =
        points.iter().map(|(x, y)| (y - low) / (high - low) - (x - first) / (last - first)).collect();
    let best = (0..count).max_by(|a, b| difference[*a].total_cmp(&difference[*b]))?;
    // The mean distance of neighbours is 1 by their number, since the places are from 0 to 1.
    let fallen = difference[best] - SENSITIVITY / (count - 1) as f64;
    let bends = difference[best + 1..].iter().any(|later| *later < fallen);
    (bends && best > 0).then(|| points[best].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_knee_is_where_more_brings_little_more() {
        let curve = [(1.0, 10.0), (2.0, 20.0), (4.0, 39.0), (8.0, 60.0), (16.0, 64.0), (32.0, 66.0)];
        assert_eq!(knee(&curve), Some(8.0));
        // Throughput that falls again.
        assert_eq!(knee(&[(1.0, 10.0), (2.0, 20.0), (3.0, 21.0), (4.0, 15.0), (5.0, 12.0)]), Some(2.0));
    }

    #[test]
    fn a_straight_line_has_no_knee() {
        assert_eq!(knee(&[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (4.0, 4.0)]), None);
        assert_eq!(knee(&[(1.0, 5.0), (2.0, 5.0), (3.0, 5.0), (4.0, 5.0)]), None);
        assert_eq!(knee(&[(1.0, 1.0), (2.0, 9.0), (3.0, 10.0)]), None);
    }
}

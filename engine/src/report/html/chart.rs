//! A chart without a script: points, and the curve that was fitted to them.

use super::mark::text;
use crate::report::SheetChart;
use crate::report::quantity::number;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 40.0;
/// Lines of the grid, at most, on each axis.
const LINES: f64 = 6.0;

/// The chart as markup; nothing without points. Both axes begin at 0.
pub(super) fn svg(chart: &SheetChart) -> String {
    let all = || chart.points.iter().chain(&chart.curve);
    let most = |of: fn(&(f64, f64)) -> f64| all().map(of).filter(|value| value.is_finite()).fold(0.0, f64::max);
    let (wide, high) = (most(|point| point.0), most(|point| point.1));
    if wide <= 0.0 || high <= 0.0 {
        return String::new();
    }
    let (wide, high) = (ceiling(wide), ceiling(high));
    let x = |value: f64| LEFT + value / wide * (WIDTH - LEFT - RIGHT);
    let y = |value: f64| HEIGHT - BOTTOM - value / high * (HEIGHT - TOP - BOTTOM);
    let mut out = format!(
        "<figure class=\"sheet\"><figcaption>{}</figcaption>\n<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"100%\" role=\"img\" \
         font-size=\"12\" fill=\"currentColor\"><title>{0}</title>\n<g stroke=\"currentColor\" stroke-opacity=\"0.12\">",
        text(&chart.title)
    );
    let (across, up) = (steps(wide), steps(high));
    across.iter().for_each(|at| out += &format!("<path d=\"M{0:.1} {TOP}V{1:.1}\"/>", x(*at), y(0.0)));
    up.iter().for_each(|at| out += &format!("<path d=\"M{LEFT} {0:.1}H{1:.1}\"/>", y(*at), WIDTH - RIGHT));
    out += "</g>\n<g fill-opacity=\"0.7\">";
    for at in &across {
        out += &format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x(*at),
            HEIGHT - 22.0,
            number(*at)
        );
    }
    for at in &up {
        out += &format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 6.0,
            y(*at) + 4.0,
            number(*at)
        );
    }
    out += &format!(
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text></g>\n",
        WIDTH - RIGHT,
        HEIGHT - 5.0,
        text(&chart.across)
    );
    if let Some((first, rest)) = chart.curve.split_first() {
        let line: String = rest.iter().map(|point| format!("L{:.1} {:.1}", x(point.0), y(point.1))).collect();
        let begin = format!("M{:.1} {:.1}", x(first.0), y(first.1));
        out += &format!(
            "<path d=\"{begin}{line}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.55\" stroke-width=\"1.5\"/>\n"
        );
    }
    for point in &chart.points {
        out += &format!("<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\"/>", x(point.0), y(point.1));
    }
    out + "</svg></figure>\n"
}

/// The distance of lines: 1, 2 or 5 times a power of ten.
fn distance(most: f64) -> f64 {
    let least = most / LINES;
    let power = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| *step >= least).unwrap_or(10.0 * power)
}

/// The last line.
fn ceiling(most: f64) -> f64 {
    let step = distance(most);
    (most / step).ceil() * step
}

fn steps(most: f64) -> Vec<f64> {
    let step = distance(most);
    (0..=(most / step).round() as usize).map(|at| at as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_lie_where_their_axes_say() {
        let chart = SheetChart {
            title: "a<b".into(),
            across: "vus".into(),
            points: vec![(0.0, 0.0), (16.0, 200.0)],
            curve: vec![(0.0, 0.0), (8.0, 100.0)],
        };
        let svg = svg(&chart);
        assert!(svg.contains("<figcaption>a&lt;b</figcaption>") && !svg.contains("<b"), "{svg}");
        // 16 of 20 across, 200 of 200 up.
        assert!(
            svg.contains("<circle cx=\"64.0\" cy=\"260.0\" r=\"4\"/><circle cx=\"512.0\" cy=\"12.0\" r=\"4\"/>"),
            "{svg}"
        );
        assert!(svg.contains("<path d=\"M64.0 260.0L288.0 136.0\""), "{svg}");
        assert_eq!(steps(ceiling(16.0)), [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(super::svg(&SheetChart { points: Vec::new(), curve: Vec::new(), ..chart }), "");
    }
}

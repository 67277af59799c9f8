use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Color;
use ratatui::widgets::Sparkline;

use super::draw::{headed, tone};
use super::view::View;
use crate::report::milliseconds;
use crate::result::Point;

/// The course of the last minutes: requests per second, their 95th percentile, and failures per second.
pub(super) fn charts(frame: &mut Frame<'_>, area: Rect, view: &View) {
    let thirds = Layout::horizontal([Constraint::Ratio(1, 3); 3]).spacing(1).split(area);
    let per_second = |count: fn(&Point) -> u64| {
        move |points: &[Point]| {
            let time: u64 = points.iter().map(|point| point.length_ms).sum();
            (time > 0).then(|| (points.iter().map(count).sum::<u64>() * 1000).div_ceil(time))
        }
    };
    let p95 = |points: &[Point]| {
        let times = points.iter().filter_map(|point| point.duration.map(|duration| duration.p95));
        times.reduce(f64::max).map(|ms| (ms * 1e3) as u64)
    };
    let time = |us: u64| milliseconds(us as f64 / 1e3);
    let chart =
        |frame: &mut Frame<'_>, at: usize, name: &str, values: Vec<Option<u64>>, text: &dyn Fn(u64) -> String| {
            let now = values.last().copied().flatten().map_or("–".to_owned(), text);
            let most = values.iter().flatten().max().copied().unwrap_or(0);
            let block = headed(&format!("{name} {now}, most {}", text(most)), false, view.colours);
            let colour = [Color::Cyan, Color::Yellow, Color::Red][at];
            let line =
                Sparkline::default().block(block).data(values).max(most.max(1)).style(tone(view.colours, colour));
            frame.render_widget(line, thirds[at]);
        };
    let width = usize::from(thirds[0].width);
    let plain = |count: u64| count.to_string();
    chart(frame, 0, "requests/s", bars(&view.course, width, per_second(|p| p.requests)), &plain);
    chart(frame, 1, "p95", bars(&view.course, width, p95), &time);
    chart(frame, 2, "failed/s", bars(&view.course, width, per_second(|p| p.failed)), &plain);
}

/// So many bars at most, each of as many seconds as it takes; whole ones only but the newest.
fn bars(course: &[Point], width: usize, value: impl Fn(&[Point]) -> Option<u64>) -> Vec<Option<u64>> {
    let each = course.len().div_ceil(width.max(1)).max(1);
    course.chunks(each).map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_seconds_than_columns_share_a_bar() {
        let course: Vec<Point> = (1..=7).map(|n| Point { requests: n, ..Point::default() }).collect();
        let sum = |points: &[Point]| Some(points.iter().map(|point| point.requests).sum());
        assert_eq!(bars(&course, 3, sum), [Some(6), Some(15), Some(7)]);
        assert_eq!(bars(&course[..2], 3, sum), [Some(1), Some(2)]);
        assert_eq!(bars(&[], 3, sum), []);
    }
}

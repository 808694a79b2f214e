//! The score over a call as the points of a small drawing. Knows coordinates, not ink.

use midcall_domain::time::Timestamp;

use super::moment::Moment;
use crate::views::ScoreView;

/// The drawing's size in its own units; the style sheet decides how large that is.
const WIDTH: i64 = 600;
const HEIGHT: i64 = 100;

/// The score over a call.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    /// A line in steps, as SVG wants it: `0,100 240,100 240,75`.
    pub(crate) points: String,
    /// Where a lead turns hot, from the top.
    pub(crate) hot_y: i64,
    /// Every change, for those who read instead of look.
    pub(crate) steps: Vec<Step>,
}

/// The score from a moment on.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) at: Moment,
    pub(crate) score: u8,
}

impl Chart {
    /// Draws the score from the call's beginning to its end; nothing while it never moved.
    pub(super) fn draw(
        history: &[ScoreView],
        from: Timestamp,
        until: Timestamp,
        hot_above: u8,
        now: Timestamp,
    ) -> Option<Self> {
        if history.is_empty() {
            return None;
        }
        let length_ms = until.ms_since(from).max(1);
        let y = |score: u8| HEIGHT - HEIGHT * i64::from(score.min(100)) / 100;
        let mut points = vec![(0, y(0))];
        let mut level = y(0);
        for change in history {
            let at = Timestamp::parse_iso(&change.at).unwrap_or(from);
            let x = (WIDTH.saturating_mul(at.ms_since(from)) / length_ms).clamp(0, WIDTH);
            points.extend([(x, level), (x, y(change.score))]);
            level = y(change.score);
        }
        points.push((WIDTH, level));
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        Some(Self {
            points: points.join(" "),
            hot_y: y(hot_above),
            steps: history
                .iter()
                .map(|change| Step {
                    at: Moment::of(&change.at, now),
                    score: change.score,
                })
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_goes_up_in_steps() {
        let change = |ms: i64, score| ScoreView {
            at: Timestamp(ms).iso(),
            score,
        };
        let history = [change(250, 25), change(500, 75)];
        let chart =
            Chart::draw(&history, Timestamp(0), Timestamp(1_000), 70, Timestamp(0)).unwrap();
        assert_eq!(chart.points, "0,100 150,100 150,75 300,75 300,25 600,25");
        assert_eq!(chart.hot_y, 30);
        assert!(Chart::draw(&[], Timestamp(0), Timestamp(1_000), 70, Timestamp(0)).is_none());
    }
}

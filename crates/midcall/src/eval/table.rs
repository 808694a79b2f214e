//! Figures as people like to read them.

use std::fmt;

use super::figures::{Figures, SignalFigures, Tally};

/// Figures, and beside them what has changed since they were recorded.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// What was counted now.
    pub figures: &'a Figures,
    /// What was counted then.
    pub before: Option<&'a Figures>,
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} calls", self.figures.calls)?;
        writeln!(
            f,
            "{:<13}  positive               negative               values   on time",
            ""
        )?;
        writeln!(
            f,
            "{:<13}  {:>5} {:>6} {:>6}    {:>5} {:>6} {:>6}    {:>5}    {:>6}",
            "", "prec.", "recall", "F1", "prec.", "recall", "F1", "exact", "turn"
        )?;
        for (signal, figures) in &self.figures.signals {
            row(f, signal.name(), figures)?;
        }
        let bant = SignalFigures {
            positive: self.figures.bant(|figures| figures.positive),
            negative: self.figures.bant(|figures| figures.negative),
            values: self.figures.values(),
            on_time: self.figures.on_time(),
        };
        row(f, "BANT", &bant)?;
        writeln!(f)?;
        if !self.figures.own.is_empty() {
            writeln!(
                f,
                "own signals, not in the labels   calls with it   without it"
            )?;
            for (signal, heard) in &self.figures.own {
                writeln!(
                    f,
                    "{signal:<31}  {:>13}   {:>10}",
                    heard.positive, heard.negative
                )?;
            }
            writeln!(f)?;
        }
        for (what, of, is_better_up) in SUMS {
            let now = of(self.figures);
            write!(f, "{what:<46} {now:>6.1}")?;
            if let Some(before) = self.before {
                let change = now - of(before);
                if change.abs() >= 0.05 {
                    let verdict = if (change > 0.0) == is_better_up {
                        "better"
                    } else {
                        "WORSE"
                    };
                    write!(f, "   {change:+.1} {verdict}")?;
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

type Sum = (&'static str, fn(&Figures) -> f64, bool);

/// The figures that decide, and whether more is better.
const SUMS: [Sum; 7] = [
    ("BANT positive F1", |f| f.bant(|it| it.positive).f1(), true),
    ("BANT negative F1", |f| f.bant(|it| it.negative).f1(), true),
    (
        "values exact, of all labelled",
        |f| f.values().percent(),
        true,
    ),
    ("heard at the very turn", |f| f.on_time().percent(), true),
    (
        "silent calls in which something was heard",
        |f| f.false_alarms.percent(),
        false,
    ),
    ("scores exact", |f| f.exact_scores.percent(), true),
    (
        "mean error of the score, points",
        Figures::mean_score_error,
        false,
    ),
];

fn row(f: &mut fmt::Formatter<'_>, name: &str, figures: &SignalFigures) -> fmt::Result {
    let tally = |t: Tally| {
        if t == Tally::default() {
            format!("{:>5} {:>6} {:>6}", "–", "–", "–")
        } else {
            format!("{:>5.1} {:>6.1} {:>6.1}", t.precision(), t.recall(), t.f1())
        }
    };
    let values = match figures.values.whole {
        0 => format!("{:>5}", "–"),
        _ => format!("{:>5.1}", figures.values.percent()),
    };
    writeln!(
        f,
        "{name:<13}  {}    {}    {values}    {:>6.1}",
        tally(figures.positive),
        tally(figures.negative),
        figures.on_time.percent()
    )
}

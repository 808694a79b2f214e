//! The story on a terminal: columns, colors and line breaks. Everything can be understood without
//! color, and nothing moves the cursor.

use anstyle::{AnsiColor, Style};
use midcall_domain::signals::{SignalKind, SignalState};

use super::{
    cast::Role,
    clock::time_of_day,
    watch::{Happening, What},
};

pub(in crate::commands) const DIM: Style = Style::new().dimmed();
pub(in crate::commands) const BOLD: Style = Style::new().bold();
pub(in crate::commands) const GOOD: Style = AnsiColor::Green.on_default();
pub(in crate::commands) const BAD: Style = AnsiColor::Red.on_default();
pub(in crate::commands) const ENDED: Style = AnsiColor::Yellow.on_default();
const WRITTEN: Style = AnsiColor::Cyan.on_default();
const PLAIN: Style = Style::new();

/// Longer lines are tiring to read.
pub(in crate::commands) const WIDTH_MAX: usize = 100;
/// Of output that goes to no terminal.
pub(in crate::commands) const WIDTH_DEFAULT: usize = 80;
/// Names are cut to this length.
pub(super) const NAME_CHARS: usize = 9;
/// Time, name, and the spaces after them.
const MARGIN: usize = 8 + 2 + NAME_CHARS + 1;
/// `+25 `, or as many spaces.
const MARK: usize = 4;
/// Below this nothing can be laid out.
const TEXT_MIN: usize = 20;

/// A sheet of a terminal's width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet {
    /// In characters.
    pub(super) width: usize,
}

impl Sheet {
    /// As wide as the terminal.
    pub(super) fn of_terminal(
        width: Option<(terminal_size::Width, terminal_size::Height)>,
    ) -> Self {
        let width = width.map_or(WIDTH_DEFAULT, |(width, _)| width.0.into());
        Self {
            width: width.min(WIDTH_MAX),
        }
    }

    /// Says what one is looking at.
    pub(super) fn header(self, calls: usize, speed: f64, page_url: &str) -> String {
        let title = format!(
            "Simulated Vapi → Midcall → simulated Salesforce: {calls} phone calls at once, told {speed}× faster than life."
        );
        let legend = "+25 is a signal found in what a prospect says; → is the Lead in Salesforce saying it, with the time from word to record.";
        let mut lines = vec![String::new()];
        lines.extend(
            wrap(&title, self.width)
                .iter()
                .map(|line| painted(BOLD, line)),
        );
        lines.extend(wrap(legend, self.width));
        lines.push(format!("Live page: {}", painted(BOLD, page_url)));
        lines.push(String::new());
        lines.join("\n")
    }

    /// One happening.
    pub(super) fn line(self, happening: &Happening, role: &Role) -> String {
        let Entry {
            mark,
            text,
            aside,
            style,
        } = entry(&happening.what, role);
        let name: String = role.short_name().chars().take(NAME_CHARS).collect();
        let room = self.width.saturating_sub(MARGIN + MARK).max(TEXT_MIN);
        let aside_chars = aside.chars().count();
        let lines = wrap(&text, room);
        let mut out = format!(
            "{}  {} ",
            painted(DIM, &time_of_day(happening.at)),
            painted(
                if role.is_founding() { BOLD } else { PLAIN },
                &format!("{name:<NAME_CHARS$}")
            )
        );
        out.push_str(&painted(style, &format!("{mark:<MARK$}{}", lines[0])));
        for line in &lines[1..] {
            out.push_str(&format!("\n{:1$}", "", MARGIN + MARK));
            out.push_str(&painted(style, line));
        }
        let last = lines[lines.len() - 1].chars().count();
        if aside_chars > 0 {
            let is_tight = last + 2 + aside_chars > room;
            let before = if is_tight {
                format!("\n{:1$}", "", MARGIN + MARK)
            } else {
                String::new()
            };
            let gap = room - aside_chars - if is_tight { 0 } else { last };
            out.push_str(&format!("{before}{:gap$}{}", "", painted(DIM, &aside)));
        }
        out
    }
}

/// A line before it is laid out.
struct Entry {
    mark: String,
    text: String,
    /// At the right edge.
    aside: String,
    style: Style,
}

fn entry(what: &What, role: &Role) -> Entry {
    let plain = |text: String, style| Entry {
        mark: String::new(),
        text,
        aside: String::new(),
        style,
    };
    match what {
        What::Began => plain(format!("call to {}", role.script.customer.company), PLAIN),
        What::Heard(words) => plain(format!("“{words}”"), DIM),
        What::CutOff(words) => plain(format!("“{words} …” (cut off)"), DIM),
        What::Over(status) if status == "Dropped" => plain("the line is dead".to_owned(), ENDED),
        What::Over(status) => plain(format!("call over: {}", status.to_lowercase()), PLAIN),
        What::FellSilent(since) => plain(
            format!("nothing since {}: taken for dropped", time_of_day(*since)),
            ENDED,
        ),
        What::Signal {
            signal,
            state,
            is_new,
            value,
            points,
            score,
        } => {
            let name = signal.as_str().replace('_', " ");
            let value = value
                .as_ref()
                .map(|value| format!(": {value}"))
                .unwrap_or_default();
            let (mark, text, style) = match state {
                SignalState::Positive if *is_new && *points > 0 => {
                    (format!("+{points}"), format!("{name}{value}"), GOOD)
                }
                SignalState::Positive => ("  ·".to_owned(), format!("{name}{value}"), GOOD),
                SignalState::Negative => ("  ✗".to_owned(), format!("no {name}"), BAD),
                SignalState::Unknown => ("  ?".to_owned(), format!("{name} taken back"), BAD),
            };
            let aside = if *signal == SignalKind::CompanySize {
                String::new()
            } else {
                bar(*score)
            };
            Entry {
                mark,
                text,
                aside,
                style,
            }
        }
        What::Written {
            score,
            status,
            latency_ms,
        } => {
            // An untouched lead's first write says 0 along with the status.
            let score = score
                .filter(|score| *score > 0 || status.is_none())
                .map(|score| format!("score {score}"));
            let status = status.as_ref().map(|status| status.to_lowercase());
            let said: Vec<String> = [score, status].into_iter().flatten().collect();
            let said = if said.is_empty() {
                "signals".to_owned()
            } else {
                said.join(", ")
            };
            let aside = latency_ms.map(|ms| format!("{ms} ms")).unwrap_or_default();
            Entry {
                mark: "  →".to_owned(),
                text: format!("Salesforce: {said}"),
                aside,
                style: WRITTEN,
            }
        }
    }
}

/// A square for each quarter of the score: `■■□□  50`.
fn bar(score: u8) -> String {
    let full = usize::from(score / 25).min(4);
    format!("{}{} {score:>3}", "■".repeat(full), "□".repeat(4 - full))
}

/// Text between a style's escapes; plain styles have none.
pub(in crate::commands) fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Breaks text into lines of at most `width` characters, at spaces; a longer word stands alone.
pub(in crate::commands) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use midcall_domain::time::Timestamp;

    use super::*;
    use crate::commands::demo::cast::cast;

    /// What is seen on a terminal of this width, without color.
    fn told(what: What, width: usize) -> String {
        let at = Timestamp::parse_iso("2026-11-19T10:23:47.000Z").unwrap();
        let roles = cast(0, 7, at, |_| Ok::<_, ()>(String::new())).unwrap();
        let line = Sheet { width }.line(&Happening { at, role: 0, what }, &roles[0]);
        anstream::adapter::strip_str(&line).to_string()
    }

    fn timeline() -> What {
        What::Signal {
            signal: SignalKind::Timeline.into(),
            state: SignalState::Positive,
            is_new: true,
            value: Some("by 30 Jun 2027".to_owned()),
            points: 25,
            score: 25,
        }
    }

    #[test]
    fn columns_line_up() {
        assert_eq!(
            told(timeline(), 70),
            "10:23:47  Dana      +25 timeline: by 30 Jun 2027              ■□□□  25"
        );
        let written = What::Written {
            score: Some(25),
            status: None,
            latency_ms: Some(41),
        };
        assert_eq!(
            told(written, 70),
            "10:23:47  Dana        → Salesforce: score 25                     41 ms"
        );
    }

    #[test]
    fn nothing_is_wider_than_the_terminal() {
        let words = "we're a 200-person team looking to deploy by end of Q2 ".repeat(4);
        for width in [50, 60, 80, 100] {
            for what in [
                timeline(),
                What::Heard(words.clone()),
                What::CutOff(words.clone()),
            ] {
                let told = told(what, width);
                assert!(
                    told.lines().all(|line| line.chars().count() <= width),
                    "{told}"
                );
            }
        }
    }
}

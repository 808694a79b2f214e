//! The findings on a terminal: one line each where all is well, and below it why and what to do
//! where it is not. Everything can be understood without color.

use anstyle::Style;
use midcall::doctor::{Finding, Report, Section, Severity};

use crate::commands::demo::paint::{
    BAD, BOLD, DIM, ENDED, GOOD, WIDTH_DEFAULT, WIDTH_MAX, painted, wrap,
};

/// The widest name of a check, and two spaces.
const CHECK_CHARS: usize = 12;
/// Mark and space.
const MARK_CHARS: usize = 2;
/// `to do  `, or as many spaces.
const LABEL_CHARS: usize = 7;
/// Below this nothing can be laid out.
const TEXT_MIN: usize = 20;

/// Lays a report out.
pub(super) fn lay_out(report: &Report, terminal_width: Option<u16>) -> String {
    let width = terminal_width.map_or(WIDTH_DEFAULT, usize::from);
    let sheet = Sheet {
        width: width.min(WIDTH_MAX),
    };
    let mut lines = Vec::new();
    for section in &report.sections {
        lines.push(String::new());
        lines.push(heading(section));
        lines.extend(section.findings.iter().flat_map(|it| sheet.finding(it)));
    }
    lines.push(String::new());
    lines.push(summary(report));
    lines.join("\n")
}

struct Sheet {
    width: usize,
}

impl Sheet {
    fn finding(&self, finding: &Finding) -> Vec<String> {
        let (mark, style) = mark(finding.severity);
        let indent = MARK_CHARS + CHECK_CHARS;
        let room = self.width.saturating_sub(indent).max(TEXT_MIN);
        let check = format!("{:<CHECK_CHARS$}", finding.check);
        let mut lines = Vec::new();
        for (number, line) in wrap(&finding.seen, room).iter().enumerate() {
            let line = painted(
                if finding.severity < Severity::Warn {
                    Style::new()
                } else {
                    BOLD
                },
                line,
            );
            lines.push(if number == 0 {
                format!("{} {}{line}", painted(style, mark), painted(DIM, &check))
            } else {
                format!("{:indent$}{line}", "")
            });
        }
        for (label, text) in [("why", &finding.why), ("to do", &finding.to_do)] {
            let Some(text) = text else { continue };
            let room = room.saturating_sub(LABEL_CHARS).max(TEXT_MIN);
            for (number, line) in wrap_around_code(text, room).iter().enumerate() {
                let label = if number == 0 { label } else { "" };
                let label = painted(DIM, &format!("{label:<LABEL_CHARS$}"));
                lines.push(format!("{:indent$}{label}{line}", ""));
            }
        }
        lines
    }
}

/// Breaks text into lines, but no line within what is to be typed.
fn wrap_around_code(text: &str, width: usize) -> Vec<String> {
    const NO_BREAK: &str = "\u{a0}";
    let parts = text.split('`').enumerate();
    let kept: Vec<String> = parts
        .map(|(number, part)| match number % 2 {
            0 => part.to_owned(),
            _ => part.replace(' ', NO_BREAK),
        })
        .collect();
    let lines = wrap(&kept.join("`"), width);
    lines
        .iter()
        .map(|line| line.replace(NO_BREAK, " "))
        .collect()
}

fn heading(section: &Section) -> String {
    let about = section.about.as_ref();
    let about = about.map(|about| painted(DIM, &format!("  {about}")));
    painted(BOLD, section.name) + &about.unwrap_or_default()
}

fn mark(severity: Severity) -> (&'static str, Style) {
    match severity {
        Severity::Ok => ("✓", GOOD),
        Severity::Advice => ("·", DIM),
        Severity::Warn => ("!", ENDED),
        Severity::Fail => ("✗", BAD),
    }
}

fn summary(report: &Report) -> String {
    let counted = [
        (Severity::Ok, "fine"),
        (Severity::Advice, "advised"),
        (Severity::Warn, "to look at"),
        (Severity::Fail, "failed"),
    ];
    let parts: Vec<String> = counted
        .into_iter()
        .map(|(severity, word)| (severity, report.count(severity), word))
        .filter(|(_, count, _)| *count > 0)
        .map(|(severity, count, word)| painted(mark(severity).1, &format!("{count} {word}")))
        .collect();
    let count = report.findings().count();
    let checks = if count == 1 { "check" } else { "checks" };
    format!("{count} {checks}: {}", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let finding = |check, severity, why: Option<&str>| {
            Finding {
            check,
            severity,
            subject: None,
            seen: "AI_Qualification_Score__c is not there, or field-level security hides it: the two look the same".to_owned(),
            why: why.map(str::to_owned),
            to_do: why.map(|_| "create it".to_owned()),
        }
        };
        Report {
            sections: vec![Section {
                name: "Salesforce",
                about: Some("acme.my.salesforce.com".to_owned()),
                findings: vec![
                    finding("validation", Severity::Ok, None),
                    finding(
                        "field",
                        Severity::Fail,
                        Some("it cannot be written, so now do run `midcall setup salesforce`"),
                    ),
                ],
            }],
        }
    }

    fn seen(width: u16) -> String {
        let text = lay_out(&report(), Some(width));
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn columns_line_up() {
        let expected = "
Salesforce  acme.my.salesforce.com
✓ validation  AI_Qualification_Score__c is not there, or field-level
              security hides it: the two look the same
✗ field       AI_Qualification_Score__c is not there, or field-level
              security hides it: the two look the same
              why    it cannot be written, so now do run
                     `midcall setup salesforce`
              to do  create it

2 checks: 1 fine, 1 failed";
        assert_eq!(seen(70), expected);
    }

    #[test]
    fn nothing_is_wider_than_the_terminal() {
        for width in [60, 80, 100] {
            let text = seen(width);
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= width.into(), "{text}");
        }
    }
}

//! What a named time is, and the pass over a text that finds them all.

use jiff::civil::Date;

use super::{super::calendar::Interval, combine::Pending, fiscal::Fiscal};
use crate::signals::{Setting, Timeframe, tokens::Tokens};

/// A time that was named.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::signals) struct Mention {
    /// What it comes to, seen from the date of the call; nothing when it hangs on an event.
    pub(in crate::signals) frame: Option<Timeframe>,
    /// How exactly it was named.
    pub(in crate::signals) precision: Precision,
    /// How it relates to what is to happen.
    pub(in crate::signals) relation: Relation,
    /// Index of the first word.
    pub(in crate::signals) start: usize,
    /// Index after the last word.
    pub(in crate::signals) end: usize,
    /// It points back at a time named before: "before then".
    pub(in crate::signals) refers: bool,
}

/// How exactly a time was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signals) enum Precision {
    /// A weekday, "tomorrow", "the twelfth": as likely an appointment.
    Appointment,
    /// A date with its month, a month, a quarter, a number of weeks.
    Calendar,
    /// A length of time without "in" or "within": "ninety days".
    Length,
    /// A season that only modifies what is to happen, "the spring orders": no date is known.
    Event,
}

/// How a named time relates to what is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signals) enum Relation {
    /// Then.
    In,
    /// Then at the latest.
    By,
    /// Earlier than then.
    Before,
    /// Later than then.
    After,
    /// Then at the earliest.
    From,
    /// Up to then something else is going on; or it is over.
    Elsewhere,
}

/// A period before its relation is known.
pub(super) struct Span {
    pub(super) interval: Interval,
    pub(super) precision: Precision,
    /// "End of …" asks for the days up to it.
    pub(super) is_end: bool,
    /// Given by its relation already: "within two weeks".
    pub(super) fixed: Option<Timeframe>,
    /// "Within two weeks": then at the latest.
    pub(super) is_within: bool,
    /// Two periods in one: "Q3 or Q4".
    pub(super) is_range: bool,
    pub(super) end: usize,
}

impl Span {
    pub(super) fn new(interval: Interval, end: usize) -> Self {
        Self {
            interval,
            precision: Precision::Calendar,
            is_end: false,
            fixed: None,
            is_within: false,
            is_range: false,
            end,
        }
    }

    pub(super) fn appointment(date: Date, end: usize) -> Self {
        Self {
            precision: Precision::Appointment,
            ..Self::new(Interval::day(date), end)
        }
    }

    /// The same period, if all that is known of it is what happens then.
    pub(super) fn event(self) -> Self {
        Self {
            precision: Precision::Event,
            ..self
        }
    }
}

/// Reads every time a text names, left to right.
pub(in crate::signals) fn read_all(tokens: &Tokens, setting: &Setting) -> Vec<Mention> {
    let mut reader = Reader {
        tokens,
        setting,
        fiscal: None,
    };
    reader.fiscal = reader.told_fiscal();
    let told = reader
        .fiscal
        .as_ref()
        .map_or(0..0, |fiscal| fiscal.words.clone());
    let mut found: Vec<Mention> = Vec::new();
    let mut last: Option<Interval> = None;
    let mut month = None;
    let mut pending: Option<Pending> = None;
    let mut at = 0;
    while at < tokens.len() {
        if told.contains(&at) {
            last = told
                .clone()
                .find_map(|i| reader.month_or_day(i))
                .map(|s| s.interval);
            at = told.end;
            continue;
        }
        let span = reader.span(at).or_else(|| reader.bare_day(at, month));
        let refers = span.is_none();
        let last_end = found.last().map_or(0, |mention| mention.end);
        let reference = || last.and_then(|interval| reader.reference(at, interval, last_end));
        let Some(span) = span.or_else(reference) else {
            pending = reader.pending(at).or(pending);
            // "February, but before we close on the tenth": of another month.
            month = month.filter(|_| tokens.word(at) != "but");
            at += 1;
            continue;
        };
        let span = if refers {
            span
        } else {
            reader.extended(at, span)
        };
        let (mut relation, mut start) = reader.relation(at, &span);
        if relation == Relation::In
            && let Some((event_relation, event_at)) = reader
                .told_of(pending, at)
                .or_else(|| reader.told_beside(pending, at, &span))
        {
            (relation, start) = (event_relation, event_at);
        }
        let span = reader.bounded_new_year(span, relation);
        found.push(Mention {
            frame: (span.precision != Precision::Event).then(|| reader.frame(&span, relation)),
            precision: span.precision,
            relation,
            start,
            end: span.end,
            refers,
        });
        // "The ninth, and not a day later": a length is no day to come back to.
        let is_aside = span.precision == Precision::Length && last.is_some();
        if span.precision != Precision::Event && !is_aside {
            last = Some(span.interval);
            month = last;
        }
        // "By spring break, which is the second week of March."
        pending = (span.precision == Precision::Event).then_some(Pending {
            relation,
            at: start,
        });
        at = span.end.max(at + 1);
    }
    found
}

/// Reads times out of words, seen from the date of the call.
pub(super) struct Reader<'a> {
    pub(super) tokens: &'a Tokens,
    pub(super) setting: &'a Setting,
    /// The fiscal calendar told in the same words.
    pub(super) fiscal: Option<Fiscal>,
}

impl Reader<'_> {
    pub(super) fn today(&self) -> Date {
        self.setting.call_date
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.word(at)
    }

    /// Skips "of", "the" and the like.
    pub(super) fn skip(&self, mut at: usize) -> usize {
        while matches!(self.word(at), "of" | "the" | "our" | "in") {
            at += 1;
        }
        at
    }

    /// The period that starts at word `at`.
    pub(super) fn span(&self, at: usize) -> Option<Span> {
        self.part(at)
            .or_else(|| self.length(at))
            .or_else(|| self.whole(at))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::read_all;
    use crate::signals::{Locale, Setting, Timeframe, tokens::Tokens};

    /// The call is on Wednesday, 4 March 2026, as in the guide's examples.
    #[track_caller]
    fn check(said: &str, expected: &str) {
        check_in(Locale::EnUs, said, expected);
    }

    #[track_caller]
    fn check_in(locale: Locale, said: &str, expected: &str) {
        let setting = Setting::new(date(2026, 3, 4), locale);
        let mentions = read_all(&Tokens::read(said), &setting);
        let last = mentions.last().map_or_else(String::new, |m| {
            let day = |d: Option<jiff::civil::Date>| d.map_or("-".to_owned(), |d| d.to_string());
            let frame = |f: &Timeframe| format!("{}..{}", day(f.start), day(f.end));
            m.frame.as_ref().map_or("event".to_owned(), frame)
        });
        assert_eq!(last, expected, "{said}");
    }

    #[test]
    fn bounds() {
        check("end of Q2", "2026-03-04..2026-06-30");
        check("by the end of next month", "2026-03-04..2026-04-30");
        check("no later than june thirtieth", "2026-03-04..2026-06-30");
        check("before Christmas", "2026-03-04..2026-12-24");
        check("before the end of Q2", "2026-03-04..2026-06-30");
        check("not before August", "2026-08-01..-");
        check("after June", "2026-07-01..-");
        check("any time after July first", "2026-07-02..-");
        check("from may onwards", "2026-05-01..-");
        check("after the holidays", "2027-01-02..-");
        check("cue three at the latest", "2026-03-04..2026-09-30");
        check(
            "up before school starts on August 17",
            "2026-03-04..2026-08-16",
        );
        check(
            "an audit in September so in before then",
            "2026-03-04..2026-08-31",
        );
        check("by mid december", "2026-03-04..2026-12-20");
    }

    #[test]
    fn periods() {
        check("next quarter", "2026-04-01..2026-06-30");
        check("this month", "2026-03-04..2026-03-31");
        check("next week", "2026-03-09..2026-03-15");
        check("sometime in May", "2026-05-01..2026-05-31");
        check("late April", "2026-04-21..2026-04-30");
        check("early next year", "2027-01-01..2027-03-31");
        check("first half of next year", "2027-01-01..2027-06-30");
        check("the first quarter", "2026-01-01..2026-03-31");
        check("last week of January", "2027-01-25..2027-01-31");
        check("first week of december", "2026-12-01..2026-12-07");
        check("october of next year", "2027-10-01..2027-10-31");
        check("the summer", "2026-06-01..2026-08-31");
        check_in(
            Locale::EnAu,
            "before end of financial year",
            "2026-03-04..2026-06-30",
        );
        check_in(Locale::EnIn, "from the new financial year", "2026-04-01..-");
    }

    #[test]
    fn days_and_lengths() {
        check("in a fortnight", "2026-03-18..2026-03-18");
        check("within a month", "2026-03-04..2026-04-04");
        check("in like two to three months", "2026-05-04..2026-06-04");
        check("within the next for weeks", "2026-03-04..2026-04-01");
        check("in the next couple of months", "2026-03-04..2026-05-04");
        check("sixty days from now", "2026-05-03..2026-05-03");
        check("a week from monday", "2026-03-16..2026-03-16");
        check("tomorrow", "2026-03-05..2026-03-05");
        check("April 15, 2026", "2026-04-15..2026-04-15");
        check("the thirty first of july", "2026-07-31..2026-07-31");
        check("by 30 June 2027", "2026-03-04..2027-06-30");
        check("the eighteenth", "2026-03-18..2026-03-18");
    }

    #[test]
    fn ranges_and_told_dates() {
        check("Q3 or Q4", "2026-07-01..2026-12-31");
        check("between may and july", "2026-05-01..2026-07-31");
        check("early to mid may", "2026-05-01..2026-05-20");
        check(
            "before the auditors come and that's the ninth of june",
            "2026-03-04..2026-06-08",
        );
        check("our year starts in july so Q2", "2026-10-01..2026-12-31");
        check("the week after thanksgiving", "2026-11-30..2026-12-06");
        check("presidents day week", "2027-02-15..2027-02-21");
        check("we would not be putting it in before june", "2026-06-01..-");
        check("we have until june thirtieth", "2026-03-04..2026-06-30");
        check("two weeks tops", "2026-03-04..2026-03-18");
        check("the Tuesday after Easter", "2026-04-07..2026-04-07");
        check("the second half of June", "2026-06-16..2026-06-30");
        check("Friday the tenth of April", "2026-04-10..2026-04-10");
        check("between now and the end of May", "2026-03-04..2026-05-31");
        check("the day after tomorrow", "2026-03-06..2026-03-06");
        check("second half of this year", "2026-07-01..2026-12-31");
        check("by the first of the month", "2026-03-04..2026-04-01");
        check("a week on tuesday", "2026-03-17..2026-03-17");
    }

    #[test]
    fn days_told_by_their_place() {
        check("the second monday of april", "2026-04-13..2026-04-13");
        check("the last friday in june", "2026-06-26..2026-06-26");
        check("november first week", "2026-11-01..2026-11-07");
        check(
            "Not in July. First week of August",
            "2026-08-01..2026-08-07",
        );
        check("monday the thirteenth", "2026-04-13..2026-04-13");
        check("July 20 to the 31", "2026-07-20..2026-07-31");
        check(
            "the last week of june or the first week of july, by the seventh",
            "2026-03-04..2026-07-07",
        );
        check(
            "Before the frost comes. October tenth.",
            "2026-03-04..2026-10-09",
        );
        check(
            "after the harvest so sometime in november",
            "2026-11-01..2026-11-30",
        );
    }

    #[test]
    fn seasons_that_modify_a_noun() {
        check("before the spring orders come in", "event");
        check("before our summer catalog ships", "event");
        check("in time for the fall peak", "event");
        check("before spring", "2026-03-04..2026-05-31");
        check("before summer if we can", "2026-03-04..2026-05-31");
        check("by fall, orders permitting", "2026-03-04..2026-11-30");
        check("by summer hopefully", "2026-03-04..2026-08-31");
        check("before summer 2027", "2026-03-04..2026-05-31");
        check("the summer term", "2026-06-01..2026-08-31");
        check("late summer works", "2026-08-01..2026-08-31");
    }

    #[test]
    fn no_times() {
        for said in [
            "i may call",
            "two weeks ago",
            "three minutes",
            "the first thing",
            "at two",
            "march",
        ] {
            if said != "march" {
                check(said, "");
            }
        }
    }
}

//! Reads named days: "Easter", "Presidents' Day week", "the holidays", "the long weekend of …".

use super::{
    super::{
        calendar::{self, Interval},
        holidays,
    },
    mention::{Reader, Span},
};

impl Reader<'_> {
    /// A holiday, or the week or weekend around it.
    pub(super) fn holiday(&self, at: usize) -> Option<Span> {
        if self.tokens.starts_with(at, &["the", "holidays"])
            && !matches!(self.tokens.word_before(at, 1), "school" | "summer")
        {
            let days = |year: i16| {
                Some(Interval {
                    first: calendar::date(year, 12, 25)?,
                    last: calendar::date(year.checked_add(1)?, 1, 1)?,
                })
            };
            let interval = calendar::next_to_end(self.today(), days)?;
            return Some(Span::new(interval, at + 2));
        }
        let named = holidays::find(self.tokens, at, self.setting.locale)?;
        let (interval, end) = match self.year(named.end) {
            Some((year, end)) => (named.in_year(year)?, end),
            None => {
                let next = calendar::next_to_end(self.today(), |year| named.in_year(year))?;
                (next, named.end)
            }
        };
        let day = interval.first;
        Some(match self.word(end) {
            "week" => Span::new(calendar::week_of(day), end + 1),
            "weekend" => {
                // The weekend that touches the day: a Monday's begins two days before.
                let saturday =
                    calendar::add_days(calendar::week_of(calendar::add_days(day, -2)).first, 5);
                let last = calendar::add_days(saturday, 1);
                let weekend = Interval {
                    first: saturday,
                    last: last.max(day),
                };
                Span::new(weekend, end + 1)
            }
            _ => Span::new(interval, end),
        })
    }
}

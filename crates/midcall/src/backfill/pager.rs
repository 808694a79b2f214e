//! Pages through Vapi's call list, which has no cursor and no documented order. Pure: what was
//! listed in, what to ask for next out.

use midcall_domain::time::Timestamp;
use midcall_vapi::operations::ListCalls;

/// Calls on one page. A call's record can be tens of kilobytes, if Vapi lists it whole.
const PAGE_MAX: u16 = 200;

/// Where a listing stands.
#[derive(Clone, Debug)]
pub(super) struct Pager {
    query: ListCalls,
}

impl Pager {
    /// Lists every call that changed at `since` or later.
    pub(super) fn changed_since(since: Timestamp) -> Self {
        Self {
            query: ListCalls {
                updated_at_ge_ms: Some(since.0),
                limit: Some(PAGE_MAX),
                ..ListCalls::default()
            },
        }
    }

    /// What to ask for.
    pub(super) fn query(&self) -> &ListCalls {
        &self.query
    }

    /// What to ask for after a page with calls created at these moments; `None` after the last.
    ///
    /// The list seems to be the newest first, so it goes on below the oldest; should it be the
    /// oldest first, it goes on above the newest. Pages overlap by a moment, as calls may share one.
    pub(super) fn after(&self, created_at_ms: &[i64]) -> Option<Self> {
        if created_at_ms.len() < usize::from(PAGE_MAX) {
            return None;
        }
        let (first, last) = (*created_at_ms.first()?, *created_at_ms.last()?);
        let mut query = self.query.clone();
        if first < last {
            let newest = *created_at_ms.iter().max()?;
            // A page full of one moment would come again for ever.
            let is_stuck = query.created_at_ge_ms == Some(newest);
            query.created_at_ge_ms = Some(newest + i64::from(is_stuck));
        } else {
            let oldest = *created_at_ms.iter().min()?;
            let is_stuck = query.created_at_le_ms == Some(oldest);
            query.created_at_le_ms = Some(oldest - i64::from(is_stuck));
        }
        Some(Self { query })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lists calls as Vapi would and says which were seen, and in how many pages.
    fn listed(created: &[i64], is_newest_first: bool) -> (Vec<i64>, usize) {
        let mut pager = Some(Pager::changed_since(Timestamp(0)));
        let (mut seen, mut pages) = (Vec::new(), 0);
        while let Some(at) = pager {
            let query = at.query();
            let mut page: Vec<i64> = created
                .iter()
                .copied()
                .filter(|at| query.created_at_le_ms.is_none_or(|max| *at <= max))
                .filter(|at| query.created_at_ge_ms.is_none_or(|min| *at >= min))
                .collect();
            page.sort_unstable();
            if is_newest_first {
                page.reverse();
            }
            page.truncate(usize::from(PAGE_MAX));
            seen.extend(&page);
            pages += 1;
            pager = at.after(&page);
        }
        seen.sort_unstable();
        seen.dedup();
        (seen, pages)
    }

    #[test]
    fn every_call_is_seen_whatever_the_order() {
        let calls: Vec<i64> = (0..1_000).map(|at| at * 3).collect();
        for is_newest_first in [true, false] {
            let (seen, pages) = listed(&calls, is_newest_first);
            assert_eq!(seen, calls);
            assert!(pages < 8, "{pages}");
        }
    }

    #[test]
    fn calls_that_share_a_moment_are_not_skipped_and_end() {
        let mut calls: Vec<i64> = (0..150).collect();
        calls.extend([500; 150]);
        calls.sort_unstable();
        let (seen, _) = listed(&calls, true);
        assert_eq!(seen.len(), 151);
        let (seen, pages) = listed(&[7; 500], true);
        assert_eq!((seen.len(), pages), (1, 3));
    }

    #[test]
    fn a_page_that_is_not_full_is_the_last() {
        let first = Pager::changed_since(Timestamp(5));
        assert!(first.after(&[]).is_none() && first.after(&[3, 2, 1]).is_none());
    }
}

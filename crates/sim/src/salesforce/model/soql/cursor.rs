//! Query results on their way out in pages, under locators that can be asked for the rest.

use std::collections::VecDeque;

use serde_json::Value;

/// Salesforce keeps ten open cursors per user and drops the oldest.
const CURSORS_MAX: usize = 10;

/// One page of a query's result.
pub(crate) struct Page {
    pub(crate) total: usize,
    pub(crate) records: Vec<Value>,
    /// The last part of `nextRecordsUrl`; `None` on the last page.
    pub(crate) next: Option<String>,
}

/// The results that have not been fetched to their end.
#[derive(Default)]
pub(crate) struct Cursors {
    open: VecDeque<(String, Vec<Value>)>,
}

impl Cursors {
    /// The first page of a result. What does not fit stays under `locator`.
    pub(crate) fn first_page(
        &mut self,
        rows: Vec<Value>,
        page_rows: usize,
        locator: String,
    ) -> Page {
        let page = page(&rows, 0, page_rows, &locator);
        if page.next.is_some() {
            if self.open.len() == CURSORS_MAX {
                self.open.pop_front();
            }
            self.open.push_back((locator, rows));
        }
        page
    }

    /// The page that a `nextRecordsUrl` ending in `{locator}-{offset}` names.
    pub(crate) fn next_page(&self, name: &str, page_rows: usize) -> Option<Page> {
        let (locator, offset) = name.rsplit_once('-')?;
        let offset = offset.parse().ok()?;
        let (_, rows) = self.open.iter().find(|(open, _)| open == locator)?;
        (offset <= rows.len()).then(|| page(rows, offset, page_rows, locator))
    }
}

fn page(rows: &[Value], offset: usize, page_rows: usize, locator: &str) -> Page {
    let end = rows.len().min(offset.saturating_add(page_rows));
    Page {
        total: rows.len(),
        records: rows[offset..end].to_vec(),
        next: (end < rows.len()).then(|| format!("{locator}-{end}")),
    }
}

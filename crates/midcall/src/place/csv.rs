//! A list of leads as a spreadsheet writes it (RFC 4180), with its lines.

/// A row with the line it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// From 1.
    pub(super) line: usize,
    /// Its cells.
    pub(super) cells: Vec<String>,
}

/// Reads rows; empty lines are none. Spreadsheets of some countries separate by semicolons.
///
/// # Errors
///
/// The line on which a quoted cell begins that never ends.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, usize> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = text.lines().next().unwrap_or_default();
    let separator = if header.contains(',') || !header.contains(';') {
        ','
    } else {
        ';'
    };
    let mut rows = Vec::new();
    let mut row = Row {
        line: 1,
        cells: Vec::new(),
    };
    let mut cell = String::new();
    let mut line = 1;
    let mut quoted_since = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if quoted_since.is_some() {
            match c {
                '"' if chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' => quoted_since = None,
                c => {
                    line += usize::from(c == '\n');
                    cell.push(c);
                }
            }
            continue;
        }
        match c {
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted_since = Some(line);
            }
            c if c == separator => row.cells.push(std::mem::take(&mut cell)),
            '\r' => {}
            '\n' => {
                line += 1;
                row.cells.push(std::mem::take(&mut cell));
                let next = Row {
                    line,
                    cells: Vec::new(),
                };
                rows.push(std::mem::replace(&mut row, next));
            }
            c => cell.push(c),
        }
    }
    if let Some(line) = quoted_since {
        return Err(line);
    }
    row.cells.push(cell);
    rows.push(row);
    rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::rows;

    fn read(text: &str) -> Vec<(usize, Vec<String>)> {
        let rows = rows(text).unwrap();
        rows.into_iter().map(|row| (row.line, row.cells)).collect()
    }

    fn row(line: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn cells_are_read_as_spreadsheets_write_them() {
        assert_eq!(
            read(
                "\u{feff}Id,Name\r\n1,\"Vega, Marisol \"\"Mari\"\"\"\r\n\r\n2,\"two\nlines\"\n3,x"
            ),
            [
                row(1, &["Id", "Name"]),
                row(2, &["1", "Vega, Marisol \"Mari\""]),
                row(4, &["2", "two\nlines"]),
                row(6, &["3", "x"]),
            ]
        );
        assert_eq!(
            read("Id;Phone\n1;+1"),
            [row(1, &["Id", "Phone"]), row(2, &["1", "+1"])]
        );
        assert_eq!(read(""), []);
    }

    #[test]
    fn a_quote_that_never_ends_is_named() {
        assert_eq!(rows("a\nb,\"c\nd"), Err(2));
    }
}

//! Adds up what `cargo test` says per test target, because it gives no total of its own.

use std::fmt;

/// How many tests did what, over all targets seen so far.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
}

impl Tally {
    /// Takes one line of output into account; lines that are no summary change nothing.
    ///
    /// A summary reads `test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; …`.
    pub(crate) fn hear(&mut self, line: &str) {
        let Some((_verdict, counts)) = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for (count, word) in counts.split("; ").filter_map(|part| part.split_once(' ')) {
            let Ok(count) = count.parse::<u64>() else {
                continue;
            };
            match word {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.ignored += count,
                _ => {}
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.ignored > 0 {
            write!(f, ", {} ignored", self.ignored)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(output: &str, expected: &str) {
        let mut tally = Tally::default();
        output.lines().for_each(|line| tally.hear(line));
        assert_eq!(tally.to_string(), expected);
    }

    #[test]
    fn adds_up_over_targets() {
        check(
            "running 3 tests\n\
             test calls::tests::one ... ok\n\
             test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
             \n\
             test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s\n",
            "7 passed, 2 failed",
        );
    }

    #[test]
    fn an_ignored_test_does_not_hide() {
        check(
            "test result: ok. 0 passed; 0 failed; 1 ignored; 0 measured",
            "0 passed, 0 failed, 1 ignored",
        );
    }

    #[test]
    fn other_lines_do_not_count() {
        check(
            "test result_of_5 passed ... ok\n5 passed; 5 failed\ntest result: ?",
            "0 passed, 0 failed",
        );
    }
}

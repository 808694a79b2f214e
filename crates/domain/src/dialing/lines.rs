//! How many calls may go out at this moment.

/// Lines that are assumed before the platform has said how many there are: its documented default.
const LINES_ASSUMED: u32 = 10;

/// What is known of the account's lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// How many the platform said there are.
    pub limit: Option<u32>,
    /// How many are used at most, whatever the platform says.
    pub most: Option<u32>,
    /// How many outbound calls leave to inbound ones.
    pub reserve: u32,
    /// How many are taken by calls that are not known here.
    pub others: u32,
}

/// Lines that calls known here take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UsedLines {
    /// By calls that are being dialed, that ring, or that go on.
    pub outbound: u32,
    /// Of those, the ones that the platform was asked for and has not answered.
    pub dialing: u32,
    /// By people who called in, and by visitors of a page.
    pub inbound: u32,
}

impl Lines {
    /// How many more calls may go out.
    ///
    /// Before the platform has said how many lines there are, one call at a time may go out however
    /// many are assumed to be taken: its answer says it.
    #[must_use]
    pub fn free(&self, used: UsedLines) -> u32 {
        let known = self.limit.unwrap_or(LINES_ASSUMED);
        let lines = known.min(self.most.unwrap_or(u32::MAX));
        // A reserve that leaves nothing would be a queue that never moves.
        let ours = lines.saturating_sub(self.reserve).max(lines.min(1));
        let of_ours = ours.saturating_sub(used.outbound);
        let taken = used
            .outbound
            .saturating_add(used.inbound)
            .saturating_add(self.others);
        let free = of_ours.min(lines.saturating_sub(taken));
        if self.limit.is_none() && used.dialing == 0 {
            return free.max(1);
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outbound_calls_leave_the_reserve_and_never_pass_the_limit() {
        for (limit, most, reserve, others, outbound, inbound, expected) in [
            (Some(10), None, 2, 0, 0, 0, 8),
            (Some(10), None, 2, 0, 7, 0, 1),
            (Some(10), None, 2, 0, 8, 0, 0),
            // Inbound calls take the reserve first.
            (Some(10), None, 2, 0, 7, 1, 1),
            (Some(10), None, 2, 0, 6, 4, 0),
            (Some(10), None, 2, 3, 5, 1, 1),
            (Some(10), Some(4), 2, 0, 1, 0, 1),
            (Some(1), None, 2, 0, 0, 0, 1),
            (Some(0), None, 0, 0, 0, 0, 0),
            (None, None, 2, 0, 0, 0, 8),
            // Its answer will say how many there are.
            (None, None, 2, 0, 30, 0, 1),
        ] {
            let lines = Lines {
                limit,
                most,
                reserve,
                others,
            };
            let used = UsedLines {
                outbound,
                inbound,
                dialing: 0,
            };
            assert_eq!(lines.free(used), expected, "{lines:?} {used:?}");
        }
    }

    #[test]
    fn one_at_a_time_finds_out_how_many_there_are() {
        let used = UsedLines {
            outbound: 30,
            inbound: 0,
            dialing: 1,
        };
        assert_eq!(Lines::default().free(used), 0);
    }
}

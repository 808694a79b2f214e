//! Sample values of views, for rendering templates in tests.

use midcall_domain::{
    calls::CallId,
    dialing::Wait,
    leads::{Budget, Part},
    time::Timestamp,
};
use midcall_salesforce::ApiUsage;
use midcall_store::{Backlog, Blocked, BlockedCall, LedgerCounts};

use super::{
    arrivals::Arrivals,
    attention::{BlockedLead, WaitingCall},
    call::{Call, CallRow},
    home::{Frame, Strip},
    moment::{Elapsed, Moment},
    queue::{Queue, QueueRow},
    signal::Signal,
    transcript::{Piece, Turn},
    write::{BlockedPart, Write},
};
use crate::{
    backfill::{Cause, Sight, Silence},
    views::BlockedView,
};

const NOW: Timestamp = Timestamp(1_795_105_213_800);

pub(super) fn frame() -> Frame {
    Frame::new("1 live".to_owned(), &Backlog::default(), NOW)
}

pub(super) fn strip() -> Strip {
    let backlog = Backlog {
        live_calls: 1,
        due_leads: 2,
        oldest_change_at: Some(NOW.plus_ms(-3_000)),
        blocked_leads: 1,
        unattributed_calls: 1,
        unknown_requests: 0,
        queued_requests: 3,
        blocked_calls: 0,
    };
    Strip::of(
        &backlog,
        Some(ApiUsage {
            used: 18,
            limit: 5_000,
        }),
        &Budget::default(),
        NOW,
    )
}

pub(super) fn arrivals() -> Arrivals {
    let counts = LedgerCounts {
        closing: 1,
        complete: 40,
        recovered: 1,
        incomplete: 0,
    };
    let sight = Sight {
        looked_at: Some(NOW),
        problem: Some("vapi refused with status 503".to_owned()),
        silence: Some(Silence {
            since: NOW.plus_ms(-90_000),
            seen_at: NOW,
            calls: 2,
            cause: Cause::Unreachable {
                url: "https://midcall.example/webhook/vapi".to_owned(),
            },
        }),
    };
    Arrivals::of(counts, &sight, NOW)
}

pub(super) fn waiting_call() -> WaitingCall {
    let blocked = BlockedCall {
        call: CallId::from("01a1f49b-c409"),
        why: Blocked {
            reason: "ambiguous_lead".to_owned(),
            detail: "2 records have the number of this call.".to_owned(),
            action: "Say whose call it is.".to_owned(),
            since: NOW,
        },
    };
    WaitingCall::of(blocked, NOW)
}

pub(super) fn moment() -> Moment {
    Moment::at(NOW, NOW)
}

pub(super) fn row() -> CallRow {
    CallRow {
        id: "01a1f49b-c408".to_owned(),
        lead: Some("00QFK00000Ab1cE2AR".to_owned()),
        direction: Some("Outbound"),
        status: "In progress",
        is_live: true,
        is_hot: true,
        score: 75,
        began: moment(),
        length: Elapsed::of_call(NOW.plus_ms(-54_000), NOW, true),
    }
}

pub(super) fn queue() -> Queue {
    Queue {
        waiting: 3,
        hold: Some((Wait::DailyLimit.text(), moment())),
        rows: vec![QueueRow {
            lead: "00QFK00000Ab1cE2AR".to_owned(),
            waits_for: Wait::Line.text(),
            until: None,
            tries: 1,
            call: Some("01a1f49b-c408".to_owned()),
        }],
    }
}

pub(super) fn live_call() -> Call {
    let quote = "our budget is around <b>$50k</b>";
    Call {
        row: row(),
        hot_above: 70,
        signals: vec![Signal {
            name: "Budget".to_owned(),
            state: "positive",
            text: "$50,000".to_owned(),
            quote: Some(quote.to_owned()),
            points: 25,
            word: Some("says Noor: they called back".to_owned()),
            hearing: Some("$60,000".to_owned()),
        }],
        turns: vec![Turn {
            number: 4,
            speaker: "Prospect",
            is_prospect: true,
            offset: Some(Elapsed::of_call(NOW.plus_ms(-54_000), NOW, false)),
            pieces: vec![Piece {
                text: quote.to_owned(),
                proves: "Budget".to_owned(),
            }],
            tentative: Some("We have to be live before the".to_owned()),
        }],
        earlier_turns: 4,
        opt_out: Some("please take me off your list".to_owned()),
        write: Write {
            state: "in_sync",
            text: "In sync".to_owned(),
            written_at: Some(moment()),
            blocked: Vec::new(),
            edits: Vec::new(),
        },
    }
}

pub(super) fn blocked_call() -> Call {
    let write = Write {
        state: "blocked",
        text: "Waits for a person".to_owned(),
        written_at: None,
        blocked: vec![blocked_part()],
        edits: Vec::new(),
    };
    Call {
        write,
        row: CallRow {
            is_live: false,
            lead: None,
            ..row()
        },
        ..live_call()
    }
}

pub(super) fn blocked_lead() -> BlockedLead {
    BlockedLead {
        id: "00QFK00000Ab1cE2AR".to_owned(),
        score: 75,
        is_hot: true,
        newest_call: Some("01a1f49b-c408".to_owned()),
        parts: vec![blocked_part()],
    }
}

fn blocked_part() -> BlockedPart {
    let why = Blocked {
        reason: "field_hidden".to_owned(),
        detail: "No such column (Call_Transcript__c)".to_owned(),
        action: "Make it visible.".to_owned(),
        since: NOW.plus_ms(-240_000),
    };
    BlockedPart::of(
        &BlockedView {
            part: Part::Transcript,
            field: None,
            why,
        },
        NOW,
    )
}

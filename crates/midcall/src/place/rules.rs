//! Who must not be called: whoever asked not to be, and whoever is marked so in Salesforce.

use midcall_salesforce::{
    ApiName, Class, Reason, RecordId, classify,
    operations::{ReadRecord, ReadRecords},
};
use midcall_store::{NewRequest, Result};

use crate::{config::HiddenDoNotCall, connection, node::Node};

/// Salesforce's own field for it.
pub(super) const DO_NOT_CALL: &str = "DoNotCall";

/// Whether a lead may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It may.
    May,
    /// A rule forbids it.
    Forbidden {
        /// The rule's name.
        rule: &'static str,
        /// What it says.
        message: String,
    },
    /// Salesforce cannot say at the moment; then nobody is dialed.
    NotSaid(String),
}

/// Whether a lead may be called at this moment.
pub(super) async fn verdict(node: &Node, asked: &NewRequest) -> Result<Verdict> {
    if let Some(forbidden) = opted_out(node, &asked.lead, &asked.phone).await? {
        return Ok(forbidden);
    }
    let Some(connection) = &node.salesforce else {
        return Ok(Verdict::May);
    };
    let (Ok(lead), Ok(field)) = (
        RecordId::parse_lead(&asked.lead),
        DO_NOT_CALL.parse::<ApiName>(),
    ) else {
        return Ok(Verdict::May);
    };
    let Ok(read) = ReadRecord::new(&ApiName::LEAD, lead, &[field]) else {
        return Ok(Verdict::May);
    };
    Ok(match connection.send(&read).await {
        Ok(record) => of_flag(node, record.flag(DO_NOT_CALL)),
        Err(error) => of_error(node, &error),
    })
}

/// Whether somebody asked, on any call of this lead or number, not to be called any more.
pub(super) async fn opted_out(node: &Node, lead: &str, phone: &str) -> Result<Option<Verdict>> {
    let heard = node
        .store
        .opted_out(&node.workspace, lead, Some(phone))
        .await?;
    Ok(heard.map(|heard| Verdict::Forbidden {
        rule: "opted_out",
        message: format!(
            "The prospect asked not to be called any more, on call {}.",
            heard.call
        ),
    }))
}

/// The verdicts on many leads, for one request of the day for each two thousand.
pub(super) async fn verdicts(node: &Node, leads: &[RecordId]) -> Vec<Verdict> {
    let Some(connection) = &node.salesforce else {
        return vec![Verdict::May; leads.len()];
    };
    let mut verdicts = Vec::with_capacity(leads.len());
    for leads in leads.chunks(midcall_salesforce::operations::READS_MAX) {
        let field = DO_NOT_CALL.parse::<ApiName>().ok();
        let read = ReadRecords::new(ApiName::LEAD, leads.to_vec(), field.into_iter().collect());
        let Ok(read) = read else {
            continue;
        };
        match connection.send(&read).await {
            Ok(records) => verdicts.extend(records.into_iter().map(|record| match record {
                Some(record) => of_flag(node, record.flag(DO_NOT_CALL)),
                None => gone(),
            })),
            Err(error) => {
                let verdict = of_error(node, &error);
                verdicts.extend(std::iter::repeat_n(verdict, leads.len()));
            }
        }
    }
    verdicts
}

fn of_flag(node: &Node, flag: Option<bool>) -> Verdict {
    match flag {
        Some(true) => Verdict::Forbidden {
            rule: "do_not_call",
            message: "The lead is marked Do Not Call in Salesforce.".to_owned(),
        },
        Some(false) => Verdict::May,
        None => hidden(node),
    }
}

/// `DoNotCall` is hidden from the integration user in many orgs, who then cannot be asked.
fn hidden(node: &Node) -> Verdict {
    match node.settings.queue.hidden_do_not_call {
        HiddenDoNotCall::Dial => {
            tracing::warn!(
                "DoNotCall is hidden from the integration user: leads are called without asking it"
            );
            Verdict::May
        }
        HiddenDoNotCall::Refuse => Verdict::Forbidden {
            rule: "do_not_call_hidden",
            message: "DoNotCall is hidden from the integration user, and the settings say not to call then. Let the user read it, or set queue.hidden_do_not_call.".to_owned(),
        },
    }
}

fn gone() -> Verdict {
    Verdict::Forbidden {
        rule: "lead_not_found",
        message: "Salesforce shows no such lead to the integration user.".to_owned(),
    }
}

fn of_error(node: &Node, error: &connection::Error) -> Verdict {
    match reason(error) {
        Some(Reason::FieldHidden) => hidden(node),
        Some(Reason::RecordGone | Reason::RecordDeleted) => gone(),
        _ if error.class() == Class::Config => Verdict::NotSaid(format!(
            "Salesforce cannot be asked whether the lead may be called: {error}."
        )),
        _ => Verdict::NotSaid(
            "Salesforce cannot be asked at the moment whether the lead may be called.".to_owned(),
        ),
    }
}

/// What Salesforce meant, if it answered.
pub(super) fn reason(error: &connection::Error) -> Option<Reason> {
    match error {
        connection::Error::Api(api) => Some(classify(api).reason),
        _ => None,
    }
}

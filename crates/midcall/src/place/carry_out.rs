//! Carries a request out: asks whether the lead may be called, says durably that it is about to be
//! dialed, asks Vapi to dial, and finds out what happened when no answer comes.

use midcall_domain::time::Timestamp;
use midcall_salesforce::{ApiName, Class, Reason, RecordId, classify, operations::ReadRecord};
use midcall_store::{CallRequest, RequestState, Result};
use midcall_vapi::{
    ApiError, CallInfo, FailureClass, PhoneNumber,
    operations::{CreateCall, ListCalls, SchedulePlan},
};

use super::request::{Details, Refusal};
use crate::{connection, node::Node};

/// Longer than Vapi takes to answer; then the request is taken up by whoever comes.
pub(super) const REQUEST_LEASE_MS: i64 = 60_000;
/// A dial whose answer was lost may still be on its way for as long as a request may take; only
/// then does its absence from the call list say anything.
const LOOKUP_AFTER_MS: i64 = 30_000;
/// After this long nobody expects the phone to ring any more: what was not dialed is refused, and
/// what may have been is shown to a person.
const GIVE_UP_AFTER_MS: i64 = 15 * 60_000;
/// Clocks differ: a call of ours may be dated a little before we asked for it.
const CLOCK_SLACK_MS: i64 = 60_000;
/// Vapi lists at most this many calls at a time.
const LIST_MAX: u16 = 1_000;

/// What Midcall needs to hear of a call. `transcript` is not among Vapi's defaults, and a list
/// replaces them all, so the rest that assistants commonly rely on is named too.
const SERVER_MESSAGES: [&str; 9] = [
    "status-update",
    "transcript",
    "conversation-update",
    "tool-calls",
    "end-of-call-report",
    "transfer-destination-request",
    "handoff-destination-request",
    "user-interrupted",
    "hang",
];

/// Takes up one request that its node did not finish. Returns whether there was one.
///
/// # Errors
///
/// When the store fails.
pub async fn step(node: &Node) -> Result<bool> {
    let now = node.clock.now();
    let leased = node
        .store
        .lease_open_request(&node.workspace, now, now.plus_ms(REQUEST_LEASE_MS))
        .await?;
    let Some(request) = leased else {
        return Ok(false);
    };
    let key = request.asked.request.clone();
    match carry_out(node, request).await {
        Ok(_) => {}
        Err(Refusal::Store(error)) => return Err(error),
        Err(refusal) => {
            tracing::warn!(request.key = %key, error = %refusal, "A request to call was not carried out");
        }
    }
    Ok(true)
}

pub(super) async fn carry_out(
    node: &Node,
    request: CallRequest,
) -> std::result::Result<CallRequest, Refusal> {
    let is_late = node.clock.now().ms_since(request.created_at) >= GIVE_UP_AFTER_MS;
    match request.state {
        RequestState::Accepted if is_late => {
            let reason = "The request could not be carried out in time, and nobody was dialed.";
            Ok(settle(
                node,
                request,
                RequestState::Refused,
                None,
                Some(reason.to_owned()),
            )
            .await?)
        }
        RequestState::Accepted => {
            if let Err(refusal) = may_be_called(node, &request).await {
                let is_final = matches!(refusal, Refusal::Forbidden { .. } | Refusal::Invalid(_));
                if is_final {
                    settle(
                        node,
                        request,
                        RequestState::Refused,
                        None,
                        Some(refusal.to_string()),
                    )
                    .await?;
                }
                return Err(refusal);
            }
            Ok(dial(node, request).await?)
        }
        RequestState::Dialing => Ok(find_out(node, request).await?),
        RequestState::Placed | RequestState::Refused | RequestState::Unknown => Ok(request),
    }
}

/// A lead that must not be called is not called. When Salesforce cannot say, nobody is dialed.
async fn may_be_called(node: &Node, request: &CallRequest) -> std::result::Result<(), Refusal> {
    let Some(connection) = &node.salesforce else {
        return Ok(());
    };
    let Ok(lead) = RecordId::parse_lead(&request.asked.lead) else {
        return Ok(());
    };
    let Ok(field) = "DoNotCall".parse::<ApiName>() else {
        return Ok(());
    };
    let Ok(read) = ReadRecord::new(&ApiName::LEAD, lead, &[field]) else {
        return Ok(());
    };
    match connection.send(&read).await {
        Ok(record) if record.flag("DoNotCall") == Some(true) => Err(Refusal::Forbidden {
            rule: "do_not_call",
            message: "The lead is marked Do Not Call in Salesforce.".to_owned(),
        }),
        Ok(_) => Ok(()),
        Err(error) => match reason(&error) {
            // Hidden from the integration user in many orgs, who then cannot be asked.
            Some(Reason::FieldHidden) => {
                tracing::warn!(
                    "DoNotCall is hidden from the integration user: leads are called without asking it"
                );
                Ok(())
            }
            Some(Reason::RecordGone | Reason::RecordDeleted) => Err(Refusal::Forbidden {
                rule: "lead_not_found",
                message: "Salesforce shows no such lead to the integration user.".to_owned(),
            }),
            _ if error.class() == Class::Config => Err(Refusal::Unavailable(format!(
                "Salesforce cannot be asked whether the lead may be called: {error}."
            ))),
            _ => Err(Refusal::Unavailable(
                "Salesforce cannot be asked at the moment whether the lead may be called."
                    .to_owned(),
            )),
        },
    }
}

fn reason(error: &connection::Error) -> Option<Reason> {
    match error {
        connection::Error::Api(api) => Some(classify(api).reason),
        _ => None,
    }
}

async fn dial(node: &Node, request: CallRequest) -> Result<CallRequest> {
    let Some(vapi) = &node.vapi else {
        return Ok(request);
    };
    let now = node.clock.now();
    let key = request.asked.request.clone();
    // From here on Vapi may have been asked, whatever happens to this process.
    node.store
        .move_request(
            &node.workspace,
            &key,
            RequestState::Dialing,
            None,
            None,
            Some(now),
        )
        .await?;
    let request = CallRequest {
        state: RequestState::Dialing,
        dialed_at: Some(now),
        ..request
    };
    match vapi.send(&create_call(node, &request)).await {
        Ok(placed) => settle(node, request, RequestState::Placed, Some(placed.id), None).await,
        Err(error) if is_outcome_unknown(&error) => {
            tracing::warn!(request.key = %key, error = %crate::output::chain(&error), "Vapi did not say whether it dialed; looking the call up");
            // It may already be listed; if not, the step looks again once that says something.
            let found = look_up(node, &request).await;
            match found {
                Ok(Some(call)) => {
                    settle(node, request, RequestState::Placed, Some(call), None).await
                }
                _ => Ok(request),
            }
        }
        Err(error) => {
            settle(
                node,
                request,
                RequestState::Refused,
                None,
                Some(refusal_text(&error)),
            )
            .await
        }
    }
}

/// Finds out what became of a dial whose answer was lost.
async fn find_out(node: &Node, request: CallRequest) -> Result<CallRequest> {
    let now = node.clock.now();
    let dialed_at = request.dialed_at.unwrap_or(request.created_at);
    let is_late = now.ms_since(request.created_at) >= GIVE_UP_AFTER_MS;
    match look_up(node, &request).await {
        Ok(Some(call)) => settle(node, request, RequestState::Placed, Some(call), None).await,
        Ok(None) if now.ms_since(dialed_at) < LOOKUP_AFTER_MS => Ok(request),
        Ok(None) if !is_late => {
            // Every request that could still create it has ended, and it is not there.
            dial(node, request).await
        }
        Err(_) if !is_late => Ok(request),
        Ok(None) | Err(_) => {
            let reason = "Vapi did not answer when it was asked to dial, and its call list does not say whether it did. Look for the call in Vapi before asking again.".to_owned();
            settle(node, request, RequestState::Unknown, None, Some(reason)).await
        }
    }
}

/// Looks for the call by the request's key, which it carries in its metadata.
async fn look_up(
    node: &Node,
    request: &CallRequest,
) -> std::result::Result<Option<String>, ApiError> {
    let Some(vapi) = &node.vapi else {
        return Ok(None);
    };
    let since = request.created_at.plus_ms(-CLOCK_SLACK_MS);
    let mut before: Option<Timestamp> = None;
    loop {
        let page = vapi
            .send(&ListCalls {
                created_at_ge_ms: Some(since.0),
                created_at_le_ms: before.map(|at| at.0),
                limit: Some(LIST_MAX),
                ..ListCalls::default()
            })
            .await?;
        let calls: Vec<&CallInfo> = page.iter().map(|record| &record.call).collect();
        let is_ours =
            |call: &&&CallInfo| call.request_id.as_deref() == Some(&request.asked.request);
        if let Some(call) = calls.iter().find(is_ours) {
            return Ok(Some(call.id.clone()));
        }
        let oldest = calls
            .iter()
            .filter_map(|call| call.created_at_ms)
            .min()
            .map(Timestamp);
        // A full page may hide older calls behind it. Pages overlap by a moment; one that brings
        // nothing older ends the search.
        if calls.len() < usize::from(LIST_MAX) || oldest.is_none() || oldest == before {
            return Ok(None);
        }
        before = oldest;
    }
}

async fn settle(
    node: &Node,
    request: CallRequest,
    state: RequestState,
    call: Option<String>,
    reason: Option<String>,
) -> Result<CallRequest> {
    node.store
        .move_request(
            &node.workspace,
            &request.asked.request,
            state,
            call.clone(),
            reason.clone(),
            None,
        )
        .await?;
    Ok(CallRequest {
        state,
        call,
        reason,
        ..request
    })
}

fn create_call(node: &Node, request: &CallRequest) -> CreateCall {
    let details: Option<Details> = serde_json::from_str(&request.asked.details).ok();
    let (variables, not_before) = details
        .map(|d| (d.variables, d.not_before))
        .unwrap_or_default();
    CreateCall {
        assistant_id: node.settings.vapi.assistant_id.clone(),
        phone_number_id: node.settings.vapi.phone_number_id.clone(),
        customer_number: PhoneNumber::new(request.asked.phone.clone()),
        customer_name: None,
        lead_id: Some(request.asked.lead.clone()),
        request_id: request.asked.request.clone(),
        variable_values: variables,
        server_messages: Some(SERVER_MESSAGES.map(str::to_owned).to_vec()),
        schedule: not_before.map(|at| SchedulePlan {
            earliest_at_ms: at.0,
            latest_at_ms: None,
        }),
    }
}

fn is_outcome_unknown(error: &ApiError) -> bool {
    error.class() == FailureClass::UnknownOutcome
}

fn refusal_text(error: &ApiError) -> String {
    crate::output::chain(error)
}

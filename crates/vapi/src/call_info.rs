//! What Vapi says about a phone call, in a webhook as `message.call` and in a REST answer.

use crate::{
    ControlUrl, LeadHint, PhoneNumber,
    json::{Raw, raw_object},
    lead_hint::HintPlaces,
};

/// A call as Vapi describes it.
///
/// In webhooks this is a snapshot taken when the call was created: recorded end-of-call reports
/// still say `queued`. So it holds no status; that comes with the message or the REST record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallInfo {
    /// Vapi's id of the call, opaque. A call without one is read as no call at all.
    pub id: String,
    /// How the call came to be.
    pub kind: Option<CallKind>,
    /// When the call was created, in epoch milliseconds.
    pub created_at_ms: Option<i64>,
    /// The other party's number.
    pub customer_number: Option<PhoneNumber>,
    /// The assistant on the call; null while Vapi asks which to use.
    pub assistant_id: Option<String>,
    /// Vapi's id of our own number.
    pub phone_number_id: Option<String>,
    /// What may name the Lead, the most trustworthy first.
    pub lead_hints: Vec<LeadHint>,
    /// The id of the request that placed this call, if we placed it.
    pub request_id: Option<String>,
    /// Where the live call takes commands. Dead after the call.
    pub control_url: Option<ControlUrl>,
}

/// How a call came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// `outboundPhoneCall`: Vapi dialed.
    Outbound,
    /// `inboundPhoneCall`: the customer dialed.
    Inbound,
    /// `webCall`: a browser or an app.
    Web,
    /// Anything else, such as `vapi.websocketCall`.
    Other,
}

raw_object!(RawCall {
    id = "id",
    kind = "type",
    created_at = "createdAt",
    customer = "customer",
    assistant_id = "assistantId",
    phone_number_id = "phoneNumberId",
    overrides = "assistantOverrides",
    metadata = "metadata",
    monitor = "monitor",
});
raw_object!(RawOverrides { metadata = "metadata", variable_values = "variableValues" });
raw_object!(RawMonitor { control_url = "controlUrl" });
raw_object!(RawCustomer { number = "number", external_id = "externalId" });

impl CallInfo {
    /// Reads a call object; `customer` is the message's own, which comes before the call's.
    pub(crate) fn read(call: Raw<'_>, customer: Raw<'_>) -> Option<Self> {
        let call: RawCall<'_> = call.object()?;
        let overrides: RawOverrides<'_> = call.overrides.fields();
        let monitor: RawMonitor<'_> = call.monitor.fields();
        let customers: [RawCustomer<'_>; 2] = [customer.fields(), call.customer.fields()];
        let places = HintPlaces {
            overrides_metadata: overrides.metadata,
            call_metadata: call.metadata,
            external_ids: customers.map(|customer| customer.external_id),
            variable_values: overrides.variable_values,
        };
        let number = customers
            .into_iter()
            .find_map(|customer| customer.number.string());
        Some(Self {
            id: call.id.string()?,
            kind: call
                .kind
                .filled_text()
                .map(|kind| CallKind::from_wire(&kind)),
            created_at_ms: call.created_at.moment_ms(),
            customer_number: number.map(PhoneNumber::new),
            assistant_id: call.assistant_id.string(),
            phone_number_id: call.phone_number_id.string(),
            lead_hints: places.hints(),
            request_id: places.request_id(),
            control_url: monitor
                .control_url
                .text()
                .and_then(|url| ControlUrl::parse(&url)),
        })
    }
}

impl CallKind {
    fn from_wire(text: &str) -> Self {
        match text {
            "outboundPhoneCall" => Self::Outbound,
            "inboundPhoneCall" => Self::Inbound,
            "webCall" => Self::Web,
            _ => Self::Other,
        }
    }
}

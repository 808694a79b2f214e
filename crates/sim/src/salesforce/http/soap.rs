//! The Metadata API's SOAP door, as far as it is used: reading components by name.

use super::{answer::Answer, call::Call};
use crate::salesforce::{
    ApiError,
    model::{metadata::Xml, state::Model},
};

/// Components that one call reads.
const READS_MAX: usize = 10;

/// The envelope's namespaces.
const OPENING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
     <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
     xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
     xmlns:sf=\"http://soap.sforce.com/2006/04/metadata\" \
     xmlns=\"http://soap.sforce.com/2006/04/metadata\"><soapenv:Body>";
const CLOSING: &str = "</soapenv:Body></soapenv:Envelope>";

/// The access token, which SOAP carries in the body.
pub(crate) fn token(call: &Call) -> Option<String> {
    let envelope = envelope(call)?;
    let session = envelope.child("Header")?.child("SessionHeader")?;
    Some(session.value("sessionId").to_owned())
}

/// Answers a call that was let in.
pub(crate) fn answer(model: &Model, call: &Call) -> Answer {
    if !model.settings.may_deploy {
        return refused(&ApiError::may_not_deploy());
    }
    let Some(envelope) = envelope(call) else {
        return refused(&ApiError::new(500, "UNKNOWN_EXCEPTION", "not XML"));
    };
    let body = envelope
        .child("Body")
        .and_then(|body| body.children.first());
    match body {
        Some(read) if read.name == "readMetadata" => read_metadata(model, read),
        Some(other) => refused(&ApiError::new(
            500,
            "INVALID_OPERATION",
            format!("this org does not take {}", other.name),
        )),
        None => refused(&ApiError::new(500, "UNKNOWN_EXCEPTION", "nothing is asked")),
    }
}

/// A refusal as a fault.
pub(crate) fn refused(error: &ApiError) -> Answer {
    let fault = Xml::with(
        "soapenv:Fault",
        vec![
            Xml::text("faultcode", &format!("sf:{}", error.code)),
            Xml::text("faultstring", &format!("{}: {}", error.code, error.message)),
        ],
    );
    let text = format!("{OPENING}{}{CLOSING}", fault.written());
    Answer::text(500, "text/xml;charset=UTF-8", &text)
}

fn read_metadata(model: &Model, read: &Xml) -> Answer {
    let kind = read.value("type");
    let names: Vec<&str> = read
        .all("fullNames")
        .map(|name| name.text.as_str())
        .collect();
    if names.len() > READS_MAX {
        let message = format!("record limit reached. cannot submit more than {READS_MAX} records");
        return refused(&ApiError::new(500, "EXCEEDED_ID_LIMIT", message));
    }
    let records: String = names
        .iter()
        .map(|name| match model.read_metadata(kind, name) {
            Some(mut record) => {
                "records".clone_into(&mut record.name);
                record.written_with(&format!(" xsi:type=\"{kind}\""))
            }
            None => "<records xsi:nil=\"true\"/>".to_owned(),
        })
        .collect();
    let text = format!(
        "{OPENING}<readMetadataResponse><result>{records}</result></readMetadataResponse>{CLOSING}"
    );
    Answer::text(200, "text/xml;charset=UTF-8", &text)
}

fn envelope(call: &Call) -> Option<Xml> {
    Xml::parse(std::str::from_utf8(&call.body).ok()?).ok()
}

//! The envelope of the Metadata API's synchronous calls, and how it says that something is wrong.

use bytes::Bytes;
use http::Response;

use super::{
    Element,
    element::{NAMESPACE, escaped},
};
use crate::{ApiError, ErrorItem, Refusal, VendorText};

/// The body of a call: the method with what it is asked about.
pub(crate) fn call(token: &str, method: &str, arguments: &[(&str, &str)]) -> String {
    let arguments: String = arguments
        .iter()
        .map(|(name, value)| format!("<{name}>{}</{name}>", escaped(value)))
        .collect();
    let token = escaped(token);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <soapenv:Header><SessionHeader xmlns=\"{NAMESPACE}\"><sessionId>{token}</sessionId>\
         </SessionHeader></soapenv:Header><soapenv:Body><{method} xmlns=\"{NAMESPACE}\">{arguments}\
         </{method}></soapenv:Body></soapenv:Envelope>"
    )
}

/// What a fault says, in the shape in which REST refuses.
pub(crate) fn fault(response: &Response<Bytes>) -> ApiError {
    let envelope = std::str::from_utf8(response.body())
        .ok()
        .and_then(|text| Element::parse(text).ok());
    let fault = envelope
        .as_ref()
        .and_then(|envelope| envelope.child("Body")?.child("Fault"));
    let Some(fault) = fault else {
        return ApiError::Refused(Refusal::read(response));
    };
    let code = fault.value("faultcode");
    let code = code.split_once(':').map_or(code, |(_, code)| code);
    let text = fault.value("faultstring");
    ApiError::Refused(Refusal {
        status: response.status(),
        items: vec![ErrorItem::plain(code, text)],
        page: VendorText::default(),
        retry_after_s: None,
    })
}

//! The other side of the question: what a delivery must carry to be taken for Vapi's. For asking a
//! server of ours whether a public address leads to it.

use http::{HeaderMap, HeaderName, HeaderValue, header::AUTHORIZATION};
use ring::hmac;

use super::{HmacPlan, WebhookAuth, verifier::SECRET_HEADER};
use crate::Secret;

/// The headers with which `body` is accepted at `now_ms` under `auth`. Signatures are made by the
/// default plan, which `Auto` takes as well; so the secret leaves this process only where Vapi was
/// told to send it as it is.
///
/// A secret that no header can carry brings no header.
#[must_use]
pub fn present(auth: &WebhookAuth, secret: &Secret, body: &[u8], now_ms: i64) -> HeaderMap {
    let headers: Vec<(String, String)> = match auth {
        WebhookAuth::Auto | WebhookAuth::Hmac(_) => signed(secret, body, now_ms),
        WebhookAuth::Secret => vec![(SECRET_HEADER.to_owned(), secret.to_string())],
        WebhookAuth::Bearer { header, prefix } => {
            let name = if header.is_empty() {
                AUTHORIZATION.as_str()
            } else {
                header
            };
            let prefix = if *prefix { "Bearer " } else { "" };
            vec![(name.to_owned(), format!("{prefix}{}", secret.as_str()))]
        }
    };
    let headers = headers.into_iter().filter_map(|(name, value)| {
        let name: HeaderName = name.to_ascii_lowercase().parse().ok()?;
        let mut value = HeaderValue::try_from(value).ok()?;
        value.set_sensitive(true);
        Some((name, value))
    });
    headers.collect()
}

fn signed(secret: &Secret, body: &[u8], now_ms: i64) -> Vec<(String, String)> {
    let plan = HmacPlan::default();
    let timestamp = now_ms.div_euclid(1_000).to_string();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let text = [timestamp.as_bytes(), b".", body].concat();
    let tag = hmac::sign(&key, &text);
    let hex = tag.as_ref().iter().map(|byte| format!("{byte:02x}"));
    vec![
        (plan.signature_header, hex.collect()),
        (plan.timestamp_header, timestamp),
    ]
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::super::{Presented, Verifier};
    use super::*;

    #[test]
    fn what_is_presented_is_accepted_and_no_other_body() {
        let bearer = WebhookAuth::Bearer {
            header: "authorization".to_owned(),
            prefix: true,
        };
        let hmac = WebhookAuth::Hmac(HmacPlan::default());
        let secret = Secret::from("whsec-test".to_owned());
        for auth in [WebhookAuth::Auto, WebhookAuth::Secret, bearer, hmac] {
            let headers = present(&auth, &secret, b"{}", 1_795_100_645_000);
            let verifier = Verifier::new(vec![secret.to_string()], auth.clone(), 300_000).unwrap();
            let verify = |body: &[u8]| {
                let presented = Presented {
                    method: &Method::POST,
                    urls: &[],
                    headers: &headers,
                    body,
                };
                verifier.verify(&presented, 1_795_100_646_000)
            };
            assert_eq!(verify(b"{}"), Ok(()), "{auth:?}");
            let signs = matches!(auth, WebhookAuth::Auto | WebhookAuth::Hmac(_));
            assert_eq!(verify(b"{ }").is_err(), signs, "{auth:?}");
            assert!(!format!("{headers:?}").contains("whsec-test"), "{auth:?}");
        }
    }
}

//! Are Vapi's deliveries told from others? The computed vectors, by their plan and without it.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use midcall_vapi::verify::{HmacPlan, InvalidPlan, Presented, Refusal, Verifier, WebhookAuth};
use ring::hmac;
use serde_json::{Value, json};

use crate::samples;

const SECRET: &str = "whsec-test-0123456789abcdef";
const TOLERANCE_MS: i64 = 300_000;
/// Two seconds after the vectors were signed.
const NOW_MS: i64 = 1_795_100_655_000;
const BODY: &str = r#"{"message":{"type":"hang"}}"#;

fn headers<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> HeaderMap {
    let pairs = pairs.into_iter().map(|(name, value)| {
        (
            HeaderName::try_from(name).unwrap(),
            HeaderValue::try_from(value).unwrap(),
        )
    });
    pairs.collect()
}

fn verifier(secrets: &[&str], auth: WebhookAuth) -> Verifier {
    let secrets = secrets.iter().map(|&secret| secret.to_owned()).collect();
    Verifier::new(secrets, auth, TOLERANCE_MS).unwrap()
}

fn verify(verifier: &Verifier, headers: &HeaderMap, now_ms: i64) -> Result<(), Refusal> {
    let urls = ["/webhook/vapi", "https://hooks.midcall.example/vapi"];
    let presented = Presented {
        method: &Method::POST,
        urls: &urls,
        headers,
        body: BODY.as_bytes(),
    };
    verifier.verify(&presented, now_ms)
}

/// Verifies with `Auto` and one secret.
fn auto(pairs: &[(&str, &str)]) -> Result<(), Refusal> {
    verify(
        &verifier(&[SECRET], WebhookAuth::Auto),
        &headers(pairs.iter().copied()),
        NOW_MS,
    )
}

fn sign(algorithm: hmac::Algorithm, key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(algorithm, key), text.as_bytes())
        .as_ref()
        .to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The default form of Vapi's plan, signed with `secret` at `signed_at`.
fn default_form(secret: &str, signed_at: i64) -> HeaderMap {
    let text = format!("{signed_at}.{BODY}");
    let signature = hex(&sign(hmac::HMAC_SHA256, secret.as_bytes(), &text));
    headers([
        ("x-timestamp", signed_at.to_string().as_str()),
        ("x-signature", &signature),
    ])
}

#[test]
fn vectors_are_accepted_and_refused_by_plan_and_without_one() {
    let file = samples::json("hmac-vectors.json");
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 17);
    for vector in vectors {
        let text = |field: &str| vector[field].as_str().unwrap();
        let plan: HmacPlan = serde_json::from_value(vector["config"].clone()).unwrap();
        let pairs = vector["headers"].as_object().unwrap().iter();
        let headers = headers(pairs.map(|(name, value)| (name.as_str(), value.as_str().unwrap())));
        let presented = Presented {
            method: &Method::POST,
            urls: &["/vapi", text("url")],
            headers: &headers,
            body: text("body").as_bytes(),
        };
        // The vectors were signed long ago, and one says so falsely.
        let now_ms = match headers.get(&plan.timestamp_header) {
            Some(value) if value == "1795100000" => 1_795_100_000_000,
            _ => NOW_MS,
        };
        let expected = match vector["expect_valid"].as_bool().unwrap() {
            true => Ok(()),
            false => Err(Refusal::Mismatch),
        };
        for auth in [WebhookAuth::Hmac(plan), WebhookAuth::Auto] {
            let verdict = verifier(&[text("secretKey")], auth).verify(&presented, now_ms);
            assert_eq!(verdict, expected, "{}", text("name"));
        }
    }
}

#[test]
fn the_method_and_url_may_be_signed() {
    let format = "{method}.{url}.{timestamp}.{body}";
    let plan = HmacPlan {
        payload_format: format.to_owned(),
        ..HmacPlan::default()
    };
    for auth in [WebhookAuth::Hmac(plan), WebhookAuth::Auto] {
        let verifier = verifier(&[SECRET], auth);
        for (url, expected) in [
            ("https://hooks.midcall.example/vapi", Ok(())),
            ("/webhook/vapi", Ok(())),
            ("https://elsewhere.example/vapi", Err(Refusal::Mismatch)),
        ] {
            let text = format!("POST.{url}.1795100653.{BODY}");
            let signature = hex(&sign(hmac::HMAC_SHA256, SECRET.as_bytes(), &text));
            let headers = headers([("x-timestamp", "1795100653"), ("x-signature", &signature)]);
            assert_eq!(verify(&verifier, &headers, NOW_MS), expected, "{url}");
        }
    }
}

#[test]
fn the_secret_is_accepted_verbatim() {
    for (name, value) in [
        ("x-vapi-secret", SECRET.to_owned()),
        ("authorization", format!("Bearer {SECRET}")),
        ("authorization", format!("bEARER   {SECRET}")),
        ("authorization", SECRET.to_owned()),
    ] {
        assert_eq!(auto(&[(name, &value)]), Ok(()), "{name}: {value}");
    }
}

#[test]
fn wrong_credentials_are_refused() {
    let body_only = hex(&sign(hmac::HMAC_SHA256, b"another", BODY));
    for (pairs, expected) in [
        (&[][..], Refusal::Missing),
        (&[("x-timestamp", "1795100653")], Refusal::Missing),
        (&[("x-vapi-secret", "")], Refusal::Mismatch),
        (
            &[("x-vapi-secret", "whsec-test-0123456789abcdeg")],
            Refusal::Mismatch,
        ),
        (
            &[("x-vapi-secret", "whsec-test-0123456789abcdef ")],
            Refusal::Mismatch,
        ),
        (&[("authorization", "Bearer")], Refusal::Mismatch),
        (
            &[("authorization", "Basic whsec-test-0123456789abcdef")],
            Refusal::Mismatch,
        ),
        (&[("x-signature", body_only.as_str())], Refusal::Mismatch),
        (&[("x-signature", "")], Refusal::Mismatch),
    ] {
        assert_eq!(auto(pairs), Err(expected), "{pairs:?}");
    }
}

#[test]
fn one_right_credential_is_enough() {
    let mut signed = default_form(SECRET, 1_795_100_653);
    signed.insert(
        "authorization",
        HeaderValue::from_static("Bearer of our proxy"),
    );
    signed.insert("x-vapi-secret", HeaderValue::from_static("old"));
    assert_eq!(
        verify(&verifier(&[SECRET], WebhookAuth::Auto), &signed, NOW_MS),
        Ok(())
    );
}

#[test]
fn signatures_are_accepted_in_every_dress() {
    let digest = sign(hmac::HMAC_SHA256, SECRET.as_bytes(), BODY);
    let (plain, upper) = (hex(&digest), hex(&digest).to_uppercase());
    let (prefixed, base64) = (format!("sha256={plain}"), BASE64_STANDARD.encode(&digest));
    let several = format!("v1,{} v1,{base64}", BASE64_STANDARD.encode([0; 32]));
    let unpadded = base64.trim_end_matches('=');
    for value in [&plain, &upper, &prefixed, &base64, &several, unpadded] {
        for name in [
            "x-signature",
            "X-Vapi-Signature",
            "x-hub-signature-256",
            "webhook-signature",
            "svix-signature",
        ] {
            assert_eq!(auto(&[(name, value)]), Ok(()), "{name}: {value}");
        }
    }
}

#[test]
fn standard_webhooks_and_svix_are_accepted() {
    let key = b"sixteen bytes ok";
    let secret = format!("whsec_{}", BASE64_STANDARD.encode(key));
    let text = format!("msg_1.1795100653.{BODY}");
    let signature = format!(
        "v1,{}",
        BASE64_STANDARD.encode(sign(hmac::HMAC_SHA256, key, &text))
    );
    let verifier = verifier(&[&secret], WebhookAuth::Auto);
    for family in ["webhook", "svix"] {
        let names = ["id", "timestamp", "signature"].map(|part| format!("{family}-{part}"));
        let values = ["msg_1", "1795100653", &signature];
        let headers = headers(names.iter().map(String::as_str).zip(values));
        assert_eq!(verify(&verifier, &headers, NOW_MS), Ok(()), "{family}");
    }
}

#[test]
fn signatures_age_in_both_directions() {
    let verifier = verifier(&[SECRET], WebhookAuth::Auto);
    for (signed_at, age_ms) in [
        (1_795_100_653, 2_000),
        (1_795_100_653_000, 2_000),
        (1_795_100_355, TOLERANCE_MS),
        (1_795_100_354_999, TOLERANCE_MS + 1),
        (1_795_100_955_001, -TOLERANCE_MS - 1),
        (0, NOW_MS),
    ] {
        let expected = if age_ms.abs() <= TOLERANCE_MS {
            Ok(())
        } else {
            Err(Refusal::Stale { age_ms })
        };
        assert_eq!(
            verify(&verifier, &default_form(SECRET, signed_at), NOW_MS),
            expected
        );
    }
}

#[test]
fn a_timestamp_can_neither_be_changed_nor_left_out() {
    let plan = WebhookAuth::Hmac(HmacPlan::default());
    let (planned, auto) = (
        verifier(&[SECRET], plan),
        verifier(&[SECRET], WebhookAuth::Auto),
    );
    for (value, by_plan) in [
        (None, Refusal::NoTimestamp),
        (Some("soon"), Refusal::NoTimestamp),
        (Some("-1795100653"), Refusal::NoTimestamp),
        (Some("99999999999999999999"), Refusal::NoTimestamp),
        (Some("1795100654"), Refusal::Mismatch),
    ] {
        let mut headers = default_form(SECRET, 1_795_100_653);
        headers.remove("x-timestamp");
        if let Some(value) = value {
            headers.insert("x-timestamp", value.parse().unwrap());
        }
        assert_eq!(
            verify(&planned, &headers, NOW_MS),
            Err(by_plan),
            "{value:?}"
        );
        assert_eq!(
            verify(&auto, &headers, NOW_MS),
            Err(Refusal::Mismatch),
            "{value:?}"
        );
    }
}

#[test]
fn secrets_are_rotated() {
    for auth in [WebhookAuth::Auto, WebhookAuth::Hmac(HmacPlan::default())] {
        let verifier = verifier(&["new", " ", "old"], auth);
        for (secret, expected) in [
            ("new", Ok(())),
            ("old", Ok(())),
            (" ", Err(Refusal::Mismatch)),
            ("x", Err(Refusal::Mismatch)),
        ] {
            let signed = default_form(secret, 1_795_100_653);
            assert_eq!(verify(&verifier, &signed, NOW_MS), expected, "{secret}");
        }
    }
}

#[test]
fn an_explicit_scheme_takes_nothing_else() {
    let bearer = |prefix| WebhookAuth::Bearer {
        header: "x-token".to_owned(),
        prefix,
    };
    let prefixed = format!("Bearer {SECRET}");
    for (auth, name, value, accepted) in [
        (WebhookAuth::Secret, "x-vapi-secret", SECRET, true),
        (WebhookAuth::Secret, "authorization", SECRET, false),
        (bearer(true), "x-token", &prefixed, true),
        (bearer(true), "x-token", SECRET, false),
        (bearer(false), "x-token", SECRET, true),
        (bearer(false), "x-token", &prefixed, false),
        (bearer(true), "authorization", &prefixed, false),
        (
            WebhookAuth::Hmac(HmacPlan::default()),
            "x-vapi-secret",
            SECRET,
            false,
        ),
    ] {
        let verdict = verify(
            &verifier(&[SECRET], auth.clone()),
            &headers([(name, value)]),
            NOW_MS,
        );
        assert_eq!(verdict.is_ok(), accepted, "{auth:?}, {name}: {value}");
    }
}

#[test]
fn what_could_never_verify_is_refused_at_once() {
    let plan = |fields: Value| WebhookAuth::Hmac(serde_json::from_value(fields).unwrap());
    for (secret, auth, expected) in [
        ("", WebhookAuth::Auto, InvalidPlan::NoSecret),
        (" ", WebhookAuth::Secret, InvalidPlan::NoSecret),
        (
            "not base64!",
            plan(json!({"secretIsBase64": true})),
            InvalidPlan::SecretNotBase64,
        ),
        (
            "s",
            plan(json!({"payloadFormat": "{timestamp}"})),
            InvalidPlan::BodyNotSigned,
        ),
        (
            "s",
            plan(json!({"payloadFormat": "{svix-id}{body}"})),
            InvalidPlan::NoMessageIdHeader,
        ),
        (
            "s",
            plan(json!({"payloadFormat": "{time}{body}"})),
            InvalidPlan::UnknownPlaceholder("time".to_owned()),
        ),
    ] {
        let refused = Verifier::new(vec![secret.to_owned()], auth, TOLERANCE_MS).err();
        assert_eq!(refused, Some(expected));
    }
}

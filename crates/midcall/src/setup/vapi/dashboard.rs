//! What a person fills in where Vapi's API does not take a credential: the fields of the dashboard,
//! one by one. The secret itself is not shown.

use super::desired::Desired;

/// The fields of the dashboard, line by line.
#[must_use]
pub fn credential_by_hand(desired: &Desired) -> String {
    let plan = &desired.authentication.0;
    let mut lines = vec![
        "make the server credential in Vapi's dashboard: Integrations > Server Configuration > Add Custom Credential".to_owned(),
        "  Credential Name      Midcall".to_owned(),
    ];
    let mut line = |name: &str, value: &str| lines.push(format!("  {name:<20} {value}"));
    if plan["type"] == "hmac" {
        line("Authentication Type", "HMAC");
        line("Secret Key", "the value of WEBHOOK_SECRET");
        line("Algorithm", "SHA256");
        line("Signature Header", "x-signature");
        line("Timestamp Header", "x-timestamp");
        line("Include Timestamp", "on");
        line("Payload Format", "{timestamp}.{body}");
        line("Signature Encoding", "hex");
        line("Secret Is Base64", "off");
    } else {
        line("Authentication Type", "Bearer Token");
        line("Token", "the value of WEBHOOK_SECRET");
        let header = plan["headerName"].as_str().unwrap_or("Authorization");
        line("Header Name", header);
        let has_prefix = plan["bearerPrefixEnabled"] != false;
        line(
            "Include Bearer Prefix",
            if has_prefix { "on" } else { "off" },
        );
    }
    lines.push(
        "then set VAPI_CREDENTIAL_ID to its id, which the dashboard shows, and run this again"
            .to_owned(),
    );
    lines.join("\n")
}

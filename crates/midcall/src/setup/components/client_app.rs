//! The External Client App through which Midcall signs in, as a template: contact, user and
//! callback are the org's own, so it is exported beside what deploys as it is.

use midcall_salesforce::metadata::Element;

use super::permission_set;

const APP: &str = "Midcall";

/// Each file of the app: folder, file name, content.
pub(in crate::setup) fn files(
    username: &str,
    callback: &str,
) -> [(&'static str, &'static str, Element); 4] {
    let username = if username.is_empty() {
        "integration@example.com"
    } else {
        username
    };
    [
        (
            "externalClientApps",
            "Midcall.eca-meta.xml",
            Element::new("ExternalClientApplication")
                .with_text("contactEmail", "admin@example.com")
                .with_text("distributionState", "Local")
                .with_text("isProtected", false)
                .with_text("label", APP),
        ),
        (
            "extlClntAppGlobalOauthSets",
            "Midcall_glbloauth.ecaGlblOauth-meta.xml",
            Element::new("ExtlClntAppGlobalOauthSettings")
                .with_text("callbackUrl", callback)
                .with_text("externalClientApplication", APP)
                .with_text("isClientCredentialsFlowEnabled", true)
                .with_text("isConsumerSecretOptional", false)
                .with_text("isIntrospectAllTokens", false)
                .with_text("isPkceRequired", true)
                .with_text("isRefreshTokenRotationEnabled", true)
                .with_text("isSecretRequiredForRefreshToken", true)
                .with_text("label", "Midcall_glbloauth"),
        ),
        (
            "extlClntAppOauthPolicies",
            "Midcall_oauthPlcy.ecaOauthPlcy-meta.xml",
            Element::new("ExtlClntAppOauthConfigurablePolicies")
                .with_text("clientCredentialsFlowUser", username)
                .with_text("commaSeparatedPermissionSet", permission_set::INTEGRATION)
                .with_text("externalClientApplication", APP)
                .with_text("isClientCredentialsFlowEnabled", true)
                .with_text("label", "Midcall_oauthPlcy")
                .with_text("permittedUsersPolicyType", "AdminApprovedPreAuthorized")
                .with_text("refreshTokenPolicyType", "SpecificInactivity")
                .with_text("refreshTokenValidityPeriod", 30)
                .with_text("refreshTokenValidityUnit", "Days")
                .with_text("sessionTimeoutInMinutes", 120),
        ),
        (
            "extlClntAppOauthSettings",
            "Midcall_oauth.ecaOauth-meta.xml",
            Element::new("ExtlClntAppOauthSettings")
                .with_text("commaSeparatedOauthScopes", "Api")
                .with_text("externalClientApplication", APP)
                .with_text("label", "Midcall_oauth"),
        ),
    ]
}

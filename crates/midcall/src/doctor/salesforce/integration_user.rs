//! As whom we write.

use super::{
    super::Finding,
    observed::{Seen, User},
};

const CHECK: &str = "user";

pub(super) fn judge(user: &Seen<User>) -> Vec<Finding> {
    let user = match user {
        Ok(user) => user,
        Err(trouble) => {
            return vec![Finding::warn(
                CHECK,
                format!("who the token belongs to cannot be read: {}", trouble.seen),
                "whether it is a user of its own is not known",
                &trouble.to_do,
            )];
        }
    };
    let name = &user.username;
    if user.is_active == Some(false) {
        return vec![Finding::fail(
            CHECK,
            format!("{name} is not active"),
            "its token ends at any moment",
            "activate the user, or log in as another one",
        )];
    }
    let (Some(profile), Some(license)) = (&user.profile, &user.license) else {
        return vec![Finding::ok(
            CHECK,
            format!("writes are made as {name}, who may not look at its own profile and license"),
        )];
    };
    let seen = format!("writes are made as {name}, profile {profile}, license {license}");
    vec![if profile == "System Administrator" {
        Finding::warn(
            CHECK,
            seen,
            "whoever gets hold of its token may do anything in the org, and field-level security is not what other users have",
            "make a user with the Salesforce Integration license and a permission set for Lead and the mapped fields, and log in as that one",
        )
    } else if license == "Salesforce Integration" {
        Finding::ok(CHECK, seen)
    } else {
        Finding::ok(
            CHECK,
            format!(
                "{seen}; the license Salesforce Integration, made for this, has no way to log in by hand"
            ),
        )
    }]
}

#[cfg(test)]
mod tests {
    use super::super::super::Severity;
    use super::*;

    #[test]
    fn an_administrator_is_too_much() {
        let severity = |profile: &str, is_active| {
            let user = User {
                username: "integration@acme.example".to_owned(),
                is_active: Some(is_active),
                profile: Some(profile.to_owned()),
                license: Some("Salesforce".to_owned()),
            };
            judge(&Ok(user))[0].severity
        };
        assert_eq!(severity("Integration", true), Severity::Ok);
        assert_eq!(severity("System Administrator", true), Severity::Warn);
        assert_eq!(severity("Integration", false), Severity::Fail);
        assert_eq!(judge(&Ok(User::default()))[0].severity, Severity::Ok);
    }
}

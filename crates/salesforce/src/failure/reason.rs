//! Everything that can be wrong, each with its name, its class and what a person can do about it.

use super::Class;

/// Writes the enum and what is known of each reason from one list.
macro_rules! reasons {
    ($($class:ident { $($reason:ident, $code:literal, $action:literal;)* })*) => {
        /// Why a request or a record was refused. Each is described by what to do about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Reason {
            $($(#[doc = $action] $reason,)*)*
        }

        impl Reason {
            /// Every reason there is.
            pub const ALL: &[Self] = &[$($(Self::$reason,)*)*];

            /// A stable name for scripts, metrics and pages: `field_hidden`.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $($(Self::$reason => $code,)*)* }
            }

            /// How to go on.
            #[must_use]
            pub fn class(self) -> Class {
                match self { $($(Self::$reason)|* => Class::$class,)* }
            }

            /// What a person can do, in one sentence.
            #[must_use]
            pub fn action(self) -> &'static str {
                match self { $($(Self::$reason => $action,)*)* }
            }
        }
    };
}

reasons! {
    Auth {
        SessionExpired, "session_expired",
            "Nothing to do: the token is renewed.";
    }
    Config {
        ApiScopeMissing, "api_scope_missing",
            "Add the OAuth scope `api` to the app and sign in again.";
        AppNotApproved, "app_not_approved",
            "Install or approve the app in the org and sign in again.";
        ApiDisabledForOrg, "api_disabled_for_org",
            "Use an edition of Salesforce with API access.";
        ApiDisabledForUser, "api_disabled_for_user",
            "Give the integration user the permission API Enabled.";
        RecordReadOnly, "record_read_only",
            "Let the integration user edit this record: object permission and sharing.";
        ReferenceNoAccess, "reference_no_access",
            "Give the integration user access to the record or owner that is referred to.";
        OwnerCannotRead, "owner_cannot_read",
            "Give the new owner read access to the object.";
        SecurityPolicy, "security_policy",
            "Exempt the integration user from the transaction security policy.";
        FieldHidden, "field_hidden",
            "Create the field, or make it visible to the integration user by field-level security.";
        FieldReadOnly, "field_read_only",
            "Make the field editable for the integration user by field-level security.";
        ObjectHidden, "object_hidden",
            "Give the integration user access to the object.";
        ResourceMissing, "resource_missing",
            "Check the API version, and the integration user's access to the object.";
        WrongHost, "wrong_host",
            "Check the instance's host: it usually ends in `.my.salesforce.com`, and the org must exist.";
        VersionRetired, "version_retired",
            "Set a newer API version.";
    }
    Budget {
        DailyLimit, "daily_limit",
            "Wait until the org's API usage of the past 24 hours falls, or buy more API calls.";
    }
    Short {
        ConcurrentLimit, "concurrent_limit",
            "Nothing to do: sent again when other long requests of the org are through.";
        RowLocked, "row_locked",
            "Nothing to do: sent again when whoever is saving the record is through.";
        QueryTimeout, "query_timeout",
            "Nothing to do: asked again.";
        QueryCursorExpired, "query_cursor_expired",
            "Nothing to do: the query starts over.";
        RecordChanged, "record_changed",
            "Nothing to do: the record is read again first.";
        Conflict, "conflict",
            "Nothing to do: sent again.";
        RolledBack, "rolled_back",
            "Nothing to do: another record of the same request was the cause, and this is sent again.";
        ServerBusy, "server_busy",
            "Nothing to do: sent again; see status.salesforce.com if it lasts.";
        ServerFault, "server_fault",
            "Nothing to do: sent again; give Salesforce support the error id if it lasts.";
        Unreachable, "unreachable",
            "Nothing to do: sent again; check the network if it lasts.";
        AnswerUnreadable, "answer_unreadable",
            "Nothing to do: asked again; check for a proxy that answers in Salesforce's place if it lasts.";
    }
    Later {
        ApprovalLock, "approval_lock",
            "Finish the approval, or unlock the record.";
        ApexFailed, "apex_failed",
            "Ask the Salesforce admin to mend the Apex trigger that fails.";
        FlowFailed, "flow_failed",
            "Ask the Salesforce admin to mend the flow that fails, or move it to an asynchronous path.";
        OrgLimit, "org_limit",
            "Ask the Salesforce admin which limit of the org is used up.";
        StorageFull, "storage_full",
            "Free data storage in the org, or buy more.";
        Maintenance, "maintenance",
            "Wait until the org's maintenance is over.";
    }
    Data {
        TextTooLong, "text_too_long",
            "Lengthen the field, or map to a longer one.";
        NumberOutOfRange, "number_out_of_range",
            "Give the number field more digits.";
        WrongType, "wrong_type",
            "Map to a field of the right type.";
        RequiredFieldMissing, "required_field_missing",
            "Fill the required field, or make it optional.";
        ValidationRule, "validation_rule",
            "Mend the record, or exempt the integration user from the validation rule.";
        LookupFilter, "lookup_filter",
            "Choose a record that the field's lookup filter allows.";
        FieldIntegrity, "field_integrity",
            "Mend the record's fields as the message says.";
        PicklistValue, "picklist_value",
            "Add the value to the picklist, for the lead's record type too.";
        ReferenceMissing, "reference_missing",
            "Mend the id in the record: what it refers to does not exist.";
        OwnerInactive, "owner_inactive",
            "Give the lead an active owner.";
        DuplicateRule, "duplicate_rule",
            "Merge with the matching record, or relax the duplicate rule for the integration user.";
        DuplicateValue, "duplicate_value",
            "Find the other record with this value in a unique field, and keep one.";
        Unrecognized, "unrecognized",
            "Read Salesforce's message, and report it so that it is recognized next time.";
    }
    Reroute {
        LeadConverted, "lead_converted",
            "Write to the contact the lead became, or let the integration user edit converted leads.";
        RecordDeleted, "record_deleted",
            "Restore the record, or write to the one it was merged into.";
        RecordGone, "record_gone",
            "Share the record with the integration user, unless it is gone for good.";
    }
    Bug {
        MalformedId, "malformed_id",
            "Check the id: it belongs to another object than the field or path wants.";
        MalformedQuery, "malformed_query",
            "Report this: a query was misspelled.";
        MalformedRequest, "malformed_request",
            "Report this: a request was misspelled.";
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Reason;

    #[test]
    fn reasons_can_be_told_apart_and_acted_on() {
        let codes: HashSet<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
        assert_eq!(codes.len(), Reason::ALL.len());
        for reason in Reason::ALL {
            assert!(reason.action().ends_with('.'), "{reason:?}");
        }
    }
}

//! From Salesforce's words about a component to what an administrator can do about it.

/// What is looked for in Salesforce's words, in lower case, and what helps. The first that fits
/// counts.
const ADVICE: [(&[&str], &str); 10] = [
    (
        &["dynamic dashboard"],
        "the org's edition allows no more dashboards that run as whoever looks at them: make one of \
         them run as one user, or set `salesforce.dashboard` to false",
    ),
    (
        &[
            "insufficient access",
            "insufficient_access",
            "not have the required permission",
        ],
        "run setup as a user with \"Customize Application\" and \"Modify Metadata Through Metadata \
         API Functions\", or deploy the files of --export yourself",
    ),
    (
        &["cannot deploy to a required field", "required field"],
        "the field is required in this org, so no permission set may name it: map another field in \
         [salesforce.fields]",
    ),
    (
        &[
            "no customfield named",
            "doesn't exist",
            "does not exist",
            "no such column",
            "in field: field",
        ],
        "the org has no field of this name, or it was renamed: correct [salesforce.fields] and run \
         setup again",
    ),
    (
        &["maximum number of", "limit exceeded", "exceeded the limit"],
        "the org has no room for it: delete a custom field nobody uses, or map fewer in \
         [salesforce.fields]",
    ),
    (
        &[
            "duplicate value",
            "duplicate developer name",
            "already in use",
            "already exists",
        ],
        "something else in the org has this name: rename or delete it, then run setup again",
    ),
    (
        &[
            "cannot change the field type",
            "field type",
            "picklist value",
        ],
        "a field of another type has this name: map another name in [salesforce.fields]",
    ),
    (
        &["flow test", "test coverage", "active flow", "activat"],
        "deploy without --activate-flows and activate the flow in Setup > Flows",
    ),
    (
        &[
            "error parsing",
            "unexpected element",
            "must be terminated",
            "invalid xml",
        ],
        "this is a mistake of Midcall's: please report it with the line above",
    ),
    (
        &[
            "background job",
            "locked",
            "another deployment",
            "already in progress",
        ],
        "another deployment is under way in the org: wait until it is done, then run setup again",
    ),
];

/// What to do about a problem.
#[must_use]
pub fn what_to_do(problem: &str) -> &'static str {
    let problem = problem.to_lowercase();
    let fits = |(parts, _): &&(&[&str], &str)| parts.iter().any(|part| problem.contains(part));
    ADVICE.iter().find(fits).map_or(
        "an administrator of the org can look it up under Setup > Deployment Status",
        |(_, action)| action,
    )
}

#[cfg(test)]
mod tests {
    use super::what_to_do;

    #[track_caller]
    fn check(problem: &str, expected: &str) {
        let action = what_to_do(problem);
        assert!(action.contains(expected), "{action}");
    }

    #[test]
    fn every_known_problem_has_its_action() {
        check(
            "field integrity exception: unknown (The field \"AI_Qualification_Score__c\" for the \
             object \"Lead\" doesn't exist.)",
            "correct [salesforce.fields]",
        );
        check(
            "In field: field - no CustomField named Lead.X__c found",
            "correct [salesforce.fields]",
        );
        check(
            "You cannot deploy to a required field: Lead.X__c",
            "map another field",
        );
        check("Cannot change the field type", "map another name");
        check(
            "INSUFFICIENT_ACCESS: use of the Metadata API",
            "Customize Application",
        );
        check("Error parsing file: unexpected end", "report it");
        check(
            "You have exceeded the maximum number of dynamic dashboards allowed",
            "salesforce.dashboard",
        );
        check("Duplicate value found", "rename or delete");
        check("something new", "Deployment Status");
    }
}

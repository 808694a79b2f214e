//! What of the org's own making stands between a write and its save.

use serde_json::Value;

use super::{
    super::Finding,
    observed::{Flow, Inside, Seen, ValidationRule},
    trouble::Trouble,
};
use crate::fields::Targets;

pub(super) fn judge(inside: &Inside, mapped: &Targets) -> Vec<Finding> {
    let ours = Ours::of(mapped);
    let mut findings = vec![assignment(&inside.assignment_rules)];
    findings.extend(validation(&inside.validation_rules, &ours));
    findings.extend(flows(&inside.flows, &ours));
    findings
}

/// The fields that are written, by name.
struct Ours(Vec<String>);

impl Ours {
    fn of(mapped: &Targets) -> Self {
        Self(mapped.iter().map(|target| target.name.clone()).collect())
    }

    /// Which of them a text names, as whole words.
    fn named_in(&self, text: &str) -> Vec<&str> {
        let text = text.to_lowercase();
        let words: Vec<&str> = text
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .collect();
        let named = self
            .0
            .iter()
            .filter(|name| words.contains(&name.to_lowercase().as_str()));
        named.map(String::as_str).collect()
    }
}

fn assignment(rules: &Seen<Vec<String>>) -> Finding {
    const CHECK: &str = "assignment";
    let anyway = "Midcall's writes tell Salesforce not to run it (Sforce-Auto-Assign: FALSE), so owners stay";
    match rules {
        Ok(rules) if rules.is_empty() => Finding::ok(CHECK, "no assignment rule is active on Lead"),
        Ok(rules) => {
            let names = rules.join(", ");
            Finding::ok(
                CHECK,
                format!("the assignment rule {names} is active; {anyway}"),
            )
            .about(&names)
        }
        Err(trouble) => Finding::ok(
            CHECK,
            format!(
                "assignment rules cannot be read ({}); in any case {anyway}",
                trouble.seen
            ),
        ),
    }
}

fn validation(rules: &Seen<Vec<ValidationRule>>, ours: &Ours) -> Vec<Finding> {
    const CHECK: &str = "validation";
    let rules = match rules {
        Ok(rules) => rules,
        Err(trouble) => return vec![unreadable(CHECK, "validation rules", trouble)],
    };
    let mut findings = Vec::new();
    let mut unread = 0;
    for rule in rules {
        let text = [rule.formula.as_deref(), rule.display_field.as_deref()];
        let text: Vec<&str> = text.into_iter().flatten().collect();
        let named = ours.named_in(&text.join(" "));
        if named.is_empty() {
            unread += usize::from(rule.formula.is_none());
            continue;
        }
        findings.push(
            Finding::warn(
                CHECK,
                format!("the validation rule {} looks at {} and says “{}”", rule.name, named.join(", "), rule.message),
                "a write it refuses waits for a person, with these words",
                "check that it lets through what Midcall writes, or exempt the integration user in its formula",
            )
            .about(&rule.name),
        );
    }
    let others = rules.len() - findings.len();
    let seen = match others {
        0 if findings.is_empty() => "no validation rule is active on Lead".to_owned(),
        0 => return findings,
        1 => "1 other active validation rule on Lead names no field that Midcall writes".to_owned(),
        _ => format!(
            "{others} other active validation rules on Lead name no field that Midcall writes"
        ),
    };
    let seen = match others {
        0 => seen,
        _ => format!(
            "{seen}; a lead that breaks one already is refused all the same, and shown by `midcall blocked`"
        ),
    };
    findings.push(if unread == 0 {
        Finding::ok(CHECK, seen)
    } else {
        Finding::warn(
            CHECK,
            format!("{seen}; {unread} of them could not be looked into"),
            "one of those may refuse what Midcall writes",
            "look at them in Setup, Object Manager, Lead, Validation Rules",
        )
    });
    findings
}

fn flows(flows: &Seen<Vec<Flow>>, ours: &Ours) -> Vec<Finding> {
    const CHECK: &str = "flow";
    let flows = match flows {
        Ok(flows) => flows,
        Err(trouble) => return vec![unreadable(CHECK, "flows", trouble)],
    };
    let mut findings: Vec<Finding> = flows
        .iter()
        .filter_map(|flow| of_flow(CHECK, flow, ours))
        .collect();
    let others = flows.len() - findings.len();
    if findings.is_empty() && others == 0 {
        findings.push(Finding::ok(CHECK, "no flow is triggered by Leads"));
    } else if others > 0 {
        let flows = if others == 1 {
            "flow runs"
        } else {
            "flows run"
        };
        findings.push(Finding::ok(
            CHECK,
            format!("{others} other active {flows} when Leads change, and name no field that Midcall writes"),
        ));
    }
    findings
}

/// What is to be said of a flow; `None` when it has nothing to do with what is written.
fn of_flow(check: &'static str, flow: &Flow, ours: &Ours) -> Option<Finding> {
    let Flow {
        label,
        trigger,
        has_async_path,
        metadata,
    } = flow;
    let Some(metadata) = metadata else {
        return Some(
            Finding::warn(
                check,
                format!("the flow {label} ({trigger}) runs when Leads change, and could not be looked into"),
                "if it fails within the save, Midcall's write fails with it",
                "look at it in Setup, Flows: what touches Midcall's fields belongs on its asynchronous path",
            )
            .about(label),
        );
    };
    let named = ours.named_in(&metadata.to_string());
    if named.is_empty() {
        return None;
    }
    let named = named.join(", ");
    let finding = if runs_within_the_save(trigger, metadata) {
        Finding::warn(
            check,
            format!("the flow {label} looks at {named} and runs within the save"),
            "if it fails, Midcall's write fails with it, and waits",
            "move it to an asynchronous path (Run Asynchronously), or give every element a fault path",
        )
    } else {
        let path = if *has_async_path {
            "asynchronous path"
        } else {
            "scheduled paths"
        };
        Finding::ok(
            check,
            format!("the flow {label} looks at {named}, on its {path}: it cannot fail a write"),
        )
    };
    Some(finding.about(label))
}

/// A flow has an immediate path when something is connected to its start.
fn runs_within_the_save(trigger: &str, metadata: &Value) -> bool {
    let is_connected = !metadata["start"]["connector"].is_null();
    trigger == "RecordBeforeSave" || is_connected
}

fn unreadable(check: &'static str, what: &str, trouble: &Trouble) -> Finding {
    Finding::warn(
        check,
        format!("the {what} on Lead cannot be read: {}", trouble.seen),
        format!("whether {what} stand in the way of writes is not known"),
        format!(
            "let an administrator look in Setup, or run this as a user with View Setup and Configuration; {what} that refuse a write are shown by `midcall blocked`"
        ),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::Severity;
    use super::*;

    fn ours() -> Ours {
        Ours(vec!["AI_Qualification_Score__c".to_owned()])
    }

    fn rule(name: &str, formula: Option<&str>) -> ValidationRule {
        ValidationRule {
            name: name.to_owned(),
            formula: formula.map(str::to_owned),
            ..ValidationRule::default()
        }
    }

    fn outline(findings: &[Finding]) -> Vec<(Severity, Option<&str>)> {
        let outline = findings
            .iter()
            .map(|it| (it.severity, it.subject.as_deref()));
        outline.collect()
    }

    #[test]
    fn a_rule_on_our_fields_is_named() {
        let rules = Ok(vec![
            rule("Score", Some("ai_qualification_score__C > 90")),
            rule("Alike", Some("Old_AI_Qualification_Score__c > 90")),
            rule("Phone", Some("ISBLANK(Phone)")),
        ]);
        let findings = validation(&rules, &ours());
        assert_eq!(
            outline(&findings),
            [(Severity::Warn, Some("Score")), (Severity::Ok, None)]
        );
        assert!(findings[1].seen.starts_with("2 other"), "{findings:?}");
        let unread = validation(&Ok(vec![rule("Phone", None)]), &ours());
        assert_eq!(outline(&unread), [(Severity::Warn, None)]);
        assert_eq!(
            outline(&validation(&Ok(Vec::new()), &ours())),
            [(Severity::Ok, None)]
        );
    }

    #[test]
    fn a_flow_matters_when_it_can_fail_the_save() {
        let flow = |trigger: &str, metadata: Option<Value>| Flow {
            label: "Route".to_owned(),
            trigger: trigger.to_owned(),
            has_async_path: true,
            metadata,
        };
        let filter = json!([{ "field": "AI_Qualification_Score__c" }]);
        let immediate =
            json!({ "start": { "filters": filter, "connector": { "targetReference": "x" } } });
        let later = json!({ "start": { "filters": filter, "connector": null } });
        let other = json!({ "start": { "filters": [], "connector": { "targetReference": "x" } } });
        for (flow, expected) in [
            (
                flow("RecordAfterSave", Some(immediate)),
                Some(Severity::Warn),
            ),
            (
                flow("RecordAfterSave", Some(later.clone())),
                Some(Severity::Ok),
            ),
            (flow("RecordBeforeSave", Some(later)), Some(Severity::Warn)),
            (flow("RecordAfterSave", Some(other)), None),
            (flow("RecordAfterSave", None), Some(Severity::Warn)),
        ] {
            let finding = of_flow("flow", &flow, &ours());
            assert_eq!(finding.map(|it| it.severity), expected, "{flow:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let trouble = Trouble {
            seen: "object hidden".to_owned(),
            to_do: String::new(),
            may_pass: false,
        };
        let findings = [
            validation(&Err(trouble.clone()), &ours()),
            flows(&Err(trouble.clone()), &ours()),
        ];
        for finding in findings.concat() {
            assert_eq!(finding.severity, Severity::Warn);
            assert!(finding.seen.contains("cannot be read"), "{finding:?}");
        }
        // Owners stay whatever the rules are.
        assert_eq!(assignment(&Err(trouble)).severity, Severity::Ok);
    }
}

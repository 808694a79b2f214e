//! `midcall setup salesforce` as an administrator runs it: the real binary, an org on a loopback
//! port, and the files it writes.

#![cfg(test)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use midcall_sim::salesforce::{App, Org, OrgSettings};
use serde_json::Value;
use tokio::net::TcpListener;

const FIELDS: [&str; 6] = [
    "AI_Qualification_Score__c",
    "Qualification_Signals__c",
    "Call_Transcript__c",
    "Last_AI_Contact__c",
    "AI_Call_Status__c",
    "Midcall_Key__c",
];

/// An org without any field of ours, and its address.
async fn served_org() -> (Org, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let org = Org::new(OrgSettings {
        base_url: url.clone(),
        ..OrgSettings::default()
    });
    for name in FIELDS {
        org.remove_field("Lead", name).unwrap();
    }
    tokio::spawn(axum::serve(listener, org.router()).into_future());
    (org, url)
}

fn midcall(folder: &Path, url: &str, arguments: &[&str]) -> Output {
    let app = App::default();
    Command::new(env!("CARGO_BIN_EXE_midcall"))
        .args(["setup", "salesforce"])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("SALESFORCE_CLIENT_ID", app.client_id)
        .env("SALESFORCE_CLIENT_SECRET", app.client_secret)
        .env("SALESFORCE_INSTANCE", url)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// The plan as JSON, less what is kept.
fn due(output: &Output) -> Vec<Value> {
    let plan: Value = serde_json::from_slice(&output.stdout).unwrap();
    let steps = plan.as_array().unwrap().clone();
    assert!(steps.len() > 10);
    let is_due = |step: &Value| step["action"] != "keep";
    steps.into_iter().filter(is_due).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn from_nothing_to_an_empty_plan() {
    let (org, url) = served_org().await;
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| midcall(folder.path(), &url, arguments);

    let (plan, talk) = said(&run(&["--plan"]));
    for line in [
        "+ license          Salesforce API Integration               to integration@acme.example: ",
        "+ assignment       Midcall Integration                      to integration@acme.example: ",
    ] {
        assert!(plan.contains(line), "{line} is missing in: {plan}");
    }
    assert!(
        plan.contains("+ field            Lead.AI_Qualification_Score__c"),
        "{plan}"
    );
    assert!(talk.contains(" to create, 1 to change"), "{talk}");
    let undecided = run(&[]);
    assert_eq!(undecided.status.code(), Some(1));
    assert!(said(&undecided).1.contains("--yes"), "{undecided:?}");
    assert_eq!(org.metadata("CustomField", "Lead.Midcall_Key__c"), None);

    let done = run(&["--yes"]);
    let (_, talk) = said(&done);
    assert_eq!(done.status.code(), Some(0), "{talk}");
    for part in [
        "in place",
        "done: ",
        "Midcall Integration is assigned to integration@acme.example",
        "can write every field",
    ] {
        assert!(talk.contains(part), "{part} is missing in: {talk}");
    }
    assert!(org.metadata("CustomField", "Lead.Midcall_Key__c").is_some());

    let again = run(&["--yes"]);
    let (plan, talk) = said(&again);
    assert!(plan.lines().all(|line| line.starts_with("= ")), "{plan}");
    assert!(talk.contains("can write every field"), "{talk}");
    assert_eq!(due(&run(&["--plan", "--json"])), [Value::Null; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_says_who_gets_the_permission_set() {
    let (org, url) = served_org().await;
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| midcall(folder.path(), &url, arguments);
    org.set_profile("System Administrator", "Salesforce");

    // An administrator is not made an integration user for setting up.
    let done = run(&["--yes"]);
    let (plan, talk) = said(&done);
    assert_eq!(done.status.code(), Some(0), "{talk}");
    assert!(!plan.contains("assignment"), "{plan}");
    assert!(talk.contains("--assign-to USERNAME"), "{talk}");

    let stranger = run(&["--yes", "--assign-to", "nobody@acme.example"]);
    let (_, talk) = said(&stranger);
    assert_eq!(stranger.status.code(), Some(1), "{talk}");
    assert!(
        talk.contains("no user of the org is called nobody@acme.example"),
        "{talk}"
    );

    let given = run(&["--yes", "--assign-to", "sam@acme.example"]);
    let (_, talk) = said(&given);
    assert_eq!(given.status.code(), Some(0), "{talk}");
    assert!(talk.contains("is assigned to sam@acme.example"), "{talk}");
    let (plan, _) = said(&run(&["--plan"]));
    assert!(
        plan.contains(
            "= assignment       Midcall Integration                      to sam@acme.example"
        ),
        "{plan}"
    );
    assert_eq!(due(&run(&["--plan", "--json"])), [Value::Null; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_assigned_stops_nothing_else() {
    let (org, url) = served_org().await;
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| midcall(folder.path(), &url, arguments);
    org.set_integration_licenses(0);
    let refused = run(&["--yes"]);
    let (plan, talk) = said(&refused);
    assert_eq!(refused.status.code(), Some(1), "{talk}");
    assert!(plan.contains("! license"), "{plan}");
    assert!(
        talk.contains("cannot be given Salesforce API Integration") && talk.contains("hint: all 0"),
        "{talk}"
    );
    assert!(org.metadata("CustomField", "Lead.Midcall_Key__c").is_some());

    org.set_integration_licenses(5);
    org.set_may_assign(false);
    let refused = run(&["--yes"]);
    let (_, talk) = said(&refused);
    assert_eq!(refused.status.code(), Some(1), "{talk}");
    assert!(
        talk.contains("hint: whoever runs setup needs the permission Assign Permission Sets"),
        "{talk}"
    );

    org.set_may_assign(true);
    assert_eq!(run(&["--yes"]).status.code(), Some(0));
    assert_eq!(due(&run(&["--plan", "--json"])), [Value::Null; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_way_is_said() {
    let (org, url) = served_org().await;
    let folder = tempfile::tempdir().unwrap();
    org.set_may_deploy(false);
    let refused = midcall(folder.path(), &url, &["--yes"]);
    let (_, talk) = said(&refused);
    assert_eq!(refused.status.code(), Some(1), "{talk}");
    assert!(
        talk.contains("Customize Application") && talk.contains("--export"),
        "{talk}"
    );
    org.set_may_deploy(true);

    let file = folder.path().join("midcall.toml");
    fs::write(&file, "[salesforce.fields]\nlast_contact = \"Gone\"\n").unwrap();
    let refused = midcall(folder.path(), &url, &["--yes"]);
    let (_, talk) = said(&refused);
    assert_eq!(refused.status.code(), Some(1), "{talk}");
    for part in [
        "nothing was changed",
        "PermissionSet Midcall_Integration (permissionsets/Midcall_Integration.permissionset, line ",
        "no CustomField named Lead.Gone",
        "hint: the org has no field of this name",
    ] {
        assert!(talk.contains(part), "{part} is missing in: {talk}");
    }

    for (mapping, expected) in [
        (
            "score = \"Not a name\"",
            "`salesforce.fields.score` is \"Not a name\"",
        ),
        (
            "transcript = \"midcall_key__c\"",
            "holds the key of Midcall's own leads",
        ),
        ("score = \"X__c\"\nsignals = \"x__c\"", "are both \"x__c\""),
    ] {
        fs::write(&file, format!("[salesforce.fields]\n{mapping}\n")).unwrap();
        let refused = midcall(folder.path(), &url, &["--plan"]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(said(&refused).1.contains(expected), "{refused:?}");
    }
}

fn files_in(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            files.insert(path.strip_prefix(folder).unwrap().to_owned(), text);
        }
    }
    files
}

/// To take a wanted change over: `cargo run -- setup salesforce --export
/// crates/midcall/tests/golden/salesforce`.
#[test]
fn the_project_is_the_recorded_one_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("project");
    let exported = midcall(folder.path(), "", &["--export", at.to_str().unwrap()]);
    assert_eq!(exported.status.code(), Some(0), "{exported:?}");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/salesforce");
    let (found, expected) = (files_in(&at), files_in(&golden));
    assert!(found.keys().eq(expected.keys()), "{:?}", found.keys());
    for (path, text) in &expected {
        assert_eq!(&found[path], text, "{}", path.display());
    }
    assert!(
        !folder.path().join("midcall.db").exists(),
        "no data is made"
    );
}

#[test]
fn an_export_leaves_what_others_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("sfdx-project.json");
    fs::write(&project, "{}").unwrap();
    let refused = midcall(folder.path(), "", &["--export", "."]);
    let (_, talk) = said(&refused);
    assert_eq!(refused.status.code(), Some(1), "{talk}");
    assert!(
        talk.contains("sfdx-project.json") && talk.contains("hint: move it away"),
        "{talk}"
    );
    assert_eq!(fs::read_to_string(&project).unwrap(), "{}");
    assert_eq!(files_in(folder.path()).len(), 1);
}

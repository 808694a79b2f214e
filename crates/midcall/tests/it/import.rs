//! Many leads at once: from a file or a query, each once, with a reason for every one that is not
//! called.

use midcall::place::{self, Candidate, Import, Verdict};
use serde_json::json;

use crate::app::App;

const NOW: i64 = 1_795_100_645_000;

fn how(is_dry: bool) -> Import {
    Import {
        batch: "spring".to_owned(),
        priority: 0,
        not_before: None,
        is_dry,
    }
}

fn lead(app: &App, fields: serde_json::Value) -> String {
    let mut all = json!({ "LastName": "Vega", "Company": "Tidewater Robotics" });
    all.as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    app.org.create_lead(all).unwrap()
}

async fn import(app: &App, candidates: Vec<Candidate>, is_dry: bool) -> Vec<Verdict> {
    let sorted = place::import(&app.node, candidates, &how(is_dry), |_| {}).await;
    sorted.unwrap().into_iter().map(|one| one.verdict).collect()
}

fn why(verdict: &Verdict) -> &str {
    match verdict {
        Verdict::Queued => "queued",
        Verdict::Known(why) | Verdict::Skipped(why) => why,
    }
}

#[tokio::test]
async fn every_lead_of_a_list_is_called_once_or_has_a_reason() {
    let app = App::start(NOW).await;
    let leads: Vec<String> = (0..4).map(|_| app.new_lead()).collect();
    let marked = lead(&app, json!({ "DoNotCall": true }));
    let list = format!(
        "Lead Id,Phone\n{},(555) 013-4782\n{},+44 20 7946 0958\n{},call me\n{},(555) 013-4782\n{},555 013 4783\n{},555 013 4784\n00Qnonsense,555 013 4785\n",
        leads[0],
        leads[1],
        leads[2],
        leads[3],
        marked,
        &leads[0][..15],
    );
    let candidates = || place::of_csv(&list, None).unwrap_or_else(|error| panic!("{error}"));
    let expected = [
        "queued",
        "queued",
        "extension or letters",
        "same number",
        "Do Not Call",
        "twice",
        "no Lead's id",
    ];
    for is_dry in [true, false] {
        let verdicts = import(&app, candidates(), is_dry).await;
        for (verdict, expected) in verdicts.iter().zip(expected) {
            assert!(
                why(verdict).contains(expected),
                "{} is not {expected}",
                why(verdict)
            );
        }
        if is_dry {
            app.place().await;
            assert_eq!(app.vapi.dials().len(), 0, "only told");
        }
    }
    app.place().await;
    let numbers: Vec<String> = app
        .vapi
        .dials()
        .iter()
        .map(|it| it.number.clone())
        .collect();
    assert_eq!(numbers, ["+15550134782", "+442079460958"]);
    // However often it is imported, while they are called and after.
    let again = import(&app, candidates(), false).await;
    assert!(
        why(&again[0]).contains("being called"),
        "{}",
        why(&again[0])
    );
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 2);
}

#[tokio::test]
async fn an_import_that_is_cut_off_is_made_again_without_a_second_call() {
    let mut app = App::start(NOW).await;
    let leads: Vec<String> = (0..3).map(|_| app.new_lead()).collect();
    let candidates = |count: usize| -> Vec<Candidate> {
        let leads = leads.iter().take(count).enumerate();
        leads
            .map(|(at, lead)| Candidate {
                line: at + 1,
                lead: lead.clone(),
                phone: format!("+1556000000{at}"),
            })
            .collect()
    };
    import(&app, candidates(1), false).await;
    app.place().await;
    app.newest_call_ends("customer-ended-call").await;
    let mut app = app.crash_and_restart().await;
    let verdicts = import(&app, candidates(3), false).await;
    assert_eq!(why(&verdicts[0]), "it was called for this batch");
    app.place().await;
    app.newest_call_ends("customer-ended-call").await;
    assert_eq!(app.vapi.dials().len(), 3);
}

#[tokio::test]
async fn a_query_finds_leads_and_their_numbers() {
    let app = App::start(NOW).await;
    let by_phone = lead(
        &app,
        json!({ "Phone": "(555) 013-4782", "Company": "Called" }),
    );
    let by_mobile = lead(
        &app,
        json!({ "MobilePhone": "555.013.4783", "Company": "Called" }),
    );
    let by_neither = lead(&app, json!({ "Company": "Called" }));
    app.new_lead();
    let soql = "SELECT Id, Phone, MobilePhone FROM Lead WHERE Company = 'Called' ORDER BY Id";
    let found = place::of_soql(&app.node, soql, None, |_, _| {}).await;
    let found = found.unwrap_or_else(|error| panic!("{error}"));
    let leads: Vec<&str> = found.iter().map(|it| it.lead.as_str()).collect();
    assert_eq!(leads, [&by_phone, &by_mobile, &by_neither]);
    let verdicts = import(&app, found, false).await;
    assert_eq!(
        verdicts.iter().map(why).collect::<Vec<_>>(),
        ["queued", "queued", "it has no telephone number"]
    );
    let error = place::of_soql(&app.node, "SELECT Id FROM Nothing", None, |_, _| {}).await;
    assert!(error.is_err());
}

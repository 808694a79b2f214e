//! `midcall eval`

use std::{collections::BTreeMap, fs::File, io::BufReader, path::Path};

use midcall::{
    config::Settings,
    eval::{self, Figures, Hearing, LabelledCase, Table},
    output,
};
use midcall_domain::signals::Rubric;

use super::Failure;
use crate::cli::Eval;

/// Hears labelled calls and prints how much of the labels was heard.
pub(super) fn eval(args: &Eval, settings: &Settings, is_json: bool) -> Result<(), Failure> {
    let rubric = &settings.rubric();
    let mut heard: Vec<(LabelledCase, Hearing)> = Vec::new();
    for path in &args.files {
        for mut case in read(path)? {
            case.case.currency = case.case.currency.or(settings.calls.currency);
            let hearing = eval::hear(&case.case, rubric);
            heard.push((case, hearing));
        }
    }
    if let Some(tag) = &args.tag {
        heard.retain(|(case, _)| case.tags.contains(tag));
    }
    if let Some(id) = &args.explain {
        let (case, hearing) = heard
            .iter()
            .find(|(case, _)| case.case.id == *id)
            .ok_or_else(|| Failure::yours(format!("no call {id} in these files")))?;
        output::data(&eval::explain(case, hearing));
        return Ok(());
    }
    let figures = figures(heard.iter(), rubric);
    if let Some(path) = &args.record {
        let text = serde_json::to_string_pretty(&figures).map_err(Failure::ours)? + "\n";
        std::fs::write(path, text).map_err(|error| {
            Failure::yours(format!("{} cannot be written: {error}", path.display()))
        })?;
    }
    let before = args.baseline.as_deref().map(baseline).transpose()?;
    if is_json {
        output::data(&serde_json::to_string(&figures).map_err(Failure::ours)?);
        return Ok(());
    }
    let table = Table {
        figures: &figures,
        before: before.as_ref(),
    };
    output::data(table.to_string().trim_end());
    if args.by_tag {
        by_tag(&heard, rubric);
    }
    Ok(())
}

fn figures<'a>(
    heard: impl Iterator<Item = &'a (LabelledCase, Hearing)>,
    rubric: &Rubric,
) -> Figures {
    let mut figures = Figures::default();
    for (case, hearing) in heard {
        figures.count(case, hearing, rubric);
    }
    figures
}

/// A line for each tag that enough calls carry.
fn by_tag(heard: &[(LabelledCase, Hearing)], rubric: &Rubric) {
    const CALLS_MIN: u32 = 5;
    let mut tags: BTreeMap<&str, Figures> = BTreeMap::new();
    for (case, hearing) in heard {
        for tag in &case.tags {
            tags.entry(tag).or_default().count(case, hearing, rubric);
        }
    }
    output::data(
        "\ntag                             calls  BANT positive  negative  values  score exact",
    );
    for (tag, figures) in tags.iter().filter(|(_, it)| it.calls >= CALLS_MIN) {
        output::data(&format!(
            "{tag:<30}  {:>5}          {:>5.1}     {:>5.1}   {:>5.1}        {:>5.1}",
            figures.calls,
            figures.bant(|it| it.positive).f1(),
            figures.bant(|it| it.negative).f1(),
            figures.values().percent(),
            figures.exact_scores.percent(),
        ));
    }
}

fn read(path: &Path) -> Result<Vec<LabelledCase>, Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let cases: Result<Vec<LabelledCase>, _> = eval::read_cases(BufReader::new(file)).collect();
    Ok(cases?)
}

fn baseline(path: &Path) -> Result<Figures, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::yours(format!(
            "{} holds no figures: {error}\nhint: `midcall eval FILE --record {}` writes it",
            path.display(),
            path.display()
        ))
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::yours(format!(
        "{} cannot be opened: {error}\nhint: labelled calls are in evals/",
        path.display()
    ))
}

//! Trains the listener's table of weights: `cargo xtask train`.
//!
//! With `--hold-out`, the calls of some writers are kept out of the training and heard instead:
//! what they show is what calls of strangers will.

mod confidence;
mod lesson;
mod regression;

use std::{
    error::Error,
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;
use midcall::{
    eval::{self, Figures, LabelledCase, Table},
    output,
};
use midcall_domain::signals::{Rubric, model::Weights};

use crate::{
    lesson::{Lesson, OptOutCase},
    regression::Settings,
};

/// Trains the listener's table of weights from labelled calls.
#[derive(Debug, Parser)]
struct Options {
    /// Files of labelled calls.
    #[arg(required = true)]
    calls: Vec<PathBuf>,
    /// Where the table goes.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Where it goes how far each rule can be trusted.
    #[arg(long)]
    confidence: Option<PathBuf>,
    /// Hear these writers' calls with a table trained on all the others, and print how much of them
    /// was heard. The letters their ids begin with.
    #[arg(long, value_delimiter = ',')]
    hold_out: Vec<String>,
    /// Single utterances, labelled for whether they ask for no more calls.
    #[arg(long)]
    opt_outs: Option<PathBuf>,
    /// How often each lesson is taught.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..))]
    epochs: u32,
    /// How strongly weights are pulled towards zero.
    #[arg(long, default_value_t = 2.5)]
    decay: f32,
    /// Added to "positive" after training.
    #[arg(long, default_value_t = 0.4)]
    positive_bias: f32,
    /// Added to "negative" after training.
    #[arg(long, default_value_t = 0.4)]
    negative_bias: f32,
    /// Added to "no more calls" after training.
    #[arg(long, default_value_t = 0.6)]
    opt_out_bias: f32,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::talk(&format!("error: {}", output::chain(&*error)));
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let settings = Settings {
        epochs: options.epochs as usize,
        decay: options.decay,
        positive_bias: options.positive_bias,
        negative_bias: options.negative_bias,
        opt_out_bias: options.opt_out_bias,
    };
    let opt_outs: Vec<Lesson> = match &options.opt_outs {
        Some(path) => opt_out_cases(path)?
            .iter()
            .filter_map(lesson::opt_out_lesson)
            .collect(),
        None => Vec::new(),
    };
    let cases = read(&options.calls)?;
    let taught: Vec<(&LabelledCase, Vec<Lesson>)> = cases
        .iter()
        .map(|case| (case, lesson::lessons(case)))
        .collect();
    let of_others = |held_out: &[String]| -> Vec<&Lesson> {
        let is_other = |case: &LabelledCase| !held_out.iter().any(|it| it == writer_of(case));
        let others = taught.iter().filter(|(case, _)| is_other(case));
        let from_calls = others.flat_map(|(_, lessons)| lessons);
        from_calls.chain(&opt_outs).collect()
    };
    if !options.hold_out.is_empty() {
        let weights = regression::train(&of_others(&options.hold_out), settings);
        // For as long as the program runs.
        let weights: &'static Weights = Box::leak(Box::new(weights));
        let mut figures = Figures::default();
        let rubric = Rubric::default();
        for case in &cases {
            if options.hold_out.iter().any(|it| it == writer_of(case)) {
                let hearing = eval::hear_weighing(&case.case, &rubric, Some(weights));
                figures.count(case, &hearing, &rubric);
            }
        }
        let table = Table {
            figures: &figures,
            before: None,
        };
        output::data(table.to_string().trim_end());
    }
    if let Some(path) = &options.out {
        let lessons = of_others(&[]);
        let table = regression::train(&lessons, settings).write();
        write(path, &table)?;
        output::talk(&format!(
            "{} lessons from {} calls, {} bytes of weights",
            lessons.len(),
            cases.len(),
            table.len()
        ));
    }
    if let Some(path) = &options.confidence {
        write(path, confidence::table(&cases).as_bytes())?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    Ok(std::fs::write(path, bytes)
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))?)
}

fn read(paths: &[PathBuf]) -> Result<Vec<LabelledCase>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for path in paths {
        let file = File::open(path)
            .map_err(|error| format!("{} cannot be opened: {error}", path.display()))?;
        for case in eval::read_cases(BufReader::new(file)) {
            cases.push(
                case.map_err(|error| format!("{}: {}", path.display(), output::chain(&error)))?,
            );
        }
    }
    Ok(cases)
}

fn opt_out_cases(path: &Path) -> Result<Vec<OptOutCase>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("{} cannot be opened: {error}", path.display()))?;
    let cases = text.lines().zip(1..).map(|(line, number)| {
        serde_json::from_str(line)
            .map_err(|error| format!("{}: line {number}: {error}", path.display()).into())
    });
    cases.collect()
}

/// Who wrote a call: the letters its id begins with.
fn writer_of(case: &LabelledCase) -> &str {
    let id = &case.case.id;
    let end = id.find(|c: char| !c.is_ascii_alphabetic());
    &id[..end.unwrap_or(id.len())]
}

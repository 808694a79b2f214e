//! Trains the listener's table of weights: `cargo xtask train`.
//!
//! With `--hold-out`, the calls of some writers are kept out of the training and heard instead:
//! what they show is what calls of strangers will.

mod lesson;
mod regression;

use std::{error::Error, fs::File, io::BufReader, path::PathBuf, process::ExitCode};

use clap::Parser;
use midcall::{
    eval::{self, Figures, LabelledCase, Table},
    output,
};
use midcall_domain::signals::{Rubric, model::Weights};

use crate::{lesson::Lesson, regression::Settings};

/// Trains the listener's table of weights from labelled calls.
#[derive(Debug, Parser)]
struct Options {
    /// Files of labelled calls.
    #[arg(required = true)]
    calls: Vec<PathBuf>,
    /// Where the table goes.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Hear each of these writers' calls with a table trained on all the others, and print how much
    /// of them was heard. The letters their ids begin with.
    #[arg(long, value_delimiter = ',')]
    hold_out: Vec<String>,
    /// How strongly weights are pulled towards zero.
    #[arg(long, default_value_t = 0.6)]
    decay: f32,
    /// Added to "positive" after training.
    #[arg(long, default_value_t = 0.8)]
    positive_bias: f32,
    /// Added to "negative" after training.
    #[arg(long, default_value_t = 1.4)]
    negative_bias: f32,
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
        decay: options.decay,
        positive_bias: options.positive_bias,
        negative_bias: options.negative_bias,
    };
    let cases = read(&options.calls)?;
    let taught: Vec<(&LabelledCase, Vec<Lesson>)> = cases
        .iter()
        .map(|case| (case, lesson::lessons(case)))
        .collect();
    let of_others = |writer: Option<&str>| -> Vec<&Lesson> {
        let others = taught
            .iter()
            .filter(|(case, _)| writer != Some(writer_of(case)));
        others.flat_map(|(_, lessons)| lessons).collect()
    };
    if !options.hold_out.is_empty() {
        let mut figures = Figures::default();
        for writer in &options.hold_out {
            let weights = regression::train(&of_others(Some(writer)), settings);
            // One table per writer, for as long as the program runs.
            let weights: &'static Weights = Box::leak(Box::new(weights));
            for case in cases.iter().filter(|case| writer_of(case) == writer) {
                let rubric = Rubric::default();
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
        let lessons = of_others(None);
        let table = regression::train(&lessons, settings).write();
        std::fs::write(path, &table)
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        output::talk(&format!(
            "{} lessons from {} calls, {} bytes of weights",
            lessons.len(),
            cases.len(),
            table.len()
        ));
    }
    Ok(())
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

/// Who wrote a call: the letters its id begins with.
fn writer_of(case: &LabelledCase) -> &str {
    let id = &case.case.id;
    let end = id.find(|c: char| !c.is_ascii_alphabetic());
    &id[..end.unwrap_or(id.len())]
}

//! Carries a plan out: uploads what is due, and follows the deployment to its end.

use std::time::Duration;

use midcall_salesforce::{
    ApiVersion, Class, metadata,
    operations::{DeployProgress, ReadDeploy, StartDeploy},
};

use super::{Plan, manifest, what_to_do};
use crate::connection::{Connection, Error};

/// How often to ask how far a deployment is, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Between the first two questions.
    pub first: Duration,
    /// Between two questions at most.
    pub longest: Duration,
    /// Questions in all.
    pub questions_max: u32,
}

impl Default for Pace {
    /// A package of this size takes seconds; an org that is deploying something else makes it wait
    /// for minutes. After a quarter of an hour a person should look.
    fn default() -> Self {
        Self {
            first: Duration::from_millis(500),
            longest: Duration::from_secs(5),
            questions_max: 180,
        }
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deployed {
    /// All of it is in the org.
    Done {
        /// How many components.
        components: usize,
        /// What Salesforce warns of.
        warnings: Vec<Problem>,
    },
    /// None of it is in the org.
    Refused(Vec<Problem>),
    /// It has not come to its end in time, and may yet.
    StillRunning,
}

/// One thing that Salesforce objects to.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// Which component: its kind and name as Salesforce gives them.
    pub component: String,
    /// In which file of the package; empty when Salesforce does not say.
    pub file: String,
    /// In which line; 0 when Salesforce does not say.
    pub line: u32,
    /// What is wrong, in Salesforce's words.
    pub problem: String,
    /// What to do about it.
    pub action: &'static str,
}

/// Deploys what is due, telling `tell` how far it is.
///
/// # Errors
///
/// When Salesforce refuses the deployment as a whole or cannot be reached.
pub async fn deploy(
    connection: &Connection,
    plan: &Plan,
    version: ApiVersion,
    pace: Pace,
    mut tell: impl FnMut(&DeployProgress),
) -> Result<Deployed, Error> {
    let package = metadata::zip(&manifest::package(plan.to_deploy(), version));
    let start = StartDeploy {
        package,
        is_check_only: false,
    };
    let question = ReadDeploy {
        id: connection.send(&start).await?,
    };
    let mut pause = pace.first;
    for _ in 0..pace.questions_max {
        match connection.send(&question).await {
            Ok(progress) if progress.done => return Ok(outcome(plan, &progress)),
            Ok(progress) => tell(&progress),
            // The deployment goes on whether or not an answer comes through.
            Err(error) if error.class() == Class::Short => {}
            Err(error) => return Err(error),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(pace.longest);
    }
    Ok(Deployed::StillRunning)
}

fn outcome(plan: &Plan, progress: &DeployProgress) -> Deployed {
    let problems = |warnings: bool| {
        let failures = progress.failures().iter();
        failures
            .filter(move |failure| failure.is_warning() == warnings)
            .map(|failure| {
                let problem = failure.problem.as_str().to_owned();
                Problem {
                    component: format!("{} {}", failure.component_type, failure.full_name)
                        .trim()
                        .to_owned(),
                    file: failure.file_name.clone(),
                    line: failure.line_number,
                    action: what_to_do(&problem),
                    problem,
                }
            })
    };
    if progress.success {
        return Deployed::Done {
            components: plan.to_deploy().count(),
            warnings: problems(true).collect(),
        };
    }
    let mut refused: Vec<Problem> = problems(false).collect();
    if refused.is_empty() {
        let said = progress.error_message.as_str();
        let problem = match said {
            "" => format!("the deployment ended as {:?}", progress.status),
            said => said.to_owned(),
        };
        refused.push(Problem {
            component: "the package".to_owned(),
            file: String::new(),
            line: 0,
            action: what_to_do(&problem),
            problem,
        });
    }
    Deployed::Refused(refused)
}

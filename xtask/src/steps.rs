//! Runs a list of named steps in order and shows where time goes; the first failure ends it.

use std::time::{Duration, Instant};

use crate::failure::{Failure, Result};
use crate::workspace::Workspace;

/// A name for the screen and the work behind it.
pub(crate) type Step = (&'static str, fn(&Workspace) -> Result<()>);

/// Runs the steps.
///
/// # Errors
/// The first failing step's failure, with the step's name.
pub(crate) fn run(workspace: &Workspace, steps: &[Step]) -> Result<()> {
    for (index, (name, work)) in steps.iter().enumerate() {
        println!("==> {} of {}: {name}", index + 1, steps.len());
        let started = Instant::now();
        work(workspace)
            .map_err(|failure| Failure::new(format!("step `{name}` failed\n{failure}")))?;
        println!("    {name}: {}", shown(started.elapsed()));
    }
    Ok(())
}

/// A duration as a person says it: tenths of a second, minutes once there are some.
pub(crate) fn shown(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..60 => format!("{:.1} s", duration.as_secs_f64()),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (milliseconds, expected) in [(0, "0.0 s"), (1_234, "1.2 s"), (61_900, "1 min 1 s")] {
            assert_eq!(shown(Duration::from_millis(milliseconds)), expected);
        }
    }

    #[test]
    fn the_first_failure_ends_the_run_and_names_its_step() {
        let steps: &[Step] = &[
            ("fine", |_| Ok(())),
            ("broken", |_| Err(Failure::new("no luck"))),
            ("after", |_| {
                unreachable!("a step after a failure must not run")
            }),
        ];
        let failure = run(&Workspace::default(), steps).expect_err("one step fails");
        assert_eq!(failure.to_string(), "step `broken` failed\nno luck");
    }
}

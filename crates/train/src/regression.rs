//! Multinomial logistic regression over sparse cues: stochastic gradients with a step of its own
//! per weight (AdaGrad), pulled towards zero. The same lessons in the same order give the same
//! table.

use std::thread;

use midcall_domain::signals::{
    SignalKind,
    model::{CUES, Class, Weights, is_of_rules},
};

use crate::lesson::Lesson;

/// After this share of the epochs the weights swing around where they belong; their mean is taken.
const SETTLED_AFTER: usize = 3;
const STEP: f32 = 0.25;
/// A cue seen in fewer lessons says more about its call than about the language.
const SEEN_MIN: u32 = 2;

/// How the training is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// How often each lesson is taught.
    pub(crate) epochs: usize,
    /// How strongly weights are pulled towards zero.
    pub(crate) decay: f32,
    /// Added to "positive" after training: finding nothing is by far the most frequent, and too
    /// often right.
    pub(crate) positive_bias: f32,
    /// The same for "negative", which is rarer still.
    pub(crate) negative_bias: f32,
    /// The same for opt-outs, of which none should be missed.
    pub(crate) opt_out_bias: f32,
}

/// What is learned of a cue: "positive" and "negative" side by side, as they are used together.
#[derive(Clone, Copy, Default)]
struct Row {
    weights: [f32; 2],
    squares: [f32; 2],
}

/// Two columns of the table, and how far they have moved.
struct Pair {
    bias: Row,
    rows: Vec<Row>,
}

/// Two columns of the table, trained: a bias and a weight for each cue.
type Columns = [(f32, Vec<f32>); 2];

impl Pair {
    fn new() -> Self {
        Self {
            bias: Row::default(),
            rows: vec![Row::default(); CUES],
        }
    }

    fn add(&mut self, other: &Self) {
        self.bias.add(other.bias);
        for (row, more) in self.rows.iter_mut().zip(&other.rows) {
            row.add(*more);
        }
    }

    fn divided_by(self, count: f32) -> Columns {
        [0, 1].map(|column| {
            let weights = self.rows.iter().map(|row| row.weights[column] / count);
            (self.bias.weights[column] / count, weights.collect())
        })
    }

    fn sums(&self, cues: &[u32]) -> [f32; 2] {
        let mut sums = [0.0; 2];
        for &cue in cues {
            let [positive, negative] = self.rows[cue as usize].weights;
            sums[0] += positive;
            sums[1] += negative;
        }
        [0, 1].map(|column| self.bias.weights[column] + sums[column])
    }

    fn learn(&mut self, cues: &[u32], errors: [f32; 2], decay: f32, seen: &[u32]) {
        self.bias.step(errors);
        for &cue in cues {
            let cue = cue as usize;
            let row = &mut self.rows[cue];
            // Each lesson with the cue carries its share of the pull.
            let pull = decay / seen[cue] as f32;
            row.step([0, 1].map(|column| errors[column] + pull * row.weights[column]));
        }
    }
}

impl Row {
    fn add(&mut self, other: Self) {
        for (weight, more) in self.weights.iter_mut().zip(other.weights) {
            *weight += more;
        }
    }

    fn step(&mut self, slopes: [f32; 2]) {
        for (column, slope) in slopes.into_iter().enumerate() {
            self.squares[column] += slope * slope;
            self.weights[column] -= STEP * slope / (self.squares[column].sqrt() + 1e-6);
        }
    }
}

/// Trains a table.
pub(crate) fn train(lessons: &[&Lesson], settings: Settings) -> Weights {
    let mut seen = vec![0_u32; CUES];
    for lesson in lessons {
        for &cue in &lesson.cues {
            seen[cue as usize] += 1;
        }
    }
    // The rules were written with some of these calls at hand, and are better on them than they will
    // be on others: each lesson is learned a second time from the words alone.
    let lessons: Vec<Lesson> = lessons
        .iter()
        .flat_map(|lesson| {
            let words = lesson.cues.iter().copied().filter(|cue| !is_of_rules(*cue));
            let plain = Lesson {
                cues: words.collect(),
                ..**lesson
            };
            [(*lesson).clone(), plain]
        })
        .collect();
    let lessons: &[Lesson] = &lessons;
    let known: Vec<Vec<u32>> = lessons
        .iter()
        .map(|lesson| {
            let cues = lesson.cues.iter().copied();
            cues.filter(|&cue| seen[cue as usize] >= SEEN_MIN).collect()
        })
        .collect();
    let taught = |class: &dyn Fn(&Lesson) -> Option<Class>| -> Vec<(usize, Class)> {
        let classes = lessons.iter().map(class).enumerate();
        classes
            .filter_map(|(at, class)| Some((at, class?)))
            .collect()
    };
    // Each signal is learned for itself, so they are at once.
    let (by_signal, opt_out) = thread::scope(|scope| {
        let learn = |taught: Vec<(usize, Class)>| {
            let (known, seen) = (&known, &seen);
            scope.spawn(move || train_columns(&taught, known, seen, settings))
        };
        let by_signal =
            SignalKind::ALL.map(|signal| learn(taught(&|lesson| lesson.classes[signal as usize])));
        let opt_out = learn(taught(&|lesson| {
            let class = |asked: bool| {
                if asked {
                    Class::Positive
                } else {
                    Class::Nothing
                }
            };
            lesson.is_opt_out.map(class)
        }));
        (by_signal.map(trained), trained(opt_out))
    });
    let mut columns: Vec<(f32, Vec<f32>)> = Vec::new();
    for [(positive_bias, positive), (negative_bias, negative)] in by_signal {
        columns.push((positive_bias + settings.positive_bias, positive));
        columns.push((negative_bias + settings.negative_bias, negative));
    }
    let [(asked_bias, asked), _] = opt_out;
    columns.push((asked_bias + settings.opt_out_bias, asked));
    Weights::of(&columns)
}

fn trained(learning: thread::ScopedJoinHandle<'_, Columns>) -> Columns {
    learning
        .join()
        .unwrap_or_else(|panicked| std::panic::resume_unwind(panicked))
}

fn train_columns(
    taught: &[(usize, Class)],
    known: &[Vec<u32>],
    seen: &[u32],
    settings: Settings,
) -> Columns {
    let Settings { epochs, decay, .. } = settings;
    let settled = epochs / SETTLED_AFTER;
    let mut pair = Pair::new();
    let mut mean = Pair::new();
    for epoch in 0..epochs {
        for place in 0..taught.len() {
            let (at, class) = taught[shuffled(place, taught.len(), epoch)];
            let cues = &known[at];
            let sums = pair.sums(cues);
            let top = sums[0].max(sums[1]).max(0.0);
            let total = (-top).exp() + (sums[0] - top).exp() + (sums[1] - top).exp();
            let error = |sum: f32, of: Class| {
                let wanted = if class == of { 1.0 } else { 0.0 };
                (sum - top).exp() / total - wanted
            };
            let errors = [
                error(sums[0], Class::Positive),
                error(sums[1], Class::Negative),
            ];
            pair.learn(cues, errors, decay, seen);
        }
        if epoch >= settled {
            mean.add(&pair);
        }
    }
    mean.divided_by((epochs - settled) as f32)
}

/// Another order in every epoch, without chance: steps of a number that shares no factor with the
/// count.
fn shuffled(place: usize, count: usize, epoch: usize) -> usize {
    let mut stride = (count * 61 / 100 + 7 * epoch).max(1);
    while greatest_common_divisor(stride, count) != 1 {
        stride += 1;
    }
    (place * stride + epoch * 131) % count
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

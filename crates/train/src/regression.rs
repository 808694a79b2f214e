//! Multinomial logistic regression over sparse cues: stochastic gradients with a step of its own
//! per weight (AdaGrad), pulled towards zero. The same lessons in the same order give the same
//! table.

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

struct Column {
    bias: f32,
    bias_squares: f32,
    weights: Vec<f32>,
    squares: Vec<f32>,
}

impl Column {
    fn new() -> Self {
        Self {
            bias: 0.0,
            bias_squares: 0.0,
            weights: vec![0.0; CUES],
            squares: vec![0.0; CUES],
        }
    }

    fn add(&mut self, other: &Self) {
        self.bias += other.bias;
        for (weight, more) in self.weights.iter_mut().zip(&other.weights) {
            *weight += more;
        }
    }

    fn divided_by(mut self, count: f32) -> Self {
        self.bias /= count;
        self.weights.iter_mut().for_each(|weight| *weight /= count);
        self
    }

    fn sum(&self, cues: &[u32]) -> f32 {
        self.bias
            + cues
                .iter()
                .map(|&cue| self.weights[cue as usize])
                .sum::<f32>()
    }

    fn learn(&mut self, cues: &[u32], error: f32, decay: f32, seen: &[u32]) {
        self.bias_squares += error * error;
        self.bias -= STEP * error / (self.bias_squares.sqrt() + 1e-6);
        for &cue in cues {
            let cue = cue as usize;
            // Each lesson with the cue carries its share of the pull.
            let slope = error + decay * self.weights[cue] / seen[cue] as f32;
            self.squares[cue] += slope * slope;
            self.weights[cue] -= STEP * slope / (self.squares[cue].sqrt() + 1e-6);
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
    let mut columns: Vec<(f32, Vec<f32>)> = SignalKind::ALL
        .into_iter()
        .flat_map(|signal| {
            let taught = taught(&|lesson| lesson.classes[signal as usize]);
            let [positive, negative] = train_columns(&taught, &known, &seen, settings);
            [
                (positive.bias + settings.positive_bias, positive.weights),
                (negative.bias + settings.negative_bias, negative.weights),
            ]
        })
        .collect();
    let taught = taught(&|lesson| {
        let class = |asked: bool| {
            if asked {
                Class::Positive
            } else {
                Class::Nothing
            }
        };
        lesson.is_opt_out.map(class)
    });
    let [asked, _] = train_columns(&taught, &known, &seen, settings);
    columns.push((asked.bias + settings.opt_out_bias, asked.weights));
    Weights::of(&columns)
}

fn train_columns(
    taught: &[(usize, Class)],
    known: &[Vec<u32>],
    seen: &[u32],
    settings: Settings,
) -> [Column; 2] {
    let Settings { epochs, decay, .. } = settings;
    let settled = epochs / SETTLED_AFTER;
    let mut columns = [Column::new(), Column::new()];
    let mut means = [Column::new(), Column::new()];
    for epoch in 0..epochs {
        for place in 0..taught.len() {
            let (at, class) = taught[shuffled(place, taught.len(), epoch)];
            let cues = &known[at];
            let sums = [columns[0].sum(cues), columns[1].sum(cues)];
            let top = sums[0].max(sums[1]).max(0.0);
            let total = (-top).exp() + (sums[0] - top).exp() + (sums[1] - top).exp();
            for (column, (sum, of)) in columns
                .iter_mut()
                .zip(sums.into_iter().zip([Class::Positive, Class::Negative]))
            {
                let likelihood = (sum - top).exp() / total;
                let wanted = if class == of { 1.0 } else { 0.0 };
                column.learn(cues, likelihood - wanted, decay, seen);
            }
        }
        if epoch >= settled {
            for (mean, column) in means.iter_mut().zip(&columns) {
                mean.add(column);
            }
        }
    }
    means.map(|mean| mean.divided_by((epochs - settled) as f32))
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

//! The trained table: how much each cue speaks for and against each signal.

use std::{fmt, sync::LazyLock};

use crate::signals::{SignalKind, SignalState};

/// Rows of the table. A power of two: a cue is the upper bits of a digest.
pub const CUES: usize = 1 << 19;
/// The column for "no more calls".
pub const OPT_OUT: usize = 2 * SignalKind::ALL.len();
/// Columns of a row: positive and negative for each signal, and the opt-out. "Nothing was said"
/// needs none: it is what the others are measured against.
const COLUMNS: usize = OPT_OUT + 1;
const MAGIC: &[u8; 8] = b"midcall2";
const ROW_BYTES: usize = 4 + COLUMNS;
const HEADER_BYTES: usize = 8 + 4 + 4 * COLUMNS;

/// What can be decided about a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Nothing was said about it.
    Nothing,
    /// It is there.
    Positive,
    /// It is not there.
    Negative,
}

impl Class {
    /// As the state of a signal.
    #[must_use]
    pub fn state(self) -> SignalState {
        match self {
            Self::Nothing => SignalState::Unknown,
            Self::Positive => SignalState::Positive,
            Self::Negative => SignalState::Negative,
        }
    }
}

/// How much speaks for each column.
pub(in crate::signals) type Sums = [f32; COLUMNS];

/// A table in which nothing speaks for anything: what training begins with.
static NOTHING: LazyLock<Weights> = LazyLock::new(|| Weights::of(&[]));

/// The table that comes with this version.
static SHIPPED: LazyLock<Weights> = LazyLock::new(|| {
    Weights::read(include_bytes!("weights.bin")).expect("the table comes with this crate")
});

/// The trained table.
#[derive(Clone, Debug)]
pub struct Weights {
    bias: [f32; COLUMNS],
    rows: Vec<[i8; COLUMNS]>,
}

/// A table that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is no table of weights")
    }
}

impl std::error::Error for Malformed {}

impl Weights {
    /// A table that has learned nothing. A listener that weighs with it still tells its cues.
    #[must_use]
    pub fn nothing() -> &'static Self {
        &NOTHING
    }

    /// Steps of a stored weight.
    const STEP: f32 = 1.0 / 32.0;

    /// The table that comes with this version.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads what [`Weights::write`] wrote.
    ///
    /// # Errors
    ///
    /// When the bytes are something else.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let (header, body) = bytes.split_at_checked(HEADER_BYTES).ok_or(Malformed)?;
        let (magic, header) = header.split_at(MAGIC.len());
        let (count, biases) = header.split_at(4);
        let word = |bytes: &[u8]| -> Result<[u8; 4], Malformed> {
            bytes.try_into().map_err(|_| Malformed)
        };
        let count = usize::try_from(u32::from_le_bytes(word(count)?)).map_err(|_| Malformed)?;
        if magic != MAGIC || body.len() != count * ROW_BYTES {
            return Err(Malformed);
        }
        let mut bias = [0.0; COLUMNS];
        for (bias, bytes) in bias.iter_mut().zip(biases.chunks_exact(4)) {
            *bias = f32::from_le_bytes(word(bytes)?);
        }
        let mut rows = vec![[0; COLUMNS]; CUES];
        for bytes in body.chunks_exact(ROW_BYTES) {
            let (cue, weights) = bytes.split_at(4);
            let cue = usize::try_from(u32::from_le_bytes(word(cue)?)).map_err(|_| Malformed)?;
            let row = rows.get_mut(cue).ok_or(Malformed)?;
            for (weight, byte) in row.iter_mut().zip(weights) {
                *weight = byte.cast_signed();
            }
        }
        Ok(Self { bias, rows })
    }

    /// A table from trained numbers: for each column a bias and a weight per cue.
    #[must_use]
    pub fn of(columns: &[(f32, Vec<f32>)]) -> Self {
        let mut bias = [0.0; COLUMNS];
        let mut rows = vec![[0; COLUMNS]; CUES];
        for (column, (column_bias, weights)) in columns.iter().enumerate().take(COLUMNS) {
            bias[column] = *column_bias;
            for (row, weight) in rows.iter_mut().zip(weights) {
                #[expect(clippy::cast_possible_truncation, reason = "clamped to the range")]
                let rounded = (weight / Self::STEP).round().clamp(-127.0, 127.0) as i8;
                row[column] = rounded;
            }
        }
        Self { bias, rows }
    }

    /// The table as bytes: only rows that say anything.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let said: Vec<(usize, &[i8; COLUMNS])> = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.iter().any(|weight| *weight != 0))
            .collect();
        let mut bytes = Vec::with_capacity(HEADER_BYTES + said.len() * ROW_BYTES);
        bytes.extend(MAGIC);
        bytes.extend(u32::try_from(said.len()).unwrap_or(u32::MAX).to_le_bytes());
        for bias in self.bias {
            bytes.extend(bias.to_le_bytes());
        }
        for (cue, row) in said {
            bytes.extend(u32::try_from(cue).unwrap_or(u32::MAX).to_le_bytes());
            bytes.extend(row.iter().map(|weight| weight.cast_unsigned()));
        }
        bytes
    }

    /// The column of a signal's positive or negative.
    #[must_use]
    pub fn column(signal: SignalKind, class: Class) -> Option<usize> {
        match class {
            Class::Nothing => None,
            Class::Positive => Some(2 * signal as usize),
            Class::Negative => Some(2 * signal as usize + 1),
        }
    }

    /// How much the cues speak for each column, beside nothing having been said.
    #[must_use]
    pub(in crate::signals) fn sums(&self, cues: &[u32]) -> Sums {
        let mut sums = [0_i32; COLUMNS];
        for &cue in cues {
            let Some(row) = self.rows.get(cue as usize) else {
                continue;
            };
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += i32::from(*weight);
            }
        }
        let mut found = self.bias;
        for (found, sum) in found.iter_mut().zip(sums) {
            #[expect(clippy::cast_precision_loss, reason = "sums of a few hundred bytes")]
            let sum = sum as f32;
            *found += sum * Self::STEP;
        }
        found
    }
}

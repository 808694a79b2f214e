//! What the Lead should say, and how it gets there.

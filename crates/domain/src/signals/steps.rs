//! Counts the words and phrases that are looked at, so that tests can hold the work to be linear in
//! the text without a clock. Outside of tests it does nothing.

/// A word or a phrase was looked at.
#[inline]
pub(super) fn count() {
    #[cfg(test)]
    tests::STEPS.set(tests::STEPS.get() + 1);
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use jiff::civil::date;

    use crate::{
        calls::Speaker,
        signals::{Listener, Locale, Setting, Utterance},
        time::Timestamp,
    };

    thread_local! {
        pub(super) static STEPS: Cell<u64> = const { Cell::new(0) };
    }

    /// What hearing one utterance takes, after a question.
    fn steps(text: &str) -> u64 {
        let mut listener = Listener::new(Setting::new(date(2026, 3, 4), Locale::EnUs));
        let mut hear = |turn, speaker, text: &str| {
            listener.hear(Utterance {
                turn,
                speaker,
                text,
                at: Timestamp(0),
            });
        };
        hear(
            0,
            Speaker::Agent,
            "what's your budget, and who decides, and when?",
        );
        STEPS.set(0);
        hear(1, Speaker::Prospect, text);
        STEPS.get()
    }

    #[test]
    fn twice_the_text_is_twice_the_work() {
        for sentence in [
            "we need a hundred and twenty or thirty thousand by the end of june and ",
            "My boss decides, I just run the numbers. We have no budget for it, not before March! ",
            "no yes no not if we had had never sorry actually wait no i mean make that ",
            "take me off your list and stop calling, or call me if you must, don't call again. ",
            "twenty 3 4 k one two three four five six seven eight nine ten eleven ",
            "me and my wife and the cfo and the board and our director of operations and ",
            "everything leaks and breaks down and takes forever, it's fine, we are happy ",
            "before after until by in next last this first second monday june the of ",
        ] {
            let of = |bytes: usize| {
                let text = sentence.repeat(bytes / sentence.len());
                steps(&text) as f64 / text.len() as f64
            };
            let [some, more, most] = [of(1_000), of(2_000), of(4_000)];
            println!("{some:6.1} {more:6.1} {most:6.1} a byte: {sentence}");
            // Four times the text, four times the work, and a third for what clauses compare.
            assert!(more <= 1.3 * some && most <= 1.4 * some, "{sentence}");
        }
        // What is beyond five minutes of speech is not heard at all.
        let long = "we need it by june and ".repeat(100_000);
        assert_eq!(steps(&long), steps(&long[..5_000]));
    }
}

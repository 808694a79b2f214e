//! Reads titles that were spelled out: "see eff oh", "vee pee", "c t o".

use crate::signals::tokens::Tokens;

/// The title spelled at `at`, and the index after it. "Oh" is dropped as a filler, "o" is not.
pub(super) fn spelled(tokens: &Tokens, at: usize) -> Option<(String, usize)> {
    const KNOWN: &[&str] = &[
        "cfo", "ceo", "cto", "cio", "cmo", "coo", "cpo", "cro", "cso", "ciso", "cdo", "vp", "svp",
        "evp", "md", "gm", "gc", "pcc",
    ];
    /// The longest title, "c i s o".
    const LETTERS_MAX: usize = 4;
    letter(tokens.word(at))?;
    // "It goes to the a g m": a meeting, and no manager.
    if tokens.word_before(at, 1) == "a" && tokens.starts_with(at, &["g", "m"]) {
        return None;
    }
    let letters: String = (at..at + LETTERS_MAX)
        // "See, I …" begins a sentence.
        .take_while(|&i| !tokens.starts_with(i.saturating_sub(1), &["see", "i"]))
        .map_while(|i| letter(tokens.word(i)))
        .collect();
    // The longest title wins: "c i s o" before "c i".
    for count in (2..=letters.len()).rev() {
        let said = letters.get(..count)?;
        if KNOWN.contains(&said) {
            return Some((said.to_owned(), at + count));
        }
        let officer = format!("{said}o");
        if KNOWN.contains(&officer.as_str()) {
            return Some((officer, at + count));
        }
    }
    // "See oh oh" leaves only its "see".
    let left = tokens.word(at) == "see"
        && matches!(tokens.word_before(at, 1), "the" | "our" | "my")
        && letters.len() == 1;
    left.then(|| ("coo".to_owned(), at + 1))
}

fn letter(word: &str) -> Option<char> {
    Some(match word {
        "see" | "c" | "cee" | "sea" => 'c',
        "ee" | "e" => 'e',
        "eff" | "f" => 'f',
        "tee" | "t" | "tea" => 't',
        "eye" | "i" => 'i',
        "em" | "m" => 'm',
        "ess" | "s" => 's',
        "vee" | "v" => 'v',
        "pee" | "p" => 'p',
        "dee" | "d" => 'd',
        "gee" | "g" => 'g',
        "ar" | "r" => 'r',
        "o" => 'o',
        _ => return None,
    })
}

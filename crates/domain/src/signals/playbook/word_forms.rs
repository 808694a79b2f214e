//! The forms of an English word: "push" is also "pushes", "pushed" and "pushing".
//!
//! Made once, when a rubric is read, so that hearing a word costs one look-up. Forms that do not
//! exist do no harm: nobody says them.

use std::collections::BTreeSet;

/// Verbs and nouns whose forms follow no rule.
const IRREGULAR: &[&[&str]] = &[
    &["break", "breaks", "broke", "broken", "breaking"],
    &["bring", "brings", "brought", "bringing"],
    &["build", "builds", "built", "building"],
    &["buy", "buys", "bought", "buying"],
    &["child", "children"],
    &["choose", "chooses", "chose", "chosen", "choosing"],
    &["cut", "cuts", "cutting"],
    &["do", "does", "did", "done", "doing"],
    &["drive", "drives", "drove", "driven", "driving"],
    &["fall", "falls", "fell", "fallen", "falling"],
    &["fight", "fights", "fought", "fighting"],
    &["find", "finds", "found", "finding"],
    &["get", "gets", "got", "gotten", "getting"],
    &["give", "gives", "gave", "given", "giving"],
    &["go", "goes", "went", "gone", "going"],
    &["have", "has", "had", "having"],
    &["hear", "hears", "heard", "hearing"],
    &["hold", "holds", "held", "holding"],
    &["keep", "keeps", "kept", "keeping"],
    &["know", "knows", "knew", "known", "knowing"],
    &["lead", "leads", "led", "leading"],
    &["leave", "leaves", "left", "leaving"],
    &["lose", "loses", "lost", "losing"],
    &["make", "makes", "made", "making"],
    &["man", "men"],
    &["meet", "meets", "met", "meeting"],
    &["pay", "pays", "paid", "paying"],
    &["person", "persons", "people"],
    &["put", "puts", "putting"],
    &["run", "runs", "ran", "running"],
    &["say", "says", "said", "saying"],
    &["see", "sees", "saw", "seen", "seeing"],
    &["sell", "sells", "sold", "selling"],
    &["send", "sends", "sent", "sending"],
    &["set", "sets", "setting"],
    &["speak", "speaks", "spoke", "spoken", "speaking"],
    &["spend", "spends", "spent", "spending"],
    &["take", "takes", "took", "taken", "taking"],
    &["tell", "tells", "told", "telling"],
    &["think", "thinks", "thought", "thinking"],
    &["win", "wins", "won", "winning"],
    &["woman", "women"],
    &["write", "writes", "wrote", "written", "writing"],
];

/// Words that look like a form of another word and are none.
const UNBENT: &[&str] = &[
    "always",
    "anything",
    "during",
    "evening",
    "everything",
    "hundred",
    "morning",
    "news",
    "nothing",
    "perhaps",
    "series",
    "something",
    "species",
    "this",
    "thus",
    "whereas",
];

/// Every form of a word, itself included.
pub(super) fn forms(word: &str) -> BTreeSet<String> {
    /// Shorter words are grammar rather than matter.
    const CHARS_MIN: usize = 3;
    let mut forms = BTreeSet::from([word.to_owned()]);
    if let Some(group) = IRREGULAR.iter().find(|group| group.contains(&word)) {
        forms.extend(group.iter().map(|&form| form.to_owned()));
        return forms;
    }
    let is_word = word.len() >= CHARS_MIN && word.bytes().all(|b| b.is_ascii_lowercase());
    if !is_word || UNBENT.contains(&word) {
        return forms;
    }
    for base in bases(word) {
        inflect(&base, &mut forms);
    }
    forms
}

/// What a word may be a form of, itself included.
fn bases(word: &str) -> Vec<String> {
    let mut bases = vec![word.to_owned()];
    let mut add = |base: String| {
        let has_vowel = base.contains(['a', 'e', 'i', 'o', 'u', 'y']);
        if base.len() >= 3 && has_vowel {
            bases.push(base);
        }
    };
    if let Some(stem) = word.strip_suffix("ies").or(word.strip_suffix("ied")) {
        add(format!("{stem}y"));
    } else if let Some(stem) = word.strip_suffix("es").filter(|stem| hisses(stem)) {
        add(stem.to_owned());
        add(format!("{stem}e"));
    } else if let Some(stem) = word.strip_suffix('s')
        && !stem.ends_with(['s', 'u', 'i'])
    {
        add(stem.to_owned());
    } else if let Some(stem) = word.strip_suffix("ed").filter(|stem| !stem.ends_with('e')) {
        unbend(stem, add);
    } else if let Some(stem) = word.strip_suffix("ing")
        && stem.contains(['a', 'e', 'i', 'o', 'u', 'y'])
    {
        unbend(stem, add);
    }
    bases
}

/// What stands before "ed" and "ing": "plann" is "plan", "decid" is "decide".
fn unbend(stem: &str, mut add: impl FnMut(String)) {
    if let Some(single) = undoubled(stem) {
        add(single.to_owned());
    }
    add(stem.to_owned());
    add(format!("{stem}e"));
}

fn undoubled(stem: &str) -> Option<&str> {
    let mut letters = stem.bytes().rev();
    let (last, before) = (letters.next()?, letters.next()?);
    (last == before && !b"aeiousl".contains(&last)).then(|| &stem[..stem.len() - 1])
}

/// Whether the plural takes "es".
fn hisses(stem: &str) -> bool {
    stem.ends_with(['s', 'x', 'z', 'o']) || stem.ends_with("ch") || stem.ends_with("sh")
}

fn inflect(base: &str, forms: &mut BTreeSet<String>) {
    let mut add = |stem: &str, ending: &str| forms.insert(format!("{stem}{ending}"));
    let mut letters = base.chars().rev();
    let last = letters.next().unwrap_or_default();
    let before = letters.next().unwrap_or_default();
    let is_vowel = |c: char| "aeiou".contains(c);
    add(base, "");
    if hisses(base) {
        add(base, "es");
    } else if last == 'y' && !is_vowel(before) {
        let stem = &base[..base.len() - 1];
        add(stem, "ies");
        add(stem, "ied");
        add(base, "ing");
        return;
    } else {
        add(base, "s");
    }
    if last == 'e' {
        add(base, "d");
        if before != 'e' {
            add(&base[..base.len() - 1], "ing");
        }
        return;
    }
    add(base, "ed");
    add(base, "ing");
    // "Plan" doubles its last letter; so may longer words: "submit".
    let third = base.chars().rev().nth(2).unwrap_or_default();
    if is_vowel(before) && !is_vowel(last) && !is_vowel(third) && !"wxy".contains(last) {
        let doubled = format!("{base}{last}");
        add(&doubled, "ed");
        add(&doubled, "ing");
    }
}

#[cfg(test)]
mod tests {
    use super::forms;

    #[track_caller]
    fn check(word: &str, said: &[&str], not: &[&str]) {
        let forms = forms(word);
        for form in said {
            assert!(forms.contains(*form), "{form} is a form of {word}");
        }
        for form in not {
            assert!(!forms.contains(*form), "{form} is no form of {word}");
        }
    }

    #[test]
    fn words_bend() {
        check("champion", &["champions", "championing", "championed"], &[]);
        check("decide", &["decides", "decided", "deciding"], &["decision"]);
        check("plan", &["plans", "planned", "planning"], &["plane"]);
        check("policies", &["policy", "policies"], &[]);
        check("process", &["processes", "processed"], &["proces"]);
        check("used", &["use", "uses", "using", "used"], &["us"]);
        check("bought", &["buy", "buying"], &[]);
        check("box", &["boxes"], &[]);
        check("training", &["train", "trains", "trained"], &[]);
    }

    #[test]
    fn what_only_looks_alike_is_another_word() {
        check("thing", &["things"], &["the", "th"]);
        check("evening", &[], &["even"]);
        check("need", &["needs", "needed"], &["nee"]);
        check("status", &[], &["statu"]);
        check("business", &["businesses"], &["busines"]);
        check("größe", &["größe"], &["größes"]);
        check("", &[""], &["s"]);
    }
}

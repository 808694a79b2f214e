//! What people on generated calls are called and say: lists, so that one who wants other words
//! finds them at once.

use super::generate::Said;
use crate::rng::Rng;

/// A fact that may come up.
#[derive(Clone, Copy)]
pub(super) enum Topic {
    Budget,
    Authority,
    Need,
    Timeline,
    CompanySize,
}

impl Topic {
    pub(super) const ALL: [Self; 5] = [
        Self::Budget,
        Self::Authority,
        Self::Need,
        Self::Timeline,
        Self::CompanySize,
    ];
}

pub(super) const FIRST_NAMES: [&str; 16] = [
    "Alma", "Bruno", "Celia", "Dario", "Edith", "Farid", "Greta", "Hugo", "Imani", "Jonas",
    "Katya", "Lionel", "Maeve", "Nadia", "Omar", "Petra",
];
pub(super) const LAST_NAMES: [&str; 16] = [
    "Abernathy",
    "Bellweather",
    "Castellan",
    "Dunmore",
    "Eastlake",
    "Fairbanks",
    "Greenlaw",
    "Hartwell",
    "Ironside",
    "Juniper",
    "Kestrel",
    "Longfield",
    "Merriweather",
    "Northcott",
    "Oakhurst",
    "Pemberton",
];
pub(super) const COMPANY_FRONTS: [&str; 12] = [
    "Amberline",
    "Bluewater",
    "Cedarcrest",
    "Driftwood",
    "Elmstone",
    "Foxglove",
    "Granite Hill",
    "Hollowbrook",
    "Ivory Lane",
    "Juniper Bay",
    "Kingfisher",
    "Lanternworks",
];
pub(super) const COMPANY_BACKS: [&str; 10] = [
    "Foods",
    "Outfitters",
    "Logistics",
    "Hardware",
    "Apparel",
    "Supply",
    "Robotics",
    "Interiors",
    "Publishing",
    "Brewing",
];
pub(super) const OPENERS: [&str; 4] = [
    "You asked about our product on the website. Do you have a few minutes?",
    "I'm following up on the guide you downloaded. Is now an okay time?",
    "We met at the trade show last week. Can we talk for a moment?",
    "You left us a note yesterday. Is this a good moment?",
];
pub(super) const GREETINGS: [&str; 5] = [
    "Hi Ava, sure, go ahead.",
    "Oh hi, yes, I can talk.",
    "Hello. Yes, I'm at my desk, go on.",
    "Hey there. Okay, I'm listening.",
    "Good morning. Yes, that works.",
];
pub(super) const ENDINGS: [&str; 3] = [
    "customer-ended-call",
    "assistant-ended-call",
    "phone-call-provider-closed-websocket",
];

/// Exchanges that state nothing. What belongs together stands together.
pub(super) const SMALL_TALK: [&[(&str, &str)]; 7] = [
    &[(
        "How has your morning been so far?",
        "Pretty good, thanks for asking. It's been raining here since breakfast.",
    )],
    &[(
        "Am I coming through clearly?",
        "You are, yes. A little echo maybe, but I can follow you just fine.",
    )],
    &[
        (
            "Have you heard of Northlight before?",
            "I saw the name on a podcast, I think. A colleague mentioned it as well.",
        ),
        (
            "Shall I explain in a sentence what we do?",
            "Please do. I read the front page of your site, but not much beyond that.",
        ),
        (
            "We look at past sales and the weather, and predict what sells next.",
            "Okay. That sounds clever. The weather, of all things.",
        ),
        (
            "Most people are surprised by that part.",
            "I can imagine. My brother is a sailor, he would love that.",
        ),
    ],
    &[(
        "Do you have any questions so far?",
        "Not right now, no. Please carry on, I'm taking a few notes here.",
    )],
    &[(
        "Would you like me to send you a short overview?",
        "Yes, an email would be nice. The address you have is the right one.",
    )],
    &[
        (
            "Did you get the invitation to our webinar?",
            "I did see it come in. I haven't opened it, to be honest with you.",
        ),
        (
            "It's recorded, so you can watch it any time.",
            "Good to know. I'll put it on my list for a quiet afternoon.",
        ),
    ],
    &[
        (
            "Is the phone the best way to reach you?",
            "Phone is fine. I usually pick up unless I'm driving.",
        ),
        (
            "I'm glad I caught you at your desk, then.",
            "Yes, you were lucky. Most mornings I'm down in the warehouse.",
        ),
        (
            "It must be noisy down there.",
            "It is, you get used to it. Sorry, somebody just came in. Okay, I'm back.",
        ),
        (
            "Let me know if I should call another time.",
            "No, no, it's all right. He only wanted to borrow the stapler.",
        ),
    ],
];

/// Lets a fact come up: the agent's question and the prospect's answer, noted in `said`.
pub(super) fn exchange(topic: Topic, said: &mut Said, rng: &mut Rng) -> (&'static str, String) {
    match topic {
        Topic::Budget if rng.chance(0.2) => {
            said.refuses_budget = true;
            let answer = rng.pick(&NO_BUDGETS);
            ("Is there a budget for this?", (*answer).into())
        }
        Topic::Budget => {
            let thousands = 15 + rng.below(180);
            said.budget_usd = Some(thousands * 1_000);
            let answer = rng
                .pick(&BUDGETS)
                .replace("{}", &format!("${thousands},000"));
            ("Do you have a budget set aside for this?", answer)
        }
        Topic::Authority => {
            said.authority = true;
            let answer = rng.pick(&AUTHORITIES);
            ("Who makes the final decision on this?", (*answer).into())
        }
        Topic::Need => {
            said.need = true;
            let answer = rng.pick(&NEEDS);
            ("What made you start looking?", (*answer).into())
        }
        Topic::Timeline => {
            said.timeline = true;
            let month = rng.pick(&MONTHS);
            let answer = rng.pick(&TIMELINES).replace("{}", month);
            ("When would you want to be live?", answer)
        }
        Topic::CompanySize => {
            let people = 20 + rng.below(900);
            said.company_size = Some(people);
            let answer = rng.pick(&SIZES).replace("{}", &people.to_string());
            ("How many people work at the company?", answer)
        }
    }
}

const BUDGETS: [&str; 4] = [
    "Yes, our budget is {} for this project.",
    "We have a budget of {} for it.",
    "We have {} set aside for this.",
    "Yes, {} has been approved.",
];
const NO_BUDGETS: [&str; 3] = [
    "No, we don't have any budget for this.",
    "There is no budget for this, I'm afraid.",
    "No, we have no money for that this year.",
];
const AUTHORITIES: [&str; 4] = [
    "I make the final decision.",
    "That would be me, I'm the owner.",
    "I'm the CEO, so the decision is mine.",
    "I sign off on it myself.",
];
const NEEDS: [&str; 5] = [
    "We need better forecasts, we keep running out of stock.",
    "We need to replace our spreadsheets, they break every month.",
    "We're struggling with overstock and we need a better way to plan.",
    "Our current tool can't keep up, so we need a new one.",
    "We need to get off spreadsheets for demand planning.",
];
const TIMELINES: [&str; 4] = [
    "We want to be live by the end of {}.",
    "We need it up and running by {}.",
    "We want to start in {}.",
    "We're looking to deploy by the end of {}.",
];
const MONTHS: [&str; 8] = [
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
];
const SIZES: [&str; 3] = [
    "We're about {} people.",
    "We have {} employees.",
    "We're a {}-person company.",
];

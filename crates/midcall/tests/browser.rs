//! The live page in a real browser: what a person sees and can reach while calls go on. Separate
//! from the other tests because it needs a Chromium (`--features browser`).
#![cfg(feature = "browser")]
#![expect(clippy::unwrap_used, reason = "what helps a test may panic like one")]

#[path = "browser/chromium.rs"]
mod chromium;
#[path = "browser/site.rs"]
mod site;

use chromium::{Chromium, Look};
use site::Site;

const WIDE: Look = Look {
    width: 1280,
    height: 900,
    is_dark: false,
    has_script: true,
};
const NARROW: Look = Look {
    width: 360,
    height: 740,
    ..WIDE
};
const DARK: Look = Look {
    is_dark: true,
    ..WIDE
};
const PLAIN: Look = Look {
    has_script: false,
    ..WIDE
};

const DROPPED: &str = "01a1f49b-c408-7ef5-a19c-7cf1e9b2504e";

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_call_shows_score_quotes_and_last_words() {
    let site = Site::start().await;
    site.plays("call-drop").await;
    let text = site.get(&format!("/calls/{DROPPED}")).await;
    for expected in [
        "Dropped",
        "00QFK00000Ab1cE2AR",
        "<span class=\"number\">50</span>",
        "$35,000",
        "Thirty-five thousand",
        "We have to be live before the",
        "cut off",
    ] {
        assert!(text.contains(expected), "{expected} is missing in {text}");
    }
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_private_is_on_any_page() {
    let site = Site::start().await;
    for call in ["call-drop", "call-full", "call-inbound", "call-disorder"] {
        site.plays(call).await;
    }
    site.posts("webhook-tool-calls-secrets-inside").await;
    let mut pages = vec!["/".to_owned(), "/blocked".to_owned()];
    pages.extend(
        site.calls()
            .await
            .iter()
            .map(|call| format!("/calls/{call}")),
    );
    assert!(pages.len() > 5);
    for page in pages {
        let text = site.get(&page).await;
        for private in [
            "SENTINEL-",
            "+1555",
            "5550147733",
            "vapi.ai",
            "wss://",
            "controlUrl",
            "harborpine.example",
        ] {
            assert!(!text.contains(private), "{private} is on {page}");
        }
    }
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_follows_a_call_and_keeps_the_readers_place() {
    let site = Site::start().await;
    site.plays_until("call-full", "around sixty thousand").await;
    let mut browser = Chromium::start();
    browser.open(&site.url("/"), NARROW);
    browser.sees("document.querySelector('.card .value').textContent === '$60,000 a year'");
    browser.eval(
        "document.querySelector('.card h3 a').focus(); scrollTo(0, 300); window.untouched = true",
    );
    site.plays_until("call-full", "Ninety thousand including")
        .await;
    browser.sees("document.querySelector('.card .value').textContent === '$90,000 a year'");
    browser.sees("window.untouched && scrollY === 300");
    site.plays("call-full").await;
    browser.sees("document.querySelector('#finished .card .status')?.textContent === 'Completed'");
    browser.sees("document.querySelector('.card .number').textContent === '100'");
    browser.sees("document.querySelector('.card .hot') !== null");
    browser.sees("window.untouched && document.activeElement.id.startsWith('open-')");
    assert_eq!(browser.complaints(), Vec::<String>::new());
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_reads_well_narrow_dark_and_without_script() {
    let site = Site::start().await;
    site.plays("call-drop").await;
    site.plays_until("call-vanish", "Who else").await;
    let mut browser = Chromium::start();
    for look in [WIDE, NARROW, DARK, PLAIN] {
        for page in ["/", "/blocked", &format!("/calls/{DROPPED}")] {
            browser.open(&site.url(page), look);
            browser.sees("document.querySelector('h1') !== null");
            browser.sees("document.documentElement.scrollWidth <= innerWidth");
        }
        browser.open(&site.url("/"), look);
        browser.sees("document.body.innerText.includes('We have to be live before the')");
        browser.sees("document.querySelectorAll('.is-positive .quote').length >= 2");
        assert_eq!(browser.unreadable(), Vec::<String>::new(), "{look:?}");
    }
    browser.open(&site.url("/"), PLAIN);
    browser.sees("document.getElementById('link').hidden");
    browser.open(&site.url("/"), DARK);
    browser.sees("matchMedia('(prefers-color-scheme: dark)').matches");
    browser.sees("getComputedStyle(document.body).backgroundColor === 'rgb(21, 20, 18)'");
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_the_accessibility_tree_finds_the_call() {
    let site = Site::start().await;
    site.plays("call-drop").await;
    let mut browser = Chromium::start();
    browser.open(&site.url("/"), WIDE);
    browser.sees("document.querySelector('.card .status').textContent === 'Dropped'");
    let tree = browser.accessibility_tree();
    for expected in [
        "banner",
        "navigation: Pages",
        "heading: Finished",
        "article: Lead 00QFK00000Ab1cE2AR",
        "link: Lead 00QFK00000Ab1cE2AR",
        "term: Budget +25",
    ] {
        assert!(
            tree.iter().any(|line| line.starts_with(expected)),
            "{expected} is missing in {tree:#?}"
        );
    }
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_is_told_what_to_do() {
    let site = Site::start().await;
    let text = site.get("/").await;
    assert!(text.contains("/webhook/vapi") && text.contains("midcall demo"));
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_page_does_not_hold_up_a_stop() {
    let site = Site::start().await;
    let mut browser = Chromium::start();
    browser.open(&site.url("/"), WIDE);
    browser.sees("document.getElementById('link').dataset.state === 'live'");
    // The server gives up waiting after eight seconds.
    tokio::time::timeout(std::time::Duration::from_secs(7), site.stop())
        .await
        .unwrap();
}

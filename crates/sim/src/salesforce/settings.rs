//! How an org is set up. Everything has the value of an ordinary Enterprise Edition org, so a test
//! names only what it is about; administrators change some of it while the org runs.

use super::{App, HotLeadFlow};
use crate::clock::Clock;

/// The setup of an org.
#[derive(Clone, Debug)]
pub struct OrgSettings {
    /// What time it is in the org.
    pub clock: Clock,
    /// How far the time that answers tell is ahead of that, in milliseconds.
    pub clock_ahead_ms: i64,
    /// Seed of everything random: tokens, ids of errors, chances.
    pub seed: u64,
    /// The org's own address, without a trailing slash. Token answers carry it as `instance_url`.
    pub base_url: String,
    /// The app that signs in.
    pub app: App,
    /// Requests allowed in a rolling 24 hours. Enterprise Edition has 100,000 and 1,000 more for
    /// each license.
    pub daily_requests: u64,
    /// Requests of 20 seconds or more that may run at once: 25 in production, 5 in developer orgs.
    pub long_requests: usize,
    /// Time each request takes, in milliseconds of the machine's clock. Half passes before the
    /// work and half after it, so a client that gives up leaves either outcome.
    pub latency_ms: u64,
    /// Most records in one page of a query. Salesforce has 2,000.
    pub query_page_rows: usize,
    /// How long the search index lags behind the records, in milliseconds.
    pub search_lag_ms: i64,
    /// Whether a lead assignment rule is active. Orgs that route leads have one.
    pub assignment_rule_active: bool,
    /// How many writes each record remembers for [`Org::writes`], the newest.
    ///
    /// [`Org::writes`]: super::Org::writes
    pub remembered_writes: usize,
    /// The flow that runs when a lead becomes hot.
    pub hot_lead_flow: HotLeadFlow,
    /// Whether a loopback address counts as the org's My Domain, where client credentials work.
    pub loopback_is_my_domain: bool,
    /// Whether the integration user has View Setup and Configuration, and so sees rules and flows.
    pub user_views_setup: bool,
    /// Whether whoever is asked for consent gives it at once, as in a test without a person.
    pub approves_logins: bool,
    /// Whether the integration user may deploy metadata. An administrator may; least privilege would
    /// not let it.
    pub may_deploy: bool,
    /// Whether the integration user may assign permission sets. An administrator may.
    pub may_assign: bool,
    /// Dashboards that may run as whoever looks at them. Enterprise Edition allows five.
    pub dynamic_dashboards: usize,
    /// Oldest and newest API version served. Salesforce retired everything before 31.0.
    pub versions: (u32, u32),
}

impl Default for OrgSettings {
    fn default() -> Self {
        Self {
            clock: Clock::Real,
            clock_ahead_ms: 0,
            seed: 1,
            base_url: "https://acme.my.salesforce.com".to_owned(),
            app: App::default(),
            daily_requests: 115_000,
            long_requests: 25,
            latency_ms: 0,
            query_page_rows: 2_000,
            search_lag_ms: 0,
            assignment_rule_active: true,
            remembered_writes: 1_000,
            hot_lead_flow: HotLeadFlow::Off,
            loopback_is_my_domain: true,
            user_views_setup: true,
            approves_logins: false,
            may_deploy: true,
            may_assign: true,
            dynamic_dashboards: 5,
            versions: (31, 67),
        }
    }
}

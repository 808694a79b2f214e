//! The tokens of an org, whose turn it is to renew them, and who has logged in.

/// What is kept of the connection to an org.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Connection {
    /// The newest session, as the Salesforce client wrote it down; absent before the first.
    pub session: Option<String>,
    /// The newest refresh token: one that replaced the configured one, or a login's.
    pub refresh_token: Option<String>,
    /// Counts renewals: whoever saw an older one adopts this one.
    pub generation: i64,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

/// Whether this node may renew the tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// It may, from these, until its lease ends.
    Granted(Connection),
    /// Another one has renewed them meanwhile: adopt these.
    Renewed(Connection),
    /// Another one is renewing them: look again shortly.
    UnderWay,
}

/// A person's login, without its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLogin {
    /// Digest of the grant.
    pub grant_digest: String,
    /// Where and as whom, as the Salesforce client wrote it down.
    pub login: String,
}

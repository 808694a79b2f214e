//! Who may come in: the app's OAuth policies, refresh-token grants, and the sessions behind
//! access tokens.
//!
//! Separate from the token endpoint because every request asks here, and because an administrator
//! changes the policies while tokens are out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::state::ORG;
use crate::rng::Rng;

/// Salesforce lets a user consent to an app five times; the sixth revokes the oldest grant.
const GRANTS_MAX: usize = 5;

/// The external client app that Midcall signs in as, with its OAuth policies.
#[derive(Clone)]
pub struct App {
    /// Consumer key.
    pub client_id: String,
    /// Consumer secret.
    pub client_secret: String,
    /// The user that sessions act as.
    pub username: String,
    /// Granted scopes, separated by spaces. Without `api` a token opens nothing.
    pub scope: String,
    /// Where a browser may be sent back to after consent, each exactly.
    pub callback_urls: Vec<String>,
    /// Whether consent is given only to a client that proves itself when it trades the code.
    pub requires_pkce: bool,
    /// Whether the app is installed in the org. Since September 2025 nobody can consent to another.
    pub is_installed: bool,
    /// Whether trading a code must present the consumer secret.
    pub secret_required_for_code: bool,
    /// Whether a refresh must present the consumer secret.
    pub secret_required_for_refresh: bool,
    /// Refresh Token Rotation: each refresh replaces the refresh token, and using an old one
    /// ends the whole grant.
    pub rotates_refresh_tokens: bool,
    /// Whether a refresh within a live session repeats its access token.
    pub repeats_live_access_token: bool,
    /// Whether the client-credentials flow has a run-as user.
    pub has_client_credentials_user: bool,
    /// Whether an administrator approved the user for this app.
    pub user_is_approved: bool,
    /// The public key of the app's certificate, as a DER-encoded PKCS #1 `RSAPublicKey`. Without
    /// it every JWT assertion is invalid.
    pub jwt_public_key_der: Option<Vec<u8>>,
    /// Idle time after which a session ends, in milliseconds. Salesforce's default is two hours.
    pub session_timeout_ms: i64,
}

impl Default for App {
    fn default() -> Self {
        Self {
            client_id: "3MVG9EXAMPLECONSUMERKEY".to_owned(),
            client_secret: "EXAMPLE-CONSUMER-SECRET".to_owned(),
            username: "integration@acme.example".to_owned(),
            scope: "api refresh_token".to_owned(),
            callback_urls: vec!["http://localhost:8917/callback".to_owned()],
            requires_pkce: true,
            is_installed: true,
            secret_required_for_code: true,
            secret_required_for_refresh: true,
            rotates_refresh_tokens: false,
            repeats_live_access_token: false,
            has_client_credentials_user: true,
            user_is_approved: true,
            jwt_public_key_der: None,
            session_timeout_ms: 2 * 60 * 60 * 1_000,
        }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("client_id", &self.client_id)
            .field("client_secret", &"[redacted]")
            .finish_non_exhaustive()
    }
}

/// One live access token.
#[derive(Clone)]
struct Session {
    issued_at_ms: i64,
    expires_at_ms: i64,
    /// The grant it was refreshed from, if any; the two die together.
    grant: Option<u64>,
}

/// The refresh tokens that descend from one consent.
#[derive(Clone)]
struct Grant {
    current: String,
    rotated_out: BTreeSet<String>,
}

/// What a refresh yields.
pub(crate) struct Refreshed {
    pub(crate) access_token: String,
    /// Present only when it replaces the one that was used.
    pub(crate) refresh_token: Option<String>,
}

/// What introspection tells about a live access token; both in milliseconds since the epoch.
pub(crate) struct Lifetime {
    pub(crate) issued_at_ms: i64,
    pub(crate) expires_at_ms: i64,
}

/// All grants and sessions of the app.
#[derive(Default)]
pub(crate) struct Sessions {
    live: BTreeMap<String, Session>,
    grants: BTreeMap<u64, Grant>,
    granted: u64,
}

impl Sessions {
    /// A person consents: the first refresh token of a new grant.
    pub(crate) fn consent(&mut self, rng: &mut Rng) -> String {
        let token = mint_refresh_token(rng);
        let grant = Grant {
            current: token.clone(),
            rotated_out: BTreeSet::new(),
        };
        if self.grants.len() == GRANTS_MAX
            && let Some((&oldest, _)) = self.grants.first_key_value()
        {
            self.end_grant(oldest);
        }
        self.granted += 1;
        self.grants.insert(self.granted, grant);
        token
    }

    /// Opens a session that descends from no grant.
    pub(crate) fn open(&mut self, app: &App, rng: &mut Rng, now_ms: i64) -> String {
        self.open_for(None, app, rng, now_ms)
    }

    /// Opens a session of the newest grant.
    pub(crate) fn open_granted(&mut self, app: &App, rng: &mut Rng, now_ms: i64) -> String {
        self.open_for(Some(self.granted), app, rng, now_ms)
    }

    /// Trades a refresh token for an access token; `None` when the grant is dead or unknown.
    pub(crate) fn refresh(
        &mut self,
        token: &str,
        app: &App,
        rng: &mut Rng,
        now_ms: i64,
    ) -> Option<Refreshed> {
        let replayed = self
            .grants
            .iter()
            .find(|(_, grant)| grant.rotated_out.contains(token));
        if let Some((&number, _)) = replayed {
            // Someone else may hold the newer token, so Salesforce trusts neither.
            self.end_grant(number);
            return None;
        }
        let (&number, grant) = self
            .grants
            .iter_mut()
            .find(|(_, grant)| grant.current == token)?;
        let refresh_token = app.rotates_refresh_tokens.then(|| {
            let next = mint_refresh_token(rng);
            let old = std::mem::replace(&mut grant.current, next.clone());
            grant.rotated_out.insert(old);
            next
        });
        let repeated = self.live.iter().find(|(_, session)| {
            app.repeats_live_access_token
                && session.grant == Some(number)
                && session.expires_at_ms > now_ms
        });
        let access_token = match repeated {
            Some((token, _)) => token.clone(),
            None => self.open_for(Some(number), app, rng, now_ms),
        };
        Some(Refreshed {
            access_token,
            refresh_token,
        })
    }

    /// Whether the access token opens the door now. Use renews a session, but only in the second
    /// half of its window.
    pub(crate) fn admit(&mut self, token: &str, app: &App, now_ms: i64) -> bool {
        let Some(session) = self.live.get_mut(token) else {
            return false;
        };
        if session.expires_at_ms <= now_ms {
            return false;
        }
        if session.expires_at_ms - now_ms < app.session_timeout_ms / 2 {
            session.expires_at_ms = now_ms + app.session_timeout_ms;
        }
        true
    }

    /// When a live access token was issued and will end. Looking does not renew it.
    pub(crate) fn lifetime(&self, token: &str, now_ms: i64) -> Option<Lifetime> {
        self.live
            .get(token)
            .filter(|session| session.expires_at_ms > now_ms)
            .map(|session| Lifetime {
                issued_at_ms: session.issued_at_ms,
                expires_at_ms: session.expires_at_ms,
            })
    }

    /// How many grants are alive.
    pub(crate) fn grants(&self) -> usize {
        self.grants.len()
    }

    /// Whether the refresh token would still be taken.
    pub(crate) fn is_live_refresh_token(&self, token: &str) -> bool {
        self.grants.values().any(|grant| grant.current == token)
    }

    /// Ends what the token stands for: one session, or a grant with all its sessions.
    pub(crate) fn revoke(&mut self, token: &str) -> bool {
        let grant = self.grants.iter().find(|(_, grant)| grant.current == token);
        if let Some((&number, _)) = grant {
            self.end_grant(number);
            return true;
        }
        self.live.remove(token).is_some()
    }

    /// Ends every session. Grants stay, so clients can come back.
    pub(crate) fn expire_all(&mut self) {
        self.live.clear();
    }

    fn end_grant(&mut self, number: u64) {
        self.grants.remove(&number);
        self.live.retain(|_, session| session.grant != Some(number));
    }

    fn open_for(&mut self, grant: Option<u64>, app: &App, rng: &mut Rng, now_ms: i64) -> String {
        self.live
            .retain(|_, session| session.expires_at_ms > now_ms);
        // The marker lets a leak be found by searching what a client logged.
        let (org, secret) = (&ORG[..15], mint_secret(rng));
        let token = format!("{org}!AQEAQSENTINEL-access.{secret}");
        let session = Session {
            issued_at_ms: now_ms,
            expires_at_ms: now_ms + app.session_timeout_ms,
            grant,
        };
        self.live.insert(token.clone(), session);
        token
    }
}

fn mint_refresh_token(rng: &mut Rng) -> String {
    format!("5Aep861SENTINEL-refresh.{}", mint_secret(rng))
}

fn mint_secret(rng: &mut Rng) -> String {
    format!("{:016x}{:016x}", rng.next_u64(), rng.next_u64())
}

#[cfg(test)]
mod tests {
    use super::{App, Sessions};
    use crate::rng::Rng;

    const HOUR_MS: i64 = 3_600_000;

    #[test]
    fn use_renews_a_session_only_in_the_second_half_of_its_window() {
        let (app, mut rng) = (App::default(), Rng::new(1));
        let mut sessions = Sessions::default();
        let early = sessions.open(&app, &mut rng, 0);
        let late = sessions.open(&app, &mut rng, 0);
        assert!(sessions.admit(&early, &app, HOUR_MS));
        assert!(sessions.admit(&late, &app, HOUR_MS + 1));
        assert!(!sessions.admit(&early, &app, 2 * HOUR_MS));
        assert!(sessions.admit(&late, &app, 2 * HOUR_MS));
    }

    #[test]
    fn replaying_a_rotated_out_token_ends_the_grant() {
        let (mut app, mut rng) = (App::default(), Rng::new(1));
        app.rotates_refresh_tokens = true;
        let mut sessions = Sessions::default();
        let first = sessions.consent(&mut rng);
        let refreshed = sessions.refresh(&first, &app, &mut rng, 0).unwrap();
        let second = refreshed.refresh_token.unwrap();
        assert!(sessions.admit(&refreshed.access_token, &app, 0));

        assert!(sessions.refresh(&first, &app, &mut rng, 0).is_none());
        assert!(sessions.refresh(&second, &app, &mut rng, 0).is_none());
        assert!(!sessions.admit(&refreshed.access_token, &app, 0));
    }

    #[test]
    fn a_sixth_consent_ends_the_oldest_grant() {
        let mut rng = Rng::new(1);
        let mut sessions = Sessions::default();
        let tokens: Vec<String> = (0..6).map(|_| sessions.consent(&mut rng)).collect();
        assert!(!sessions.is_live_refresh_token(&tokens[0]));
        assert!(sessions.is_live_refresh_token(&tokens[1]));
    }

    #[test]
    fn an_early_refresh_may_repeat_the_access_token() {
        let (mut app, mut rng) = (App::default(), Rng::new(1));
        app.repeats_live_access_token = true;
        let mut sessions = Sessions::default();
        let token = sessions.consent(&mut rng);
        let mut access = |now_ms| {
            let refreshed = sessions.refresh(&token, &app, &mut rng, now_ms);
            refreshed.unwrap().access_token
        };
        assert_eq!(access(0), access(1));
        assert_ne!(access(1), access(3 * HOUR_MS));
    }
}

//! The connection to an org: sends operations, and keeps the tokens alive.
//!
//! A token is held until Salesforce says it is dead. Then exactly one renewal runs, whoever asks
//! and in whichever process; what it brings is on disk before anybody uses it; every waiting
//! request is sent again once.

use std::sync::{Arc, RwLock};

use bytes::Bytes;
use midcall_domain::time::Timestamp;
use midcall_salesforce::{
    ApiError, ApiUsage, ApiVersion, BaseUrl, Class, Operation, Secret, Session, api_usage,
    auth::{
        Grant, GrantError, GrantKind, TokenClass, TokenError, TokenSet, token_answer, token_request,
    },
    classify, datetime,
    operations::ListVersions,
};
use midcall_store::{Renewal, Store};
use tokio::sync::Mutex;
use tower::ServiceExt;

use crate::{clock::Clock, outbound::Http};

mod digest;
mod kept;

use digest::digest;
pub(crate) use {digest::login_digest, kept::Kept};

/// A renewal that takes longer than this is taken over: its process is gone.
const RENEWAL_LEASE_MS: i64 = 60_000;
/// How often to look whether another process's renewal has come through, and how many times.
const RENEWAL_POLL_MS: u64 = 100;
const RENEWAL_POLLS: u32 = 300;
/// "Token request is already being processed" clears in this time.
const TRANSIENT_MS: u64 = 700;
const TRANSIENT_TRIES: u32 = 5;

/// The connection to an org.
pub struct Connection {
    http: Http,
    grant: Grant,
    origin: Origin,
    grant_digest: String,
    login_url: BaseUrl,
    api_version: ApiVersion,
    workspace: String,
    owner: String,
    clock: Clock,
    store: Store,
    current: RwLock<Current>,
    renewing: Mutex<()>,
}

#[derive(Clone, Default)]
struct Current {
    session: Option<Arc<Session>>,
    generation: i64,
    usage: Option<ApiUsage>,
    clock_skew_ms: Option<i64>,
    version: Option<ApiVersion>,
    requests: u64,
    renewals: u64,
}

/// Why an operation brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Salesforce refused it or could not be reached.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// There is no token to ask with.
    #[error("no access to salesforce")]
    Token(#[from] TokenError),
    /// The grant cannot be turned into a request.
    #[error("the salesforce credentials cannot be used")]
    Grant(#[from] GrantError),
    /// The token names an instance that cannot be called.
    #[error("salesforce answered with an unusable session")]
    Session,
    /// The store failed.
    #[error("the tokens could not be kept")]
    Store(#[from] midcall_store::Error),
    /// The login that was stored is gone.
    #[error("nobody is logged in to salesforce: run `midcall login salesforce`")]
    LoggedOut,
    /// Another process renews the token and does not come to an end.
    #[error("another process has been renewing the token for too long")]
    RenewalStuck,
}

impl Error {
    /// How to go on.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            // The token was renewed and the request replayed: another 401 is no matter of age.
            Self::Api(error) => match classify(error).class {
                Class::Auth => Class::Config,
                class => class,
            },
            Self::Token(error) => match error.class() {
                TokenClass::Transient | TokenClass::Unreachable => Class::Short,
                TokenClass::Wait => Class::Later,
                TokenClass::GrantDead | TokenClass::Config => Class::Config,
            },
            Self::Grant(_) | Self::Session | Self::LoggedOut => Class::Config,
            // A key that is not there is put back by a person.
            Self::Store(midcall_store::Error::Key(_)) => Class::Config,
            Self::Store(_) | Self::RenewalStuck => Class::Short,
        }
    }
}

/// What a connection is made of.
pub struct Credentials {
    /// What entitles us to a token.
    pub grant: Grant,
    /// Who gave it.
    pub origin: Origin,
    /// Where tokens are asked for.
    pub login_url: BaseUrl,
    /// The version to speak, if the org lists it.
    pub api_version: ApiVersion,
}

/// Who gave a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The settings.
    Settings,
    /// A person, with `midcall login salesforce`. The refresh token is in the store, nowhere else.
    Login,
}

impl Connection {
    /// A connection that has asked for nothing yet.
    #[must_use]
    pub fn new(
        http: Http,
        credentials: Credentials,
        workspace: &str,
        owner: &str,
        clock: Clock,
        store: Store,
    ) -> Self {
        let Credentials {
            grant,
            origin,
            login_url,
            api_version,
        } = credentials;
        Self {
            http,
            grant_digest: match origin {
                Origin::Settings => digest(&grant),
                Origin::Login => login_digest(digest::client_id(&grant)),
            },
            grant,
            origin,
            login_url,
            api_version,
            workspace: workspace.to_owned(),
            owner: owner.to_owned(),
            clock,
            store,
            current: RwLock::default(),
            renewing: Mutex::new(()),
        }
    }

    /// Sends an operation; renews the token and sends it again once if the token is dead.
    ///
    /// # Errors
    ///
    /// When there is no token to be had, or Salesforce refuses or cannot be reached.
    pub async fn send<O: Operation>(&self, operation: &O) -> Result<O::Answer, Error> {
        let (session, generation) = self.session().await?;
        match self.ask(operation, &session).await {
            Err(error) if classify(&error).class == Class::Auth => {
                let (session, _) = self.renew(generation).await?;
                Ok(self.ask(operation, &session).await?)
            }
            answer => Ok(answer?),
        }
    }

    /// How much of the day's requests the org has used, by the newest answer.
    #[must_use]
    pub fn usage(&self) -> Option<ApiUsage> {
        self.read().usage
    }

    /// How far Salesforce's clock is ahead of ours, by the newest answer. Its header has whole
    /// seconds, and the way back takes time: about a second is none.
    #[must_use]
    pub fn clock_skew_ms(&self) -> Option<i64> {
        self.read().clock_skew_ms
    }

    /// Who gave the grant.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Which kind of grant it is.
    #[must_use]
    pub fn grant_kind(&self) -> GrantKind {
        self.grant.kind()
    }

    /// Where tokens are asked for.
    #[must_use]
    pub fn login_url(&self) -> &BaseUrl {
        &self.login_url
    }

    /// The version that was asked for in the settings.
    #[must_use]
    pub fn configured_version(&self) -> ApiVersion {
        self.api_version
    }

    /// The session in use, had or renewed if there is none.
    ///
    /// # Errors
    ///
    /// When there is no token to be had.
    pub async fn open_session(&self) -> Result<Arc<Session>, Error> {
        Ok(self.session().await?.0)
    }

    /// Renews the token although it may be alive, as only a check does.
    ///
    /// # Errors
    ///
    /// When there is no token to be had.
    pub async fn renew_now(&self) -> Result<Arc<Session>, Error> {
        let (_, generation) = self.session().await?;
        Ok(self.renew(generation).await?.0)
    }

    /// Requests sent since the start, without token requests.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.read().requests
    }

    /// Renewals of the token since the start.
    #[must_use]
    pub fn renewals(&self) -> u64 {
        self.read().renewals
    }

    async fn ask<O: Operation>(
        &self,
        operation: &O,
        session: &Session,
    ) -> Result<O::Answer, ApiError> {
        self.update(|current| current.requests += 1);
        let response = self.carry(operation.request(session)).await?;
        if let Some(theirs) = datetime::of_answer(response.headers()) {
            let skew_ms = theirs - self.clock.now().0;
            self.update(|current| current.clock_skew_ms = Some(skew_ms));
        }
        if let Some(usage) = api_usage(response.headers()) {
            self.update(|current| current.usage = Some(usage));
        }
        operation.answer(response)
    }

    async fn carry(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, ApiError> {
        self.http
            .clone()
            .oneshot(request)
            .await
            .map_err(ApiError::Unreachable)
    }

    async fn session(&self) -> Result<(Arc<Session>, i64), Error> {
        let current = self.read();
        if let Some(session) = current.session {
            return Ok((session, current.generation));
        }
        let kept = self
            .store
            .load_connection(&self.workspace, &self.grant_digest)
            .await?;
        if kept.session.is_some() {
            // One of many waiting requests adopts it; the others find it adopted.
            return self.adopt(kept).await;
        }
        self.renew(current.generation).await
    }

    /// Brings a session newer than `seen`, made by us or by somebody else.
    async fn renew(&self, seen: i64) -> Result<(Arc<Session>, i64), Error> {
        let _turn = self.renewing.lock().await;
        let current = self.read();
        if let Some(session) = current.session.filter(|_| current.generation > seen) {
            return Ok((session, current.generation));
        }
        for _ in 0..RENEWAL_POLLS {
            let now = self.clock.now();
            let until = now.plus_ms(RENEWAL_LEASE_MS);
            let turn = self
                .store
                .begin_renewal(
                    &self.workspace,
                    &self.grant_digest,
                    &self.owner,
                    seen,
                    now,
                    until,
                )
                .await?;
            match turn {
                Renewal::Renewed(kept) => return self.adopt(kept).await,
                Renewal::UnderWay => {
                    tokio::time::sleep(std::time::Duration::from_millis(RENEWAL_POLL_MS)).await;
                }
                Renewal::Granted(kept) => {
                    let tokens = self.ask_for_token(kept.refresh_token.as_deref(), now).await;
                    if tokens.is_err() {
                        self.store
                            .abandon_renewal(&self.workspace, &self.grant_digest, &self.owner)
                            .await?;
                    }
                    if let Some(kept) = self.keep(tokens?, &kept).await? {
                        return Ok(kept);
                    }
                }
            }
        }
        Err(Error::RenewalStuck)
    }

    async fn ask_for_token(
        &self,
        rotated: Option<&str>,
        now: Timestamp,
    ) -> Result<TokenSet, Error> {
        if self.origin == Origin::Login && rotated.is_none() {
            return Err(Error::LoggedOut);
        }
        let grant = match (&self.grant, rotated) {
            (
                Grant::RefreshToken {
                    client_id,
                    client_secret,
                    ..
                },
                Some(rotated),
            ) => Grant::RefreshToken {
                client_id: client_id.clone(),
                client_secret: client_secret.clone(),
                refresh_token: Secret::new(rotated),
            },
            (grant, _) => grant.clone(),
        };
        for attempt in 1.. {
            let request = token_request(&grant, &self.login_url, now.0 / 1_000)?;
            self.update(|current| current.renewals += 1);
            let answer = match self.http.clone().oneshot(request).await {
                Ok(response) => token_answer(grant.kind(), &response),
                Err(error) => Err(TokenError::Unreachable(error)),
            };
            match answer {
                Err(error)
                    if error.class() == TokenClass::Transient && attempt < TRANSIENT_TRIES =>
                {
                    tokio::time::sleep(std::time::Duration::from_millis(TRANSIENT_MS)).await;
                }
                answer => return Ok(answer?),
            }
        }
        Err(Error::RenewalStuck)
    }

    /// Puts new tokens on disk, then into use. In this order: a rotated refresh token that is lost
    /// between the answer and the disk is a grant lost. `None` when a person has logged in meanwhile.
    async fn keep(
        &self,
        tokens: TokenSet,
        granted: &midcall_store::Connection,
    ) -> Result<Option<(Arc<Session>, i64)>, Error> {
        let kept = Kept::of(&tokens);
        let text = kept.spell();
        let rotated = tokens.refresh_token.as_ref().map(Secret::expose);
        let generation = self
            .store
            .finish_renewal(&self.workspace, &self.grant_digest, granted, &text, rotated)
            .await?;
        match generation {
            Some(generation) => self.take_up(&kept, generation).await.map(Some),
            None => Ok(None),
        }
    }

    async fn adopt(&self, kept: midcall_store::Connection) -> Result<(Arc<Session>, i64), Error> {
        let text = kept.session.ok_or(Error::Session)?;
        let session: Kept = serde_json::from_str(&text).map_err(|_| Error::Session)?;
        self.take_up(&session, kept.generation).await
    }

    async fn take_up(&self, kept: &Kept, generation: i64) -> Result<(Arc<Session>, i64), Error> {
        let instance: BaseUrl = kept.instance_url.parse().map_err(|_| Error::Session)?;
        let token = Secret::new(&kept.access_token);
        let version = self.version(&instance, &token).await?;
        let session =
            Arc::new(Session::new(instance, &token, version).map_err(|_| Error::Session)?);
        self.update(|current| {
            if generation >= current.generation {
                current.session = Some(Arc::clone(&session));
                current.generation = generation;
            }
        });
        Ok((session, generation))
    }

    /// The configured version if the org lists it, else the newest it lists. Asked once.
    async fn version(&self, instance: &BaseUrl, token: &Secret) -> Result<ApiVersion, Error> {
        if let Some(version) = self.read().version {
            return Ok(version);
        }
        let session =
            Session::new(instance.clone(), token, self.api_version).map_err(|_| Error::Session)?;
        let operation = ListVersions;
        let listed = match self.carry(operation.request(&session)).await {
            Ok(response) => operation.answer(response),
            Err(error) => Err(error),
        };
        // The list is a courtesy: without it the configured version is tried.
        let Ok(listed) = listed else {
            return Ok(self.api_version);
        };
        let newest = listed.iter().map(|listed| listed.version).max();
        let version = if listed
            .iter()
            .any(|listed| listed.version == self.api_version)
        {
            self.api_version
        } else {
            newest.unwrap_or(self.api_version)
        };
        self.update(|current| current.version = Some(version));
        Ok(version)
    }

    fn read(&self) -> Current {
        self.current
            .read()
            .map(|current| current.clone())
            .unwrap_or_default()
    }

    fn update(&self, change: impl FnOnce(&mut Current)) {
        if let Ok(mut current) = self.current.write() {
            change(&mut current);
        }
    }
}

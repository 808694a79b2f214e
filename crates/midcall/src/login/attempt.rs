//! One login, from the address a person opens to the tokens on disk. Holds what must not be used
//! twice, and is used up by the answer.

use midcall_salesforce::{
    ApiVersion, BaseUrl, Operation, Secret, Session,
    auth::{
        Authorize, GrantKind, Pkce, Redirect, RedirectError, TokenError, TokenSet, code_request,
        token_answer,
    },
    operations::ReadIdentity,
};
use midcall_store::Store;
use tower::ServiceExt;

use super::{Error, Login, leave};
use crate::{clock::Clock, connection::Kept, outbound::Http};

/// The app that a person lets in.
#[derive(Clone, Debug)]
pub struct App {
    /// Its consumer key.
    pub client_id: String,
    /// Its consumer secret, unless it does without.
    pub client_secret: Option<Secret>,
}

/// A login that has begun.
#[derive(Debug)]
pub struct Attempt {
    app: App,
    login_url: BaseUrl,
    redirect_uri: String,
    state: String,
    pkce: Pkce,
}

/// A login that was stored.
#[derive(Clone, Debug)]
pub struct Done {
    /// Where and as whom.
    pub login: Login,
    /// The user's name, if Salesforce told it.
    pub username: Option<String>,
    /// What became of the login before this one, if there was one.
    pub replaced: Option<leave::Revocation>,
}

impl Attempt {
    /// Begins a login. The random bytes must be used for no other one.
    #[must_use]
    pub fn new(app: App, login_url: BaseUrl, redirect_uri: String, random: [[u8; 32]; 2]) -> Self {
        let [state, verifier] = random;
        Self {
            app,
            login_url,
            redirect_uri,
            state: state.iter().map(|byte| format!("{byte:02x}")).collect(),
            pkce: Pkce::new(verifier),
        }
    }

    /// The address to open in a browser.
    #[must_use]
    pub fn url(&self) -> String {
        Authorize {
            login_url: &self.login_url,
            client_id: &self.app.client_id,
            redirect_uri: &self.redirect_uri,
            state: &self.state,
            pkce: &self.pkce,
        }
        .url()
    }

    /// Where the browser comes back to.
    #[must_use]
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The code in an address, if it answers this login.
    ///
    /// # Errors
    ///
    /// When it is no answer, or another login's, or the login was not granted.
    pub fn code(&self, address: &str) -> Result<Secret, RedirectError> {
        Redirect::read(address)?.code(&self.state)
    }

    /// Trades the code for tokens and puts them on disk; the login before this one is given back.
    ///
    /// # Errors
    ///
    /// When Salesforce grants no tokens, grants too little, or they cannot be stored.
    pub async fn finish(
        self,
        code: &Secret,
        http: &Http,
        store: &Store,
        workspace: &str,
        clock: &Clock,
    ) -> Result<Done, Error> {
        let tokens = self.trade(code, http).await.map_err(Error::Token)?;
        let refresh_token = match self.check(&tokens) {
            Ok(refresh_token) => refresh_token,
            Err(error) => {
                // What is not used must not stay good.
                if let Some(token) = &tokens.refresh_token {
                    leave::revoke(http, &self.login_url, token).await;
                }
                return Err(error);
            }
        };
        let before = leave::refresh_token(store, workspace).await;
        let now = clock.now();
        let login = Login::of(&tokens, &self.login_url, now);
        let session = Kept::of(&tokens).spell();
        store
            .keep_login(
                workspace,
                &login.keep(&self.app.client_id),
                &session,
                refresh_token.expose(),
                now,
            )
            .await?;
        let replaced = match before {
            Some((before, token)) => Some(leave::revoke(http, &before.login_url, &token).await),
            None => None,
        };
        Ok(Done {
            username: username(&tokens, http).await,
            login,
            replaced,
        })
    }

    async fn trade(&self, code: &Secret, http: &Http) -> Result<TokenSet, TokenError> {
        let request = code_request(
            &self.login_url,
            &self.app.client_id,
            self.app.client_secret.as_ref(),
            &self.redirect_uri,
            code,
            &self.pkce,
        );
        let response = http.clone().oneshot(request).await;
        let response = response.map_err(TokenError::Unreachable)?;
        token_answer(GrantKind::AuthorizationCode, &response)
    }

    /// The refresh token, if the tokens are what was asked for.
    fn check(&self, tokens: &TokenSet) -> Result<Secret, Error> {
        let secret = self.app.client_secret.as_ref();
        if secret.and_then(|secret| tokens.is_signed_with(secret)) == Some(false) {
            return Err(Error::NotSigned);
        }
        let opens_api = tokens.scope.as_deref().is_none_or(|scope| {
            let mut scopes = scope.split(' ');
            scopes.any(|scope| matches!(scope, "api" | "full"))
        });
        if !opens_api {
            return Err(Error::NoApiScope);
        }
        tokens.refresh_token.clone().ok_or(Error::NoRefreshToken)
    }
}

/// Who the person turned out to be. A courtesy: the login holds without it.
async fn username(tokens: &TokenSet, http: &Http) -> Option<String> {
    let session = Session::new(
        tokens.instance_url.clone(),
        &tokens.access_token,
        ApiVersion::TESTED,
    );
    let request = ReadIdentity.request(&session.ok()?);
    let response = http.clone().oneshot(request).await.ok()?;
    Some(ReadIdentity.answer(response).ok()?.username)
}

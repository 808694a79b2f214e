//! What the org's Lead and Contact take, and who we are there, looked up before the first write and
//! again when there is reason to.

use midcall_domain::time::Timestamp;
use midcall_salesforce::{
    ApiName, Class,
    operations::{DescribeObject, ReadIdentity},
};
use midcall_store::LeasedLead;

use super::flush::object_of;
use crate::{
    connection::{Connection, Error},
    fields::{Shape, Targets},
};

/// An administrator's change that makes nothing fail, as a longer field, is noticed after this.
const STALE_MS: i64 = 6 * 60 * 60 * 1_000;
/// An org that does not describe its objects to us is not asked again before this.
const AGAIN_MS: i64 = 60_000;

/// What is known of the org.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    lead: Option<Shape>,
    contact: Option<Shape>,
    us: Option<String>,
    looked_at: Option<Timestamp>,
    is_doubted: bool,
}

impl Shapes {
    /// What an object takes, if that is known.
    pub(super) fn of(&self, object: &ApiName) -> Option<&Shape> {
        if *object == ApiName::CONTACT {
            self.contact.as_ref()
        } else {
            self.lead.as_ref()
        }
    }

    /// The user that Midcall acts as, if that is known.
    pub(super) fn is_us(&self, user: &str) -> bool {
        self.us.as_deref() == Some(user)
    }

    /// A refusal says otherwise than what is known.
    pub(super) fn doubt(&mut self) {
        self.is_doubted = true;
    }

    /// Looks where it is time to. An org that does not describe its objects to us is written to all
    /// the same: its answers then say what it takes.
    ///
    /// # Errors
    ///
    /// When the org cannot be asked at all.
    pub(super) async fn look(
        &mut self,
        connection: &Connection,
        targets: &Targets,
        leased: &[LeasedLead],
        now: Timestamp,
    ) -> Result<(), Error> {
        let is_asked_for = leased.iter().any(|lead| lead.is_retried);
        let is_due = match self.looked_at.map(|at| now.ms_since(at)) {
            None => true,
            Some(age_ms) if self.lead.is_none() => age_ms >= AGAIN_MS,
            Some(age_ms) => age_ms >= STALE_MS,
        };
        if is_due || is_asked_for || self.is_doubted {
            self.lead = describe(connection, targets, ApiName::LEAD).await?;
            self.looked_at = Some(now);
            self.is_doubted = false;
            self.contact = None;
            if self.us.is_none() {
                let identity = connection.send(&ReadIdentity).await;
                self.us = identity.ok().map(|it| it.user_id.to_string());
            }
        }
        if leased
            .iter()
            .any(|lead| object_of(lead) == ApiName::CONTACT)
        {
            self.look_at_contact(connection, targets).await?;
        }
        Ok(())
    }

    /// What a contact takes. Asked for when the first lead turns out to be converted.
    ///
    /// # Errors
    ///
    /// When the org cannot be asked at all.
    pub(super) async fn look_at_contact(
        &mut self,
        connection: &Connection,
        targets: &Targets,
    ) -> Result<Option<&Shape>, Error> {
        if self.contact.is_none() {
            self.contact = describe(connection, targets, ApiName::CONTACT).await?;
        }
        Ok(self.contact.as_ref())
    }
}

/// What an object takes; `None` where it is not described to us.
async fn describe(
    connection: &Connection,
    targets: &Targets,
    object: ApiName,
) -> Result<Option<Shape>, Error> {
    let describe = DescribeObject {
        object,
        if_modified_since_ms: None,
    };
    match connection.send(&describe).await {
        Ok(described) => Ok(described.map(|described| Shape::of(targets, &described))),
        Err(error @ Error::Api(_))
            if matches!(
                error.class(),
                Class::Config | Class::Data | Class::Bug | Class::Reroute
            ) =>
        {
            tracing::warn!(
                error = %crate::output::chain(&error),
                "Salesforce does not describe {} to us: what it takes is seen when it is written",
                describe.object
            );
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

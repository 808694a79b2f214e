//! What the org's Lead and Contact take, and who we are there, looked up before the first write and
//! again when there is reason to.

use midcall_domain::time::Timestamp;
use midcall_salesforce::{
    ApiName, Operation,
    operations::{DescribeObject, ReadIdentity},
};
use midcall_store::LeasedLead;

use super::flush::object_of;
use crate::{connection::Connection, fields::Shape, fields::Targets};

/// An administrator's change that makes nothing fail, as a longer field, is noticed after this.
const STALE_MS: i64 = 6 * 60 * 60 * 1_000;
/// A look that failed, or that a refusal gave reason for, is not repeated before this.
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

    /// Looks where it is time to. A look that fails changes nothing: what is written is then judged
    /// by Salesforce's answer alone.
    pub(super) async fn look(
        &mut self,
        connection: &Connection,
        targets: &Targets,
        leased: &[LeasedLead],
        now: Timestamp,
    ) {
        let age_ms = self.looked_at.map(|at| now.ms_since(at));
        let is_asked_for = leased.iter().any(|lead| lead.is_retried);
        let is_due = match age_ms {
            None => true,
            Some(age_ms) if self.is_doubted || self.lead.is_none() => age_ms >= AGAIN_MS,
            Some(age_ms) => age_ms >= STALE_MS,
        };
        if is_due || is_asked_for {
            self.looked_at = Some(now);
            self.is_doubted = false;
            if let Some(shape) = describe(connection, targets, ApiName::LEAD).await {
                self.lead = Some(shape);
            }
            if is_asked_for {
                self.contact = None;
            }
            if self.us.is_none() {
                self.us = ask(connection, &ReadIdentity)
                    .await
                    .map(|it| it.user_id.to_string());
            }
        }
        if leased
            .iter()
            .any(|lead| object_of(lead) == ApiName::CONTACT)
        {
            self.look_at_contact(connection, targets).await;
        }
    }

    /// What a contact takes. Asked for when the first lead turns out to be converted.
    pub(super) async fn look_at_contact(
        &mut self,
        connection: &Connection,
        targets: &Targets,
    ) -> Option<&Shape> {
        if self.contact.is_none() {
            self.contact = describe(connection, targets, ApiName::CONTACT).await;
        }
        self.contact.as_ref()
    }
}

async fn describe(connection: &Connection, targets: &Targets, object: ApiName) -> Option<Shape> {
    let describe = DescribeObject {
        object,
        if_modified_since_ms: None,
    };
    let described = ask(connection, &describe).await??;
    Some(Shape::of(targets, &described))
}

async fn ask<O: Operation>(connection: &Connection, operation: &O) -> Option<O::Answer> {
    match connection.send(operation).await {
        Ok(answer) => Some(answer),
        Err(error) => {
            tracing::debug!(error = %crate::output::chain(&error), "The org was not described");
            None
        }
    }
}

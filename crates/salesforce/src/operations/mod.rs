//! What is asked of Salesforce, one operation a file.

mod bounds;
mod composite;
mod create_record;
mod deploy;
mod deploy_status;
mod describe_object;
mod list_versions;
mod query;
mod query_several;
mod read_identity;
mod read_limits;
mod read_metadata;
mod read_record;
mod read_records;
mod save_result;
mod search;
mod update_batches;
mod update_record;
mod update_records;
mod upsert_record;
mod upsert_records;

pub use bounds::{BATCHES_MAX, BODY_BYTES_MAX, READS_MAX, TooMany, UPDATES_MAX};
pub use create_record::CreateRecord;
pub use deploy::{DeployId, StartDeploy};
pub use deploy_status::{ComponentFailure, DeployProgress, DeployStatus, ReadDeploy};
pub use describe_object::{
    DescribeObject, FieldDescribe, FieldType, ObjectDescribe, PicklistValue,
};
pub use list_versions::{ListVersions, Version};
pub use query::{ForeignPath, Query, QueryNext, QueryPage};
pub use query_several::QuerySeveral;
pub use read_identity::{Identity, ReadIdentity};
pub use read_limits::{Allowance, OrgLimits, ReadLimits};
pub use read_metadata::{METADATA_READS_MAX, ReadMetadata};
pub use read_record::ReadRecord;
pub use read_records::ReadRecords;
pub use save_result::SaveOutcome;
pub use search::{Returning, SearchPhones};
pub use update_batches::{BatchOutcome, Flushed, ReadOutcome, UpdateBatches};
pub use update_record::UpdateRecord;
pub use update_records::{RecordUpdate, UpdateRecords};
pub use upsert_record::{ExternalId, ExternalIdError, UpsertRecord, Upserted};
pub use upsert_records::{KeyedRecord, UpsertRecords};

//! One piece of metadata: its kind, its name, and its content.

use midcall_salesforce::metadata::Element;

/// A piece of metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// What it is.
    pub kind: Kind,
    /// Its full name, as in `Lead.AI_Qualification_Score__c`.
    pub name: String,
    /// Its content, as its source file holds it.
    pub content: Element,
}

/// What a piece of metadata is. In the order in which they can be made: what comes later may name
/// what comes before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A field of the Lead, or of tasks and events.
    Field,
    /// An event that the org publishes.
    PlatformEvent,
    /// Who may see and change what.
    PermissionSet,
    /// Who gets leads.
    Queue,
    /// What happens by itself.
    Flow,
    /// A list of leads.
    ListView,
    /// Where reports are kept.
    ReportFolder,
    /// A report.
    Report,
    /// Where dashboards are kept.
    DashboardFolder,
    /// A page of charts over reports.
    Dashboard,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 10] = [
        Self::Field,
        Self::PlatformEvent,
        Self::PermissionSet,
        Self::Queue,
        Self::Flow,
        Self::ListView,
        Self::ReportFolder,
        Self::Report,
        Self::DashboardFolder,
        Self::Dashboard,
    ];

    /// Salesforce's name, by which it is read.
    #[must_use]
    pub const fn metadata_type(self) -> &'static str {
        match self {
            Self::Field => "CustomField",
            Self::PlatformEvent => "CustomObject",
            Self::PermissionSet => "PermissionSet",
            Self::Queue => "Queue",
            Self::Flow => "Flow",
            Self::ListView => "ListView",
            Self::ReportFolder => "ReportFolder",
            Self::Report => "Report",
            Self::DashboardFolder => "DashboardFolder",
            Self::Dashboard => "Dashboard",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::PlatformEvent => "platform event",
            Self::PermissionSet => "permission set",
            Self::Queue => "queue",
            Self::Flow => "flow",
            Self::ListView => "list view",
            Self::ReportFolder => "report folder",
            Self::Report => "report",
            Self::DashboardFolder => "dashboard folder",
            Self::Dashboard => "dashboard",
        }
    }
}

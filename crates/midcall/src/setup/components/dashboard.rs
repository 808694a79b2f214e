//! The dashboard: what came of the calls at a glance, over the reports.

use midcall_salesforce::metadata::Element;

use super::report::{self, BAND, OWNER, STATUS, WHO};

/// The folder's developer name. Dashboards have folders of their own.
pub(in crate::setup) const FOLDER: &str = "Midcall";
/// The dashboard's full name.
pub(in crate::setup) const LEADS: &str = "Midcall/AI_Leads";

/// The grid: how many columns there are, and how many pixels a row is high.
const COLUMNS: u8 = 12;
const ROW_PX: u8 = 36;
/// Number of rows, which a report's charts and tables count.
const ROW_COUNT: &str = "RowCount";

/// The folder.
pub(in crate::setup) fn folder() -> Element {
    Element::new("DashboardFolder").with_text("name", "Midcall")
}

/// How many leads are hot, how many are in each band and of each status, and who the hot ones are.
///
/// It runs as whoever looks at it, who sees no lead here that they may not see otherwise.
pub(in crate::setup) fn leads(score: &str, last_contact: Option<&str>) -> Element {
    let count = component("Metric", "Hot leads", report::HOT)
        .with(counted(false))
        .with_text("displayUnits", "Integer")
        .with_text("metricLabel", "Hot leads");
    let bands = chart("Column", "Leads by score", report::BANDS, BAND);
    let status = chart("Bar", "Leads by status", report::SCORES, STATUS);
    let owners = chart("Bar", "Hot leads by owner", report::HOT, OWNER);
    let hot = component("FlexTable", "Hot leads", report::HOT).with(table(score, last_contact));
    let grid = Element::new("dashboardGridLayout")
        .with(place(count, [0, 0], [3, 6]))
        .with(place(owners, [3, 0], [9, 6]))
        .with(place(bands, [0, 6], [6, 8]))
        .with(place(status, [6, 6], [6, 8]))
        .with(place(hot, [0, 14], [12, 9]))
        .with_text("numberOfColumns", COLUMNS)
        .with_text("rowHeight", ROW_PX);
    Element::new("Dashboard")
        .with_text("backgroundEndColor", "#FFFFFF")
        .with_text("backgroundFadeDirection", "Diagonal")
        .with_text("backgroundStartColor", "#FFFFFF")
        .with(grid)
        .with_text("dashboardType", "LoggedInUser")
        .with_text("description", "What Midcall heard on calls with leads.")
        .with_text("isGridLayout", true)
        .with_text("textColor", "#000000")
        .with_text("title", "AI leads")
        .with_text("titleColor", "#000000")
        .with_text("titleSize", 12)
}

fn component(kind: &str, header: &str, report: &str) -> Element {
    Element::new("dashboardComponent")
        .with_text("autoselectColumnsFromReport", false)
        .with_text("componentType", kind)
        .with_text("header", header)
        .with_text("report", report)
}

/// A bar for each value of the column by which the report is grouped.
fn chart(kind: &str, header: &str, report: &str, grouping: &str) -> Element {
    component(kind, header, report)
        .with_text("chartAxisRange", "Auto")
        .with(counted(true))
        .with_text("displayUnits", "Auto")
        .with_text("drillEnabled", true)
        .with_text("enableHover", true)
        .with_text("groupingColumn", grouping)
        .with_text("showValues", true)
        .with_text("sortBy", "RowLabelAscending")
        .with_text("useReportChart", false)
}

fn counted(has_axis: bool) -> Element {
    Element::new("chartSummary")
        .with_all(has_axis.then(|| Element::text("axisBinding", "y")))
        .with_text("column", ROW_COUNT)
}

/// Each hot lead with its score, the highest first.
fn table(score: &str, last_contact: Option<&str>) -> Element {
    let score = report::column(score);
    let columns = WHO
        .into_iter()
        .map(str::to_owned)
        .chain([score.clone()])
        .chain(last_contact.map(report::column))
        .map(|column| {
            Element::new("flexTableColumn")
                .with_text("reportColumn", column)
                .with_text("showSubTotal", false)
                .with_text("showTotal", false)
                .with_text("type", "detail")
        });
    Element::new("flexComponentProperties")
        .with_text("decimalPrecision", -1)
        .with_all(columns)
        .with(
            Element::new("flexTableSortInfo")
                .with_text("sortColumn", score)
                .with_text("sortOrder", 2),
        )
        .with_text("hideChatterPhotos", true)
}

/// A component at a column and row, so many columns and rows large.
fn place(component: Element, [column, row]: [u8; 2], [columns, rows]: [u8; 2]) -> Element {
    Element::new("dashboardGridComponents")
        .with_text("colSpan", columns)
        .with_text("columnIndex", column)
        .with(component)
        .with_text("rowIndex", row)
        .with_text("rowSpan", rows)
}

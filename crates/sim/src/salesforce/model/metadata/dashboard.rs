//! Dashboards: their folder and every report they show must be there, charts follow the report's
//! groupings, tables its columns, and an edition allows so many that run as whoever looks at them.

use super::{
    Xml,
    component::{Component, Problem},
    folder,
};
use crate::salesforce::model::state::Model;

/// Without these the WSDL takes no dashboard.
const REQUIRED: [&str; 7] = [
    "backgroundEndColor",
    "backgroundFadeDirection",
    "backgroundStartColor",
    "textColor",
    "title",
    "titleColor",
    "titleSize",
];

/// What a component can be, from the WSDL, less what needs no report.
const KINDS: [&str; 20] = [
    "Bar",
    "BarGrouped",
    "BarStacked",
    "BarStacked100",
    "Column",
    "ColumnGrouped",
    "ColumnStacked",
    "ColumnStacked100",
    "Donut",
    "FlexTable",
    "Funnel",
    "Gauge",
    "Line",
    "LineCumulative",
    "LineGrouped",
    "Metric",
    "Pie",
    "Scatter",
    "ScatterGrouped",
    "Table",
];

/// Checks a dashboard.
pub(super) fn check(model: &Model, component: &Component) -> Result<(), Problem> {
    let content = &component.content;
    folder::check(model, component, "DashboardFolder")?;
    for name in REQUIRED {
        if content.value(name).is_empty() {
            let text = format!("Required field is missing: {name}");
            return Err(Problem::at(content, text));
        }
    }
    check_who_runs_it(model, component)?;
    let grid = content
        .all("dashboardGridLayout")
        .flat_map(|grid| grid.all("dashboardGridComponents"))
        .flat_map(|place| place.all("dashboardComponent"));
    let sections = ["leftSection", "middleSection", "rightSection"];
    let sections = sections
        .iter()
        .flat_map(|name| content.all(name))
        .flat_map(|section| section.all("components"));
    grid.chain(sections)
        .try_for_each(|shown| check_component(model, shown))
}

/// A named user must be there, and of dashboards that run as whoever looks there may be so many.
fn check_who_runs_it(model: &Model, component: &Component) -> Result<(), Problem> {
    let content = &component.content;
    let user = content.value("runningUser");
    if !user.is_empty()
        && model
            .records_where("User", "Username", user)
            .next()
            .is_none()
    {
        let at = content.child("runningUser").unwrap_or(content);
        let text = format!("In field: runningUser - no User named {user} found");
        return Err(Problem::at(at, text));
    }
    if !is_dynamic(content) {
        return Ok(());
    }
    let installed = model.metadata.installed.iter();
    let others = installed
        .filter(|((kind, name), _)| kind == "Dashboard" && *name != component.full_name)
        .filter(|(_, dashboard)| is_dynamic(dashboard))
        .count();
    if others >= model.settings.dynamic_dashboards {
        let at = content.child("dashboardType").unwrap_or(content);
        let text = "You have exceeded the maximum number of dynamic dashboards allowed";
        return Err(Problem::at(at, text));
    }
    Ok(())
}

fn is_dynamic(dashboard: &Xml) -> bool {
    matches!(
        dashboard.value("dashboardType"),
        "LoggedInUser" | "MyTeamUser"
    )
}

fn check_component(model: &Model, shown: &Xml) -> Result<(), Problem> {
    let refuse = |child: &str, text: String| Problem::at(shown.child(child).unwrap_or(shown), text);
    let kind = shown.value("componentType");
    if !KINDS.contains(&kind) {
        let text = format!("Error parsing file: '{kind}' is not a valid value for componentType");
        return Err(refuse("componentType", text));
    }
    let name = shown.value("report");
    let key = ("Report".to_owned(), name.to_owned());
    let Some(report) = model.metadata.installed.get(&key) else {
        let text = format!("In field: report - no Report named {name} found");
        return Err(refuse("report", text));
    };
    let groupings: Vec<&str> = ["groupingsDown", "groupingsAcross"]
        .iter()
        .flat_map(|part| report.all(part))
        .map(|grouping| grouping.value("field"))
        .collect();
    let columns: Vec<&str> = report
        .all("columns")
        .map(|column| column.value("field"))
        .collect();
    for grouping in shown.all("groupingColumn") {
        if !groupings.contains(&grouping.text.as_str()) {
            let text = format!("Invalid grouping column: {}", grouping.text);
            return Err(Problem::at(grouping, text));
        }
    }
    for summary in shown.all("chartSummary") {
        let column = summary.value("column");
        if column != "RowCount" && !columns.contains(&column) {
            return Err(Problem::at(summary, format!("Invalid column: {column}")));
        }
    }
    let table = shown.all("flexComponentProperties");
    for column in table.flat_map(|table| table.all("flexTableColumn")) {
        let name = column.value("reportColumn");
        if !columns.contains(&name) && !groupings.contains(&name) {
            return Err(Problem::at(column, format!("Invalid column: {name}")));
        }
    }
    Ok(())
}

//! The error texts that show where in a query something is wrong, caret and all.

use crate::salesforce::ApiError;

use super::ast::Column;

/// A field that does not exist, or that field-level security hides: the two look the same.
pub(crate) fn no_such_column(source: &str, column: &Column, object: &str) -> ApiError {
    let name = &column.name;
    let what = match name.split_once('.') {
        Some((relationship, _)) => format!(
            "Didn't understand relationship '{relationship}' in field path. If you are \
             attempting to use a custom relationship, be sure to append the '__r' after the \
             custom relationship name. Please reference your WSDL or the describe call for the \
             appropriate names."
        ),
        None => format!(
            "No such column '{name}' on entity '{object}'. If you are attempting to use a custom \
             field, be sure to append the '__c' after the custom field name. Please reference \
             your WSDL or the describe call for the appropriate names."
        ),
    };
    pointing(source, column.at, "INVALID_FIELD", &what)
}

/// An object that does not exist.
pub(crate) fn no_such_object(source: &str, from: &Column) -> ApiError {
    let what = format!("sObject type '{}' is not supported.", from.name);
    pointing(source, from.at, "INVALID_TYPE", &what)
}

/// A long text area in a condition or an order.
pub(crate) fn not_filterable(source: &str, column: &Column, purpose: &str) -> ApiError {
    let what = format!(
        "field '{}' can not be {purpose} in a query call",
        column.name
    );
    pointing(source, column.at, "INVALID_FIELD", &what)
}

/// A value of the wrong type for its field.
pub(crate) fn wrong_type(source: &str, column: &Column, wanted: &str, quoted: bool) -> ApiError {
    let quotes = if quoted {
        " and should not be enclosed in quotes"
    } else {
        ""
    };
    let what = format!(
        "value of filter criterion for field '{}' must be of type {wanted}{quotes}",
        column.name
    );
    pointing(source, column.at, "INVALID_FIELD", &what)
}

fn pointing(source: &str, at: usize, code: &str, what: &str) -> ApiError {
    let column = source[..at].chars().count() + 1;
    let caret = " ".repeat(column - 1);
    ApiError::new(
        400,
        code,
        format!("\n{source}\n{caret}^\nERROR at Row:1:Column:{column}\n{what}"),
    )
}

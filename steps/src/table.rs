//! Tables below steps. One that is missing, or has another form, must not look like one of which all is so.

use conformance_harness::step_error::StepError;
use cucumber::gherkin::Step;

/// The rows of a step's table.
///
/// # Errors
/// Blocked, when there is no table, or nothing in it.
pub(crate) fn rows(step: &Step) -> Result<&[Vec<String>], StepError> {
    let rows = step.table.as_ref().map(|table| table.rows.as_slice());
    rows.filter(|rows| !rows.is_empty()).ok_or_else(|| {
        let missing = format!("“{}” needs a table below it", step.value);
        StepError::Blocked(missing)
    })
}

/// The rows of a step's table below the one that names the columns.
///
/// # Errors
/// Blocked, when there are none.
pub(crate) fn rows_below_names(step: &Step) -> Result<&[Vec<String>], StepError> {
    match rows(step)? {
        [_, rows @ ..] if !rows.is_empty() => Ok(rows),
        _ => Err(StepError::Blocked(format!(
            "the table below “{}” has only names of columns",
            step.value
        ))),
    }
}

/// The cells of a row that has so many.
///
/// # Errors
/// Blocked, when it has more or fewer.
pub(crate) fn cells<const N: usize>(row: &[String]) -> Result<&[String; N], StepError> {
    row.try_into().map_err(|_| {
        let found = row.join(" | ");
        StepError::Blocked(format!(
            "a row has {N} cells, and this one has not: {found}"
        ))
    })
}

#[cfg(test)]
mod tests {
    use cucumber::gherkin::{Feature, GherkinEnv};

    use super::*;

    fn step(table: &str) -> Step {
        let text = format!("Feature: F\n  Scenario: S\n    Then it is so:\n{table}");
        let feature = Feature::parse(text, GherkinEnv::default()).expect("a feature");
        feature.scenarios[0].steps[0].clone()
    }

    #[test]
    fn a_table_that_is_missing_or_empty_is_no_table_of_which_all_is_so() {
        assert!(rows(&step("")).is_err());
        assert!(rows_below_names(&step("      | plan |\n")).is_err());
        let told = step("      | plan |\n      | pro  |\n");
        assert_eq!(rows(&told).expect("rows").len(), 2);
        assert_eq!(rows_below_names(&told), Ok(&[vec!["pro".to_owned()]][..]));
    }

    #[test]
    fn a_row_has_as_many_cells_as_its_step_reads() {
        let row = ["habits".to_owned(), "blocked".to_owned()];
        assert_eq!(cells::<2>(&row), Ok(&row));
        assert!(cells::<3>(&row).is_err());
        assert!(cells::<1>(&row).is_err());
    }
}

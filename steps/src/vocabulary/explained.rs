//! The explanations that crates with steps bring.

use cucumber::codegen::inventory;
use step_docs::{Documented, Parameter, StepDocs};

use super::definition::{Place, shown};

/// What the source of a crate says of its steps; made by [`explain!`](crate::explain).
#[derive(Debug, Clone, Copy)]
pub struct Explained {
    /// The file that says `explain!()`, as the compiler calls it.
    pub root: &'static str,
    /// A [`Documented`], as JSON.
    pub json: &'static str,
}

inventory::collect!(Explained);

/// Hands the doc comments of a crate's steps on to `conformance steps`: once, in its `lib.rs` or `main.rs`. Its build
/// script has to say `step_docs::write()`.
#[macro_export]
macro_rules! explain {
    () => {
        $crate::inventory::submit! {
            $crate::vocabulary::Explained {
                root: ::core::file!(),
                json: ::core::include_str!(::core::concat!(::core::env!("OUT_DIR"), "/step-docs.json")),
            }
        }
    };
}

/// What is said of one step.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) place: Place,
    pub(super) subject: String,
    pub(super) docs: StepDocs,
}

fn crates() -> impl Iterator<Item = (&'static str, Documented)> {
    // Our own build script wrote it; what cannot be read explains nothing.
    inventory::iter::<Explained>
        .into_iter()
        .map(|it| (it.root, serde_json::from_str(it.json).unwrap_or_default()))
}

/// All steps that are explained, and where.
pub(super) fn all() -> Vec<Told> {
    let of_crate = |(root, documented): (&str, Documented)| {
        // The compiler calls files by their path from the workspace; the crate's own folder is what stands before
        // its `src`.
        let root = shown(root);
        let folder = root.rfind("src/").map_or("", |at| &root[..at]).to_owned();
        documented.modules.into_iter().flat_map(move |module| {
            let file = format!("{folder}{}", module.file);
            module.steps.into_iter().map(move |docs| Told {
                place: Place {
                    file: file.clone(),
                    line: docs.line,
                },
                subject: module.subject.clone(),
                docs,
            })
        })
    };
    crates().flat_map(of_crate).collect()
}

/// All parameters, by their names.
pub(super) fn parameters() -> Vec<Parameter> {
    let mut found: Vec<Parameter> = crates().flat_map(|(_, it)| it.parameters).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

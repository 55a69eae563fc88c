//! Reading source files.

use std::path::{Path, PathBuf};

use syn::{Attribute, Expr, ExprLit, Item, ItemFn, Lit, Meta};

use crate::documented::{Documented, Keyword, Module, Parameter, StepDocs};
use crate::expression::{Written, choices};

/// A source file cannot be read.
#[derive(Debug)]
pub struct ScanError {
    /// The file.
    pub file: PathBuf,
    /// Why.
    pub problem: String,
}

impl std::fmt::Display for ScanError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.problem)
    }
}

impl std::error::Error for ScanError {}

/// What the Rust files at and below `folder` say of steps. Files are called by their paths from `root`.
///
/// # Errors
/// A file that cannot be read, or is no Rust.
pub fn scan(folder: &Path, root: &Path) -> Result<Documented, ScanError> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let mut found = Documented::default();
    for path in files {
        let failed = |problem: String| ScanError {
            file: path.clone(),
            problem,
        };
        let text = std::fs::read_to_string(&path).map_err(|error| failed(error.to_string()))?;
        let file = syn::parse_file(&text).map_err(|error| failed(error.to_string()))?;
        let mut lines = lines(&text);
        let mut steps = Vec::new();
        for_each_item(&file.items, &mut |item| match item {
            Item::Fn(function) => steps.extend(steps_of(function, &mut lines)),
            Item::Struct(it) => found.parameters.extend(parameter(&it.attrs)),
            Item::Enum(it) => found.parameters.extend(parameter(&it.attrs)),
            _ => {}
        });
        if !steps.is_empty() {
            let shown = path.strip_prefix(root).unwrap_or(&path);
            found.modules.push(Module {
                file: shown.display().to_string().replace('\\', "/"),
                subject: first_sentence(&told(&file.attrs).0),
                steps,
            });
        }
    }
    Ok(found)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), ScanError> {
    let failed = |error: std::io::Error| ScanError {
        file: folder.to_owned(),
        problem: error.to_string(),
    };
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The lines of step attributes, in order. The parser counts lines only with a feature that would slow down every
/// procedural macro of the build.
fn lines(text: &str) -> impl Iterator<Item = u32> {
    let begins = |line: &str| {
        let line = line.trim_start().trim_start_matches("#[");
        let line = line.trim_start_matches("cucumber::");
        Keyword::ALL.iter().any(|keyword| {
            line.strip_prefix(attribute(*keyword))
                .is_some_and(|rest| rest.starts_with('('))
        })
    };
    let found = text.lines().zip(1..).filter(move |(line, _)| {
        let line = line.trim_start();
        line.starts_with("#[") && begins(line)
    });
    found.map(|(_, number)| number)
}

fn attribute(keyword: Keyword) -> &'static str {
    match keyword {
        Keyword::Given => "given",
        Keyword::When => "when",
        Keyword::Then => "then",
    }
}

fn for_each_item<'a>(items: &'a [Item], visit: &mut impl FnMut(&'a Item)) {
    for item in items {
        match item {
            Item::Mod(module) => {
                let inner = module.content.as_ref().map(|(_, items)| items.as_slice());
                for_each_item(inner.unwrap_or_default(), visit);
            }
            item => visit(item),
        }
    }
}

fn steps_of(function: &ItemFn, lines: &mut impl Iterator<Item = u32>) -> Vec<StepDocs> {
    let (explanation, example) = told(&function.attrs);
    let written = function.attrs.iter().filter_map(|attribute| {
        let keyword = keyword(attribute)?;
        let line = lines.next()?;
        let written = expression(attribute)?;
        Some(StepDocs {
            line,
            keyword,
            begins_with: written.beginning().to_owned(),
            expression: written.spoken(),
            explanation: explanation.clone(),
            example: example.clone(),
        })
    });
    written.collect()
}

fn keyword(written: &Attribute) -> Option<Keyword> {
    let name = &written.path().segments.last()?.ident;
    Keyword::ALL.into_iter().find(|it| name == attribute(*it))
}

/// What the attribute of a step says.
fn expression(attribute: &Attribute) -> Option<Written> {
    if let Ok(literal) = attribute.parse_args::<syn::LitStr>() {
        return Some(Written::Literal(literal.value()));
    }
    let argument: syn::MetaNameValue = attribute.parse_args().ok()?;
    let value = text(&argument.value)?;
    Some(if argument.path.is_ident("regex") {
        Written::Regex(value)
    } else {
        Written::Expression(value)
    })
}

/// A type that stands for a parameter: `#[param(name = "…", regex = "…")]`.
fn parameter(attributes: &[Attribute]) -> Option<Parameter> {
    let (mut name, mut regex) = (None, None);
    let attribute = attributes.iter().find(|it| it.path().is_ident("param"))?;
    attribute
        .parse_nested_meta(|meta| {
            let value: syn::LitStr = meta.value()?.parse()?;
            if meta.path.is_ident("name") {
                name = Some(value.value());
            } else if meta.path.is_ident("regex") {
                regex = Some(value.value());
            }
            Ok(())
        })
        .ok()?;
    Some(Parameter {
        name: name?,
        meaning: first_sentence(&told(attributes).0),
        choices: choices(&regex?),
    })
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

/// The doc comment: its text as one paragraph, and the lines of its example.
fn told(attributes: &[Attribute]) -> (String, Vec<String>) {
    let docs = attributes.iter().filter_map(|attribute| {
        let Meta::NameValue(meta) = &attribute.meta else {
            return None;
        };
        meta.path.is_ident("doc").then(|| text(&meta.value))?
    });
    let (mut words, mut example) = (Vec::new(), Vec::new());
    let mut fence: Option<bool> = None;
    for line in docs {
        let line = line.strip_prefix(' ').unwrap_or(&line).to_owned();
        match (line.trim().strip_prefix("```"), fence) {
            (Some(language), None) => fence = Some(language == "gherkin"),
            (Some(_), Some(_)) => fence = None,
            (None, Some(true)) => example.push(line),
            (None, Some(false)) => {}
            (None, None) => words.extend(line.split_whitespace().map(str::to_owned)),
        }
    }
    (words.join(" "), example)
}

fn first_sentence(text: &str) -> String {
    let end = text.find(". ").unwrap_or(text.len());
    text[..end].trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r####"//! What people do. And more of it.

/// A page of the app.
#[derive(Parameter)]
#[param(name = "place", regex = "home page|sign-in page")]
enum Place {}

/// By typing
/// its address.
#[given(expr = "they are visiting the {place}")]
#[when(expr = "they open the {place}")]
async fn open(world: &mut World, place: Place) {}

/// Nobody says it.
///
/// ```gherkin
/// Then they have these:
///   | habit |
/// ```
#[then(
    regex = "^they have (\\d+) habits$"
)]
async fn have(world: &mut World) {}

fn given(no: &str) {}
"####;

    #[test]
    fn doc_comments_expressions_lines_and_examples_are_found() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("src")).expect("a folder");
        std::fs::write(folder.path().join("src/visits.rs"), SOURCE).expect("a file");
        std::fs::write(folder.path().join("src/none.rs"), "fn nothing() {}").expect("a file");
        let found = scan(&folder.path().join("src"), folder.path()).expect("Rust");
        assert_eq!(found.modules.len(), 1, "{found:?}");
        let module = &found.modules[0];
        assert_eq!(module.file, "src/visits.rs");
        assert_eq!(module.subject, "What people do");
        let step = |line, keyword, expression: &str, explanation: &str| StepDocs {
            line,
            keyword,
            expression: expression.to_owned(),
            begins_with: expression.split('{').next().unwrap_or_default().to_owned(),
            explanation: explanation.to_owned(),
            example: Vec::new(),
        };
        let typed = "By typing its address.";
        assert_eq!(
            module.steps[..2],
            [
                step(10, Keyword::Given, "they are visiting the {place}", typed),
                step(11, Keyword::When, "they open the {place}", typed),
            ]
        );
        let told = &module.steps[2];
        assert_eq!((told.line, told.keyword), (20, Keyword::Then));
        assert_eq!(told.expression, "they have {int} habits");
        assert_eq!(told.explanation, "Nobody says it.");
        assert_eq!(told.example, ["Then they have these:", "  | habit |"]);
        assert_eq!(
            found.parameters,
            [Parameter {
                name: "place".to_owned(),
                meaning: "A page of the app".to_owned(),
                choices: vec!["home page".to_owned(), "sign-in page".to_owned()],
            }]
        );
    }

    #[test]
    fn a_file_that_is_no_rust_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("odd.rs"), "fn fn").expect("a file");
        let error = scan(folder.path(), folder.path()).expect_err("no Rust");
        assert!(error.to_string().contains("odd.rs"), "{error}");
    }
}

//! A feature file as a tree, in the words of the protocol.

use gherkin::{Background, Examples, Feature, LineCol, Rule, Scenario, Step, StepType, Table};
use serde::Serialize;

use super::envelope::Location;

/// The names of a feature file's nodes: by the file's number in the run and the lines, so that they can be told without
/// looking anything up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids(pub(super) usize);

impl Ids {
    /// What begins on `line`: a scenario, rule, background, block of examples, or a row of one.
    pub(super) fn line(self, line: usize) -> String {
        format!("{}:{line}", self.0)
    }

    /// A step of what begins on `line`.
    pub(super) fn step(self, line: usize, step: &Step) -> String {
        format!("{}:{line}:{}", self.0, step.position.line)
    }

    /// The `index`-th tag of what begins on `line`.
    pub(super) fn tag(self, line: usize, index: usize) -> String {
        format!("{}:{line}@{index}", self.0)
    }
}

/// The content of a `gherkinDocument`. Comments are left out; the source has them.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    uri: &'a str,
    feature: FeatureNode<'a>,
    comments: [(); 0],
}

#[derive(Debug, Serialize)]
struct FeatureNode<'a> {
    location: Location,
    tags: Vec<TagNode>,
    language: &'a str,
    keyword: &'a str,
    name: &'a str,
    description: &'a str,
    children: Vec<Child<'a>>,
}

/// What a feature or a rule consists of; one of them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum Child<'a> {
    Background(BackgroundNode<'a>),
    Scenario(ScenarioNode<'a>),
    Rule(RuleNode<'a>),
}

#[derive(Debug, Serialize)]
struct RuleNode<'a> {
    id: String,
    location: Location,
    tags: Vec<TagNode>,
    keyword: &'a str,
    name: &'a str,
    description: &'a str,
    children: Vec<Child<'a>>,
}

#[derive(Debug, Serialize)]
struct BackgroundNode<'a> {
    id: String,
    location: Location,
    keyword: &'a str,
    name: &'a str,
    description: &'a str,
    steps: Vec<StepNode<'a>>,
}

#[derive(Debug, Serialize)]
struct ScenarioNode<'a> {
    id: String,
    location: Location,
    tags: Vec<TagNode>,
    keyword: &'a str,
    name: &'a str,
    description: &'a str,
    steps: Vec<StepNode<'a>>,
    examples: Vec<ExamplesNode<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ExamplesNode<'a> {
    id: String,
    location: Location,
    tags: Vec<TagNode>,
    keyword: &'a str,
    name: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    table_header: Option<RowNode<'a>>,
    table_body: Vec<RowNode<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct StepNode<'a> {
    id: String,
    location: Location,
    keyword: String,
    keyword_type: &'static str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    doc_string: Option<DocStringNode<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_table: Option<TableNode<'a>>,
}

#[derive(Debug, Serialize)]
struct DocStringNode<'a> {
    location: Location,
    content: &'a str,
    delimiter: &'static str,
}

#[derive(Debug, Serialize)]
struct TableNode<'a> {
    location: Location,
    rows: Vec<RowNode<'a>>,
}

#[derive(Debug, Serialize)]
struct RowNode<'a> {
    id: String,
    location: Location,
    cells: Vec<CellNode<'a>>,
}

#[derive(Debug, Serialize)]
struct CellNode<'a> {
    location: Location,
    value: &'a str,
}

#[derive(Debug, Serialize)]
struct TagNode {
    id: String,
    location: Location,
    name: String,
}

/// The only language that features are read in.
pub(super) const LANGUAGE: &str = "en";

/// The tree of the feature file `uri`.
pub(super) fn document<'a>(uri: &'a str, ids: Ids, feature: &'a Feature) -> Document<'a> {
    let rules = feature.rules.iter().map(|it| Child::Rule(ids.rule(it)));
    let own = ids.children(feature.background.as_ref(), &feature.scenarios);
    Document {
        uri,
        feature: FeatureNode {
            location: location(feature.position),
            tags: ids.tags(feature.position, &feature.tags),
            language: LANGUAGE,
            keyword: &feature.keyword,
            name: &feature.name,
            description: description(feature.description.as_ref()),
            children: own.chain(rules).collect(),
        },
        comments: [],
    }
}

impl Ids {
    fn children<'a>(
        self,
        background: Option<&'a Background>,
        scenarios: &'a [Scenario],
    ) -> impl Iterator<Item = Child<'a>> {
        let background = background.map(|it| Child::Background(self.background(it)));
        let scenarios = scenarios.iter();
        background
            .into_iter()
            .chain(scenarios.map(move |it| Child::Scenario(self.scenario(it))))
    }

    fn rule(self, rule: &Rule) -> RuleNode<'_> {
        RuleNode {
            id: self.line(rule.position.line),
            location: location(rule.position),
            tags: self.tags(rule.position, &rule.tags),
            keyword: &rule.keyword,
            name: &rule.name,
            description: description(rule.description.as_ref()),
            children: self
                .children(rule.background.as_ref(), &rule.scenarios)
                .collect(),
        }
    }

    fn background(self, background: &Background) -> BackgroundNode<'_> {
        BackgroundNode {
            id: self.line(background.position.line),
            location: location(background.position),
            keyword: &background.keyword,
            name: &background.name,
            description: description(background.description.as_ref()),
            steps: self.steps(background.position, &background.steps),
        }
    }

    fn scenario(self, scenario: &Scenario) -> ScenarioNode<'_> {
        let examples = scenario.examples.iter().map(|it| self.examples(it));
        ScenarioNode {
            id: self.line(scenario.position.line),
            location: location(scenario.position),
            tags: self.tags(scenario.position, &scenario.tags),
            keyword: &scenario.keyword,
            name: &scenario.name,
            description: description(scenario.description.as_ref()),
            steps: self.steps(scenario.position, &scenario.steps),
            examples: examples.collect(),
        }
    }

    fn examples(self, examples: &Examples) -> ExamplesNode<'_> {
        let rows = examples.table.iter().flat_map(|table| &table.rows);
        // Where they are counted from where outlines are expanded.
        let first = examples.position.line + 1;
        let rows = rows.zip(first..);
        let mut rows = rows.map(|(cells, line)| row(self.line(line), line, cells));
        ExamplesNode {
            id: self.line(examples.position.line),
            location: location(examples.position),
            tags: self.tags(examples.position, &examples.tags),
            keyword: &examples.keyword,
            name: examples.name.as_deref().unwrap_or_default(),
            description: description(examples.description.as_ref()),
            table_header: rows.next(),
            table_body: rows.collect(),
        }
    }

    fn steps(self, container: LineCol, steps: &[Step]) -> Vec<StepNode<'_>> {
        let steps = steps.iter().map(|step| {
            let keyword = step.keyword.trim();
            let id = self.step(container.line, step);
            let below = Location::line(step.position.line + 1);
            let doc_string = step.docstring.as_deref().map(|content| DocStringNode {
                location: below,
                content,
                delimiter: "\"\"\"",
            });
            let data_table = step.table.as_ref().map(|it| table(&id, below, it));
            StepNode {
                id,
                location: location(step.position),
                keyword: format!("{keyword} "),
                keyword_type: keyword_type(keyword, step.ty),
                text: &step.value,
                doc_string,
                data_table,
            }
        });
        steps.collect()
    }

    /// The parser does not say where tags stand: they are told where that begins which bears them.
    fn tags(self, position: LineCol, tags: &[String]) -> Vec<TagNode> {
        let tags = tags.iter().enumerate().map(|(index, tag)| TagNode {
            id: self.tag(position.line, index),
            location: Location::line(position.line),
            name: format!("@{tag}"),
        });
        tags.collect()
    }
}

/// The table below the step that is called `id`, of which a row stands on each line from there.
fn table<'a>(id: &str, location: Location, table: &'a Table) -> TableNode<'a> {
    let rows = table.rows.iter().zip(location.line..);
    let rows = rows.map(|(cells, line)| row(format!("{id}:{line}"), line, cells));
    TableNode {
        location,
        rows: rows.collect(),
    }
}

fn row(id: String, line: usize, cells: &[String]) -> RowNode<'_> {
    let location = Location::line(line);
    let cells = cells.iter();
    let cells = cells.map(|value| CellNode { location, value });
    RowNode {
        id,
        location,
        cells: cells.collect(),
    }
}

fn location(position: LineCol) -> Location {
    Location {
        line: position.line,
        column: (position.col > 0).then_some(position.col),
    }
}

fn description(text: Option<&String>) -> &str {
    text.map(String::as_str).unwrap_or_default()
}

fn keyword_type(keyword: &str, ty: StepType) -> &'static str {
    match keyword {
        "And" | "But" | "*" => "Conjunction",
        _ => kind(ty),
    }
}

/// What a step is for.
pub(super) fn kind(ty: StepType) -> &'static str {
    match ty {
        StepType::Given => "Context",
        StepType::When => "Action",
        StepType::Then => "Outcome",
    }
}

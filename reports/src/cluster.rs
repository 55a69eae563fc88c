//! Findings that one explanation fits.

use conformance_harness::results::Results;

use crate::finding::{Finding, Line};
use crate::folding;
use crate::mark::Mark;

/// Up to this many scenarios of a cluster are listed, more are folded away.
const LISTED: usize = 5;

/// Findings with the same explanation: one cause, most likely, that is told once.
#[derive(Debug, Clone)]
pub(crate) struct Cluster<'a> {
    /// At least one, in the order of the results.
    findings: Vec<Finding<'a>>,
    why: Vec<Line<'a>>,
}

impl<'a> Cluster<'a> {
    /// The scenarios with `mark`, in the order in which each explanation first occurs.
    pub(crate) fn all(results: &'a Results, mark: Mark) -> Vec<Self> {
        let mut clusters: Vec<Self> = Vec::new();
        for finding in Finding::all(results, mark) {
            let why = finding.why();
            match clusters.iter_mut().find(|cluster| cluster.why == why) {
                Some(cluster) => cluster.findings.push(finding),
                None => clusters.push(Self {
                    findings: vec![finding],
                    why,
                }),
            }
        }
        clusters
    }

    /// How many scenarios it has.
    pub(crate) fn len(&self) -> usize {
        self.findings.len()
    }

    /// The scenarios to list.
    pub(crate) fn listed(&self) -> &[Finding<'a>] {
        folding::split(&self.findings, LISTED).0
    }

    /// The scenarios to fold away.
    pub(crate) fn folded(&self) -> &[Finding<'a>] {
        folding::split(&self.findings, LISTED).1
    }

    /// The explanation, and then step and place as far as all have the same.
    pub(crate) fn lines(&self) -> Vec<Line<'a>> {
        let mut lines = self.why.clone();
        let step = self.common(|finding| finding.step_text());
        let place = self.common(|finding| Some(finding.place()));
        lines.extend(step.map(|text| Line::new("step", text)));
        lines.extend(place.map(|text| Line::new("at", text)));
        lines
    }

    /// Where to look for `finding`, one of these; nothing if [`Self::lines`] say so for all.
    pub(crate) fn own_place(&self, finding: &Finding<'a>) -> Option<String> {
        let differ = self.common(|finding| Some(finding.place())).is_none();
        differ.then(|| finding.place())
    }

    /// The IDs of the requirements, if all scenarios have the same.
    pub(crate) fn requirements(&self) -> &'a [String] {
        self.common(|finding| Some(finding.scenario.requirements.as_slice()))
            .unwrap_or_default()
    }

    /// What `of` says of every finding, if it is the same.
    fn common<T: PartialEq>(&self, of: impl Fn(&Finding<'a>) -> Option<T>) -> Option<T> {
        let first = of(self.findings.first()?)?;
        let mut others = self.findings[1..].iter();
        others
            .all(|finding| of(finding).as_ref() == Some(&first))
            .then_some(first)
    }
}

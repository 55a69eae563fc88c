//! From what several runs found to what one would have found.

use std::collections::{BTreeMap, BTreeSet};

use conformance_harness::gathered::Gathered;
use conformance_harness::requirement::Catalogue;
use conformance_harness::results::{ScenarioResult, Transcripts};

use super::error::MergeError;
use super::part::Part;
use super::{attempts, clock, requirements, shards};

/// What the runs found together.
///
/// # Errors
/// When they do not belong together.
pub(super) fn together(parts: Vec<Part>, catalogue: &Catalogue) -> Result<Gathered, MergeError> {
    same_target(&parts)?;
    same_build(&parts)?;
    let (rerun_of, parts) = in_order(parts)?;
    let missing = missing_shards(&parts)?;
    let all: Vec<&Gathered> = parts.iter().map(|it| &it.found).collect();
    let scenarios = scenarios(&parts, rerun_of.is_some())?;
    let (cut_short, unfinished) = unfinished(&parts, &scenarios);
    let interrupted: Vec<String> = cut_short.into_iter().chain(missing).collect();
    let mut warnings = each_once(all.iter().flat_map(|it| it.warnings.clone()));
    let urls = each_once(all.iter().filter_map(|it| it.url.clone()));
    if urls.len() > 1 {
        warnings.push(format!(
            "The parts of this run were played at several addresses: {}",
            urls.join(", ")
        ));
    }
    let browsers = each_once(all.iter().filter_map(|it| it.browser.clone()));
    let seeds = each_once(all.iter().map(|it| it.seed));
    Ok(Gathered {
        target: all.first().map(|it| it.target.clone()).unwrap_or_default(),
        environment: all.iter().filter_map(|it| it.environment).max(),
        build: all.iter().find_map(|it| it.build.clone()),
        url: match &urls[..] {
            [url] => Some(url.clone()),
            _ => None,
        },
        browser: (!browsers.is_empty()).then(|| browsers.join(", ")),
        started_at: clock::started_at(&all),
        duration_ms: clock::duration_ms(&all),
        interrupted: (!interrupted.is_empty()).then(|| interrupted.join("; ")),
        unfinished,
        shard: None,
        seed: match seeds[..] {
            [seed] => seed,
            _ => None,
        },
        transcripts: transcripts(&all),
        rerun_of,
        warnings,
        requirements: requirements::together(&all, catalogue),
        scenarios,
    })
}

/// How the parts compare with what was approved, if one was compared.
fn transcripts(all: &[&Gathered]) -> Option<Transcripts> {
    let compared: Vec<&Transcripts> = all
        .iter()
        .filter_map(|it| it.transcripts.as_ref())
        .collect();
    let of = |names: fn(&Transcripts) -> &Vec<String>| {
        each_once(compared.iter().flat_map(|it| names(it).clone()))
    };
    let first = compared.first()?;
    Some(Transcripts {
        folder: first.folder.clone(),
        new: of(|it| &it.new),
        stale: of(|it| &it.stale),
    })
}

fn same_target(parts: &[Part]) -> Result<(), MergeError> {
    let target = |part: &Part| part.found.target.clone();
    let first = parts.first();
    let other = first.and_then(|a| parts.iter().find(|b| b.found.target != a.found.target));
    match (first, other) {
        (Some(a), Some(b)) => Err(MergeError::Targets {
            a: a.name.clone(),
            of_a: target(a),
            b: b.name.clone(),
            of_b: target(b),
        }),
        _ => Ok(()),
    }
}

/// Parts that do not say of which build they are may be of any.
fn same_build(parts: &[Part]) -> Result<(), MergeError> {
    let mut said = parts.iter().filter(|it| it.found.build.is_some());
    match said.next() {
        Some(first) => {
            said.try_for_each(|other| first.is_of_the_build_of(&other.found, &other.name))
        }
        None => Ok(()),
    }
}

/// The parts, re-runs behind all others, and these in the order in which they were played. If all are re-runs of one run,
/// they are parts of one re-run: then also of which.
fn in_order(mut parts: Vec<Part>) -> Result<(Option<String>, Vec<Part>), MergeError> {
    let of = each_once(parts.iter().map(|it| it.found.rerun_of.clone()));
    if let [Some(of)] = &of[..] {
        return Ok((Some(of.clone()), parts));
    }
    let starts: BTreeSet<String> = parts.iter().map(|it| it.found.started_at.clone()).collect();
    for part in &parts {
        if let Some(of) = part
            .found
            .rerun_of
            .as_ref()
            .filter(|it| !starts.contains(*it))
        {
            return Err(MergeError::NoBase {
                report: part.name.clone(),
                started_at: of.clone(),
            });
        }
    }
    parts.sort_by_key(|part| {
        let rerun_of = part.found.rerun_of.as_ref();
        rerun_of.map(|_| part.found.started_at.clone())
    });
    Ok((None, parts))
}

/// What is to be said of shards that are missing, run by run.
fn missing_shards(parts: &[Part]) -> Result<Vec<String>, MergeError> {
    let mut runs: BTreeMap<Option<&str>, Vec<&Part>> = BTreeMap::new();
    for part in parts {
        let run = part.found.rerun_of.as_deref();
        runs.entry(run).or_default().push(part);
    }
    let mut said = Vec::new();
    for (rerun_of, parts) in runs {
        for shard in shards::missing(&parts)? {
            said.push(match rerun_of {
                None => format!("shard {shard} is missing"),
                Some(_) => format!("shard {shard} of the re-run is missing"),
            });
        }
    }
    Ok(said)
}

/// All results. `is_rerun`: the parts are those of a re-run, so that none comes after another.
fn scenarios(parts: &[Part], is_rerun: bool) -> Result<Vec<ScenarioResult>, MergeError> {
    let mut found: BTreeMap<&str, (&Part, ScenarioResult)> = BTreeMap::new();
    for part in parts {
        for scenario in &part.found.scenarios {
            let result = match found.remove(scenario.id.as_str()) {
                None => scenario.clone(),
                Some((_, earlier)) if part.found.rerun_of.is_some() && !is_rerun => {
                    attempts::combine(earlier, scenario.clone())
                }
                Some((other, _)) => {
                    return Err(MergeError::Twice {
                        scenario: scenario.id.clone(),
                        a: other.name.clone(),
                        b: part.name.clone(),
                    });
                }
            };
            found.insert(&scenario.id, (part, result));
        }
    }
    Ok(found.into_values().map(|(_, result)| result).collect())
}

/// Why parts were cut short, and what has no result in any of them. A part whose scenarios all have one in others does not
/// count as cut short.
fn unfinished(parts: &[Part], scenarios: &[ScenarioResult]) -> (Vec<String>, Vec<String>) {
    let found: BTreeSet<&str> = scenarios.iter().map(|it| it.id.as_str()).collect();
    let (mut why, mut unfinished) = (Vec::new(), Vec::new());
    for part in parts {
        let Some(reason) = &part.found.interrupted else {
            continue;
        };
        let left = part.found.unfinished.iter();
        let left: Vec<&String> = left.filter(|id| !found.contains(id.as_str())).collect();
        if left.is_empty() && !part.found.unfinished.is_empty() {
            continue;
        }
        why.push(match (parts.len(), part.found.shard) {
            (1, None) => reason.clone(),
            (_, Some(shard)) => format!("shard {shard} was cut short ({reason})"),
            (_, None) => format!("{} was cut short ({reason})", part.name),
        });
        unfinished.extend(left.into_iter().cloned());
    }
    (why, each_once(unfinished.into_iter()))
}

/// In order, each one once.
fn each_once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

//! Whether all shards of a run are there.

use conformance_harness::results::Shard;

use super::error::MergeError;
use super::part::Part;

/// The shards that are missing of the run that `parts` are of; none if it was not in shards.
///
/// # Errors
/// When the parts are shards of several runs.
pub(super) fn missing(parts: &[&Part]) -> Result<Vec<Shard>, MergeError> {
    let shards = parts.iter().filter_map(|it| Some((*it, it.found.shard?)));
    let shards: Vec<(&Part, Shard)> = shards.collect();
    let Some(&(first, Shard { of, .. })) = shards.first() else {
        return Ok(Vec::new());
    };
    if let Some((other, shard)) = shards.iter().find(|(_, it)| it.of != of) {
        return Err(MergeError::Shards {
            a: first.name.clone(),
            of_a: shards[0].1,
            b: other.name.clone(),
            of_b: *shard,
        });
    }
    let all = (1..=of).map(|index| Shard { index, of });
    let is_there = |wanted: &Shard| shards.iter().any(|(_, it)| it == wanted);
    Ok(all.filter(|it| !is_there(it)).collect())
}

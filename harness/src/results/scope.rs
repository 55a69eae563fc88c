//! Which scenarios a run was about.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One of several parts of the selected scenarios, which together are all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// From 1 to `of`.
    pub index: usize,
    /// How many there are.
    pub of: usize,
}

/// What was said is no shard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShardError {
    /// It is not two numbers.
    #[error("write the part and how many there are, e.g. 1/3")]
    Form,
    /// The numbers do not fit.
    #[error("the parts are 1/{of} to {of}/{of}")]
    Range {
        /// How many parts there are.
        of: usize,
    },
}

impl Shard {
    /// Whether it has the scenario at this place, from 0, in the order in which scenarios are dealt.
    #[must_use]
    pub fn has(self, place: usize) -> bool {
        place
            .checked_rem(self.of)
            .is_some_and(|rest| rest + 1 == self.index)
    }
}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| text.parse().map_err(|_| ShardError::Form);
        let (index, of) = text.split_once('/').ok_or(ShardError::Form)?;
        let (index, of) = (number(index)?, number(of)?);
        match index {
            _ if of == 0 => Err(ShardError::Form),
            index if (1..=of).contains(&index) => Ok(Self { index, of }),
            _ => Err(ShardError::Range { of }),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_is_in_exactly_one_shard() {
        let shards = ["1/3", "2/3", "3/3"].map(|it| it.parse::<Shard>().expect("a shard"));
        for place in 0..10 {
            assert_eq!(shards.iter().filter(|it| it.has(place)).count(), 1);
        }
        assert_eq!(shards[1].to_string(), "2/3");
    }

    #[test]
    fn what_is_no_part_of_several_is_refused() {
        for text in ["", "1", "1/", "/3", "a/b", "1/0", "0/0", "-1/3"] {
            assert_eq!(text.parse::<Shard>(), Err(ShardError::Form), "{text}");
        }
        for text in ["0/3", "4/3"] {
            let error = text.parse::<Shard>().expect_err(text);
            assert_eq!(error.to_string(), "the parts are 1/3 to 3/3");
        }
    }
}

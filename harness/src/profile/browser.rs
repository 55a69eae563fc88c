//! The browsers that a target is judged with.

use std::num::NonZeroU16;

use serde::Deserialize;

/// The browsers that a target is judged with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Browsers {
    /// How many scenarios are played at a time where the command does not say; as many as there are processors where nobody
    /// does. Browsers on a Grid need no processors of this machine.
    pub workers: Option<NonZeroU16>,
    /// The image with a driver and its browser in it, for machines without one: one of those that Selenium publishes, such as
    /// `selenium/standalone-chromium`. It is not used for an app on this machine, which nobody in a container reaches.
    pub image: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_workers_at_all_and_a_member_that_does_not_exist_are_refused() {
        let read = |text: &str| toml::from_str::<Browsers>(text).map_err(|slip| slip.to_string());
        assert_eq!(
            read("workers = 4\n").map(|it| it.workers),
            Ok(NonZeroU16::new(4))
        );
        assert_eq!(read(""), Ok(Browsers::default()));
        assert!(read("workers = 0\n").is_err());
        let slip = read("worker = 4\n").expect_err("a slip");
        assert!(slip.contains("`workers`"), "{slip}");
    }
}

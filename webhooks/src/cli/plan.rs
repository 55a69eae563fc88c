//! From the command line to the messages.

use std::time::Duration;

use super::args::{Args, Arrangement, Distort};
use crate::delivery::Dispatch;
use crate::distortion::Distortion;
use crate::recipe::{Recipe, RecipeError, Source};
use crate::script::{Order, Step};
use crate::story::{Story, StoryError};

/// Why there is nothing to send.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A payload cannot be made.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// A story cannot be told.
    #[error(transparent)]
    Story(#[from] StoryError),
}

impl Args {
    /// All that is to be sent, in order.
    pub(super) fn steps(&self, now_ms: i64) -> Result<Vec<Step>, PlanError> {
        let mut steps = match &self.story {
            Some(path) => Story::read(path)?.steps(&self.changes, now_ms)?,
            None => {
                let recipes = self.recipes()?;
                let dispatches = recipes.iter().map(|recipe| recipe.dispatch(now_ms));
                let mut steps: Vec<Step> = dispatches
                    .collect::<Result<Vec<_>, _>>()?
                    .into_iter()
                    .flat_map(|dispatch| self.distorted(dispatch))
                    .map(|dispatch| Step {
                        wait: Duration::ZERO,
                        dispatches: vec![dispatch],
                    })
                    .collect();
                self.order().arrange(&mut steps);
                steps
            }
        };
        if self.times.get() > 1 {
            steps = steps
                .into_iter()
                .flat_map(|step| self.copies(step))
                .collect();
        }
        if self.simultaneously {
            return Ok(vec![Step {
                wait: Duration::ZERO,
                dispatches: steps.into_iter().flat_map(|it| it.dispatches).collect(),
            }]);
        }
        // The first one has nothing to wait for.
        for step in steps.iter_mut().skip(1) {
            step.wait += self.wait;
        }
        Ok(steps)
    }

    fn recipes(&self) -> Result<Vec<Recipe>, RecipeError> {
        let sources = match &self.data {
            Some(path) => vec![Source::file(path)?],
            None => self.events.iter().cloned().map(Source::Event).collect(),
        };
        let recipes = sources.into_iter().map(|source| Recipe {
            source,
            changes: self.changes.clone(),
            age: self.age,
        });
        Ok(recipes.collect())
    }

    /// The message once per distortion, each under an id of its own; or as it is.
    fn distorted(&self, dispatch: Dispatch) -> Vec<Dispatch> {
        if self.distort.is_empty() {
            return vec![dispatch];
        }
        let named = self.distort.iter().flat_map(|distort| match distort {
            Distort::All => Distortion::ALL.to_vec(),
            Distort::One(distortion) => vec![*distortion],
        });
        named
            .map(|distortion| {
                Dispatch::new(dispatch.event.clone(), dispatch.message.again())
                    .distorted(distortion)
            })
            .collect()
    }

    /// A step as often as `--times` says.
    fn copies(&self, step: Step) -> Vec<Step> {
        let copies = (0..self.times.get()).map(|number| {
            let mut dispatches = step.dispatches.clone();
            if self.new_id && number > 0 {
                for dispatch in &mut dispatches {
                    dispatch.message = dispatch.message.again();
                }
            }
            dispatches
        });
        copies
            .map(|dispatches| Step {
                wait: step.wait,
                dispatches,
            })
            .collect()
    }

    fn order(&self) -> Order {
        match self.order {
            Arrangement::Written => Order::Written,
            Arrangement::Reversed => Order::Reversed,
            Arrangement::Shuffled => Order::Shuffled(self.seed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        args: Args,
    }

    const NOW: i64 = 1_700_000_000_000;

    fn steps(line: &str) -> Vec<Step> {
        let line = format!("send --url http://127.0.0.1:1/ {line}");
        let command = Command::try_parse_from(line.split_whitespace()).expect("a command");
        command.args.steps(NOW).expect("steps")
    }

    fn ids(step: &Step) -> Vec<&str> {
        step.dispatches
            .iter()
            .map(|it| it.message.id.as_str())
            .collect()
    }

    #[test]
    fn copies_are_one_message_one_after_another_or_at_once_or_several_messages() {
        let one_by_one = steps("subscription.active --times 2");
        assert_eq!(one_by_one.len(), 2);
        assert_eq!(ids(&one_by_one[0]), ids(&one_by_one[1]));

        let at_once = steps("subscription.active --times 3 --simultaneously");
        assert_eq!(at_once.len(), 1);
        assert_eq!(at_once[0].dispatches.len(), 3);
        assert_eq!(at_once[0].dispatches[0], at_once[0].dispatches[2]);

        let both = steps("subscription.active subscription.pastDue --times 2 --simultaneously");
        assert_eq!((both.len(), both[0].dispatches.len()), (1, 4));

        let others = steps("subscription.active --times 2 --new-id");
        assert_ne!(ids(&others[0]), ids(&others[1]));
        let bodies = [&others[0], &others[1]].map(|step| &step.dispatches[0].message.body);
        assert_eq!(bodies[0], bodies[1]);
    }

    #[test]
    fn each_distortion_has_an_id_of_its_own() {
        let steps = steps("subscription.active --distort all");
        assert_eq!(steps.len(), Distortion::ALL.len());
        assert_ne!(ids(&steps[0]), ids(&steps[1]));
        assert_eq!(steps[0].dispatches[0].distortion, Some(Distortion::ALL[0]));
    }

    #[test]
    fn several_events_are_sent_in_the_order_asked_for_with_waits_between_them() {
        let steps = steps("subscription.active subscription.pastDue --order reversed --wait 5s");
        let told: Vec<(&str, u64)> = steps
            .iter()
            .map(|step| (step.dispatches[0].event.as_str(), step.wait.as_secs()))
            .collect();
        assert_eq!(
            told,
            [("subscription.pastDue", 0), ("subscription.active", 5)]
        );
    }
}

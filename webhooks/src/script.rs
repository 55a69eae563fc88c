//! Several messages in an order, with waits between them.

use std::time::Duration;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;

use crate::delivery::{Delivery, Dispatch};
use crate::endpoint::Endpoint;

/// Messages that are sent at the same moment, after a wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is waited for before, beginning with the last answer.
    pub wait: Duration,
    /// What is then sent.
    pub dispatches: Vec<Dispatch>,
}

/// The order in which steps are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As they were written.
    #[default]
    Written,
    /// The last one first.
    Reversed,
    /// By chance; the same number makes the same order.
    Shuffled(u64),
}

impl Order {
    /// Puts `steps` into this order. Waits stay with the messages that they are written at.
    pub fn arrange(self, steps: &mut [Step]) {
        match self {
            Self::Written => {}
            Self::Reversed => steps.reverse(),
            Self::Shuffled(seed) => steps.shuffle(&mut StdRng::seed_from_u64(seed)),
        }
    }
}

impl Endpoint {
    /// Takes steps one after another: the next one begins when all messages of the one before were answered. `on` is
    /// told each delivery.
    pub async fn play(&self, steps: &[Step], mut on: impl FnMut(&Delivery)) -> Vec<Delivery> {
        let mut all = Vec::new();
        for step in steps {
            tokio::time::sleep(step.wait).await;
            let deliveries = self.deliver_at_once(&step.dispatches).await;
            deliveries.iter().for_each(&mut on);
            all.extend(deliveries);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    fn events(order: Order) -> String {
        let mut steps: Vec<Step> = "abcdefgh"
            .chars()
            .map(|name| Step {
                wait: Duration::ZERO,
                dispatches: vec![Dispatch::new(name, Message::new("{}"))],
            })
            .collect();
        order.arrange(&mut steps);
        steps
            .iter()
            .map(|step| step.dispatches[0].event.as_str())
            .collect()
    }

    #[test]
    fn steps_are_taken_as_written_or_from_the_end() {
        assert_eq!(events(Order::Written), "abcdefgh");
        assert_eq!(events(Order::Reversed), "hgfedcba");
    }

    #[test]
    fn chance_is_the_same_for_the_same_number() {
        let shuffled = events(Order::Shuffled(7));
        assert_eq!(shuffled, events(Order::Shuffled(7)));
        assert_ne!(shuffled, events(Order::Shuffled(8)));
        let mut sorted: Vec<char> = shuffled.chars().collect();
        sorted.sort_unstable();
        assert_eq!(sorted.into_iter().collect::<String>(), "abcdefgh");
    }
}

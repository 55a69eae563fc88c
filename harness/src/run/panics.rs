//! Panics in steps: cucumber's macros turn a step's error into one.

use std::any::Any;
use std::panic::{set_hook, take_hook};

use crate::redact;
use crate::step_error::StepError;

/// As long as it lives, panics are printed with their place, but for those that only carry a step's error.
#[derive(Debug)]
pub(super) struct OnlyRealOnes(());

impl OnlyRealOnes {
    pub(super) fn are_printed() -> Self {
        set_hook(Box::new(|panic| {
            let message = message(panic.payload());
            let own = StepError::from_panic(&message).to_string() == message;
            if !own {
                let place = panic
                    .location()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                eprintln!("{}", told(&place, &message));
            }
        }));
        Self(())
    }
}

impl Drop for OnlyRealOnes {
    fn drop(&mut self) {
        // A thread that panics must not touch the hook.
        if !std::thread::panicking() {
            drop(take_hook());
        }
    }
}

/// What is printed of a panic, which may have anything in it.
fn told(place: &str, message: &str) -> String {
    format!("panic at {place}: {}", redact::text(message))
}

/// The text of a panic.
pub(super) fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_printed_without_secrets() {
        redact::remember("planted-in-a-panic");
        assert_eq!(
            told("a.rs:1", "no such key: planted-in-a-panic, sk_test_fake"),
            "panic at a.rs:1: no such key: [redacted], [redacted]"
        );
    }
}

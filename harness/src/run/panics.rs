//! Panics in steps. Cucumber turns a step's error into a panic, and silences all panics while it runs.

use std::any::Any;
use std::sync::Once;

use crate::step_error::StepError;

/// Prints panics with their place again, but for those that only carry a step's error.
pub(super) fn print_those_that_are_no_step_error() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let message = message(panic.payload());
            let own = StepError::from_panic(&message).to_string() == message;
            if !own {
                let place = panic
                    .location()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                eprintln!("panic at {place}: {message}");
            }
        }));
    });
}

/// Prints all panics, as before the run.
pub(super) fn print_all() {
    // What is there now is either cucumber's silence or the hook above.
    let _ = std::panic::take_hook();
}

/// The text of a panic.
pub(super) fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message")
        .to_owned()
}

//! `/admin/clock`: the time that the issuer has.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Refusal;
use crate::SetupError;
use crate::state::State;

/// What `POST /admin/clock` does: exactly one of the three.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockOrder {
    advance_s: Option<i64>,
    set_ms: Option<u64>,
    reset: Option<bool>,
}

/// `POST /admin/clock`
pub(super) async fn set(
    Shared(state): Shared<Arc<State>>,
    body: Result<Json<ClockOrder>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    let Json(order) = body?;
    match (order.advance_s, order.set_ms, order.reset) {
        (Some(by_s), None, None) => state.clock.advance_ms(by_s.saturating_mul(1_000)),
        (None, Some(to), None) => state.clock.set_ms(to),
        (None, None, Some(true)) => state.clock.reset(),
        _ => {
            let why = "must stand alone, as must `set_ms` or `reset: true` in its place";
            return Err(SetupError::invalid("advance_s", why).into());
        }
    }
    Ok(Json(json!({ "now_ms": state.now_ms() })))
}

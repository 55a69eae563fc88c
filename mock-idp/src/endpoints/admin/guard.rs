//! Who may use the admin API.

use std::sync::Arc;

use axum::extract::{Request, State as Shared};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Refusal;
use crate::state::State;

/// Lets a request through if it has the admin token, or if none is asked for.
pub(in crate::endpoints) async fn guard(
    Shared(state): Shared<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(token) = &state.admin_token else {
        return next.run(request).await;
    };
    let presented = request.headers().get(header::AUTHORIZATION);
    let presented = presented
        .and_then(|value| value.to_str().ok()?.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"));
    if presented.is_some_and(|(_, presented)| token.matches(presented.trim())) {
        next.run(request).await
    } else {
        Refusal::NO_TOKEN.into_response()
    }
}

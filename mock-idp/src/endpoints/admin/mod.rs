//! `/admin`: how a test sets an issuer up and reads what happened there, one noun per file.

mod clients;
mod clock;
mod guard;
mod journal;
mod keys;
mod orders;
mod persons;
mod refusal;
mod settings;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{delete, get, post};

use crate::state::State;

pub(super) use guard::guard;
pub(super) use refusal::Refusal;

/// The routes of the admin API of one issuer.
pub(super) fn routes(state: &Arc<State>) -> Router<Arc<State>> {
    Router::new()
        .route("/admin/persons", get(persons::list).post(persons::add))
        .route(
            "/admin/persons/{sub}",
            get(persons::read)
                .patch(persons::patch)
                .delete(persons::remove),
        )
        .route("/admin/persons/{sub}/next-login", post(orders::next_login))
        .route(
            "/admin/trouble",
            post(orders::trouble).delete(orders::no_trouble),
        )
        .route("/admin/clients", get(clients::list).post(clients::add))
        .route("/admin/clients/{id}", delete(clients::remove))
        .route("/admin/journal", get(journal::read).delete(journal::clear))
        .route("/admin/assertions", post(journal::judge))
        .route(
            "/admin/settings",
            get(settings::read).patch(settings::patch),
        )
        .route("/admin/keys/rotate", post(keys::rotate))
        .route("/admin/clock", post(clock::set))
        .route_layer(from_fn_with_state(Arc::clone(state), guard))
}

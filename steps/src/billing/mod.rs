//! Billing: what people buy, what is delivered, stored and logged about it, and what is open to them.
//!
//! * [`buying`]: the billing page, the checkout and the portal (`When they buy "pro_monthly"`).
//! * [`deliveries`]: webhooks that the harness delivers (`When the purchase of "pro_monthly" is delivered`).
//! * [`clerk`]: webhooks that Clerk makes by itself (`Then the event "subscriptionItem.active" arrives`).
//! * [`plans`]: what is stored (`Then the plan that is stored for them is "pro"`).
//! * [`gates`]: what is open (`Then the feature "data-export" is available`).
//! * [`logs`]: what the deployment logs (`Then the log says that "subscriptionItem.active" was received`).
//! * [`setup`]: what has to be so before (`Given the deployment is started without "…"`).

pub mod buying;
pub mod clerk;
pub mod deliveries;
pub mod gates;
pub mod logs;
pub mod plans;
pub mod setup;

//! The harness with a real browser, on pages made for the purpose.

mod isolation;
mod site;
mod tab;

//! The harness with a real browser, on pages made for the purpose.

mod isolation;
mod logs;
mod site;
mod stores;
mod tab;

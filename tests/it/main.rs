//! The command as people and scripts use it: its answers to bad input, its exit status, its behaviour when the
//! world falls apart.

mod attempts;
mod bad_input;
mod by_url;
mod command;
mod compare;
mod coverage;
mod defects;
mod doctor;
mod fickle;
mod init;
mod interruption;
mod levels;
mod nextjs;
mod openid_provider;
mod progress;
mod selection;
mod send;
mod sign_off;

//! The command as people and scripts use it: its answers to bad input, its exit status, its behaviour when the
//! world falls apart.

mod action;
mod attempts;
mod bad_input;
mod by_url;
mod checkout;
mod command;
mod compare;
mod coverage;
mod defects;
mod doctor;
mod examples;
mod faults;
mod fickle;
mod github;
mod init;
mod interruption;
mod levels;
mod merge;
mod nextest;
mod nextjs;
mod openid_provider;
mod production;
mod progress;
mod properties;
mod report;
mod rerun;
mod secrets;
mod selection;
mod send;
mod shards;
mod sign_off;
mod staging;
mod steps;

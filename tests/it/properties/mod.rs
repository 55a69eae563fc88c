//! Whatever is written into a file, or sent to a server: nothing panics, nothing hangs, and what is wrong is said.

mod damage;
mod readers;
mod servers;
mod wire;

//! What the programs say of themselves (`RUST_LOG`), without secrets.

use std::io::{self, Write};

use conformance_harness::redact;

/// Standard error, for whole events: libraries tell addresses and headers that they were given.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Diary;

impl Write for Diary {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = redact::text(&String::from_utf8_lossy(event));
        io::stderr().write_all(text.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

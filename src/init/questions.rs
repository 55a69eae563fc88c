//! Asking people, where there are any.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use crate::console::Console;

/// Asks on a terminal, and takes what is usual everywhere else.
#[derive(Debug)]
pub(super) struct Questions {
    asks: bool,
    console: Console,
}

impl Questions {
    /// With `silent`, nobody is asked.
    pub(super) fn new(silent: bool, console: Console) -> Self {
        let somebody_is_there = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
        Self {
            asks: somebody_is_there && !silent,
            console,
        }
    }

    /// Asks until the answer can be meant; an empty one is `usual`.
    ///
    /// # Errors
    /// When there is no answer to read.
    pub(super) fn ask(
        &mut self,
        question: &str,
        usual: &str,
        can_be_meant: impl Fn(&str) -> Result<String, String>,
    ) -> std::io::Result<String> {
        if !self.asks {
            return Ok(usual.to_owned());
        }
        loop {
            let mut out = std::io::stdout();
            write!(out, "{question} [{usual}] ")?;
            out.flush()?;
            let mut line = String::new();
            if std::io::stdin().lock().read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            match line.trim() {
                "" => return Ok(usual.to_owned()),
                answer => match can_be_meant(answer) {
                    Ok(answer) => return Ok(answer),
                    Err(problem) => self.console.error(&problem),
                },
            }
        }
    }
}

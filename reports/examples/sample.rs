//! Writes the report of a made-up run, to look at: `sample FOLDER [COPIES]` has every scenario
//! that many times.

#[path = "../tests/it/sample/mod.rs"]
mod sample;

use std::error::Error;
use std::path::Path;

use conformance_reports::Sources;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: sample FOLDER [COPIES]")?;
    let copies: usize = arguments.next().map_or(Ok(1), |number| number.parse())?;

    let mut results = sample::with_sign_off();
    let original = results.scenarios.clone();
    for copy in 1..copies {
        for scenario in &original {
            let mut scenario = scenario.clone();
            scenario.id.push_str(&format!("-{copy}"));
            results.scenarios.push(scenario);
        }
    }
    results.totals = sample::totals(&results.scenarios);
    let written =
        conformance_reports::write(&results, &Sources::below("features"), Path::new(&folder))?;
    eprint!("{}", conformance_reports::summary(&results));
    eprintln!("\nReport: {}", written.html.display());
    Ok(())
}

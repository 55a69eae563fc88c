//! Costs as a table for people.

use std::time::Duration;

/// What one round has cost a provider.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// From its start to its first discovery answer.
    pub(crate) cold_start: Duration,
    /// Processor time of one login.
    pub(crate) cpu: Duration,
    /// Time from one login to the next.
    pub(crate) wall: Duration,
    /// Memory after the last login.
    pub(crate) resident_kb: u64,
}

/// A Markdown table of medians, one line per contestant, and one for the signatures alone.
pub(crate) fn table(logins: u32, signatures: &[Duration], rows: &[(&str, &Vec<Cost>)]) -> String {
    let rounds = signatures.len();
    let mut text = format!(
        "| {logins} logins with RS256, 2 at a time; medians of {rounds} rounds | CPU per login | logins per second \
         | cold start | resident after |\n|---|--:|--:|--:|--:|\n"
    );
    for (name, costs) in rows {
        let ms = |of: fn(&Cost) -> Duration| {
            1_000.0 * median(costs.iter().map(|cost| of(cost).as_secs_f64()).collect())
        };
        let resident = median(costs.iter().map(|cost| cost.resident_kb as f64).collect());
        text += &format!(
            "| {name} | {:.2} ms | {:.0} | {:.0} ms | {:.1} MB |\n",
            ms(|cost| cost.cpu),
            1_000.0 / ms(|cost| cost.wall),
            ms(|cost| cost.cold_start),
            resident / 1_000.0,
        );
    }
    let signature = median(signatures.iter().map(Duration::as_secs_f64).collect());
    text + &format!("| an RS256 signature alone | {:.2} ms | | | |\n", 1_000.0 * signature)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_holds_medians() {
        let cost = |ms| Cost {
            cold_start: Duration::from_millis(ms),
            cpu: Duration::from_micros(ms * 10),
            wall: Duration::from_millis(ms),
            resident_kb: 1_000 * ms,
        };
        let costs = vec![cost(40), cost(20), cost(30)];
        let signature = Duration::from_micros(250);
        let table = table(10, &[signature; 3], &[("ours", &costs)]);
        let rows: Vec<_> = table.lines().skip(2).collect();
        assert_eq!(
            rows,
            [
                "| ours | 0.30 ms | 33 | 30 ms | 30.0 MB |",
                "| an RS256 signature alone | 0.25 ms | | | |"
            ]
        );
    }
}

//! Costs as a table for people.

use crate::run::Cost;

/// What costs are told by.
#[derive(Debug)]
pub(crate) struct Unit {
    /// How many of them one run has.
    pub(crate) count: u32,
    /// One of them.
    pub(crate) name: &'static str,
    /// Many of them in a time.
    pub(crate) names: &'static str,
    /// That time.
    pub(crate) seconds: f64,
}

/// A Markdown table of medians, one line per contestant; of the wall-clock time also the range.
pub(crate) fn table(title: &str, unit: &Unit, rows: &[(&str, &Vec<Cost>)]) -> String {
    let rounds = rows.first().map_or(0, |(_, costs)| costs.len());
    let mut text = format!(
        "| {title}; medians of {rounds} rounds | wall clock | {} | CPU per {} | largest process |\n\
         |---|--:|--:|--:|--:|\n",
        unit.names, unit.name
    );
    for (name, costs) in rows {
        let walls = sorted(costs, |cost| cost.wall_s);
        let (fastest, slowest) = (walls[0], walls[walls.len() - 1]);
        let wall = median(&walls);
        let cpu_ms = 1000.0 * median(&sorted(costs, |cost| cost.cpu_s)) / f64::from(unit.count);
        let peak_mb = median(&sorted(costs, |cost| cost.peak_kb as f64)) / 1000.0;
        text += &format!(
            "| {name} | {wall:.2} s ({fastest:.2}–{slowest:.2}) | {:.0} | {cpu_ms:.*} ms | {peak_mb:.0} MB |\n",
            unit.seconds * f64::from(unit.count) / wall,
            decimals(cpu_ms),
        );
    }
    text
}

/// Few of them for large numbers.
fn decimals(number: f64) -> usize {
    match number {
        10.0.. => 0,
        0.1.. => 2,
        _ => 3,
    }
}

fn sorted(costs: &[Cost], of: impl Fn(&Cost) -> f64) -> Vec<f64> {
    let mut values: Vec<f64> = costs.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values
}

fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(wall_s: f64) -> Cost {
        Cost {
            wall_s,
            cpu_s: 2.0 * wall_s,
            peak_kb: 50_000,
        }
    }

    #[test]
    fn a_row_holds_medians_per_scenario_and_the_range() {
        let costs = vec![cost(40.0), cost(20.0), cost(30.0)];
        let unit = Unit {
            count: 10,
            name: "scenario",
            names: "scenarios per minute",
            seconds: 60.0,
        };
        let table = table("Ten", &unit, &[("ours", &costs)]);
        let row = table.lines().last().expect("a row");
        assert_eq!(
            row,
            "| ours | 30.00 s (20.00–40.00) | 20 | 6000 ms | 50 MB |"
        );
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assert!((median(&[1.0, 2.0, 4.0, 9.0]) - 3.0).abs() < f64::EPSILON);
    }
}

//! What the README says of faults is what holds.

use mock_idp::Fault;

use crate::relying_party::{Expected, OpenidClient, Openidconnect, RelyingParty};

const README: &str = include_str!("../../README.md");

#[test]
fn the_table_of_faults_is_the_one_that_holds() {
    let mut table = String::from(
        "| fault | what is wrong | a relying party | by | openidconnect | openid-client |\n|---|---|---|---|---|---|\n",
    );
    let mut notes = String::new();
    for fault in Fault::ALL {
        let parties = [
            ("openidconnect", Openidconnect::expected(fault)),
            ("openid-client", OpenidClient::expected(fault)),
        ];
        let cells = parties.map(|(party, expected)| match expected {
            Expected::Refused(_) => "refuses",
            Expected::Accepted => "accepts",
            Expected::AgainstTheRule(accepted, why) => {
                notes += &format!("* {party}, `{}`: {why}.\n", fault.name());
                if accepted {
                    "accepts (!)"
                } else {
                    "refuses (!)"
                }
            }
        });
        table += &format!(
            "| `{}` | the {} {} | {} | {} | {} |\n",
            fault.name(),
            fault.place().as_str(),
            fault.about(),
            fault.ruling().as_str(),
            fault.section(),
            cells.join(" | "),
        );
    }
    for text in [table, notes] {
        assert!(README.contains(&text), "paste this:\n{text}");
    }
}

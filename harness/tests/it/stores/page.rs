//! The app's own page as plan store.

use conformance_harness::billing::PageStore;

use super::contract::{Stores, keeps_it};
use crate::site::Site;

const PLAN: &str = "[data-user-plan='{plan}']";

#[tokio::test(flavor = "multi_thread")]
async fn the_page_that_a_person_sees_keeps_the_contract() {
    let site = Site::start().await;
    let tab = site.tab().await;
    let page = |path: &str, selector: &str| PageStore {
        tab: &tab,
        url: site.page(path),
        selector: selector.to_owned(),
    };
    keeps_it(Stores {
        sound: &page("/plan", PLAN),
        refusing: &page("/signed-out", PLAN),
        unreadable: &page("/plans", PLAN),
        elsewhere: &page("/plan", "[data-plan='{plan}']"),
        absent: Some(&page("/nobody", PLAN)),
        gone: None,
    })
    .await;
    tab.close().await;
}

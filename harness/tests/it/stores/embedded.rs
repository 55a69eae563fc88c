//! The plan store of the embedded deployment.

use conformance_harness::arrangement::Arrangement;
use conformance_harness::billing::{JsonStore, Key};
use conformance_harness::embedded::{self, Places, STORE_KEY};
use conformance_harness::profile::Auth;
use mock_idp::MockIdp;
use serde_json::json;

use super::contract::{STORED, Stores, counts_people, keeps_it};

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_store_keeps_the_contract() {
    let idp = MockIdp::start(mock_idp::Settings::default())
        .await
        .expect("a provider");
    let deployment = embedded::deploy(&idp, &Places::default(), &Arrangement::default())
        .await
        .expect("a deployment");
    let url = deployment.store.url();
    let client = reqwest::Client::new();
    let sent = |request: reqwest::RequestBuilder| async {
        let answer = request.bearer_auth(STORE_KEY).send().await;
        let answer = answer.expect("an answer").error_for_status();
        answer.expect("it is taken")
    };
    sent(client.put(format!("{url}/users/{STORED}"))).await;
    let bought = json!({
        "delivery_id": "msg_1",
        "clerk_id": STORED,
        "occurred_at": 1,
        "items": [{ "id": "item_1", "plan": "pro", "status": "active" }],
    });
    let bought = client.post(format!("{url}/webhook/plan")).json(&bought);
    sent(bought.header("x-sync-secret", embedded::SYNC_SECRET)).await;
    let plans = deployment.billing.plan_store.as_ref().expect("a store");
    let sound = plans.store().expect("it can be asked");
    let ours = |key: &str, plan: &str| JsonStore {
        url: format!("{url}/users/{{clerk_id}}"),
        key: Some(Key {
            secret: key.into(),
            auth: Auth::Bearer,
        }),
        plan: plan.to_owned(),
        people: None,
        ignore: Vec::new(),
    };
    // The app answers with a page, which is no JSON.
    let unreadable = JsonStore {
        url: format!("{}/?of={{clerk_id}}", deployment.app.url()),
        ..ours(STORE_KEY, "/plan")
    };
    keeps_it(Stores {
        sound: sound.as_ref(),
        refusing: &ours("key_of_somebody_else", "/plan"),
        unreadable: &unreadable,
        elsewhere: &ours(STORE_KEY, "/billing/plan"),
        absent: None,
        gone: None,
    })
    .await;
    counts_people(sound.as_ref()).await;
}

//! What every plan store keeps to, whatever it speaks.

use conformance_harness::billing::PlanStore;

/// The person who is stored, on the plan `pro`, once.
pub(crate) const STORED: &str = "user_stored";
/// Somebody whom the store does not know.
pub(crate) const ABSENT: &str = "user_absent";

/// A store that has one person, and the same store as somebody finds it who may not look, and as it is when what it says
/// is no plan.
pub(crate) struct Stores<'a> {
    pub(crate) sound: &'a dyn PlanStore,
    pub(crate) refusing: &'a dyn PlanStore,
    pub(crate) unreadable: &'a dyn PlanStore,
    /// The same, with the plan said to be where it is not.
    pub(crate) elsewhere: &'a dyn PlanStore,
    /// One where the store has nobody, if it tells of one person only.
    pub(crate) absent: Option<&'a dyn PlanStore>,
    /// Nobody answers there; none, where that cannot be.
    pub(crate) gone: Option<&'a dyn PlanStore>,
}

/// Plays the contract.
pub(crate) async fn keeps_it(stores: Stores<'_>) {
    let stored = stores.sound.stored(STORED).await.expect("an answer");
    let stored = stored.expect("they are stored");
    assert_eq!(stored.plan, "pro");
    assert!(stored.facts.is_object(), "{}", stored.facts);
    let again = stores.sound.stored(STORED).await.expect("an answer");
    let told = |mut facts: serde_json::Value| {
        let members = facts.as_object_mut().expect("members");
        members.retain(|name, _| !stores.sound.ignore().contains(name));
        facts
    };
    assert_eq!(
        again.map(|it| told(it.facts)),
        Some(told(stored.facts)),
        "looking changes nothing"
    );
    let absent = stores
        .absent
        .unwrap_or(stores.sound)
        .stored(ABSENT)
        .await
        .expect("an answer");
    assert_eq!(absent, None, "somebody who is not stored is no fault");
    for (what, store) in [
        ("refuses", Some(stores.refusing)),
        ("is unreadable", Some(stores.unreadable)),
        ("has the plan elsewhere", Some(stores.elsewhere)),
        ("is gone", stores.gone),
    ] {
        let Some(store) = store else { continue };
        let error = store.stored(STORED).await;
        let error = error.expect_err(&format!("a store that {what} says nothing"));
        let text = error.to_string();
        assert!(!text.is_empty() && !text.contains('\n'), "{what}: {text}");
        assert!(!text.contains("hunter22"), "{what}: {text}");
    }
}

/// Plays what stores keep to that can tell who is stored how often.
pub(crate) async fn counts_people(store: &dyn PlanStore) {
    assert_eq!(store.times_stored(STORED).await, Ok(1));
    assert_eq!(store.times_stored(ABSENT).await, Ok(0));
}

//! Nothing that one scenario leaves in the browser reaches the next, which gets the same browser.

use conformance_harness::browser::Tab;
use serde_json::{Value, json};

use crate::site::Site;

/// Leaves something in every place that a page can leave something in.
const LEAVE: &str = "
    document.cookie = 'left=1; path=/; max-age=1000';
    localStorage.left = '1';
    sessionStorage.left = '1';
    window.name = 'left';
    return (async () => {
        await new Promise((done) => { indexedDB.open('left').onsuccess = done; });
        await (await caches.open('left')).put('/left', new Response('left'));
        await navigator.serviceWorker.register('/worker.js');
        const credentials = new Headers({ authorization: 'Basic YW5uOnBhc3M=' });
        return (await fetch('/secret', { headers: credentials })).status;
    })();";

/// Looks into all of these places.
const LOOK: &str = "
    return (async () => ({
        cookie: document.cookie,
        local: localStorage.length,
        session: sessionStorage.length,
        name: window.name,
        databases: (await indexedDB.databases()).length,
        caches: (await caches.keys()).length,
        workers: (await navigator.serviceWorker.getRegistrations()).length,
    }))();";

async fn look(tab: &Tab) -> Value {
    tab.evaluate(LOOK, vec![]).await.expect("the page answers")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaks_from_one_tab_into_the_next() {
    let site = Site::start().await;
    let nothing = json!({
        "cookie": "", "local": 0, "session": 0, "name": "", "databases": 0, "caches": 0, "workers": 0,
    });

    let first = site.tab().await;
    first.go_to(&site.page("/")).await.expect("the page opens");
    assert_eq!(look(&first).await, nothing, "a fresh tab is empty");
    assert_eq!(
        first
            .evaluate(LEAVE, vec![])
            .await
            .expect("the page answers"),
        json!(200)
    );
    let everything = json!({
        "cookie": "left=1", "local": 1, "session": 1, "name": "left", "databases": 1, "caches": 1, "workers": 1,
    });
    assert_eq!(
        look(&first).await,
        everything,
        "what is left can be seen where it was left"
    );
    // The browser remembers name and password for the site once a page was opened with them.
    let mut with_password = site.page("/secret");
    with_password.set_username("ann").expect("a name");
    with_password
        .set_password(Some("pass"))
        .expect("a password");
    first.go_to(&with_password).await.expect("the page opens");
    assert_eq!(first.page().await.expect("a page").text, "seen");
    first
        .go_to(&site.page("/secret"))
        .await
        .expect("the page opens");
    assert_eq!(
        first.page().await.expect("a page").text,
        "seen",
        "the password is remembered"
    );
    first.close().await;

    let second = site.tab().await;
    second.go_to(&site.page("/")).await.expect("the page opens");
    assert_eq!(look(&second).await, nothing);
    // A browser that knows no password asks for one, and keeps the page waiting for it.
    let seen = "return Promise.race([
        fetch('/secret').then((answer) => answer.text()),
        new Promise((done) => setTimeout(() => done('asked for a password'), 2_000)),
    ])";
    let seen = second
        .evaluate(seen, vec![])
        .await
        .expect("the page answers");
    assert_ne!(seen, json!("seen"));
    let cookies = second
        .cookies_for(&site.page("/"))
        .await
        .expect("the browser answers");
    assert!(cookies.is_empty(), "{cookies:?}");
    second.close().await;
}

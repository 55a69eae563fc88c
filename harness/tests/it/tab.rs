//! What a person does in a tab, and how it is told when they cannot.

use conformance_harness::browser::{PlaceKind, Spot};
use conformance_harness::step_error::StepError;
use tokio::net::TcpSocket;
use url::Url;

use crate::site::Site;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_goes_on_by_itself_has_settled_where_it_ends() {
    let site = Site::start().await;
    let tab = site.tab().await;
    tab.go_to(&site.page("/wanders"))
        .await
        .expect("the page opens");
    let settled = tab
        .settle(|page| page.url.ends_with("step=2"))
        .await
        .expect("the browser answers");
    assert!(settled.as_wanted, "{}", settled.page.describe());
    let navigations: Vec<(String, Option<u16>)> = tab
        .recording()
        .requests()
        .iter()
        .filter(|request| request.is_navigation)
        .map(|request| {
            (
                request.url.replace(site.page("/").as_str(), "/"),
                request.status,
            )
        })
        .collect();
    let expected = ["/wanders", "/wanders?step=1", "/wanders?step=2"];
    assert_eq!(
        navigations,
        expected.map(|path| (path.to_owned(), Some(200)))
    );
    tab.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_page_that_stays_is_not_waited_for_until_the_deadline() {
    let site = Site::start().await;
    let tab = site.tab().await;
    tab.go_to(&site.page("/")).await.expect("the page opens");
    let settled = tab
        .settle(|page| page.path() == "/elsewhere")
        .await
        .expect("the browser answers");
    assert!(!settled.as_wanted);
    assert!(
        settled.page.describe().ends_with("/, which says “Home”"),
        "{}",
        settled.page.describe()
    );
    tab.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_that_comes_late_is_waited_for_and_pressed() {
    let site = Site::start().await;
    let tab = site.tab().await;
    tab.go_to(&site.page("/late"))
        .await
        .expect("the page opens");
    tab.press("button", "the button").await.expect("it comes");
    assert_eq!(tab.page().await.expect("a page").text, "Gone");
    tab.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_that_is_not_there_is_a_failure_that_says_what_is_there_instead() {
    let site = Site::start().await;
    let tab = site.tab().await;
    tab.go_to(&site.page("/")).await.expect("the page opens");
    let error = tab
        .press("button.missing", "the sign-in button")
        .await
        .expect_err("there is none");
    let StepError::Failed(failure) = error else {
        panic!("{error}")
    };
    assert_eq!(
        failure.expected,
        "the sign-in button (button.missing) can be used"
    );
    assert!(
        failure.actual.ends_with("/, which says “Home”"),
        "{}",
        failure.actual
    );
    tab.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_is_not_there_is_a_fault_and_no_failure() {
    let site = Site::start().await;
    let tab = site.tab().await;
    // A port that is taken, so that no other test gets it, and that nobody listens on.
    let taken = TcpSocket::new_v4().expect("a socket");
    taken.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
    let address = taken.local_addr().expect("it is bound");
    let nowhere = Url::parse(&format!("http://{address}")).expect("a URL");
    let with_code = nowhere.join("?code=hunter22").expect("a query");
    let fault = tab
        .go_to(&with_code)
        .await
        .expect_err("nobody listens there")
        .to_string();
    assert!(
        fault.starts_with(&format!("blocked: the browser failed at opening {nowhere}")),
        "{fault}"
    );
    assert!(fault.contains("code=[redacted]"), "{fault}");
    assert!(!fault.contains("hunter22"), "{fault}");
    tab.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_sends_the_browser_in_circles_is_a_failure_and_no_fault() {
    let site = Site::start().await;
    let tab = site.tab().await;
    let error = tab.go_to(&site.page("/circle?token=hunter22")).await;
    let error = error.expect_err("there is no page");
    let StepError::Failed(failure) = error else {
        panic!("{error}")
    };
    let circle = site.page("/circle?token=[redacted]");
    assert_eq!(failure.expected, format!("{circle} leads to a page"));
    let actual = format!("it sends the browser in circles, at last from {circle} to {circle}");
    assert_eq!(failure.actual, actual);
    tab.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screenshot_is_a_picture() {
    let site = Site::start().await;
    let tab = site.tab().await;
    tab.go_to(&site.page("/")).await.expect("the page opens");
    let picture = tab.screenshot().await.expect("the browser answers");
    assert!(
        picture.starts_with(b"RIFF") && picture[8..12] == *b"WEBP",
        "not WebP"
    );
    tab.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_bodies_that_a_page_sends_only_forms_are_read() {
    let site = Site::start().await;
    let tab = site.tab().await;
    tab.go_to(&site.page("/sends"))
        .await
        .expect("the page opens");
    tab.settle(|_| true).await.expect("the browser answers");
    let seen: Vec<(usize, Option<String>)> = tab
        .recording()
        .requests()
        .iter()
        .filter(|request| request.is_exchange)
        .map(|request| {
            let kind = request.other_body();
            let kind = kind.and_then(|it| Some(it.split_once(',')?.0.to_owned()));
            (request.form().count(), kind)
        })
        .collect();
    let other = |kind: &str| (0, Some(kind.to_owned()));
    let expected = [
        (1, None),
        (1, None),
        other("application/json"),
        other("multipart/form-data"),
        other("text/plain"),
        (1, None),
    ];
    assert_eq!(seen, expected);
    tab.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_kept_place_by_place_wherever_the_person_goes_on() {
    let site = Site::start().await;
    let mut tab = site.tab().await;
    tab.go_to(&site.page("/?first"))
        .await
        .expect("the page opens");
    tab.go_on_in_second_tab().await.expect("a tab");
    tab.go_to(&site.page("/?second"))
        .await
        .expect("the page opens");
    tab.return_to_first().await.expect("it is still there");
    tab.go_on_in_another_browser().await.expect("a browser");
    tab.go_to(&site.page("/?third"))
        .await
        .expect("the page opens");
    assert_eq!(tab.position(), 2);
    // Twice: what was open first does not change by going there.
    for _ in 0..2 {
        tab.return_to_first().await.expect("it is still there");
        assert_eq!(tab.position(), 0);
        let page = tab.page().await.expect("a page");
        assert_eq!(page.url, site.page("/?first").as_str());
    }
    let opened: Vec<_> = tab
        .recordings()
        .map(|(kind, recording)| {
            let mut requests = recording.requests().iter();
            let page = requests.find(|request| request.is_navigation);
            let page = page.map(|request| (request.url.clone(), request.at));
            (kind, page.expect("a page was opened"))
        })
        .collect();
    let expected = [
        (PlaceKind::FirstTab, "/?first"),
        (PlaceKind::SecondTab, "/?second"),
        (PlaceKind::AnotherBrowser, "/?third"),
    ];
    for ((kind, (url, _)), (wanted, path)) in opened.iter().zip(expected) {
        assert_eq!((*kind, url.as_str()), (wanted, site.page(path).as_str()));
    }
    assert_eq!(opened.len(), 3);
    assert!(
        opened.is_sorted_by_key(|(_, (_, at))| *at),
        "all times are counted from when the first tab was opened"
    );
    tab.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_a_frame_that_comes_late_is_filled_in_and_pressed() {
    let site = Site::start().await;
    let tab = site.tab().await;
    tab.go_to(&site.page("/framed")).await.expect("it opens");
    let in_frame = |selector: &'static str| Spot {
        selector,
        frame: Some("iframe[name=card]"),
        is_awaited: true,
    };
    let number = in_frame("input[name=number]");
    tab.fill_at(&number, "4242", "the card")
        .await
        .expect("it is there");
    tab.press_at(&in_frame("button"), "the button")
        .await
        .expect("it is there");
    // The frame has gone, and the driver is back on the page.
    let paid = Spot::on_page("body");
    tab.see_at(&paid, "the page").await.expect("it is there");
    assert_eq!(tab.page().await.expect("a page").text, "Paid with 4242");
    let gone = tab
        .press_at(
            &Spot {
                is_awaited: false,
                ..number
            },
            "the card",
        )
        .await;
    let error = gone.expect_err("it has gone").to_string();
    assert!(
        error.contains("input[name=number] in iframe[name=card]"),
        "{error}"
    );
    tab.close().await;
}

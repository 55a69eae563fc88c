//! The browser and its driver.

use conformance_harness::browser;
use url::Url;

use super::asking;
use super::check::Check;
use super::programs::first_line;

/// What a browser that the driver can start is called.
const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Whether there is a driver with a browser of the same version, or a driver that runs already.
pub(super) async fn checks() -> Vec<Check> {
    let running = std::env::var("WEBDRIVER_URL").unwrap_or_default();
    if !running.is_empty() {
        let status = format!("{}/status", running.trim_end_matches('/'));
        return vec![running_driver(&status).await];
    }
    let missing = |what: &str, saw: &str| vec![Check::missing(what, saw, browser::installation())];
    let Some(driver) = browser::on_path("chromedriver") else {
        return missing("browser driver", "there is no chromedriver on PATH");
    };
    let Some(driver) = first_line(&driver, "--version").await else {
        return missing("browser driver", "chromedriver does not say its version");
    };
    // Behind the version stands, in brackets, what it was built from.
    let driver = driver.split(" (").next().unwrap_or_default();
    let Some(browser) = BROWSERS.into_iter().find_map(browser::on_path) else {
        // Where it looks beyond PATH, only the driver knows.
        return vec![
            Check::there("browser driver", driver),
            Check::note(
                "browser",
                "none is on PATH; the driver looks in other places, too",
            ),
        ];
    };
    let Some(browser) = first_line(&browser, "--version").await else {
        return missing("browser", "it does not say its version");
    };
    let driver_check = match (major(driver), major(&browser)) {
        (Some(own), Some(other)) if own != other => Check::missing(
            "browser driver",
            format!("version {own} does not drive version {other} of the browser"),
            browser::installation(),
        ),
        _ => Check::there("browser driver", driver),
    };
    vec![driver_check, Check::there("browser", browser)]
}

/// Whether a driver that runs already answers at the address of its status.
async fn running_driver(status: &str) -> Check {
    let checked = "the driver (WEBDRIVER_URL)";
    let mend = "start it, or unset WEBDRIVER_URL";
    let Ok(url) = Url::parse(status) else {
        return Check::missing(checked, "is no address", mend);
    };
    let checked = format!("{checked} at {}", asking::origin(&url));
    match asking::get(&url).await {
        Ok(answer) => Check::there(checked, answer.told()),
        Err(silence) => Check::missing(checked, silence.told(), mend),
    }
}

/// The first part of the version in what a program says of itself.
fn major(said: &str) -> Option<u32> {
    let mut words = said.split_whitespace();
    words.find_map(|word| word.split_once('.')?.0.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn versions_are_read_out_of_what_programs_say() {
        let driver = "ChromeDriver 156.0.8078.79 (0123abcd-refs/branch-heads/8078@{#1})";
        assert_eq!(major(driver), Some(156));
        assert_eq!(major("Chromium 155.0.1.2 built on Debian 13.4"), Some(155));
        assert_eq!(major("Chromium"), None);
    }
}

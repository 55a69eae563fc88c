//! The browser and its driver.

use conformance_harness::browser;

use super::check::Check;
use super::programs::first_line;
use super::services;

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
        let start = "start it, or unset WEBDRIVER_URL";
        return vec![services::answers("the driver (WEBDRIVER_URL)", &status, start).await];
    }
    let missing = |what: &str| vec![Check::missing(what, browser::installation())];
    let Some(driver) = browser::on_path("chromedriver") else {
        return missing("browser driver: there is no chromedriver on PATH");
    };
    let Some(driver) = first_line(&driver, "--version").await else {
        return missing("browser driver: chromedriver does not say its version");
    };
    let Some(browser) = BROWSERS.into_iter().find_map(browser::on_path) else {
        // Where it looks beyond PATH, only the driver knows.
        let note = "browser: none is on PATH; the driver looks in other places, too";
        return vec![
            Check::there(format!("browser driver: {driver}")),
            Check::note(note),
        ];
    };
    let Some(browser) = first_line(&browser, "--version").await else {
        return missing("browser: it does not say its version");
    };
    let driver_check = match (major(&driver), major(&browser)) {
        (Some(own), Some(other)) if own != other => Check::missing(
            format!("browser driver: version {own} does not drive version {other} of the browser"),
            browser::installation(),
        ),
        _ => Check::there(format!("browser driver: {driver}")),
    };
    vec![driver_check, Check::there(format!("browser: {browser}"))]
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

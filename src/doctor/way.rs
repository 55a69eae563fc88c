//! The way to a server: its certificate, and its clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::DATE;
use url::Url;
use x509_parser::parse_x509_certificate;

use super::asking::{Answer, origin};
use super::check::Check;

/// A certificate that ends sooner should be known.
const SOON: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// What Clerk's SDK and backends let a token's times be off by.
const TOLERANCE_S: i64 = 5;

/// What an answer tells of the way to `who`, which is at `address`.
pub(super) fn checks(who: &str, address: &Url, answer: &Answer) -> Vec<Check> {
    let certificate = answer.certificate.as_deref();
    let certificate = certificate.map(|der| certificate_check(&origin(address), der, answer.at));
    let date = answer.header(DATE.as_str());
    let clock = date.and_then(|date| clock_check(who, date, answer.at));
    certificate.into_iter().chain(clock).collect()
}

/// How long a certificate is good that was trusted.
fn certificate_check(origin: &str, der: &[u8], now: SystemTime) -> Check {
    let checked = format!("the certificate of {origin}");
    let Ok((_, certificate)) = parse_x509_certificate(der) else {
        return Check::note(checked, "is trusted, and cannot be read");
    };
    let end = certificate.validity().not_after.timestamp();
    let until = Timestamp::from_second(end).unwrap_or(Timestamp::MAX);
    let until = until.strftime("%Y-%m-%d");
    let left = end.saturating_sub(seconds(now));
    let saw = format!("is trusted, and good until {until}");
    if left <= 0 {
        Check::missing(checked, format!("ended on {until}"), "renew it")
    } else if u64::try_from(left).is_ok_and(|left| left < SOON.as_secs()) {
        Check::note(checked, format!("{saw}, which is soon: renew it"))
    } else {
        Check::there(checked, saw)
    }
}

/// Whether this machine has the time that a server has. Servers tell whole seconds.
fn clock_check(who: &str, date: &str, now: SystemTime) -> Option<Check> {
    let theirs = rfc2822::DateTimeParser::new().parse_timestamp(date).ok()?;
    let off = seconds(now) - theirs.as_second();
    let checked = format!("this machine's clock, by that of {who}");
    Some(if off.abs() < TOLERANCE_S {
        Check::there(checked, format!("is right to {} s", off.abs().max(1)))
    } else {
        let way = if off > 0 { "fast" } else { "slow" };
        Check::missing(
            checked,
            format!("is {} s {way}: tokens and webhooks are refused", off.abs()),
            "set it: sudo timedatectl set-ntp true",
        )
    })
}

fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 February 2030, noon.
    const NOW_S: u64 = 1_896_177_600;

    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(NOW_S)
    }

    /// A certificate that ends on this day.
    fn until(year: i32, month: u8, day: u8) -> Check {
        let key = rcgen::KeyPair::generate().expect("a key");
        let mut params =
            rcgen::CertificateParams::new(vec!["app.example.test".to_owned()]).expect("a name");
        params.not_after = rcgen::date_time_ymd(year, month, day);
        let certificate = params.self_signed(&key).expect("a certificate");
        certificate_check("https://app.example.test", certificate.der(), now())
    }

    #[test]
    fn a_certificate_is_good_ends_soon_or_has_ended() {
        let good = until(2030, 6, 1);
        assert_eq!(
            good,
            Check::there(
                "the certificate of https://app.example.test",
                "is trusted, and good until 2030-06-01"
            )
        );
        let soon = until(2030, 2, 10);
        assert!(soon.saw.ends_with("renew it"), "{soon:?}");
        assert!(!soon.is_missing());
        let ended = until(2030, 1, 31);
        assert!(ended.is_missing(), "{ended:?}");
        assert_eq!(ended.saw, "ended on 2030-01-31");
    }

    #[test]
    fn a_clock_is_right_fast_or_slow() {
        let by = |date: &str| clock_check("the app", date, now());
        let right = by("Fri, 01 Feb 2030 12:00:02 GMT").expect("a date");
        assert_eq!(right.saw, "is right to 2 s");
        let fast = by("Fri, 01 Feb 2030 11:59:00 GMT").expect("a date");
        assert!(
            fast.is_missing() && fast.saw.starts_with("is 60 s fast"),
            "{fast:?}"
        );
        let slow = by("Fri, 01 Feb 2030 12:01:00 GMT").expect("a date");
        assert!(slow.saw.starts_with("is 60 s slow"), "{slow:?}");
        assert_eq!(by("yesterday"), None);
    }
}

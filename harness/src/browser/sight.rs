//! Pictures of the pages that a person has left.

use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

use crate::redact;

/// What a page looked like before the person went on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// The path of the page, secrets redacted.
    pub path: String,
    /// The picture, as WebP.
    pub bytes: Vec<u8>,
}

/// What somebody saw on the way.
#[derive(Debug, Default)]
pub(super) struct Album(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    sights: Vec<Sight>,
    /// Which page the last picture is of: of which place, and the how-manieth there.
    last: Option<(usize, usize)>,
}

impl Album {
    /// Whether there is no picture yet of the page that is the `page`th of place `place`; from then on there is.
    pub(super) fn is_new(&self, place: usize, page: usize) -> bool {
        let here = Some((place, page));
        let mut seen = self.seen();
        let is_new = seen.last != here;
        seen.last = here;
        is_new
    }

    /// Puts in a picture of the page at `url`.
    pub(super) fn put(&self, url: &str, bytes: Vec<u8>) {
        let redacted = redact::url(url);
        let path = Url::parse(&redacted).map_or(redacted, |url| url.path().to_owned());
        self.seen().sights.push(Sight { path, bytes });
    }

    /// All pictures, in order.
    pub(super) fn sights(&self) -> Vec<Sight> {
        self.seen().sights.clone()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_picture_of_each_page_under_a_path_without_secrets() {
        let album = Album::default();
        assert!(album.is_new(0, 1) && !album.is_new(0, 1));
        assert!(album.is_new(0, 2) && album.is_new(1, 2));
        album.put("http://localhost/verify?token=hunter22", vec![1]);
        assert_eq!(album.sights()[0].path, "/verify");
    }
}

//! The keys of one issuer for one algorithm.

use super::LazyKey;
use crate::Algorithm;

/// The key that signs, and the others that are published beside it.
#[derive(Clone)]
pub(crate) struct KeyRing {
    algorithm: Algorithm,
    current: LazyKey,
    /// Keys that signed before and are still published, the oldest first.
    old: Vec<LazyKey>,
    /// Keys that never sign.
    decoys: Vec<LazyKey>,
    /// The number of the next key: one that is gone never comes back.
    next: usize,
}

impl KeyRing {
    /// A ring that publishes `count` keys.
    pub(crate) fn new(algorithm: Algorithm, count: usize) -> Self {
        let ring = Self {
            algorithm,
            current: LazyKey::numbered(algorithm, 0),
            old: Vec::new(),
            decoys: Vec::new(),
            next: 1,
        };
        ring.resized(count)
    }

    /// The key that signs.
    pub(crate) fn current(&self) -> &LazyKey {
        &self.current
    }

    /// All that are published. The key that signs comes last, to be missed by whoever takes the first.
    pub(crate) fn published(&self) -> impl Iterator<Item = &LazyKey> {
        let others = self.decoys.iter().chain(&self.old);
        others.chain(std::iter::once(&self.current))
    }

    /// The ring with as many decoys as make up `count` keys, those that are kept from rotations aside.
    pub(crate) fn resized(mut self, count: usize) -> Self {
        self.decoys.truncate(count.saturating_sub(1));
        while self.decoys.len() + 1 < count {
            let decoy = self.take();
            self.decoys.push(decoy);
        }
        self
    }

    /// The ring with another key that signs. The one that did is still published if `keep_old`, as are those before it;
    /// else none of them is.
    pub(crate) fn rotated(mut self, keep_old: bool) -> Self {
        let new = self.take();
        let old = std::mem::replace(&mut self.current, new);
        if keep_old {
            self.old.push(old);
        } else {
            self.old.clear();
        }
        self
    }

    fn take(&mut self) -> LazyKey {
        let key = LazyKey::numbered(self.algorithm, self.next);
        self.next += 1;
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kids(ring: &KeyRing) -> Vec<String> {
        let kid = |key: &LazyKey| key.get().expect("a key").kid().to_owned();
        ring.published().map(kid).collect()
    }

    #[test]
    fn the_key_that_signs_is_published_last() {
        let ring = KeyRing::new(Algorithm::Es256, 3);
        let kids = kids(&ring);
        assert_eq!(kids.len(), 3);
        assert_eq!(ring.current().get().expect("a key").kid(), kids[2]);
    }

    #[test]
    fn rotation_keeps_the_old_keys_or_drops_them_all() {
        let first = KeyRing::new(Algorithm::Es256, 1);
        let second = first.clone().rotated(true);
        assert_eq!(kids(&second)[0], kids(&first)[0]);
        assert_eq!(kids(&second).len(), 2);
        let third = second.clone().rotated(false);
        assert_eq!(kids(&third).len(), 1);
        assert!(!kids(&second).contains(&kids(&third)[0]));
    }

    #[test]
    fn a_ring_that_shrinks_and_grows_has_other_decoys() {
        let ring = KeyRing::new(Algorithm::Es256, 2);
        let again = ring.clone().resized(1).resized(2);
        assert_ne!(kids(&ring)[0], kids(&again)[0]);
        assert_eq!(kids(&ring)[1], kids(&again)[1]);
    }
}

//! A map that forgets.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// A map whose entries vanish a fixed time after they were put in, so that a long run does not grow without end.
///
/// Keys must never be put in twice: they are all random here. Times are Unix milliseconds.
#[derive(Debug)]
pub(crate) struct Expiring<K, V> {
    lifetime_ms: u64,
    entries: HashMap<K, V>,
    /// All lifetimes are equal, so the order of arrival is the order of expiry.
    queue: VecDeque<(u64, K)>,
}

impl<K: Eq + Hash + Clone, V> Expiring<K, V> {
    pub(crate) fn new(lifetime_ms: u64) -> Self {
        Self {
            lifetime_ms,
            entries: HashMap::new(),
            queue: VecDeque::new(),
        }
    }

    pub(crate) fn insert(&mut self, now: u64, key: K, value: V) {
        self.forget_the_old(now);
        self.queue.push_back((now + self.lifetime_ms, key.clone()));
        self.entries.insert(key, value);
    }

    pub(crate) fn get(&mut self, now: u64, key: &K) -> Option<&mut V> {
        self.forget_the_old(now);
        self.entries.get_mut(key)
    }

    pub(crate) fn remove(&mut self, now: u64, key: &K) -> Option<V> {
        self.forget_the_old(now);
        self.entries.remove(key)
    }

    fn forget_the_old(&mut self, now: u64) {
        while self
            .queue
            .front()
            .is_some_and(|(expires_at, _)| *expires_at <= now)
        {
            if let Some((_, key)) = self.queue.pop_front() {
                self.entries.remove(&key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_there_until_its_lifetime_has_passed() {
        let mut map = Expiring::new(100);
        map.insert(1_000, "a", 1);
        map.insert(1_050, "b", 2);
        assert_eq!(map.get(1_099, &"a"), Some(&mut 1));
        assert_eq!(map.get(1_100, &"a"), None);
        assert_eq!(map.get(1_100, &"b"), Some(&mut 2));
    }

    #[test]
    fn nothing_is_kept_of_expired_entries() {
        let mut map = Expiring::new(10);
        for now in 0..1_000 {
            map.insert(now, now, ());
        }
        assert_eq!((map.entries.len(), map.queue.len()), (10, 10));
    }

    #[test]
    fn a_removed_entry_is_gone() {
        let mut map = Expiring::new(10);
        map.insert(0, "a", 1);
        assert_eq!(map.remove(0, &"a"), Some(1));
        assert_eq!(map.remove(0, &"a"), None);
    }
}

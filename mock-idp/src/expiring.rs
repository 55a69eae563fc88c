//! A map that forgets.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// A map whose entries vanish a fixed time after they were put in, or when there are too many, the oldest first: a long
/// run does not grow without end.
///
/// Keys must never be put in twice: they are all random here. Times are Unix milliseconds.
#[derive(Debug)]
pub(crate) struct Expiring<K, V> {
    lifetime_ms: u64,
    capacity: usize,
    entries: HashMap<K, Entry<V>>,
    /// The keys in the order of arrival, with some that were removed.
    queue: VecDeque<K>,
}

#[derive(Debug)]
struct Entry<V> {
    expires_at: u64,
    value: V,
}

impl<K: Eq + Hash + Clone, V> Expiring<K, V> {
    pub(crate) fn new(lifetime_ms: u64, capacity: usize) -> Self {
        Self {
            lifetime_ms,
            capacity,
            entries: HashMap::new(),
            queue: VecDeque::new(),
        }
    }

    pub(crate) fn insert(&mut self, now: u64, key: K, value: V) {
        self.forget_the_old(now);
        let expires_at = now.saturating_add(self.lifetime_ms);
        self.queue.push_back(key.clone());
        self.entries.insert(key, Entry { expires_at, value });
    }

    pub(crate) fn get(&mut self, now: u64, key: &K) -> Option<&mut V> {
        // The clock may have been set back in between: the oldest is then not the first to expire.
        let entry = self.entries.get_mut(key)?;
        (now < entry.expires_at).then_some(&mut entry.value)
    }

    pub(crate) fn remove(&mut self, now: u64, key: &K) -> Option<V> {
        let entry = self.entries.remove(key)?;
        (now < entry.expires_at).then_some(entry.value)
    }

    /// Makes room for one more.
    fn forget_the_old(&mut self, now: u64) {
        while let Some(oldest) = self.queue.front() {
            let is_gone = match self.entries.get(oldest) {
                None => true,
                Some(entry) => entry.expires_at <= now || self.entries.len() >= self.capacity,
            };
            if !is_gone {
                break;
            }
            if let Some(key) = self.queue.pop_front() {
                self.entries.remove(&key);
            }
        }
        // One that lasts must not hold up many behind it that were removed.
        if self.queue.len() > 2 * self.entries.len() + 64 {
            self.queue.retain(|key| self.entries.contains_key(key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_there_until_its_lifetime_has_passed() {
        let mut map = Expiring::new(100, 10);
        map.insert(1_000, "a", 1);
        map.insert(1_050, "b", 2);
        assert_eq!(map.get(1_099, &"a"), Some(&mut 1));
        assert_eq!(map.get(1_100, &"a"), None);
        assert_eq!(map.remove(1_100, &"a"), None);
        assert_eq!(map.get(1_100, &"b"), Some(&mut 2));
    }

    #[test]
    fn a_clock_that_is_set_back_lets_nothing_live_too_long() {
        let mut map = Expiring::new(100, 10);
        map.insert(1_000, "a", 1);
        map.insert(500, "b", 2);
        assert_eq!(map.get(600, &"b"), None);
        assert_eq!(map.get(600, &"a"), Some(&mut 1));
    }

    #[test]
    fn nothing_is_kept_of_entries_that_expired_or_were_removed() {
        let mut expired = Expiring::new(10, 1_000);
        let mut removed = Expiring::new(10_000, 1_000);
        removed.insert(0, 0, ());
        for now in 1..1_000 {
            expired.insert(now, now, ());
            removed.insert(now, now, ());
            removed.remove(now, &now);
        }
        assert_eq!((expired.entries.len(), expired.queue.len()), (10, 10));
        assert!(removed.entries.len() == 1 && removed.queue.len() < 100);
    }

    #[test]
    fn the_oldest_goes_when_there_are_too_many() {
        let mut map = Expiring::new(1_000, 2);
        for key in ["a", "b", "c"] {
            map.insert(0, key, ());
        }
        assert_eq!(map.get(1, &"a"), None);
        assert!(map.get(1, &"b").is_some() && map.get(1, &"c").is_some());
    }

    #[test]
    fn a_removed_entry_is_gone() {
        let mut map = Expiring::new(10, 10);
        map.insert(0, "a", 1);
        assert_eq!(map.remove(0, &"a"), Some(1));
        assert_eq!(map.remove(0, &"a"), None);
    }
}

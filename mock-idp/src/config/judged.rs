//! Values that are judged while their reader still knows where they stand.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Whether a value will do, and why not.
pub(super) type Verdict = Result<(), Box<dyn std::error::Error>>;

/// One value, for `judge`.
pub(super) fn judged<T, F: FnOnce(T) -> Verdict>(judge: F) -> Judged<T, F> {
    Judged(judge, PhantomData)
}

/// Each element of a list of objects, for `judge`.
pub(super) fn each<T, F: FnMut(T) -> Verdict>(judge: F) -> Each<T, F> {
    Each(judge, PhantomData)
}

pub(super) struct Judged<T, F>(F, PhantomData<T>);

pub(super) struct Each<T, F>(F, PhantomData<T>);

impl<'de, T: Deserialize<'de>, F: FnOnce(T) -> Verdict> DeserializeSeed<'de> for Judged<T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        (self.0)(T::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> Verdict> DeserializeSeed<'de> for Each<T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(T) -> Verdict> Visitor<'de> for Each<T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while list
            .next_element_seed(Element(judged(&mut self.0)))?
            .is_some()
        {}
        Ok(())
    }
}

/// An element that is an object or a table, judged while it is visited: the TOML reader knows no other place for it.
struct Element<T, F>(Judged<T, F>);

impl<'de, T: Deserialize<'de>, F: FnOnce(T) -> Verdict> DeserializeSeed<'de> for Element<T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>, F: FnOnce(T) -> Verdict> Visitor<'de> for Element<T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.0.deserialize(MapAccessDeserializer::new(map))
    }
}

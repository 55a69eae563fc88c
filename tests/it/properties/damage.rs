//! Texts that were in order before something happened to them.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// What happens to a text.
#[derive(Debug, Clone)]
enum Mishap {
    /// It ends early.
    Cut(Index),
    /// A line is lost.
    Lose(Index),
    /// A line is there twice.
    Repeat(Index),
    /// Two lines change places.
    Swap(Index, Index),
    /// Something gets into it.
    Put(Index, String),
}

/// What people mistype and programs write over files.
const STRAYS: [&str; 16] = [
    "\"",
    "'",
    "[",
    "]]",
    "{",
    "}",
    "=",
    ":",
    "#",
    "|",
    "@",
    "\\",
    "\n",
    "\u{0}",
    "\u{202e}é",
    "99999999999999999999",
];

fn mishap() -> impl Strategy<Value = Mishap> {
    let stray = prop_oneof![
        select(STRAYS.as_slice()).prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        "[a-z_]{1,8} = .{0,8}\n",
    ];
    prop_oneof![
        1 => any::<Index>().prop_map(Mishap::Cut),
        2 => any::<Index>().prop_map(Mishap::Lose),
        2 => any::<Index>().prop_map(Mishap::Repeat),
        1 => any::<(Index, Index)>().prop_map(|(one, other)| Mishap::Swap(one, other)),
        4 => (any::<Index>(), stray).prop_map(|(at, what)| Mishap::Put(at, what)),
    ]
}

/// One of `texts` after one to three mishaps; now and then, something else altogether.
pub(super) fn damaged(texts: Vec<String>) -> impl Strategy<Value = String> {
    let mishaps = proptest::collection::vec(mishap(), 1..4);
    let from_texts = (select(texts), mishaps).prop_map(|(text, mishaps)| {
        let befall = |text: String, mishap: &Mishap| mishap.befall(&text);
        mishaps.iter().fold(text, befall)
    });
    prop_oneof![15 => from_texts, 1 => any::<String>()]
}

impl Mishap {
    fn befall(&self, text: &str) -> String {
        let place = |at: &Index| {
            let mut before = (0..=at.index(text.len() + 1)).rev();
            before
                .find(|it| text.is_char_boundary(*it))
                .unwrap_or_default()
        };
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let some = |at: &Index, lines: &[&str]| at.index(lines.len());
        match self {
            Self::Cut(at) => return text[..place(at)].to_owned(),
            Self::Put(at, what) => {
                let (before, after) = text.split_at(place(at));
                return format!("{before}{what}{after}");
            }
            _ if lines.is_empty() => {}
            Self::Lose(at) => {
                lines.remove(some(at, &lines));
            }
            Self::Repeat(at) => {
                let at = some(at, &lines);
                lines.insert(at, lines[at]);
            }
            Self::Swap(one, other) => {
                let (one, other) = (some(one, &lines), some(other, &lines));
                lines.swap(one, other);
            }
        }
        lines.concat()
    }
}

/// Values that are not what a reader expects.
pub(super) fn odd_value() -> impl Strategy<Value = Value> {
    let odd = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e308),
        json!(""),
        json!("\u{0}\u{202e}</script>"),
        json!("2026-13-45T25:61:61Z"),
        json!([]),
        json!([null]),
        json!({}),
        json!({"": {}}),
        json!("x".repeat(10_000)),
    ];
    prop_oneof![4 => select(odd.to_vec()), 1 => any::<String>().prop_map(Value::from)]
}

/// `whole` with one to three of its values replaced, or their members renamed.
pub(super) fn damaged_json(whole: Value) -> impl Strategy<Value = Value> {
    let hits = proptest::collection::vec((any::<Index>(), odd_value(), any::<bool>()), 1..4);
    hits.prop_map(move |hits| {
        let mut value = whole.clone();
        for (at, odd, rename) in hits {
            let mut pointers = Vec::new();
            point(&value, String::new(), &mut pointers);
            let pointer = at.get(&pointers).clone();
            if let Some(found) = value.pointer_mut(&pointer) {
                match found.as_object_mut() {
                    Some(members) if rename => {
                        let first = members.keys().next().cloned().unwrap_or_default();
                        let own = members.remove(&first).unwrap_or_default();
                        members.insert(format!("{first}_"), own);
                    }
                    _ => *found = odd,
                }
            }
        }
        value
    })
}

/// The JSON pointers of a value and all that is in it (RFC 6901).
fn point(value: &Value, here: String, all: &mut Vec<String>) {
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                point(member, format!("{here}/{}", escaped(name)), all);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                point(item, format!("{here}/{index}"), all);
            }
        }
        _ => {}
    }
    all.push(here);
}

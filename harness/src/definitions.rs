//! The functions of steps that are linked into a program, and which of them fits a step.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use cucumber::codegen::{LazyRegex, StepConstructor, WorldInventory, inventory};
use cucumber::gherkin::StepType;
use cucumber::step::{self, CaptureName, Location};

use crate::world::World;

/// All definitions of a program.
///
/// An expression is compiled when a step is seen that it could fit. A program has hundreds of them, each takes some
/// 30 kB, and a run over a few features needs a few.
#[derive(Debug)]
pub struct Definitions {
    given: Vec<Definition>,
    when: Vec<Definition>,
    then: Vec<Definition>,
    /// What was found for a text before: features say the same again and again.
    found: Mutex<HashMap<StepType, HashMap<String, Arc<Found>>>>,
}

/// One way to write a step.
struct Definition {
    place: Location,
    begins_with: String,
    expression: LazyRegex,
    function: step::Step<World>,
}

/// What fits a step.
#[derive(Debug, Clone)]
pub enum Found {
    /// One definition.
    One(Fit),
    /// None, or several: where they are.
    NotOne(Vec<Location>),
}

/// A definition that fits a step.
#[derive(Clone)]
pub struct Fit {
    /// Where its function stands.
    pub place: Location,
    pub(crate) function: step::Step<World>,
    /// What the step says in its places, the whole text first.
    pub(crate) matches: Vec<(CaptureName, String)>,
}

impl Definitions {
    /// Collects them. `begins_with` is what every text begins with that the definition at a place fits; an empty one
    /// where that is not known.
    #[must_use]
    pub fn collect(begins_with: impl Fn(Location) -> String) -> Self {
        Self {
            given: linked::<<World as WorldInventory>::Given>(&begins_with),
            when: linked::<<World as WorldInventory>::When>(&begins_with),
            then: linked::<<World as WorldInventory>::Then>(&begins_with),
            found: Mutex::default(),
        }
    }

    /// What fits a step of this type and text.
    #[must_use]
    pub fn find(&self, ty: StepType, text: &str) -> Arc<Found> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let found = found.entry(ty).or_default();
        if let Some(found) = found.get(text) {
            return Arc::clone(found);
        }
        let fitting = Arc::new(self.look_for(ty, text));
        found.insert(text.to_owned(), Arc::clone(&fitting));
        fitting
    }

    fn look_for(&self, ty: StepType, text: &str) -> Found {
        let all = match ty {
            StepType::Given => &self.given,
            StepType::When => &self.when,
            StepType::Then => &self.then,
        };
        let mut fitting: Vec<&Definition> = all.iter().filter(|it| it.fits(text)).collect();
        if let [definition] = fitting[..]
            && let Some(fit) = definition.fit(text)
        {
            return Found::One(fit);
        }
        fitting.sort_by_key(|it| it.place);
        Found::NotOne(fitting.iter().map(|it| it.place).collect())
    }
}

impl Default for Definitions {
    fn default() -> Self {
        Self::collect(|_| String::new())
    }
}

fn linked<T: StepConstructor<World> + inventory::Collect>(
    begins_with: &impl Fn(Location) -> String,
) -> Vec<Definition> {
    let definition = |step: &T| {
        let (place, expression, function) = step.inner();
        Definition {
            place,
            begins_with: begins_with(place),
            expression,
            function,
        }
    };
    inventory::iter::<T>.into_iter().map(definition).collect()
}

impl Definition {
    fn fits(&self, text: &str) -> bool {
        text.starts_with(&self.begins_with) && (self.expression)().is_match(text)
    }

    fn fit(&self, text: &str) -> Option<Fit> {
        let expression = (self.expression)();
        let captures = expression.captures(text)?;
        let names = expression
            .capture_names()
            .map(|name| name.map(str::to_owned));
        let texts = captures.iter();
        let texts = texts.map(|it| it.map_or_else(String::new, |it| it.as_str().to_owned()));
        Some(Fit {
            place: self.place,
            function: self.function,
            matches: names.zip(texts).collect(),
        })
    }
}

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.place.path, self.place.line)
    }
}

impl fmt::Debug for Fit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fit")
            .field("place", &self.place)
            .field("matches", &self.matches)
            .finish_non_exhaustive()
    }
}

//! Steps that do next to nothing.

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::{given, then, when};

/// What a scenario remembers.
#[derive(Debug, Default)]
struct Basket(Vec<&'static str>);

impl Basket {
    fn add(&mut self, piece: &'static str, count: usize) {
        self.0.extend(std::iter::repeat_n(piece, count));
    }
}

#[given("an empty basket")]
async fn empty(world: &mut World) {
    world.state::<Basket>().0.clear();
}

#[when(expr = "{int} apples are added")]
async fn add_apples(world: &mut World, count: usize) {
    world.state::<Basket>().add("apple", count);
}

#[when(expr = "{int} pears are added")]
async fn add_pears(world: &mut World, count: usize) {
    world.state::<Basket>().add("pear", count);
}

#[then(expr = "the basket holds {int} pieces")]
async fn holds(world: &mut World, count: usize) -> Result<(), StepError> {
    let found = world.state::<Basket>().0.len();
    if found == count {
        return Ok(());
    }
    Err(StepError::failed(
        format!("the basket holds {count} pieces"),
        format!("it holds {found}"),
    ))
}

#[then(expr = "the first piece is an {string}")]
async fn first_is(world: &mut World, kind: String) -> Result<(), StepError> {
    let first = world.state::<Basket>().0.first().copied();
    if first == Some(kind.as_str()) {
        return Ok(());
    }
    Err(StepError::failed(
        format!("the first piece is an {kind}"),
        format!("it is {first:?}"),
    ))
}

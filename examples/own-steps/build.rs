//! Hands the doc comments of the steps on to `conformance steps`.

fn main() {
    step_docs::write();
}

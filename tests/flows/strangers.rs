//! Files that other programs and cameras made, built byte by byte here, and what must come of each.

mod containers;
mod corpus;
mod pictures;
mod recipes;
#[path = "../../benches/mutations/targets.rs"]
#[expect(dead_code, reason = "only the driver that changes files uses the words")]
mod targets;

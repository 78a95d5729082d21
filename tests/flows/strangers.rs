//! Files that other programs and cameras made, built byte by byte here, and what must come of each.

mod containers;
mod pictures;
mod recipes;

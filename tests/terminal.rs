//! The program itself in a real pseudo-terminal: what only shows where bytes, signals and a kernel are between the keys
//! and the book. Nothing sleeps: each step waits for what it wants to see, with a deadline that a slow machine keeps.
#![cfg(unix)]

mod terminal {
    pub mod desk;

    mod endings;
    mod files;
    mod forms;
    mod start;
}

//! The commands as a person or a script meets them: words in, answer, exit status and book out. Each test reads like a
//! session on a book of its own, on a day that stands still.

mod cli {
    pub mod desk;

    mod accounts;
    mod aging;
    mod agreements;
    mod calling;
    mod care;
    mod closing;
    mod errors;
    mod files;
    mod guard;
    mod lines;
    mod money;
    mod output;
    mod reversals;
    mod today;
    mod undo;
}

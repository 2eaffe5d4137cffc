//! `arrears demo`: the workstation on the sample shop, in a temporary book that goes away with it.

use clap::Args;

use super::{Desk, End, Opening, Run};
use crate::book::{Access, Book, Stamp};
use crate::error::Result;
use crate::ops::sample_shop;

/// Open the workstation on a sample shop, in a temporary book
#[derive(Debug, Args)]
pub struct Demo {}

impl Run for Demo {
    fn run(self, _: &Desk) -> Result<End> {
        Ok(End::Screen(Opening::Demo))
    }
}

/// A temporary book with the sample shop in it; both go away with the folder.
pub fn temporary_book(desk: &Desk) -> Result<(tempfile::TempDir, Book)> {
    let folder = tempfile::Builder::new().prefix("arrears-demo-").tempdir()?;
    let path = folder.path().join("demo.book");
    let mut book = Book::create(&path)?;
    let stamp = Stamp {
        operator: desk.operator.clone(),
        at: desk.now.utc,
        today: desk.today,
        action: format!("sample-{}", desk.action),
    };
    sample_shop::load(&mut book, &stamp)?;
    drop(book);
    Ok((folder, Book::open(&path, Access::Screen)?))
}

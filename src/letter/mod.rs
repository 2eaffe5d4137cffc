//! Letters: facts in, a document out. Customers' text is never a template and never interpreted.

mod statement;

pub use statement::{Statement, statement};

/// Lines on a page of plain text.
pub const PAGE_LINES: usize = 66;

/// A finished document: pages of plain lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub title: String,
    pub pages: Vec<Vec<String>>,
}

impl Document {
    /// Sets a body on pages of [`PAGE_LINES`], each under the same head, with its number.
    pub fn paged(title: String, head: impl Fn(usize, usize) -> Vec<String>, body: &[String]) -> Document {
        let room = PAGE_LINES - head(1, 1).len();
        let parts: Vec<&[String]> = if body.is_empty() { vec![&[]] } else { body.chunks(room).collect() };
        let count = parts.len();
        let pages = parts.iter().enumerate().map(|(place, lines)| {
            let mut page = head(place + 1, count);
            page.extend(lines.iter().cloned());
            page
        });
        Document { title, pages: pages.collect() }
    }

    /// The whole text; a form feed stands between pages.
    pub fn text(&self) -> String {
        let pages: Vec<String> = self.pages.iter().map(|page| page.join("\n") + "\n").collect();
        pages.join("\u{c}")
    }
}

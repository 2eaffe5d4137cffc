//! Rows of a CSV text, one at a time in bounded memory. Our own and not the `csv` crate's reader, because a refusal must
//! name the line on which its row begins, and a quoted cell that never ends must be seen; that crate tells neither.

use std::io::{BufRead, Read};

use crate::error::{Error, Result};

/// The longest row, in bytes: beyond it the text is not a table, or a closing quotation mark is missing.
pub const LONGEST_ROW: usize = 1 << 20;

#[derive(Clone, Copy, PartialEq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// After a quotation mark inside a quoted cell: the cell's end, or the first of a doubled pair.
    Closing,
}

pub struct Rows<'a> {
    reader: Box<dyn BufRead + 'a>,
    file: &'a str,
    physical: Vec<u8>,
    text: String,
    ends: Vec<usize>,
    line: u64,
    lines_read: u64,
}

impl<'a> Rows<'a> {
    /// Rows of a reader that gives UTF-8.
    pub fn new(reader: Box<dyn BufRead + 'a>, file: &'a str) -> Rows<'a> {
        Rows { reader, file, physical: Vec::new(), text: String::new(), ends: Vec::new(), line: 0, lines_read: 0 }
    }

    /// Goes to the next row that is not empty; false at the end.
    pub fn advance(&mut self) -> Result<bool> {
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.clear();
        self.ends.clear();
        let mut state = State::CellStart;
        loop {
            let begun = state == State::Quoted;
            if !self.read_line(bytes.len())? {
                return if begun { Err(self.never_ends()) } else { Ok(false) };
            }
            let (body, ending) = split_ending(&self.physical);
            if !begun {
                if body.is_empty() {
                    continue;
                }
                self.line = self.lines_read;
            }
            state = split(body, state, &mut bytes, &mut self.ends);
            if state != State::Quoted {
                break;
            }
            bytes.extend_from_slice(ending);
        }
        self.ends.push(bytes.len());
        self.text = String::from_utf8(bytes).map_err(|_| self.not_utf8())?;
        if memchr::memchr(0, self.text.as_bytes()).is_some() {
            return Err(self.holds_nul());
        }
        Ok(true)
    }

    /// The line on which the row begins, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How many cells the row has.
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// A cell as it stands in the file; empty beyond the row's end.
    pub fn cell(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else { return "" };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start..end]
    }

    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.width()).map(|index| self.cell(index))
    }

    fn read_line(&mut self, already: usize) -> Result<bool> {
        self.physical.clear();
        let room = LONGEST_ROW.saturating_sub(already) + 1;
        let read = (&mut self.reader).take(room as u64).read_until(b'\n', &mut self.physical)?;
        if read == room {
            return Err(self.too_long());
        }
        self.lines_read += u64::from(read > 0);
        Ok(read > 0)
    }

    fn too_long(&self) -> Error {
        let line = self.lines_read.max(1);
        let message = format!("{} has a row of more than 1 MiB near line {line}", self.file);
        Error::format("row_too_long", message)
            .safe("nothing was changed")
            .hint("look for a missing quotation mark; is the file really CSV?")
    }

    fn never_ends(&self) -> Error {
        let message = format!("{}: a quoted cell in the row of line {} never ends", self.file, self.line);
        Error::format("unclosed_quote", message)
            .safe("nothing was changed")
            .hint("the file seems cut off: export it again")
    }

    fn not_utf8(&self) -> Error {
        let message = format!("{} line {} is not UTF-8 text", self.file, self.line);
        Error::format("wrong_encoding", message).safe("nothing was changed").hint("save the file as UTF-8")
    }

    fn holds_nul(&self) -> Error {
        let message = format!("{} line {} holds a NUL byte", self.file, self.line);
        Error::format("not_text", message)
            .safe("nothing was changed")
            .hint("the file is damaged or is not text: export it again")
    }
}

/// A physical line and its line ending.
fn split_ending(line: &[u8]) -> (&[u8], &[u8]) {
    let body = line.strip_suffix(b"\n").unwrap_or(line);
    let body = if body.len() < line.len() { body.strip_suffix(b"\r").unwrap_or(body) } else { body };
    line.split_at(body.len())
}

/// Appends the cells of a line to `bytes`, each but the last with its end; gives the state after the line.
fn split(body: &[u8], mut state: State, bytes: &mut Vec<u8>, ends: &mut Vec<usize>) -> State {
    if state == State::CellStart && memchr::memchr(b'"', body).is_none() {
        let mut start = 0;
        for comma in memchr::memchr_iter(b',', body) {
            bytes.extend_from_slice(&body[start..comma]);
            ends.push(bytes.len());
            start = comma + 1;
        }
        bytes.extend_from_slice(&body[start..]);
        return State::Plain;
    }
    for &byte in body {
        state = match (state, byte) {
            (State::CellStart, b'"') => State::Quoted,
            (State::Quoted, b'"') => State::Closing,
            (State::Quoted, _) => {
                bytes.push(byte);
                State::Quoted
            }
            (State::Closing, b'"') => {
                bytes.push(byte);
                State::Quoted
            }
            (_, b',') => {
                ends.push(bytes.len());
                State::CellStart
            }
            _ => {
                bytes.push(byte);
                State::Plain
            }
        };
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(text: &[u8]) -> Result<Vec<(u64, Vec<String>)>> {
        let mut rows = Rows::new(Box::new(text), "t.csv");
        let mut table = Vec::new();
        while rows.advance()? {
            table.push((rows.line(), rows.cells().map(String::from).collect()));
        }
        Ok(table)
    }

    #[test]
    fn a_row_has_the_line_on_which_it_begins() {
        let found = table(b"a,b\r\n\r\n\"x\r\ny\",2\n\n5\" pipe,\"q\"\"q\"\n,").unwrap();
        let expected = [(1, ["a", "b"]), (3, ["x\r\ny", "2"]), (6, ["5\" pipe", "q\"q"]), (7, ["", ""])];
        assert_eq!(found, expected.map(|(line, cells)| (line, cells.map(String::from).to_vec())));
    }

    #[test]
    fn what_is_no_table_is_named() {
        let code = |text: &[u8]| table(text).unwrap_err().code();
        assert_eq!(code(b"a,b\n\"x,y\n1,2\n"), "unclosed_quote");
        assert_eq!(code(b"a\n\xe9\n"), "wrong_encoding");
        assert_eq!(code(b"a\nb\0c\n"), "not_text");
        assert_eq!(code(&[b'x'; LONGEST_ROW + 2]), "row_too_long");
        let mut open = b"a\n\"".to_vec();
        open.extend(b"line\n".repeat(LONGEST_ROW / 4));
        assert_eq!(code(&open), "row_too_long");
    }

    proptest! {
        #[test]
        fn it_reads_what_the_csv_crate_writes(table_in in prop::collection::vec(prop::collection::vec("[a\",\n\r é]{0,6}", 2..5), 0..6)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &table_in {
                writer.write_record(row).unwrap();
            }
            let found = table(&writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(found.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>(), table_in);
        }

        #[test]
        fn it_reads_any_line_as_the_csv_crate_does(line in "[a\", ]{1,12}") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            let theirs = reader.records().next().unwrap().unwrap();
            match table(line.as_bytes()) {
                Ok(ours) => prop_assert_eq!(&ours[0].1, &theirs.iter().map(String::from).collect::<Vec<_>>()),
                Err(error) => prop_assert_eq!(error.code(), "unclosed_quote"),
            }
        }
    }
}

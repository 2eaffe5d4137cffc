//! What is read from: a file or an exchange folder, on disk or in memory. It counts what was read, for a progress bar,
//! and knows its SHA-256, which the book keeps beside what it created.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;
use sha2::{Digest, Sha256};

use super::DateOrder;
use super::decode;
use super::rows::Rows;
use crate::domain::text::clean;
use crate::error::{Error, Result};

/// How much of a file is looked at to recognise it.
const HEAD_BYTES: usize = 64 * 1024;
const HEAD_ROWS: usize = 24;

pub struct Source {
    name: String,
    folder: bool,
    parts: Vec<Part>,
    head: Vec<Vec<String>>,
    dates: Option<DateOrder>,
    bytes_read: AtomicU64,
}

struct Part {
    name: String,
    size: u64,
    content: Content,
}

enum Content {
    Disk(PathBuf),
    Memory(Vec<u8>),
}

impl Source {
    /// A file or a folder on disk.
    pub fn open(path: &Path) -> Result<Source> {
        let shown = clean(&path.display().to_string());
        let about = std::fs::metadata(path).map_err(|error| unreadable(&shown, error))?;
        let name = clean(&path.file_name().map_or_else(|| shown.clone(), |name| name.to_string_lossy().into_owned()));
        if !about.is_dir() {
            return Source::of_file(Part { name, size: about.len(), content: Content::Disk(path.to_path_buf()) });
        }
        let mut parts = Vec::new();
        for found in std::fs::read_dir(path).map_err(|error| unreadable(&shown, error))? {
            let found = found?;
            let about = std::fs::metadata(found.path()).map_err(|error| unreadable(&shown, error))?;
            if about.is_file() {
                let name = clean(&found.file_name().to_string_lossy());
                parts.push(Part { name, size: about.len(), content: Content::Disk(found.path()) });
            }
        }
        Ok(Source::of_parts(name, parts))
    }

    /// A file in memory.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Source> {
        Source::of_file(Part { name: name.to_string(), size: bytes.len() as u64, content: Content::Memory(bytes) })
    }

    /// An exchange folder in memory: the sample shop, tests.
    pub fn folder_of(name: &str, files: Vec<(String, Vec<u8>)>) -> Source {
        let part =
            |(name, bytes): (String, Vec<u8>)| Part { name, size: bytes.len() as u64, content: Content::Memory(bytes) };
        Source::of_parts(name.to_string(), files.into_iter().map(part).collect())
    }

    /// Says how numeric dates are to be read where the file does not.
    pub fn with_dates(mut self, order: Option<DateOrder>) -> Source {
        self.dates = order;
        self
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn is_folder(&self) -> bool {
        self.folder
    }

    /// The first rows of a file; none of a folder.
    pub fn head(&self) -> &[Vec<String>] {
        &self.head
    }

    pub fn dates(&self) -> Option<DateOrder> {
        self.dates
    }

    /// Names of the folder's files in alphabetical order, or of the one file.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| part.name.as_str())
    }

    /// Bytes of all its files.
    pub fn size(&self) -> u64 {
        self.parts.iter().map(|part| part.size).sum()
    }

    /// Bytes read so far, all passes together: a file may be read twice.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// SHA-256 in hexadecimal: of the file's bytes, or of the folder's file names and their sums.
    pub fn sha256(&self) -> Result<String> {
        if !self.folder {
            return self.parts.first().map_or(Ok(String::new()), digest);
        }
        let mut sums = Sha256::new();
        for part in &self.parts {
            sums.update(format!("{}  {}\n", digest(part)?, part.name));
        }
        Ok(hex(&sums.finalize()))
    }

    /// Rows of the one file, in whatever encoding it is.
    pub fn rows(&self) -> Result<Rows<'_>> {
        let part = self.parts.first().ok_or_else(|| Error::fault("no_file", "the source has no file"))?;
        let encoding: &'static Encoding = decode::encoding_of(part.reader()?)?;
        Ok(Rows::new(decode::decoded(self.counted(part)?, encoding), &part.name))
    }

    /// Rows of a file of the folder, which must be UTF-8; none if the folder lacks it.
    pub fn rows_of(&self, file: &str) -> Result<Option<Rows<'_>>> {
        let Some(part) = self.parts.iter().find(|part| part.name == file) else { return Ok(None) };
        let mut reader = self.counted(part)?;
        decode::skip_mark(&mut reader);
        Ok(Some(Rows::new(reader, &part.name)))
    }

    fn of_parts(name: String, mut parts: Vec<Part>) -> Source {
        parts.sort_by(|left, right| left.name.cmp(&right.name));
        Source { name, folder: true, parts, head: Vec::new(), dates: None, bytes_read: AtomicU64::new(0) }
    }

    fn of_file(part: Part) -> Result<Source> {
        let mut beginning = Vec::new();
        part.reader()?.take(HEAD_BYTES as u64).read_to_end(&mut beginning)?;
        refuse_what_is_no_text(&part.name, &beginning)?;
        let head = head_rows(&decode::beginning(&beginning));
        let name = part.name.clone();
        Ok(Source { name, folder: false, parts: vec![part], head, dates: None, bytes_read: AtomicU64::new(0) })
    }

    fn counted<'a>(&'a self, part: &'a Part) -> Result<Box<dyn BufRead + 'a>> {
        let counting = Counting { reader: part.open()?, count: &self.bytes_read };
        Ok(Box::new(BufReader::with_capacity(64 * 1024, counting)))
    }
}

impl Part {
    fn open(&self) -> Result<Box<dyn Read + '_>> {
        Ok(match &self.content {
            Content::Memory(bytes) => Box::new(bytes.as_slice()),
            Content::Disk(path) => Box::new(File::open(path).map_err(|error| unreadable(&self.name, error))?),
        })
    }

    fn reader(&self) -> Result<BufReader<Box<dyn Read + '_>>> {
        Ok(BufReader::with_capacity(64 * 1024, self.open()?))
    }
}

struct Counting<'a> {
    reader: Box<dyn Read + 'a>,
    count: &'a AtomicU64,
}

impl Read for Counting<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(out)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

fn unreadable(name: &str, error: std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            Error::not_found("no_file", format!("there is no file {name}")).safe("nothing was changed").caused_by(error)
        }
        _ => Error::from(error).hint(format!("is {name} readable for you?")),
    }
}

fn digest(part: &Part) -> Result<String> {
    let mut reader = part.reader()?;
    let mut sum = Sha256::new();
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok(hex(&sum.finalize()));
        }
        sum.update(chunk);
        let length = chunk.len();
        reader.consume(length);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The rows that a beginning holds; a row that is cut off ends them.
fn head_rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = Rows::new(Box::new(text.as_bytes()), "head");
    let mut head = Vec::new();
    while head.len() < HEAD_ROWS && rows.advance().unwrap_or(false) {
        head.push(rows.cells().map(|cell| clean(cell).trim().to_string()).collect());
    }
    head
}

/// Files that are not CSV at all, known by their first bytes.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "an Excel workbook or another zip archive; open it and save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls); open it and save it as CSV"),
    (b"%PDF", "a PDF; export the report as CSV instead"),
    (b"SQLite format 3\0", "a database; `restore` takes back a backup of a book"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"\x89PNG", "a picture; export the report as CSV instead"),
    (b"\xff\xd8\xff", "a picture; export the report as CSV instead"),
    (b"!TRNS", "a QuickBooks IIF file, which is not read yet; export a report as CSV instead"),
    (b"!CUST", "a QuickBooks IIF file, which is not read yet; export a report as CSV instead"),
    (b"!HDR", "a QuickBooks IIF file, which is not read yet; export a report as CSV instead"),
    (b"OFXHEADER", "a bank's OFX file, which is not read yet"),
    (b"<", "XML or a web page; export the report as CSV instead"),
    (b"{", "JSON; export the report as CSV instead"),
];

fn refuse_what_is_no_text(name: &str, beginning: &[u8]) -> Result<()> {
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).trim_ascii_start();
    if text.is_empty() {
        return Err(Error::format("empty_file", format!("{name} is empty"))
            .safe("nothing was changed")
            .hint("export it again"));
    }
    if let Some((_, what)) = SIGNATURES.iter().find(|(signature, _)| text.starts_with(signature)) {
        let (what, hint) = what.split_once("; ").unwrap_or((what, "export a report as CSV instead"));
        return Err(Error::format("not_csv", format!("{name} is {what}")).safe("nothing was changed").hint(hint));
    }
    let utf16 = Encoding::for_bom(beginning).is_some();
    if !utf16 && memchr::memchr(0, beginning).is_some() {
        let hint = "export it as CSV, in UTF-8";
        let message = format!("{name} holds NUL bytes: it is not a text file");
        return Err(Error::format("not_text", message).safe("nothing was changed").hint(hint));
    }
    Ok(())
}

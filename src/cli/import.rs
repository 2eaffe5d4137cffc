//! `arrears import`: files of other programs or an exchange folder, staged, previewed, and taken all or nothing.

use std::path::Path;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading};
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::import::{DateOrder, IMPORTERS, Source};
use crate::ops::import_batch::{ImportBatch, Preview, Reading, stage};
use crate::report::{Cell, Kind, Table};

/// Import files of other programs, or an exchange folder
#[derive(Debug, Args)]
pub struct Import {
    /// The format, or auto (the default) to look, and then the files
    #[arg(required = true, value_name = "[FORMAT] FILE")]
    words: Vec<String>,
    /// Take the rows that can be taken where others are refused
    #[arg(long)]
    skip_refused: bool,
    /// How 3/4 is read where the file does not say: mdy or dmy
    #[arg(long, value_name = "ORDER")]
    dates: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

/// Seconds after which a wait deserves a bar.
const PATIENCE_SECONDS: u64 = 1;
/// The most refused rows that are listed.
const MOST_LISTED: usize = 200;

impl Run for Import {
    fn run(self, desk: &Desk) -> Result<End> {
        let (format, files) = self.format_and_files()?;
        let order: Option<DateOrder> = self.dates.as_ref().map(|order| order.parse()).transpose()?;
        let mut sources = Vec::new();
        for file in files {
            sources.push(Source::open(Path::new(file))?.with_dates(order));
        }
        let reading = Reading { sources: &sources, format, today: desk.today, skip_refused: self.skip_refused };
        let mut session = Session::writing(desk)?;
        let batch = staged(&session, &reading)?;
        let answer = told(&batch);
        if let Err(error) = batch.check(self.skip_refused) {
            return Ok(nothing_entered(answer).but(error).into());
        }
        if self.posting.dry_run {
            return Ok(nothing_entered(answer).line("Nothing was saved: this was a dry run").into());
        }
        if batch.preview.changes_nothing() {
            return Ok(nothing_entered(answer).line("The book has all of it already; nothing was changed").into());
        }
        let warning = session.book.backup_before_import(desk.today).err();
        let answer = self.take(&mut session, &reading, batch)?;
        Ok(match warning {
            Some(error) => answer.warn("no_backup", error.to_string()).into(),
            None => answer.into(),
        })
    }
}

impl Import {
    /// The first word is the format if it names one and files follow.
    fn format_and_files(&self) -> Result<(Option<&str>, &[String])> {
        let is_format = |word: &str| word == "auto" || IMPORTERS.iter().any(|importer| importer.name == word);
        match self.words.as_slice() {
            [format, files @ ..] if is_format(format) && !files.is_empty() => Ok((Some(format), files)),
            [format] if is_format(format) && !Path::new(format).exists() => {
                Err(Error::invalid("file", "name the file to import").safe("nothing was imported"))
            }
            // A first word that is no file was meant as a format, and is refused as one.
            [format, files @ ..] if !files.is_empty() && !Path::new(format).exists() => Ok((Some(format), files)),
            files => Ok((None, files)),
        }
    }

    /// Where another desk's entry came between preview and import, the preview is made once more.
    fn take(&self, session: &mut Session, reading: &Reading, batch: ImportBatch) -> Result<Answer> {
        let stamp = session.stamp();
        let batch = watched(batch);
        let (batch, done) = match session.book.perform(&batch, &stamp) {
            Err(error) if error.code() == "moved_on" => {
                let batch = watched(staged(session, reading)?);
                batch.check(self.skip_refused)?;
                let done = session.book.perform(&batch, &stamp)?;
                (batch, done)
            }
            result => {
                let done = result.map_err(reading::nothing_saved)?;
                (batch, done)
            }
        };
        let mut answer = told(&batch).of_entry(&done, false);
        // A list of everything that was made would be as long as the file; the counts say it.
        answer.lines[0] = format!("Entry {}: imported", done.entry.0);
        Ok(answer)
    }
}

fn staged(session: &Session, reading: &Reading) -> Result<ImportBatch> {
    let bar = Bar::new("reading {bar:30} {percent}% {eta}");
    let batch = stage(&session.book, reading, &mut |read, of| bar.show(read, of));
    bar.bar.finish_and_clear();
    batch
}

/// Shows how far the writing is; the bar goes when the batch does.
fn watched(batch: ImportBatch) -> ImportBatch {
    let bar = Bar::new("writing {bar:30} {percent}% {eta}");
    batch.watched(move |written, of| bar.show(written, of))
}

/// A bar that is drawn once a wait deserves it.
struct Bar {
    bar: ProgressBar,
}

impl Bar {
    fn new(template: &str) -> Bar {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Bar { bar }
    }

    /// Nobody cancels here: Ctrl-C ends the program, and the transaction with it.
    fn show(&self, done: u64, of: u64) -> bool {
        if self.bar.is_hidden() && self.bar.elapsed().as_secs() >= PATIENCE_SECONDS {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_length(of);
        self.bar.set_position(done);
        if done >= of {
            self.bar.finish_and_clear();
        }
        true
    }
}

fn nothing_entered(answer: Answer) -> Answer {
    answer.key("entry", Value::Null).key("created", json!([]))
}

fn told(batch: &ImportBatch) -> Answer {
    let preview = &batch.preview;
    let mut counts = serde_json::Map::new();
    for (kind, count) in preview.counts() {
        counts.insert(kind.to_string(), json!(count));
    }
    let answer = Answer::default()
        .key("files", json!(batch.files))
        .key("imported", counts)
        .key("refused", json!(preview.refused))
        .key("refused_rows", preview.refused_rows)
        .key("notices", json!(preview.notices))
        .key("rows", preview.rows)
        .table(count_table(batch));
    let mut answer = if preview.refused.is_empty() { answer } else { answer.table(refused_table(preview)) };
    answer.lines.extend(preview.notices.iter().map(|notice| clean(notice)));
    answer
}

fn count_table(batch: &ImportBatch) -> Table {
    let names: Vec<String> = batch.files.iter().map(|file| format!("{} ({})", file.name, file.format)).collect();
    let mut table = Table::new(format!("Import of {}", names.join(", ")))
        .column("rows", "", Kind::Text)
        .column("new", "New", Kind::Number)
        .column("changed", "Changed", Kind::Number)
        .column("already", "Already there", Kind::Number);
    let number = |count: u64| Cell::Number(i64::try_from(count).unwrap_or(i64::MAX));
    for (kind, count) in batch.preview.counts() {
        if count.new + count.changed + count.already > 0 {
            table.row([kind.into(), number(count.new), number(count.changed), number(count.already)]);
        }
    }
    table
}

fn refused_table(preview: &Preview) -> Table {
    let mut table = Table::new(format!("Refused rows: {}", preview.refused_rows))
        .column("file", "File", Kind::Text)
        .column("line", "Line", Kind::Number)
        .column("reason", "Reason", Kind::Text);
    for refused in preview.refused.iter().take(MOST_LISTED) {
        let line = i64::try_from(refused.line).unwrap_or(i64::MAX);
        table.row([(&refused.file).into(), line.into(), (&refused.reason).into()]);
    }
    let listed = table.rows.len() as u64;
    if listed < preview.refused_rows {
        table.note(format!("and {} more", preview.refused_rows - listed));
    }
    table
}

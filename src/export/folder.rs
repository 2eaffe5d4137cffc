//! The exchange folder, written as records come, in bounded memory. It is made beside its place and moved there when it is
//! complete, so that a folder with a name is never half an export.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::rows;
use crate::domain::exchange;
use crate::domain::record::{MarkRecord, PlanRecord, PromiseRecord, Record};
use crate::domain::text::clean;
use crate::error::{Error, Result};

type Writer = csv::Writer<BufWriter<File>>;

/// Takes records in the order of the folder's files; `finish` puts the folder in its place.
pub struct FolderWriter {
    target: PathBuf,
    making: tempfile::TempDir,
    files: BTreeMap<&'static str, Writer>,
    promises: u64,
    plans: u64,
}

impl FolderWriter {
    /// Refused where something stands at `target` that is not an earlier export.
    pub fn create(target: &Path) -> Result<FolderWriter> {
        refuse_what_is_no_export(target)?;
        let making = tempfile::Builder::new().prefix(".arrears-export-").tempdir_in(parent_of(target))?;
        let mut writer =
            FolderWriter { target: target.to_path_buf(), making, files: BTreeMap::new(), promises: 0, plans: 0 };
        writer.file(&exchange::ACCOUNTS)?;
        writer.file(&exchange::ITEMS)?;
        writer.file(&exchange::CREDITS)?;
        writer.file(&exchange::ALLOCATIONS)?;
        writer.file(&exchange::COMMUNICATIONS)?;
        Ok(writer)
    }

    pub fn put(&mut self, record: &Record) -> Result<()> {
        match record {
            Record::Account(account) => self.row(&exchange::ACCOUNTS, rows::account(account)),
            Record::Contact(contact) => self.row(&exchange::CONTACTS, rows::contact(contact)),
            Record::Item(item) => self.row(&exchange::ITEMS, rows::item(item)),
            Record::Credit(credit) => self.row(&exchange::CREDITS, rows::credit(credit)),
            Record::Allocation(allocation) => self.row(&exchange::ALLOCATIONS, rows::allocation(allocation)),
            Record::Communication(one) => self.row(&exchange::COMMUNICATIONS, rows::communication(one)),
            Record::Promise(promise) => self.promise(promise),
            Record::Plan(plan) => self.plan(plan),
            Record::Dispute(dispute) => self.row(&exchange::DISPUTES, rows::dispute(dispute)),
            Record::FollowUp(follow_up) => self.row(&exchange::FOLLOW_UPS, rows::follow_up(follow_up)),
            Record::Mark(mark) => self.mark(mark),
            Record::Setting { key, value } => self.row(&exchange::SETTINGS, [key.clone(), value.clone()]),
        }
    }

    /// Writes everything to the disk and moves the folder to its place.
    pub fn finish(self) -> Result<()> {
        for (_, writer) in self.files {
            let buffered = writer.into_inner().map_err(|error| csv_failed(error.into_error()))?;
            let file = buffered.into_inner().map_err(|error| error.into_error())?;
            file.sync_all()?;
        }
        let made = self.making.keep();
        let placed = place(&made, &self.target);
        if placed.is_err() {
            // The error that counts is the one of placing it; what is left over is hidden and named as ours.
            let _ = std::fs::remove_dir_all(&made);
        }
        placed
    }

    fn promise(&mut self, promise: &PromiseRecord) -> Result<()> {
        self.promises += 1;
        let id = self.promises;
        self.row(&exchange::PROMISES, rows::promise(id, promise))?;
        promise.covers.iter().try_for_each(|number| self.row(&exchange::PROMISE_ITEMS, rows::covered(id, number)))
    }

    fn plan(&mut self, plan: &PlanRecord) -> Result<()> {
        self.plans += 1;
        let id = self.plans;
        self.row(&exchange::PLANS, rows::plan(id, plan))?;
        plan.covers.iter().try_for_each(|number| self.row(&exchange::PLAN_ITEMS, rows::covered(id, number)))?;
        plan.instalments.iter().try_for_each(|one| self.row(&exchange::PLAN_INSTALMENTS, rows::instalment(id, one)))
    }

    fn mark(&mut self, mark: &MarkRecord) -> Result<()> {
        let columns = exchange::Column::of_mark(mark.kind);
        self.named(mark.kind.file, &columns)?.write_record(rows::mark(mark)).map_err(csv_failed)
    }

    fn row<const N: usize>(&mut self, file: &exchange::File<N>, cells: [String; N]) -> Result<()> {
        self.file(file)?.write_record(&cells).map_err(csv_failed)
    }

    /// The writer of a file, which has its header from the first moment.
    fn file<const N: usize>(&mut self, file: &exchange::File<N>) -> Result<&mut Writer> {
        self.named(file.name, &file.columns)
    }

    fn named(&mut self, name: &'static str, columns: &[exchange::Column]) -> Result<&mut Writer> {
        use std::collections::btree_map::Entry;
        match self.files.entry(name) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let buffered = BufWriter::new(File::create_new(self.making.path().join(name))?);
                let mut writer = csv::WriterBuilder::new().from_writer(buffered);
                writer.write_record(columns.iter().map(|column| column.name)).map_err(csv_failed)?;
                Ok(entry.insert(writer))
            }
        }
    }
}

fn csv_failed(error: impl Into<std::io::Error>) -> Error {
    Error::from(error.into())
}

fn parent_of(target: &Path) -> &Path {
    target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn refuse_what_is_no_export(target: &Path) -> Result<()> {
    let shown = clean(&target.display().to_string());
    let refused = |message: String| {
        Err(Error::refused("target_not_empty", message).safe("nothing was written").hint("name a new folder"))
    };
    if target.is_dir() {
        for found in std::fs::read_dir(target)? {
            let name = found?.file_name();
            if !name.to_str().is_some_and(exchange::is_known) {
                return refused(format!(
                    "{shown} holds {}, which is no file of an export",
                    clean(&name.to_string_lossy())
                ));
            }
        }
        return Ok(());
    }
    if target.symlink_metadata().is_ok() {
        return refused(format!("{shown} is a file and not a folder"));
    }
    if !parent_of(target).is_dir() {
        let message = format!("there is no folder {}", clean(&parent_of(target).display().to_string()));
        return Err(Error::not_found("no_folder", message).safe("nothing was written").hint("make it first"));
    }
    Ok(())
}

/// Moves the finished folder to its place; an earlier export there steps aside first and comes back if that fails.
fn place(made: &Path, target: &Path) -> Result<()> {
    if target.is_dir() {
        let aside = tempfile::Builder::new().prefix(".arrears-earlier-").tempdir_in(parent_of(target))?;
        let earlier = aside.path().join("export");
        std::fs::rename(target, &earlier)?;
        if let Err(error) = std::fs::rename(made, target) {
            std::fs::rename(&earlier, target)?;
            return Err(Error::from(error));
        }
    } else {
        std::fs::rename(made, target)?;
    }
    File::open(parent_of(target))?.sync_all().or(Ok(()))
}

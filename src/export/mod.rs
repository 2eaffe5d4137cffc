//! Writers of files for other programs: records in, bytes out. They know the domain only.

pub mod folder;
mod rows;

pub use folder::FolderWriter;

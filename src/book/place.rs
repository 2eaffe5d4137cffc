//! Where a book lies. On a network drive the locks that keep two desks apart are not to be trusted, and a write that was
//! acknowledged may never arrive: such a place is refused unless somebody insists.

use std::path::Path;

use crate::error::{Error, Result};

/// `Fault` for a book on a drive of another machine; where that cannot be found out, nothing is refused.
pub fn refuse_network(book: &Path) -> Result<()> {
    let nearest = book.ancestors().find(|place| place.exists()).filter(|place| !place.as_os_str().is_empty());
    let Some(kind) = network_kind(nearest.unwrap_or(Path::new("."))) else { return Ok(()) };
    let message = format!("{} is on a network drive ({kind}), where a book can be damaged", book.display());
    Err(Error::fault("network_drive", message)
        .safe("it was not touched")
        .hint("keep it on a disk of this machine, or insist with --network-drive"))
}

#[cfg(target_os = "linux")]
fn network_kind(place: &Path) -> Option<&'static str> {
    kind_of(rustix::fs::statfs(place).ok()?.f_type as i64 as u32)
}

#[cfg(not(target_os = "linux"))]
fn network_kind(_place: &Path) -> Option<&'static str> {
    None
}

/// The kinds of file system that statfs(2) names by these numbers. Not among them: 9p and FUSE, which local disks of
/// virtual machines use too.
#[cfg(any(test, target_os = "linux"))]
fn kind_of(magic: u32) -> Option<&'static str> {
    match magic {
        0x6969 => Some("NFS"),
        0x517B | 0xFE53_4D42 => Some("SMB"),
        0xFF53_4D42 => Some("CIFS"),
        0x5346_414F => Some("AFS"),
        0x00C3_6400 => Some("Ceph"),
        0x7375_7245 => Some("Coda"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drives_of_other_machines_are_known_by_their_kind() {
        assert_eq!(kind_of(0x6969), Some("NFS"));
        assert_eq!(kind_of(0xFF53_4D42), Some("CIFS"));
        for local in [0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0x0102_1997] {
            assert_eq!(kind_of(local), None, "{local:x}");
        }
    }

    #[test]
    fn a_book_that_is_not_there_yet_is_judged_by_its_nearest_folder() {
        let folder = tempfile::tempdir().unwrap();
        refuse_network(&folder.path().join("none/yet/shop.book")).unwrap();
        refuse_network(Path::new("shop.book")).unwrap();
    }
}

//! QuickBooks Online's A/R Aging Detail: grouped by bucket, with the customer, the total and the open balance of each
//! document. The buckets are not read: ours come from the dates.

use super::quickbooks::{self, Columns};
use super::{Importer, Source};

pub const IMPORTER: Importer = Importer {
    name: "qbo-aging-detail",
    title: "QuickBooks Online A/R Aging Detail",
    recognise,
    read: quickbooks::read,
};

fn recognise(source: &Source) -> bool {
    Columns::in_head(source).is_some_and(|columns| columns.customer.is_some())
}

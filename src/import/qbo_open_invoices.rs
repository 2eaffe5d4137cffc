//! QuickBooks Online's Open Invoices: grouped by customer, with the open balance only, so that is what is posted.

use super::quickbooks::{self, Columns};
use super::{Importer, Source};

pub const IMPORTER: Importer =
    Importer { name: "qbo-open-invoices", title: "QuickBooks Online Open Invoices", recognise, read: quickbooks::read };

fn recognise(source: &Source) -> bool {
    Columns::in_head(source).is_some_and(|columns| columns.customer.is_none())
}

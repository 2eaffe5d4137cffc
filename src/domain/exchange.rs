//! The files and columns of the exchange folder, described once, because the reader and the writer must not disagree
//! (CONTRACT, The exchange folder). A row is read into and written from an array of exactly these columns.

use super::mark::{Holds, MARKS, MarkKind};

/// One file of the folder. Its columns stand in the order in which they are written; they may be read in any order.
pub struct File<const N: usize> {
    pub name: &'static str,
    pub columns: [Column; N],
}

#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    /// False where a file without it is complete: all its cells are empty then.
    pub required: bool,
}

const fn must(name: &'static str) -> Column {
    Column { name, required: true }
}

const fn may(name: &'static str) -> Column {
    Column { name, required: false }
}

pub const ACCOUNTS: File<20> = File {
    name: "accounts.csv",
    columns: [
        must("code"),
        must("name"),
        may("currency"),
        may("terms_days"),
        may("credit_limit"),
        may("phone"),
        may("phone2"),
        may("email"),
        may("contact"),
        may("address"),
        may("city"),
        may("region"),
        may("postal_code"),
        may("country"),
        may("time_zone"),
        may("note"),
        may("terms"),
        may("collector"),
        may("parent"),
        may("tags"),
    ],
};

/// Contacts of an account beyond the first, which stands in accounts.csv.
pub const CONTACTS: File<6> = File {
    name: "contacts.csv",
    columns: [must("account"), must("name"), may("role"), may("phone"), may("phone2"), may("email")],
};

pub const ITEMS: File<10> = File {
    name: "items.csv",
    columns: [
        must("account"),
        must("kind"),
        must("number"),
        must("date"),
        must("due_date"),
        must("amount"),
        may("po"),
        may("memo"),
        may("voided_on"),
        may("id"),
    ],
};

pub const CREDITS: File<10> = File {
    name: "credits.csv",
    columns: [
        must("id"),
        must("account"),
        must("kind"),
        must("date"),
        may("method"),
        may("reference"),
        must("amount"),
        may("memo"),
        may("reversed_on"),
        may("replaces"),
    ],
};

pub const ALLOCATIONS: File<7> = File {
    name: "allocations.csv",
    columns: [
        must("credit"),
        must("account"),
        must("number"),
        must("date"),
        must("amount"),
        must("reversed_on"),
        may("item"),
    ],
};

pub const COMMUNICATIONS: File<13> = File {
    name: "communications.csv",
    columns: [
        must("account"),
        must("at"),
        must("channel"),
        must("direction"),
        must("outcome"),
        may("contact"),
        may("number"),
        may("note"),
        may("promise_amount"),
        may("promise_date"),
        may("phone"),
        may("by"),
        may("follow_up"),
    ],
};

/// `communication` is the 1-based data row of communications.csv whose promise it is, or empty.
pub const PROMISES: File<9> = File {
    name: "promises.csv",
    columns: [
        must("id"),
        must("account"),
        may("communication"),
        must("made_on"),
        must("amount"),
        must("due"),
        must("last_day"),
        must("ended_on"),
        must("ended_as"),
    ],
};

pub const PROMISE_ITEMS: File<2> = File { name: "promise_items.csv", columns: [must("promise"), must("number")] };

pub const PLANS: File<10> = File {
    name: "plans.csv",
    columns: [
        must("id"),
        must("account"),
        must("made_on"),
        must("down"),
        must("first"),
        must("every"),
        must("roll"),
        must("remainder"),
        must("allowed_missed"),
        must("cancelled_on"),
    ],
};

pub const PLAN_ITEMS: File<2> = File { name: "plan_items.csv", columns: [must("plan"), must("number")] };

/// `n` 0 is the down payment.
pub const PLAN_INSTALMENTS: File<5> = File {
    name: "plan_instalments.csv",
    columns: [must("plan"), must("n"), must("due"), must("payable"), must("amount")],
};

pub const DISPUTES: File<9> = File {
    name: "disputes.csv",
    columns: [
        must("account"),
        must("number"),
        must("amount"),
        must("reason"),
        may("owner"),
        must("opened"),
        may("note"),
        must("resolved_on"),
        must("resolution"),
    ],
};

pub const FOLLOW_UPS: File<6> = File {
    name: "follow_ups.csv",
    columns: [must("account"), must("due"), may("note"), may("communication"), must("done_on"), may("time")],
};

pub const SETTINGS: File<2> = File { name: "settings.csv", columns: [must("key"), must("value")] };

/// Every file of the folder but those of marks, in the order in which it is read: each names only what stood before it.
/// Marks come before the settings.
pub const NAMES: [&str; 14] = [
    ACCOUNTS.name,
    CONTACTS.name,
    ITEMS.name,
    CREDITS.name,
    ALLOCATIONS.name,
    COMMUNICATIONS.name,
    PROMISES.name,
    PROMISE_ITEMS.name,
    PLANS.name,
    PLAN_ITEMS.name,
    PLAN_INSTALMENTS.name,
    DISPUTES.name,
    FOLLOW_UPS.name,
    SETTINGS.name,
];

/// True for a file that belongs to an exchange folder.
pub fn is_known(name: &str) -> bool {
    NAMES.contains(&name) || MARKS.iter().any(|kind| kind.file == name)
}

impl Column {
    /// The columns of a kind of mark: the account, its own, and those of its end.
    pub fn of_mark(kind: &MarkKind) -> Vec<Column> {
        let own = kind.columns.iter().map(|column| match column.holds {
            Holds::Text | Holds::MaybeCommunication | Holds::MaybeItem => may(column.name),
            _ => must(column.name),
        });
        let how = kind.end.as_ref().and_then(|end| end.how);
        let end = kind.end.iter().map(|end| must(end.on)).chain(how.map(|(name, ..)| must(name)));
        std::iter::once(must("account")).chain(own).chain(end).collect()
    }
}

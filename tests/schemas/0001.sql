-- The book, version 1.
-- Every table below `undo` holds facts: a row is written by one entry and never updated, but for its derived columns
-- (marked "derived"), which can be computed again from the rows at any time. `live` is derived: 0 while the entry is undone.
-- A date is a day number (days since 1970-01-01: date(d * 86400, 'unixepoch')). Money is in minor units of the account's currency.

-- One thing that an operator did: one transaction, all or nothing.
CREATE TABLE journal (
    seq      INTEGER PRIMARY KEY CHECK (seq > 0),
    at       INTEGER NOT NULL,                       -- recorded, milliseconds since 1970 UTC
    operator TEXT NOT NULL,
    action   TEXT NOT NULL UNIQUE,                   -- made by the form or command; the same twice is one entry
    op       TEXT NOT NULL,
    json     TEXT NOT NULL CHECK (json_valid(json)), -- what was agreed, for people
    hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Which accounts an entry touched.
CREATE TABLE entry_account (
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    account INTEGER NOT NULL REFERENCES account (id),
    PRIMARY KEY (entry, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_account_by_account ON entry_account (account, entry);

-- Which rows of a table an entry wrote: ids first to last, without a gap.
CREATE TABLE span (
    entry INTEGER NOT NULL REFERENCES journal (seq),
    tbl   TEXT NOT NULL,
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL CHECK (last >= first),
    PRIMARY KEY (entry, tbl)
) STRICT, WITHOUT ROWID;

-- The rows of entry `of` count at no date (until this row's own entry is undone).
CREATE TABLE undo (
    id    INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES journal (seq),
    live  INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    of    INTEGER NOT NULL REFERENCES journal (seq) CHECK (of < entry)
) STRICT;
CREATE INDEX undo_of ON undo (of);

-- Row `row` of table `tbl` was mistyped and counts at no date; the same entry wrote what is right.
CREATE TABLE correction (
    id    INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES journal (seq),
    live  INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    tbl   TEXT NOT NULL,
    row   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX correction_row ON correction (tbl, row) WHERE live = 1;

-- A setting of the shop from this entry on; the newest that counts is in force.
CREATE TABLE setting (
    id    INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES journal (seq),
    live  INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    key   TEXT NOT NULL,
    value TEXT NOT NULL
) STRICT;
CREATE INDEX setting_key ON setting (key);

-- A file that was imported.
CREATE TABLE source (
    id     INTEGER PRIMARY KEY,
    entry  INTEGER NOT NULL REFERENCES journal (seq),
    live   INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    file   TEXT NOT NULL,
    format TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;

-- A customer who owes money; what may change about it stands in account_version and contact.
CREATE TABLE account (
    id       INTEGER PRIMARY KEY,
    entry    INTEGER NOT NULL REFERENCES journal (seq),
    live     INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    code     TEXT NOT NULL CHECK (code <> ''),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    source   INTEGER REFERENCES source (id),
    line     INTEGER
) STRICT;
CREATE UNIQUE INDEX account_code ON account (code) WHERE live = 1;

-- What is known about an account from this entry on; the newest that counts is in force.
CREATE TABLE account_version (
    id           INTEGER PRIMARY KEY,
    entry        INTEGER NOT NULL REFERENCES journal (seq),
    live         INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account      INTEGER NOT NULL REFERENCES account (id),
    name         TEXT NOT NULL CHECK (name <> ''),
    terms        TEXT NOT NULL,
    credit_limit INTEGER CHECK (credit_limit BETWEEN 0 AND 10000000000000),
    address      TEXT NOT NULL,
    city         TEXT NOT NULL,
    region       TEXT NOT NULL,
    postal_code  TEXT NOT NULL,
    country      TEXT NOT NULL,
    time_zone    TEXT NOT NULL,
    note         TEXT NOT NULL,
    collector    TEXT NOT NULL,
    parent       INTEGER REFERENCES account (id),
    tags         TEXT NOT NULL
) STRICT;
CREATE INDEX account_version_account ON account_version (account);
CREATE INDEX account_version_parent ON account_version (parent) WHERE parent IS NOT NULL;

-- A person to ask for at an account. An entry that amends contacts writes all of the account's; the newest entry's are in force.
CREATE TABLE contact (
    id       INTEGER PRIMARY KEY,
    entry    INTEGER NOT NULL REFERENCES journal (seq),
    live     INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account  INTEGER NOT NULL REFERENCES account (id),
    position INTEGER NOT NULL CHECK (position >= 1),
    name     TEXT NOT NULL,
    role     TEXT NOT NULL,
    email    TEXT NOT NULL,
    phone    TEXT NOT NULL,
    phone2   TEXT NOT NULL
) STRICT;
CREATE INDEX contact_account ON contact (account);

-- A dated amount that an account owes: invoice, fee, interest, debit adjustment, refund.
CREATE TABLE debit (
    id        INTEGER PRIMARY KEY,
    entry     INTEGER NOT NULL REFERENCES journal (seq),
    live      INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account   INTEGER NOT NULL REFERENCES account (id),
    kind      TEXT NOT NULL CHECK (kind IN ('invoice', 'fee', 'interest', 'debit', 'refund')),
    number    TEXT NOT NULL CHECK (number <> ''),
    date      INTEGER NOT NULL CHECK (date BETWEEN -25567 AND 84005),
    due       INTEGER NOT NULL CHECK (due BETWEEN -25567 AND 84005),
    amount    INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 10000000000000),
    po        TEXT NOT NULL,
    memo      TEXT NOT NULL,
    source    INTEGER REFERENCES source (id),
    line      INTEGER,
    digits    INTEGER,                               -- derived: the last run of digits of the number, for search
    voided_on INTEGER,                               -- derived: from the void row
    open      INTEGER NOT NULL CHECK (open BETWEEN 0 AND amount) -- derived: less every allocation without an end, whatever its date; 0 if voided or undone
) STRICT;
CREATE UNIQUE INDEX debit_number ON debit (number, account) WHERE live = 1 AND voided_on IS NULL;
CREATE INDEX debit_account ON debit (account);
CREATE INDEX debit_open ON debit (account, due, date, open) WHERE open > 0;
CREATE INDEX debit_open_amount ON debit (open) WHERE open > 0;
CREATE INDEX debit_amount ON debit (amount);
CREATE INDEX debit_digits ON debit (digits) WHERE digits IS NOT NULL;
CREATE INDEX debit_voided ON debit (voided_on) WHERE voided_on IS NOT NULL;

-- A debit counts no more from this date on.
CREATE TABLE void (
    id    INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES journal (seq),
    live  INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    debit INTEGER NOT NULL REFERENCES debit (id),
    date  INTEGER NOT NULL CHECK (date BETWEEN -25567 AND 84005)
) STRICT;
CREATE UNIQUE INDEX void_debit ON void (debit) WHERE live = 1;

-- A dated amount in an account's favour: payment, credit memo, write-off, discount.
CREATE TABLE credit (
    id          INTEGER PRIMARY KEY,
    entry       INTEGER NOT NULL REFERENCES journal (seq),
    live        INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account     INTEGER NOT NULL REFERENCES account (id),
    kind        TEXT NOT NULL CHECK (kind IN ('payment', 'credit', 'write-off', 'discount')),
    code        TEXT NOT NULL CHECK (code <> ''),    -- P17, C4, W2, D3, or the id of the file it came from
    date        INTEGER NOT NULL CHECK (date BETWEEN -25567 AND 84005),
    method      TEXT NOT NULL,
    reference   TEXT NOT NULL,
    amount      INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 10000000000000),
    memo        TEXT NOT NULL,
    replaces    INTEGER REFERENCES credit (id),      -- the write-off that this one replaces after a recovery
    worked_out  INTEGER NOT NULL DEFAULT 0 CHECK (worked_out IN (0, 1)), -- 1: the difference of a report, not a receipt; left out of days to pay
    source      INTEGER REFERENCES source (id),
    line        INTEGER,
    reversed_on INTEGER,                             -- derived: from the credit_reversal row
    unapplied   INTEGER NOT NULL CHECK (unapplied BETWEEN 0 AND amount) -- derived: as debit.open
) STRICT;
CREATE UNIQUE INDEX credit_code ON credit (code) WHERE live = 1;
CREATE INDEX credit_account ON credit (account);
CREATE INDEX credit_unapplied ON credit (account, date, unapplied) WHERE unapplied > 0;
CREATE INDEX credit_reference ON credit (reference) WHERE reference <> '';
CREATE INDEX credit_amount ON credit (amount);
CREATE INDEX credit_reversed ON credit (reversed_on) WHERE reversed_on IS NOT NULL;
CREATE INDEX credit_replaces ON credit (replaces) WHERE replaces IS NOT NULL;

-- A credit and all its allocations are out of force from this date on (bounce, chargeback).
CREATE TABLE credit_reversal (
    id     INTEGER PRIMARY KEY,
    entry  INTEGER NOT NULL REFERENCES journal (seq),
    live   INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    credit INTEGER NOT NULL REFERENCES credit (id),
    date   INTEGER NOT NULL CHECK (date BETWEEN -25567 AND 84005),
    reason TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX credit_reversal_credit ON credit_reversal (credit) WHERE live = 1;

-- A dated amount of one credit applied to one debit: the only thing that makes a debit less open.
CREATE TABLE allocation (
    id     INTEGER PRIMARY KEY,
    entry  INTEGER NOT NULL REFERENCES journal (seq),
    live   INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    credit INTEGER NOT NULL REFERENCES credit (id),
    debit  INTEGER NOT NULL REFERENCES debit (id),
    date   INTEGER NOT NULL CHECK (date BETWEEN -25567 AND 84005),
    amount INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 10000000000000),
    source INTEGER REFERENCES source (id),
    line   INTEGER,
    starts INTEGER NOT NULL,                         -- derived: the latest of its own, its credit's and its debit's date
    ends   INTEGER                                   -- derived: the earliest of its own reversal, its credit's, and its debit's void
) STRICT;
CREATE INDEX allocation_credit ON allocation (credit);
CREATE INDEX allocation_debit ON allocation (debit);
CREATE INDEX allocation_starts ON allocation (starts);
CREATE INDEX allocation_ends ON allocation (ends) WHERE ends IS NOT NULL;

-- An allocation is out of force from this date on.
CREATE TABLE allocation_reversal (
    id         INTEGER PRIMARY KEY,
    entry      INTEGER NOT NULL REFERENCES journal (seq),
    live       INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    allocation INTEGER NOT NULL REFERENCES allocation (id),
    date       INTEGER NOT NULL CHECK (date BETWEEN -25567 AND 84005)
) STRICT;
CREATE UNIQUE INDEX allocation_reversal_allocation ON allocation_reversal (allocation) WHERE live = 1;

-- A call, e-mail, letter, text, visit or note, with what came of it.
CREATE TABLE communication (
    id        INTEGER PRIMARY KEY,
    entry     INTEGER NOT NULL REFERENCES journal (seq),
    live      INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account   INTEGER NOT NULL REFERENCES account (id),
    at        INTEGER NOT NULL,                      -- civil time: seconds since 1970-01-01T00:00 without a zone
    channel   TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
    outcome   TEXT NOT NULL,
    contact   TEXT NOT NULL,
    phone     TEXT NOT NULL,
    debit     INTEGER REFERENCES debit (id),         -- the item talked about
    note      TEXT NOT NULL,
    by        TEXT NOT NULL,
    source    INTEGER REFERENCES source (id),
    line      INTEGER
) STRICT;
CREATE INDEX communication_account ON communication (account, at);
CREATE INDEX communication_debit ON communication (debit) WHERE debit IS NOT NULL;

-- A promise to pay an amount by a date. Its state is worked out from receipts, never kept.
CREATE TABLE promise (
    id            INTEGER PRIMARY KEY,
    entry         INTEGER NOT NULL REFERENCES journal (seq),
    live          INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account       INTEGER NOT NULL REFERENCES account (id),
    communication INTEGER REFERENCES communication (id),
    made          INTEGER NOT NULL,
    amount        INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 10000000000000),
    due           INTEGER NOT NULL,
    last_day      INTEGER NOT NULL CHECK (last_day >= made) -- rolled to a business day, plus the grace that held when it was made
) STRICT;
CREATE INDEX promise_account ON promise (account);
CREATE INDEX promise_last_day ON promise (last_day);
CREATE INDEX promise_communication ON promise (communication) WHERE communication IS NOT NULL;

-- A debit that a promise names; one that names none covers the account's open debits.
CREATE TABLE promise_debit (
    id      INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    live    INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    promise INTEGER NOT NULL REFERENCES promise (id),
    debit   INTEGER NOT NULL REFERENCES debit (id)
) STRICT;
CREATE INDEX promise_debit_promise ON promise_debit (promise);
CREATE INDEX promise_debit_debit ON promise_debit (debit);

-- A promise was cancelled or replaced.
CREATE TABLE promise_end (
    id      INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    live    INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    promise INTEGER NOT NULL REFERENCES promise (id),
    date    INTEGER NOT NULL,
    how     TEXT NOT NULL CHECK (how IN ('cancelled', 'replaced'))
) STRICT;
CREATE UNIQUE INDEX promise_end_promise ON promise_end (promise) WHERE live = 1;

-- A payment plan, as it was agreed.
CREATE TABLE plan (
    id             INTEGER PRIMARY KEY,
    entry          INTEGER NOT NULL REFERENCES journal (seq),
    live           INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account        INTEGER NOT NULL REFERENCES account (id),
    communication  INTEGER REFERENCES communication (id),
    made           INTEGER NOT NULL,
    down           INTEGER NOT NULL CHECK (down BETWEEN 0 AND 10000000000000),
    first          INTEGER NOT NULL,
    every          TEXT NOT NULL,
    roll           TEXT NOT NULL,
    remainder      TEXT NOT NULL,
    allowed_missed INTEGER NOT NULL CHECK (allowed_missed >= 0),
    grace_days     INTEGER NOT NULL CHECK (grace_days >= 0)
) STRICT;
CREATE INDEX plan_account ON plan (account);
CREATE INDEX plan_communication ON plan (communication) WHERE communication IS NOT NULL;

-- A debit that a plan covers.
CREATE TABLE plan_debit (
    id    INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES journal (seq),
    live  INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    plan  INTEGER NOT NULL REFERENCES plan (id),
    debit INTEGER NOT NULL REFERENCES debit (id)
) STRICT;
CREATE INDEX plan_debit_plan ON plan_debit (plan);
CREATE INDEX plan_debit_debit ON plan_debit (debit);

-- One instalment of a plan; n = 0 is the down payment.
CREATE TABLE plan_instalment (
    id      INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    live    INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    plan    INTEGER NOT NULL REFERENCES plan (id),
    n       INTEGER NOT NULL CHECK (n >= 0),
    due     INTEGER NOT NULL,                        -- counted from the anchor
    payable INTEGER NOT NULL,                        -- rolled to a business day
    amount  INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 10000000000000)
) STRICT;
CREATE INDEX plan_instalment_plan ON plan_instalment (plan);

-- A plan was cancelled.
CREATE TABLE plan_end (
    id    INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES journal (seq),
    live  INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    plan  INTEGER NOT NULL REFERENCES plan (id),
    date  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX plan_end_plan ON plan_end (plan) WHERE live = 1;

-- All or part of a debit that the customer disputes.
CREATE TABLE dispute (
    id            INTEGER PRIMARY KEY,
    entry         INTEGER NOT NULL REFERENCES journal (seq),
    live          INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account       INTEGER NOT NULL REFERENCES account (id),
    communication INTEGER REFERENCES communication (id),
    debit         INTEGER NOT NULL REFERENCES debit (id),
    amount        INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 10000000000000),
    reason        TEXT NOT NULL,
    owner         TEXT NOT NULL,
    opened        INTEGER NOT NULL,
    note          TEXT NOT NULL
) STRICT;
CREATE INDEX dispute_account ON dispute (account);
CREATE INDEX dispute_debit ON dispute (debit);
CREATE INDEX dispute_communication ON dispute (communication) WHERE communication IS NOT NULL;

-- A dispute was settled.
CREATE TABLE dispute_end (
    id         INTEGER PRIMARY KEY,
    entry      INTEGER NOT NULL REFERENCES journal (seq),
    live       INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    dispute    INTEGER NOT NULL REFERENCES dispute (id),
    date       INTEGER NOT NULL,
    resolution TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX dispute_end_dispute ON dispute_end (dispute) WHERE live = 1;

-- What is to be done next at an account, and when.
CREATE TABLE follow_up (
    id            INTEGER PRIMARY KEY,
    entry         INTEGER NOT NULL REFERENCES journal (seq),
    live          INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account       INTEGER NOT NULL REFERENCES account (id),
    communication INTEGER REFERENCES communication (id),
    due           INTEGER NOT NULL,
    note          TEXT NOT NULL
) STRICT;
CREATE INDEX follow_up_account ON follow_up (account);
CREATE INDEX follow_up_due ON follow_up (due);
CREATE INDEX follow_up_communication ON follow_up (communication) WHERE communication IS NOT NULL;

-- A follow-up was done, or replaced by a later one.
CREATE TABLE follow_up_end (
    id        INTEGER PRIMARY KEY,
    entry     INTEGER NOT NULL REFERENCES journal (seq),
    live      INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    follow_up INTEGER NOT NULL REFERENCES follow_up (id),
    date      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX follow_up_end_follow_up ON follow_up_end (follow_up) WHERE live = 1;

-- An account is not chased from this date on, and why.
CREATE TABLE hold (
    id      INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    live    INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account INTEGER NOT NULL REFERENCES account (id),
    kind    TEXT NOT NULL,
    reason  TEXT NOT NULL,
    date    INTEGER NOT NULL
) STRICT;
CREATE INDEX hold_account ON hold (account);

-- A hold was lifted.
CREATE TABLE hold_end (
    id    INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES journal (seq),
    live  INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    hold  INTEGER NOT NULL REFERENCES hold (id),
    date  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX hold_end_hold ON hold_end (hold) WHERE live = 1;

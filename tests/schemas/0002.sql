-- Version 2: what a call needs beside money. Tables of their own only: the digest of what version 1 wrote stays what it was.

-- A telephone number of an account that is not called from this date on, and why.
CREATE TABLE number_mark (
    id      INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    live    INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account INTEGER NOT NULL REFERENCES account (id),
    phone   TEXT NOT NULL CHECK (phone <> ''),       -- its digits alone
    kind    TEXT NOT NULL CHECK (kind IN ('bad', 'do-not-call')),
    reason  TEXT NOT NULL,
    date    INTEGER NOT NULL
) STRICT;
CREATE INDEX number_mark_account ON number_mark (account);

-- A number may be called again.
CREATE TABLE number_mark_end (
    id    INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES journal (seq),
    live  INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    mark  INTEGER NOT NULL REFERENCES number_mark (id),
    date  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX number_mark_end_mark ON number_mark_end (mark) WHERE live = 1;

-- The time of day at which the customer asked to be called: part of a follow-up.
CREATE TABLE callback (
    id        INTEGER PRIMARY KEY,
    entry     INTEGER NOT NULL REFERENCES journal (seq),
    live      INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    follow_up INTEGER NOT NULL REFERENCES follow_up (id),
    minute    INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439) -- of the shop's day
) STRICT;
CREATE INDEX callback_follow_up ON callback (follow_up);

-- A rule of contact that a clerk went past when logging a contact, and the reason given.
CREATE TABLE guard_override (
    id            INTEGER PRIMARY KEY,
    entry         INTEGER NOT NULL REFERENCES journal (seq),
    live          INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account       INTEGER NOT NULL REFERENCES account (id),
    communication INTEGER NOT NULL REFERENCES communication (id),
    rule          TEXT NOT NULL,
    reason        TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE INDEX guard_override_account ON guard_override (account);
CREATE INDEX guard_override_communication ON guard_override (communication);

-- Something promised to the customer: a copy of an invoice, a proof of delivery, a statement.
CREATE TABLE request (
    id            INTEGER PRIMARY KEY,
    entry         INTEGER NOT NULL REFERENCES journal (seq),
    live          INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account       INTEGER NOT NULL REFERENCES account (id),
    communication INTEGER REFERENCES communication (id),
    debit         INTEGER REFERENCES debit (id),     -- the item it is about
    what          TEXT NOT NULL CHECK (what IN ('copy', 'proof', 'statement', 'other')),
    note          TEXT NOT NULL,
    asked         INTEGER NOT NULL
) STRICT;
CREATE INDEX request_account ON request (account);
CREATE INDEX request_communication ON request (communication) WHERE communication IS NOT NULL;
CREATE INDEX request_debit ON request (debit) WHERE debit IS NOT NULL;

-- A request was sent, or is not needed any more.
CREATE TABLE request_end (
    id      INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    live    INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    request INTEGER NOT NULL REFERENCES request (id),
    date    INTEGER NOT NULL,
    how     TEXT NOT NULL CHECK (how IN ('sent', 'cancelled'))
) STRICT;
CREATE UNIQUE INDEX request_end_request ON request_end (request) WHERE live = 1;

-- What is known about a dispute from this entry on; the newest that counts is in force, before any the dispute's own row.
CREATE TABLE dispute_version (
    id      INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    live    INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    dispute INTEGER NOT NULL REFERENCES dispute (id),
    reason  TEXT NOT NULL,
    owner   TEXT NOT NULL,
    note    TEXT NOT NULL
) STRICT;
CREATE INDEX dispute_version_dispute ON dispute_version (dispute);

-- An account is off the day's list until a date, and why.
CREATE TABLE snooze (
    id      INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    live    INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account INTEGER NOT NULL REFERENCES account (id),
    date    INTEGER NOT NULL,
    until   INTEGER NOT NULL CHECK (until > date),   -- the first day on the list again
    reason  TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE INDEX snooze_account ON snooze (account);
CREATE INDEX snooze_until ON snooze (until);

-- A snooze was taken back before its date.
CREATE TABLE snooze_end (
    id     INTEGER PRIMARY KEY,
    entry  INTEGER NOT NULL REFERENCES journal (seq),
    live   INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    snooze INTEGER NOT NULL REFERENCES snooze (id),
    date   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX snooze_end_snooze ON snooze_end (snooze) WHERE live = 1;

-- An account is on top of the day's list until it is taken off, and why.
CREATE TABLE pin (
    id      INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    live    INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account INTEGER NOT NULL REFERENCES account (id),
    date    INTEGER NOT NULL,
    reason  TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE INDEX pin_account ON pin (account);

-- A pin was taken off.
CREATE TABLE pin_end (
    id    INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES journal (seq),
    live  INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    pin   INTEGER NOT NULL REFERENCES pin (id),
    date  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX pin_end_pin ON pin_end (pin) WHERE live = 1;

-- An account was moved to a stage of collection; the newest that counts is in force.
CREATE TABLE escalation (
    id      INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    live    INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account INTEGER NOT NULL REFERENCES account (id),
    date    INTEGER NOT NULL,
    stage   TEXT NOT NULL CHECK (stage <> ''),       -- a word of the shop's list of stages
    owner   TEXT NOT NULL,
    reason  TEXT NOT NULL CHECK (reason <> '')
) STRICT;
CREATE INDEX escalation_account ON escalation (account);

-- An account is the same customer as another, which keeps everything; this one is no longer looked at.
CREATE TABLE merge (
    id      INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    live    INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account INTEGER NOT NULL REFERENCES account (id),
    kept    INTEGER NOT NULL REFERENCES account (id),
    date    INTEGER NOT NULL,
    CHECK (account <> kept)
) STRICT;
CREATE UNIQUE INDEX merge_account ON merge (account) WHERE live = 1;
CREATE INDEX merge_kept ON merge (kept);

-- The part of an invoice on which no early discount is earned: freight, tax.
CREATE TABLE discount_exclusion (
    id      INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES journal (seq),
    live    INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
    account INTEGER NOT NULL REFERENCES account (id),
    debit   INTEGER NOT NULL REFERENCES debit (id),
    amount  INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 10000000000000)
) STRICT;
CREATE INDEX discount_exclusion_account ON discount_exclusion (account);
CREATE UNIQUE INDEX discount_exclusion_debit ON discount_exclusion (debit) WHERE live = 1;

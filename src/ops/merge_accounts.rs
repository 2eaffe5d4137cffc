//! Merging two accounts that are the same customer: one keeps everything of both, the other is no longer looked at.

use serde::Serialize;

use crate::book::{Account, AccountDetails, Book, Contact, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, DebitId};
use crate::domain::text::{clean, digits, fold};
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct MergeAccounts {
    /// The one that goes …
    pub account: AccountId,
    /// … into this one.
    pub kept: AccountId,
    pub on: Date,
    /// What is known of the kept account from then on.
    pub details: AccountDetails,
    /// The people of both.
    pub contacts: Vec<Contact>,
    /// Debits whose number the kept account has too, with the number they get.
    pub renamed: Vec<(DebitId, String)>,
}

/// What becomes of a number that both accounts have.
#[derive(Debug, Clone, Default)]
pub enum Clash {
    #[default]
    Refuse,
    /// The code of the account that goes stands behind it: `1043-C00042`.
    AppendCode,
    /// Old and new number of each.
    Named(Vec<(String, String)>),
}

/// Resolves a merge: who is whom, what both know, and which numbers clash.
pub fn decide(book: &Book, account: AccountId, kept: AccountId, clash: &Clash, on: Date) -> Result<MergeAccounts> {
    let (going, staying) = (book.account(account)?, book.account(kept)?);
    check_pair(book, &going, &staying)?;
    let contacts = both(book.contacts_of(kept)?, book.contacts_of(account)?);
    let renamed = renamed(book, &going, &staying, clash)?;
    let details = joined(&going.details, staying.details, account);
    Ok(MergeAccounts { account, kept, on, details, contacts, renamed })
}

fn check_pair(book: &Book, going: &Account, staying: &Account) -> Result<()> {
    if going.id == staying.id {
        return Err(Error::refused("same_account", format!("{} cannot be merged into itself", going.code))
            .at_field("other")
            .safe("nothing was changed")
            .hint("name the other account"));
    }
    for one in [going, staying] {
        if let Some(merged) = book.merge_of(one.id)? {
            let into = book.account(merged.kept)?;
            let message = format!("{} was merged into {} {} already", one.code, into.code, clean(into.name()));
            return Err(Error::refused("merged", message)
                .because_of(merged.entry.0)
                .at_field("other")
                .safe("nothing was changed")
                .hint(format!("name {}", into.code)));
        }
    }
    if going.currency != staying.currency {
        let message = format!(
            "{} is kept in {}, {} in {}: their money is never added",
            going.code,
            going.currency.code(),
            staying.code,
            staying.currency.code()
        );
        return Err(Error::refused("other_currency", message)
            .at_field("other")
            .safe("nothing was changed")
            .hint("make one the head office of the other instead"));
    }
    Ok(())
}

/// The kept account's own, with what only the other one knew.
fn joined(going: &AccountDetails, mut kept: AccountDetails, account: AccountId) -> AccountDetails {
    let had_address = !(kept.address.is_empty() && kept.city.is_empty() && kept.postal_code.is_empty());
    if !had_address {
        for (known, said) in [
            (&mut kept.address, &going.address),
            (&mut kept.city, &going.city),
            (&mut kept.region, &going.region),
            (&mut kept.postal_code, &going.postal_code),
            (&mut kept.country, &going.country),
        ] {
            known.clone_from(said);
        }
    }
    for (known, said) in [(&mut kept.time_zone, &going.time_zone), (&mut kept.collector, &going.collector)] {
        if known.is_empty() {
            known.clone_from(said);
        }
    }
    if !going.note.is_empty() && !kept.note.contains(&going.note) {
        kept.note = [kept.note.as_str(), &going.note]
            .into_iter()
            .filter(|note| !note.is_empty())
            .collect::<Vec<_>>()
            .join("\n");
    }
    let mut tags: Vec<&str> = kept.tags.split_whitespace().collect();
    for tag in going.tags.split_whitespace() {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    kept.tags = tags.join(" ");
    if kept.parent == Some(account) {
        kept.parent = going.parent;
    }
    kept
}

/// The kept account's people first; one who is known there by name and number is the same.
fn both(mut people: Vec<Contact>, others: Vec<Contact>) -> Vec<Contact> {
    for other in others {
        let same = |one: &Contact| {
            let named = fold(&one.name) == fold(&other.name);
            let numbers = [&other.phone, &other.phone2].map(|phone| digits(phone));
            let known = [digits(&one.phone), digits(&one.phone2)];
            named
                && numbers.iter().all(|number| number.is_empty() || known.contains(number))
                && (other.email.is_empty() || one.email.eq_ignore_ascii_case(&other.email))
        };
        if !people.iter().any(same) {
            people.push(other);
        }
    }
    people
}

fn renamed(book: &Book, going: &Account, staying: &Account, clash: &Clash) -> Result<Vec<(DebitId, String)>> {
    let mut renamed = Vec::new();
    let both = book.numbers_of_both(going.id, staying.id)?;
    let refused = |message: String| {
        Err(Error::refused("number_taken", message)
            .at_field("clash")
            .safe("nothing was changed")
            .hint("give it another number with --rename, or correct it first"))
    };
    for (debit, number) in &both {
        let new = match clash {
            Clash::Refuse => None,
            Clash::AppendCode => Some(format!("{number}-{}", going.code)),
            Clash::Named(names) => names.iter().find(|(old, _)| old == number).map(|(_, new)| new.clone()),
        };
        match new {
            None => {
                let numbers: Vec<String> = both.iter().map(|(_, number)| clean(number)).collect();
                return refused(format!("both {} and {} have {}", going.code, staying.code, numbers.join(", ")));
            }
            Some(new) if book.has_number(staying.id, &new)? || book.has_number(going.id, &new)? => {
                return refused(format!("{} is taken too, so {} cannot become it", clean(&new), clean(number)));
            }
            Some(new) => renamed.push((*debit, new)),
        }
    }
    Ok(renamed)
}

impl Op for MergeAccounts {
    const NAME: &'static str = "merge-accounts";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let (going, staying) = (tx.account(self.account)?, tx.account(self.kept)?);
        check_pair(tx, &going, &staying)?;
        let both = tx.numbers_of_both(self.account, self.kept)?;
        if let Some((_, number)) =
            both.iter().find(|(debit, _)| !self.renamed.iter().any(|(renamed, _)| renamed == debit))
        {
            let message = format!("both {} and {} have {}", going.code, staying.code, clean(number));
            return Err(Error::refused("number_taken", message)
                .at_field("clash")
                .safe("nothing was changed")
                .hint("give it another number, or correct it first"));
        }
        tx.move_everything(self.account, self.kept, &self.renamed)?;
        if staying.details != self.details {
            tx.describe_account(self.kept, &self.details)?;
        }
        if tx.contacts_of(self.kept)? != self.contacts {
            tx.write_contacts(self.kept, &self.contacts)?;
        }
        for branch in tx.branches_of(self.account)?.into_iter().filter(|branch| *branch != self.kept) {
            let details = AccountDetails { parent: Some(self.kept), ..tx.account(branch)?.details };
            tx.describe_account(branch, &details)?;
        }
        tx.write_merge(self.account, self.kept, self.on)
    }
}

//! Head office and branches: what a whole group owes, each account by the figures of its own header, and one total per
//! currency, because money of two currencies is never added.

use super::{Book, Tx};
use crate::domain::aging::Aging;
use crate::domain::figures::figures;
use crate::domain::ids::AccountId;
use crate::domain::money::{Currency, Money};
use crate::error::{Error, Result};

/// An account of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub account: AccountId,
    pub code: String,
    pub name: String,
    /// 0 for the head office that was asked about, 1 for its branches, 2 for theirs.
    pub depth: usize,
    pub currency: Currency,
    pub net: Money,
    pub past_due: Money,
}

/// A head office with everything below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The head office first, each branch after its own head, by code.
    pub members: Vec<Member>,
    /// Net and past due of each currency.
    pub totals: Vec<(Money, Money)>,
}

/// More levels than anybody has; a ring in a damaged book ends here too.
const DEEPEST: usize = 12;

impl Book {
    /// The accounts whose head office an account is, by code.
    pub fn branches_of(&self, account: AccountId) -> Result<Vec<AccountId>> {
        let sql = "SELECT a.id FROM account_version v JOIN account a ON a.id = v.account
            WHERE v.parent = ?1 AND v.live = 1 AND a.live = 1
              AND v.id = (SELECT MAX(id) FROM account_version WHERE account = v.account AND live = 1)
              AND NOT EXISTS (SELECT 1 FROM merge WHERE account = a.id AND live = 1) ORDER BY a.code";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([account.0], |row| Ok(AccountId(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The head office at the top of an account's group: itself, where it is no branch.
    pub fn head_of(&self, account: AccountId) -> Result<AccountId> {
        let mut head = account;
        for _ in 0..DEEPEST {
            match self.account(head)?.details.parent {
                Some(parent) => head = parent,
                None => break,
            }
        }
        Ok(head)
    }

    /// The group that an account is the head of; None where it has no branches.
    pub fn group_of(&self, account: AccountId, how: &Aging) -> Result<Option<Group>> {
        if self.branches_of(account)?.is_empty() {
            return Ok(None);
        }
        let mut members = Vec::new();
        self.gather_group(account, 0, how, &mut members)?;
        let mut totals: Vec<(Money, Money)> = Vec::new();
        for member in &members {
            match totals.iter_mut().find(|(net, _)| net.currency() == member.currency) {
                Some(total) => *total = (total.0.plus(member.net)?, total.1.plus(member.past_due)?),
                None => totals.push((member.net, member.past_due)),
            }
        }
        Ok(Some(Group { members, totals }))
    }

    fn gather_group(&self, account: AccountId, depth: usize, how: &Aging, members: &mut Vec<Member>) -> Result<()> {
        if depth > DEEPEST || members.iter().any(|member| member.account == account) {
            return Ok(());
        }
        let known = self.account(account)?;
        let debits = self.debits_open_at(account, how.as_of, known.currency)?;
        let figures = figures(&debits, &self.open_credits_of(account, how.as_of)?, how, known.currency)?;
        members.push(Member {
            account,
            name: known.name().to_string(),
            code: known.code,
            depth,
            currency: known.currency,
            net: figures.net,
            past_due: figures.past_due,
        });
        for branch in self.branches_of(account)? {
            self.gather_group(branch, depth + 1, how, members)?;
        }
        Ok(())
    }
}

impl Tx<'_> {
    /// Refuses a head office that is the account itself or stands below it.
    pub(super) fn check_parent(&self, account: AccountId, parent: Option<AccountId>) -> Result<()> {
        let mut above = parent;
        for _ in 0..=DEEPEST {
            let Some(next) = above else { return Ok(()) };
            if next == account {
                break;
            }
            above = self.account(next)?.details.parent;
        }
        let names = parent.map(|parent| self.names_of(&[parent])).transpose()?.unwrap_or_default();
        let code = names.into_iter().next().map(|(_, code, _)| code).unwrap_or_default();
        let message = match parent == Some(account) {
            true => format!("{code} cannot be its own head office"),
            false => format!("{code} stands below this account and cannot be its head office"),
        };
        Err(Error::refused("parent_cycle", message)
            .at_field("parent")
            .safe("nothing was saved")
            .hint("name another head office, or none"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Stamp;
    use crate::book::shop::{Shop, day, usd};
    use crate::ops::amend_account::AmendAccount;

    fn put_below(shop: &mut Shop, account: AccountId, parent: Option<AccountId>) -> Result<()> {
        let mut details = shop.book.account(account)?.details;
        details.parent = parent;
        let op = AmendAccount { account, details, contacts: None };
        let (at, action) = (1, format!("below {parent:?} {}", shop.book.version()?.0));
        let stamp = Stamp { operator: "maria".into(), at, today: shop.today, action };
        shop.book.perform(&op, &stamp).map(drop)
    }

    #[test]
    fn a_group_is_its_accounts_and_never_a_ring() {
        let mut shop = Shop::new();
        let [head, branch, depot] = ["H", "B", "D"].map(|code| shop.account(code, code));
        shop.invoice(head, "1", "2026-07-17", "100.00");
        shop.invoice(depot, "2", "2026-11-17", "20.50");
        let how = Aging::by_due(day("2026-11-21"));
        assert_eq!(shop.book.group_of(head, &how).unwrap(), None);
        put_below(&mut shop, branch, Some(head)).unwrap();
        put_below(&mut shop, depot, Some(branch)).unwrap();
        let group = shop.book.group_of(head, &how).unwrap().unwrap();
        let told: Vec<_> =
            group.members.iter().map(|one| (one.code.as_str(), one.depth, one.net, one.past_due)).collect();
        let zero = usd("0");
        assert_eq!(told, [("H", 0, usd("100"), usd("100")), ("B", 1, zero, zero), ("D", 2, usd("20.50"), zero)]);
        assert_eq!(group.totals, [(usd("120.50"), usd("100"))]);
        for (account, parent) in [(head, head), (head, depot), (head, branch)] {
            assert_eq!(put_below(&mut shop, account, Some(parent)).unwrap_err().code(), "parent_cycle");
        }
        put_below(&mut shop, branch, None).unwrap();
        assert_eq!(shop.book.group_of(head, &how).unwrap(), None);
    }
}

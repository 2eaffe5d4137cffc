//! Which accounts were looked at, and the list that they came from, so that the next one and the last ten are a key away
//! whatever page is open.

use crate::domain::ids::AccountId;

/// How many accounts are remembered.
pub const REMEMBERED: usize = 10;

#[derive(Debug, Default)]
pub struct Trail {
    list: Vec<AccountId>,
    /// Newest first.
    recent: Vec<AccountId>,
    steps: u64,
    /// The list is Today's: who was called meanwhile is not next.
    of_today: bool,
    /// Who is next after a save, with the name that the status line says; goes at the next key.
    next: Option<(AccountId, String)>,
}

impl Trail {
    /// The list that the next looks come from.
    pub fn come_from(&mut self, list: Vec<AccountId>) {
        (self.list, self.of_today) = (list, false);
    }

    /// The same, of the day's list.
    pub fn come_from_today(&mut self, list: Vec<AccountId>) {
        (self.list, self.of_today) = (list, true);
    }

    pub fn is_of_today(&self) -> bool {
        self.of_today
    }

    /// The accounts behind one in the list, in order.
    pub fn behind(&self, account: AccountId) -> &[AccountId] {
        let here = self.list.iter().position(|listed| *listed == account);
        here.and_then(|here| self.list.get(here + 1..)).unwrap_or_default()
    }

    pub fn next(&self) -> Option<&(AccountId, String)> {
        self.next.as_ref()
    }

    pub(super) fn set_next(&mut self, next: Option<(AccountId, String)>) {
        self.next = next;
    }

    /// An account is opened.
    pub fn look_at(&mut self, account: AccountId) {
        self.recent.retain(|seen| *seen != account);
        self.recent.insert(0, account);
        self.recent.truncate(REMEMBERED);
        self.steps += 1;
    }

    /// The account so many places further in the list that one came from.
    pub fn beside(&self, account: AccountId, places: isize) -> Option<AccountId> {
        let here = self.list.iter().position(|listed| *listed == account)?;
        self.list.get(here.checked_add_signed(places)?).copied()
    }

    /// The place in the list, from 1, and its length.
    pub fn place_of(&self, account: AccountId) -> Option<(usize, usize)> {
        let here = self.list.iter().position(|listed| *listed == account)?;
        Some((here + 1, self.list.len()))
    }

    /// Newest first.
    pub fn recent(&self) -> &[AccountId] {
        &self.recent
    }

    /// How often an account was opened: a list that was left compares it, and follows to the last one.
    pub fn steps(&self) -> u64 {
        self.steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ten_are_kept_each_once() {
        let mut trail = Trail::default();
        (1..=12).for_each(|id| trail.look_at(AccountId(id)));
        trail.look_at(AccountId(5));
        let ids: Vec<i64> = trail.recent().iter().map(|account| account.0).collect();
        assert_eq!(ids, [5, 12, 11, 10, 9, 8, 7, 6, 4, 3]);
    }

    #[test]
    fn the_list_has_two_ends() {
        let mut trail = Trail::default();
        trail.come_from(vec![AccountId(3), AccountId(1)]);
        assert_eq!(trail.beside(AccountId(3), 1), Some(AccountId(1)));
        assert_eq!(trail.beside(AccountId(3), -1), None);
        assert_eq!(trail.beside(AccountId(1), 1), None);
        assert_eq!(trail.place_of(AccountId(1)), Some((2, 2)));
    }
}

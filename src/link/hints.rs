//! The nearest known name, within a budget: each search passes over all names, and a build with thousands of faults of
//! one kind has one cause.

use std::cell::Cell;

use crate::diag;

/// How many searches a build makes before it stops guessing.
const SEARCHES: u32 = 200;

/// Finds names for hints.
pub(super) struct Hints {
    left: Cell<u32>,
}

impl Hints {
    pub(super) fn new() -> Self {
        Self { left: Cell::new(SEARCHES) }
    }

    /// The known name nearest to a misspelt one, if one is near and the budget is not spent.
    pub(super) fn nearest<'a>(&self, name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        self.left.set(self.left.get().checked_sub(1)?);
        // An edit changes the length by one at most, and no hint is more than four edits away.
        let length = name.chars().count();
        diag::nearest(name, known.filter(|it| it.chars().count().abs_diff(length) <= 4))
    }

    /// `did you mean …?` for the nearest known name.
    pub(super) fn did_you_mean<'a>(
        &self,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> Option<String> {
        self.nearest(name, known).map(|it| format!("did you mean `{it}`?"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_are_counted() {
        let hints = Hints::new();
        for _ in 0..SEARCHES {
            assert_eq!(hints.nearest("enrgy", ["energy", "ports"].into_iter()), Some("energy"));
        }
        assert_eq!(hints.nearest("enrgy", ["energy"].into_iter()), None);
    }
}

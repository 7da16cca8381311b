//! Things that turn out to be one: disjoint sets, each known by its earliest member.

/// Disjoint sets of positions.
#[derive(Default)]
pub(super) struct Groups {
    parents: Vec<usize>,
}

impl Groups {
    pub(super) fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    /// Adds a position that stands alone, and returns it.
    pub(super) fn add(&mut self) -> usize {
        self.parents.push(self.parents.len());
        self.parents.len() - 1
    }

    /// The earliest member of the set; halves the way there for the next who asks.
    pub(super) fn root(&mut self, mut at: usize) -> usize {
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    /// Makes two sets one: the root that stays, and the one that is no longer a root.
    pub(super) fn join(&mut self, a: usize, b: usize) -> (usize, usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (stays, goes) = (a.min(b), a.max(b));
        self.parents[goes] = stays;
        (stays, goes)
    }
}

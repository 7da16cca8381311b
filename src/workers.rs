//! Work on many things alike: a phase says what is to be done with each, and whoever has threads does it.

/// Does one thing after another, or several at once.
pub trait Workers: Sync {
    /// What `one` makes of each number below `count`, in order.
    ///
    /// Each worker hands a `scratch` of its own from one thing to the next. How things are shared out is nobody's to
    /// know, so what it holds must not show in what is made.
    fn map<S, T: Send>(
        &self,
        count: usize,
        scratch: impl Fn() -> S + Send + Sync,
        one: impl Fn(&mut S, usize) -> T + Send + Sync,
    ) -> Vec<T>;

    /// What `one` makes of each of `things`, in order.
    fn each<'a, I: Sync, T: Send>(&self, things: &'a [I], one: impl Fn(&'a I) -> T + Send + Sync) -> Vec<T> {
        self.map(things.len(), || (), |(), at| one(&things[at]))
    }
}

/// One thread, which is the caller's.
pub struct OneThread;

impl Workers for OneThread {
    fn map<S, T: Send>(
        &self,
        count: usize,
        scratch: impl Fn() -> S + Send + Sync,
        one: impl Fn(&mut S, usize) -> T + Send + Sync,
    ) -> Vec<T> {
        let mut scratch = scratch();
        (0..count).map(|at| one(&mut scratch, at)).collect()
    }
}

//! Fields that few values set, held apart from those that all have.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

/// A group of fields that most values leave unset: as wide as a pointer until one of them is written.
///
/// A site holds its briefs in memory at once, and most of what front matter can say, most briefs do not say. The struct
/// that owns the group lends its fields as its own (`Deref`), so no reader needs to know which are rare.
///
/// ```
/// use dateline::model::front_matter::FrontMatter;
///
/// let mut front = FrontMatter::default();
/// assert!(front.regions.is_empty() && !front.more.is_set());
/// front.regions.push("UA".to_owned());
/// assert!(front.more.is_set());
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rare<T>(Option<Box<T>>);

/// A group and its state when none of its fields is set.
pub trait Unset: Default + 'static {
    fn unset() -> &'static Self;
}

impl<T> Rare<T> {
    /// Whether any field was written, be it with what it had.
    pub fn is_set(&self) -> bool {
        self.0.is_some()
    }
}

impl<T: Default + PartialEq> From<T> for Rare<T> {
    fn from(fields: T) -> Self {
        Self((fields != T::default()).then(|| Box::new(fields)))
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Unset + PartialEq> PartialEq for Rare<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Unset> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Some(fields) => fields,
            None => T::unset(),
        }
    }
}

impl<T: Unset> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

/// Makes a type a group of rare fields, which `$owner` lends from its field `more` as its own.
macro_rules! rare {
    ($group:ident of $owner:ident) => {
        impl $crate::model::rare::Unset for $group {
            fn unset() -> &'static Self {
                static UNSET: std::sync::LazyLock<$group> = std::sync::LazyLock::new($group::default);
                &UNSET
            }
        }

        impl std::ops::Deref for $owner {
            type Target = $group;

            fn deref(&self) -> &$group {
                &self.more
            }
        }

        impl std::ops::DerefMut for $owner {
            fn deref_mut(&mut self) -> &mut $group {
                &mut self.more
            }
        }
    };
}
pub(crate) use rare;

//! Keys of pages: digests of all that their bytes are made from.

use std::io::Write as _;

use serde::ser::{self, Serialize};

use crate::digest::{Digest, Digester};

/// Changes with the code that makes bytes from what keys are made of.
const VERSION: u32 = 1;

/// A key being made. What is added is told apart by its length, so that no two lists of parts are alike.
pub struct Key(Digester);

impl Key {
    /// The key of something made in one way.
    pub fn new(way: &str) -> Self {
        let mut key = Self(Digester::default());
        key.number(VERSION.into());
        key.text(way);
        key
    }

    pub fn text(&mut self, text: &str) {
        self.0.part(text);
    }

    pub fn some(&mut self, text: Option<&str>) {
        self.number(text.is_some().into());
        self.text(text.unwrap_or_default());
    }

    pub fn number(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    pub fn digest(&mut self, digest: Digest) {
        self.bytes(&digest.bytes());
    }

    /// Adds a view: its values in order, without the names of its fields.
    pub fn view(&mut self, view: &(impl Serialize + ?Sized)) {
        if view.serialize(&mut *self).is_err() {
            // Views are made of what every serializer takes; one that is not has no other key than this.
            self.text("unserializable");
        }
    }

    pub fn finish(&self) -> Digest {
        self.0.finish()
    }

    fn bytes(&mut self, bytes: &[u8]) {
        // Writing to a digester cannot fail.
        let _ = self.0.write(bytes);
    }

    fn tag(&mut self, tag: u8) {
        self.bytes(&[tag]);
    }
}

/// The digest of a view.
pub fn of(view: &(impl Serialize + ?Sized)) -> Digest {
    let mut key = Key(Digester::default());
    key.view(view);
    key.finish()
}

/// Why a value has no key. No view has such a value.
#[derive(Debug)]
pub struct Unserializable;

impl std::fmt::Display for Unserializable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value that no view has")
    }
}

impl std::error::Error for Unserializable {}

impl ser::Error for Unserializable {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

type Done = Result<(), Unserializable>;

/// Feeds values to the key as they come, without allocation. A value begins with a sign of its kind, and a list with its
/// length, so that values that differ are told apart.
impl<'k> ser::Serializer for &'k mut Key {
    type Ok = ();
    type Error = Unserializable;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Entries<'k>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, it: bool) -> Done {
        self.tag(u8::from(it));
        Ok(())
    }

    fn serialize_i8(self, it: i8) -> Done {
        self.serialize_i64(it.into())
    }

    fn serialize_i16(self, it: i16) -> Done {
        self.serialize_i64(it.into())
    }

    fn serialize_i32(self, it: i32) -> Done {
        self.serialize_i64(it.into())
    }

    fn serialize_i64(self, it: i64) -> Done {
        self.bytes(&it.to_le_bytes());
        Ok(())
    }

    fn serialize_u8(self, it: u8) -> Done {
        self.serialize_u64(it.into())
    }

    fn serialize_u16(self, it: u16) -> Done {
        self.serialize_u64(it.into())
    }

    fn serialize_u32(self, it: u32) -> Done {
        self.serialize_u64(it.into())
    }

    fn serialize_u64(self, it: u64) -> Done {
        self.number(it);
        Ok(())
    }

    fn serialize_f32(self, it: f32) -> Done {
        self.serialize_f64(it.into())
    }

    fn serialize_f64(self, it: f64) -> Done {
        self.number(it.to_bits());
        Ok(())
    }

    fn serialize_char(self, it: char) -> Done {
        self.text(it.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, it: &str) -> Done {
        self.text(it);
        Ok(())
    }

    fn serialize_bytes(self, it: &[u8]) -> Done {
        self.0.part(it);
        Ok(())
    }

    fn serialize_none(self) -> Done {
        self.tag(0);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, it: &T) -> Done {
        self.tag(1);
        it.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, at: u32, _: &'static str) -> Done {
        self.serialize_u32(at)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, it: &T) -> Done {
        it.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        at: u32,
        _: &'static str,
        it: &T,
    ) -> Done {
        self.number(at.into());
        it.serialize(self)
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self, Unserializable> {
        self.number(len.ok_or(Unserializable)? as u64);
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Unserializable> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Unserializable> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        at: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Unserializable> {
        self.number(at.into());
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'k>, Unserializable> {
        Ok(Entries { key: self, entry: Key(Digester::default()), sum: 0, count: 0 })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Unserializable> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        at: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Unserializable> {
        self.number(at.into());
        Ok(self)
    }
}

/// The entries of a map, in whatever order: their digests are added up.
pub struct Entries<'k> {
    key: &'k mut Key,
    entry: Key,
    sum: u128,
    count: u64,
}

impl ser::SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = Unserializable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, it: &T) -> Done {
        self.entry = Key(Digester::default());
        it.serialize(&mut self.entry)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, it: &T) -> Done {
        it.serialize(&mut self.entry)?;
        self.sum = self.sum.wrapping_add(u128::from_le_bytes(self.entry.finish().bytes()));
        self.count += 1;
        Ok(())
    }

    fn end(self) -> Done {
        self.key.number(self.count);
        self.key.bytes(&self.sum.to_le_bytes());
        Ok(())
    }
}

/// Lists and structs hold their values in order.
macro_rules! in_order {
    ($($kind:ident $method:ident $($name:ident: $type:ty)?;)*) => {$(
        impl ser::$kind for &mut Key {
            type Ok = ();
            type Error = Unserializable;

            fn $method<T: Serialize + ?Sized>(&mut self, $($name: $type,)? it: &T) -> Done {
                it.serialize(&mut **self)
            }

            fn end(self) -> Done {
                Ok(())
            }
        }
    )*};
}

in_order! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
    SerializeStruct serialize_field _name: &'static str;
    SerializeStructVariant serialize_field _name: &'static str;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn views_that_differ_have_other_keys() {
        #[derive(serde::Serialize)]
        struct View<'a> {
            a: Option<&'a str>,
            b: Vec<&'a str>,
            c: Option<u8>,
        }
        let views = [
            View { a: None, b: vec![], c: None },
            View { a: Some(""), b: vec![], c: None },
            View { a: None, b: vec![""], c: None },
            View { a: None, b: vec!["", ""], c: None },
            View { a: Some("ab"), b: vec!["c"], c: None },
            View { a: Some("a"), b: vec!["bc"], c: None },
            View { a: Some("a"), b: vec!["b", "c"], c: None },
            View { a: None, b: vec![], c: Some(0) },
            View { a: None, b: vec![], c: Some(1) },
        ];
        let digests: std::collections::BTreeSet<_> = views.iter().map(of).collect();
        assert_eq!(digests.len(), views.len());
    }

    /// Tera's maps have an order of their own in every process.
    #[test]
    fn maps_have_no_order() {
        let map = |entries: &[(&'static str, u8)]| {
            let map: tera::Map = entries.iter().map(|&(name, it)| (name.into(), it.into())).collect();
            of(&tera::Value::from(map))
        };
        assert_eq!(map(&[("a", 1), ("b", 2)]), map(&[("b", 2), ("a", 1)]));
        assert_ne!(map(&[("a", 1), ("b", 2)]), map(&[("a", 2), ("b", 1)]));
        assert_ne!(of(&BTreeMap::from([("a", "b")])), of(&BTreeMap::from([("b", "a")])));
    }
}

//! Writes JSON straight into a page.

use crate::render::escape;

/// An object being written: a name and a value a call, in order. What is empty or absent has no property.
pub struct Object<'o> {
    out: &'o mut String,
}

/// Writes an object.
pub fn object(out: &mut String, write: impl FnOnce(&mut Object<'_>)) {
    // A value stands behind a colon, an opening bracket, or the value before it.
    if out.ends_with('}') {
        out.push(',');
    }
    out.push('{');
    write(&mut Object { out });
    out.push('}');
}

impl Object<'_> {
    fn name(&mut self, name: &'static str) {
        self.out.push_str(if self.out.ends_with('{') { "\"" } else { ",\"" });
        self.out.push_str(name);
        self.out.push_str("\":");
    }

    /// A string, in parts.
    pub fn parts(&mut self, name: &'static str, parts: &[&str]) {
        self.name(name);
        self.out.push('"');
        for part in parts {
            escape::json_in_script(self.out, part);
        }
        self.out.push('"');
    }

    pub fn text(&mut self, name: &'static str, text: &str) {
        if !text.is_empty() {
            self.parts(name, &[text]);
        }
    }

    pub fn some(&mut self, name: &'static str, text: Option<impl AsRef<str>>) {
        if let Some(text) = text {
            self.parts(name, &[text.as_ref()]);
        }
    }

    pub fn number(&mut self, name: &'static str, number: usize) {
        self.name(name);
        self.out.push_str(&number.to_string());
    }

    pub fn texts<'t>(&mut self, name: &'static str, texts: impl IntoIterator<Item = &'t str>) {
        self.list(name, texts, |out, text| {
            out.push_str(if out.ends_with('[') { "\"" } else { ",\"" });
            escape::json_in_script(out, text);
            out.push('"');
        });
    }

    pub fn object(&mut self, name: &'static str, write: impl FnOnce(&mut Object<'_>)) {
        self.name(name);
        object(self.out, write);
    }

    /// A list of objects.
    pub fn objects<T>(
        &mut self,
        name: &'static str,
        items: impl IntoIterator<Item = T>,
        write: impl Fn(&mut Object<'_>, T),
    ) {
        self.list(name, items, |out, item| object(out, |it| write(it, item)));
    }

    fn list<T>(
        &mut self,
        name: &'static str,
        items: impl IntoIterator<Item = T>,
        write: impl Fn(&mut String, T),
    ) {
        let mut items = items.into_iter();
        let Some(first) = items.next() else { return };
        self.name(name);
        self.out.push('[');
        write(self.out, first);
        for item in items {
            write(self.out, item);
        }
        self.out.push(']');
    }
}

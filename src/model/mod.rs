//! Plain data: what is configured, what a brief says, and what the site knows after linking.

pub mod address;
pub mod artifact;
pub mod brief;
pub mod config;
pub mod date;
pub mod front_matter;
pub mod lang;
pub mod listings;
pub mod markup;
pub mod page;
pub mod rare;
pub mod registry;
pub mod site;
pub mod sketch;
mod words;

/// Free values as JSON text, for formats that do not describe themselves.
mod json_text {
    use serde::de::{DeserializeOwned, Error};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_string(value).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(if text == "{}" { "" } else { &text })
    }

    pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: DeserializeOwned + Default,
        D: Deserializer<'de>,
    {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        if text.is_empty() { Ok(T::default()) } else { serde_json::from_str(&text).map_err(D::Error::custom) }
    }
}

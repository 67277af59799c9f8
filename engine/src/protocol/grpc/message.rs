//! Messages: JSON for the journey (the protobuf mapping), bytes on the wire.

use std::fmt;

use bytes::Bytes;
use prost::Message as _;
use prost_reflect::{DeserializeOptions, DynamicMessage, MessageDescriptor, SerializeOptions};

use super::place;

/// Why a text is no message of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unfit {
    /// The message's type.
    pub(super) kind: String,
    /// The field, `/items/0/price`; empty where it is the whole.
    pub(super) field: String,
    /// What is wrong with it.
    pub(super) why: String,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, field, why } = self;
        if field.is_empty() {
            write!(f, "it is no {kind}: {why}")
        } else {
            write!(f, "it is no {kind}: {field}: {why}")
        }
    }
}

/// The bytes of a message that is given as JSON.
pub(super) fn encode(kind: &MessageDescriptor, json: &str) -> Result<Vec<u8>, Unfit> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let options = DeserializeOptions::new();
    let read = DynamicMessage::deserialize_with_options(kind.clone(), &mut reader, &options);
    let read = read.and_then(|message| reader.end().map(|()| message));
    read.map(|message| message.encode_to_vec()).map_err(|error| {
        let words = error.to_string();
        let why = words.rsplit_once(" at line ").map_or(words.as_str(), |(why, _)| why).to_owned();
        Unfit { kind: kind.full_name().to_owned(), field: place::of(json, error.line(), error.column()), why }
    })
}

/// The JSON of a message; fields that have their default are there too. An error says why the bytes are none.
pub(super) fn decode(kind: &MessageDescriptor, bytes: Bytes) -> Result<String, String> {
    let message = DynamicMessage::decode(kind.clone(), bytes).map_err(|error| error.to_string())?;
    let options = SerializeOptions::new().skip_default_fields(false);
    let mut json = serde_json::Serializer::new(Vec::new());
    message.serialize_with_options(&mut json, &options).map_err(|error| error.to_string())?;
    String::from_utf8(json.into_inner()).map_err(|error| error.to_string())
}

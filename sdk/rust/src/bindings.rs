//! What wit-bindgen makes of the contract; the rest of the crate is a face on it.
#![expect(clippy::too_many_lines, clippy::allow_attributes_without_reason, reason = "generated code")]

wit_bindgen::generate!({ path: "../../wit", world: "imports", generate_all });

//! What wit-bindgen makes of the contract; the rest of the crate is a face on it.
//! Lints leave it alone: it is all one macro.

wit_bindgen::generate!({ path: "../../wit", world: "imports", generate_all });

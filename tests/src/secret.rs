//! A secret with everything in it that is written differently somewhere, and all its forms.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// The secret.
pub const SECRET: &str = "T0p\"s3cr3t/+&ü";

/// Holds a text that left the engine to have the secret in none of the forms that text takes on its way out.
///
/// # Panics
/// Where one of them is there.
pub fn hidden(text: &str) {
    let json = serde_json::json!(SECRET).to_string();
    let percent = utf8_percent_encode(SECRET, NON_ALPHANUMERIC).to_string();
    let forms = [
        SECRET.to_owned(),
        json[1..json.len() - 1].to_owned(),
        percent,
        STANDARD.encode(SECRET),
        URL_SAFE_NO_PAD.encode(SECRET),
    ];
    for form in forms {
        assert!(!text.contains(&form), "`{form}` left the engine:\n{text}");
    }
}

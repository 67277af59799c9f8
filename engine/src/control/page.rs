use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

use crate::report::{CHART_SCRIPT, CHART_STYLE, PAGE_STYLE, source};

const BODY: &str = include_str!("page/live.html");
const SCRIPT: &str = include_str!("page/live.js");
const STYLE: &str = include_str!("page/live.css");

/// The page; there is nothing of the run in it. Its policy allows its own script and style, by their hashes, and calls
/// to where it came from.
pub(super) fn page() -> Response {
    let script = [CHART_SCRIPT, "\n", SCRIPT].concat();
    let style = [CHART_STYLE, "\n", PAGE_STYLE, "\n", STYLE].concat();
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
        source(&script),
        source(&style)
    );
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" \
         href=\"data:,\">\n<title>throng</title>\n<style>{style}</style>\n</head>\n<body>\n{BODY}<script>{script}</script>\n</body>\n</html>\n"
    );
    ([(CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (CONTENT_SECURITY_POLICY, policy)], page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_and_the_style_end_where_they_should() {
        for text in [SCRIPT, STYLE] {
            let lower = text.to_lowercase();
            assert!(!lower.contains("</script") && !lower.contains("</style") && !lower.contains("<!--"));
        }
        // Text of a run becomes markup in none of these ways.
        for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(!SCRIPT.contains(way), "{way}");
        }
    }
}

//! What an HTML page is and embeds.

use scraper::{ElementRef, Html, Selector};
use url::Url;

/// Elements that a browser fetches something for while it loads a page without executing anything, and where that stands.
const EMBEDS: [(&str, &str); 13] = [
    ("img", "src"),
    ("script", "src"),
    ("link", "href"),
    ("iframe", "src"),
    ("frame", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("audio", "src"),
    ("video", "src"),
    ("video", "poster"),
    ("source", "src"),
    ("track", "src"),
    ("input", "src"),
];
/// Relations of a link that are fetched with the page.
const FETCHED: [&str; 5] = ["stylesheet", "icon", "preload", "modulepreload", "manifest"];

/// Whether this is a whole page: what stands first, behind comments and an XML declaration, is the doctype or `<html`.
pub(super) fn is_page(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    for (open, close) in [("<?", "?>"), ("<!--", "-->")].into_iter().cycle().take(64) {
        if let Some((_, behind)) = rest.strip_prefix(open).and_then(|inner| inner.split_once(close)) {
            rest = behind.trim_start();
        }
    }
    let begins = |word: &str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    begins("<!doctype html") || begins("<html")
}

/// The addresses that the page embeds, absolute, each once, in its order.
pub(super) fn embedded(html: &str, address: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let Some(base) = base(&document, address) else { return Vec::new() };
    let mut found = Vec::new();
    for element in document.root_element().descendent_elements() {
        for (name, attribute) in EMBEDS {
            if element.value().name() != name || !is_fetched(element) {
                continue;
            }
            if let Some(url) = element.attr(attribute).and_then(|link| resolved(&base, link))
                && !found.contains(&url)
            {
                found.push(url);
            }
        }
    }
    found
}

/// Where a page's links begin: its own address, or what its first `base` says.
pub(in crate::protocol) fn base(document: &Html, address: &str) -> Option<Url> {
    let page = Url::parse(address).ok()?;
    let selector = Selector::parse("base[href]").ok()?;
    let said = document.select(&selector).next().and_then(|base| base.attr("href"));
    Some(said.and_then(|href| page.join(href.trim()).ok()).unwrap_or(page))
}

fn is_fetched(element: ElementRef<'_>) -> bool {
    match element.value().name() {
        "link" => element.attr("rel").is_some_and(|rel| {
            rel.split_ascii_whitespace().any(|word| FETCHED.iter().any(|known| word.eq_ignore_ascii_case(known)))
        }),
        "input" => element.attr("type").is_some_and(|kind| kind.eq_ignore_ascii_case("image")),
        _ => true,
    }
}

fn resolved(base: &Url, link: &str) -> Option<String> {
    let link = link.trim();
    let mut url = base.join(link).ok().filter(|url| !link.is_empty() && ["http", "https"].contains(&url.scheme()))?;
    url.set_fragment(None);
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_as_one() {
        for page in [
            "<!DOCTYPE html><p>",
            "\u{feff} <html lang=en>",
            "<?xml version='1.0'?>\n<!-- a --><!-- b --><!doctype HTML>",
        ] {
            assert!(is_page(page), "{page}");
        }
        for part in ["", "<p>one</p>", "<!-- html --><div><html></div>", "{\"html\": 1}", "<h", "<!doctype svg>"] {
            assert!(!is_page(part), "{part}");
        }
    }

    #[test]
    fn what_a_page_embeds() {
        let html = r#"<!doctype html><base href="/shop/"><link rel="preload StyleSheet" href=a.css><link rel=next href=2>
            <script src=//cdn.test/x.js></script><script>let x = "<img src=no>";</script><img src=" b.png#x"><img src=b.png>
            <img src="data:image/png;base64,AA"><a href=/no><video src=v.mp4 poster=../p.jpg></video><input src=no.png>
            <input type=image src=i.png><noscript><img src=no></noscript><iframe src=about:blank></iframe><img src="">"#;
        assert_eq!(
            embedded(html, "https://h.test/index?q=1"),
            [
                "https://h.test/shop/a.css",
                "https://cdn.test/x.js",
                "https://h.test/shop/b.png",
                "https://h.test/shop/v.mp4",
                "https://h.test/p.jpg",
                "https://h.test/shop/i.png"
            ]
        );
    }
}

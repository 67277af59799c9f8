//! Which hosts are imported, and which of them is the target.

use std::collections::BTreeMap;

use super::Recordings;

/// Hosts that measure visitors; dropped where it is asked for.
const TELEMETRY: &[&str] = &[
    "google-analytics.com",
    "googletagmanager.com",
    "doubleclick.net",
    "googlesyndication.com",
    "googleadservices.com",
    "analytics.google.com",
    "connect.facebook.net",
    "facebook.com",
    "hotjar.com",
    "hotjar.io",
    "segment.io",
    "segment.com",
    "sentry.io",
    "mixpanel.com",
    "amplitude.com",
    "newrelic.com",
    "nr-data.net",
    "datadoghq.com",
    "datadoghq-browser-agent.com",
    "datadoghq.eu",
    "fullstory.com",
    "clarity.ms",
    "bat.bing.com",
    "cloudflareinsights.com",
    "bugsnag.com",
    "intercom.io",
    "optimizely.com",
    "linkedin.com",
    "scorecardresearch.com",
    "matomo.cloud",
    "plausible.io",
    "criteo.com",
];

/// Which hosts are wanted.
#[derive(Debug, Default)]
pub struct Hosts {
    /// Only these and those below them; all where it is empty.
    pub only: Vec<String>,
    /// Not these, nor those below them.
    pub drop: Vec<String>,
    /// Not those that are known to measure visitors.
    pub without_telemetry: bool,
}

impl Hosts {
    /// Leaves out what is not wanted.
    pub fn choose(&self, from: &mut Recordings) {
        let mut left: BTreeMap<String, usize> = BTreeMap::new();
        from.requests.retain(|request| {
            let host = url::Url::parse(&request.origin).ok().and_then(|url| Some(url.host_str()?.to_owned()));
            let Some(host) = host else { return true };
            let wanted = self.wants(&host);
            if !wanted {
                *left.entry(host).or_default() += 1;
            }
            wanted
        });
        from.notes.extend(left.into_iter().map(|(host, count)| format!("{count} requests to {host} left out")));
    }

    fn wants(&self, host: &str) -> bool {
        let below = |name: &str| host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
        let any = |names: &[String]| names.iter().any(|name| below(name));
        let telemetry = self.without_telemetry && TELEMETRY.iter().any(|name| below(name));
        (self.only.is_empty() || any(&self.only)) && !any(&self.drop) && !telemetry
    }
}

/// The origin with most requests, the first of equals; none where no request has one.
pub(super) fn target(of: &Recordings) -> Option<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for origin in of.requests.iter().map(|request| request.origin.as_str()).filter(|origin| !origin.is_empty()) {
        match counts.iter_mut().find(|(known, _)| *known == origin) {
            Some((_, count)) => *count += 1,
            None => counts.push((origin, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(origin, _)| origin.to_owned())
}

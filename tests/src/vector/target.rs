use std::collections::BTreeMap;

use super::Vector;
use crate::origin::{Blackhole, Origin, Script, refused, tls::Authority};

/// The servers (and the lack of servers) that a vector's requests go to.
pub struct Targets {
    /// The origin that records; requests without a target go there.
    pub origin: Origin,
    /// Base urls by the vectors' words.
    pub urls: BTreeMap<&'static str, String>,
    /// What a client trusts, PEM.
    pub authority: Option<String>,
    others: (Vec<Origin>, Vec<Blackhole>),
}

impl Targets {
    /// Those that this plan names.
    pub fn of(vector: &Vector) -> Self {
        let text = vector.plan.to_string();
        let names = |name: &str| text.contains(&format!("\"target\":\"{name}\""));
        let mut targets =
            Self { origin: Origin::plain(), urls: BTreeMap::new(), authority: None, others: Default::default() };
        if names("refused") {
            targets.add("refused", format!("http://{}", refused()));
        }
        if names("blackhole") {
            let hole = Blackhole::new();
            targets.add("blackhole", format!("http://{}", hole.address()));
            targets.others.1.push(hole);
        }
        if ["tls", "plain_to_tls", "tlsname_other", "tlsname_right"].into_iter().any(names) {
            targets.secure(text.contains("tlsname") && vector.id != "ec-unknown-authority");
        }
        let port = targets.origin.port();
        targets.add("badtls", format!("https://127.0.0.1:{port}"));
        targets.add("blocked", format!("http://blocked.test:{port}"));
        targets.add("blacklisted", format!("http://127.9.9.9:{port}"));
        targets.add("badscheme", format!("ftp://127.0.0.1:{port}"));
        targets.add("nxdomain", "http://nowhere.invalid".into());
        targets.add("badurl", "http://127.0.0.1:bad".into());
        targets
    }

    fn add(&mut self, name: &'static str, url: String) {
        self.urls.insert(name, url);
    }

    /// A TLS server for the name `right.test`; who trusts it is told its authority.
    fn secure(&mut self, trusted: bool) {
        let authority = Authority::new();
        let config = Some(authority.server(&["right.test"]));
        let origin = Origin::start(Script { config, ..Script::default() });
        let port = origin.port();
        self.add("tls", format!("https://127.0.0.1:{port}"));
        self.add("plain_to_tls", format!("http://127.0.0.1:{port}"));
        self.add("tlsname_other", format!("https://other.test:{port}"));
        self.add("tlsname_right", format!("https://right.test:{port}"));
        self.authority = trusted.then(|| authority.pem());
        self.others.0.push(origin);
    }
}

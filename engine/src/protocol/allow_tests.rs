use super::*;

fn origin(scheme: &str, host: &str, port: u16, private: bool) -> AllowEntry {
    AllowEntry::Origin { scheme: scheme.into(), host: host.into(), port, private }
}

fn network(net: &str, port: Option<u16>) -> AllowEntry {
    AllowEntry::Network { net: net.parse().expect("a network"), port }
}

fn list(allow: Vec<AllowEntry>) -> AllowList {
    AllowList::new(&HttpOptions { allow, ..HttpOptions::default() })
}

/// The key of a url, as requests get it.
fn key(url: &str) -> Key {
    let url = url::Url::parse(url).expect("a url");
    let host = match url.host().expect("a host") {
        url::Host::Domain(name) => name.trim_end_matches('.').to_owned(),
        url::Host::Ipv4(ip) => ip.to_string(),
        url::Host::Ipv6(ip) => ip.to_string(),
    };
    let port = url.port_or_known_default().expect("a port");
    Key { secure: url.scheme() == "https", host, port, version: None }
}

/// Whether a url whose name has this address may be reached.
fn goes(list: &AllowList, url: &str, address: &str) -> bool {
    let key = key(url);
    let address = SocketAddr::new(address.parse().expect("an address"), key.port);
    list.check_origin(&key).and_then(|()| list.check_address(&key, address)).is_ok()
}

#[test]
fn an_origin_is_scheme_host_and_port() {
    let list = list(vec![origin("https", "api.test", 443, false), origin("http", "*.shop.test", 8080, false)]);
    let public = "93.184.216.34";
    for url in ["https://api.test/", "https://API.test:443/x", "https://api.test./", "http://a.b.shop.test:8080/"] {
        assert!(goes(&list, url, public), "{url}");
    }
    for url in [
        "http://api.test:443/",
        "https://api.test:444/",
        "https://api.test.evil/",
        "https://evil-api.test/",
        "http://shop.test:8080/",
        "http://xshop.test:8080/",
        "http://.shop.test:8080/",
    ] {
        assert!(!goes(&list, url, public), "{url}");
    }
}

#[test]
fn special_addresses_must_be_meant() {
    let special = [
        "127.0.0.1",
        "127.8.9.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "192.0.0.8",
        "240.0.0.1",
        "::",
        "::1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "64:ff9b:1::1",
    ];
    let api = list(vec![origin("http", "api.test", 80, false)]);
    let meant = list(vec![origin("http", "api.test", 80, true)]);
    for address in special {
        assert!(!goes(&api, "http://api.test/", address), "{address}");
        assert!(goes(&meant, "http://api.test/", address), "{address}");
    }
    for address in ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "100.128.0.1", "172.32.0.1"] {
        assert!(goes(&api, "http://api.test/", address), "{address}");
    }
}

#[test]
fn an_entry_may_name_the_address() {
    let named = list(vec![origin("http", "127.0.0.1", 8080, false), origin("http", "localhost", 80, false)]);
    assert!(goes(&named, "http://127.0.0.1:8080/", "127.0.0.1"));
    assert!(!goes(&named, "http://127.0.0.2:8080/", "127.0.0.2"));
    assert!(!goes(&named, "http://127.0.0.1:8081/", "127.0.0.1"));
    assert!(goes(&named, "http://localhost/", "127.0.0.1") && goes(&named, "http://localhost/", "::1"));
    assert!(!goes(&named, "http://localhost/", "10.0.0.1"));
    let net = list(vec![network("10.1.0.0/16", Some(8080)), network("fd00::/8", None)]);
    assert!(goes(&net, "http://any.test:8080/", "10.1.2.3") && goes(&net, "https://[fd00::1]:9/", "fd00::1"));
    assert!(!goes(&net, "http://any.test:8081/", "10.1.2.3") && !goes(&net, "http://any.test:8080/", "10.2.0.1"));
    assert!(!goes(&net, "http://any.test:8080/", "93.184.216.34"));
}

#[test]
fn other_spellings_of_an_address_are_the_same_address() {
    let list = list(vec![origin("http", "api.test", 80, false)]);
    for url in [
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://0x7f.1/",
        "http://127.0.0.1./",
        "http://[::ffff:127.0.0.1]/",
        "http://[::1]/",
        "http://①②⑦.0.0.1/",
    ] {
        let key = key(url);
        let refused = list.check_origin(&key).expect_err(url);
        assert_eq!((refused.cause, refused.code), (Cause::Denied, 1000));
    }
    assert_eq!(key("http://2130706433/").host, "127.0.0.1");
    let refused = list.check_origin(&key("http://[::ffff:127.0.0.1]/")).expect_err("refused");
    let origin = "http://[::ffff:7f00:1]:80";
    assert_eq!(
        refused.message,
        format!("{origin} is not allowed: add `{origin}` to `allow`").replace("::ffff:7f00:1", "::ffff:127.0.0.1")
    );
}

#[test]
fn a_script_of_the_user_goes_everywhere_but_to_metadata() {
    let list = AllowList::new(&HttpOptions { allow_all: true, ..HttpOptions::default() });
    for address in ["127.0.0.1", "10.0.0.1", "::1", "93.184.216.34"] {
        assert!(goes(&list, "http://any.test/", address), "{address}");
    }
    for address in ["169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "fe80::1", "fd00:ec2::254"] {
        assert!(!goes(&list, "http://any.test/", address), "{address}");
    }
}

#[test]
fn own_listeners_and_blocked_ones_are_refused_always() {
    let http = HttpOptions {
        allow_all: true,
        blocked_hosts: vec!["*.Evil.test".into(), "bad.test".into()],
        blocked_networks: vec!["9.9.0.0/16".parse().expect("a network")],
        ..HttpOptions::default()
    };
    let list = AllowList::new(&http);
    list.refuse_listener("0.0.0.0:6565".parse().expect("an address"));
    for address in ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1", "0.0.0.0"] {
        assert!(!goes(&list, "http://any.test:6565/", address), "{address}");
    }
    assert!(goes(&list, "http://any.test:6566/", "127.0.0.1"));
    let code = |url: &str, address: &str| {
        let key = key(url);
        let address = SocketAddr::new(address.parse().expect("an address"), 80);
        list.check_origin(&key).and_then(|()| list.check_address(&key, address)).expect_err(url).code
    };
    assert_eq!(code("http://a.evil.test/", "1.1.1.1"), 1111);
    assert_eq!(code("http://bad.test./", "1.1.1.1"), 1111);
    assert_eq!(code("http://ok.test/", "9.9.1.1"), 1110);
    assert_eq!(code("http://ok.test/", "::ffff:9.9.1.1"), 1110);
}

#[test]
fn a_host_header_must_be_allowed_itself() {
    let list = list(vec![origin("http", "api.test", 80, false), origin("http", "other.test", 8080, false)]);
    let key = key("http://api.test/");
    for header in ["api.test", "API.test:80", "api.test.", "other.test:8080"] {
        assert!(list.check_host_header("http", header, &key).is_ok(), "{header}");
    }
    for header in ["evil.test", "other.test", "api.test:81", "127.0.0.1", "[::1]"] {
        let refused = list.check_host_header("http", header, &key).expect_err(header);
        assert_eq!((refused.cause, refused.code), (Cause::Denied, 1000), "{header}");
    }
    for header in ["a@api.test", "api.test/x", "", "api.test:http"] {
        assert_eq!(list.check_host_header("http", header, &key).expect_err(header).cause, Cause::Invalid, "{header}");
    }
}

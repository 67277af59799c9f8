use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::{Blackhole, Origin, Script, refused};
use throng::clock;

/// One request on a connection of its own; what came until the end.
fn get(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: origin\r\nx-vu: 7\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[test]
fn the_path_says_what_is_answered() {
    let origin = Origin::plain();
    let answer = |path| get(origin.address(), path).unwrap();
    assert!(answer("/start").starts_with("HTTP/1.1 200 OK") && answer("/start").ends_with("\r\n\r\nok"));
    assert!(answer("/status/599").starts_with("HTTP/1.1 599"));
    assert!(answer("/redir?n=3").contains("location: /redir?n=2"));
    assert!(answer("/redir?n=0").starts_with("HTTP/1.1 200"));
    assert!(answer("/bytes?n=1000").contains("content-length: 1000"));
    assert!(answer("/basic").starts_with("HTTP/1.1 401"));
}

#[test]
fn what_was_received_is_remembered() {
    let origin = Origin::plain();
    for path in ["/start?a=1", "/start", "/other"] {
        get(origin.address(), path).unwrap();
    }
    let seen = origin.log().requests();
    assert_eq!(seen.iter().map(|s| s.path.as_str()).collect::<Vec<_>>(), ["/start", "/start", "/other"]);
    assert_eq!(
        (seen[0].query.as_str(), seen[0].number("x-vu"), seen[0].connection, seen[1].connection),
        ("a=1", Some(7.0), 0, 1)
    );
    assert_eq!(origin.log().paths()["/start"], 2);
    let asked = ["/start?a=1", "/start", "/other"]
        .map(|path| format!("GET {path} HTTP/1.1\r\nhost: origin\r\nx-vu: 7\r\nconnection: close\r\n\r\n").len());
    assert_eq!(origin.log().bytes().0, asked.iter().sum::<usize>() as u64);
}

#[test]
fn connections_can_break() {
    let origin = Origin::plain();
    assert_eq!(get(origin.address(), "/rst").unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(get(origin.address(), "/eof").unwrap(), "");
    assert_eq!(TcpStream::connect(refused()).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    let hole = Blackhole::new();
    let connect = TcpStream::connect_timeout(&hole.address(), Duration::from_millis(300));
    assert_eq!(connect.unwrap_err().kind(), ErrorKind::TimedOut);
}

#[test]
fn answers_can_be_late() {
    let script = Script { first_byte: Duration::from_millis(80), body: Duration::from_millis(90), ..Script::default() };
    let origin = Origin::start(script);
    let began = clock::now();
    assert!(get(origin.address(), "/").unwrap().contains("transfer-encoding: chunked"));
    let took = clock::now() - began;
    assert!(took >= Duration::from_millis(170), "{took:?}");
    origin.freeze(Duration::from_millis(300));
    let began = clock::now();
    get(origin.address(), "/").unwrap();
    assert!(clock::now() - began >= Duration::from_millis(380));
}

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A server that writes down what it is sent, and answers as it is told to.
pub(crate) struct Recorder {
    port: u16,
    seen: Arc<Mutex<Vec<Request>>>,
}

/// One request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Its line and headers.
    pub(crate) head: String,
    /// Its body.
    pub(crate) body: Vec<u8>,
}

impl Recorder {
    /// One that answers everything with this status.
    pub(crate) fn answering(status: u16) -> Self {
        Self::with(move |_| Some(status))
    }

    /// One that answers the request of this number (from 0) with a status, or never.
    pub(crate) fn with(answer: impl Fn(usize) -> Option<u16> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback works, and nobody panics with the lock");
        let port = listener.local_addr().expect("loopback works, and nobody panics with the lock").port();
        let seen: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (all, answer) = (seen.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let (all, answer) = (all.clone(), answer.clone());
                std::thread::spawn(move || serve(socket, &all, &*answer));
            }
        });
        Self { port, seen }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.seen.lock().expect("loopback works, and nobody panics with the lock").clone()
    }
}

fn serve(mut socket: TcpStream, all: &Mutex<Vec<Request>>, answer: &dyn Fn(usize) -> Option<u16>) {
    socket.set_read_timeout(Some(Duration::from_secs(30))).expect("loopback works, and nobody panics with the lock");
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let head = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            match socket.read(&mut buffer) {
                Ok(0) | Err(_) => return,
                Ok(length) => bytes.extend_from_slice(&buffer[..length]),
            }
        };
        let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        while bytes.len() < head + length {
            match socket.read(&mut buffer) {
                Ok(0) | Err(_) => return,
                Ok(length) => bytes.extend_from_slice(&buffer[..length]),
            }
        }
        let body = bytes[head..head + length].to_vec();
        bytes.drain(..head + length);
        let number = {
            let mut all = all.lock().expect("loopback works, and nobody panics with the lock");
            all.push(Request { head: text, body });
            all.len() - 1
        };
        match answer(number) {
            Some(status) => {
                if write!(socket, "HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n").is_err() {
                    return;
                }
            }
            None => std::thread::sleep(Duration::from_secs(30)),
        }
    }
}

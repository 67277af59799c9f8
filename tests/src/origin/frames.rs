use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::runtime;

/// What is done with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// 200 without a body.
    Answer,
    /// The stream is reset with REFUSED_STREAM: nothing was done for it.
    Refuse,
    /// GOAWAY without an error, whose last stream is the one before this: nothing was done for this one. Then the
    /// connection is closed.
    GoAway,
}

/// An HTTP/2 origin for clients with prior knowledge that does with the nth request (over all connections) what the
/// nth turn says, and answers those after the last.
pub struct Frames {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<(usize, u32)>>>,
    task: JoinHandle<()>,
}

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const ACK: u8 = 1;
const END_STREAM_AND_HEADERS: u8 = 5;
/// `:status: 200`, the eighth of HPACK's static table.
const STATUS_200: [u8; 1] = [0x88];
const REFUSED_STREAM: u32 = 7;

impl Frames {
    /// An origin with these turns.
    pub fn start(turns: &'static [Turn]) -> Self {
        let seen: Arc<Mutex<Vec<(usize, u32)>>> = Arc::default();
        let log = seen.clone();
        let listener = runtime().block_on(TcpListener::bind(("127.0.0.1", 0))).expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let task = runtime().spawn(async move {
            for connection in 0.. {
                let Ok((socket, _)) = listener.accept().await else { return };
                // A connection that ends in an error ended; what was seen on it is in the log.
                tokio::spawn(serve(socket, connection, log.clone(), turns));
            }
        });
        Self { address, seen, task }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Connection (from 0) and stream of every request, by arrival.
    pub fn requests(&self) -> Vec<(usize, u32)> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut socket: TcpStream,
    connection: usize,
    log: Arc<Mutex<Vec<(usize, u32)>>>,
    turns: &[Turn],
) -> std::io::Result<()> {
    let mut preface = [0; 24];
    socket.read_exact(&mut preface).await?;
    send(&mut socket, SETTINGS, 0, 0, &[]).await?;
    let mut last = 0;
    loop {
        let (kind, flags, stream, content) = receive(&mut socket).await?;
        match kind {
            SETTINGS if flags & ACK == 0 => send(&mut socket, SETTINGS, ACK, 0, &[]).await?,
            PING if flags & ACK == 0 => send(&mut socket, PING, ACK, 0, &content).await?,
            HEADERS => {
                let number = {
                    let mut seen = log.lock().unwrap_or_else(PoisonError::into_inner);
                    seen.push((connection, stream));
                    seen.len() - 1
                };
                match turns.get(number).unwrap_or(&Turn::Answer) {
                    Turn::Answer => send(&mut socket, HEADERS, END_STREAM_AND_HEADERS, stream, &STATUS_200).await?,
                    Turn::Refuse => send(&mut socket, RST_STREAM, 0, stream, &REFUSED_STREAM.to_be_bytes()).await?,
                    Turn::GoAway => {
                        let content = [u32::to_be_bytes(last), u32::to_be_bytes(0)].concat();
                        send(&mut socket, GOAWAY, 0, 0, &content).await?;
                        return socket.shutdown().await;
                    }
                }
                last = stream;
            }
            _ => {}
        }
    }
}

async fn send(socket: &mut TcpStream, kind: u8, flags: u8, stream: u32, content: &[u8]) -> std::io::Result<()> {
    let length = (content.len() as u32).to_be_bytes();
    let mut frame = vec![length[1], length[2], length[3], kind, flags];
    frame.extend(stream.to_be_bytes());
    frame.extend(content);
    socket.write_all(&frame).await
}

async fn receive(socket: &mut TcpStream) -> std::io::Result<(u8, u8, u32, Vec<u8>)> {
    let mut head = [0; 9];
    socket.read_exact(&mut head).await?;
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]) & 0x7fff_ffff;
    let mut content = vec![0; length as usize];
    socket.read_exact(&mut content).await?;
    Ok((head[3], head[4], stream, content))
}

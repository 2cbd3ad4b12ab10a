//! Everybody who is not on this machine, in one proxy: whatever the browser asks of them is refused
//! and remembered.

use std::io::{BufRead, BufReader, Read, Write};
use std::mem;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Result;

/// Whom browsers ask on their own account, whatever page they show, and cannot be kept from asking.
/// They are refused as everybody is; but nobody can tell from it what the page did.
const ASKED_BY_BROWSERS: &[&str] = &[
    "accounts.google.com",
    "clients2.google.com",
    "update.googleapis.com",
];

pub struct Strangers {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    gone: Arc<AtomicBool>,
}

impl Strangers {
    pub fn start() -> Result<Strangers> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let strangers = Strangers {
            address: listener.local_addr()?,
            asked: Arc::default(),
            gone: Arc::default(),
        };
        let (asked, gone) = (Arc::clone(&strangers.asked), Arc::clone(&strangers.gone));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if gone.load(Ordering::Relaxed) {
                    break;
                }
                let asked = Arc::clone(&asked);
                // A browser may open a connection and say nothing; nobody waits behind it.
                thread::spawn(move || stream.map(|stream| refuse(&stream, &asked)));
            }
        });
        Ok(strangers)
    }

    /// `127.0.0.1:PORT`
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// What was asked of them since this was last called, e.g. `GET http://example.org/` or
    /// `CONNECT example.org:443`.
    pub fn asked(&self) -> Vec<String> {
        mem::take(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Strangers {
    fn drop(&mut self) {
        self.gone.store(true, Ordering::Relaxed);
        // Wakes the one who waits for connections.
        let _ = TcpStream::connect(self.address);
    }
}

/// A connection that asks for nothing before it ends is no request.
fn refuse(mut stream: &TcpStream, asked: &Mutex<Vec<String>>) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
    let mut line = String::new();
    // No address of ours is longer.
    let mut request = BufReader::new(stream).take(10_000);
    if request.read_line(&mut line).is_err() || line.is_empty() {
        return;
    }
    let words: Vec<_> = line.split(' ').take(2).collect();
    let host = words.last().copied().unwrap_or_default();
    let host = host.strip_prefix("http://").unwrap_or(host);
    let host = host.split([':', '/']).next().unwrap_or_default();
    if !ASKED_BY_BROWSERS.contains(&host) {
        let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(words.join(" "));
    }
    let _ = stream
        .write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

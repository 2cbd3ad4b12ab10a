//! A chromedriver process of one's own, on a free port, that ends with its owner.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};
use xtask::places;

pub struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    pub fn start() -> Result<Driver> {
        let program = places::on_path("chromedriver")
            .context("there is no chromedriver on PATH; `cargo xtask tools` installs it")?;
        // It takes a free port of one kind of address and wants the same of the other, which
        // another program may have; then it gives up, and the next try gets another port.
        for _ in 0..10 {
            if let Some(driver) = Driver::try_start(&program)? {
                return Ok(driver);
            }
        }
        bail!("chromedriver ends at once")
    }

    fn try_start(program: &Path) -> Result<Option<Driver>> {
        let mut child = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("chromedriver does not start")?;
        let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut driver = Driver { child, port: 0 };
        let mut line = String::new();
        while driver.port == 0 {
            line.clear();
            if output.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            driver.port = port(&line).unwrap_or(0);
        }
        // A full pipe would stop it.
        thread::spawn(move || output.read_to_end(&mut Vec::new()));
        Ok(Some(driver))
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// From "ChromeDriver was started successfully on port 41587."
fn port(line: &str) -> Option<u16> {
    let (_, number) = line.split_once("successfully on port ")?;
    number.trim_end().trim_end_matches('.').parse().ok()
}

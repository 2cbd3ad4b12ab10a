//! The site behind nginx or another real server, with the settings that the documentation gives.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::places;

/// A server that runs in the foreground, and ends with its owner.
pub struct Running {
    child: Child,
    /// Where it listens, on the loopback address.
    pub port: u16,
}

impl Drop for Running {
    fn drop(&mut self) {
        // They end their workers when told to, not when killed.
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(5) {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The documented settings, with another port and folder.
pub fn settings(file: &str, to: &Path, port: u16) -> Result<()> {
    let text = fs::read_to_string(places::root().join("docs/servers").join(file))?;
    let site = places::dist().join("site");
    ensure!(
        site.join("index.html.br").is_file(),
        "`cargo xtask dist` has not been run"
    );
    let text = text
        .replace("/srv/skill-subsidy/site/", &format!("{}/", site.display()))
        .replace("listen 80;", &format!("listen 127.0.0.1:{port};"));
    fs::write(to, text)?;
    Ok(())
}

/// A port that nobody listens on.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Starts a server, and waits until it listens.
pub fn start(mut command: Command, port: u16) -> Result<Running> {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("{:?} does not start", command.get_program()))?;
    let mut running = Running { child, port };
    let begin = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if running.child.try_wait()?.is_some() || begin.elapsed() > Duration::from_secs(20) {
            bail!("the server does not listen; its settings are refused");
        }
        sleep(Duration::from_millis(20));
    }
    Ok(running)
}

/// nginx, with what it writes in a folder. The site is at `/skill-subsidy/`.
pub fn nginx(program: &Path, folder: &Path) -> Result<Running> {
    let port = free_port()?;
    settings("nginx.conf", &folder.join("site.conf"), port)?;
    let at = folder.display();
    let brotli = Path::new("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so");
    let load = match brotli.is_file() {
        true => format!("load_module {};", brotli.display()),
        // Without the module the line is left out, as the settings say.
        false => {
            let site = folder.join("site.conf");
            fs::write(
                &site,
                fs::read_to_string(&site)?.replace("brotli_static on;", ""),
            )?;
            String::new()
        }
    };
    fs::write(
        folder.join("nginx.conf"),
        format!(
            "{load}\ndaemon off; worker_processes 1; pid {at}/pid; error_log {at}/error.log;\n\
             events {{}}\nhttp {{ access_log off; client_body_temp_path {at}/b; proxy_temp_path {at}/p;\n\
             fastcgi_temp_path {at}/f; uwsgi_temp_path {at}/u; scgi_temp_path {at}/s;\n\
             include {at}/site.conf; }}\n"
        ),
    )?;
    let mut command = Command::new(program);
    command
        .arg("-p")
        .arg(folder)
        .arg("-c")
        .arg(folder.join("nginx.conf"))
        .args(["-e", "error.log"])
        .stderr(Stdio::null());
    start(command, port)
}

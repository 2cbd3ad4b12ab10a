//! Where results go: standard output, or a file that appears when it is whole.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::Stop;

pub enum Output {
    Stdout,
    Csv(PathBuf),
    Xlsx(PathBuf),
}

impl Output {
    /// By the end of the name; what it would write over is refused.
    pub fn of(path: &Path, roster: &Path) -> Result<Output, String> {
        if path == Path::new("-") {
            return Ok(Output::Stdout);
        }
        let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
        let output = match ending.as_ref().and_then(|ending| ending.to_str()) {
            Some("csv") => Output::Csv(path.to_owned()),
            Some("xlsx") => Output::Xlsx(path.to_owned()),
            _ => {
                let path = path.display();
                return Err(format!(
                    "--output：`{path}` 不是 .csv，也不是 .xlsx；标准输出写 -"
                ));
            }
        };
        if path.is_dir() {
            return Err(format!("--output：`{}` 是一个目录", path.display()));
        }
        let same = |a: &Path, b: &Path| match (fs::canonicalize(a), fs::canonicalize(b)) {
            (Ok(a), Ok(b)) => a == b,
            _ => false,
        };
        if same(path, roster) {
            return Err("--output：结果会写在花名册上，换一个文件名".to_owned());
        }
        Ok(output)
    }

    /// A file whose bytes are made elsewhere.
    pub fn file(path: &Path) -> Output {
        Output::Xlsx(path.to_owned())
    }

    pub fn is_stdout(&self) -> bool {
        matches!(self, Output::Stdout)
    }

    pub fn create(&self) -> Result<Sink, Stop> {
        match self {
            Output::Stdout => Ok(Sink::Stdout),
            Output::Csv(path) | Output::Xlsx(path) => {
                // Beside it, so that it can be moved there in one step.
                let mut name = path.file_name().unwrap_or_default().to_owned();
                name.push(format!(".{}.part", std::process::id()));
                let part = path.with_file_name(name);
                let file = File::create(&part).map_err(|error| cannot(&part, &error))?;
                let mut sink = Sink::File(Part {
                    part,
                    path: path.clone(),
                    file: Some(file),
                });
                if let Output::Csv(_) = self {
                    sink.put("\u{feff}".as_bytes())?;
                }
                Ok(sink)
            }
        }
    }
}

pub enum Sink {
    Stdout,
    File(Part),
}

/// A file that is not whole yet; it goes if it never is.
pub struct Part {
    part: PathBuf,
    path: PathBuf,
    file: Option<File>,
}

impl Drop for Part {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.part);
        }
    }
}

impl Sink {
    /// Writes all of it: whoever reads at the other end has it when this returns.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        match self {
            Sink::Stdout => {
                let mut stdout = io::stdout().lock();
                let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
                written.map_err(|error| match error.kind() {
                    // Not as for a report: half of the people is not what was asked for.
                    ErrorKind::BrokenPipe => Stop::failed("读结果的一方提前关闭了，结果没有写完"),
                    _ => Stop::failed(&format!("结果写不出去：{error}")),
                })
            }
            Sink::File(part) => match &mut part.file {
                Some(file) => file
                    .write_all(bytes)
                    .map_err(|error| cannot(&part.part, &error)),
                None => Ok(()),
            },
        }
    }

    /// It is whole.
    pub fn done(self) -> Result<(), Stop> {
        let Sink::File(mut part) = self else {
            return Ok(());
        };
        let Some(file) = part.file.as_ref() else {
            return Ok(());
        };
        file.sync_all()
            .map_err(|error| cannot(&part.part, &error))?;
        fs::rename(&part.part, &part.path).map_err(|error| cannot(&part.path, &error))?;
        part.file = None;
        Ok(())
    }
}

fn cannot(path: &Path, error: &io::Error) -> Stop {
    Stop::failed(&format!("写不了文件 `{}`：{error}", path.display()))
}

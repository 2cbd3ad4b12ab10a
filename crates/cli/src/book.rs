//! Where the rulebook comes from: compiled into the program, or from a directory of rule files.

use std::path::Path;

use anyhow::Context;
use engine::{Packed, Rulebook};

use crate::{Stop, check};

/// Written by build.rs; empty if the rules had errors.
const BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rulebook.bin"));
static EMBEDDED: Packed = Packed::new(BYTES);

pub fn load(rules: Option<&Path>) -> Result<Rulebook, Stop> {
    let Some(rules) = rules else {
        if BYTES.is_empty() {
            return Err(Stop::failed(
                "这个程序构建时规则有错误，没有带上规则。先用 skill-subsidy check 改正，再重新构建，\
                 或者用 --rules 指定规则目录",
            ));
        }
        let rulebook = Rulebook::decode(&EMBEDDED).context("程序自带的规则读不出来")?;
        return Ok(rulebook);
    };
    directories(&[Some(rules)])?;
    let compilation = rulec::compile(rules, None);
    let errors = compilation.errors();
    compilation.rulebook.as_ref().map_or_else(
        || {
            let mut message = check::render(&compilation);
            message += &format!("错误：规则有 {errors} 处错误，没有使用\n");
            Err(Stop { code: 1, message })
        },
        |rulebook| Ok(rulebook.clone()),
    )
}

/// Refuses directories that are not there; the compiler would only see that they hold no files.
pub fn directories(named: &[Option<&Path>]) -> Result<(), Stop> {
    let missing: Vec<String> = named
        .iter()
        .flatten()
        .filter(|path| !path.is_dir())
        .map(|path| format!("没有目录 `{}`", path.display()))
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Stop::refused(&missing))
    }
}

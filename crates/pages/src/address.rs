//! Where the pages stand: relative to each other, or below an address that somebody gives.
//!
//! Links inside the pages are always relative, so that the folder works anywhere. Only what others
//! read out of context (canonical addresses, structured data, the site map) names the whole
//! address, and only if it is known.

use std::str::FromStr;

use engine::Rulebook;

/// The folder of the pages inside the site; the calculator looks for them there.
pub const FOLDER: &str = "policy";

/// The address of the site's folder, which holds the calculator: `https://example.org/subsidy/`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address(String);

impl FromStr for Address {
    type Err = &'static str;

    fn from_str(address: &str) -> Result<Address, Self::Err> {
        let host = address
            .strip_prefix("https://")
            .or_else(|| address.strip_prefix("http://"))
            .ok_or("it must begin with https:// or http://")?;
        if host.is_empty() || host.starts_with('/') {
            return Err("it names no host");
        }
        if host.contains(['?', '#']) {
            return Err("it must be a folder, without ? and #");
        }
        let plain =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/%[]!$&()*+,;=".contains(&byte);
        if !host.bytes().all(plain) {
            return Err("write other than plain characters in their escaped form (%E6…, xn--…)");
        }
        if !host.ends_with('/') {
            return Err("it must be a folder and end with /");
        }
        Ok(Address(address.to_owned()))
    }
}

/// A rulebook, and where its pages will stand.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    pub rulebook: &'a Rulebook,
    pub base: Option<&'a Address>,
}

impl Site<'_> {
    /// A file of the pages, seen from any of them.
    pub fn page(self, name: &str) -> String {
        match self.base {
            Some(Address(base)) => format!("{base}{FOLDER}/{name}"),
            None => name.to_owned(),
        }
    }

    /// A file of the site's folder, seen from any of the pages.
    pub fn file(self, name: &str) -> String {
        match self.base {
            Some(Address(base)) => format!("{base}{name}"),
            None => format!("../{name}"),
        }
    }

    /// The address of a file of the site's folder as somebody would write it down.
    pub fn written(self, name: &str) -> String {
        match self.base {
            Some(Address(base)) => format!("{base}{name}"),
            None => format!("…/{name}"),
        }
    }

    /// The first digits of the rules' hash, as every page shows them.
    pub fn short_hash(self) -> &'static str {
        let hash = self.rulebook.hash;
        hash.get(..12).unwrap_or(hash)
    }
}

//! Reads the files of words in `text/`: sections and one `key = "value"` a line.
//!
//! They are TOML, held to what a page of code can read, because the English file is read in the
//! browser. The build script reads both with the same code and refuses what it does not understand.

/// One entry: its section, its key, its words.
pub struct Entry<'a> {
    /// The words in brackets above it, or none.
    pub section: &'a str,
    /// What stands before the sign.
    pub key: &'a str,
    /// What stands behind it, without the quotes.
    pub value: &'a str,
}

/// All entries, in order; `Err` holds a line that is none.
pub fn entries(text: &str) -> impl Iterator<Item = Result<Entry<'_>, &str>> {
    let mut section = "";
    text.lines().filter_map(move |line| {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|s| s.strip_suffix(']')) {
            section = name;
            return None;
        }
        let entry = line.split_once('=').and_then(|(key, value)| {
            let key = key.trim();
            let value = value.trim().strip_prefix('"')?.strip_suffix('"')?;
            Some(Entry {
                section,
                key,
                value,
            })
        });
        Some(entry.ok_or(line))
    })
}

/// What a city is called in English where the English file has no name for it: ids of regions are their
/// names in Latin letters.
pub fn city_in_english(id: &str) -> String {
    let mut words = id.split('_').map(|word| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + rest
    });
    let mut name = words.next().unwrap_or_default();
    for word in words {
        name.push(' ');
        name.push_str(&word);
    }
    name
}

/// What the site calls the English file.
pub fn english_name(text: &str) -> String {
    format!("text/en-{:08x}.toml", fingerprint(text.as_bytes()))
}

/// FNV-1a: tells whether two files are the same, nothing more.
pub fn fingerprint(file: &[u8]) -> u32 {
    file.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

//! The rules as they lie in the module: their text in a code of its own.
//!
//! UTF-8 takes three bytes for a Chinese character, of which there are some 800 here. With one byte
//! for the commonest and two for the others, the text is 1.7 KB smaller in brotli. `build.rs` packs,
//! and makes sure that unpacking gives the same bytes again.

/// So many characters have one byte; the other bytes begin a pair.
const ONE: usize = 235;

/// Layout, numbers as varints: how many bytes stand before the text, the bytes; how many characters
/// there are, each as the distance from the one before, the common ones first; how many bytes the
/// text has, the bytes; all that comes behind the text.
pub fn unpack(packed: &[u8]) -> Vec<u8> {
    let mut rest = packed;
    let mut bytes = Vec::new();
    let before = number(&mut rest);
    bytes.extend_from_slice(take(&mut rest, before));
    let mut characters = Vec::new();
    let mut last = 0;
    for index in 0..number(&mut rest) {
        // The others begin from the start again.
        if index == ONE {
            last = 0;
        }
        last += number(&mut rest);
        characters.push(char::from_u32(last as u32).unwrap_or_default());
    }
    let length = number(&mut rest);
    let mut text = take(&mut rest, length).iter();
    while let Some(&byte) = text.next() {
        let mut index = usize::from(byte);
        if index >= ONE {
            index += (index - ONE) * 255 + usize::from(text.next().copied().unwrap_or_default());
        }
        let character = characters.get(index).copied().unwrap_or_default();
        let mut buffer = [0; 4];
        bytes.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
    }
    bytes.extend_from_slice(rest);
    bytes
}

fn number(rest: &mut &[u8]) -> usize {
    let mut value = 0;
    let mut shift = 0;
    loop {
        let byte = take(rest, 1).first().copied().unwrap_or_default();
        value |= usize::from(byte & 127) << shift;
        shift += 7;
        if byte < 128 || shift > 28 {
            return value;
        }
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (taken, left) = rest.split_at(count.min(rest.len()));
    *rest = left;
    taken
}

/// What [`unpack`] reads. The text is found by itself: it is the longest stretch of UTF-8 that
/// begins near the start.
#[allow(dead_code, reason = "build.rs packs, the module unpacks")]
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    let text_from = |start: usize| match std::str::from_utf8(&bytes[start..]) {
        Ok(text) => text,
        Err(error) => {
            let valid = &bytes[start..start + error.valid_up_to()];
            std::str::from_utf8(valid).expect("just found to be valid")
        }
    };
    let starts = 0..bytes.len().min(16);
    let start = starts
        .max_by_key(|start| text_from(*start).len())
        .unwrap_or_default();
    let text = text_from(start);

    let mut counts = std::collections::BTreeMap::new();
    for character in text.chars() {
        *counts.entry(character).or_insert(0) += 1;
    }
    let mut characters: Vec<char> = counts.keys().copied().collect();
    characters.sort_by_key(|character| std::cmp::Reverse(counts[character]));
    let common = characters.len().min(ONE);
    characters[..common].sort_unstable();
    characters[common..].sort_unstable();

    let mut packed = Vec::new();
    put(&mut packed, start);
    packed.extend_from_slice(&bytes[..start]);
    put(&mut packed, characters.len());
    let mut last = 0;
    for (index, character) in characters.iter().enumerate() {
        if index == ONE {
            last = 0;
        }
        put(&mut packed, *character as usize - last);
        last = *character as usize;
    }
    let mut coded = Vec::new();
    for character in text.chars() {
        let index = characters.iter().position(|one| *one == character);
        let index = index.expect("every character was counted");
        if index < ONE {
            coded.push(index as u8);
        } else {
            // INVARIANT: fewer than 235 + 21 * 256 different characters; build.rs would notice.
            coded.push((ONE + (index - ONE) / 256) as u8);
            coded.push(((index - ONE) % 256) as u8);
        }
    }
    put(&mut packed, coded.len());
    packed.extend(coded);
    packed.extend_from_slice(&bytes[start + text.len()..]);
    packed
}

fn put(packed: &mut Vec<u8>, mut value: usize) {
    while value >= 128 {
        packed.push(value as u8 & 127 | 128);
        value >>= 7;
    }
    packed.push(value as u8);
}

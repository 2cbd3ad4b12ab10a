//! What JavaScript hands over, as a value that can be checked.
//!
//! Anything may come: functions, class instances, objects that contain themselves, properties that
//! throw when they are read. serde-wasm-bindgen takes `undefined` for `null` and a `Date` for an
//! empty object, and both say something else here; so what comes is read by hand, no deeper than
//! answers go. What somebody's own property throws is passed on.

use api::Given;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

/// What was not given at all.
pub const UNDEFINED: &str = "undefined";

/// Answers, one answer, a part of a set, its options: nothing lies deeper, so that objects which
/// contain themselves come to an end.
const DEEPEST: u8 = 3;

/// More items than there are facts or options are never right.
const MOST: u32 = 1000;

#[wasm_bindgen]
extern "C" {
    /// Those that js-sys offers do not catch what a proxy throws.
    #[wasm_bindgen(catch, js_namespace = Object)]
    fn keys(object: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
}

pub fn value(given: &JsValue) -> Result<Given, JsValue> {
    read(given, 0)
}

fn read(given: &JsValue, depth: u8) -> Result<Given, JsValue> {
    let foreign = |name: &str| Ok(Given::Foreign(name.to_owned()));
    if given.is_null() {
        return Ok(Given::Null);
    }
    // What comes most often is asked for first: every question is a call.
    if let Some(text) = given.as_string() {
        return Ok(Given::Text(text));
    }
    if let Some(flag) = given.as_bool() {
        return Ok(Given::Bool(flag));
    }
    if let Some(number) = given.as_f64() {
        return Ok(self::number(number));
    }
    if given.is_undefined() {
        return foreign(UNDEFINED);
    }
    if given.is_function() {
        return foreign("函数");
    }
    if given.is_bigint() {
        return foreign("BigInt");
    }
    if given.is_symbol() {
        return foreign("symbol");
    }
    if is_array(given)? {
        let mut list = Vec::new();
        if depth < DEEPEST {
            let length = Reflect::get(given, &"length".into())?;
            let length = length.as_f64().unwrap_or_default();
            for index in 0..length.min(f64::from(MOST)) as u32 {
                list.push(read(&Reflect::get_u32(given, index)?, depth + 1)?);
            }
        }
        return Ok(Given::List(list));
    }
    if !is_plain(given)? {
        return foreign("不是 JSON 的对象");
    }
    let mut object = Vec::new();
    if depth < DEEPEST {
        for key in keys(given)?.iter().take(MOST as usize) {
            let item = Reflect::get(given, &key)?;
            // As JSON.stringify has it: what is undefined is not there.
            if !item.is_undefined() {
                object.push((key.as_string().unwrap_or_default(), read(&item, depth + 1)?));
            }
        }
    }
    Ok(Given::Object(object))
}

fn number(number: f64) -> Given {
    /// The largest whole number that JavaScript tells from its neighbours.
    const SAFE: f64 = 9_007_199_254_740_991.0;
    let whole = number.is_finite() && number.fract() == 0.0;
    if whole && number.abs() <= SAFE {
        Given::Int(number as i64)
    } else {
        Given::OtherNumber {
            written: js_sys::Number::from(number)
                .to_string_with_radix(10)
                .unwrap_or_default()
                .into(),
            huge: whole,
        }
    }
}

/// Neither an instance of a class nor a map, whose entries nobody would see. Objects of another
/// window have a prototype of their own, which has none either.
fn is_plain(object: &JsValue) -> Result<bool, JsValue> {
    let prototype: JsValue = Reflect::get_prototype_of(object)?.into();
    if prototype.is_null() {
        return Ok(true);
    }
    let beyond: JsValue = Reflect::get_prototype_of(&prototype)?.into();
    Ok(beyond.is_null())
}

//! What JavaScript hands over, as a value that can be checked.
//!
//! Anything may come: functions, class instances, objects that contain themselves, properties that
//! throw when they are read. Nothing of that may trap, so nothing is read deeper than answers go.

use data::value::Value;
use js_sys::{Array, Number, Reflect};
use wasm_bindgen::prelude::*;

/// Answers, one answer, the options of one part of a set.
const DEPTH: u8 = 3;

/// More than there are facts or options, so that what has more items is refused all the same.
const AT_MOST: u32 = 1000;

/// Whole numbers up to here are exact in JavaScript.
const EXACT: f64 = 9_007_199_254_740_991.0;

/// The name of what was not given at all.
pub const UNDEFINED: &str = "undefined";

#[wasm_bindgen]
extern "C" {
    /// Reading a property can throw.
    #[wasm_bindgen(js_namespace = Object, catch)]
    fn entries(object: &JsValue) -> Result<Array, JsValue>;
}

/// A key whose value is undefined is left out, as `JSON.stringify` would. What JavaScript throws
/// while this is read is passed on.
pub fn value(given: &JsValue, depth: u8) -> Result<Value, JsValue> {
    if given.is_null() {
        return Ok(Value::Null);
    }
    if let Some(value) = given.as_bool() {
        return Ok(Value::Bool(value));
    }
    if let Some(text) = given.as_string() {
        return Ok(Value::Text(text));
    }
    if let Some(number) = given.as_f64() {
        return Ok(if number.fract() == 0.0 && number.abs() <= EXACT {
            Value::Int(number as i64)
        } else {
            let written = Number::from(number).to_string_with_radix(10);
            let written = written.map_or_else(|_| String::new(), |text| text.into());
            Value::other_number(number, written)
        });
    }
    if Array::is_array(given) {
        let mut list = Vec::new();
        if depth < DEPTH {
            let count = given.unchecked_ref::<Array>().length();
            for index in 0..count.min(AT_MOST) {
                list.push(value(&Reflect::get_u32(given, index)?, depth + 1)?);
            }
        }
        return Ok(Value::List(list));
    }
    if given.is_object() && is_plain(given)? {
        let mut object = Vec::new();
        if depth < DEPTH {
            let entries = entries(given)?;
            for index in 0..entries.length().min(AT_MOST) {
                let entry: Array = entries.get(index).unchecked_into();
                let item = entry.get(1);
                if let (Some(key), false) = (entry.get(0).as_string(), item.is_undefined()) {
                    object.push((key, value(&item, depth + 1)?));
                }
            }
        }
        return Ok(Value::Object(object));
    }
    Ok(Value::Foreign(name(given).to_owned()))
}

/// Neither an instance of a class nor a map, whose entries nobody would see.
fn is_plain(object: &JsValue) -> Result<bool, JsValue> {
    let of = Reflect::get_prototype_of;
    // Objects of another window have a prototype of their own, but that one has none either.
    let prototype: JsValue = of(object)?.into();
    Ok(prototype.is_null() || JsValue::from(of(&prototype)?).is_null())
}

fn name(given: &JsValue) -> &'static str {
    if given.is_undefined() {
        UNDEFINED
    } else if given.is_function() {
        "函数"
    } else if given.is_bigint() {
        "BigInt"
    } else if given.is_symbol() {
        "Symbol"
    } else {
        "不是 JSON 的对象"
    }
}

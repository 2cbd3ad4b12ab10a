//! Files that come out of a roster. An empty one stands for nothing to write; what goes wrong is
//! thrown.

use engine::{Answer, REGION};
use roster::calendar::{calendar, closings};
use roster::export::Export;
use roster::template::template;
use roster::wording::{CHINESE, ENGLISH, Wording};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;
use wording::Lang;

use crate::Desk;

#[wasm_bindgen]
impl Desk {
    /// A workbook with people, enterprise and sources.
    pub fn xlsx(&self, sensitive: bool) -> Result<Vec<u8>, JsError> {
        match self.export(sensitive) {
            Some(export) => Ok(export.to_xlsx()?),
            None => Ok(Vec::new()),
        }
    }

    /// The people as delimited text.
    pub fn csv(&self, sensitive: bool) -> Result<Vec<u8>, JsError> {
        match self.export(sensitive) {
            Some(export) => Ok(export.to_csv()),
            None => Ok(Vec::new()),
        }
    }

    /// The windows that close, as a calendar.
    pub fn calendar(&self) -> Vec<u8> {
        let Some(results) = &self.results else {
            return Vec::new();
        };
        let closings = closings(results, 0..results.len());
        let text = calendar(
            self.rulebook,
            &self.people,
            self.on,
            &closings,
            self.wording(),
        );
        text.unwrap_or_default().into_bytes()
    }

    /// An empty roster with the columns that matter in this place.
    pub fn template(&self) -> Result<Vec<u8>, JsError> {
        match self.place.get(REGION) {
            Answer::Choice(region) => Ok(template(self.rulebook, region, self.wording())?),
            _ => Ok(Vec::new()),
        }
    }
}

impl Desk {
    /// The language of the page.
    pub(crate) fn lang(&self) -> Lang {
        self.wording().lang
    }

    pub(crate) fn wording(&self) -> &'static Wording {
        if self.english { &ENGLISH } else { &CHINESE }
    }

    fn export(&self, sensitive: bool) -> Option<Export<'_>> {
        Some(Export {
            rulebook: self.rulebook,
            table: &self.roll.as_ref()?.table,
            mapping: &self.mapping,
            people: &self.people,
            results: self.results.as_ref()?,
            enterprise: self.own.as_ref(),
            only: None,
            sensitive,
            assumed: &self.said,
            wording: self.wording(),
        })
    }
}

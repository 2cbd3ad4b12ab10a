//! Files that come out of a roster. An empty one stands for nothing to write.

use api::roster::{Bytes, FileKind};
use engine::{Answer, REGION};
use roster::ExportError;
use roster::calendar::{calendar, closings};
use roster::export::Export;
use roster::template::template;
use roster::wording::{CHINESE, ENGLISH, Wording};
use wording::Lang;

use crate::Desk;

impl Desk {
    pub(crate) fn file(&self, kind: FileKind, sensitive: bool) -> Result<Bytes, ExportError> {
        let export = || self.export(sensitive);
        let bytes = match kind {
            FileKind::Xlsx => export().map(|export| export.to_xlsx()).transpose()?,
            FileKind::Csv => export().map(|export| export.to_csv()),
            FileKind::Calendar => self.calendar(),
            FileKind::Template => match self.place.get(REGION) {
                Answer::Choice(region) => Some(template(self.rulebook, region, self.wording())?),
                _ => None,
            },
        };
        Ok(Bytes(bytes.unwrap_or_default()))
    }

    fn calendar(&self) -> Option<Vec<u8>> {
        let results = self.results.as_ref()?;
        let closings = closings(results, 0..results.len());
        let text = calendar(
            self.rulebook,
            &self.people,
            self.on,
            &closings,
            self.wording(),
        );
        Some(text?.into_bytes())
    }

    pub(crate) fn wording(&self) -> &'static Wording {
        match self.lang {
            Lang::Chinese => &CHINESE,
            Lang::English => &ENGLISH,
        }
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

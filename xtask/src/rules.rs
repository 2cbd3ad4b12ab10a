//! What the policy pages say of the rules, and the files of the site that name cities and policies before
//! any program runs. All names come from the rulebook: whoever adds a city touches none of those files.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

/// As `policy/rules.json` has it.
#[derive(Deserialize)]
pub struct Rules {
    pub version: Version,
    pub audiences: Vec<Named>,
    pub regions: Vec<Named>,
    pub sources: Vec<Source>,
}

/// Which rules are in what is built: the day of their newest change, and a hash of their content.
#[derive(Serialize, Deserialize)]
pub struct Version {
    pub date: String,
    pub hash: String,
}

#[derive(Deserialize)]
pub struct Named {
    pub id: String,
    pub name: String,
}

#[derive(Deserialize)]
pub struct Source {
    id: String,
    regions: Vec<String>,
}

impl Rules {
    /// Of the policy pages in a site.
    pub fn of(site: &Path) -> Result<Rules> {
        let file = site.join("policy/rules.json");
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is not as expected", file.display()))
    }

    /// The cities that have a policy of their own, as one says them.
    pub fn cities(&self) -> String {
        let own = |region: &&Named| {
            let mut sources = self.sources.iter();
            sources.any(|source| source.regions == [region.id.as_str()])
        };
        let cities = self.regions.iter().filter(own);
        let names: Vec<&str> = cities.map(|region| region.name.as_str()).collect();
        names.join("、")
    }

    /// Every policy's page in a list, by its city, or as the province's.
    fn links(&self) -> String {
        let link = |source: &Source| {
            let city = match &source.regions[..] {
                [only] => self.regions.iter().find(|region| region.id == *only),
                _ => None,
            };
            let name = city.map_or("省级政策", |city| &city.name);
            format!("<li><a href=\"policy/{}.html\">{name}</a></li>", source.id)
        };
        self.sources.iter().map(link).collect()
    }

    /// The start page of the site with its names and its first screen filled in.
    pub fn start_page(&self, html: &str, first_screen: &str) -> Result<String> {
        let html = filled(html, "index.html", "__CITIES__", &self.cities())?;
        let html = filled(&html, "index.html", "<!-- policies -->", &self.links())?;
        filled(&html, "index.html", "<!-- first screen -->", first_screen)
    }

    /// What the system says of the installed page.
    pub fn web_manifest(&self, json: &str) -> Result<String> {
        filled(json, "manifest.webmanifest", "__CITIES__", &self.cities())
    }
}

fn filled(text: &str, file: &str, token: &str, value: &str) -> Result<String> {
    ensure!(text.contains(token), "{file} has no {token}");
    Ok(text.replace(token, value))
}

//! The site map: which pages there are and when they last changed, for search engines.

use maud::{PreEscaped, html};

use crate::address::Site;

/// The calculator and all pages. What they say changes with the rules.
pub fn sitemap(site: Site) -> String {
    let day = site.rulebook.version;
    let sources = site.rulebook.sources.iter();
    let mut addresses = vec![
        site.file("index.html"),
        site.page("index.html"),
        site.page("compare.html"),
        site.page("cite.html"),
        site.page("accessibility.html"),
    ];
    addresses.extend(sources.map(|source| site.page(&format!("{}.html", source.id))));
    let map = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {
            @for address in addresses {
                "\n" url { loc { (address) } lastmod { (day) } }
            }
            "\n"
        }
        "\n"
    };
    map.into_string()
}

//! For webmasters and clerks: how to link to a clause and cite it, what a version of the rules is,
//! how rules and site are updated, and what the tool does not do.
//!
//! Every example on this page is made from the rulebook. No body is named that would answer for
//! the rules: whoever publishes the pages does.

use engine::Rulebook;
use engine::model::*;
use maud::{Markup, html};

use crate::address::Site;
use crate::frame::{CALCULATOR, Head, Here, date, frame, kind, number, published_words, version};
use crate::{link_to, structured};

const CONTENTS: [(&str, &str); 9] = [
    ("link", "链接到一条"),
    ("quote", "注明出处"),
    ("version", "规则版本"),
    ("rules", "规则怎样更新"),
    ("site", "网站怎样更新"),
    ("embed", "嵌入自己的网页"),
    ("data", "给程序用的数据"),
    ("errors", "发现规则有误"),
    ("limits", "它不做什么"),
];

pub fn page(site: Site) -> Markup {
    let rulebook = site.rulebook;
    let example = example(rulebook);
    let sections = [
        link(site, &rulebook.benefits[example]),
        quote(site, &rulebook.benefits[example]),
        versions(site),
        rules(site, &rulebook.benefits[example]),
        update(site),
        embed(site, &rulebook.benefits[example]),
        data(site),
        errors(site, &rulebook.benefits[example]),
        limits(site),
    ];
    let body = html! {
        h1 { "如何引用与更新" }
        p.lead { "写给网站管理员和经办人员：怎样链接到一条待遇，怎样注明出处，规则和网站怎样更新。" }
        p.ways lang="en" { a href="#english" { "Summary in English" } }
        nav.contents aria-labelledby="contents" {
            h2 #contents { "本页内容" }
            ul {
                @for (id, name) in CONTENTS { li { a href={ "#" (id) } { (name) } } }
            }
        }
        @for ((id, name), section) in CONTENTS.iter().zip(sections) {
            section.part aria-labelledby=(id) {
                h2 id=(id) { (name) }
                (section)
            }
        }
        (english(site, &rulebook.benefits[example]))
    };
    let head = Head {
        name: "cite.html".to_owned(),
        title: "如何引用与更新".to_owned(),
        description:
            "怎样链接到一条待遇、怎样注明出处、什么是规则版本、规则和网站怎样更新、怎样嵌入。"
                .to_owned(),
        here: Here::Cite,
    };
    frame(site, &head, &structured::about(site, &head), body)
}

/// The clause of the examples: what a city pays as of right, or any other.
fn example(rulebook: &Rulebook) -> usize {
    let fits = |benefit: &Benefit| {
        let source = &rulebook.sources[usize::from(benefit.source)];
        let of_city = source.regions.count_ones() == 1;
        of_city && benefit.kind == BenefitKind::Money && benefit.claim == Claim::Right
    };
    rulebook.benefits.iter().position(fits).unwrap_or(0)
}

fn link(site: Site, example: &Benefit) -> Markup {
    let rulebook = site.rulebook;
    let there = link_to(rulebook, example);
    let source = &rulebook.sources[usize::from(example.source)];
    html! {
        p { "每一条待遇都有固定的编号，写在条款名称下面。网址是“来源的网页#条款编号”。例如" (example.name) "：" }
        p.line { a href=(there) { code { (site.written(&format!("policy/{there}"))) } } }
        p { "链接到一份来源的全部条款：" }
        p.line {
            a href={ (source.id) ".html" } {
                code { (site.written(&format!("policy/{}.html", source.id))) }
            }
        }
        (dots(site))
        p { "编号确定以后不改，也不给别的条款再用。如果一条从规则中去掉了，原来的链接仍会打开那份来源的网页，只是不再停在那一条。" }
    }
}

/// What the dots in an address stand for.
fn dots(site: Site) -> Markup {
    html! {
        @if site.base.is_none() {
            p.how { "“…”换成计算器所在文件夹的网址。" }
        }
    }
}

fn quote(site: Site, example: &Benefit) -> Markup {
    let rulebook = site.rulebook;
    let kind_of = |benefit: &Benefit| rulebook.sources[usize::from(benefit.source)].kind;
    let other_kind = rulebook
        .benefits
        .iter()
        .find(|benefit| kind_of(benefit) != kind_of(example));
    html! {
        p { "引用一条时，请写明来源的标题、发布者、文号、日期、类别、原文位置，以及条款编号和规则版本。例如：" }
        (citation(site, example))
        @if let Some(other) = other_kind { (citation(site, other)) }
        ul {
            li { "类别照写。新闻报道不是文件原文，不要写成文件。" }
            li { "日期后面有“推断”的，是来源没有印出、由文中其他内容推出来的，引用时保留“推断”两字。" }
            li { "宋体字才是来源的原文；黑体字是对原文的说明，不要当作原文引用。" }
            li { "金额连同条件一起引用。“最高”只是上限，不是人人都能得到的数额。" }
        }
    }
}

/// One clause as somebody would cite it.
fn citation(site: Site, benefit: &Benefit) -> Markup {
    let rulebook = site.rulebook;
    let source = &rulebook.sources[usize::from(benefit.source)];
    let place = benefit.citations.first().map(|first| first.place);
    let day = match source.date {
        Some(day) if source.date_inferred => date(day) + "（推断）",
        Some(day) => date(day),
        None => published_words(source),
    };
    html! {
        p.line {
            (source.title) "。" (source.issuer) "，" (number(source)) "，" (day) "，"
            (kind(source.kind)) "。" (place.unwrap_or_default()) "。条款编号 "
            a href=(link_to(rulebook, benefit)) { code { (benefit.id) } }
            "，规则版本 " (version(site)) "。"
        }
    }
}

fn versions(site: Site) -> Markup {
    let rulebook = site.rulebook;
    html! {
        p { "规则版本说明一个结果是按哪一份规则得出的，由日期和校验值组成。本网站现在的规则版本：" }
        dl {
            dt { "日期" } dd { time datetime=(rulebook.version) { (date(rulebook.version)) } }
            dt { "校验值" } dd { code { (rulebook.hash) } }
        }
        ul {
            li { "日期是各份来源的最近核对日期中最晚的一天，不是政策的发布或生效日期。" }
            li { "校验值由全部规则文件的内容算出。规则改动一个字，校验值就不同；校验值相同，规则就相同。" }
            li { "计算器、每一个政策网页和 " code { "rules.json" } " 都写明规则版本；网页上写校验值的前 12 位。" }
        }
        p { "各份来源的最近核对日期：" }
        ul {
            @for source in &rulebook.sources {
                li {
                    a href={ (source.id) ".html" } { (source.title) } "："
                    time datetime=(source.checked) { (date(source.checked)) }
                }
            }
        }
    }
}

fn rules(site: Site, example: &Benefit) -> Markup {
    let source = &site.rulebook.sources[usize::from(example.source)];
    html! {
        p { "规则由维护规则的人修改，网站管理员不改规则文件。规则是纯文本，写法见项目中的 " code { "rules/README.md" } "。" }
        ol {
            li {
                "改规则文件。条款写在各来源自己的文件里，如 " code { "rules/" (source.id) ".toml" }
                "；来源的标题、文号、日期、核对日期写在 " code { "rules/sources.toml" }
                "；问题写在 " code { "rules/facts.toml" } "。"
            }
            li {
                "对照来源的全文核实，结果记入 " code { "rules/proofs.lock" } "："
                pre { code { "cargo run -p skill-subsidy -- check --sources 来源全文的文件夹 --update-lock" } }
                "核实的内容："
                ul {
                    li { "每一段引文都逐字出现在来源里；" }
                    li { "金额和条件里的每一个数字，都写在该条的引文里；" }
                    li { "来源的每一句话都有交代：有条款引用它，或者写明它为什么不构成待遇；" }
                    li { "每一条附带的算例，算出来都与写明的结果一致。" }
                }
            }
            li { "按项目说明重新生成网站。规则有一处错误，网站就不能生成。" }
        }
    }
}

fn update(site: Site) -> Markup {
    html! {
        p { "网站是一个只有静态文件的文件夹，不需要数据库，也不需要服务器程序。更新时，用新的文件夹整个替换旧的；文件互相配套，不要只换其中几个。" }
        ol {
            li { "先上传文件名里带内容校验值的文件，再上传其他文件，最后删除旧文件。这样，更新时正在打开网页的人不会缺少文件。" }
            li { "打开任何一个政策网页，看页末的规则版本是不是新的。" }
        }
        h3 { "缓存" }
        dl {
            dt { "不变的文件" }
            dd {
                "文件名里带内容的校验值，内容改变，名称就改变："
                code { "page-….js" } "、" code { "page-….wasm" } "、" code { "page-….css" } "。可以长期缓存："
                pre { code { "Cache-Control: public, max-age=31536000, immutable" } }
            }
            dt { "会变的文件" }
            dd {
                "其他所有文件，如 " code { "index.html" } "、" code { "embed.js" } "、"
                code { "policy/" } " 里的全部文件（" code { "policy/notes-….bin" }
                " 的名称来自规则版本，程序更新时内容也可能改变）。每次使用前须向服务器核对："
                pre { code { "Cache-Control: no-cache" } }
            }
        }
        h3 { "网站地图" }
        p {
            "网站地图里须写完整的网址。生成时写明计算器所在文件夹的网址，才会在该文件夹里写出 "
            code { "sitemap.xml" } "，并在各网页里写明本页的网址；不写，就没有："
        }
        pre {
            code { "cargo xtask dist --base " (base_example(site)) }
        }
        p {
            code { "robots.txt" } " 只在域名的根目录起作用，所以不附带。需要时，在自己网站的 "
            code { "robots.txt" } " 里加一行："
        }
        pre { code { "Sitemap: " (base_example(site)) "sitemap.xml" } }
    }
}

fn base_example(site: Site) -> String {
    match site.base {
        Some(_) => site.file(""),
        None => "https://…/".to_owned(),
    }
}

fn embed(site: Site, example: &Benefit) -> Markup {
    html! {
        p { "在自己的网页里加这一行，就会出现计算器：" }
        pre { code { (embed_line(site, example)) } }
        (dots(site))
        p { "全部写法和设置见" a href="../integrate.html" { "嵌入说明" } "。只想放一个链接，请链接到" a href=(CALCULATOR) { "计算器" } "或上面所说的条款。" }
    }
}

/// The one line, for the first city of the example.
fn embed_line(site: Site, example: &Benefit) -> String {
    let rulebook = site.rulebook;
    let source = &rulebook.sources[usize::from(example.source)];
    let regions = crate::ids(rulebook, engine::REGION, source.regions);
    format!(
        "<script src=\"{}\" defer></script><skill-subsidy region=\"{}\"></skill-subsidy>",
        site.written("embed.js"),
        regions.first().copied().unwrap_or_default(),
    )
}

fn data(site: Site) -> Markup {
    html! {
        p {
            a href="rules.json" { code { "policy/rules.json" } }
            " 是全部 " (site.rulebook.benefits.len()) " 条待遇的清单（JSON，UTF-8）。同一份规则，写出来的文件每个字节都相同。"
        }
        dl.fields {
            dt { code { "format" } } dd { "格式的版本，现在是 2。已有的内容改变意思时才加一。" }
            dt { code { "version" } } dd { "规则版本：" code { "date" } " 日期，" code { "hash" } " 校验值。" }
            dt { code { "audiences" } } dd { "对象的代号和名称。" }
            dt { code { "regions" } } dd { "地区的代号和名称。" }
            dt { code { "sources" } }
            dd {
                "来源：" code { "title" } " 标题，" code { "issuer" } " 发布者，" code { "number" } " 文号，"
                code { "kind" } " 类别（" code { "official_document" } " 政府文件，" code { "press_report" } " 新闻报道），"
                code { "date" } " 日期，" code { "date_inferred" } " 日期是否推断，" code { "date_note" } " 日期的依据，"
                code { "from" } " 施行日期，" code { "until" } " 到哪天为止，"
                code { "from_basis" } " 和 " code { "until_basis" } " 这两天的依据（" code { "quoted" } " 原文写明，"
                code { "inferred" } " 推断，" code { "unstated" } " 没有写），" code { "until_quote" } " 写明为止的原文，"
                code { "validity_note" } " 有效期的说明，" code { "checked" } " 最近核对日期，"
                code { "check_again_by" } " 应在哪天以前再核对，"
                code { "regions" } " 适用地区，" code { "url" } " 网页。"
            }
            dt { code { "benefits" } }
            dd {
                "待遇：" code { "id" } " 条款编号，" code { "name" } " 名称，" code { "source" } " 来源，" code { "url" } " 网页和位置，"
                code { "audiences" } " 给谁，" code { "regions" } " 适用地区，"
                code { "kind" } "（" code { "money" } " 资金，" code { "service" } " 其他待遇），"
                code { "claim" } "（" code { "right" } " 不须评选，" code { "selection" } " 须经评选），"
                "起止（同来源的几项；这一条没有自己的起止的，就是来源的），"
                code { "place" } " 原文位置，" code { "quote" } " 原文，" code { "quotes" } " 同一条的其他原文，"
                code { "amount_note" } " 原文写的金额，" code { "amount_unstated" } " 来源没有写明数额，"
                code { "services" } " 不是钱的内容，" code { "quota" } " 名额，" code { "excludes" } " 与哪些条只能享受一项，或者是同一笔钱。"
            }
        }
        ul {
            li { "值是 " code { "null" } "，表示来源没有写，或者该条没有这一项。" }
            li {
                @if site.base.is_some() { "网址是完整的。" } @else { "网址是相对于这个文件的。" }
                "日期写作“年-月-日”。"
            }
            li { "金额只有原文的话，没有数字，也没有条件：离开条件的数字会使人误解。条件见网页；要计算，用计算器或项目的命令行。" }
            li { "每个网页里还有一段给搜索引擎看的数据（schema.org，JSON-LD），内容与网页相同；它是数据，不是脚本。" }
        }
    }
}

fn errors(site: Site, example: &Benefit) -> Markup {
    html! {
        p { "如果某一条与来源的原文不符，请告诉发布这个网站的单位，写明：" }
        ul {
            li { "条款编号，如 " code { (example.id) } "；" }
            li { "规则版本，如 " (version(site)) "；" }
            li { "网页上的哪一句不符，来源里的原话是什么、在什么位置。" }
        }
        p { "政策本身怎样理解、个人或单位能不能领，请问受理部门；条款里写明“在哪里办”的，以那里为准。" }
    }
}

fn limits(site: Site) -> Markup {
    html! {
        ul {
            li { "不代替受理部门的审核，结果不是批准，也不是承诺。" }
            li { "不受理申请，不收材料。" }
            li { "不把使用者的回答发送到任何地方；计算在使用者自己的设备上进行。" }
            li { "只有列出的 " (site.rulebook.sources.len()) " 份来源，没有别的政策。" }
            li { "不会自己知道来源已经修改、废止或到期；最近核对日期以后的变化不在其中。" }
            li { "来源没有写的，不补充，只写明来源没有写；原文有两种理解的，两种都写出来。" }
        }
    }
}

fn english(site: Site, example: &Benefit) -> Markup {
    let rulebook = site.rulebook;
    let there = link_to(rulebook, example);
    html! {
        section.part lang="en" aria-labelledby="english" {
            h2 #english { "Summary in English" }
            ul {
                li {
                    "Link to a clause by page and id: "
                    a href=(there) { code { "policy/" (there) } }
                    ". Ids are stable and never given to another clause."
                }
                li {
                    "Cite the source's title, issuer, number, date and kind, the place in the source, the id of the clause "
                    "and the version of the rules. A press report is not the document. Keep the note that a date is inferred."
                }
                li {
                    "A version of the rules is a date (the last day on which a source was checked) and a hash over all rule files: "
                    time datetime=(rulebook.version) { (rulebook.version) } ", " code { (rulebook.hash) } "."
                }
                li {
                    "Rules change in " code { "rules/*.toml" } ". The compiler proves against the source texts that every quote stands there, "
                    "that every number in an amount or a condition stands in a quote of its clause, that every sentence of the source is accounted for, "
                    "and that the worked cases come out. With any error no site is built."
                }
                li {
                    "To update the site, replace the whole folder. " code { "page-….js" } ", " code { "page-….wasm" } " and " code { "page-….css" }
                    " carry a hash of their content in their names and may be cached for a year; "
                    "all others must be revalidated (" code { "Cache-Control: no-cache" } ")."
                }
                li {
                    code { "sitemap.xml" } " and canonical addresses are written only when the address of the site is given ("
                    code { "--base" } "). There is no " code { "robots.txt" } ": it counts only at the root of a host."
                }
                li { "To embed the calculator, add " code { (embed_line(site, example)) } ". See " a href="../integrate.html" { "how to embed" } "." }
                li {
                    a href="rules.json" { code { "policy/rules.json" } }
                    " lists all clauses with their quotes. It holds no sums as numbers and no conditions; those are on the pages."
                }
                li { "Report an error in a rule to whoever publishes this site, with the id of the clause and the version of the rules." }
                li { "The calculator does not decide, takes no applications, sends no answers anywhere, and knows only the sources listed." }
            }
        }
    }
}

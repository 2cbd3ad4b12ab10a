//! The page as a private builder made it: kept until the components have been compared with it.

mod answers;
mod card;
mod frame;
mod question;
mod results;
mod tree;

use engine::model::Str;
use yew::prelude::*;

use crate::session::Session;
use crate::words::{Lang, Words};
use tree::Tree;

pub fn page(s: &Session, base: Str) -> Html {
    let mut tree = Tree::new(s.words, base);
    let o = &mut tree;
    frame::header(o, s);
    results::bar(o, s);
    o.el("main", "ss-main", |o| {
        question::now(o, s);
        answers::list(o, s);
        results::results(o, s);
    });
    frame::footer(o, s);
    let begun = (!s.order.is_empty()).then_some("");
    html! {
        <div class="ss" lang={lang(s.words)} data-begun={begun}>
            { tree.finish() }
            <p id="live" class="ss-unseen" role="status"></p>
        </div>
    }
}

fn lang(words: &Words) -> &'static str {
    match words.lang {
        Lang::Chinese => "zh-CN",
        Lang::English => "en",
    }
}

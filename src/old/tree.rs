//! Builds what is shown, element by element, into yew's virtual tree.
//!
//! yew's `html!` builds each element in place, which for this page came to 45 KB of machine code;
//! the same page built by these few functions takes a quarter of it. They read the same way:
//! an element, its class, and a function that fills it.

use std::cell::RefCell;

use engine::model::Str;
use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, VNode, VTag, VText};
use yew::{AttrValue, Html};

use crate::words::{Word, Words};

pub struct Tree {
    pub words: &'static Words,
    /// Where the site is, put before its addresses; empty in a page of the site itself.
    pub base: Str,
    /// The elements being filled, outermost first. The first is never shown itself.
    open: Vec<Open>,
}

struct Open {
    tag: VTag,
    names: Vec<Str>,
    values: Vec<Option<AttributeOrProperty>>,
}

impl Tree {
    pub fn new(words: &'static Words, base: Str) -> Tree {
        let mut tree = Tree {
            words,
            base,
            open: Vec::new(),
        };
        tree.start("div", "");
        tree
    }

    pub fn finish(mut self) -> Html {
        let outermost = self.open.pop();
        outermost
            .and_then(|open| open.tag.into_children())
            .unwrap_or_default()
    }

    /// An element; no class if that is empty.
    pub fn el(&mut self, tag: Str, class: Str, fill: impl FnOnce(&mut Tree)) {
        self.start(tag, class);
        fill(self);
        self.end();
    }

    /// An element with these words of ours.
    pub fn word(&mut self, tag: Str, class: Str, word: Word) {
        self.line(tag, class, self.words.get(word));
    }

    /// An element with a text.
    pub fn line(&mut self, tag: Str, class: Str, text: Str) {
        self.start(tag, class);
        self.text(text);
        self.end();
    }

    /// An element with a text made for it.
    pub fn said(&mut self, tag: Str, class: Str, text: String) {
        self.start(tag, class);
        self.add(VText::new(text).into());
        self.end();
    }

    /// Words of a policy: in their own typeface, and always Chinese.
    pub fn policy(&mut self, tag: Str, words: Str) {
        self.chinese(tag, "ss-policy", words);
    }

    /// Words from the rules that no policy says in this form; they are Chinese as well.
    pub fn chinese(&mut self, tag: Str, class: Str, words: Str) {
        self.start(tag, class);
        self.attr("lang", "zh-CN");
        self.text(words);
        self.end();
    }

    /// A button that does something, perhaps about something.
    pub fn button(&mut self, class: Str, action: Str, about: Str, fill: impl FnOnce(&mut Tree)) {
        self.start("button", class);
        self.attr("type", "button");
        self.attr("data-action", action);
        if !about.is_empty() {
            self.attr("value", about);
        }
        fill(self);
        self.end();
    }

    pub fn text(&mut self, text: Str) {
        self.add(VText::new(text).into());
    }

    /// One word of ours.
    pub fn say(&mut self, word: Word) {
        self.text(self.words.get(word));
    }

    /// An attribute of the open element.
    pub fn attr(&mut self, name: Str, value: Str) {
        self.set(name, value.into());
    }

    /// As [`Tree::attr`], with a value made for it.
    pub fn own(&mut self, name: Str, value: String) {
        self.set(name, value.into());
    }

    /// Tells the open element from its siblings when lists change.
    pub fn key(&mut self, key: Str) {
        self.now().tag.key = Some(Key::from(key));
    }

    /// What stands in the open input, and whether it is ticked.
    pub fn input(&mut self, value: String, checked: bool) {
        let tag = &mut self.now().tag;
        tag.set_value(AttrValue::from(value));
        tag.set_checked(checked);
    }

    #[inline(never)]
    pub fn start(&mut self, tag: Str, class: Str) {
        self.open.push(Open {
            tag: VTag::new(tag),
            names: Vec::new(),
            values: Vec::new(),
        });
        if !class.is_empty() {
            self.attr("class", class);
        }
    }

    #[inline(never)]
    pub fn end(&mut self) {
        if let Some(mut open) = self.open.pop() {
            open.tag.attributes = Attributes::Dynamic {
                keys: lasting(open.names),
                values: open.values.into(),
            };
            self.add(open.tag.into());
        }
    }

    #[inline(never)]
    fn add(&mut self, node: VNode) {
        self.now().tag.add_child(node);
    }

    #[inline(never)]
    fn set(&mut self, name: Str, value: AttrValue) {
        let open = self.now();
        open.names.push(name);
        open.values
            .push(Some(AttributeOrProperty::Attribute(value)));
    }

    #[inline(never)]
    fn now(&mut self) -> &mut Open {
        self.open.last_mut().expect("an element is open")
    }
}

/// The same list of names for as long as the page lives. There are as many as there are kinds of
/// elements, and yew compares them by their address.
fn lasting(names: Vec<Str>) -> &'static [Str] {
    thread_local! {
        static KNOWN: RefCell<Vec<&'static [Str]>> = const { RefCell::new(Vec::new()) };
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(same) = known.iter().find(|same| ***same == *names) {
            return *same;
        }
        let new: &'static [Str] = names.leak();
        known.push(new);
        new
    })
}

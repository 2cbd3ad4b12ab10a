//! The page in a browser: what stands on it, what a click or a key does, where the keyboard goes.
//!
//! Run with `cargo xtask test components`. Each test draws a page of its own with empty storage
//! and takes it away again. Nothing waits for a time; everything waits for what shall be seen.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use gloo_timers::future::TimeoutFuture;
use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    Document, Element, Event, EventInit, HtmlButtonElement, HtmlElement, HtmlFormElement,
    HtmlInputElement, MutationObserver, MutationObserverInit,
};
use widget::host::Carrier;

wasm_bindgen_test_configure!(run_in_browser);

/// Counts the bytes in use. The size of the whole memory says less: it never shrinks, and grows
/// where free room lies in pieces.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: all is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size(), Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(place, layout) }
    }
}

/// One page, and the hand that uses it.
struct Screen {
    place: Element,
    number: usize,
}

impl Screen {
    /// A page that begins with these answers, as a reload would.
    async fn with(line: &str) -> Screen {
        Screen::set_up("", line).await
    }

    /// A page that a host has set up.
    async fn set_up(setup: &str, line: &str) -> Screen {
        let place = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&place).unwrap();
        let number = mount(&place, setup, line);
        let screen = Screen { place, number };
        screen.find("h1").await;
        screen
    }

    /// What a host sets later.
    fn set(&self, setup: &str) {
        assert!(widget::set(self.number, options(setup)).is_ok());
    }

    fn get(&self, selector: &str) -> Option<Element> {
        self.place.query_selector(selector).unwrap()
    }

    fn count(&self, selector: &str) -> u32 {
        self.place.query_selector_all(selector).unwrap().length()
    }

    /// Waits until something fits.
    async fn find(&self, selector: &str) -> Element {
        until(&format!("`{selector}` to appear"), || {
            self.get(selector).is_some()
        })
        .await;
        self.get(selector).unwrap()
    }

    /// From a question to the results.
    async fn results(&self) {
        if self.get(".ss-results").is_none() {
            self.click("[data-button=results], [data-button=close]")
                .await;
        }
        self.find(".ss-results").await;
    }

    /// From the results to the page of a benefit.
    async fn open(&self, benefit: &str) {
        self.click(&format!("[data-button=benefit][value={benefit}]"))
            .await;
        self.find(".ss-benefit").await;
    }

    /// Waits until nothing fits any more.
    async fn gone(&self, selector: &str) {
        until(&format!("`{selector}` to go"), || {
            self.get(selector).is_none()
        })
        .await;
    }

    async fn text(&self, selector: &str) -> String {
        self.find(selector).await.text_content().unwrap()
    }

    async fn click(&self, selector: &str) {
        let element: HtmlElement = self.find(selector).await.unchecked_into();
        element.click();
    }

    /// Writes into a field as a keyboard would.
    async fn write(&self, selector: &str, text: &str) {
        let input: HtmlInputElement = self.find(selector).await.unchecked_into();
        input.set_value(text);
        let init = EventInit::new();
        init.set_bubbles(true);
        let event = Event::new_with_event_init_dict("input", &init).unwrap();
        input.dispatch_event(&event).unwrap();
    }

    fn value(&self, selector: &str) -> String {
        let input: HtmlInputElement = self.get(selector).unwrap().unchecked_into();
        input.value()
    }

    fn ticked(&self, selector: &str) -> bool {
        let input: HtmlInputElement = self.get(selector).unwrap().unchecked_into();
        input.checked()
    }

    /// Sends the form as the Enter key would.
    async fn submit(&self, form: &str) {
        let form: HtmlFormElement = self.find(form).await.unchecked_into();
        form.request_submit().unwrap();
    }

    /// The element that has the keyboard.
    async fn focus_is(&self, selector: &str) {
        until(&format!("the keyboard on `{selector}`"), || {
            document()
                .active_element()
                .is_some_and(|active| active.matches(selector).unwrap())
        })
        .await;
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        widget::unmount(self.number);
        self.place.remove();
        forget_told();
    }
}

/// Puts a widget into an element, set up as [`options`] reads it.
fn mount(place: &Element, setup: &str, line: &str) -> usize {
    let rules = include_bytes!(concat!(env!("OUT_DIR"), "/rulebook.bin"));
    assert!(widget::take_rules(rules.to_vec()).is_ok());
    let start = Function::new_with_args(
        "options, line, day",
        "const { on, alone } = options;
         options.day = day;
         return { options, line, on, alone: alone === '1' };",
    );
    let start = start.call3(
        &JsValue::NULL,
        &options(setup),
        &line.into(),
        &today().into(),
    );
    widget::mount(place, host(), start.unwrap()).unwrap_or_else(|_| panic!("{setup}"))
}

/// Options as `key=value` parted by `&`.
fn options(setup: &str) -> JsValue {
    let read = Function::new_with_args(
        "setup",
        "const options = Object.fromEntries(new URLSearchParams(setup));
         for (const name of ['share', 'update']) {
           if (name in options) options[name] = options[name] === '1';
         }
         if ('lock' in options) options.lock = options.lock.split(',');
         return options;",
    );
    read.call1(&JsValue::NULL, &setup.into()).unwrap()
}

/// The browser's side, for one page: keeps what it is told in `window.told`, by what was wanted.
fn host() -> Carrier {
    let host = Function::new_no_args(
        "const told = window.told = window.told || {};
         return {
           store: (line, shared) => (told.store = shared ? line + '\\n' + shared : line),
           title: (lang, title) => (told.title = lang + '\\n' + title),
           link: (line) => 'https://example.test/#' + line,
           copy: async () => false,
           // Only the site names it by its content.
           read: (path) => fetch('/' + path.replace(/en-[^.]+/, 'en')).then(async (response) => {
             if (!response.ok) throw response.status;
             return new Uint8Array(await response.arrayBuffer());
           }),
           progress: (complete, progress) => (told.progress = JSON.stringify([complete, progress])),
           day: () => {},
           covered: () => told.covered === 'yes',
           uncover: () => told.covered === 'yes' && !!(told.covered = 'no'),
           update: () => (told.update = 'asked'),
         };",
    );
    host.call0(&JsValue::NULL).unwrap().unchecked_into()
}

/// What the page has last said of something.
fn told(wanted: &str) -> String {
    let read = Function::new_with_args("wanted", "return (window.told || {})[wanted] || ''");
    let said = read.call1(&JsValue::NULL, &wanted.into()).unwrap();
    said.as_string().unwrap()
}

/// Nothing was told so far.
fn forget_told() {
    let forget = Function::new_no_args("window.told = {}");
    forget.call0(&JsValue::NULL).unwrap();
}

fn today() -> String {
    let now = js_sys::Date::new_0();
    let (month, day) = (now.get_month() + 1, now.get_date());
    format!("{}-{month:02}-{day:02}", now.get_full_year())
}

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// Waits for something to become true, and says what was waited for if it never does.
async fn until(what: &str, ready: impl Fn() -> bool) {
    for _ in 0..500 {
        if ready() {
            return;
        }
        TimeoutFuture::new(10).await;
    }
    panic!("waited in vain for {what}");
}

const LIAOCHENG: &str = "audience=individual&region=liaocheng&level=advanced";
/// How long both insurances were paid is asked on one page: here one is left.
const MONTHS: &str =
    "audience=individual&region=liaocheng&level=advanced&social_insurance_months=24";

#[wasm_bindgen_test]
async fn who_where_and_level_stand_on_the_first_page() {
    let screen = Screen::with("").await;
    let form = screen.find("form").await;
    assert_eq!(form.get_attribute("data-fact").as_deref(), Some("audience"));
    assert_eq!(screen.count("form"), 1);
    assert_eq!(screen.count("form fieldset > legend h2"), 1);
    assert_eq!(
        screen.count("[data-question=audience] input[type=radio]"),
        3
    );
    assert_eq!(screen.count("[data-question]"), 2);
    // Every input has a name.
    assert_eq!(screen.count("form input"), screen.count("form label"));
    // All that is wrong is named, each with a way to where it is mended.
    screen.submit("form").await;
    screen.focus_is(".ss-problems").await;
    assert_eq!(screen.count(".ss-problems a"), 2);
    let said = screen.text(".ss-problems").await;
    assert!(
        said.contains("申请人：") && said.contains("所在城市："),
        "{said}"
    );
    screen
        .click(".ss-problems a[href='#region-liaocheng']")
        .await;
    screen.focus_is("#region-liaocheng").await;
    screen.click("[data-option=individual]").await;
    screen.click("[data-option=liaocheng]").await;
    screen
        .click("[data-question=level] [data-option=advanced]")
        .await;
    screen.submit("form").await;
    screen.gone("form[data-fact=audience]").await;
    // A first answer at once, with a sum; then the questions that make it exact.
    screen.focus_is("#results").await;
    assert!(screen.text("#results").await.contains("8,000元"));
    screen.find(".ss-settled").await;
    screen.click("[data-button=go-on]").await;
    screen.focus_is("#question").await;
    assert!(screen.text(".ss-progress").await.contains("还有约"));
    assert_eq!(screen.count("[data-benefit], [data-total]"), 0);
}

#[wasm_bindgen_test]
async fn every_kind_of_question_can_be_answered_and_left_open() {
    let individual = MONTHS;
    let titled = "audience=individual&region=zibo&level=technician&honours=some";
    let enterprise = "audience=enterprise&region=zibo";
    for (line, fact, kind) in [
        (individual, "social_insurance_current", "radio"),
        (titled, "provincial_titles", "checkbox"),
        (individual, "unemployment_insurance_months", "radio"),
        (individual, "unemployment_insurance_months", "text"),
        (individual, "certificate_date", "text"),
        (enterprise, "flexible_leader", "radio"),
    ] {
        let screen = Screen::with(line).await;
        screen
            .click(&format!("[data-button=ask][value={fact}]"))
            .await;
        let form = format!("form[data-fact={fact}]");
        screen.find(&form).await;
        assert!(
            screen.count(&format!("{form} input[type={kind}]")) > 0,
            "{fact}"
        );
        let own = format!("{form} [data-question={fact}]");
        screen.click(&format!("{own} [data-option='~']")).await;
        screen.submit(&form).await;
        screen.gone(&form).await;
        screen.results().await;
        let said = screen.text(&format!("[data-answer={fact}]")).await;
        assert!(said.contains("不清楚"), "{fact}: {said}");
    }
}

#[wasm_bindgen_test]
async fn what_cannot_be_is_named_kept_and_mended() {
    let screen = Screen::with(MONTHS).await;
    screen
        .click("[data-button=ask][value=unemployment_insurance_months]")
        .await;
    let form = "form[data-fact=unemployment_insurance_months]";
    let field = "#unemployment_insurance_months-0";
    screen.write(field, "十二个").await;
    screen.submit(form).await;
    screen.focus_is(".ss-problems[role=alert]").await;
    assert!(screen.text(".ss-problems").await.contains("从 0 到 720"));
    assert_eq!(screen.value(field), "十二个");
    let input = screen.get(field).unwrap();
    // Drawing yields to the browser when it takes long, between the summary and the field at worst.
    until("the field to say that it is wrong", || {
        input.get_attribute("aria-invalid").as_deref() == Some("true")
    })
    .await;
    let described = input.get_attribute("aria-describedby").unwrap();
    for id in described.split(' ') {
        assert!(screen.get(&format!("#{id}")).is_some(), "{id}");
    }
    until("the title to say so", || told("title").contains("\n错误：")).await;
    // The summary leads to the field.
    screen.click(".ss-problems a").await;
    screen.focus_is(field).await;
    screen.write(field, "721").await;
    screen.submit(form).await;
    until("the other message", || {
        let said = screen.get(".ss-problems").unwrap().text_content();
        said.unwrap().contains("0 到 720 之间")
    })
    .await;
    screen.write(field, "１２").await;
    screen.submit(form).await;
    screen.gone(form).await;
    screen.results().await;
    assert!(
        screen
            .text("[data-answer=unemployment_insurance_months]")
            .await
            .contains("12个月")
    );
}

#[wasm_bindgen_test]
async fn whoever_types_a_number_is_not_unsure_any_more() {
    let screen = Screen::with(MONTHS).await;
    screen
        .click("[data-button=ask][value=unemployment_insurance_months]")
        .await;
    let unsure = "form[data-fact=unemployment_insurance_months] [data-option='~']";
    screen.click(unsure).await;
    until("不清楚 to be ticked", || screen.ticked(unsure)).await;
    screen.write("#unemployment_insurance_months-0", "12").await;
    until("不清楚 to be ticked no more", || !screen.ticked(unsure)).await;
    assert_eq!(screen.value("#unemployment_insurance_months-0"), "12");
}

#[wasm_bindgen_test]
async fn a_date_is_asked_in_three_fields() {
    let screen = Screen::with(LIAOCHENG).await;
    screen
        .click("[data-button=ask][value=certificate_date]")
        .await;
    let form = "form[data-fact=certificate_date]";
    for (slot, text) in [("0", "2025"), ("1", "2"), ("2", "30")] {
        let field = format!("#certificate_date-{slot}");
        screen.write(&field, text).await;
        assert_eq!(
            screen.count(&format!("label[for=certificate_date-{slot}]")),
            1
        );
    }
    screen.submit(form).await;
    let said = screen.text(".ss-problems").await;
    assert!(said.contains("没有 2025年2月30日"), "{said}");
    assert_eq!(screen.value("#certificate_date-2"), "30");
}

#[wasm_bindgen_test]
async fn a_set_can_be_none_or_partly_unsure() {
    let screen =
        Screen::with("audience=individual&region=zibo&level=technician&honours=some").await;
    screen
        .click("[data-button=ask][value=provincial_titles]")
        .await;
    let form = "form[data-fact=provincial_titles]";
    let option = |id: &str| format!("{form} [data-option='{id}']");
    screen.find(form).await;
    // Nothing ticked is no answer.
    screen.submit(form).await;
    assert!(screen.text(".ss-problems").await.contains("都没有"));
    screen.click(&option("-")).await;
    screen.click(&option("qilu_chief")).await;
    until("“none” to give way", || !screen.ticked(&option("-"))).await;
    screen.click(&option("~")).await;
    assert!(screen.ticked(&option("qilu_chief")));
    // What hangs on a title is asked below it.
    screen
        .click("[data-question=qilu_chief_current] [data-option='~']")
        .await;
    screen.submit(form).await;
    screen.gone(form).await;
    screen.results().await;
    let said = screen.text("[data-answer=provincial_titles]").await;
    assert!(
        said.contains("齐鲁首席技师") && said.contains("其余不确定"),
        "{said}"
    );
}

#[wasm_bindgen_test]
async fn back_keeps_the_answer_that_was_given() {
    let screen = Screen::with(LIAOCHENG).await;
    screen.click("[data-button=go-on]").await;
    screen.click("[data-button=back]").await;
    screen.find("form[data-fact=audience]").await;
    screen.focus_is("#question").await;
    assert!(screen.ticked("[data-option=individual]"));
    assert!(screen.ticked("[data-option=advanced]"));
}

#[wasm_bindgen_test]
async fn an_answer_is_edited_where_it_stands() {
    let screen = Screen::with(LIAOCHENG).await;
    screen.click("[data-button=edit][value=level]").await;
    screen.focus_is("#editing").await;
    assert_eq!(screen.count("form"), 1);
    assert!(screen.ticked("[data-answer=level] [data-option=advanced]"));
    screen
        .click("[data-answer=level] [data-option=technician]")
        .await;
    screen.click("[data-answer=level] [data-button=next]").await;
    screen.gone("[data-answer=level] form").await;
    screen.focus_is("[data-button=edit][value=level]").await;
    assert!(screen.text("[data-answer=level]").await.contains("技师"));
    assert!(screen.text("[data-answer=region]").await.contains("聊城"));

    screen.click("[data-button=edit][value=level]").await;
    screen.click("[data-answer=level] [data-option=none]").await;
    screen
        .click("[data-answer=level] [data-button=cancel]")
        .await;
    screen.focus_is("[data-button=edit][value=level]").await;
    assert!(screen.text("[data-answer=level]").await.contains("技师"));
}

#[wasm_bindgen_test]
async fn an_answer_that_does_not_count_says_so() {
    let screen = Screen::with("audience=enterprise&region=liaocheng&level=advanced").await;
    let row = screen.find("[data-answer=level][data-idle]").await;
    assert!(row.text_content().unwrap().contains("不再需要"));
    assert_eq!(screen.count("[data-answer=region][data-idle]"), 0);
}

const ENTITLED: &str = "audience=individual&region=liaocheng&level=advanced\
    &workplace=enterprise&social_insurance_current=yes&social_insurance_months=24\
    &unemployment_insurance_months=24";

/// As [`ENTITLED`], with a certificate of so many days ago.
fn entitled(days_ago: i32) -> String {
    let today = engine::Date::parse(&today()).unwrap();
    let day = engine::Date::from_days(today.days() - days_ago);
    format!("{ENTITLED}&certificate_date={day}")
}

#[wasm_bindgen_test]
async fn a_card_says_what_how_much_until_when_and_on_whose_word() {
    let screen = Screen::with(&entitled(30)).await;
    let card = "[data-group=right] [data-benefit=liaocheng-upgrade-unemployment-insurance][data-verdict=eligible]";
    let brief = screen.text(card).await;
    for words in ["可申领", "2,000至8,000元", "一次性", "最后一天", "还剩"] {
        assert!(brief.contains(words), "{words} is not in {brief}");
    }
    assert!(
        screen
            .text("[data-total=right]")
            .await
            .contains("2,000至8,000元")
    );
    screen
        .open("liaocheng-upgrade-unemployment-insurance")
        .await;
    screen.focus_is(".ss-benefit h2").await;
    let card = ".ss-benefit";
    let said = screen.text(card).await;
    for words in [
        "可申领",
        "2,000至8,000元",
        "一次性",
        "最后一天",
        "还剩",
        "符合",
        "新闻报道",
        "未载明文号",
        "推断",
        "0635-2189650",
        "只能享受其一",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    assert!(screen.count(&format!("{card} [data-condition=yes]")) >= 5);
    assert!(screen.count(&format!("{card} blockquote[lang=zh-CN]")) >= 1);
    let page = screen.find(&format!("{card} .ss-source a")).await;
    assert_eq!(
        page.get_attribute("href").as_deref(),
        Some("policy/liaocheng.html#liaocheng-upgrade-unemployment-insurance")
    );
    assert_eq!(
        screen.count(&format!("{card} a[href='tel:06352189650']")),
        1
    );
    // An address of which the source prints only a part is no link.
    assert_eq!(screen.count(&format!("{card} a[href^='/']")), 0);
    // In the order in which it is acted upon: how much, until when, how, for whom, on whose word.
    let places: Vec<usize> = [
        "一次性",
        "最后一天",
        "0635-2189650",
        "您的情况",
        "原文与出处",
    ]
    .iter()
    .map(|words| said.find(words).unwrap())
    .collect();
    assert!(places.is_sorted(), "{places:?}");
    screen.click("[data-button=close]").await;
    screen
        .focus_is("[data-button=benefit][value=liaocheng-upgrade-unemployment-insurance]")
        .await;
}

#[wasm_bindgen_test]
async fn what_came_too_late_says_so_first() {
    let screen = Screen::with(&entitled(800)).await;
    let first = screen.find("[data-group=no] article").await;
    assert_eq!(
        first.get_attribute("data-verdict").as_deref(),
        Some("lapsed")
    );
    let id = first.get_attribute("data-benefit").unwrap();
    screen.open(&id).await;
    assert!(screen.text(".ss-benefit").await.contains("已经过了"));
}

#[wasm_bindgen_test]
async fn an_open_card_names_the_questions_that_settle_it() {
    let screen = Screen::with(LIAOCHENG).await;
    let card = "[data-group=open] [data-benefit=liaocheng-upgrade-unemployment-insurance]";
    screen.find(card).await;
    screen
        .click(&format!("{card} [data-button=ask][value=certificate_date]"))
        .await;
    screen.find("form[data-fact=certificate_date]").await;
    screen.focus_is("#question").await;
    let why = screen.text("form .ss-why").await;
    assert!(why.contains("技能提升补贴"), "{why}");
}

#[wasm_bindgen_test]
async fn what_would_change_comes_when_the_fold_is_opened() {
    let line = entitled(30).replace(
        "social_insurance_current=yes",
        "social_insurance_current=no",
    );
    let screen = Screen::with(&line).await;
    screen.find("[data-group=no]").await;
    assert_eq!(screen.count(".ss-change"), 0);
    screen.click("[data-group=no] > details > summary").await;
    let change = screen
        .text("[data-benefit=liaocheng-upgrade-unemployment-insurance] .ss-change")
        .await;
    assert!(
        change.contains("单位在按月交社保") && change.contains("是"),
        "{change}"
    );
}

#[wasm_bindgen_test]
async fn totals_are_read_out_in_one_sentence() {
    let screen = Screen::with(&entitled(30)).await;
    let live = screen.find("#live[role=status]").await;
    until("the sentence", || {
        live.text_content()
            .unwrap()
            .contains("现在就能办 1 项，2,000至8,000元")
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_end_has_a_heading_and_the_keyboard() {
    let screen = Screen::with("audience=individual&region=jinan").await;
    assert!(
        screen
            .text(".ss-results .ss-notice")
            .await
            .contains("聊城、淄博、泰安、潍坊")
    );
    for _ in 0..12 {
        if screen.get("[data-button=go-on]:not(.ss-quiet)").is_some() {
            screen.click("[data-button=go-on]").await;
            screen.find(".ss-ask form").await;
        }
        let Some(form) = screen.get(".ss-ask form") else {
            break;
        };
        let fact = form.get_attribute("data-fact").unwrap();
        screen
            .click(".ss-part:last-of-type [data-option='~']")
            .await;
        screen.click(".ss-ask [data-button=next]").await;
        screen.gone(&format!("form[data-fact={fact}]")).await;
    }
    screen.gone(".ss-ask form").await;
    screen.focus_is("#results").await;
    assert!(told("title").contains("您的结果"), "{}", told("title"));
}

#[wasm_bindgen_test]
async fn outside_the_province_nothing_is_promised() {
    let screen = Screen::with("audience=individual&region=outside").await;
    assert!(
        screen
            .text(".ss-results .ss-notice")
            .await
            .contains("没有收录")
    );
    assert_eq!(screen.count("article"), 0);
    assert_eq!(screen.count("form"), 0);
}

#[wasm_bindgen_test]
async fn starting_over_asks_first() {
    let screen = Screen::with(LIAOCHENG).await;
    screen.click("[data-button=restart]").await;
    screen.focus_is("#confirm").await;
    screen.click("[data-button=restart-no]").await;
    screen.focus_is("[data-button=restart]").await;
    assert_eq!(screen.count("[data-answer]"), 3);
    screen.click("[data-button=restart]").await;
    screen.click("[data-button=restart-yes]").await;
    screen.find("form[data-fact=audience]").await;
    screen.focus_is("#question").await;
    assert_eq!(screen.count("[data-answer]"), 0);
    until("the store to be empty", || told("store").is_empty()).await;
}

#[wasm_bindgen_test]
async fn the_share_link_carries_every_answer() {
    let line = entitled(30);
    let screen = Screen::with(&line).await;
    screen.click("[data-button=share]").await;
    screen.focus_is("#link").await;
    let address = screen.value("#link");
    let (_, carried) = address.split_once('#').unwrap();
    assert_eq!(carried, line);
    drop(screen);
    // The answers come back from the line, in their order.
    let again = Screen::with(carried).await;
    assert_eq!(again.count("[data-answer]"), 8);
    assert!(again.text("[data-answer=level]").await.contains("高级工"));
    until("the same answers", || told("store") == line).await;
}

#[wasm_bindgen_test]
async fn every_button_says_what_it_is_and_sends_nothing_by_accident() {
    let screen = Screen::with(LIAOCHENG).await;
    let buttons = screen.place.query_selector_all("button").unwrap();
    for index in 0..buttons.length() {
        let button: HtmlButtonElement = buttons.get(index).unwrap().unchecked_into();
        assert!(!button.text_content().unwrap().trim().is_empty());
        let sends = button.get_attribute("data-button").as_deref() == Some("next");
        assert_eq!(button.type_() == "submit", sends);
    }
}

#[wasm_bindgen_test]
async fn the_browsers_way_back_is_a_step_back() {
    let run = |code: &str| Function::new_no_args(code).call0(&JsValue::NULL).unwrap();
    let state = || {
        run("return JSON.stringify(history.state)")
            .as_string()
            .unwrap()
    };
    let screen = Screen::set_up("alone=1", "").await;
    let first = "form[data-fact=audience]";
    let second = ".ss-results";
    screen.find(first).await;
    until("an entry", || state().contains(r#""ask":"audience""#)).await;
    for option in ["individual", "zibo", "technician"] {
        screen.click(&format!("[data-option={option}]")).await;
    }
    screen.submit("form").await;
    screen.find(second).await;
    until("another entry", || {
        state().contains(r#""before":"audience""#)
    })
    .await;
    run("history.back()");
    screen.find(first).await;
    screen.focus_is("#question").await;
    assert!(screen.ticked("[data-option=zibo]"));
    run("history.forward()");
    screen.find(second).await;
    // A benefit is an entry too, and the page's own button goes the same way.
    let benefit = screen.find("[data-button=benefit]").await;
    let id = benefit.get_attribute("value").unwrap();
    screen.open(&id).await;
    until("an entry for the benefit", || {
        state().contains(&format!(r#""ask":"={id}""#))
    })
    .await;
    screen.click("[data-button=close]").await;
    until("the entry before", || state().contains(r#""ask":"""#)).await;
    run("history.forward()");
    screen.find(".ss-benefit").await;
    run("history.back()");
    screen.find(second).await;
    // What lies over the questions is closed first.
    run("window.told.covered = 'yes'; dispatchEvent(new Event('cover'))");
    until("an entry for the cover", || {
        state().contains(r#""over":true"#)
    })
    .await;
    run("history.back()");
    until("the cover to go", || told("covered") == "no").await;
    until("the entry below", || state().contains(r#""over":false"#)).await;
    assert_eq!(screen.count(second), 1);
    // What was closed otherwise is passed over.
    run("window.told.covered = 'yes'; dispatchEvent(new Event('cover'))");
    until("an entry for the cover", || {
        state().contains(r#""over":true"#)
    })
    .await;
    run("window.told.covered = 'no'; dispatchEvent(new Event('cover'))");
    run("history.back()");
    screen.find(first).await;
}

#[wasm_bindgen_test]
async fn a_host_may_say_who_and_where() {
    let screen = Screen::set_up("region=zibo&audience=individual", "").await;
    // Nothing has been answered yet: the first question stands there.
    screen.find(".ss-ask form").await;
    screen.results().await;
    assert_eq!(screen.count("[data-answer]"), 2);
    assert!(screen.text("[data-answer=region]").await.contains("淄博"));
    assert_eq!(screen.count("[data-answer] [data-button=edit]"), 2);
    drop(screen);
    // What somebody has answered stands.
    let screen = Screen::set_up("region=zibo", "audience=individual&region=taian").await;
    assert!(screen.text("[data-answer=region]").await.contains("泰安"));
    drop(screen);
    // Unless the host allows no other answer: then there is nothing to edit or to go back to.
    let locked = "region=zibo&audience=individual&lock=region,audience";
    let screen = Screen::set_up(locked, "audience=individual&region=taian").await;
    assert!(screen.text("[data-answer=region]").await.contains("淄博"));
    assert_eq!(screen.count("[data-button=edit], [data-button=back]"), 0);
    screen.click("[data-button=restart]").await;
    screen.click("[data-button=restart-yes]").await;
    screen.results().await;
    assert_eq!(screen.count("[data-answer]"), 2);
}

#[wasm_bindgen_test]
async fn a_host_may_change_its_mind() {
    let screen = Screen::set_up("region=zibo", "audience=individual&region=zibo").await;
    screen.set("region=weifang&lock=region");
    until("the other city", || {
        let row = screen.get("[data-answer=region]").unwrap();
        row.text_content().unwrap().contains("潍坊")
    })
    .await;
    assert_eq!(screen.count("[data-answer=region] button"), 0);
    // No such place: nothing is locked, and the answer stays.
    screen.set("region=mars&lock=region");
    screen.find("[data-answer=region] button").await;
    assert!(screen.text("[data-answer=region]").await.contains("潍坊"));
    screen.set("lang=en");
    screen.find(".ss[lang=en]").await;
    screen.set("lang=zh-CN");
    screen.find(".ss[lang=zh-CN]").await;
    screen.set("lang=en&share=");
    screen.find(".ss[lang=en]").await;
    // What is left open is as it was at first.
    screen.set("lang=");
    screen.find(".ss[lang=zh-CN]").await;
    drop(screen);
    // A lock takes back what somebody has chosen instead.
    let screen = Screen::set_up("region=zibo", "audience=individual&region=taian").await;
    assert!(screen.text("[data-answer=region]").await.contains("泰安"));
    screen.set("lock=region");
    until("the host's city", || {
        let row = screen.get("[data-answer=region]").unwrap();
        row.text_content().unwrap().contains("淄博")
    })
    .await;
    assert_eq!(screen.count("[data-answer=region] button"), 0);
}

#[wasm_bindgen_test]
async fn a_host_is_told_counts_and_never_an_answer_unless_the_page_says_so() {
    let screen = Screen::with(LIAOCHENG).await;
    until("a report", || told("progress").starts_with("[false,")).await;
    let report = told("progress");
    for part in [r#""answered":3,"#, r#""counts":{"right":0,"#] {
        assert!(report.contains(part), "{part} is not in {report}");
    }
    assert!(!report.contains("answers") && !report.contains("liaocheng"));
    let notices = screen.count(".ss-header .ss-notice");
    screen.set("share=1");
    let answers = |line: &str| told("progress").ends_with(&format!(r#""answers":"{line}"}}]"#));
    until("a place for answers", || answers("")).await;
    assert_eq!(screen.count(".ss-header .ss-notice"), notices + 1);
    // What was answered before is not told; what is answered now is.
    screen.click("[data-answer=level] button").await;
    screen
        .click("[data-answer=level] button[type=submit]")
        .await;
    until("the answer", || answers("level=advanced")).await;
    until("it to be kept", || told("store").ends_with("\nlevel")).await;
    screen.set("share=0");
    until("no answers", || !told("progress").contains("answers")).await;
    assert_eq!(screen.count(".ss-header .ss-notice"), notices);
}

#[wasm_bindgen_test]
async fn a_host_is_told_sums_in_yuan() {
    let _screen = Screen::with(&entitled(30)).await;
    let sums = r#""right":{"once":{"low":2000,"high":8000},"yearly":{"low":0,"high":0}}"#;
    until("the sums", || told("progress").contains(sums)).await;
    assert!(told("progress").contains(r#""counts":{"right":1,"#));
}

#[wasm_bindgen_test]
async fn a_source_that_has_grown_old_says_so_on_its_cards() {
    let card = "[data-benefit=liaocheng-upgrade-unemployment-insurance]";
    let screen = Screen::set_up("on=2026-12-01", LIAOCHENG).await;
    screen.find(card).await;
    let said = screen.get(card).unwrap().text_content().unwrap();
    assert!(!said.contains("再核对"), "{said}");
    drop(screen);
    let screen = Screen::set_up("on=2030-01-01", LIAOCHENG).await;
    screen.find(card).await;
    let said = screen.text(&format!("{card} .ss-notice")).await;
    assert!(said.contains("再核对"), "{said}");
}

#[wasm_bindgen_test]
async fn a_newer_version_is_offered_and_answers_stay() {
    let screen = Screen::with(LIAOCHENG).await;
    screen.set("update=1");
    screen.click("[data-button=update]").await;
    until("the host to be asked", || told("update") == "asked").await;
    assert_eq!(screen.count("[data-answer]"), 3);
}

#[wasm_bindgen_test]
async fn typing_draws_nothing_anew_and_keeps_the_caret() {
    let screen = Screen::with(MONTHS).await;
    let ask = "[data-button=ask][value=unemployment_insurance_months]";
    screen.click(ask).await;
    let form = "form[data-fact=unemployment_insurance_months]";
    screen.find(form).await;
    let choice = format!("{form} [data-option*='..']");
    let field = "#unemployment_insurance_months-0";
    screen.click(&choice).await;
    until("a choice", || screen.ticked(&choice)).await;
    until("the totals to be read out", || {
        let live = screen.get("#live").unwrap().text_content();
        live.is_some_and(|sentence| !sentence.is_empty())
    })
    .await;
    let input: HtmlInputElement = screen.get(field).unwrap().unchecked_into();
    input.focus().unwrap();
    screen.write(field, "24").await;
    input.set_selection_range(1, 1).unwrap();
    // A choice gives way to the number: that is drawn.
    until("the choice to go", || !screen.ticked(&choice)).await;
    assert_eq!(input.value(), "24");
    assert_eq!(input.selection_start().unwrap(), Some(1));
    screen.focus_is(field).await;

    let seen = Closure::<dyn Fn()>::new(|| {});
    let observer = MutationObserver::new(seen.as_ref().unchecked_ref()).unwrap();
    let what = MutationObserverInit::new();
    what.set_subtree(true);
    what.set_child_list(true);
    what.set_attributes(true);
    what.set_character_data(true);
    observer.observe_with_options(&screen.place, &what).unwrap();
    screen.write(field, "241").await;
    input.set_selection_range(2, 2).unwrap();
    // The page draws in a microtask, and this one comes behind it.
    let drawn = js_sys::Promise::resolve(&JsValue::NULL);
    wasm_bindgen_futures::JsFuture::from(drawn).await.unwrap();
    assert_eq!(observer.take_records().length(), 0);
    assert_eq!(input.selection_start().unwrap(), Some(2));
    screen.submit(form).await;
    screen.gone(form).await;
    screen.results().await;
    let row = screen
        .text("[data-answer=unemployment_insurance_months]")
        .await;
    assert!(row.contains("241个月"), "{row}");
}

/// Widgets come and go without leaving anything behind in the program's memory.
#[wasm_bindgen_test]
async fn two_hundred_widgets_leave_nothing_behind() {
    let place = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&place).unwrap();
    let mut in_use = Vec::new();
    for round in 0..200 {
        let number = mount(&place, "region=zibo&audience=individual", "");
        until("the page", || place.query_selector("h1").unwrap().is_some()).await;
        widget::unmount(number);
        until("nothing", || place.child_element_count() == 0).await;
        if round % 50 == 49 {
            in_use.push(IN_USE.load(Relaxed));
        }
    }
    // What a widget leaves would show in every fifty: seven bytes of each. A table that grows, or one
    // more root where a widget comes before the last one has been cleared away, stays for the next.
    let least = in_use
        .windows(2)
        .map(|two| two[1].saturating_sub(two[0]))
        .min();
    assert!(least < Some(350), "bytes in use: {in_use:?}");
    place.remove();
}

#[wasm_bindgen_test]
async fn english_is_one_click_away_and_the_policy_stays_chinese() {
    let screen = Screen::with(LIAOCHENG).await;
    screen.click("[data-button=language]").await;
    screen.find(".ss[lang=en]").await;
    assert_eq!(screen.text("h1").await, "Skill subsidy calculator");
    assert!(
        screen
            .text("[data-answer=level]")
            .await
            .contains("advanced")
    );
    // Every benefit is called by its name in either language.
    let cards = screen.count("article");
    assert!(cards > 0);
    assert_eq!(screen.count("h4 + p[lang=zh-CN]"), cards);
    assert!(!screen.text("article h4").await.contains("补贴"));
    assert_eq!(screen.count("blockquote:not([lang=zh-CN])"), 0);
    until("the document to be told", || {
        told("title").starts_with("en\n")
    })
    .await;
    screen.click("[data-button=language]").await;
    screen.find(".ss[lang=zh-CN]").await;
    assert_eq!(screen.text("h1").await, "技能补贴计算器");
    assert_eq!(screen.count("[data-answer]"), 3);
}

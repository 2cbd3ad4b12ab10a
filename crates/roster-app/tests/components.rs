//! The view for many people in a browser, with the program in the page itself: what stands in it, what a click
//! or a key does, where the keyboard goes.
//!
//! Run with `cargo xtask test components`. Nothing waits for a time; everything waits for what shall be seen.

use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Reflect};
use roster_app::host::Carrier;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    Document, Element, Event, EventInit, HtmlElement, HtmlSelectElement, HtmlTextAreaElement,
};

wasm_bindgen_test_configure!(run_in_browser);

const ROSTER: &str = "姓名,身份证号,职业技能等级,发证日期\n\
    张三,370102199003071234,技师,2026-05-20\n\
    李四,370102198803071235,高级工,二〇\n\
    王五,370102198903071236,高级工,2026-05-21\n\
    合计,,,\n";

/// One widget with the view over it, and the hand that uses it.
struct Screen {
    widget: HtmlElement,
}

impl Screen {
    /// Opens the view as the page does.
    async fn open(region: &str, lang: &str) -> Screen {
        let document = document();
        let widget: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        widget.set_inner_html("<button data-button=\"roster\">x</button>");
        document.body().unwrap().append_child(&widget).unwrap();
        run(
            "if (!window.told) addEventListener('cover', () => (told.covered += 1));
             window.told = { covered: 0 };",
        );
        let start = Function::new_with_args(
            "region, lang",
            "return { region, lang, day: '2026-11-24', base: 'https://example.test/' };",
        );
        let start = start.call2(&JsValue::NULL, &region.into(), &lang.into());
        let carrier = run("return {
            print: () => (told.printed = true),
            watch: () => () => {
                const touched = told.touched;
                told.touched = false;
                return touched;
            },
            closed: () => (told.closed = true),
            rules: async () => told.rules,
            read: (path) => fetch(path).then(async (file) => new Uint8Array(await file.arrayBuffer())),
        };");
        let rules = js_sys::Uint8Array::from(desk::BUILT_IN);
        Reflect::set(&run("return told"), &"rules".into(), &rules).unwrap();
        let carrier: Carrier = carrier.unchecked_into();
        assert!(roster_app::open(&widget, carrier, start.unwrap()).is_ok());
        let screen = Screen { widget };
        screen.find("#roster-region option + option").await;
        screen
    }

    /// The view stands behind the widget.
    fn view(&self) -> Option<Element> {
        self.widget.next_element_sibling()
    }

    fn get(&self, selector: &str) -> Option<Element> {
        self.view()?.query_selector(selector).unwrap()
    }

    /// Waits until something fits.
    async fn find(&self, selector: &str) -> Element {
        until(selector, || self.get(selector).is_some()).await;
        self.get(selector).unwrap()
    }

    async fn text(&self, selector: &str) -> String {
        self.find(selector).await.text_content().unwrap()
    }

    /// Waits until something says this.
    async fn says(&self, selector: &str, said: &str) {
        until(&format!("{selector} to say {said}"), || {
            let text = self.get(selector).and_then(|one| one.text_content());
            text.is_some_and(|text| text.contains(said))
        })
        .await;
    }

    async fn click(&self, selector: &str) {
        let element: HtmlElement = self.find(selector).await.unchecked_into();
        element.click();
    }

    async fn press(&self, name: &str) {
        self.click(&format!("[data-button={name}]")).await;
    }

    async fn choose(&self, selector: &str, value: &str) {
        let select: HtmlSelectElement = self.find(selector).await.unchecked_into();
        select.set_value(value);
        dispatch(&select, "change");
    }

    fn value(&self, selector: &str) -> String {
        let select: HtmlSelectElement = self.get(selector).unwrap().unchecked_into();
        select.value()
    }

    async fn paste(&self, roster: &str) {
        let area: HtmlTextAreaElement = self.find("#roster-paste").await.unchecked_into();
        area.set_value(roster);
        self.press("roster-paste").await;
    }

    async fn evaluate(&self) {
        self.paste(ROSTER).await;
        self.press("roster-go").await;
        self.press("roster-assume").await;
        self.find(".ssr-row[id]").await;
    }

    /// The element that has the keyboard.
    async fn focus_is(&self, selector: &str) {
        until(&format!("the keyboard on {selector}"), || {
            let active = document().active_element();
            active.is_some_and(|active| active.matches(selector).unwrap())
        })
        .await;
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        dispatch(&self.widget, "unmount");
        self.widget.remove();
    }
}

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

fn run(code: &str) -> JsValue {
    Function::new_no_args(code).call0(&JsValue::NULL).unwrap()
}

fn told(name: &str) -> JsValue {
    Reflect::get(&run("return told"), &name.into()).unwrap()
}

fn dispatch(element: &Element, kind: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict(kind, &init).unwrap();
    element.dispatch_event(&event).unwrap();
}

async fn until(what: &str, reached: impl Fn() -> bool) {
    for _ in 0..1000 {
        if reached() {
            return;
        }
        TimeoutFuture::new(10).await;
    }
    panic!("waited for {what}");
}

#[wasm_bindgen_test]
async fn a_roster_is_pasted_confirmed_and_evaluated() {
    let screen = Screen::open("zibo", "zh-CN").await;
    screen.focus_is("h1").await;
    screen.paste(ROSTER).await;
    screen.focus_is(".ssr-columns h2").await;
    screen.says("[data-button=roster-go]", "3").await;
    let level = "select[data-column=\"职业技能等级\"]";
    until("what the columns are taken for", || {
        screen.value(level) == "fact:level"
    })
    .await;
    let samples = screen.text(".ssr-columns tbody").await;
    assert!(!samples.contains("370102"), "{samples}");
    // Two for one thing cannot be.
    screen
        .choose("select[data-column=\"发证日期\"]", "fact:level")
        .await;
    screen.press("roster-go").await;
    screen.says(".ssr-columns .ssr-error", "职业技能等级").await;
    screen
        .choose("select[data-column=\"发证日期\"]", "fact:certificate_date")
        .await;
    // Who looks like nobody can be put back.
    screen.click("[data-row=\"5\"]").await;
    screen.says("[data-button=roster-go]", "4").await;
    screen.click("[data-row=\"5\"]").await;
    screen.says("[data-button=roster-go]", "3").await;
    screen.press("roster-go").await;
    screen.focus_is(".ssr-assume h2").await;
    screen.press("roster-assume").await;
    screen.focus_is(".ssr-summary h2").await;
    screen.says("[data-total=people]", "3").await;
    screen.says("[data-total=faults]", "1").await;
    // Somebody is looked at, and left.
    screen.click("#roster-row-1").await;
    screen.focus_is(".ssr-detail h3").await;
    screen.says(".ssr-faults", "D3").await;
    let card = screen.find(".ssr-detail [data-benefit]").await;
    let benefit = card.get_attribute("data-benefit").unwrap();
    assert!(card.query_selector("blockquote p").unwrap().is_some());
    let link = card.query_selector("a").unwrap().unwrap();
    let address = link.get_attribute("href").unwrap();
    assert!(
        address.starts_with("https://example.test/policy/"),
        "{address}"
    );
    assert!(address.ends_with(&format!("#{benefit}")), "{address}");
    screen.press("roster-close").await;
    screen.focus_is(".ssr-list").await;
    // Whoever goes back finds what was chosen.
    screen.press("roster-columns").await;
    until("the columns once more", || {
        screen.get(level).is_some() && screen.value(level) == "fact:level"
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_list_shows_who_is_looked_for() {
    let screen = Screen::open("zibo", "zh-CN").await;
    screen.evaluate().await;
    let search: HtmlTextAreaElement = screen.find("#roster-search").await.unchecked_into();
    search.set_value("王");
    dispatch(&search, "input");
    screen.says("#roster-shown", "显示 1 人，共 3 人").await;
    screen.says("#roster-row-0", "王五").await;
    search.set_value("");
    dispatch(&search, "input");
    screen.says("#roster-shown", "显示 3 人").await;
    screen.choose("#roster-show", "withFaults").await;
    screen.says("#roster-row-0", "李四").await;
    screen.choose("#roster-show", "all").await;
    screen.says("#roster-row-2", "王五").await;
    // As a dictionary sorts them.
    screen.choose("#roster-sort", "byName").await;
    screen.says("#roster-row-0", "李四").await;
    screen.says("#roster-row-2", "张三").await;
}

#[wasm_bindgen_test]
async fn it_lies_over_its_widget_and_goes() {
    let screen = Screen::open("zibo", "zh-CN").await;
    assert!(screen.widget.hidden());
    assert_eq!(told("covered"), JsValue::from(1));
    screen.evaluate().await;
    screen.press("roster-print").await;
    assert!(told("printed").is_truthy());
    screen.click("[data-uncover] button").await;
    until("the widget", || !screen.widget.hidden()).await;
    assert!(screen.view().is_none());
    assert_eq!(told("covered"), JsValue::from(2));
    assert!(told("closed").is_truthy());
}

#[wasm_bindgen_test]
async fn a_widget_that_goes_takes_it_with_it() {
    let screen = Screen::open("zibo", "zh-CN").await;
    let view = screen.view().unwrap();
    drop(screen);
    until("it to go", || !view.is_connected()).await;
    assert!(!told("closed").is_truthy());
}

#[wasm_bindgen_test]
async fn without_a_place_nothing_is_read() {
    let screen = Screen::open("", "zh-CN").await;
    screen.paste(ROSTER).await;
    screen.says(".ssr-error", "请先选城市").await;
    screen.focus_is("#roster-region").await;
    screen.choose("#roster-region", "taian").await;
    until("it to be mended", || {
        screen
            .get(".ssr-error")
            .unwrap()
            .text_content()
            .unwrap()
            .is_empty()
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_is_no_roster_is_named() {
    let screen = Screen::open("zibo", "en").await;
    let choose = Function::new_with_args(
        "input",
        "const files = new DataTransfer();
         files.items.add(new File(['%PDF-1.7\\n'], 'a.xlsx'));
         input.files = files.files;
         input.dispatchEvent(new Event('change', { bubbles: true }));",
    );
    let input = screen.find("#roster-file").await;
    choose.call1(&JsValue::NULL, &input).unwrap();
    screen.says(".ssr-error", "PDF").await;
    assert!(!input.has_attribute("accept"));
}

#[wasm_bindgen_test]
async fn what_somebody_has_translated_is_drawn_anew() {
    let screen = Screen::open("zibo", "zh-CN").await;
    screen.evaluate().await;
    run("const shown = document.querySelector('#roster-shown');
         const font = document.createElement('font');
         font.textContent = 'Shown: 3';
         shown.replaceChildren(font);
         told.touched = true;");
    screen.choose("#roster-show", "withFaults").await;
    screen.says("#roster-shown", "显示 1 人").await;
}

#[wasm_bindgen_test]
async fn the_enterprise_answers() {
    let screen = Screen::open("zibo", "zh-CN").await;
    screen.paste("姓名,订单班\n甲,是\n乙,是\n丙,否\n").await;
    screen.press("roster-go").await;
    screen.press("roster-assume").await;
    let field = "#roster-fact-order_hires";
    let input: HtmlTextAreaElement = screen.find(field).await.unchecked_into();
    assert_eq!(input.placeholder(), "2");
    let write = |text: &str| {
        input.set_value(text);
        dispatch(&input, "input");
    };
    write("many");
    screen.press("roster-save").await;
    screen.focus_is(field).await;
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    write("0");
    screen.press("roster-save").await;
    screen.focus_is(".ssr-enterprise-results").await;
    screen
        .says(".ssr-enterprise .ssr-derived", "没有采用")
        .await;
}

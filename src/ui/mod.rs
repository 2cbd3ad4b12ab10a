//! What stands on the screen: function components that show the session and send it actions.
//!
//! Nothing here decides anything about subsidies; see `session.rs` for what an action does, and
//! `effects.rs` for what the browser is asked.
//!
//! Tests, styles and hosts may rely on these marks:
//!
//! - `form[data-fact="<fact id>"]`: the form of a page, by the question that opens it. In it
//!   `[data-question="<fact id>"]`: a question. Its inputs carry `data-option="<option id>"` and the same
//!   as `value` (`yes` and `no` for yes/no questions; `-` for 以上都没有, `~` for 不清楚); numbers have
//!   one text field, dates three, with `name` `0`, `1`, `2` (year, month, day).
//! - `[data-view="questions|results|benefit"]`: what stands on the screen.
//! - `[data-group="right|possible|open|selection|services|no"]`: a group of results.
//! - `[data-benefit="<id>"]` with `data-verdict="eligible|by_review|possible|ineligible|lapsed"`:
//!   a card.
//! - `[data-total="right|selection"]`: a total.
//! - `[data-condition="yes|no|open|unstated"]`: a condition on a card.
//! - `[data-answer="<fact id>"]`: a row in the list of answers; `data-idle` if it does not count.
//! - `#live`: the sentence read out when totals change. `#failure`, in `index.html`: the sentence
//!   for a page that cannot go on.
//!
//! - `[data-button="<name>"]`: a button, with a `value` where several have one name. No Rust reads them;
//!   `host.js` finds by them the button that opens the view for many people, and where the keyboard was.

mod answers;
mod benefit;
mod card;
mod conditions;
mod fields;
mod footer;
mod header;
mod panel;
mod particulars;
mod question;
mod results;
mod source;
mod tools;

use yew::prelude::*;

use crate::effects::{
    use_announcer, use_day, use_first_language, use_focus, use_notes, use_progress, use_remote,
    use_stored_answers, use_title,
};
use crate::history::use_history;
use crate::host::Host;
use crate::options::Start;
use crate::remote::Remote;
use crate::session::{Action, SessionHandle, View};
use answers::AnswersList;
use benefit::BenefitPage;
use footer::Footer;
use header::Header;
use panel::Panel;
use question::CurrentQuestion;
use results::Results;

#[derive(Clone, PartialEq, Properties)]
pub struct AppProps {
    pub host: Host,
    pub start: Start,
    pub remote: Remote,
}

/// A widget: its session, and all that follows from it.
#[component]
pub fn App(props: &AppProps) -> Html {
    let AppProps {
        host,
        start,
        remote,
    } = props;
    let session = use_reducer_eq(|| start.session());
    use_first_language(&session, host, start.lang());
    use_notes(&session, host);
    use_remote(&session, host, remote);
    let moves = ui::use_moves(session.focus.0);
    use_stored_answers(&session, host);
    use_day(&session, host);
    use_progress(&session, host);
    use_history(&session, host, start.alone);
    let drawing = ui::use_drawing(host.is_touched());
    use_title(host, session.words.lang, header::title(&session));
    html! {
        <ContextProvider<Host> context={host.clone()}>
            <ContextProvider<ui::Moves> context={moves}>
                <ContextProvider<SessionHandle> context={session}>
                    // First: at the end it would make the page longer.
                    <LiveTotals />
                    <Page key={drawing} />
                </ContextProvider<SessionHandle>>
            </ContextProvider<ui::Moves>>
        </ContextProvider<Host>>
    }
}

/// All that is seen of a widget.
#[component]
pub fn Page() -> Html {
    let session = use_session();
    // Small screens save the room of the introduction once somebody is on the way.
    let begun = (!session.order.is_empty()).then_some("");
    let view = match session.view {
        View::Questions => "questions",
        View::Results => "results",
        View::Benefit(_) => "benefit",
    };
    html! {
        <div class="ss" lang={session.words.lang.tag()} data-begun={begun} data-view={view} data-elder={session.elder.then_some("")}>
            <Header />
            <main class="ss-main">
                if session.view == View::Questions {
                    <CurrentQuestion />
                    <Panel />
                } else if let View::Benefit(benefit) = session.view {
                    <BenefitPage key={session.benefit(benefit).id} {benefit} />
                } else {
                    <Results />
                    <AnswersList />
                }
            </main>
            <Footer />
        </div>
    }
}

/// The totals for those who hear the page.
#[component]
fn LiveTotals() -> Html {
    let session = use_session();
    let announced = use_announcer(results::sentence(&session));
    // Each sentence in an element of its own: a translator may have taken the text of the one before.
    html! {
        <p id="live" class="ss-unseen" role="status" lang={session.words.lang.tag()}>
            <span key={announced.clone()}>{ announced }</span>
        </p>
    }
}

#[hook]
fn use_session() -> SessionHandle {
    use_context().expect("components of a page stand in it")
}

#[hook]
fn use_host() -> Host {
    use_context().expect("components of a page stand in it")
}

/// A click that sends the session this action.
fn on_click(session: &SessionHandle, action: Action) -> Callback<MouseEvent> {
    let dispatcher = session.dispatcher();
    Callback::from(move |_| dispatcher.dispatch(action.clone()))
}

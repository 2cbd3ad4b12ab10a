//! Answering whatever the page asks, and reading what it then says.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::page::Page;

/// What somebody knows of themselves: a fact's id, and the answer as it would be written in a list.
///
/// Options by id, several with spaces between; `yes` or `no`; whole numbers; `YYYY-MM-DD`, `YYYY-MM`
/// or `YYYY`; `-` for as little as can be said (以上都没有, 没有, 否, 0) and `~` for 不清楚. The fact
/// `*` stands for every other question.
pub type Person<'a> = &'a [(&'a str, &'a str)];

/// The question that stands open, as far as a walker needs to know.
#[derive(Clone, PartialEq, Debug)]
pub struct Question {
    pub fact: String,
    /// `radio`, `checkbox`, or `text`.
    pub kind: String,
    /// Ids of the options on offer.
    pub options: Vec<String>,
}

/// Where the open page of questions stands, apart from answers that are being edited.
pub const FORM: &str = ".ss-ask form[data-fact]";

/// For scripts: the questions of the form that is their first argument, and whether one is filled in.
const PARTS: &str = "
    const parts = [...document.querySelectorAll(arguments[0] + ' [data-question]')];
    const inputs = (part) => [...part.querySelectorAll('input')];
    const filled = (part) =>
      inputs(part).some(input => input.type === 'text' ? input.value : input.checked);";

/// Where one question of the open page stands.
pub fn part(fact: &str) -> String {
    format!("{FORM} [data-question={fact}]")
}

/// Options that say as little as can be said, the barest first.
pub const LEAST: [&str; 5] = ["-", "none", "no", "local", "other"];

/// Among the results, goes on to the questions that are left; quiet where they bear on services alone.
const GO_ON: &str = ".ss-results [data-button=go-on]";

/// No question at all is more than a person would bear; a walk this long goes in circles.
const MOST_QUESTIONS: usize = 40;

impl Page {
    /// Loads the page for a day of evaluation, and waits until it can be used.
    pub async fn start(&self, day: &str) -> Result<()> {
        self.open(&format!("?on={day}")).await?;
        self.ready().await
    }

    /// Waits until the page can be used, and has fetched the notes to the rules.
    pub async fn ready(&self) -> Result<()> {
        self.until("document.querySelector('form[data-fact], .ss-results, .ss-benefit')")
            .await?;
        self.until(
            "performance.getEntriesByType('resource')
               .some(entry => entry.name.includes('/notes-') && entry.responseEnd > 0)",
        )
        .await
    }

    /// The first question of the open page that is not filled in, or of a page that is, the first;
    /// `None` when there is none any more.
    pub async fn question(&self) -> Result<Option<Question>> {
        self.to_questions(&format!("{GO_ON}:not(.ss-quiet)"))
            .await?;
        self.open_question().await
    }

    /// From the results on to the questions, if there are any behind this button.
    async fn to_questions(&self, go_on: &str) -> Result<()> {
        if self.has(go_on).await? {
            self.click(go_on).await?;
            self.until("document.querySelector('.ss-ask')").await?;
        }
        Ok(())
    }

    /// From whatever is on the screen to the results, if there are any yet.
    pub async fn to_results(&self) -> Result<()> {
        for way in [".ss-ask [data-button=results]", "[data-button=close]"] {
            if self.has(way).await? {
                self.click(way).await?;
                self.until("document.querySelector('.ss-results')").await?;
            }
        }
        Ok(())
    }

    /// Looks at the page of a benefit, and goes back to the results.
    pub async fn look_at<T>(
        &self,
        benefit: &str,
        look: impl AsyncFnOnce() -> Result<T>,
    ) -> Result<T> {
        self.open_benefit(benefit).await?;
        let seen = look().await?;
        self.to_results().await?;
        Ok(seen)
    }

    /// From the results to the page of a benefit, whether its group is unfolded or not.
    pub async fn open_benefit(&self, benefit: &str) -> Result<()> {
        self.to_results().await?;
        let button =
            format!("document.querySelector('[data-button=benefit][value=\"{benefit}\"]')");
        ensure!(
            self.value(&format!("!!{button}")).await? == json!(true),
            "no card for {benefit}"
        );
        self.value(&format!("{button}.click()")).await?;
        self.until("document.querySelector('.ss-benefit')").await
    }

    async fn open_question(&self) -> Result<Option<Question>> {
        let script = format!(
            "{PARTS}
             if (!parts.length) return null;
             const open = parts.find(part => !filled(part)) ?? parts[0];
             return {{
               fact: open.dataset.question,
               kind: inputs(open)[0].type,
               options: inputs(open).map(input => input.dataset.option).filter(Boolean),
             }};"
        );
        let found = self.script(&script, vec![json!(FORM)]).await?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(match found {
            Value::Null => None,
            found => Some(Question {
                fact: text(&found["fact"]),
                kind: text(&found["kind"]),
                options: found["options"]
                    .as_array()
                    .context("options")?
                    .iter()
                    .map(text)
                    .collect(),
            }),
        })
    }

    /// Answers questions until none is left, those on services too. Gives the facts that were asked, in
    /// order.
    pub async fn walk(&self, person: Person<'_>) -> Result<Vec<String>> {
        let mut asked = Vec::new();
        while let Some(question) = self.next_question().await? {
            ensure!(asked.len() < MOST_QUESTIONS, "still asking after {asked:?}");
            self.answer(&question, reply(&question, person)?).await?;
            asked.push(question.fact);
        }
        Ok(asked)
    }

    /// The open question. When all that bears on money has been asked, goes on to what bears on services
    /// alone.
    async fn next_question(&self) -> Result<Option<Question>> {
        self.to_questions(GO_ON).await?;
        self.open_question().await
    }

    /// Answers questions until `fact` is asked.
    pub async fn walk_to(&self, fact: &str, person: Person<'_>) -> Result<()> {
        for _ in 0..MOST_QUESTIONS {
            let Some(question) = self.next_question().await? else {
                break;
            };
            if question.fact == fact {
                return Ok(());
            }
            self.answer(&question, reply(&question, person)?).await?;
        }
        bail!("{fact} was never asked")
    }

    /// Answers a question of the open page. Sends the page when no question on it is left, and waits
    /// for the next.
    pub async fn answer(&self, question: &Question, reply: &str) -> Result<()> {
        self.enter(&part(&question.fact), question, reply).await?;
        if self.unanswered().await? > 0 {
            return Ok(());
        }
        self.click(&format!("{FORM} [data-button=next]")).await?;
        self.until(&format!(
            "document.querySelector('.ss-problems') || {}",
            moved_on(question)
        ))
        .await?;
        if self.has(".ss-problems").await? {
            let problem = self
                .text_of("document.querySelector('.ss-problems').innerText")
                .await?;
            bail!("{} refuses `{reply}`: {problem}", question.fact);
        }
        Ok(())
    }

    /// As [`Page::answer`], where the form still shows what was wrong with the last attempt.
    pub async fn answer_after_mistake(&self, question: &Question, reply: &str) -> Result<()> {
        self.enter(&part(&question.fact), question, reply).await?;
        if self.unanswered().await? > 0 {
            return Ok(());
        }
        self.click(&format!("{FORM} [data-button=next]")).await?;
        self.until(&moved_on(question)).await
    }

    /// How many questions of the open page are not filled in, once what hangs on the last answer has
    /// been drawn: whatever was clicked stands before this in the browser's queue.
    pub async fn unanswered(&self) -> Result<u64> {
        self.script_async("setTimeout(arguments[0], 0, true)")
            .await?;
        let script = format!("{PARTS} return parts.filter(part => !filled(part)).length;");
        let count = self.script(&script, vec![json!(FORM)]).await?;
        count.as_u64().context("a number of questions")
    }

    /// Fills in a form without sending it.
    pub async fn enter(&self, form: &str, question: &Question, reply: &str) -> Result<()> {
        let option = |id: &str| format!("{form} [data-option='{id}']");
        let offered = |id: &str| question.options.iter().any(|option| option == id);
        if reply == "~" {
            return self.choose(&option("~")).await;
        }
        if reply == "-"
            && let Some(least) = LEAST.into_iter().find(|id| offered(id))
        {
            return self.choose(&option(least)).await;
        }
        match question.kind.as_str() {
            // One option alone of a list is asked as a yes or no.
            "radio" if reply.split(' ').any(offered) || offered("-") => {
                let chosen = reply.split(' ').find(|id| offered(id)).unwrap_or("-");
                self.choose(&option(chosen)).await
            }
            // The unknown stands as a tick box beside a text field too.
            "checkbox" if offered("-") => {
                let chosen: Vec<_> = reply.split(' ').filter(|id| offered(id)).collect();
                if chosen.is_empty() {
                    return self.click(&option("-")).await;
                }
                for id in chosen {
                    self.click(&option(id)).await?;
                }
                Ok(())
            }
            _ => {
                let reply = if reply == "-" { "0" } else { reply };
                for (slot, part) in fields(reply).into_iter().enumerate() {
                    self.fill(&format!("{form} input[name='{slot}']"), part)
                        .await?;
                }
                Ok(())
            }
        }
    }

    /// Clicks an option, unfolding first what it stands in.
    async fn choose(&self, option: &str) -> Result<()> {
        let fold = format!(
            "document.querySelector({})?.closest('details:not([open])')",
            json!(option)
        );
        self.value(&format!("{fold}?.querySelector('summary').click()"))
            .await?;
        self.click(option).await
    }

    /// Opens an answer in the list, replaces it, and waits until it is saved.
    pub async fn edit(&self, fact: &str, reply: &str) -> Result<()> {
        self.to_results().await?;
        let row = format!("[data-answer='{fact}']");
        self.click(&format!("{row} [data-button=edit]")).await?;
        let form = format!("{row} form[data-fact]");
        let first = self.find(&format!("{form} input")).await?;
        let question = Question {
            fact: fact.to_owned(),
            kind: first.attr("type").await?.unwrap_or_default(),
            options: self.options(&form).await?,
        };
        if question.kind == "checkbox" {
            // Ticks from before would stay beside the new ones.
            self.click(&format!("{form} [data-option='-']")).await?;
        }
        if question.kind != "checkbox" || reply != "-" {
            self.enter(&form, &question, reply).await?;
        }
        self.click(&format!("{form} [data-button=next]")).await?;
        self.until(&format!("!document.querySelector({})", json!(form)))
            .await
    }

    async fn options(&self, form: &str) -> Result<Vec<String>> {
        let found = self
            .script(
                "return [...document.querySelectorAll(arguments[0] + ' [data-option]')]
                   .map(input => input.dataset.option);",
                vec![json!(form)],
            )
            .await?;
        Ok(serde_json::from_value(found)?)
    }

    /// Verdict on a benefit's card; `None` if there is no card.
    pub async fn verdict(&self, benefit: &str) -> Result<Option<String>> {
        self.to_results().await?;
        let verdict = self
            .value(&format!(
                "document.querySelector('[data-benefit=\"{benefit}\"]')?.dataset.verdict"
            ))
            .await?;
        Ok(verdict.as_str().map(str::to_owned))
    }

    /// Which group a benefit's card stands in.
    pub async fn group(&self, benefit: &str) -> Result<Option<String>> {
        self.to_results().await?;
        let group = self
            .value(&format!(
                "document.querySelector('[data-benefit=\"{benefit}\"]')?.closest('[data-group]').dataset.group"
            ))
            .await?;
        Ok(group.as_str().map(str::to_owned))
    }

    /// All text on a benefit's page, folded parts too.
    pub async fn card(&self, benefit: &str) -> Result<String> {
        self.look_at(benefit, async || {
            self.text_of("document.querySelector('.ss-benefit').textContent")
                .await
        })
        .await
    }

    /// Text of a total, `right` or `selection`.
    pub async fn total(&self, which: &str) -> Result<String> {
        self.to_results().await?;
        self.text_of(&format!(
            "document.querySelector('[data-total={which}]').textContent"
        ))
        .await
    }

    /// Every verdict on the page: benefit and verdict.
    pub async fn verdicts(&self) -> Result<Vec<(String, String)>> {
        self.to_results().await?;
        let found = self
            .value(
                "[...document.querySelectorAll('[data-benefit]')]
                   .map(card => [card.dataset.benefit, card.dataset.verdict])",
            )
            .await?;
        Ok(serde_json::from_value(found)?)
    }

    /// The list of answers as shown: fact and text.
    pub async fn answers(&self) -> Result<Vec<(String, String)>> {
        self.to_results().await?;
        let found = self
            .value(
                "[...document.querySelectorAll('[data-answer]')].map(row => [
                   row.dataset.answer,
                   row.querySelector('span')?.textContent ?? '',
                 ])",
            )
            .await?;
        Ok(serde_json::from_value(found)?)
    }

    /// Waits for a verdict, and for the benefit's card or page to hold each of `words`.
    pub async fn expect(&self, benefit: &str, verdict: &str, words: &[&str]) -> Result<()> {
        self.to_results().await?;
        let card = format!(
            "document.querySelector({})",
            json!(format!("[data-benefit='{benefit}']"))
        );
        let holds = |what: &str| {
            format!(
                "(card => {what} && {}.every(word => card.textContent.includes(word)))({card})",
                json!(words)
            )
        };
        let has_verdict = format!("card.dataset.verdict === {}", json!(verdict));
        if self
            .until(&format!("(card => {has_verdict})({card})"))
            .await
            .is_err()
        {
            let found = self.verdict(benefit).await?;
            bail!("{benefit} is {found:?}, not {verdict}");
        }
        if self.value(&holds(&has_verdict)).await? == json!(true) {
            return Ok(());
        }
        let whole = self
            .look_at(benefit, async || {
                if self.until(&holds(&has_verdict)).await.is_ok() {
                    return Ok(None);
                }
                self.text_of("document.querySelector('.ss-benefit').textContent")
                    .await
                    .map(Some)
            })
            .await?;
        match whole {
            None => Ok(()),
            Some(text) => bail!("{benefit} lacks one of {words:?}: {text}"),
        }
    }
}

/// What goes into each text field: a date has three, all else one.
pub fn fields(reply: &str) -> Vec<&str> {
    let parts: Vec<_> = reply.split('-').collect();
    let date = parts.len() == 3 || parts.len() == 2 && parts[0].len() == 4;
    if date { parts } else { vec![reply] }
}

/// An expression that is true once this question does not stand open any more.
pub fn moved_on(question: &Question) -> String {
    format!(
        "(() => {{
           const part = document.querySelector({});
           if (!part) return true;
           const options = [...part.querySelectorAll('[data-option]')].map(input => input.dataset.option);
           return options.join() !== {};
         }})()",
        json!(part(&question.fact)),
        json!(question.options.join(",")),
    )
}

fn reply<'a>(question: &Question, person: Person<'a>) -> Result<&'a str> {
    let of = |fact: &str| person.iter().find(|(own, _)| *own == fact);
    match of(&question.fact).or_else(|| of("*")) {
        Some((_, reply)) => Ok(reply),
        None => bail!(
            "an unexpected question: {} {:?}",
            question.fact,
            question.options
        ),
    }
}

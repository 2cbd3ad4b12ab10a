//! The program behind the view: in a worker, or, where there can be none, in the page itself, in portions
//! between which the page has its turn. Both are one [`Handler`].

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use api::roster::{Asked, Request, Response, Told};
use desk::Desk;
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use gloo_worker::{HandlerId, Registrable, Spawnable, Worker, WorkerBridge, WorkerScope};
use js_sys::{Array, Function, Intl, Object, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, WorkerOptions};
use yew::Callback;

/// How long nothing may be heard of a worker, in milliseconds.
const PATIENCE: u32 = 20_000;

/// A desk, once it has begun, and which run it is at.
#[derive(Default)]
struct Handler {
    desk: Option<Desk>,
    run: u32,
}

impl Handler {
    fn answer(&mut self, Asked { ticket, request }: Asked) -> Told {
        if request == Request::Run {
            self.run = ticket;
        }
        let response = match (&mut self.desk, request) {
            (Some(desk), request) => desk.handle(request),
            (None, begin) => match Desk::begin(begin, ranks) {
                Some((desk, begun)) => {
                    self.desk = Some(desk);
                    begun
                }
                None => Response::Failed,
            },
        };
        Told { ticket, response }
    }

    fn is_running(&self) -> bool {
        self.desk.as_ref().is_some_and(Desk::is_running)
    }

    fn go_on(&mut self) -> Told {
        Told {
            ticket: self.run,
            response: self.desk.as_mut().map_or(Response::Done, Desk::go_on),
        }
    }
}

/// A handler that may come to its end by a fault; nothing of it can be used then.
#[derive(Clone)]
struct Guarded(Rc<RefCell<Handler>>);

impl Guarded {
    fn new() -> Guarded {
        Guarded(Rc::default())
    }

    fn answer(&self, asked: Asked) -> Told {
        let ticket = asked.ticket;
        let handler = self.0.clone();
        let told = attempt(move || {
            handler
                .try_borrow_mut()
                .ok()
                .map(|mut own| own.answer(asked))
        });
        told.flatten().unwrap_or(Told {
            ticket,
            response: Response::Failed,
        })
    }

    /// Goes on with a run; nothing if there is none.
    fn go_on(&self) -> Option<Told> {
        let run = match self.0.try_borrow() {
            Ok(own) if own.is_running() => own.run,
            _ => return None,
        };
        let handler = self.0.clone();
        let told = attempt(move || handler.borrow_mut().go_on());
        Some(told.unwrap_or(Told {
            ticket: run,
            response: Response::Failed,
        }))
    }

    fn is_running(&self) -> bool {
        self.0.try_borrow().is_ok_and(|own| own.is_running())
    }
}

/// What comes of it; nothing if it traps. A trap takes whatever it was at with it and leaves the rest, as far
/// as that keeps away from what it was at.
fn attempt<T: 'static>(act: impl FnOnce() -> T + 'static) -> Option<T> {
    let done = Rc::new(Cell::new(None));
    let own = done.clone();
    let act = Closure::once(move || own.set(Some(act())));
    let function: &Function = act.as_ref().unchecked_ref();
    let outcome = function.call0(&JsValue::NULL);
    if outcome.is_err() {
        // What it held is in no state to be dropped.
        act.forget();
    }
    done.take()
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Array, typescript_type = "string[]")]
    type Names;

    #[wasm_bindgen(method, js_name = sort)]
    fn sort_by(this: &Names, compare: &Function);
}

/// The place of each name in the order of names; numbers in them count as numbers.
fn ranks(names: &[&str]) -> Vec<u32> {
    let mut different = names.to_vec();
    different.sort_unstable();
    different.dedup();
    let sorted: Names = different
        .iter()
        .map(|name| JsValue::from_str(name))
        .collect::<Array>()
        .unchecked_into();
    let numeric = Object::new();
    // A plain object takes everything.
    let _ = js_sys::Reflect::set(&numeric, &"numeric".into(), &JsValue::TRUE);
    let collator = Intl::Collator::new(&Array::of1(&"zh-Hans-CN".into()), &numeric);
    sorted.sort_by(&collator.compare());
    let mut places = vec![0; different.len()];
    for (place, name) in sorted.iter().enumerate() {
        let name = name.as_string().unwrap_or_default();
        if let Ok(at) = different.binary_search(&name.as_str()) {
            places[at] = place as u32;
        }
    }
    let place = |name: &&str| different.binary_search(name).map_or(0, |at| places[at]);
    names.iter().map(place).collect()
}

/// The worker's side.
pub struct DeskWorker(Guarded);

impl Worker for DeskWorker {
    /// Whom to tell of the run.
    type Message = HandlerId;
    type Input = Asked;
    type Output = Told;

    fn create(_: &WorkerScope<Self>) -> DeskWorker {
        DeskWorker(Guarded::new())
    }

    fn update(&mut self, scope: &WorkerScope<Self>, whom: HandlerId) {
        if let Some(told) = self.0.go_on() {
            scope.respond(whom, told);
        }
        self.pause(scope, whom);
    }

    fn received(&mut self, scope: &WorkerScope<Self>, asked: Asked, whom: HandlerId) {
        let begins = asked.request == Request::Run;
        scope.respond(whom, self.0.answer(asked));
        if begins {
            self.pause(scope, whom);
        }
    }
}

impl DeskWorker {
    /// Goes on with a run once whatever has come meanwhile has been heard.
    fn pause(&self, scope: &WorkerScope<Self>, whom: HandlerId) {
        if self.0.is_running() {
            scope.send_future(async move {
                TimeoutFuture::new(0).await;
                whom
            });
        }
    }
}

/// In a worker, waits for what is asked; anywhere else nothing begins by itself.
pub fn serve() {
    if js_sys::global().is_instance_of::<DedicatedWorkerGlobalScope>() {
        DeskWorker::registrar().register();
    }
}

enum Core {
    /// It is not known yet which.
    None,
    Worker(WorkerBridge<DeskWorker>),
    Page(Guarded),
}

/// The view's side.
pub struct Program {
    /// The address of the worker's script, where there may be one.
    script: Option<String>,
    core: RefCell<Core>,
    /// What was asked and may have to be asked again of another core.
    unheard: RefCell<Option<Vec<Asked>>>,
    hear: Callback<Told>,
    /// Hears whether the program is in a worker.
    apart: Callback<bool>,
    /// Each program has one; what is heard of another counts no more.
    serial: Cell<u32>,
}

impl Program {
    pub fn new(script: Option<String>, hear: Callback<Told>, apart: Callback<bool>) -> Rc<Program> {
        Rc::new(Program {
            script,
            core: RefCell::new(Core::None),
            unheard: RefCell::new(None),
            hear,
            apart,
            serial: Cell::new(0),
        })
    }

    /// Begins, in place of what there was.
    pub fn begin(self: &Rc<Self>) {
        self.end();
        self.unheard.replace(Some(Vec::new()));
        let serial = self.serial.get();
        let own = self.clone();
        spawn_local(async move {
            let script = match own.script.clone() {
                Some(script) if can_work(&script).await => Some(script),
                _ => None,
            };
            if own.serial.get() != serial {
                return;
            }
            match script {
                Some(script) => own.in_worker(serial, &script),
                None => own.in_page(serial),
            }
        });
    }

    /// Takes everything down. A worker that is at something ends after that.
    pub fn end(&self) {
        self.serial.set(self.serial.get() + 1);
        self.core.replace(Core::None);
        self.unheard.replace(None);
    }

    pub fn ask(self: &Rc<Self>, asked: Asked) {
        if let Some(unheard) = &mut *self.unheard.borrow_mut() {
            unheard.push(asked.clone());
        }
        match &*self.core.borrow() {
            Core::None => {}
            Core::Worker(bridge) => bridge.send(asked),
            Core::Page(guarded) => self.answer(guarded.clone(), asked),
        }
    }

    fn in_worker(self: &Rc<Self>, serial: u32, script: &str) {
        let own = self.clone();
        let bridge = DeskWorker::spawner()
            .callback(move |told| own.tell(serial, told))
            .spawn_with_loader(script);
        self.core.replace(Core::Worker(bridge));
        self.apart.emit(true);
        self.ask_again();
        let own = self.clone();
        Timeout::new(PATIENCE, move || {
            if own.serial.get() == serial && own.unheard.borrow().is_some() {
                own.in_page(serial);
            }
        })
        .forget();
    }

    fn in_page(self: &Rc<Self>, _serial: u32) {
        self.core.replace(Core::Page(Guarded::new()));
        self.apart.emit(false);
        self.ask_again();
    }

    fn ask_again(self: &Rc<Self>) {
        let unheard = self.unheard.borrow().clone();
        for asked in unheard.into_iter().flatten() {
            match &*self.core.borrow() {
                Core::None => {}
                Core::Worker(bridge) => bridge.send(asked),
                Core::Page(guarded) => self.answer(guarded.clone(), asked),
            }
        }
    }

    fn tell(&self, serial: u32, told: Told) {
        if self.serial.get() == serial {
            self.unheard.replace(None);
            self.hear.emit(told);
        }
    }

    /// In the page: each in a turn of its own, so that what was said before is drawn.
    fn answer(self: &Rc<Self>, guarded: Guarded, asked: Asked) {
        let serial = self.serial.get();
        let own = self.clone();
        spawn_local(async move {
            TimeoutFuture::new(0).await;
            if own.serial.get() != serial {
                return;
            }
            let run = (asked.request == Request::Run).then_some(asked.ticket);
            own.tell(serial, guarded.answer(asked));
            while let Some(run) = run {
                TimeoutFuture::new(0).await;
                // Another run goes on by itself.
                let current = guarded
                    .0
                    .try_borrow()
                    .is_ok_and(|handler| handler.run == run);
                if own.serial.get() != serial || !current {
                    return;
                }
                match guarded.go_on() {
                    Some(told) => own.tell(serial, told),
                    None => return,
                }
            }
        });
    }
}

/// Whether a worker of this script can be had, and a program in it: pages of another origin, or under a
/// policy of their own, have none. Browsers say so when one is made, or later. The script answers at
/// once where the worker is called so.
async fn can_work(script: &str) -> bool {
    let options = WorkerOptions::new();
    options.set_name("probe");
    let Ok(worker) = web_sys::Worker::new_with_options(script, &options) else {
        return false;
    };
    let heard = Promise::new(&mut |heard, _| {
        worker.set_onmessage(Some(&heard));
        worker.set_onerror(Some(&heard));
        Timeout::new(PATIENCE, move || {
            let _ = heard.call0(&JsValue::NULL);
        })
        .forget();
    });
    let heard = JsFuture::from(heard).await.unwrap_or_default();
    worker.terminate();
    heard
        .dyn_into::<MessageEvent>()
        .is_ok_and(|message| message.data().is_truthy())
}

//! What the program logs, for the test whose thread it runs on.
//!
//! One subscriber for the whole process. One for a thread alone would miss lines: while there is
//! no other, `tracing` asks the thread that comes to a line first, and where that one does not
//! listen, the line is switched off for all.

use std::{
    cell::RefCell,
    io::{self, Write},
    sync::Once,
};

use tracing_subscriber::{
    Layer, filter::DynFilterFn, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

thread_local! {
    static LOG: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Makes listening possible; called before a test comes to any line of the program's.
pub(crate) fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        // Asked anew for every line: a thread may begin to listen at any time.
        let is_heard = DynFilterFn::new(|_, _| LOG.with_borrow(Option::is_some));
        let layer = fmt::layer().with_ansi(false).with_writer(|| Pen);
        tracing_subscriber::registry()
            .with(layer.with_filter(is_heard))
            .init();
    });
}

/// Begins to listen to this thread.
pub(crate) fn listen() {
    install();
    LOG.set(Some(Vec::new()));
}

/// What has been heard.
pub(crate) fn heard() -> String {
    LOG.with_borrow(|log| String::from_utf8(log.clone().unwrap()).unwrap())
}

struct Pen;

impl Write for Pen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.iter_mut().for_each(|log| log.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_another_thread_logs_first_is_heard_here_all_the_same() {
    fn log() {
        tracing::trace!("said on two threads");
    }
    listen();
    std::thread::spawn(log).join().unwrap();
    log();
    let heard = heard();
    assert_eq!(heard.matches("said on two threads").count(), 1, "{heard}");
}

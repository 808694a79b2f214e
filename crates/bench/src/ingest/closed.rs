//! Closed loop: so many connections, each sending its next webhook as soon as the last one is
//! acknowledged. On one thread, so that the generator leaves the machine to the server.

use std::{
    cell::RefCell,
    io,
    net::SocketAddr,
    slice,
    time::{Duration, Instant},
};

use futures_util::future::try_join_all;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{wave::Wave, wire};

/// Sends the whole wave. Returns how long that took, from the first byte to the last
/// acknowledgement. Blocks.
///
/// # Errors
///
/// When a connection fails or a webhook is not acknowledged.
pub(super) fn send(address: SocketAddr, wave: &Wave, connections: usize) -> io::Result<Duration> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(async {
        let opening = (0..connections).map(|_| TcpStream::connect(address));
        let opened = try_join_all(opening).await?;
        let requests = RefCell::new(wave.requests.iter());
        let began = Instant::now();
        let sending = opened
            .into_iter()
            .map(|stream| keep_sending(stream, &requests));
        try_join_all(sending).await?;
        Ok(began.elapsed())
    })
}

async fn keep_sending(
    mut stream: TcpStream,
    requests: &RefCell<slice::Iter<'_, Vec<u8>>>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut answer = Vec::with_capacity(wire::ANSWER_BYTES_MAX);
    loop {
        let Some(request) = requests.borrow_mut().next() else {
            return Ok(());
        };
        stream.write_all(request).await?;
        answer.clear();
        while !wire::is_acknowledged(&answer)? {
            if stream.read_buf(&mut answer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

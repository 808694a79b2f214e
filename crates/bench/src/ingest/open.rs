//! Open loop: webhooks are due at moments fixed beforehand, whatever the server does, and latency
//! counts from the due moment. A server that stalls is charged for everyone it keeps waiting.
//!
//! Blocking threads, because timers of an async runtime count in whole milliseconds.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use midcall_sim::rng::Rng;

use super::{wave::Wave, wire};

/// Enough for a stall of 50 ms at 5,000 webhooks a second.
const CONNECTIONS: usize = 256;

/// Moments of a Poisson process of `rate_per_s`: the next is as likely now as ever.
pub(super) fn moments(count: usize, rate_per_s: f64, seed: u64) -> Vec<Duration> {
    let mut rng = Rng::new(seed);
    let mut at_s = 0.0;
    let mut next = || {
        // 53 random bits fill a float's mantissa; the half keeps the logarithm finite.
        let uniform = ((rng.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
        at_s -= uniform.ln() / rate_per_s;
        Duration::from_secs_f64(at_s)
    };
    (0..count).map(|_| next()).collect()
}

/// Sends each webhook of the wave at its moment and returns how long after it the acknowledgement
/// came. Blocks.
///
/// # Errors
///
/// When a connection fails or a webhook is not acknowledged.
pub(super) fn send(
    address: SocketAddr,
    wave: &Wave,
    moments: &[Duration],
) -> io::Result<Vec<Duration>> {
    let streams = (0..CONNECTIONS).map(|_| TcpStream::connect(address));
    let streams: Vec<TcpStream> = streams.collect::<io::Result<_>>()?;
    let sender = Sender {
        wave,
        moments,
        began: Instant::now() + Duration::from_millis(20),
        next: AtomicUsize::new(0),
    };
    thread::scope(|scope| {
        let threads: Vec<_> = streams
            .into_iter()
            .map(|stream| scope.spawn(|| sender.keep_sending(stream)))
            .collect();
        let mut latencies = Vec::with_capacity(moments.len());
        for thread in threads {
            latencies.extend(thread.join().expect("a sender does not panic")?);
        }
        Ok(latencies)
    })
}

struct Sender<'a> {
    wave: &'a Wave,
    moments: &'a [Duration],
    began: Instant,
    next: AtomicUsize,
}

impl Sender<'_> {
    fn keep_sending(&self, mut stream: TcpStream) -> io::Result<Vec<Duration>> {
        stream.set_nodelay(true)?;
        let mut answer = [0; wire::ANSWER_BYTES_MAX];
        let mut latencies = Vec::new();
        loop {
            let place = self.next.fetch_add(1, Ordering::Relaxed);
            let (Some(moment), Some(request)) =
                (self.moments.get(place), self.wave.requests.get(place))
            else {
                return Ok(latencies);
            };
            let due = self.began + *moment;
            thread::sleep(due.saturating_duration_since(Instant::now()));
            stream.write_all(request)?;
            let mut length = 0;
            while !wire::is_acknowledged(&answer[..length])? {
                let read = stream.read(&mut answer[length..])?;
                if read == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                length += read;
            }
            latencies.push(due.elapsed());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::moments;

    #[test]
    fn moments_come_in_order_at_the_wanted_rate() {
        let moments = moments(10_000, 1_000.0, 7);
        assert!(moments.is_sorted());
        let last_s = moments.last().unwrap().as_secs_f64();
        assert!((9.5..10.5).contains(&last_s), "{last_s}");
    }
}

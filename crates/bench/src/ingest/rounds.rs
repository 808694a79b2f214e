//! One round of one measurement: a wave to the bound, then the same wave to Midcall, which is left
//! to come to rest before anything else is measured.

use std::{sync::Arc, time::Duration};

use super::{
    closed, open,
    wave::{Wave, Waves},
};
use crate::{
    Result,
    figures::Latencies,
    subject::{Subject, Usage},
};

/// Folding and writing out a wave takes longer than taking it in.
const REST_MAX: Duration = Duration::from_secs(120);

/// Both servers, and what has been sent to Midcall.
pub(super) struct Rounds {
    pub(super) bound: Subject,
    pub(super) midcall: Subject,
    pub(super) waves: Waves,
    pub(super) sent: Sent,
}

/// Everything that Midcall has acknowledged.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sent {
    pub(super) deliveries: u64,
    pub(super) body_bytes: u64,
}

/// A closed-loop round of one server.
#[derive(Clone, Copy, Debug)]
pub(super) struct Closed {
    pub(super) per_s: f64,
    /// CPU time per delivery while they came in.
    pub(super) cpu_us: f64,
    /// CPU time per delivery until everything was folded and written.
    pub(super) whole_cpu_us: f64,
}

/// An open-loop round of one server.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    pub(super) p999_ms: f64,
    /// How much of one core the generator was busy, simulated org included.
    pub(super) generator_busy: f64,
}

#[derive(Clone, Copy)]
enum Which {
    Bound,
    Midcall,
}

impl Rounds {
    /// A wave over so many connections: the bound's figures, then Midcall's.
    pub(super) async fn closed(
        &mut self,
        count: usize,
        body_bytes: usize,
        connections: usize,
    ) -> Result<(Closed, Closed)> {
        let wave = Arc::new(self.waves.next(count, body_bytes)?);
        let bound = self.closed_of(Which::Bound, &wave, connections).await?;
        let midcall = self.closed_of(Which::Midcall, &wave, connections).await?;
        self.note(&wave);
        Ok((bound, midcall))
    }

    async fn closed_of(
        &mut self,
        which: Which,
        wave: &Arc<Wave>,
        connections: usize,
    ) -> Result<Closed> {
        let subject = self.subject(which);
        let (address, wave) = (subject.address, Arc::clone(wave));
        let count = wave.requests.len() as f64;
        let before = subject.usage().await?;
        let sending = move || closed::send(address, &wave, connections);
        let elapsed = tokio::task::spawn_blocking(sending).await??;
        let after = subject.usage().await?;
        let rested = subject.rest(REST_MAX).await?;
        let cpu_us = |until: &Usage| (until.cpu - before.cpu).as_secs_f64() * 1e6 / count;
        Ok(Closed {
            per_s: count / elapsed.as_secs_f64(),
            cpu_us: cpu_us(&after),
            whole_cpu_us: cpu_us(&rested),
        })
    }

    /// A wave with its moments fixed beforehand: the bound's figures, then Midcall's.
    pub(super) async fn open(
        &mut self,
        count: usize,
        body_bytes: usize,
        rate_per_s: f64,
    ) -> Result<(Open, Open)> {
        let wave = Arc::new(self.waves.next(count, body_bytes)?);
        let moments: Arc<[Duration]> =
            open::moments(count, rate_per_s, self.sent.deliveries).into();
        let bound = self.open_of(Which::Bound, &wave, &moments).await?;
        let midcall = self.open_of(Which::Midcall, &wave, &moments).await?;
        self.note(&wave);
        Ok((bound, midcall))
    }

    async fn open_of(
        &mut self,
        which: Which,
        wave: &Arc<Wave>,
        moments: &Arc<[Duration]>,
    ) -> Result<Open> {
        let subject = self.subject(which);
        let address = subject.address;
        let (wave, moments) = (Arc::clone(wave), Arc::clone(moments));
        let lasts = moments.last().copied().unwrap_or_default();
        let before = Usage::of_this_process(Vec::new())?;
        let sending = move || open::send(address, &wave, &moments);
        let latencies = tokio::task::spawn_blocking(sending).await??;
        let busy = Usage::of_this_process(Vec::new())?.cpu - before.cpu;
        subject.rest(REST_MAX).await?;
        let latencies = Latencies::of(latencies);
        Ok(Open {
            p50_ms: latencies.percentile_ms(0.5),
            p99_ms: latencies.percentile_ms(0.99),
            p999_ms: latencies.percentile_ms(0.999),
            generator_busy: busy.as_secs_f64() / lasts.as_secs_f64(),
        })
    }

    /// As many webhooks as connections, all at once. How long until the last acknowledgement, in
    /// milliseconds, from the bound and from Midcall.
    pub(super) async fn burst(&mut self, count: usize, body_bytes: usize) -> Result<(f64, f64)> {
        let wave = Arc::new(self.waves.next(count, body_bytes)?);
        let mut last_ms = [0.0; 2];
        for (which, last_ms) in [Which::Bound, Which::Midcall].into_iter().zip(&mut last_ms) {
            let subject = self.subject(which);
            let (address, wave) = (subject.address, Arc::clone(&wave));
            let sending = move || closed::send(address, &wave, wave.requests.len());
            let elapsed = tokio::task::spawn_blocking(sending).await??;
            *last_ms = elapsed.as_secs_f64() * 1e3;
            subject.rest(REST_MAX).await?;
        }
        self.note(&wave);
        Ok((last_ms[0], last_ms[1]))
    }

    fn subject(&mut self, which: Which) -> &mut Subject {
        match which {
            Which::Bound => &mut self.bound,
            Which::Midcall => &mut self.midcall,
        }
    }

    fn note(&mut self, wave: &Wave) {
        self.sent.deliveries += wave.requests.len() as u64;
        self.sent.body_bytes += (wave.requests.len() * wave.body_bytes) as u64;
    }
}

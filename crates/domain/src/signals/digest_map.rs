//! What is known of words, by their digests: one look, and for most words nothing is found.

/// A map from digests to values, filled once.
#[derive(Clone, Debug)]
pub(super) struct DigestMap<V> {
    /// A power of two, at least half of them free, so that a search soon ends.
    slots: Vec<Option<(u32, V)>>,
}

impl<V> FromIterator<(u32, V)> for DigestMap<V> {
    /// Of two values with the same digest, the first one stays.
    fn from_iter<I: IntoIterator<Item = (u32, V)>>(entries: I) -> Self {
        let entries: Vec<(u32, V)> = entries.into_iter().collect();
        let size = (entries.len() * 2).next_power_of_two().max(2);
        let mut map = Self {
            slots: std::iter::repeat_with(|| None).take(size).collect(),
        };
        for (digest, value) in entries {
            let place = map.place(digest);
            map.slots[place].get_or_insert((digest, value));
        }
        map
    }
}

impl<V> DigestMap<V> {
    /// The value of a digest.
    pub(super) fn get(&self, digest: u32) -> Option<&V> {
        let (_, value) = self.slots[self.place(digest)].as_ref()?;
        Some(value)
    }

    /// Where a digest is, or would be.
    fn place(&self, digest: u32) -> usize {
        let last = self.slots.len() - 1;
        let mut place = digest as usize & last;
        while matches!(&self.slots[place], Some((known, _)) if *known != digest) {
            place = (place + 1) & last;
        }
        place
    }

    /// How many digests are known.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.slots.iter().flatten().count()
    }
}

#[cfg(test)]
mod tests {
    use super::DigestMap;

    #[test]
    fn what_was_put_in_is_found() {
        let map: DigestMap<&str> = [(7, "a"), (15, "b"), (7, "c"), (23, "d")]
            .into_iter()
            .collect();
        assert_eq!(map.get(7), Some(&"a"));
        assert_eq!(map.get(15), Some(&"b"));
        assert_eq!(map.get(23), Some(&"d"));
        assert_eq!(map.get(31), None);
        assert_eq!(map.len(), 3);
    }

    #[test]
    fn an_empty_map_knows_nothing() {
        let map: DigestMap<u8> = [].into_iter().collect();
        assert_eq!(map.get(0), None);
    }
}

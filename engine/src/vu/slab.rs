//! Where the host keeps what a guest has handles to. A swept entry keeps its index until the guest drops its handle:
//! freeing it at once would let a late drop delete whatever took the index since.

/// Values by index.
pub(crate) struct Slab<T> {
    slots: Vec<Slot<T>>,
    free: Vec<u32>,
    held: u32,
    swept: u32,
}

enum Slot<T> {
    Free,
    Held(T),
    Swept,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), free: Vec::new(), held: 0, swept: 0 }
    }
}

impl<T> Slab<T> {
    /// Keeps a value and gives its index.
    pub(crate) fn push(&mut self, value: T) -> u32 {
        self.held += 1;
        if let Some(at) = self.free.pop() {
            self.slots[at as usize] = Slot::Held(value);
            return at;
        }
        self.slots.push(Slot::Held(value));
        (self.slots.len() - 1) as u32
    }

    /// The value, unless it was swept.
    pub(crate) fn get(&self, at: u32) -> Option<&T> {
        match self.slots.get(at as usize) {
            Some(Slot::Held(value)) => Some(value),
            _ => None,
        }
    }

    /// The value, unless it was swept.
    pub(crate) fn get_mut(&mut self, at: u32) -> Option<&mut T> {
        match self.slots.get_mut(at as usize) {
            Some(Slot::Held(value)) => Some(value),
            _ => None,
        }
    }

    /// The guest gave its handle back: the index is free again.
    pub(crate) fn remove(&mut self, at: u32) -> Option<T> {
        let slot = self.slots.get_mut(at as usize)?;
        match std::mem::replace(slot, Slot::Free) {
            Slot::Free => None,
            Slot::Swept => {
                self.swept -= 1;
                self.free.push(at);
                None
            }
            Slot::Held(value) => {
                self.held -= 1;
                self.free.push(at);
                Some(value)
            }
        }
    }

    /// Empties every entry and keeps its index; gives what was in them.
    pub(crate) fn sweep(&mut self) -> Vec<T> {
        if self.held == 0 {
            return Vec::new();
        }
        self.swept += self.held;
        self.held = 0;
        let held = self.slots.iter_mut().filter(|slot| matches!(slot, Slot::Held(_)));
        held.filter_map(|slot| match std::mem::replace(slot, Slot::Swept) {
            Slot::Held(value) => Some(value),
            _ => None,
        })
        .collect()
    }

    /// Values that are there.
    pub(crate) fn held(&self) -> u32 {
        self.held
    }

    /// Entries whose handle the guest still has, though what was in them is gone.
    pub(crate) fn swept(&self) -> u32 {
        self.swept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swept_index_is_not_given_away_before_its_handle_is_dropped() {
        let mut slab = Slab::default();
        let (a, b) = (slab.push("a"), slab.push("b"));
        assert_eq!(slab.remove(a), Some("a"));
        assert_eq!(slab.sweep(), ["b"]);
        assert_eq!((slab.held(), slab.swept()), (0, 1));
        assert_eq!(slab.push("c"), a);
        assert_eq!(slab.push("d"), 2);
        // The late drop of `b` harms nobody, and frees its place.
        assert_eq!(slab.remove(b), None);
        assert_eq!((slab.get(a), slab.get(2)), (Some(&"c"), Some(&"d")));
        assert_eq!(slab.push("e"), b);
        assert_eq!((slab.held(), slab.swept()), (3, 0));
    }
}

//! A trie of words in three flat tables: walked without allocation, and, for what is built in, made when four is compiled.
//!
//! Invariants: node 0 is the root; words are stored folded to lower case; `table` is an open hash table of node numbers + 1
//! keyed by (parent, word), at most half full. A value is a number that the caller gives a meaning; 0 is none.
//!
//! The build script of `four-commands` makes its table of names with this very file, so it uses nothing of the crate.

/// The node of no words.
pub const ROOT: u32 = 0;

/// A word below another.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// The node of the words before.
    pub parent: u32,
    /// Hash of parent and word.
    pub hash: u32,
    /// Where the word begins in the text of all words.
    pub start: u32,
    /// Its length in bytes.
    pub len: u32,
    /// What the words so far stand for; 0 for nothing.
    pub value: u32,
}

/// A trie to look into.
#[derive(Clone, Copy, Debug)]
pub struct Words<'t> {
    /// All words, back to back.
    pub text: &'t str,
    /// The nodes.
    pub nodes: &'t [Node],
    /// The hash table; its length is a power of two.
    pub table: &'t [u32],
}

impl Words<'_> {
    /// The node below `parent` by one more word, in any case, whose [`hash`] is known.
    #[inline]
    pub fn child(&self, parent: u32, word: &str, hash: u32) -> Option<u32> {
        let mask = self.table.len().checked_sub(1)?;
        let mut slot = hash as usize & mask;
        loop {
            let at = self.table[slot].checked_sub(1)?;
            let node = &self.nodes[at as usize];
            if node.hash == hash && node.parent == parent && self.same(node, word) {
                return Some(at);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// What a node stands for; 0 for nothing.
    pub fn value(&self, node: u32) -> u32 {
        self.nodes.get(node as usize).map_or(0, |node| node.value)
    }

    fn same(&self, node: &Node, word: &str) -> bool {
        let stored = &self.text[node.start as usize..(node.start + node.len) as usize];
        if word.is_ascii() {
            stored.eq_ignore_ascii_case(word)
        } else {
            stored.chars().eq(word.chars().flat_map(char::to_lowercase))
        }
    }
}

/// A trie that grows.
#[derive(Clone, Debug)]
pub struct Trie {
    text: String,
    nodes: Vec<Node>,
    table: Vec<u32>,
}

impl Default for Trie {
    fn default() -> Trie {
        let root = Node { parent: ROOT, hash: 0, start: 0, len: 0, value: 0 };
        Trie { text: String::new(), nodes: vec![root], table: vec![0; 16] }
    }
}

impl Trie {
    /// The trie to look into.
    pub fn words(&self) -> Words<'_> {
        Words { text: &self.text, nodes: &self.nodes, table: &self.table }
    }

    /// Adds a name; the first value of a name stays.
    pub fn insert(&mut self, name: &str, value: u32) {
        let mut node = ROOT;
        for word in words(name) {
            let hash = hash(node, word);
            node = match self.words().child(node, word, hash) {
                Some(child) => child,
                None => self.add(node, word, hash),
            };
        }
        if node != ROOT && self.nodes[node as usize].value == 0 {
            self.nodes[node as usize].value = value;
        }
    }

    fn add(&mut self, parent: u32, word: &str, hash: u32) -> u32 {
        let start = self.text.len();
        if word.is_ascii() {
            self.text.push_str(word);
            self.text[start..].make_ascii_lowercase();
        } else {
            self.text.extend(word.chars().flat_map(char::to_lowercase));
        }
        let len = self.text.len() - start;
        let node = self.nodes.len() as u32;
        self.nodes.push(Node { parent, hash, start: start as u32, len: len as u32, value: 0 });
        if self.nodes.len() * 2 > self.table.len() {
            self.table = vec![0; self.table.len() * 2];
            for at in 1..self.nodes.len() {
                self.link(at as u32);
            }
        } else {
            self.link(node);
        }
        node
    }

    fn link(&mut self, node: u32) {
        let mask = self.table.len() - 1;
        let mut slot = self.nodes[node as usize].hash as usize & mask;
        while self.table[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        self.table[slot] = node + 1;
    }
}

/// Mixes the folded word, started with the parent, eight bytes a step. Setting the bit `0x20` folds ASCII letters; that it
/// also joins some signs costs a comparison at worst.
pub fn hash(parent: u32, word: &str) -> u32 {
    const FOLD: u64 = 0x2020_2020_2020_2020;
    let mut hash = u64::from(parent).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut eat = |piece: u64| {
        let wide = u128::from(hash ^ piece) * 0xa076_1d64_78bd_642f;
        hash = (wide as u64) ^ ((wide >> 64) as u64);
    };
    if word.is_ascii() {
        let mut chunks = word.as_bytes().chunks_exact(8);
        for chunk in &mut chunks {
            eat(chunk.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)) | FOLD);
        }
        let rest = chunks.remainder();
        eat(rest.iter().rev().fold(word.len() as u64, |n, b| n << 8 | u64::from(*b | 0x20)));
    } else {
        word.chars().flat_map(char::to_lowercase).for_each(|c| eat(u64::from(c)));
    }
    (hash ^ (hash >> 32)) as u32
}

/// The words of a name: split at blanks (U+00A0 is one).
pub fn words(name: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = name.as_bytes();
        while let Some(blank) = blank(bytes, at) {
            at += blank;
        }
        let start = at;
        while at < bytes.len() && blank(bytes, at).is_none() {
            at += 1;
        }
        name.get(start..at).filter(|word| !word.is_empty())
    })
}

/// Length of the blank at a place, in bytes. The second byte of U+00A0 is never looked at alone: a word ends before the first.
fn blank(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b' ' | b'\t' => Some(1),
        0xc2 if bytes.get(at + 1) == Some(&0xa0) => Some(2),
        _ => None,
    }
}

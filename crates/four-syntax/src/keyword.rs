//! The words of the language itself, and the commands that the tree has nodes for.

/// A keyword, or a command with a meaning to the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is the word it is named after")]
pub enum Keyword {
    If,
    Else,
    EndIf,
    CaseOf,
    EndCase,
    While,
    EndWhile,
    Repeat,
    Until,
    For,
    EndFor,
    ForEach,
    EndForEach,
    Use,
    EndUse,
    Try,
    Catch,
    EndTry,
    BeginSql,
    EndSql,
    Return,
    Break,
    Continue,
    Var,
    Function,
    ClassConstructor,
    ClassExtends,
    Property,
    Alias,
    Local,
    Server,
    Exposed,
    Shared,
    OnHttpGet,
    Session,
    Singleton,
    This,
    Super,
    ClassStore,
    FourD,
    Null,
    True,
    False,
}

/// Canonical spellings.
pub(crate) const KEYWORDS: &[(&str, Keyword)] = &[
    ("If", Keyword::If),
    ("Else", Keyword::Else),
    ("End if", Keyword::EndIf),
    ("Case of", Keyword::CaseOf),
    ("End case", Keyword::EndCase),
    ("While", Keyword::While),
    ("End while", Keyword::EndWhile),
    ("Repeat", Keyword::Repeat),
    ("Until", Keyword::Until),
    ("For", Keyword::For),
    ("End for", Keyword::EndFor),
    ("For each", Keyword::ForEach),
    ("End for each", Keyword::EndForEach),
    ("Use", Keyword::Use),
    ("End use", Keyword::EndUse),
    ("Try", Keyword::Try),
    ("Catch", Keyword::Catch),
    ("End try", Keyword::EndTry),
    ("Begin SQL", Keyword::BeginSql),
    ("End SQL", Keyword::EndSql),
    ("return", Keyword::Return),
    ("break", Keyword::Break),
    ("continue", Keyword::Continue),
    ("var", Keyword::Var),
    ("Function", Keyword::Function),
    ("Class constructor", Keyword::ClassConstructor),
    ("Class extends", Keyword::ClassExtends),
    ("property", Keyword::Property),
    ("Alias", Keyword::Alias),
    ("This", Keyword::This),
    ("Super", Keyword::Super),
    ("cs", Keyword::ClassStore),
    ("4D", Keyword::FourD),
    ("Null", Keyword::Null),
    ("True", Keyword::True),
    ("False", Keyword::False),
];

/// The words of 4D's French version, in which code can be typed and saved (`Preferences/methods`, "regional system
/// settings"). They are read like the English ones and never written.
pub(crate) const FRENCH: &[(&str, Keyword)] = &[
    ("Si", Keyword::If),
    ("Sinon", Keyword::Else),
    ("Fin de si", Keyword::EndIf),
    ("Au cas ou", Keyword::CaseOf),
    ("Fin de cas", Keyword::EndCase),
    ("Tant que", Keyword::While),
    ("Fin tant que", Keyword::EndWhile),
    ("Repeter", Keyword::Repeat),
    ("Répéter", Keyword::Repeat),
    ("Jusque", Keyword::Until),
    ("Boucle", Keyword::For),
    ("Fin de boucle", Keyword::EndFor),
    ("Pour chaque", Keyword::ForEach),
    ("Fin de chaque", Keyword::EndForEach),
    ("Utiliser", Keyword::Use),
    ("Fin utiliser", Keyword::EndUse),
    ("Vrai", Keyword::True),
    ("Faux", Keyword::False),
];

/// Words before `Function`, `Class constructor` and `Alias`. They are no keywords elsewhere (`Session` is a command).
pub(crate) const MODIFIERS: &[(&str, Keyword)] = &[
    ("local", Keyword::Local),
    ("server", Keyword::Server),
    ("exposed", Keyword::Exposed),
    ("shared", Keyword::Shared),
    ("onHTTPGet", Keyword::OnHttpGet),
    ("session", Keyword::Session),
    ("singleton", Keyword::Singleton),
];

/// A keyword by its place among [`KEYWORDS`] and [`FRENCH`].
pub(crate) fn nth(index: usize) -> Option<Keyword> {
    let found = KEYWORDS.get(index).or_else(|| FRENCH.get(index - KEYWORDS.len()))?;
    Some(found.1)
}

/// The words of the language as 4D writes them, for "did you mean".
pub fn keywords() -> impl Iterator<Item = &'static str> {
    KEYWORDS.iter().map(|(spelling, _)| *spelling)
}

impl Keyword {
    /// As 4D writes it.
    pub fn spelling(self) -> &'static str {
        KEYWORDS.iter().chain(MODIFIERS).find(|(_, k)| *k == self).map_or("", |(s, _)| s)
    }

    /// The nodes of their own that are commands to 4D, by token number.
    pub(crate) fn by_number(number: u16) -> Option<Keyword> {
        Some(match number {
            1470 => Keyword::This,
            1705 | 1706 => Keyword::Super,
            1710 => Keyword::ClassStore,
            1709 => Keyword::FourD,
            1517 => Keyword::Null,
            214 => Keyword::True,
            215 => Keyword::False,
            _ => return None,
        })
    }

    /// Whether it is a value rather than a word of a structure.
    pub(crate) fn is_value(self) -> bool {
        use Keyword::{ClassStore, False, FourD, Null, Super, This, True};
        matches!(self, This | Super | ClassStore | FourD | Null | True | False)
    }

    /// Words that are keywords only in certain places, and good names elsewhere.
    pub(crate) fn is_soft(self) -> bool {
        use Keyword::{Alias, Break, Continue, Function, Property, Return, Var};
        matches!(self, Alias | Break | Continue | Function | Property | Return | Var)
    }

    /// Whether it is one of the words before `Function`.
    pub(crate) fn is_modifier(self) -> bool {
        MODIFIERS.iter().any(|(_, k)| *k == self)
    }

    /// The modifier that a word is.
    pub(crate) fn modifier(word: &str) -> Option<Keyword> {
        MODIFIERS.iter().find(|(s, _)| s.eq_ignore_ascii_case(word)).map(|(_, k)| *k)
    }
}

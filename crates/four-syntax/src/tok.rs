//! The tokens that the grammar sees: names are resolved, position-dependent signs told apart, spelling gone.
//!
//! A token is small and `Copy`; whatever it spells is read again from the source by its span.

use crate::ast::{AssignOp, BinaryOp, CommandId, ConstantId, FunctionKind, TypeKind};
use crate::keyword::Keyword;

/// A terminal of `grammar/four.lalrpop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tok {
    /// A keyword of a structure, or a modifier.
    Key(Keyword),
    /// `Function` with its kind.
    Function(FunctionKind),
    /// `Begin SQL … End SQL`
    Sql,
    /// `#DECLARE`
    Declare,
    /// `C_TEXT` …
    Legacy(Legacy),
    /// The `While`/`Until` at the end of a `For each` line.
    LoopWhile,
    /// See [`Tok::LoopWhile`].
    LoopUntil,
    /// `Try` before a parenthesis inside an expression.
    TryExpr,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A date.
    Date,
    /// A time.
    Time,
    /// `$x`
    Local,
    /// `$1`
    Param,
    /// `<>x`
    Interprocess,
    /// `${`
    DollarBrace,
    /// An unknown name.
    Name,
    /// A project method.
    Method,
    /// A command.
    Command(CommandId),
    /// A constant.
    Constant(ConstantId),
    /// A plug-in command.
    Plugin,
    /// `[Table]`
    Table,
    /// The field after a table.
    Field,
    /// A name after a dot, or a declared property or function.
    Prop,
    /// A key of an object literal.
    ObjKey,
    /// A type, dots and suffixes included.
    Type,
    /// `:` before a type.
    TypeColon,
    /// `:` that starts a line.
    CaseColon,
    /// `:` elsewhere.
    Colon,
    /// `;`
    Semi,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `...`
    Ellipsis,
    /// `(`
    LParen,
    /// `)`
    RParen,
    /// `[` after an operand
    LIndex,
    /// `[` of a collection literal
    LCollection,
    /// `]`
    RBracket,
    /// `[[` after an operand
    LChar,
    /// its `]]`
    RChar,
    /// `{` after an operand
    LElement,
    /// `{` of an object literal
    LObject,
    /// `}`
    RBrace,
    /// `->` after an operand
    Deref,
    /// `->` before an operand
    PointerTo,
    /// `->` in a declaration
    Arrow,
    /// `:=` and the like
    Assign(AssignOp),
    /// `?` of a ternary
    Question,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `>`
    Gt,
    /// `<`
    Lt,
    /// `=`, `#`, `<=`, `>=`, `%`
    Compare(BinaryOp),
    /// `&`, `|`
    Logic(BinaryOp),
    /// any other binary operator
    Op(BinaryOp),
    /// Something that is never right here; reported by whoever made it, or by its text.
    Bad,
}

/// The types of legacy declarations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legacy {
    /// `C_TEXT`, `C_STRING`
    Text,
    /// `C_LONGINT`, `C_INTEGER`
    Integer,
    /// `C_REAL`
    Real,
    /// `C_BOOLEAN`
    Boolean,
    /// `C_DATE`
    Date,
    /// `C_TIME`
    Time,
    /// `C_POINTER`
    Pointer,
    /// `C_PICTURE`, `C_GRAPH`
    Picture,
    /// `C_BLOB`
    Blob,
    /// `C_OBJECT`
    Object,
    /// `C_COLLECTION`
    Collection,
    /// `C_VARIANT`
    Variant,
}

impl Legacy {
    /// The declared type.
    pub fn kind(self) -> TypeKind {
        match self {
            Legacy::Text => TypeKind::Text,
            Legacy::Integer => TypeKind::Integer,
            Legacy::Real => TypeKind::Real,
            Legacy::Boolean => TypeKind::Boolean,
            Legacy::Date => TypeKind::Date,
            Legacy::Time => TypeKind::Time,
            Legacy::Pointer => TypeKind::Pointer,
            Legacy::Picture => TypeKind::Picture,
            Legacy::Blob => TypeKind::Blob,
            Legacy::Object => TypeKind::Object,
            Legacy::Collection => TypeKind::Collection,
            Legacy::Variant => TypeKind::Variant,
        }
    }

    /// By the spelling of a word or by its token number, which wins.
    pub(crate) fn of(word: &str, number: Option<u16>) -> Option<Legacy> {
        if let Some(number) = number {
            return Some(match number {
                284 | 293 => Legacy::Text,
                282 | 283 => Legacy::Integer,
                285 => Legacy::Real,
                305 => Legacy::Boolean,
                307 => Legacy::Date,
                306 => Legacy::Time,
                301 => Legacy::Pointer,
                286 | 352 => Legacy::Picture,
                604 => Legacy::Blob,
                1216 => Legacy::Object,
                1488 => Legacy::Collection,
                1683 => Legacy::Variant,
                _ => return None,
            });
        }
        let rest = word.get(..2).filter(|p| p.eq_ignore_ascii_case("C_")).and_then(|_| word.get(2..))?;
        const WORDS: &[(&str, Legacy)] = &[
            ("TEXT", Legacy::Text),
            ("STRING", Legacy::Text),
            ("ALPHA", Legacy::Text),
            ("LONGINT", Legacy::Integer),
            ("INTEGER", Legacy::Integer),
            ("REAL", Legacy::Real),
            ("BOOLEAN", Legacy::Boolean),
            ("DATE", Legacy::Date),
            ("TIME", Legacy::Time),
            ("POINTER", Legacy::Pointer),
            ("PICTURE", Legacy::Picture),
            ("GRAPH", Legacy::Picture),
            ("BLOB", Legacy::Blob),
            ("OBJECT", Legacy::Object),
            ("COLLECTION", Legacy::Collection),
            ("VARIANT", Legacy::Variant),
        ];
        WORDS.iter().find(|(w, _)| w.eq_ignore_ascii_case(rest)).map(|(_, l)| *l)
    }
}

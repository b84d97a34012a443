//! Pointers to variables, array elements, properties and collection elements (`Concepts/pointer`).

use std::cell::RefCell;
use std::rc::Rc;

use crate::array::Array;
use crate::collection::Collection;
use crate::object::Object;
use crate::text::Text;
use crate::value::Value;

/// A variable that pointers may refer to.
pub type VariableCell = Rc<RefCell<Value>>;

/// What a pointer refers to.
#[derive(Clone, Debug)]
pub enum Pointer {
    /// Nothing.
    Nil,
    /// A local variable.
    Local {
        /// The variable, shared with the frame that owns it.
        cell: VariableCell,
        /// Its name without `$`.
        name: Text,
    },
    /// A process variable, by its number in the process.
    Process {
        /// Number of the name in the program.
        variable: u32,
        /// Its name.
        name: Text,
    },
    /// An interprocess variable, by its number in the program.
    Interprocess {
        /// Number of the name in the program.
        variable: u32,
        /// Its name without `<>`.
        name: Text,
    },
    /// An element of an array.
    Element {
        /// The array.
        array: Rc<Array>,
        /// Its index; 0 is the element before the first.
        index: usize,
    },
    /// A property of an object.
    Property {
        /// The object.
        object: Rc<Object>,
        /// The property's name.
        name: Text,
    },
    /// An element of a collection.
    CollectionElement {
        /// The collection.
        collection: Rc<Collection>,
        /// Its zero-based index.
        index: usize,
    },
    /// A table or field, by the text after `->`; tables are not available in four.
    Structure(Text),
}

impl Pointer {
    /// True for a pointer that refers to nothing (`Is nil pointer`).
    pub fn is_nil(&self) -> bool {
        matches!(self, Pointer::Nil)
    }

    /// True when both refer to the same place.
    pub fn same_target(&self, other: &Pointer) -> bool {
        match (self, other) {
            (Pointer::Nil, Pointer::Nil) => true,
            (Pointer::Local { cell: left, .. }, Pointer::Local { cell: right, .. }) => {
                Rc::ptr_eq(left, right)
            }
            (Pointer::Process { variable: left, .. }, Pointer::Process { variable: right, .. }) => {
                left == right
            }
            (Pointer::Interprocess { variable: left, .. }, Pointer::Interprocess { variable: right, .. }) => {
                left == right
            }
            (Pointer::Element { array: left, index: i }, Pointer::Element { array: right, index: j }) => {
                left.is(right) && i == j
            }
            (Pointer::Property { object: left, name: i }, Pointer::Property { object: right, name: j }) => {
                Rc::ptr_eq(left, right) && i == j
            }
            (
                Pointer::CollectionElement { collection: left, index: i },
                Pointer::CollectionElement { collection: right, index: j },
            ) => Rc::ptr_eq(left, right) && i == j,
            (Pointer::Structure(left), Pointer::Structure(right)) => left == right,
            _ => false,
        }
    }
}

//! Classes as values: user classes (`cs.Name`) and 4D's own (`4D.Name`).

use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::Symbol;
use crate::registry::NativeClass;

/// What every process knows of a class.
pub struct ClassInfo {
    /// Name without the class store, such as `File` or `myServerHandler`.
    pub name: String,
    /// Name with the namespace of its component, as it stands behind `cs.` or `4D.`.
    pub full_name: String,
    /// What the class is made of.
    pub kind: ClassKind,
}

/// Where a class comes from.
pub enum ClassKind {
    /// A class of the program; the number finds its definition in the program at hand.
    User(u32),
    /// A class of 4D.
    Native(&'static NativeClass),
}

/// A class: lives as long as the program and is the same after its code was replaced.
pub type ClassRef = &'static ClassInfo;

struct Classes {
    by_name: HashMap<String, ClassRef>,
    native: HashMap<&'static str, ClassRef>,
}

static CLASSES: LazyLock<Mutex<Classes>> =
    LazyLock::new(|| Mutex::new(Classes { by_name: HashMap::new(), native: HashMap::new() }));

/// The user class of this name (case counts), `space.name` for classes of components; the same for the same name,
/// whatever its definition is.
pub fn user_class(name: &str) -> ClassRef {
    let mut classes = CLASSES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(class) = classes.by_name.get(name) {
        return class;
    }
    let number = classes.by_name.len() as u32;
    let short = name.rsplit_once('.').map_or(name, |(_, short)| short);
    let info =
        ClassInfo { name: short.to_owned(), full_name: name.to_owned(), kind: ClassKind::User(number) };
    let class: ClassRef = Box::leak(Box::new(info));
    classes.by_name.insert(name.to_owned(), class);
    class
}

/// The class value of one of 4D's classes.
pub fn native_class(class: &'static NativeClass) -> ClassRef {
    let mut classes = CLASSES.lock().unwrap_or_else(PoisonError::into_inner);
    classes.native.entry(class.name).or_insert_with(|| {
        // A program may name members in texts only: `$file[$name]`.
        for member in std::iter::successors(Some(class), |class| class.parent).flat_map(|class| class.members)
        {
            Symbol::intern(member.name);
        }
        let name = class.name.to_owned();
        Box::leak(Box::new(ClassInfo { full_name: name.clone(), name, kind: ClassKind::Native(class) }))
    })
}

/// A class of 4D that four does not have: programs may name it, to ask whether a value is of it, and none is.
pub fn absent_class(name: &'static str) -> ClassRef {
    let class = || NativeClass { name, doc: "", parent: None, new: None, members: &[] };
    let known = CLASSES.lock().unwrap_or_else(PoisonError::into_inner).native.get(name).copied();
    known.unwrap_or_else(|| native_class(Box::leak(Box::new(class()))))
}

impl ClassInfo {
    /// True for classes of the program.
    pub fn kind_is_user(&self) -> bool {
        matches!(self.kind, ClassKind::User(_))
    }
}

impl fmt::Debug for ClassInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

static PARENTS: LazyLock<Mutex<HashMap<u32, ClassRef, foldhash::fast::RandomState>>> =
    LazyLock::new(Mutex::default);

/// Records which class a user class extends; the program does so when its classes are loaded.
pub fn set_parent(class: ClassRef, parent: Option<ClassRef>) {
    let ClassKind::User(number) = class.kind else { return };
    let mut parents = PARENTS.lock().unwrap_or_else(PoisonError::into_inner);
    match parent {
        Some(parent) => parents.insert(number, parent),
        None => parents.remove(&number),
    };
}

/// The class that a class extends; `None` for those that extend nothing but `4D.Object`.
pub fn parent_of(class: ClassRef) -> Option<ClassRef> {
    match class.kind {
        ClassKind::Native(native) => native.parent.map(native_class),
        ClassKind::User(number) => {
            PARENTS.lock().unwrap_or_else(PoisonError::into_inner).get(&number).copied()
        }
    }
}

/// True when `class` is `ancestor` or extends it.
pub fn is_or_extends(class: ClassRef, ancestor: ClassRef) -> bool {
    let mut next = Some(class);
    // A chain longer than this is a circle.
    for _ in 0..1000 {
        match next {
            Some(class) if std::ptr::eq(class, ancestor) => return true,
            Some(class) => next = parent_of(class),
            None => return false,
        }
    }
    false
}

//! Commands of the theme Arrays (`Concepts/arrays`).
//!
//! An array is changed in place where it exists, so that pointers to it stay good; elements take the type of the array,
//! and a value that cannot be converted is error 54.

use std::rc::Rc;

use four_runtime::array::{Array, TWO_DIMENSIONAL};
use four_runtime::pointer::Pointer;
use four_runtime::registry::{InOut, Order, Rest};
use four_runtime::types::DeclaredType;
use four_runtime::{Error, Host, Object, Res, Value, commands};

use crate::args::{Elements, check_size};
use crate::compare::{self, is_missing, merge_sort};

/// Number that `Type` gives for a text array.
pub const TEXT: i32 = 18;
/// Numbers that `Type` gives for arrays without an order.
const BOOLEAN: i32 = 22;
const POINTER: i32 = 20;
const OBJECT: i32 = 39;
const PICTURE: i32 = 19;
/// Number that `Type` gives for a longint array.
pub const LONGINT: i32 = 16;

commands! { pub static COMMANDS: "Arrays";
    /// Creates or resizes an array of texts, or a two-dimensional one (`commands/array-text`).
    ///
    /// ```4d
    /// ARRAY TEXT($words; 3)
    /// ASSERT((Size of array($words)=3) & ($words{3}=""))
    /// ```
    "ARRAY TEXT" 222 fn array_text(host, array: InOut, size: i32, columns: Option<i32>) {
        declare(host, array.0, DeclaredType::Text, TEXT, size, columns)
    }

    /// Creates or resizes an array of 32-bit integers (`commands/array-longint`).
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 2; 3)
    /// ASSERT(Size of array($n{1})=3)
    /// ```
    "ARRAY LONGINT" 221 fn array_longint(host, array: InOut, size: i32, columns: Option<i32>) {
        declare(host, array.0, DeclaredType::Integer, LONGINT, size, columns)
    }

    /// Creates or resizes an array of 16-bit integers (`commands/array-integer`).
    ///
    /// ```4d
    /// ARRAY INTEGER($n; 1)
    /// ASSERT($n{1}=0)
    /// ```
    "ARRAY INTEGER" 220 fn array_integer(host, array: InOut, size: i32, columns: Option<i32>) {
        declare(host, array.0, DeclaredType::Integer, 15, size, columns)
    }

    /// Creates or resizes an array of reals (`commands/array-real`).
    ///
    /// ```4d
    /// ARRAY REAL($n; 1)
    /// $n{1}:=1.5
    /// ASSERT($n{1}=1.5)
    /// ```
    "ARRAY REAL" 219 fn array_real(host, array: InOut, size: i32, columns: Option<i32>) {
        declare(host, array.0, DeclaredType::Real, 14, size, columns)
    }

    /// Creates or resizes an array of Booleans (`commands/array-boolean`).
    ///
    /// ```4d
    /// ARRAY BOOLEAN($flags; 1)
    /// ASSERT(Not($flags{1}))
    /// ```
    "ARRAY BOOLEAN" 223 fn array_boolean(host, array: InOut, size: i32, columns: Option<i32>) {
        declare(host, array.0, DeclaredType::Boolean, 22, size, columns)
    }

    /// Creates or resizes an array of dates (`commands/array-date`).
    ///
    /// ```4d
    /// ARRAY DATE($days; 1)
    /// ASSERT($days{1}=!00-00-00!)
    /// ```
    "ARRAY DATE" 224 fn array_date(host, array: InOut, size: i32, columns: Option<i32>) {
        declare(host, array.0, DeclaredType::Date, 17, size, columns)
    }

    /// Creates or resizes an array of times (`commands/array-time`).
    ///
    /// ```4d
    /// ARRAY TIME($times; 1)
    /// ASSERT($times{1}=?00:00:00?)
    /// ```
    "ARRAY TIME" 1223 fn array_time(host, array: InOut, size: i32, columns: Option<i32>) {
        declare(host, array.0, DeclaredType::Time, 32, size, columns)
    }

    /// Creates or resizes an array of objects (`commands/array-object`).
    ///
    /// ```4d
    /// ARRAY OBJECT($objects; 1)
    /// $objects{1}:={a: 1}
    /// ASSERT($objects{1}.a=1)
    /// ```
    "ARRAY OBJECT" 1221 fn array_object(host, array: InOut, size: i32, columns: Option<i32>) {
        declare(host, array.0, DeclaredType::Object, 39, size, columns)
    }

    /// Creates or resizes an array of blobs (`commands/array-blob`).
    ///
    /// ```4d
    /// ARRAY BLOB($blobs; 1)
    /// ASSERT(BLOB size($blobs{1})=0)
    /// ```
    "ARRAY BLOB" 1222 fn array_blob(host, array: InOut, size: i32, columns: Option<i32>) {
        declare(host, array.0, DeclaredType::Blob, 31, size, columns)
    }

    /// Creates or resizes an array of pointers (`commands/array-pointer`).
    ///
    /// ```4d
    /// ARRAY POINTER($pointers; 2)
    /// ASSERT(Size of array($pointers)=2)
    /// ```
    "ARRAY POINTER" 280 fn array_pointer(host, array: InOut, size: i32, columns: Option<i32>) {
        declare(host, array.0, DeclaredType::Pointer, 20, size, columns)
    }

    /// Creates or resizes an array of pictures, whose elements stay empty: four has no pictures (`commands/array-picture`).
    ///
    /// ```4d
    /// ARRAY PICTURE($images; 2)
    /// ASSERT(Size of array($images)=2)
    /// ```
    "ARRAY PICTURE" 279 fn array_picture(host, array: InOut, size: i32, columns: Option<i32>) {
        declare(host, array.0, DeclaredType::Picture, PICTURE, size, columns)
    }

    /// Number of elements, element 0 not counted (`commands/size-of-array`).
    ///
    /// ```4d
    /// ARRAY TEXT($words; 3)
    /// ASSERT(Size of array($words)=3)
    /// ```
    "Size of array" 274 fn size_of_array(_host, array: Elements) -> usize { Ok(array.0.len()) }

    /// Adds an element at the end (`commands/append-to-array`). Error 54 when its type does not fit.
    ///
    /// ```4d
    /// ARRAY TEXT($words; 0)
    /// APPEND TO ARRAY($words; "a")
    /// ASSERT($words{1}="a")
    /// ```
    "APPEND TO ARRAY" 911 fn append_to_array(host, array: InOut, value: &Value) {
        if is_missing(array.0) {
            *array.0 = Value::Array(Rc::new(array_for(value)));
        }
        let array = array_of(array.0)?;
        let value = array.element.convert(value.clone())?;
        let len = array.len();
        if len.is_multiple_of(65_536) {
            check_size(host, (len + 65_536) * size_of::<Value>())?;
        }
        array.append(value)
    }

    /// Inserts empty elements before an element; past the end they are added (`commands/insert-in-array`).
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 1)
    /// $n{1}:=5
    /// INSERT IN ARRAY($n; 1; 2)
    /// ASSERT($n{3}=5)
    /// ```
    "INSERT IN ARRAY" 227 fn insert_in_array(host, array: Elements, position: i32, how_many: Option<i32>) {
        let count = usize::try_from(how_many.unwrap_or(1)).unwrap_or(0);
        check_size(host, (array.0.len() + count) * size_of::<Value>())?;
        array.0.insert(usize::try_from(position).unwrap_or(1), count);
        Ok(())
    }

    /// Removes one element or several from a position on (`commands/delete-from-array`).
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 5)
    /// DELETE FROM ARRAY($n; 2; 3)
    /// ASSERT(Size of array($n)=2)
    /// ```
    "DELETE FROM ARRAY" 228 fn delete_from_array(_host, array: Elements, position: i32, how_many: Option<i32>) {
        let count = usize::try_from(how_many.unwrap_or(1)).unwrap_or(0);
        array.0.remove(usize::try_from(position).unwrap_or(1), count);
        Ok(())
    }

    /// Number of the first element from `start` on that is equal to a value, or -1 (`commands/find-in-array`). `@` in a
    /// text is a wildcard.
    ///
    /// ```4d
    /// ARRAY TEXT($words; 2)
    /// $words{2}:="Beta"
    /// ASSERT(Find in array($words; "be@")=2)
    /// ASSERT(Find in array($words; "x")=-1)
    /// ```
    "Find in array" 230 fn find_in_array(_host, array: Elements, value: &Value, start: Option<i32>) -> i32 {
        let start = usize::try_from(start.unwrap_or(1)).unwrap_or(0);
        let found = (start..=array.0.len()).find(|at| holds(array.0, *at, value));
        Ok(found.and_then(|at| i32::try_from(at).ok()).unwrap_or(-1))
    }

    /// How many elements are equal to a value (`commands/count-in-array`).
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 3)
    /// ASSERT(Count in array($n; 0)=3)
    /// ```
    "Count in array" 907 fn count_in_array(_host, array: Elements, value: &Value) -> usize {
        Ok((1..=array.0.len()).filter(|at| holds(array.0, *at, value)).count())
    }

    /// Looks a value up in a sorted array: True when it is there. Gives the positions of the first and last element that
    /// are equal to it; when there is none, the position where it belongs (`commands/find-in-sorted-array`). Arrays that
    /// have no order, Booleans, and texts with `@` at another place than the end are searched from the start, and give -1.
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 3)
    /// $n{1}:=2
    /// $n{2}:=4
    /// $n{3}:=4
    /// var $first; $last : Integer
    /// ASSERT(Find in sorted array($n; 4; >; $first; $last))
    /// ASSERT(($first=2) & ($last=3))
    /// ASSERT(Not(Find in sorted array($n; 3; >; $first)))
    /// ASSERT($first=2)
    /// ```
    "Find in sorted array" 1333 fn find_in_sorted_array(
        _host, array: Elements, value: &Value, order: Order, first: Option<InOut>, last: Option<InOut>
    ) -> bool {
        let values = array.0.snapshot();
        let wildcard = value.as_text().map(|text| text.to_string()).and_then(|text| text.find('@').map(|at| (text, at)));
        let at_end = wildcard.as_ref().is_none_or(|(text, at)| at + 1 == text.len());
        let found = if matches!(array.0.type_code, BOOLEAN | POINTER | OBJECT | PICTURE) || !at_end {
            let equal = |element: &Value| compare::equal(element, value);
            let first = values.iter().position(equal);
            first.map(|first| (first, values.iter().rposition(equal).unwrap_or(first))).ok_or(-1)
        } else {
            // Of a text that ends with `@` only what stands before it has an order.
            let key = match &wildcard {
                Some((text, at)) => Value::from(&text[..*at]),
                None => value.clone(),
            };
            let before = |element: &Value| match order {
                Order::Descending if wildcard.is_some() => {
                    compare::order(element, &key).is_gt() && !compare::equal(element, value)
                }
                Order::Descending => compare::order(element, &key).is_gt(),
                _ => compare::order(element, &key).is_lt(),
            };
            let start = values.partition_point(before);
            let count = values[start..].partition_point(|element| compare::equal(element, value));
            match count {
                0 => Err(i32::try_from(start + 1).unwrap_or(i32::MAX)),
                count => Ok((start, start + count - 1)),
            }
        };
        let place = |index: usize| Value::Int(i32::try_from(index + 1).unwrap_or(i32::MAX));
        let (from, to) = match found {
            Ok((from, to)) => (place(from), place(to)),
            Err(position) => (Value::Int(position), Value::Int(position)),
        };
        if let Some(first) = first {
            *first.0 = from;
        }
        if let Some(last) = last {
            *last.0 = to;
        }
        Ok(found.is_ok())
    }

    /// Sorts an array and others alike, ascending or with `<` descending (`commands/sort-array`).
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 2)
    /// $n{1}:=2
    /// $n{2}:=1
    /// SORT ARRAY($n; >)
    /// ASSERT($n{1}=1)
    /// SORT ARRAY($n; <)
    /// ASSERT($n{1}=2)
    /// ```
    "SORT ARRAY" 229 fn sort_array(host, arrays_and_order: Rest) {
        let mut levels = Vec::new();
        let mut descending = false;
        for value in arrays_and_order.0.iter() {
            match value {
                Value::Array(array) => levels.push((array.clone(), None)),
                other => descending = other.as_number() == Some(-1.0),
            }
        }
        if let Some(first) = levels.first_mut() {
            first.1 = Some(descending);
        }
        sort(host, &levels)
    }

    /// Sorts arrays on several levels: each array is followed by `>` or `<`; those without follow along. Or: a pointer array
    /// with the arrays, and a number array with 1, -1 or 0 for each (`commands/multi-sort-array`).
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 2)
    /// $n{1}:=1
    /// $n{2}:=2
    /// MULTI SORT ARRAY($n; <)
    /// ASSERT($n{1}=2)
    /// ```
    "MULTI SORT ARRAY" 718 fn multi_sort_array(host, arrays_and_orders: Rest) {
        let mut levels: Vec<(Rc<Array>, Option<bool>)> = Vec::new();
        if let [Value::Array(pointers), Value::Array(orders)] = &*arrays_and_orders.0
            && pointers.type_code == POINTER
        {
            for (pointer, order) in pointers.snapshot().iter().zip(orders.snapshot()) {
                let order = order.as_number().filter(|order| *order != 0.0).map(|order| order < 0.0);
                levels.push((pointed_array(host, pointer)?, order));
            }
            return sort(host, &levels);
        }
        for value in arrays_and_orders.0.iter() {
            match (value, levels.last_mut()) {
                (Value::Array(array), _) => levels.push((array.clone(), None)),
                (order, Some(level)) => level.1 = Some(order.as_number() == Some(-1.0)),
                (other, None) => return Err(Error::type_mismatch("an array", other)),
            }
        }
        sort(host, &levels)
    }

    /// Makes one array a copy of another (`commands/copy-array`).
    ///
    /// ```4d
    /// ARRAY TEXT($a; 1)
    /// ARRAY TEXT($b; 0)
    /// $a{1}:="x"
    /// COPY ARRAY($a; $b)
    /// ASSERT($b{1}="x")
    /// ```
    "COPY ARRAY" 226 fn copy_array(_host, source: Elements, destination: InOut) {
        *destination.0 = Value::Array(Rc::new(source.0.duplicate()));
        Ok(())
    }

    /// Replaces the elements of a collection by those of an array, or by objects that hold the elements of arrays under
    /// property names (`commands/array-to-collection`).
    ///
    /// ```4d
    /// ARRAY TEXT($names; 2)
    /// $names{1}:="a"
    /// var $c : Collection:=[]
    /// ARRAY TO COLLECTION($c; $names)
    /// ASSERT(($c.length=2) & ($c[0]="a"))
    /// ARRAY TO COLLECTION($c; $names; "name")
    /// ASSERT($c[0].name="a")
    /// ```
    "ARRAY TO COLLECTION" 1563 fn array_to_collection(_host, collection: InOut, arrays_and_properties: Rest) {
        if is_missing(collection.0) {
            *collection.0 = Value::from(Vec::new());
        }
        let Value::Collection(collection) = &*collection.0 else {
            return Err(Error::type_mismatch("a collection", collection.0));
        };
        let mut elements = Vec::new();
        for (column, pair) in arrays_and_properties.0.chunks(2).enumerate() {
            let Some(Value::Array(array)) = pair.first() else {
                return Err(Error::type_mismatch("an array", pair.first().unwrap_or(&Value::Undefined)));
            };
            let values = array.snapshot();
            match pair.get(1) {
                None => elements = values,
                Some(Value::Text(property)) => {
                    if column == 0 {
                        let known = |at| match collection.get(at) {
                            Some(object @ Value::Object(_)) => object,
                            _ => Value::from(Object::new()),
                        };
                        elements = (0..values.len()).map(known).collect();
                    }
                    for (element, value) in elements.iter().zip(values) {
                        if let Value::Object(object) = element {
                            object.set_text(property, value);
                        }
                    }
                }
                Some(other) => return Err(Error::type_mismatch("the name of a property (a text)", other)),
            }
        }
        let _using = collection.use_for_call()?;
        collection.replace(elements)?;
        Ok(())
    }

    /// Fills arrays with the elements of a collection, or with properties of its objects
    /// (`commands/collection-to-array`). What cannot be converted becomes an empty element.
    ///
    /// ```4d
    /// ARRAY LONGINT($n; 0)
    /// COLLECTION TO ARRAY([{a: 1}; {a: 2}]; $n; "a")
    /// ASSERT($n{2}=2)
    /// ```
    "COLLECTION TO ARRAY" 1562 fn collection_to_array(host, collection: &Value, array_and_property_variables: Rest) {
        let elements = match collection {
            Value::Collection(collection) => collection.snapshot(),
            other if is_missing(other) => Vec::new(),
            other => return Err(Error::type_mismatch("a collection", other)),
        };
        for pair in array_and_property_variables.0.chunks_mut(2) {
            let values = match pair.get(1) {
                Some(Value::Text(path)) => {
                    let path = crate::collection::path::Path::parse(path);
                    elements.iter().map(|element| path.read(host, element)).collect::<Res<Vec<_>>>()?
                }
                Some(other) => return Err(Error::type_mismatch("the name of a property (a text)", other)),
                None => elements.clone(),
            };
            if let Some(array) = pair.first_mut() {
                fill(array, values)?;
            }
        }
        Ok(())
    }
}

/// The array that a pointer leads to.
fn pointed_array(host: &mut dyn Host, pointer: &Value) -> Res<Rc<Array>> {
    let target = match pointer {
        Value::Pointer(pointer) => match &**pointer {
            Pointer::Local { cell, .. } => cell.borrow().clone(),
            Pointer::Process { name, .. } => host.variable(&name.to_str()),
            Pointer::Interprocess { name, .. } => host.variable(&format!("<>{name}")),
            Pointer::Element { array, index } => array.get(*index).unwrap_or_default(),
            _ => Value::Undefined,
        },
        _ => Value::Undefined,
    };
    match target {
        Value::Array(array) => Ok(array),
        _ => Err(Error::new(72, "A pointer to an array is expected in each element.")),
    }
}

fn array_of(value: &Value) -> Res<&Rc<Array>> {
    match value {
        Value::Array(array) => Ok(array),
        other => Err(Error::type_mismatch("an array", other)),
    }
}

fn holds(array: &Array, at: usize, value: &Value) -> bool {
    array.get(at).is_some_and(|element| compare::equal(&element, value))
}

/// Creates an array in a place, or resizes the one of the same type that is there.
fn declare(
    host: &dyn Host,
    place: &mut Value,
    element: DeclaredType,
    type_code: i32,
    size: i32,
    columns: Option<i32>,
) -> Res<()> {
    let size = usize::try_from(size).unwrap_or(0);
    let columns = columns.map(|columns| usize::try_from(columns).unwrap_or(0));
    let cells = (size + 1).saturating_mul(columns.map_or(1, |columns| columns + 3));
    check_size(host, cells.saturating_mul(size_of::<Value>()))?;
    let fresh = match (&*place, columns) {
        (Value::Array(array), None) if array.type_code == type_code => {
            array.resize(size);
            return Ok(());
        }
        (_, None) => Array::new(element, type_code, size),
        (Value::Array(array), Some(columns)) if is_grid(array, type_code) => {
            array.resize(size);
            for row in array.values_from(0) {
                array_of(&row)?.resize(columns);
            }
            return Ok(());
        }
        (_, Some(columns)) => Array::two_dimensional(element, type_code, size, columns),
    };
    *place = Value::Array(Rc::new(fresh));
    Ok(())
}

/// True for an array of arrays of this type.
fn is_grid(array: &Array, type_code: i32) -> bool {
    array.type_code == TWO_DIMENSIONAL
        && matches!(array.get(0), Some(Value::Array(row)) if row.type_code == type_code)
}

/// An empty array whose elements are of the type of a value.
fn array_for(value: &Value) -> Array {
    let (element, code) = match value {
        Value::Text(_) => (DeclaredType::Text, TEXT),
        Value::Bool(_) => (DeclaredType::Boolean, 22),
        Value::Date(_) => (DeclaredType::Date, 17),
        Value::Time(_) => (DeclaredType::Time, 32),
        Value::Blob(_) => (DeclaredType::Blob, 31),
        Value::Pointer(_) => (DeclaredType::Pointer, 20),
        Value::Int(_) | Value::Real(_) => (DeclaredType::Real, 14),
        _ => (DeclaredType::Object, 39),
    };
    Array::new(element, code, 0)
}

/// Fills an array, or makes one of the type of the first value; what cannot be converted becomes empty.
///
/// # Errors
/// 54 when the place holds something else.
pub fn fill(place: &mut Value, values: Vec<Value>) -> Res<()> {
    if is_missing(place) {
        *place = Value::Array(Rc::new(array_for(values.first().unwrap_or(&Value::EMPTY_TEXT))));
    }
    let array = array_of(place)?;
    let convert = |value| array.element.convert(value).unwrap_or_else(|_| array.element.default_value());
    array.replace(values.into_iter().map(convert).collect())
}

/// Puts the elements of a new array into a place: into the array that is there, or as a new one.
///
/// # Errors
/// 54 when the place holds something else.
pub fn put(place: &mut Value, array: Array) -> Res<()> {
    if is_missing(place) {
        *place = Value::Array(Rc::new(array));
        return Ok(());
    }
    fill(place, array.snapshot())
}

/// Sorts arrays by those that have a direction; the others follow.
fn sort(host: &mut dyn Host, levels: &[(Rc<Array>, Option<bool>)]) -> Res<()> {
    let Some((first, _)) = levels.first() else { return Ok(()) };
    let len = first.len();
    let columns: Vec<(Vec<Value>, Option<bool>)> =
        levels.iter().map(|(array, order)| (array.snapshot(), *order)).collect();
    if columns.iter().any(|(values, _)| values.len() != len) {
        return Err(Error::new(74, "The arrays to sort must have the same size."));
    }
    let mut steps = 0u32;
    let order = merge_sort((0..len).collect(), &mut |&left: &usize, &right: &usize| {
        steps = steps.wrapping_add(1);
        if steps.is_multiple_of(1 << 16) {
            host.check_interrupt()?;
        }
        for (values, direction) in &columns {
            let Some(descending) = direction else { continue };
            let order = compare::order(&values[left], &values[right]);
            if order.is_ne() {
                return Ok(order.is_lt() != *descending);
            }
        }
        Ok(false)
    })?;
    for ((array, _), (values, _)) in levels.iter().zip(&columns) {
        array.replace(order.iter().map(|at| values[*at].clone()).collect())?;
    }
    Ok(())
}

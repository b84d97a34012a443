//! The members of the class Collection (`API/CollectionClass`), one item each; the work is done beside this file.
//!
//! Functions that change a collection give the collection itself, others a new one whose elements are the same values.

use std::rc::Rc;

use four_runtime::registry::Rest;
use four_runtime::{Collection, Res, Text, Value, native_class};

use super::callback::Callback;
use super::each::{self, index, itself};
use super::{IGNORE_EMPTY, query, sort};
use crate::args::check_size;
use crate::compare;
use crate::functions::OBJECT;

native_class! {
    /// A sequence of values of any type, counted from 0.
    pub static COLLECTION: "Collection" extends OBJECT;

    /// Number of elements (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2; 3].length=3)
    /// ```
    get length(_host, this: &Rc<Collection>) -> usize { Ok(this.len()) }

    /// The element at an index, negative ones counted from the end; undefined when there is none
    /// (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2; 3].at(-1)=3)
    /// ASSERT(Undefined([1].at(5)))
    /// ```
    fn at(_host, this: &Rc<Collection>, index: i32) -> Value {
        let at = match usize::try_from(index) {
            Ok(at) => Some(at),
            Err(_) => this.len().checked_sub(index.unsigned_abs() as usize),
        };
        Ok(at.and_then(|at| this.get(at)).unwrap_or_default())
    }

    /// The average of the numbers, of the elements or of a property; undefined without numbers (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([10; 20; "x"].average()=15)
    /// ```
    fn average(host, this: &Rc<Collection>, property_path: Option<&Text>) -> Value {
        let (sum, count) = each::sum(&each::values(host, this, property_path)?);
        Ok(if count == 0 { Value::Undefined } else { Value::number(sum / count as f64) })
    }

    /// Removes all elements (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2].clear().length=0)
    /// ```
    fn clear(_host, this: &Rc<Collection>) -> Value {
        let _using = this.use_for_call()?;
        this.replace(Vec::new())?;
        Ok(itself(this))
    }

    /// Inserts the elements of another collection, at its end or before an index (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2].combine([7; 8]; 1).join(",")="1,7,8,2")
    /// ```
    fn combine(host, this: &Rc<Collection>, collection: &Rc<Collection>, index_at: Option<i32>) -> Value {
        check_size(host, (this.len() + collection.len()) * size_of::<Value>())?;
        let _using = this.use_for_call()?;
        this.splice(index_at.map_or(this.len(), |at| index(at, this.len())), collection.snapshot())?;
        Ok(itself(this))
    }

    /// A copy with further values at its end; elements of collections are added one by one (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2].concat([3; 4]; 5).length=5)
    /// ```
    fn concat(host, this: &Rc<Collection>, values: Rest) -> Value {
        let mut all = this.snapshot();
        for value in values.0.iter() {
            match value {
                Value::Collection(more) => all.extend(more.snapshot()),
                other => all.push(other.clone()),
            }
            check_size(host, all.len() * size_of::<Value>())?;
        }
        Ok(Value::from(all))
    }

    /// A deep copy; with `ck shared` a shared one, in the group of `group with` where that is given; with
    /// `ck resolve pointers` what pointers point to stands in their place (`API/CollectionClass`).
    ///
    /// ```4d
    /// var $c : Collection:=[{a: 1}]
    /// $c.copy()[0].a:=2
    /// ASSERT($c[0].a=1)
    /// ```
    fn copy(host, this: &Rc<Collection>, option: Option<&Value>, group_with: Option<&Value>) -> Value {
        crate::objects::copy_as(host, &itself(this), option, group_with)
    }

    /// Number of elements, or of values of a property, that are not null (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; Null; {a: 2}].count()=2)
    /// ASSERT([1; Null; {a: 2}].count("a")=1)
    /// ```
    fn count(host, this: &Rc<Collection>, property_path: Option<&Text>) -> usize {
        Ok(each::values(host, this, property_path)?.iter().filter(|value| !compare::is_missing(value)).count())
    }

    /// How many elements, or values of a property, are equal to a value (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT(["a"; "A"; "b"].countValues("a")=2)
    /// ```
    fn countValues(host, this: &Rc<Collection>, value: &Value, property_path: Option<&Text>) -> usize {
        let values = each::values(host, this, property_path)?;
        Ok(values.iter().filter(|element| !element.is_undefined() && compare::equal(element, value)).count())
    }

    /// The values once each, of the elements or of a property, in ascending order and without nulls. Options:
    /// `ck diacritical`, `ck count values` (objects with value and count) (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT(["b"; "a"; "B"; Null].distinct().length=2)
    /// ASSERT([5; 5; 1].distinct(ck count values)[1].count=2)
    /// ```
    fn distinct(host, this: &Rc<Collection>, path_or_options: Option<&Value>, options: Option<i32>) -> Value {
        let (path, options) = match path_or_options {
            Some(Value::Text(path)) => (Some(path), options.unwrap_or(0)),
            other => (None, other.and_then(Value::as_number).map_or(options.unwrap_or(0), |sum| sum as i32)),
        };
        let values = each::values(host, this, path)?;
        Ok(Value::from(each::distinct(values, options & 8 != 0, options & 32 != 0)?))
    }

    /// True when another collection holds the same values, nested ones included; texts are compared without case and
    /// accents unless `ck diacritical` is given (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; {a: "x"}].equal([1; {a: "X"}]))
    /// ASSERT(Not(["x"].equal(["X"]; ck diacritical)))
    /// ```
    fn equal(_host, this: &Rc<Collection>, other: &Rc<Collection>, option: Option<i32>) -> bool {
        Ok(compare::deep_equal(&itself(this), &itself(other), option.unwrap_or(0) & 8 != 0))
    }

    /// True when a callback is true for all elements, from an index on; false when there are none
    /// (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([2; 4].every(Formula($1.value%2=0)))
    /// ASSERT(Not([].every(Formula(True))))
    /// ```
    fn every(host, this: &Rc<Collection>, arguments: Rest) -> bool {
        if each::starts_past_end(this, arguments.0) {
            return Ok(false);
        }
        Ok(each::find(host, this, arguments.0, false)?.is_none())
    }

    /// The values of a property, nulls only with `ck keep null`; or objects of several properties under new names, given
    /// as pairs of path and name (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([{a: 1}; {b: 2}; {a: 3}].extract("a").join(",")="1,3")
    /// ASSERT([{a: {b: 1}}].extract("a.b"; "c")[0].c=1)
    /// ```
    fn extract(host, this: &Rc<Collection>, paths: Rest) -> Value { each::extract(host, this, paths.0) }

    /// Sets elements to a value, all or from `start` up to but not including `end` (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2; 3].fill(0; 1).join(",")="1,0,0")
    /// ```
    fn fill(_host, this: &Rc<Collection>, value: &Value, start: Option<i32>, end: Option<i32>) -> Value {
        let _using = this.use_for_call()?;
        let len = this.len();
        let last = end.map_or(len, |end| index(end, len)).min(len);
        for at in start.map_or(0, |start| index(start, len))..last {
            this.set(at, value.clone())?;
        }
        Ok(itself(this))
    }

    /// The elements that a callback is true for (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2; 3; 4].filter(Formula($1.value>$2); 2).join(",")="3,4")
    /// ```
    fn filter(host, this: &Rc<Collection>, callback: &Value, parameters: Rest) -> Value {
        let callback = Callback::new(host, callback, parameters.0)?;
        let mut kept = Vec::new();
        each::visit(host, this, 0, &callback, &mut |_, element, answer| {
            if matches!(answer, Value::Bool(true)) {
                kept.push(element.clone());
            }
            false
        })?;
        this.alike(kept)
    }

    /// The first element that a callback is true for, from an index on; undefined when there is none
    /// (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([{n: 1}; {n: 2}].find(Formula($1.value.n=2)).n=2)
    /// ```
    fn find(host, this: &Rc<Collection>, arguments: Rest) -> Value {
        Ok(each::find(host, this, arguments.0, true)?.map(|(_, element)| element).unwrap_or_default())
    }

    /// Index of the first element that a callback is true for, from an index on, or -1 (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([5; 6].findIndex(Formula($1.value=6))=1)
    /// ```
    fn findIndex(host, this: &Rc<Collection>, arguments: Rest) -> i32 {
        Ok(place(each::find(host, this, arguments.0, true)?.map(|(at, _)| at)))
    }

    /// The first element; undefined when empty (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT(["a"; "b"].first()="a")
    /// ```
    fn first(_host, this: &Rc<Collection>) -> Value { Ok(this.get(0).unwrap_or_default()) }

    /// Nested collections spread, one level deep or `depth` levels (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([[1; 2]; [3; [4]]].flat().length=4)
    /// ```
    fn flat(host, this: &Rc<Collection>, depth: Option<i32>) -> Value {
        let depth = usize::try_from(depth.unwrap_or(1)).unwrap_or(0);
        Ok(Value::from(each::flat(host, this.snapshot(), depth)?))
    }

    /// The results of a callback, spread one level deep (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT(["a b"; "c"].flatMap(Formula(Split string($1.value; " "))).length=3)
    /// ```
    fn flatMap(host, this: &Rc<Collection>, callback: &Value, parameters: Rest) -> Value {
        let mapped = map_all(host, this, callback, parameters.0)?;
        Ok(Value::from(each::flat(host, mapped, 1)?))
    }

    /// True when an element from `start` on is equal to a value; `@` in a text is a wildcard (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT(["Alice"; "Bob"].includes("al@"))
    /// ```
    fn includes(_host, this: &Rc<Collection>, value: &Value, start: Option<i32>) -> bool {
        Ok(each::index_of(this, value, start.unwrap_or(0)).is_some())
    }

    /// Index of the first element from `start` on that is equal to a value, or -1; `@` in a text is a wildcard
    /// (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT(["Anna"; "Bob"].indexOf("bob")=1)
    /// ASSERT([1; 2].indexOf(9)=-1)
    /// ```
    fn indexOf(_host, this: &Rc<Collection>, value: &Value, start: Option<i32>) -> i32 {
        Ok(place(each::index_of(this, value, start.unwrap_or(0))))
    }

    /// The indices of the objects that fulfil a query; see `query` (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([{n: 1}; {n: 5}; {n: 9}].indices("n > 1").join(",")="1,2")
    /// ```
    fn indices(host, this: &Rc<Collection>, arguments: Rest) -> Value {
        let found = query::find(host, this, arguments.0)?;
        Ok(Value::from(found.into_iter().map(|(at, _)| Value::from(at)).collect::<Vec<_>>()))
    }

    /// Inserts an element before an index; past the end it is added (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2; 3].insert(-1; 9).join(",")="1,2,9,3")
    /// ```
    fn insert(_host, this: &Rc<Collection>, index_at: i32, element: &Value) -> Value {
        let _using = this.use_for_call()?;
        this.splice(index(index_at, this.len()), vec![element.clone()])?;
        Ok(itself(this))
    }

    /// The elements as text with a delimiter between them; with `ck ignore null or empty` without those
    /// (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; "x"; Null; 2].join("-")="1-x-null-2")
    /// ASSERT([1; ""; Null; 2].join("-"; ck ignore null or empty)="1-2")
    /// ```
    fn join(host, this: &Rc<Collection>, delimiter: Option<&Text>, option: Option<i32>) -> Text {
        each::join(host, this, delimiter.unwrap_or(&Text::EMPTY), option.unwrap_or(0) & IGNORE_EMPTY != 0)
    }

    /// The last element; undefined when empty (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2].last()=2)
    /// ```
    fn last(_host, this: &Rc<Collection>) -> Value {
        Ok(this.len().checked_sub(1).and_then(|at| this.get(at)).unwrap_or_default())
    }

    /// Index of the last element at or before `start` that is equal to a value, or -1 (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2; 1].lastIndexOf(1)=2)
    /// ```
    fn lastIndexOf(_host, this: &Rc<Collection>, value: &Value, start: Option<i32>) -> i32 {
        Ok(place(each::last_index_of(this, value, start)))
    }

    /// The results of a callback, one an element (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2].map(Formula($1.value*$2); 10).join(",")="10,20")
    /// ```
    fn map(host, this: &Rc<Collection>, callback: &Value, parameters: Rest) -> Value {
        Ok(Value::from(map_all(host, this, callback, parameters.0)?))
    }

    /// The last value in ascending order, of the elements or of a property; undefined when there is none
    /// (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([200; 150; 55].max()=200)
    /// ASSERT([1; {name: "Smith"}; {name: "Alabama"}].max().name="Alabama")
    /// ```
    fn max(host, this: &Rc<Collection>, property_path: Option<&Text>) -> Value {
        Ok(each::extreme(each::values(host, this, property_path)?, true))
    }

    /// The first value in ascending order, of the elements or of a property; undefined when there is none
    /// (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([{a: 3}; {a: 2}].min("a")=2)
    /// ASSERT([3; Null].min()=Null)
    /// ```
    fn min(host, this: &Rc<Collection>, property_path: Option<&Text>) -> Value {
        Ok(each::extreme(each::values(host, this, property_path)?, false))
    }

    /// Sorts this collection and others of the same length alike: a collection of collections, or of objects with
    /// `collection` and `order` for further levels. Levels sort among elements that are equal in all collections before
    /// them, those that only follow included. Error 74 when lengths differ (`API/CollectionClass`).
    ///
    /// ```4d
    /// var $names : Collection:=["c"; "a"]
    /// var $ages : Collection:=[3; 1]
    /// $names.multiSort([$ages])
    /// ASSERT($ages.join(",")="1,3")
    /// var $countries : Collection:=["F"; "F"; "G"; "F"]
    /// var $towns : Collection:=["Paris"; "Lyon"; "Berlin"; "Bordeaux"]
    /// ["E"; "E"; "E"; "E"].multiSort([$countries; {collection: $towns; order: ck ascending}])
    /// ASSERT($towns.join(",")="Lyon,Paris,Berlin,Bordeaux")
    /// ```
    fn multiSort(host, this: &Rc<Collection>, arguments: Rest) -> Value {
        sort::multi_sort(host, this, arguments.0)?;
        Ok(itself(this))
    }

    /// A sorted copy: by value, `ck ascending` or `ck descending`, by a text of paths such as `"a, b desc"`, or by a
    /// collection of objects with `propertyPath` and `descending` (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([{k: 1}; {k: 2}].orderBy("k desc")[0].k=2)
    /// ASSERT([3; 1; 2].orderBy(ck descending).join("")="321")
    /// ```
    fn orderBy(host, this: &Rc<Collection>, criteria: Option<&Value>) -> Value {
        this.alike(sort::order_by(host, this, criteria)?)
    }

    /// A sorted copy; the callback says whether `$1.value` comes before `$1.value2` (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 3; 2].orderByMethod(Formula($1.value>$1.value2)).join("")="321")
    /// ```
    fn orderByMethod(host, this: &Rc<Collection>, callback: &Value, parameters: Rest) -> Value {
        let callback = Callback::new(host, callback, parameters.0)?;
        this.alike(sort::by_callback(host, this.snapshot(), &callback)?)
    }

    /// Removes the last element and gives it; undefined when empty (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2].pop()=2)
    /// ```
    fn pop(_host, this: &Rc<Collection>) -> Value {
        let _using = this.use_for_call()?;
        Ok(this.pop()?.unwrap_or_default())
    }

    /// Adds elements at the end (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1].push(2; 3).length=3)
    /// ```
    fn push(_host, this: &Rc<Collection>, elements: Rest) -> Value {
        let _using = this.use_for_call()?;
        for element in elements.0 {
            this.push(std::mem::take(element))?;
        }
        Ok(itself(this))
    }

    /// The objects that fulfil a query such as `"age > 18 and name = :1"`; values of placeholders follow, settings with
    /// `parameters` and `attributes` come last. Error -10719 when the query cannot be read (`API/CollectionClass`).
    ///
    /// ```4d
    /// var $people : Collection:=[{name: "Éric"; age: 20}; {name: "Bob"}]
    /// ASSERT($people.query("name = :1"; "e@")[0].age=20)
    /// ASSERT($people.query("age = null or age > 30").length=1)
    /// ```
    fn query(host, this: &Rc<Collection>, arguments: Rest) -> Value {
        let found = query::find(host, this, arguments.0)?;
        this.alike(found.into_iter().map(|(_, element)| element).collect())
    }

    /// What a callback made of `$1.accumulator`, which starts as `initial`, over all elements (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2; 3].reduce(Formula($1.accumulator+=$1.value); 0)=6)
    /// ```
    fn reduce(host, this: &Rc<Collection>, callback: &Value, initial: Option<&Value>, parameters: Rest) -> Value {
        let callback = Callback::new(host, callback, parameters.0)?;
        let len = this.len();
        fold(host, this, &callback, initial.cloned().unwrap_or_default(), &mut (0..len))
    }

    /// Like `reduce`, from the last element to the first (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT(["a"; "b"].reduceRight(Formula($1.accumulator+=$1.value); "")="ba")
    /// ```
    fn reduceRight(host, this: &Rc<Collection>, callback: &Value, initial: Option<&Value>, parameters: Rest) -> Value {
        let callback = Callback::new(host, callback, parameters.0)?;
        let len = this.len();
        fold(host, this, &callback, initial.cloned().unwrap_or_default(), &mut (0..len).rev())
    }

    /// Removes one element at an index, or `how_many` from there on (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2; 3].remove(-1).join(",")="1,2")
    /// ```
    fn remove(_host, this: &Rc<Collection>, index_at: i32, how_many: Option<i32>) -> Value {
        let _using = this.use_for_call()?;
        this.remove(index(index_at, this.len()), usize::try_from(how_many.unwrap_or(1)).unwrap_or(0))?;
        Ok(itself(this))
    }

    /// Cuts off elements, or adds nulls or copies of `value` up to a length (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1].resize(3; 0).join(",")="1,0,0")
    /// ```
    fn resize(host, this: &Rc<Collection>, size: i32, value: Option<&Value>) -> Value {
        let size = usize::try_from(size).unwrap_or(0);
        check_size(host, size.saturating_mul(size_of::<Value>()))?;
        let _using = this.use_for_call()?;
        this.resize(size, value.cloned().unwrap_or(Value::Null))?;
        Ok(itself(this))
    }

    /// A copy with the elements in reverse order (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2; 3].reverse().join("")="321")
    /// ```
    fn reverse(_host, this: &Rc<Collection>) -> Value {
        let mut elements = this.snapshot();
        elements.reverse();
        this.alike(elements)
    }

    /// Removes the first element and gives it; undefined when empty (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2].shift()=1)
    /// ```
    fn shift(_host, this: &Rc<Collection>) -> Value {
        let _using = this.use_for_call()?;
        Ok(this.shift()?.unwrap_or_default())
    }

    /// The elements from an index up to, but not including, another (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2; 3; 4].slice(1; -1).join(",")="2,3")
    /// ```
    fn slice(_host, this: &Rc<Collection>, start: i32, end: Option<i32>) -> Value {
        let elements = this.snapshot();
        let len = elements.len();
        let (start, end) = (index(start, len), end.map_or(len, |end| index(end, len)).min(len));
        this.alike(elements.get(start..end).unwrap_or_default().to_vec())
    }

    /// True when a callback is true for an element, from an index on (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([1; 2].some(Formula($1.value=2)))
    /// ```
    fn some(host, this: &Rc<Collection>, arguments: Rest) -> bool {
        Ok(each::find(host, this, arguments.0, true)?.is_some())
    }

    /// Sorts in place: by value, `ck ascending` or `ck descending`, or by a callback that says whether `$1.value` comes
    /// before `$1.value2` (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([3; 1; 2].sort().join("")="123")
    /// ASSERT([3; 1; 2].sort(Formula($1.value>$1.value2)).join("")="321")
    /// ```
    fn sort(host, this: &Rc<Collection>, arguments: Rest) -> Value {
        sort::sort(host, this, arguments.0)?;
        Ok(itself(this))
    }

    /// The sum of the numbers, of the elements or of a property (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([10; 20; "x"].sum()=30)
    /// ```
    fn sum(host, this: &Rc<Collection>, property_path: Option<&Text>) -> f64 {
        Ok(each::sum(&each::values(host, this, property_path)?).0)
    }

    /// Adds elements at the start, in the order given (`API/CollectionClass`).
    ///
    /// ```4d
    /// ASSERT([3].unshift(1; 2).join("")="123")
    /// ```
    fn unshift(_host, this: &Rc<Collection>, elements: Rest) -> Value {
        let _using = this.use_for_call()?;
        this.splice(0, elements.0.iter_mut().map(std::mem::take).collect())?;
        Ok(itself(this))
    }
}

/// An index as the functions give it.
fn place(found: Option<usize>) -> i32 {
    found.and_then(|at| i32::try_from(at).ok()).unwrap_or(-1)
}

fn map_all(
    host: &mut dyn four_runtime::Host,
    this: &Collection,
    callback: &Value,
    parameters: &[Value],
) -> Res<Vec<Value>> {
    let callback = Callback::new(host, callback, parameters)?;
    let mut mapped = Vec::with_capacity(this.len());
    each::visit(host, this, 0, &callback, &mut |_, _, answer| {
        mapped.push(answer.clone());
        false
    })?;
    Ok(mapped)
}

fn fold(
    host: &mut dyn four_runtime::Host,
    this: &Collection,
    callback: &Callback,
    initial: Value,
    order: &mut dyn Iterator<Item = usize>,
) -> Res<Value> {
    let mut accumulator = initial;
    for at in order {
        let Some(element) = this.get(at) else { continue };
        let (next, stop) = callback.accumulate(host, accumulator, element)?;
        accumulator = next;
        if stop {
            break;
        }
    }
    Ok(accumulator)
}

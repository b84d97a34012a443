//! Making and changing documents: elements, attributes, values, nodes.

use four_runtime::registry::{Rest, Star};
use four_runtime::{Error, Host, Res, Text, Value, commands};

use super::read::{done, no_attribute};
use super::references::{self, Place};
use super::tree::{Branch, DOCUMENT, Kind, MAX_DEPTH, NodeId, Tree, is_name};
use super::{code, convert, error, parse, path, xpath};
use crate::args::Elements;

commands! { pub static COMMANDS: "XML DOM";
    /// A new document with a root element; gives its reference. A namespace and further pairs of prefix and namespace
    /// become attributes of the root (`commands/dom-create-xml-ref`).
    ///
    /// ```4d
    /// var $root; $text : Text
    /// $root:=DOM Create XML Ref("s:a"; "http://s"; "xmlns:t"; "http://t")
    /// DOM EXPORT TO VAR($root; $text)
    /// ASSERT(Position("<s:a xmlns:s=\"http://s\" xmlns:t=\"http://t\"/>"; $text)>0)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Create XML Ref" 861 fn create_ref(host, root: &Text, namespace: Option<&Text>, more: Rest) -> String {
        host.set_variable("OK", Value::Int(0));
        let name = checked_name(root)?;
        let mut attributes = Vec::new();
        if let Some(namespace) = namespace.filter(|namespace| !namespace.is_empty()) {
            let own = match name.split_once(':') {
                Some((prefix, _)) => format!("xmlns:{prefix}"),
                None => "xmlns".to_owned(),
            };
            attributes.push((own, namespace.to_string()));
        }
        for pair in more.0.chunks(2) {
            let [Value::Text(name), Value::Text(value)] = pair else {
                return Err(error(code::INVALID, "Namespaces are pairs of texts: a name and a value."));
            };
            attributes.push((checked_name(name)?, value.to_string()));
        }
        let mut tree = Tree::new();
        tree.append(DOCUMENT, Kind::Element { name, attributes })?;
        let reference = references::open(tree)?;
        done(host);
        Ok(reference)
    }

    /// Creates the element at the end of a path of names, each with `[n]` or `[last()]` where wanted, and those on the
    /// way that do not exist; then sets attributes from pairs of name and value. Gives its reference
    /// (`commands/dom-create-xml-element`).
    ///
    /// ```4d
    /// var $root; $item; $text : Text
    /// $root:=DOM Create XML Ref("list")
    /// $item:=DOM Create XML element($root; "/list/item"; "n"; 1; "good"; True)
    /// $item:=DOM Create XML element($root; "item[1]"; "n"; 0)
    /// XML SET OPTIONS($root; XML indentation; XML no indentation)
    /// DOM EXPORT TO VAR($root; $text)
    /// ASSERT(Position("<list><item n=\"0\"/><item n=\"1\" good=\"true\"/></list>"; $text)>0)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Create XML element" 865 fn create_element(host, reference: &Text, path: &Text, attributes: Rest) -> String {
        host.set_variable("OK", Value::Int(0));
        let pairs = pairs(attributes.0)?;
        new_element(host, reference, path, pairs)
    }

    /// Creates an element like `DOM Create XML element`, with attributes from pairs of arrays
    /// (`commands/dom-create-xml-element-arrays`).
    ///
    /// ```4d
    /// var $root; $item; $value : Text
    /// ARRAY TEXT($names; 2)
    /// ARRAY TEXT($values; 2)
    /// $names{1}:="a"
    /// $values{1}:="1"
    /// $names{2}:="b"
    /// $values{2}:="2"
    /// $root:=DOM Create XML Ref("r")
    /// $item:=DOM Create XML element arrays($root; "item"; $names; $values)
    /// DOM GET XML ATTRIBUTE BY NAME($item; "b"; $value)
    /// ASSERT($value="2")
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Create XML element arrays" 1097 fn create_element_arrays(
        host, reference: &Text, path: &Text, names: Option<Elements>, values: Option<Elements>, more: Rest
    ) -> String {
        host.set_variable("OK", Value::Int(0));
        let mut flat = Vec::new();
        let mut add = |names: Vec<Value>, values: Vec<Value>| {
            for (name, value) in names.into_iter().zip(values) {
                flat.extend([name, value]);
            }
        };
        if let (Some(names), Some(values)) = (names, values) {
            add(names.0.snapshot(), values.0.snapshot());
        }
        for pair in more.0.chunks(2) {
            let [Value::Array(names), Value::Array(values)] = pair else {
                return Err(Error::new(54, "Attributes are pairs of arrays: names and values."));
            };
            add(names.snapshot(), values.snapshot());
        }
        let pairs = pairs(&flat)?;
        new_element(host, reference, path, pairs)
    }

    /// Sets attributes of an element from pairs of name and value (`commands/dom-set-xml-attribute`).
    ///
    /// ```4d
    /// var $root; $value : Text
    /// $root:=DOM Create XML Ref("a")
    /// DOM SET XML ATTRIBUTE($root; "width"; 12.5; "on"; False)
    /// DOM GET XML ATTRIBUTE BY NAME($root; "width"; $value)
    /// ASSERT($value="12.5")
    /// DOM CLOSE XML($root)
    /// ```
    "DOM SET XML ATTRIBUTE" 866 fn set_attribute(host, reference: &Text, attributes: Rest) {
        host.set_variable("OK", Value::Int(0));
        let place = references::element(reference)?;
        if attributes.0.is_empty() {
            return Err(Error::new(59, "DOM SET XML ATTRIBUTE needs a name and a value."));
        }
        let pairs = pairs(attributes.0)?;
        set_attributes(host, &place, place.node, pairs)?;
        done(host);
        Ok(())
    }

    /// Removes an attribute; an error when there is none of the name (`commands/dom-remove-xml-attribute`).
    ///
    /// ```4d
    /// var $root : Text
    /// $root:=DOM Parse XML variable("<a n='1'/>")
    /// DOM REMOVE XML ATTRIBUTE($root; "n")
    /// ASSERT(DOM Count XML attributes($root)=0)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM REMOVE XML ATTRIBUTE" 1084 fn remove_attribute(host, reference: &Text, name: &Text) {
        host.set_variable("OK", Value::Int(0));
        let place = references::element(reference)?;
        let wanted = name.to_str();
        let mut tree = place.tree.borrow_mut();
        let Some(Kind::Element { attributes, .. }) = tree.kind_mut(place.node) else { return Ok(()) };
        let before = attributes.len();
        attributes.retain(|(name, _)| *name != *wanted);
        let removed = attributes.len() < before;
        drop(tree);
        if !removed {
            return Err(no_attribute(&place, name));
        }
        done(host);
        Ok(())
    }

    /// Gives an element another name (`commands/dom-set-xml-element-name`).
    ///
    /// ```4d
    /// var $root; $name : Text
    /// $root:=DOM Create XML Ref("a")
    /// DOM SET XML ELEMENT NAME($root; "b")
    /// DOM GET XML ELEMENT NAME($root; $name)
    /// ASSERT($name="b")
    /// DOM CLOSE XML($root)
    /// ```
    "DOM SET XML ELEMENT NAME" 867 fn set_element_name(host, reference: &Text, name: &Text) {
        host.set_variable("OK", Value::Int(0));
        let place = references::element(reference)?;
        let new = checked_name(name)?;
        if let Some(Kind::Element { name, .. }) = place.tree.borrow_mut().kind_mut(place.node) {
            *name = new;
        }
        done(host);
        Ok(())
    }

    /// Sets the value of an element, or of the one that an XPath finds; with `*` as a CDATA section. Child elements stay
    /// (`commands/dom-set-xml-element-value`).
    ///
    /// ```4d
    /// var $root; $text : Text
    /// $root:=DOM Create XML Ref("a")
    /// DOM SET XML ELEMENT VALUE($root; "1 < 2")
    /// DOM EXPORT TO VAR($root; $text)
    /// ASSERT(Position("<a>1 &lt; 2</a>"; $text)>0)
    /// DOM SET XML ELEMENT VALUE($root; "1 < 2"; *)
    /// DOM EXPORT TO VAR($root; $text)
    /// ASSERT(Position("<a><![CDATA[1 < 2]]></a>"; $text)>0)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM SET XML ELEMENT VALUE" 868 fn set_element_value(
        host, reference: &Text, path_or_value: &Value, value: Option<&Value>, as_cdata: Star
    ) {
        host.set_variable("OK", Value::Int(0));
        let place = references::element(reference)?;
        let (node, value) = match (value, path_or_value) {
            (None, value) => (place.node, value),
            (Some(value), Value::Text(path)) => {
                let found = xpath::find_to_change(&place.tree.borrow(), place.node, path.to_str().trim())?;
                let missing = || error(code::MISSING, format!("The XPath {path} finds no element."));
                (found.ok_or_else(missing)?, value)
            }
            (Some(_), other) => return Err(Error::type_mismatch("an XPath", other)),
        };
        let text = convert::to_xml(host, value, &place.tree.borrow().options)?;
        let mut tree = place.tree.borrow_mut();
        if !tree.is_element(node) {
            return Err(error(code::REFERENCE, "The XPath does not find an element."));
        }
        let raw = tree.options.string_encoding == 2 && matches!(value, Value::Text(_));
        let branch = match raw {
            true => fragment(&text).ok(),
            false => None,
        };
        let old: Vec<NodeId> =
            tree.children(node).filter(|child| matches!(tree.kind(*child), Kind::Text(_) | Kind::Cdata(_))).collect();
        old.into_iter().for_each(|child| tree.remove(child));
        match branch {
            Some(branches) => {
                for branch in branches {
                    attach(&mut tree, node, &branch, None)?;
                }
            }
            None if text.is_empty() => {}
            None => {
                let kind = if as_cdata.0 || raw { Kind::Cdata(text) } else { Kind::Text(text) };
                let first = tree.first(node);
                let id = tree.create(kind)?;
                tree.insert(node, id, first)?;
            }
        }
        drop(tree);
        done(host);
        Ok(())
    }

    /// Removes an element with all in it (`commands/dom-remove-xml-element`).
    ///
    /// ```4d
    /// var $root : Text
    /// $root:=DOM Parse XML variable("<a><b/></a>")
    /// DOM REMOVE XML ELEMENT(DOM Get first child XML element($root))
    /// ASSERT(DOM Count XML elements($root; "b")=0)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM REMOVE XML ELEMENT" 869 fn remove_element(host, reference: &Text) {
        host.set_variable("OK", Value::Int(0));
        let place = references::find(reference)?;
        let mut tree = place.tree.borrow_mut();
        if place.node == DOCUMENT || tree.root() == Some(place.node) {
            let message = "A document keeps its root element: DOM CLOSE XML closes the whole document.";
            return Err(error(code::REFERENCE, message));
        }
        tree.remove(place.node);
        drop(tree);
        done(host);
        Ok(())
    }

    /// Adds a copy of an element, of this document or another, after the last child; gives the reference of the copy
    /// (`commands/dom-append-xml-element`).
    ///
    /// ```4d
    /// var $a; $b; $copy : Text
    /// $a:=DOM Create XML Ref("a")
    /// $b:=DOM Parse XML variable("<b><c/></b>")
    /// $copy:=DOM Append XML element($a; $b)
    /// ASSERT(DOM Count XML elements($copy; "c")=1)
    /// DOM CLOSE XML($a)
    /// DOM CLOSE XML($b)
    /// ```
    "DOM Append XML element" 1082 fn append_element(host, target: &Text, source: &Text) -> String {
        copy_element(host, target, source, None)
    }

    /// Adds a copy of an element before the child element of a number from 1; before the first when there is no such
    /// child (`commands/dom-insert-xml-element`).
    ///
    /// ```4d
    /// var $a; $copy; $name : Text
    /// $a:=DOM Parse XML variable("<a><b/><c/></a>")
    /// $copy:=DOM Insert XML element($a; DOM Find XML element($a; "c"); 1)
    /// $copy:=DOM Get first child XML element($a; $name)
    /// ASSERT($name="c")
    /// DOM CLOSE XML($a)
    /// ```
    "DOM Insert XML element" 1083 fn insert_element(host, target: &Text, source: &Text, index: i32) -> String {
        copy_element(host, target, source, Some(index))
    }

    /// Adds a node of a type: `XML ELEMENT` (a name or a fragment), `XML DATA`, `XML CDATA`, `XML Comment`,
    /// `XML Processing Instruction`, `XML DOCTYPE`. Gives its reference (`commands/dom-append-xml-child-node`).
    ///
    /// ```4d
    /// var $root; $node; $text : Text
    /// $root:=DOM Create XML Ref("a")
    /// $node:=DOM Append XML child node($root; XML DATA; "New")
    /// $node:=DOM Append XML child node($root; XML ELEMENT; "<b>x</b>")
    /// $node:=DOM Append XML child node($root; XML Comment; "c")
    /// XML SET OPTIONS($root; XML indentation; XML no indentation)
    /// DOM EXPORT TO VAR($root; $text)
    /// ASSERT(Position("<a>New<b>x</b><!--c--></a>"; $text)>0)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Append XML child node" 1080 fn append_child_node(
        host, reference: &Text, child_type: i32, value: &Value
    ) -> String {
        host.set_variable("OK", Value::Int(0));
        let place = references::find(reference)?;
        let text = match value {
            Value::Blob(bytes) => parse::decoded(bytes)?,
            other => convert::to_xml(host, other, &place.tree.borrow().options)?,
        };
        let mut tree = place.tree.borrow_mut();
        let node = match tree.kind(place.node) {
            Kind::Element { .. } => append_node(&mut tree, place.node, child_type, text)?,
            Kind::Document => append_before_root(&mut tree, child_type, text)?,
            _ => return Err(error(code::REFERENCE, "Nodes are added to an element or to the document.")),
        };
        drop(tree);
        done(host);
        Ok(place.reference(node))
    }
}

fn append_node(tree: &mut Tree, parent: NodeId, child_type: i32, text: String) -> Res<NodeId> {
    match child_type {
        2 => tree.append(parent, comment(text)?),
        3 => tree.append(parent, instruction(text)?),
        6 => tree.append(parent, Kind::Text(text)),
        7 => tree.append(parent, Kind::Cdata(text)),
        11 if is_name(text.trim()) => {
            tree.append(parent, Kind::Element { name: text.trim().to_owned(), attributes: Vec::new() })
        }
        11 => {
            let mut first = None;
            for branch in fragment(&text)? {
                let id = attach(tree, parent, &branch, None)?;
                first.get_or_insert(id);
            }
            first.ok_or_else(|| error(code::INVALID, "The fragment of XML is empty."))
        }
        other => Err(error(code::INVALID, format!("An element has no child nodes of the type {other}."))),
    }
}

/// At the document only comments, instructions and the document type can stand, all before the root.
fn append_before_root(tree: &mut Tree, child_type: i32, text: String) -> Res<NodeId> {
    let root = tree.root();
    match child_type {
        2 | 3 => {
            let kind = if child_type == 2 { comment(text)? } else { instruction(text)? };
            let id = tree.create(kind)?;
            tree.insert(DOCUMENT, id, root)?;
            Ok(id)
        }
        10 => {
            if text.contains(['<', '>']) && !text.contains('[') {
                return Err(error(code::INVALID, "This is no document type."));
            }
            let old: Vec<NodeId> = tree
                .children(DOCUMENT)
                .filter(|child| matches!(tree.kind(*child), Kind::Doctype(_)))
                .collect();
            old.into_iter().for_each(|child| tree.remove(child));
            let (id, first) = (tree.create(Kind::Doctype(text))?, tree.first(DOCUMENT));
            tree.insert(DOCUMENT, id, first)?;
            Ok(id)
        }
        other => Err(error(code::INVALID, format!("The document has no child nodes of the type {other}."))),
    }
}

fn comment(text: String) -> Res<Kind> {
    match text.contains("--") || text.ends_with('-') {
        true => Err(error(code::INVALID, "A comment of XML holds no --, and does not end in -.")),
        false => Ok(Kind::Comment(text)),
    }
}

fn instruction(text: String) -> Res<Kind> {
    let target = text.split_whitespace().next().unwrap_or_default();
    match !is_name(target) || target.eq_ignore_ascii_case("xml") || text.contains("?>") {
        true => Err(error(code::INVALID, "A processing instruction begins with a name and holds no ?>.")),
        false => Ok(Kind::Instruction(text)),
    }
}

/// The nodes of a fragment of XML.
fn fragment(source: &str) -> Res<Vec<Branch>> {
    let mut scratch = Tree::new();
    let top = scratch.append(DOCUMENT, Kind::Element { name: "top".into(), attributes: Vec::new() })?;
    parse::fragment(&mut scratch, top, source).map_err(|problem| parse::unreadable(&problem))?;
    Ok(scratch.children(top).map(|child| scratch.branch(child)).collect())
}

/// Puts a copy of a part of a document among the children of a node.
fn attach(tree: &mut Tree, parent: NodeId, branch: &Branch, before: Option<NodeId>) -> Res<NodeId> {
    if tree.depth(parent) + branch.height() > MAX_DEPTH {
        return Err(error(code::LIMIT, format!("XML elements would be nested deeper than {MAX_DEPTH}.")));
    }
    let id = tree.graft(branch)?;
    tree.insert(parent, id, before)?;
    Ok(id)
}

fn copy_element(host: &mut dyn Host, target: &Text, source: &Text, index: Option<i32>) -> Res<String> {
    host.set_variable("OK", Value::Int(0));
    let (place, from) = (references::element(target)?, references::element(source)?);
    let branch = from.tree.borrow().branch(from.node);
    let mut tree = place.tree.borrow_mut();
    let before = index.and_then(|index| {
        let index = usize::try_from(index).ok().and_then(|index| index.checked_sub(1)).unwrap_or(0);
        tree.elements(place.node).nth(index).or_else(|| tree.elements(place.node).next())
    });
    let id = attach(&mut tree, place.node, &branch, before)?;
    drop(tree);
    done(host);
    Ok(place.reference(id))
}

/// Names and values of attributes from a flat list.
fn pairs(flat: &[Value]) -> Res<Vec<(String, &Value)>> {
    flat.chunks(2)
        .map(|pair| match pair {
            [Value::Text(name), value] => Ok((checked_name(name)?, value)),
            [other, _] => Err(Error::type_mismatch("the name of an attribute", other)),
            _ => Err(Error::new(59, "The last attribute has a name but no value.")),
        })
        .collect()
}

fn new_element(
    host: &mut dyn Host,
    reference: &Text,
    path: &Text,
    pairs: Vec<(String, &Value)>,
) -> Res<String> {
    let place = references::element(reference)?;
    let node = path::create(&mut place.tree.borrow_mut(), place.node, &path.to_str())?;
    set_attributes(host, &place, node, pairs)?;
    done(host);
    Ok(place.reference(node))
}

fn set_attributes(host: &dyn Host, place: &Place, node: NodeId, pairs: Vec<(String, &Value)>) -> Res<()> {
    for (name, value) in pairs {
        let value = convert::to_xml(host, value, &place.tree.borrow().options)?;
        if let Some(Kind::Element { attributes, .. }) = place.tree.borrow_mut().kind_mut(node) {
            match attributes.iter_mut().find(|(other, _)| *other == name) {
                Some((_, old)) => *old = value,
                None => attributes.push((name, value)),
            }
        }
    }
    Ok(())
}

fn checked_name(name: &Text) -> Res<String> {
    let name = name.to_string();
    match is_name(&name) {
        true => Ok(name),
        false => Err(error(
            code::INVALID,
            format!("\"{name}\" is no name in XML: a letter comes first, no blanks."),
        )),
    }
}

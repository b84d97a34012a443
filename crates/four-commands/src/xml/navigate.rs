//! Going from element to element: children, siblings, parents, XPath.

use four_runtime::registry::InOut;
use four_runtime::{Host, Res, Text, Value, commands};

use super::read::{done, node_name, own_text};
use super::references::{self, NONE, Place};
use super::tree::{DOCUMENT, Kind, NodeId, Tree};
use super::{code, convert, error, xpath};
use crate::arrays;

commands! { pub static COMMANDS: "XML DOM";
    /// The first child element; `name` and `value` receive its name and value. `OK` is 0 when there is none, and the
    /// reference is all zeros (`commands/dom-get-first-child-xml-element`).
    ///
    /// ```4d
    /// var $root; $child; $name; $value : Text
    /// $root:=DOM Parse XML variable("<a><b>x</b></a>")
    /// $child:=DOM Get first child XML element($root; $name; $value)
    /// ASSERT(($name="b") & ($value="x") & (OK=1))
    /// $child:=DOM Get first child XML element($child)
    /// ASSERT((OK=0) & ($child=("0"*32)))
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Get first child XML element" 723 fn first_child(
        host, reference: &Text, name: Option<InOut>, value: Option<InOut>
    ) -> String {
        go(host, reference, name, value, |tree, node| tree.elements(node).next())
    }

    /// The last child element (`commands/dom-get-last-child-xml-element`).
    ///
    /// ```4d
    /// var $root; $child; $name : Text
    /// $root:=DOM Parse XML variable("<a><b/><c/></a>")
    /// $child:=DOM Get last child XML element($root; $name)
    /// ASSERT($name="c")
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Get last child XML element" 925 fn last_child(
        host, reference: &Text, name: Option<InOut>, value: Option<InOut>
    ) -> String {
        go(host, reference, name, value, |tree, node| {
            let back = std::iter::successors(tree.last(node), |at| tree.previous(*at));
            back.into_iter().find(|child| tree.is_element(*child))
        })
    }

    /// The next element with the same parent; `OK` is 0 after the last (`commands/dom-get-next-sibling-xml-element`).
    ///
    /// ```4d
    /// var $root; $child : Text
    /// var $count : Integer
    /// $root:=DOM Parse XML variable("<a><b/><c/><d/></a>")
    /// $child:=DOM Get first child XML element($root)
    /// While (OK=1)
    ///     $count+=1
    ///     $child:=DOM Get next sibling XML element($child)
    /// End while
    /// ASSERT($count=3)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Get next sibling XML element" 724 fn next_sibling(
        host, reference: &Text, name: Option<InOut>, value: Option<InOut>
    ) -> String {
        go(host, reference, name, value, |tree, node| {
            std::iter::successors(tree.next(node), |at| tree.next(*at)).find(|other| tree.is_element(*other))
        })
    }

    /// The previous element with the same parent (`commands/dom-get-previous-sibling-xml-element`).
    ///
    /// ```4d
    /// var $root; $child; $name : Text
    /// $root:=DOM Parse XML variable("<a><b/><c/></a>")
    /// $child:=DOM Get previous sibling XML element(DOM Get last child XML element($root); $name)
    /// ASSERT($name="b")
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Get previous sibling XML element" 924 fn previous_sibling(
        host, reference: &Text, name: Option<InOut>, value: Option<InOut>
    ) -> String {
        go(host, reference, name, value, |tree, node| {
            std::iter::successors(tree.previous(node), |at| tree.previous(*at)).find(|other| tree.is_element(*other))
        })
    }

    /// The parent; that of the root element is the document, `#document` (`commands/dom-get-parent-xml-element`).
    ///
    /// ```4d
    /// var $root; $parent; $name : Text
    /// $root:=DOM Create XML Ref("a")
    /// $parent:=DOM Get parent XML element($root; $name)
    /// ASSERT($name="#document")
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Get parent XML element" 923 fn parent(
        host, reference: &Text, name: Option<InOut>, value: Option<InOut>
    ) -> String {
        go(host, reference, name, value, |tree, node| tree.parent(node))
    }

    /// The root element of a document, from any of its nodes (`commands/dom-get-root-xml-element`).
    ///
    /// ```4d
    /// var $root : Text
    /// $root:=DOM Parse XML variable("<a><b/></a>")
    /// ASSERT(DOM Get root XML element(DOM Get first child XML element($root))=$root)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Get root XML element" 1053 fn root(host, reference: &Text) -> String {
        go(host, reference, None, None, |tree, _| tree.root())
    }

    /// The document of a node: the parent of the root element (`commands/dom-get-xml-document-ref`).
    ///
    /// ```4d
    /// var $root : Text
    /// $root:=DOM Create XML Ref("a")
    /// ASSERT(DOM Get XML document ref($root)=DOM Get parent XML element($root))
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Get XML document ref" 1088 fn document_ref(host, reference: &Text) -> String {
        go(host, reference, None, None, |_, _| Some(DOCUMENT))
    }

    /// A child element by its name and its place among those of the same name; its value and attributes are received too
    /// (`commands/dom-get-xml-element`).
    ///
    /// ```4d
    /// var $root; $child; $value : Text
    /// ARRAY TEXT($names; 0)
    /// ARRAY TEXT($values; 0)
    /// $root:=DOM Parse XML variable("<a><b/><c/><b n='1'>x</b></a>")
    /// $child:=DOM Get XML element($root; "b"; 2; $value; $names; $values)
    /// ASSERT(($value="x") & ($names{1}="n") & ($values{1}="1"))
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Get XML element" 725 fn get_element(
        host, reference: &Text, name: &Text, index: i32,
        value: Option<InOut>, names: Option<InOut>, values: Option<InOut>
    ) -> String {
        host.set_variable("OK", Value::Int(0));
        let place = references::find(reference)?;
        let tree = place.tree.borrow();
        let wanted = name.to_str();
        let index = usize::try_from(index).unwrap_or(0);
        let found = tree.elements(place.node).filter(|child| is_named(&tree, *child, &wanted)).nth(index.wrapping_sub(1));
        let Some(found) = found else {
            return Err(error(code::MISSING, format!("There is no child element {name} with the number {index}.")));
        };
        if let Some(value) = value {
            convert::give(host, value.0, own_text(&tree, found).0);
        }
        let attributes = tree.attributes(found);
        if let Some(names) = names {
            arrays::fill(names.0, attributes.iter().map(|(name, _)| Value::from(name.as_str())).collect())?;
        }
        if let Some(values) = values {
            arrays::fill(values.0, attributes.iter().map(|(_, value)| Value::from(value.as_str())).collect())?;
        }
        done(host);
        Ok(place.reference(found))
    }

    /// How many child elements have a name (`commands/dom-count-xml-elements`).
    ///
    /// ```4d
    /// var $root : Text
    /// $root:=DOM Parse XML variable("<a><b/><c/><b/></a>")
    /// ASSERT(DOM Count XML elements($root; "b")=2)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Count XML elements" 726 fn count_elements(host, reference: &Text, name: &Text) -> usize {
        host.set_variable("OK", Value::Int(0));
        let place = references::find(reference)?;
        let tree = place.tree.borrow();
        let wanted = name.to_str();
        let count = tree.elements(place.node).filter(|child| is_named(&tree, *child, &wanted)).count();
        done(host);
        Ok(count)
    }

    /// The first node that an XPath finds from an element on; an array receives all of them. Attributes are found as their
    /// elements. `OK` is 0 when there is none, and the reference is all zeros (`commands/dom-find-xml-element`).
    ///
    /// ```4d
    /// var $root; $found : Text
    /// ARRAY TEXT($all; 0)
    /// $root:=DOM Parse XML variable("<s><b n='1'/><b n='2'><t>x</t></b></s>")
    /// $found:=DOM Find XML element($root; "/s/b[@n='2']/t")
    /// ASSERT(OK=1)
    /// $found:=DOM Find XML element($root; "b"; $all)
    /// ASSERT(Size of array($all)=2)
    /// $found:=DOM Find XML element($root; "//@n"; $all)
    /// ASSERT(Size of array($all)=2)
    /// $found:=DOM Find XML element($root; "nothing")
    /// ASSERT((OK=0) & ($found=("0"*32)))
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Find XML element" 864 fn find_element(host, reference: &Text, path: &Text, found: Option<InOut>) -> String {
        host.set_variable("OK", Value::Int(0));
        let place = references::find(reference)?;
        let nodes = xpath::find(&place.tree.borrow(), place.node, path.to_str().trim())?;
        if let Some(found) = found {
            arrays::fill(found.0, nodes.iter().map(|node| Value::from(place.reference(*node))).collect())?;
        }
        Ok(match nodes.first() {
            Some(first) => {
                done(host);
                place.reference(*first)
            }
            None => NONE.into(),
        })
    }

    /// The element of a document whose attribute `id` has a value (`commands/dom-find-xml-element-by-id`).
    ///
    /// ```4d
    /// var $root; $found; $name : Text
    /// $root:=DOM Parse XML variable("<a><b><c id='x'/></b></a>")
    /// $found:=DOM Find XML element by ID($root; "x")
    /// DOM GET XML ELEMENT NAME($found; $name)
    /// ASSERT($name="c")
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Find XML element by ID" 1010 fn find_by_id(host, reference: &Text, id: &Text) -> String {
        let id = id.to_str();
        go(host, reference, None, None, |tree, _| {
            tree.descendants(DOCUMENT).find(|node| {
                tree.attributes(*node).iter().any(|(name, value)| name.eq_ignore_ascii_case("id") && *value == *id)
            })
        })
    }

    /// Types and values of all child nodes: references for elements, texts for others. Types are the constants `XML
    /// ELEMENT`, `XML DATA`, `XML CDATA`, `XML Comment` … (`commands/dom-get-xml-child-nodes`).
    ///
    /// ```4d
    /// var $root : Text
    /// ARRAY LONGINT($types; 0)
    /// ARRAY TEXT($nodes; 0)
    /// $root:=DOM Parse XML variable("<a>Hello<br/>York</a>")
    /// DOM GET XML CHILD NODES($root; $types; $nodes)
    /// ASSERT(($types{1}=XML DATA) & ($nodes{1}="Hello") & ($types{2}=XML ELEMENT) & ($nodes{3}="York"))
    /// DOM CLOSE XML($root)
    /// ```
    "DOM GET XML CHILD NODES" 1081 fn get_child_nodes(host, reference: &Text, types: InOut, nodes: InOut) {
        host.set_variable("OK", Value::Int(0));
        let place = references::find(reference)?;
        let tree = place.tree.borrow();
        let (mut codes, mut values) = (Vec::new(), Vec::new());
        for child in tree.children(place.node) {
            let (code, value) = match tree.kind(child) {
                Kind::Element { .. } => (11, place.reference(child)),
                Kind::Text(text) => (6, text.clone()),
                Kind::Cdata(text) => (7, text.clone()),
                Kind::Comment(text) => (2, text.clone()),
                Kind::Instruction(text) => (3, text.clone()),
                Kind::Doctype(text) => (10, text.clone()),
                Kind::Document => continue,
            };
            codes.push(Value::Int(code));
            values.push(Value::from(value));
        }
        arrays::fill(types.0, codes)?;
        arrays::fill(nodes.0, values)?;
        done(host);
        Ok(())
    }
}

/// Goes from a node to another; sets `OK`, and gives name and value of what was found.
fn go(
    host: &mut dyn Host,
    reference: &Text,
    name: Option<InOut>,
    value: Option<InOut>,
    to: impl FnOnce(&Tree, NodeId) -> Option<NodeId>,
) -> Res<String> {
    host.set_variable("OK", Value::Int(0));
    let place: Place = references::find(reference)?;
    let tree = place.tree.borrow();
    let Some(found) = to(&tree, place.node) else { return Ok(NONE.into()) };
    if let Some(name) = name {
        *name.0 = Value::from(node_name(&tree, found));
    }
    if let Some(value) = value {
        convert::give(host, value.0, own_text(&tree, found).0);
    }
    done(host);
    Ok(place.reference(found))
}

/// True when an element has a name, as `XML DOM case sensitivity` compares.
fn is_named(tree: &Tree, node: NodeId, wanted: &str) -> bool {
    tree.name(node).is_some_and(|name| match tree.options.case_sensitivity {
        2 => name.to_lowercase() == wanted.to_lowercase(),
        _ => name == wanted,
    })
}

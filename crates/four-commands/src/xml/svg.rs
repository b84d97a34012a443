//! The theme SVG: attributes of the elements of a picture in SVG.
//!
//! 4D changes what a form draws unless a last `*` asks for the picture itself; four draws nothing, so that only the latter
//! has an effect.

use four_runtime::picture::Picture;
use four_runtime::registry::{InOut, Rest, Star};
use four_runtime::{Error, Res, Text, Value, commands};

use super::tree::{DOCUMENT, Kind, NodeId, Tree};
use super::{convert, parse, write};

/// Elements that others refer to, which 4D does not change, nor what stands in them (`commands/svg-set-attribute`).
const REFERENCED: [&str; 9] = [
    "linearGradient",
    "radialGradient",
    "stop",
    "solidColor",
    "marker",
    "symbol",
    "clipPath",
    "style",
    "pattern",
];
/// Attributes that tell what an element is.
const IDENTITY: [&str; 6] = ["id", "xml:id", "lang", "xml:lang", "class", "xml:class"];

commands! { pub static COMMANDS: "SVG";
    /// Sets attributes of the element of an SVG picture with this ID: names and values in turns, `*` at the end
    /// (`commands/svg-set-attribute`). An attribute that is not there is added; `4D-text` stands for the text of an
    /// element, `4D-bringToFront` moves it in front of its siblings. `OK` is 0 when there is no such element, and for what
    /// only a form would show: without the `*`, or with an object name.
    ///
    /// ```4d
    /// var $picture : Picture
    /// var $blob : Blob
    /// var $fill : Text
    /// TEXT TO BLOB("<svg><rect id='r' fill='red'/></svg>"; $blob; UTF8 text without length)
    /// BLOB TO PICTURE($blob; $picture; ".svg")
    /// SVG SET ATTRIBUTE($picture; "r"; "fill"; "blue"; "x"; 10; *)
    /// SVG GET ATTRIBUTE($picture; "r"; "fill"; $fill)
    /// ASSERT((OK=1) & ($fill="blue"))
    /// ```
    "SVG SET ATTRIBUTE" 1055 fn set_attribute(host, star: Star, picture_id_and_variables: Rest) {
        host.set_variable("OK", Value::Int(0));
        let [picture, Value::Text(element_id), attributes @ ..] = picture_id_and_variables.0 else {
            return Err(Error::new(59, "SVG SET ATTRIBUTE needs a picture, the ID of an element, and names and values."));
        };
        // The first `*` goes with the name of an object, the last one with a picture.
        let Some(found) = star.0.then(|| svg(picture)).flatten() else { return Ok(()) };
        let mut tree = document(found)?;
        let Some(element) = by_id(&tree, element_id) else { return Ok(()) };
        for pair in attributes.chunks_exact(2) {
            let [name, value] = pair else { continue };
            let Value::Text(name) = name else { return Err(Error::type_mismatch("the name of an attribute", name)) };
            let value = convert::to_xml(host, value, &tree.options)?;
            put(&mut tree, element, &name.to_str(), value)?;
        }
        let bytes = write::tree_bytes(&tree, DOCUMENT)?;
        let made = Picture::read(&bytes).unwrap_or_else(|| Picture::wrap(&bytes, ".svg"));
        let made = Picture { name: found.name.clone(), ..made };
        *picture = made.into_value();
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }

    /// Value of an attribute of the element of an SVG picture with this ID (`commands/svg-get-attribute`). `4D-text` gives
    /// the text of an element, `4D-isOfClass-NAME` whether it has that class. `OK` is 0 when there is no such element or
    /// attribute, and for the name of an object of a form.
    ///
    /// ```4d
    /// var $picture : Picture
    /// var $blob : Blob
    /// var $text : Text
    /// TEXT TO BLOB("<svg><text id='t'>Hello</text></svg>"; $blob; UTF8 text without length)
    /// BLOB TO PICTURE($blob; $picture; ".svg")
    /// SVG GET ATTRIBUTE($picture; "t"; "4D-text"; $text)
    /// ASSERT($text="Hello")
    /// ```
    "SVG GET ATTRIBUTE" 1056 fn get_attribute(
        host, of_form: Star, picture: &Value, element_id: &Text, attribute: &Text, value: InOut
    ) {
        host.set_variable("OK", Value::Int(0));
        let Some(found) = (!of_form.0).then(|| svg(picture)).flatten() else { return Ok(()) };
        let tree = document(found)?;
        let Some(element) = by_id(&tree, element_id) else { return Ok(()) };
        let attribute = attribute.to_str();
        let read = match special(&attribute).as_deref() {
            Some("text") => Some(tree.string_value(element)),
            Some(special) => special.strip_prefix("isofclass-").map(|wanted| is_of_class(&tree, element, wanted).to_string()),
            None => tree.attribute(element, &attribute).map(str::to_owned),
        };
        if let Some(read) = read {
            convert::give(host, value.0, read);
            host.set_variable("OK", Value::Int(1));
        }
        Ok(())
    }
}

/// The SVG document that a value is.
fn svg(value: &Value) -> Option<&Picture> {
    Picture::of(value).filter(|picture| &*picture.codec == ".svg")
}

fn document(picture: &Picture) -> Res<Tree> {
    let source = parse::decoded(&picture.bytes)?;
    let mut tree = parse::document(&source).map_err(|problem| parse::unreadable(&problem))?;
    // What was written without indentation stays so: spaces in texts are seen.
    tree.options.indentation = 2;
    Ok(tree)
}

fn by_id(tree: &Tree, id: &Text) -> Option<NodeId> {
    let id = id.to_str();
    let is = |node: &NodeId| ["id", "xml:id"].iter().any(|name| tree.attribute(*node, name) == Some(&*id));
    tree.descendants(DOCUMENT).find(is)
}

/// The lower-case name of one of 4D's own attributes, without its prefix.
fn special(name: &str) -> Option<String> {
    name.get(..3).filter(|prefix| prefix.eq_ignore_ascii_case("4d-"))?;
    Some(name[3..].to_ascii_lowercase())
}

/// True when an element or what it stands in has all of these classes.
fn is_of_class(tree: &Tree, element: NodeId, wanted: &str) -> bool {
    let up = std::iter::successors(Some(element), |node| tree.parent(*node));
    let classes: Vec<&str> =
        up.filter_map(|node| tree.attribute(node, "class")).flat_map(str::split_whitespace).collect();
    let mut wanted = wanted.split([' ', ',']).filter(|class| !class.is_empty()).peekable();
    wanted.peek().is_some() && wanted.all(|class| classes.iter().any(|own| own.eq_ignore_ascii_case(class)))
}

/// Sets an attribute, unless it is one that 4D does not change.
fn put(tree: &mut Tree, element: NodeId, name: &str, value: String) -> Res<()> {
    let kept = |node: NodeId| {
        tree.name(node).is_some_and(|name| REFERENCED.contains(&name) || name.starts_with("fe"))
    };
    if std::iter::successors(Some(element), |node| tree.parent(*node)).any(kept) || IDENTITY.contains(&name) {
        return Ok(());
    }
    if tree.name(element) == Some("svg") && matches!(name, "width" | "height") {
        return Ok(());
    }
    match special(name).as_deref() {
        Some("text") => {
            while let Some(child) = tree.first(element) {
                tree.remove(child);
            }
            return tree.append(element, Kind::Text(value)).map(drop);
        }
        Some("bringtofront") if value == "true" => {
            let Some(parent) = tree.parent(element) else { return Ok(()) };
            let branch = tree.branch(element);
            tree.remove(element);
            let copy = tree.graft(&branch)?;
            return tree.insert(parent, copy, None);
        }
        Some(_) => return Ok(()),
        None => {}
    }
    if !super::tree::is_name(name) {
        return Err(super::error(super::code::INVALID, format!("`{name}` is no name of an attribute.")));
    }
    if let Some(Kind::Element { attributes, .. }) = tree.kind_mut(element) {
        match attributes.iter_mut().find(|(own, _)| own == name) {
            Some((_, own)) => *own = value,
            None => attributes.push((name.to_owned(), value)),
        }
    }
    Ok(())
}

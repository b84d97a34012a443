#DECLARE($wss : Object; $event : Object) -> $handler : Object

$handler:={name: "formula"; onMessage: Formula($1.send(This.name+" heard "+$2.data))}

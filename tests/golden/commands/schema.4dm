// JSON Validate names each error by its code, its place in the value and its place in the schema.

var $schema; $modern; $result : Object
var $value; $error : Variant
$schema:=JSON Parse("{\"type\":\"object\",\"required\":[\"id\"],\"additionalProperties\":false,\"properties\":{"+\
	"\"id\":{\"type\":\"integer\",\"minimum\":1,\"exclusiveMinimum\":true},\"tags\":{\"type\":\"array\",\"uniqueItems\":true,\"maxItems\":2,\"items\":{\"$ref\":\"#/definitions/tag\"}},"+\
	"\"kind\":{\"enum\":[\"a\",\"b\"]},\"when\":{\"type\":\"string\",\"format\":\"date\"},\"or\":{\"oneOf\":[{\"type\":\"number\"},{\"multipleOf\":2}]}},"+\
	"\"definitions\":{\"tag\":{\"type\":\"string\",\"pattern\":\"^[a-z]+$\",\"minLength\":2}}}")
For each ($value; [{id: 2; tags: ["ab"; "cd"]; kind: "a"}; {id: 1}; {tags: ["x"; "Ab"; "Ab"]; kind: "c"; more: 1; or: 4; when: "soon"}; [1]])
	$result:=JSON Validate($value; $schema)
	ALERT(JSON Stringify($value)+" "+String($result.success))
	If (Not($result.success))
		For each ($error; $result.errors)
			ALERT("  "+String($error.code)+" at "+$error.jsonPath+" by "+$error.schemaPaths+": "+$error.message)
		End for each
	End if
End for each

// Draft 2020-12
$modern:=JSON Parse("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"if\":{\"properties\":{\"a\":{\"const\":1}}},\"then\":{\"required\":[\"b\"]},"+\
	"\"properties\":{\"list\":{\"prefixItems\":[{\"type\":\"string\"}],\"items\":false,\"contains\":{\"const\":\"x\"}},\"n\":{\"exclusiveMaximum\":5}},\"dependentRequired\":{\"n\":[\"m\"]}}")
For each ($value; [{a: 2; list: ["x"]; n: 4; m: 0}; {a: 1; list: ["y"; 2]; n: 5}])
	ALERT(JSON Stringify(JSON Validate($value; $modern)))
End for each

// Schemas that cannot be used
For each ($schema; [{}; JSON Parse("{\"$ref\":\"#\"}"); JSON Parse("{\"$ref\":\"http://x/y\"}"); JSON Parse("{\"$schema\":\"draft-7\"}"); {unevaluatedItems: False}])
	Try
		ALERT(JSON Stringify(JSON Validate({}; $schema)))
	Catch
		ALERT(String(Last errors[0].errCode)+" "+Last errors[0].message)
	End try
End for each

// out: {"id":2,"tags":["ab","cd"],"kind":"a"} True
// out: {"id":1} False
// out:   6 at /id by /properties/id/exclusiveMinimum: The value provided should be greater than specified in the schema ("1").
// out: {"tags":["x","Ab","Ab"],"kind":"c","more":1,"or":4,"when":"soon"} False
// out:   16 at  by /required: The required property "id" is missing.
// out:   11 at /tags by /properties/tags/maxItems: The array contains more items than specified in the schema.
// out:   13 at /tags by /properties/tags/uniqueItems: Error while validating an array. Elements are not unique. Another instance of ""Ab"" is already in the array.
// out:   8 at /tags/0 by /properties/tags/items/$ref/minLength: The string is shorter than specified in the schema.
// out:   9 at /tags/1 by /properties/tags/items/$ref/pattern: The string "Ab" does not match the pattern in the schema:^[a-z]+$.
// out:   9 at /tags/2 by /properties/tags/items/$ref/pattern: The string "Ab" does not match the pattern in the schema:^[a-z]+$.
// out:   19 at /kind by /properties/kind/enum: Error while validating against 'enum' key. ""c"" does not match any enum element in the schema.
// out:   21 at /or by /properties/or/oneOf: The JSON matches more than one value.
// out:   24 at /when by /properties/when/format: The string does not match ("date")
// out:   17 at  by /additionalProperties: No additional properties allowed by the schema. The property(ies) more should be removed.
// out: [1] False
// out:   20 at  by /type: Incorrect type. Expected type is: object
// out: {"success":true}
// out: {"success":false,"errors":[{"code":16,"jsonPath":"","message":"The required property \"b\" is missing.","schemaPaths":"/then/required"},{"code":10,"jsonPath":"/list","message":"Error while validating an array. JSON contains more elements than specified in the schema.","schemaPaths":"/properties/list/items"},{"code":29,"jsonPath":"/list","message":"Array must contain at least 1 items matching the 'contains' schema, but only 0 were found.","schemaPaths":"/properties/list/contains"},{"code":4,"jsonPath":"/n","message":"The value provided should be less than specified in the schema (\"5\").","schemaPaths":"/properties/n/exclusiveMaximum"},{"code":32,"jsonPath":"","message":"The property \"n\" requires the property \"m\".","schemaPaths":"/dependentRequired"}]}
// out: {"success":true}
// out: -10708 The JSON schema cannot be used: references go in a circle, or it takes too many steps.
// out: -10708 The JSON schema cannot be used: the reference http://x/y leads out of it.
// out: -10708 The JSON schema cannot be used: its version draft-7 is not supported.
// out: 33 The keyword unevaluatedItems of JSON schemas is not available in four.

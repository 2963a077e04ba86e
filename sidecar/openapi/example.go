package openapi

import (
	"encoding/json"
	"slices"
)

// maxDepth limits the depth of examples.
const maxDepth = 12

// example returns a value that the schema of a field describes. Examples of the schema come first, then the value of
// x-examples for the field's name if its type is right.
func (p publisher) example(name string, value any, depth int) any {
	schema, ok := value.(*object)
	if !ok || depth > maxDepth { // true, false or absent: any value
		return nil
	}
	schema = p.resolve(schema)
	if given, ok := schema.values["examples"].([]any); ok && len(given) > 0 {
		return given[0]
	}
	if fixed, ok := schema.values["const"]; ok {
		return fixed
	}
	known, isKnown := p.examples.values[name]
	if isKnown && fits(schema, known) {
		return known
	}
	for _, key := range []string{"anyOf", "oneOf"} {
		if options, ok := schema.values[key].([]any); ok && len(options) > 0 {
			return p.merge(schema, p.example(name, options[0], depth+1), name, depth)
		}
	}
	if parts, ok := schema.values["allOf"].([]any); ok {
		whole := newObject()
		for _, part := range parts {
			if made, ok := p.example(name, part, depth+1).(*object); ok {
				whole.add(made)
			}
		}
		return whole
	}
	if options, ok := schema.values["enum"].([]any); ok && len(options) > 0 {
		return options[0]
	}
	return p.typed(schema, depth)
}

// merge adds the properties that a schema has beside its options to the example of an option.
func (p publisher) merge(schema *object, option any, name string, depth int) any {
	chosen, ok := option.(*object)
	if !ok || len(schema.object("properties").keys) == 0 {
		return option
	}
	whole, _ := p.typed(schema, depth).(*object)
	whole.add(chosen)
	return whole
}

// typed returns an example of the schema's first type.
func (p publisher) typed(schema *object, depth int) any {
	switch types := typesOf(schema); {
	case slices.Contains(types, "object") || len(schema.object("properties").keys) > 0:
		made := newObject()
		properties := schema.object("properties")
		for _, name := range properties.keys {
			if properties.values[name] == false {
				continue
			}
			made.set(name, p.example(name, properties.values[name], depth+1))
		}
		return made
	case slices.Contains(types, "array"):
		if item := p.example("", schema.values["items"], depth+1); item != nil {
			return []any{item}
		}
		return []any{}
	case len(types) == 0 || slices.Contains(types, "null"):
		return nil
	case types[0] == "boolean":
		return true
	case types[0] == "integer" || types[0] == "number":
		return json.Number("1")
	}
	switch schema.text("format") {
	case "date-time":
		return p.examples.text("createdAt")
	case "uuid":
		return p.examples.text("id")
	case "email":
		return p.examples.text("email")
	}
	return "text"
}

// typesOf returns the types that a schema allows.
func typesOf(schema *object) []string {
	if one := schema.text("type"); one != "" {
		return []string{one}
	}
	return schema.list("type")
}

// fits reports whether a value has one of the schema's types, or its enumeration. A schema without either fits any value.
func fits(schema *object, value any) bool {
	if schema.values["enum"] != nil {
		text, ok := value.(string)
		return ok && slices.Contains(schema.list("enum"), text)
	}
	types := typesOf(schema)
	if len(types) == 0 {
		return len(schema.object("properties").keys) == 0 && schema.values["anyOf"] == nil && schema.values["allOf"] == nil
	}
	switch value.(type) {
	case nil:
		return slices.Contains(types, "null")
	case string:
		return slices.Contains(types, "string")
	case bool:
		return slices.Contains(types, "boolean")
	case json.Number:
		return slices.Contains(types, "number") || slices.Contains(types, "integer")
	case []any:
		return slices.Contains(types, "array")
	}
	return slices.Contains(types, "object")
}

package shape

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"neonauth/sidecar/openapi"
)

// EmailPattern is zod's pattern without its look-aheads, which forbid a leading dot and two dots in a row.
const EmailPattern = `^[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$`

// Compile compiles the request schemas of an OpenAPI document. It returns an error for anything it cannot check.
func Compile(document []byte) (Shapes, error) {
	operations, err := openapi.Operations(document)
	if err != nil {
		return nil, err
	}
	var whole struct {
		Components struct {
			Schemas map[string]json.RawMessage `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(document, &whole); err != nil {
		return nil, err
	}
	c := shapeCompiler{schemas: whole.Components.Schemas, email: regexp.MustCompile(EmailPattern)}
	compiled := make(Shapes, len(operations))
	for _, o := range operations {
		if compiled[o.Key()], err = c.shape(o); err != nil {
			return nil, fmt.Errorf("%s: %w", o.Key(), err)
		}
	}
	return compiled, nil
}

type shapeCompiler struct {
	schemas map[string]json.RawMessage
	email   *regexp.Regexp
	depth   int
}

func (c shapeCompiler) shape(o openapi.Operation) (made Shape, err error) {
	made.Plugin = o.Plugin
	if o.RequestBody.Ref != "" {
		return made, fmt.Errorf("a request body cannot be a reference")
	}
	if content, ok := o.RequestBody.Content["application/json"]; ok {
		if made.ofBody, err = c.check(content.Schema); err != nil {
			return made, err
		}
		made.fields = map[string]bool{}
		c.collectFields(content.Schema, made.fields)
		if !o.RequestBody.Required {
			made.ofBody = checkOptional(made.ofBody)
		}
	}
	made.Plugin = o.Plugin
	_, made.Form = o.RequestBody.Content["application/x-www-form-urlencoded"]
	var properties []property
	for _, p := range o.Parameters {
		if p.Ref != "" {
			return made, fmt.Errorf("a parameter cannot be a reference")
		}
		if p.In != "query" {
			continue
		}
		check, err := c.check(p.Schema)
		if err != nil {
			return made, fmt.Errorf("%s: %w", p.Name, err)
		}
		if !p.Required {
			check = checkOptional(check)
		}
		properties = append(properties, property{p.Name, limitLength(p.Name, check)})
	}
	if properties != nil {
		made.ofQuery = checkObject(properties)
		made.queryOptional = sentence("query", made.ofQuery(map[string]any{})) == ""
	}
	return made, nil
}

// collectFields adds the names of an object's fields. check has compiled the schema.
func (c shapeCompiler) collectFields(text json.RawMessage, names map[string]bool) {
	var s requestSchema
	if json.Unmarshal(text, &s) != nil { // true or false
		return
	}
	if s.Ref != "" {
		c.collectFields(c.schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")], names)
	}
	for _, one := range slices.Concat(s.AllOf, s.AnyOf) {
		c.collectFields(one, names)
	}
	if s.Properties != nil {
		for _, name := range s.Properties.Keys {
			names[name] = true
		}
	}
}

func (c shapeCompiler) check(text json.RawMessage) (check, error) {
	switch string(text) {
	case "", "true":
		return checkAny, nil
	case "false":
		return checkAbsent, nil
	}
	if c.depth++; c.depth > 32 {
		return nil, fmt.Errorf("the schema refers to itself")
	}
	var s requestSchema
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return nil, err
	}
	switch {
	case s.Ref != "":
		target, ok := c.schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
		if !ok {
			return nil, fmt.Errorf("unknown schema %s", s.Ref)
		}
		return c.check(target)
	case s.AllOf != nil:
		return c.several(s.AllOf, checkAllOf)
	case s.AnyOf != nil:
		return c.several(s.AnyOf, checkAnyOf)
	case s.Enum != nil:
		return checkEnum(s.Enum), nil
	case s.Type == nil:
		return checkAny, nil
	case len(s.Type) == 2 && s.Type[1] == "null":
		inner, err := c.typed(s, s.Type[0])
		return checkNullable(inner), err
	case len(s.Type) > 1:
		return nil, fmt.Errorf("several types %v: use anyOf", s.Type)
	}
	return c.typed(s, s.Type[0])
}

func (c shapeCompiler) typed(s requestSchema, name string) (check, error) {
	switch name {
	case "string":
		switch s.Format {
		case "", "password":
			return checkText(s.MinLength, s.Message, nil, s.Coerce), nil
		case "email":
			return checkText(s.MinLength, s.Message, c.email, s.Coerce), nil
		}
		return nil, fmt.Errorf("format %s is not supported", s.Format)
	case "boolean":
		if s.Coerce {
			return checkAny, nil
		}
		return checkType(name), nil
	case "number", "null":
		return checkType(name), nil
	case "array":
		items, err := c.check(s.Items)
		return checkArray(items), err
	case "object":
		return c.object(s)
	}
	return nil, fmt.Errorf("type %s is not supported", name)
}

// object distinguishes objects, which have properties, from records, which have none.
func (c shapeCompiler) object(s requestSchema) (check, error) {
	rest := string(s.AdditionalProperties)
	if s.Properties == nil {
		values, err := c.check(s.AdditionalProperties)
		return checkRecord(values, rest == "" || rest == "true"), err
	}
	if rest != "" && rest != "true" {
		return nil, fmt.Errorf("additionalProperties together with properties is not supported")
	}
	var properties []property
	for _, name := range s.Properties.Keys {
		check, err := c.check(s.Properties.Values[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if !slices.Contains(s.Required, name) {
			check = checkOptional(check)
		}
		properties = append(properties, property{name, limitLength(name, check)})
	}
	return checkObject(properties), nil
}

func (c shapeCompiler) several(texts []json.RawMessage, join func([]check) check) (check, error) {
	made := make([]check, len(texts))
	for i, text := range texts {
		var err error
		if made[i], err = c.check(text); err != nil {
			return nil, err
		}
	}
	return join(made), nil
}

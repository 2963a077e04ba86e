// Package openapi contains, parses and publishes the OpenAPI document of the REST API.
package openapi

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

// Source is the hand-written document of all endpoints. Requests are validated against its schemas. Document adds what
// can be derived: x-errors names failures of SQL, and x-examples are values of the fields of that name.
//
//go:embed openapi.json
var Source []byte

// Requests is the part of Source that requests are validated against: the queries and bodies of operations, and the schemas
// they refer to. It is a document, too. A start decodes it, in a tenth of the time.
//
//go:embed requests.json
var Requests []byte

// An Operation is one method of a path in the document, with its request parameters and body.
type Operation struct {
	Method, Path, Plugin string `json:"-"` // the path in the router's form: /reset-password/:token

	Parameters []struct {
		Ref      string          `json:"$ref"`
		Name     string          `json:"name"`
		In       string          `json:"in"`
		Required bool            `json:"required"`
		Schema   json.RawMessage `json:"schema"`
	} `json:"parameters"`
	RequestBody struct {
		Ref      string `json:"$ref"`
		Required bool   `json:"required"`
		Content  map[string]struct {
			Schema json.RawMessage `json:"schema"`
		} `json:"content"`
	} `json:"requestBody"`
}

func (o Operation) Key() string { return o.Method + " " + o.Path }

// Operations returns the operations of a document in its order. It returns an error if the document cannot be parsed.
func Operations(document []byte) ([]Operation, error) {
	var whole struct {
		Paths Ordered `json:"paths"`
	}
	if err := json.Unmarshal(document, &whole); err != nil {
		return nil, err
	}
	var found []Operation
	for _, path := range whole.Paths.Keys {
		var item Ordered
		if err := json.Unmarshal(whole.Paths.Values[path], &item); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		plugin, err := pluginOf(item)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for _, method := range item.Keys {
			switch method {
			case "get", "post":
				o := Operation{Method: strings.ToUpper(method), Path: asRoute(path), Plugin: plugin}
				if err := json.Unmarshal(item.Values[method], &o); err != nil {
					return nil, fmt.Errorf("%s %s: %w", method, path, err)
				}
				found = append(found, o)
			case "x-plugin":
			default:
				return nil, fmt.Errorf("%s: %s is not supported", path, method)
			}
		}
	}
	return found, nil
}

// pluginOf returns the plugin that a path belongs to, or "" for the core, which is always enabled.
func pluginOf(item Ordered) (name string, err error) {
	if text, ok := item.Values["x-plugin"]; ok {
		err = json.Unmarshal(text, &name)
	}
	return name, err
}

// asRoute replaces {token} by :token.
func asRoute(path string) string {
	return strings.ReplaceAll(strings.ReplaceAll(path, "{", ":"), "}", "")
}

// Ordered is a JSON object that keeps the order of its keys.
type Ordered struct {
	Keys   []string
	Values map[string]json.RawMessage
}

// UnmarshalJSON decodes an object. If a key is repeated, its last value is stored at its first position.
func (o *Ordered) UnmarshalJSON(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if start, err := decoder.Token(); err != nil {
		return err
	} else if start != json.Delim('{') {
		return fmt.Errorf("%v instead of an object", start)
	}
	*o = Ordered{Values: map[string]json.RawMessage{}}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		key := token.(string) // the decoder returns only strings before a colon
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		if _, again := o.Values[key]; !again {
			o.Keys = append(o.Keys, key)
		}
		o.Values[key] = value
	}
	return nil
}

// MarshalJSON encodes the object with its keys in order.
func (o Ordered) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	text.WriteByte('{')
	for i, key := range o.Keys {
		if i > 0 {
			text.WriteByte(',')
		}
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		text.Write(name)
		text.WriteByte(':')
		text.Write(o.Values[key])
	}
	text.WriteByte('}')
	return text.Bytes(), nil
}

package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

// openAPISource is the description of every endpoint, kept by hand. Requests are checked by its schemas.
//
//go:embed openapi.json
var openAPISource []byte

// An operation is one method of one path of the document, with what a request to it may carry.
type operation struct {
	Method, Path, Plugin string `json:"-"` // the path as routers write it: /reset-password/:token

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

func (o operation) key() string { return o.Method + " " + o.Path }

// readOperations lists the operations of a document in its order.
func readOperations(document []byte) ([]operation, error) {
	var whole struct {
		Paths ordered `json:"paths"`
	}
	if err := json.Unmarshal(document, &whole); err != nil {
		return nil, err
	}
	var found []operation
	for _, path := range whole.Paths.keys {
		var item ordered
		if err := json.Unmarshal(whole.Paths.values[path], &item); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		plugin, err := pluginOf(item)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for _, method := range item.keys {
			switch method {
			case "get", "post":
				o := operation{Method: strings.ToUpper(method), Path: asRoute(path), Plugin: plugin}
				if err := json.Unmarshal(item.values[method], &o); err != nil {
					return nil, fmt.Errorf("%s %s: %w", method, path, err)
				}
				found = append(found, o)
			case "x-plugin":
			default:
				return nil, fmt.Errorf("%s: %s is not read here", path, method)
			}
		}
	}
	return found, nil
}

// openAPIDocument is what we publish at an address: its servers are that address, and the paths of plugins
// that are off are not in it.
func openAPIDocument(off map[string]bool, baseURL string) ([]byte, error) {
	var whole, paths ordered
	if err := json.Unmarshal(openAPISource, &whole); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(whole.values["paths"], &paths); err != nil {
		return nil, err
	}
	kept := ordered{values: paths.values}
	for _, path := range paths.keys {
		var item ordered
		if err := json.Unmarshal(paths.values[path], &item); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		plugin, err := pluginOf(item)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if plugin == "" || !off[plugin] {
			kept.keys = append(kept.keys, path)
		}
	}
	var err error
	if whole.values["paths"], err = json.Marshal(kept); err != nil {
		return nil, err
	}
	servers := []map[string]string{{"url": baseURL}}
	if whole.values["servers"], err = json.Marshal(servers); err != nil {
		return nil, err
	}
	return json.Marshal(whole)
}

// pluginOf names the plugin a path belongs to; "" is the core, which is never off.
func pluginOf(item ordered) (name string, err error) {
	if text, ok := item.values["x-plugin"]; ok {
		err = json.Unmarshal(text, &name)
	}
	return name, err
}

// asRoute writes {token} as :token.
func asRoute(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

// ordered is an object that remembers the order of its keys.
type ordered struct {
	keys   []string
	values map[string]json.RawMessage
}

// UnmarshalJSON reads an object; of a key given twice the last value stays, in the first one's place.
func (o *ordered) UnmarshalJSON(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if start, err := decoder.Token(); err != nil {
		return err
	} else if start != json.Delim('{') {
		return fmt.Errorf("%v instead of an object", start)
	}
	*o = ordered{values: map[string]json.RawMessage{}}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		key := token.(string) // the decoder gives nothing else before a colon
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		if _, again := o.values[key]; !again {
			o.keys = append(o.keys, key)
		}
		o.values[key] = value
	}
	return nil
}

// MarshalJSON writes the object with its keys in order.
func (o ordered) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	text.WriteByte('{')
	for i, key := range o.keys {
		if i > 0 {
			text.WriteByte(',')
		}
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		text.Write(name)
		text.WriteByte(':')
		text.Write(o.values[key])
	}
	text.WriteByte('}')
	return text.Bytes(), nil
}

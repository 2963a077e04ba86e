package openapi

import (
	"bytes"
	"encoding/json"
	"slices"
)

// An object is a decoded JSON object that keeps the order of its keys. Its values are *object, []any, string, bool,
// json.Number or nil.
type object struct {
	keys   []string
	values map[string]any
}

func newObject() *object { return &object{values: map[string]any{}} }

// decode decodes JSON with its objects in order.
func decode(text []byte) (any, error) {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		var raw Ordered
		if err := json.Unmarshal(text, &raw); err != nil {
			return nil, err
		}
		made := newObject()
		for _, key := range raw.Keys {
			value, err := decode(raw.Values[key])
			if err != nil {
				return nil, err
			}
			made.set(key, value)
		}
		return made, nil
	}
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")) {
		var raw []json.RawMessage
		if err := json.Unmarshal(text, &raw); err != nil {
			return nil, err
		}
		made := make([]any, len(raw))
		for i := range raw {
			value, err := decode(raw[i])
			if err != nil {
				return nil, err
			}
			made[i] = value
		}
		return made, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	return value, decoder.Decode(&value)
}

// MarshalJSON encodes the object with its keys in order.
func (o *object) MarshalJSON() ([]byte, error) {
	raw := Ordered{Keys: o.keys, Values: make(map[string]json.RawMessage, len(o.keys))}
	for _, key := range o.keys {
		text, err := json.Marshal(o.values[key])
		if err != nil {
			return nil, err
		}
		raw.Values[key] = text
	}
	return raw.MarshalJSON()
}

// set sets a value, at its place if the key exists, otherwise last.
func (o *object) set(key string, value any) {
	if _, ok := o.values[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.values[key] = value
}

// remove removes a key and returns its value, or nil.
func (o *object) remove(key string) any {
	value := o.values[key]
	delete(o.values, key)
	o.keys = slices.DeleteFunc(o.keys, func(k string) bool { return k == key })
	return value
}

// object returns the object at a path of keys. It is empty if there is none.
func (o *object) object(path ...string) *object {
	for _, key := range path {
		next, ok := o.values[key].(*object)
		if !ok {
			return newObject()
		}
		o = next
	}
	return o
}

// text returns a string, or "".
func (o *object) text(key string) string {
	text, _ := o.values[key].(string)
	return text
}

// list returns the strings of an array.
func (o *object) list(key string) []string {
	items, _ := o.values[key].([]any)
	texts := make([]string, 0, len(items))
	for _, item := range items {
		if text, ok := item.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// add sets the values of another object.
func (o *object) add(other *object) {
	for _, key := range other.keys {
		o.set(key, other.values[key])
	}
}

// copy copies the object. Its values are shared.
func (o *object) copy() *object {
	made := newObject()
	made.add(o)
	return made
}

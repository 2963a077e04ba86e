package api

import (
	"encoding/json"
	"reflect"
	"slices"
)

// bind sets the fields of a struct whose json tags match the object's keys exactly. encoding/json would also accept
// {"EMAIL": …} for email, which the schema check has not seen. Several endpoints share a struct: a field that the endpoint's
// schema does not name is ignored if its type is another one, as all unknown fields are.
func bind(value any, into any, isKnown func(name string) bool) error {
	object, _ := value.(map[string]any)
	target := reflect.ValueOf(into).Elem()
	for i := range target.NumField() {
		name := target.Type().Field(i).Tag.Get("json")
		given, ok := object[name]
		if !ok {
			continue
		}
		text, err := json.Marshal(given)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, target.Field(i).Addr().Interface()); err != nil {
			if !isKnown(name) {
				target.Field(i).SetZero()
				continue
			}
			return err
		}
	}
	return nil
}

// fields returns the body's object as JSON, with each key once, without the given ones. It returns an error if it cannot.
func (r *request) fields(without ...string) ([]byte, error) {
	object, _ := r.value.(map[string]any)
	kept := make(map[string]any, len(object))
	for name, value := range object {
		if !slices.Contains(without, name) {
			kept[name] = value
		}
	}
	return json.Marshal(kept)
}

// field returns a text field of the body, or "" if it is not text.
func (r *request) field(name string) string {
	object, _ := r.value.(map[string]any)
	text, _ := object[name].(string)
	return text
}

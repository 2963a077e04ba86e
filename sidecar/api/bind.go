package api

import (
	"encoding/json"
	"reflect"
	"slices"
)

// bind puts an object's values into the fields of a struct whose json tags name them exactly. encoding/json would
// take {"EMAIL": …} for email too, which the shape has not seen.
func bind(value any, into any) error {
	object, _ := value.(map[string]any)
	target := reflect.ValueOf(into).Elem()
	for i := range target.NumField() {
		given, ok := object[target.Type().Field(i).Tag.Get("json")]
		if !ok {
			continue
		}
		text, err := json.Marshal(given)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, target.Field(i).Addr().Interface()); err != nil {
			return err
		}
	}
	return nil
}

// fields gives the body's object as JSON, each key once and without what SQL shall not see.
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

// field gives a text field of the body, "" when it is none.
func (r *request) field(name string) string {
	object, _ := r.value.(map[string]any)
	text, _ := object[name].(string)
	return text
}

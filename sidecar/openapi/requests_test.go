package openapi

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write requests.json")

// TestRequestsAreThoseOfTheDocument: requests.json has what requests are validated against, and nothing else. Run with
// -update to write it.
func TestRequestsAreThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	want := requestsOf(t, Source)
	if *update {
		if err := os.WriteFile("requests.json", want, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(Requests, want) {
		t.Error("requests.json is older than openapi.json: run make generate")
	}
	if 4*len(Requests) > len(Source) {
		t.Errorf("it has %d bytes of %d, so a start decodes more than the schemas of requests", len(Requests), len(Source))
	}
}

// requestsOf returns the part of a document that requests are validated against.
func requestsOf(t *testing.T, document []byte) []byte {
	t.Helper()
	value, err := decode(document)
	if err != nil {
		t.Fatal(err)
	}
	whole := value.(*object)
	paths, schemas := newObject(), newObject()
	for _, path := range whole.object("paths").keys {
		item := whole.object("paths", path)
		made := newObject()
		for _, key := range item.keys {
			if key == "get" || key == "post" {
				made.set(key, requestOf(item.object(key)))
			} else {
				made.set(key, item.values[key])
			}
		}
		paths.set(path, made)
		addSchemas(schemas, whole.object("components", "schemas"), made)
	}
	components, out := newObject(), newObject()
	components.set("schemas", schemas)
	out.set("paths", paths)
	out.set("components", components)
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return append(bytes.ReplaceAll(text, []byte(`},"/`), []byte("},\n\"/")), '\n') // a line for each path
}

// requestOf returns the parameters in the query and the body of an operation.
func requestOf(operation *object) *object {
	made := newObject()
	var query []any
	parameters, _ := operation.values["parameters"].([]any)
	for _, one := range parameters {
		if parameter := one.(*object); parameter.text("in") != "path" && parameter.text("in") != "header" {
			query = append(query, undescribed(parameter))
		}
	}
	if query != nil {
		made.set("parameters", query)
	}
	if body, ok := operation.values["requestBody"]; ok {
		made.set("requestBody", undescribed(body))
	}
	return made
}

// undescribed returns a value without descriptions and examples. A property may have the name of either.
func undescribed(value any) any {
	switch value := value.(type) {
	case *object:
		made := newObject()
		for _, key := range value.keys {
			if key == "properties" {
				properties := newObject()
				for _, name := range value.object(key).keys {
					properties.set(name, undescribed(value.object(key).values[name]))
				}
				made.set(key, properties)
			} else if key != "description" && key != "example" && key != "examples" {
				made.set(key, undescribed(value.values[key]))
			}
		}
		return made
	case []any:
		made := make([]any, len(value))
		for i := range value {
			made[i] = undescribed(value[i])
		}
		return made
	}
	return value
}

// addSchemas adds the schemas that a value refers to.
func addSchemas(to, all *object, value any) {
	switch value := value.(type) {
	case *object:
		name, refers := strings.CutPrefix(value.text("$ref"), "#/components/schemas/")
		if _, known := to.values[name]; refers && !known {
			to.set(name, undescribed(all.values[name]))
			addSchemas(to, all, all.values[name])
		}
		for _, key := range value.keys {
			addSchemas(to, all, value.values[key])
		}
	case []any:
		for _, one := range value {
			addSchemas(to, all, one)
		}
	}
}

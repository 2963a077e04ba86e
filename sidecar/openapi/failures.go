package openapi

import (
	"cmp"
	"slices"
	"strings"
)

// failures returns the failures of the given names. It skips those that the database, which may have an earlier release,
// does not know.
func (p publisher) failures(names []string) []Failure {
	var found []Failure
	for _, name := range names {
		f, ok := p.Failures[name]
		if !ok {
			continue
		}
		details := p.details.list(name)
		for _, detail := range details {
			f.Message = strings.Replace(f.Message, "%s", detail, 1)
		}
		found = append(found, f)
	}
	return found
}

// describe lists failures for x-errors, by status and code, each once.
func describe(failures []Failure) []any {
	slices.SortStableFunc(failures, func(a, b Failure) int {
		return cmp.Or(cmp.Compare(a.Status, b.Status), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Name, b.Name))
	})
	listed := make([]any, 0, len(failures))
	for _, f := range slices.Compact(failures) {
		one := newObject()
		one.set("name", f.Name)
		one.set("status", f.Status)
		one.set("code", f.Code)
		one.set("message", f.Message)
		listed = append(listed, one)
	}
	return listed
}

// response fills in the examples of a response: one for each error of its status, otherwise one that its schema describes.
// The response's own x-errors are its common ones, which all its operations have.
func (p publisher) response(answer *object, failures []Failure, status int) {
	common := p.failures(answer.list("x-errors"))
	content := answer.object("content")
	for _, media := range content.keys {
		body := content.object(media).copy()
		content.set(media, body)
		if body.values["example"] != nil || media == "text/html" {
			if media == "text/html" {
				body.set("example", "<!doctype html>…")
			}
			continue
		}
		examples := body.object("examples").copy() // those of Source, if the response differs from the others
		for _, f := range append(slices.DeleteFunc(slices.Clone(failures), func(f Failure) bool { return f.Status != status }), common...) {
			if f.Message == "" || examples.values[f.Code] != nil {
				continue
			}
			example := newObject()
			example.set("summary", f.Message)
			example.set("value", p.failure(f, body.object("schema")))
			examples.set(f.Code, example)
		}
		if len(examples.keys) > 0 {
			body.set("examples", examples)
		} else {
			body.set("example", p.example("", body.values["schema"], 0))
		}
	}
}

// failure returns the body of a failure. The schema may have more fields than code and message, or fewer.
func (p publisher) failure(f Failure, schema *object) *object {
	schema = p.resolve(schema)
	if options, ok := schema.values["anyOf"].([]any); ok && len(options) > 0 {
		if first, ok := options[0].(*object); ok {
			schema = p.resolve(first)
		}
	}
	value := newObject()
	for _, name := range schema.object("properties").keys {
		switch name {
		case "code":
			value.set(name, f.Code)
		case "message":
			value.set(name, f.Message)
		case "missingPermissions":
			if strings.HasSuffix(f.Name, "_NOT_ALLOWED") {
				value.set(name, p.example(name, schema.object("properties", name), 0))
			}
		}
	}
	return value
}

// resolve follows a reference to a schema.
func (p publisher) resolve(schema *object) *object {
	for schema.text("$ref") != "" {
		schema = p.components.object("schemas", strings.TrimPrefix(schema.text("$ref"), "#/components/schemas/"))
	}
	return schema
}

package openapi

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Failure is an error response of the API, as SQL defines it.
type Failure struct {
	Name, Code, Message string
	Status              int
}

// A Publication says for whom the document is published.
type Publication struct {
	Base     string             // the base URL of the endpoints
	Off      map[string]bool    // plugins whose endpoints are left out
	Failures map[string]Failure // by name
}

// publisher fills one document.
type publisher struct {
	Publication
	examples, details *object // x-examples and x-error-details of Source
	components        *object
}

// Document returns the published document: for one base URL, without the endpoints of disabled plugins, with examples,
// errors and code samples. It returns an error if Source cannot be parsed.
func Document(p Publication) ([]byte, error) {
	value, err := decode(Source)
	if err != nil {
		return nil, err
	}
	whole, ok := value.(*object)
	if !ok {
		return nil, fmt.Errorf("the document is not an object")
	}
	out := publisher{p, newObject(), newObject(), whole.object("components")}
	if examples, ok := whole.remove("x-examples").(*object); ok {
		out.examples = examples
	}
	if details, ok := whole.remove("x-error-details").(*object); ok {
		out.details = details
	}
	server := newObject()
	server.set("url", p.Base)
	whole.set("servers", []any{server})
	for _, name := range out.components.object("responses").keys {
		out.response(out.components.object("responses", name), nil, 0)
	}
	paths := newObject()
	for _, path := range whole.object("paths").keys {
		item := whole.object("paths", path)
		if plugin := item.text("x-plugin"); plugin != "" && p.Off[plugin] {
			continue
		}
		paths.set(path, item)
		for _, method := range []string{"get", "post"} {
			if operation, ok := item.values[method].(*object); ok {
				if err := out.operation(operation, method, path); err != nil {
					return nil, fmt.Errorf("%s %s: %w", method, path, err)
				}
			}
		}
	}
	whole.set("paths", paths)
	return json.Marshal(whole)
}

// operation fills in the examples, errors and code samples of one operation.
func (p publisher) operation(o *object, method, path string) error {
	content := o.object("requestBody", "content")
	for _, media := range content.keys {
		body := content.object(media)
		if _, ok := body.values["example"]; !ok {
			if example, ok := content.object("application/json").values["example"]; ok {
				body.set("example", example)
			} else {
				body.set("example", p.example("", body.values["schema"], 0))
			}
		}
	}
	failures := p.failures(o.list("x-errors"))
	all := slices.Clone(failures)
	responses := o.object("responses")
	slices.Sort(responses.keys)
	for _, text := range responses.keys {
		status, err := strconv.Atoi(text)
		if err != nil {
			return err
		}
		answer := responses.object(text)
		if name := strings.TrimPrefix(answer.text("$ref"), "#/components/responses/"); name != "" {
			shared := p.components.object("responses", name)
			all = append(all, p.failures(shared.list("x-errors"))...)
			if own := slices.ContainsFunc(failures, func(f Failure) bool { return f.Status == status }); !own {
				continue
			}
			answer = shared.copy()
			responses.set(text, answer)
			answer.set("content", shared.object("content").copy())
		}
		p.response(answer, failures, status)
	}
	if listed := describe(all); len(listed) > 0 {
		o.set("x-errors", listed)
	}
	o.set("x-codeSamples", p.samples(o, method, path))
	return nil
}

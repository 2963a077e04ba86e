// Package shape validates requests against the schemas in openapi.json, with the reference server's messages.
package shape

import (
	"net/url"
	"strings"
)

// maxIssues limits the issues in a response, for example for a list of a million wrong items.
const maxIssues = 100

// Shapes are the compiled request schemas of openapi.json by method and path, for example "POST /sign-up/email".
type Shapes map[string]Shape

// A Shape checks whether a request matches the schemas of its operation. SQL decides what the values mean.
type Shape struct {
	ofBody, ofQuery check
	fields          map[string]bool // the names of the body's fields
	queryOptional   bool            // no parameter is required
	Form            bool            // the body may also be an HTML form
	Plugin          string          // the plugin of the operation, or ""
}

// A check returns the issues of a value, or none if it is valid.
type check func(value any) []issue

// An issue is one validation error: its path and zod's message. A soft issue (too short, not an address) leaves the type
// correct. If the only option of a union with the right type has soft issues, the union reports those.
type issue struct {
	path, text string
	soft       bool
}

// undefined is the value of an absent field.
type undefined struct{}

// Body returns the error message for a decoded body, or "" if it is valid. present is false if there was no body.
func (s Shape) Body(value any, present bool) string {
	if s.ofBody == nil {
		return ""
	}
	if !present {
		value = undefined{}
	}
	return sentence("body", s.ofBody(value))
}

// HasField reports whether the body's schema names a field. All other fields are ignored, whatever they contain.
func (s Shape) HasField(name string) bool { return s.fields[name] }

// Query returns the error message for the query, or "" if it is valid. A repeated parameter is a list.
func (s Shape) Query(values url.Values) string {
	if s.ofQuery == nil || len(values) == 0 && s.queryOptional {
		return ""
	}
	object := make(map[string]any, len(values))
	for name, given := range values {
		if len(given) == 1 {
			object[name] = given[0]
			continue
		}
		list := make([]any, len(given))
		for i, one := range given {
			list[i] = one
		}
		object[name] = list
	}
	return sentence("query", s.ofQuery(object))
}

// IsFlagSet reports whether a boolean query parameter is set, as in the reference: present and not empty, even "false".
func IsFlagSet(values url.Values, name string) bool {
	given := values[name]
	return len(given) > 1 || len(given) == 1 && given[0] != ""
}

// sentence joins issues like Better Auth does.
func sentence(root string, found []issue) string {
	said := make([]string, 0, len(found))
	for _, one := range found {
		if one.path == "" {
			said = append(said, "["+root+"] "+one.text)
		} else {
			said = append(said, "["+root+"."+one.path+"] "+one.text)
		}
	}
	return strings.Join(said, "; ")
}

// under puts issues below a key or an index.
func under(key string, found []issue) []issue {
	for i := range found {
		if found[i].path == "" {
			found[i].path = key
		} else {
			found[i].path = key + "." + found[i].path
		}
	}
	return found
}

// wrongType returns an issue with the expected and the actual type.
func wrongType(expected string, value any) []issue {
	return []issue{{text: "Invalid input: expected " + expected + ", received " + kind(value)}}
}

// kind returns zod's name of a value's type.
func kind(value any) string {
	switch value.(type) {
	case undefined:
		return "undefined"
	case nil:
		return "null"
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "boolean"
	case []any:
		return "array"
	default:
		return "object"
	}
}

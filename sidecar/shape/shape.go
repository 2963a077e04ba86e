// Package shape checks the form of requests by the schemas of openapi.json, with the messages of the reference.
package shape

import (
	"net/url"
	"strings"
)

// maxIssues bounds an answer: a list of a million wrong items is not told item by item.
const maxIssues = 100

// Shapes are the compiled request schemas of openapi.json by method and path, as in "POST /sign-up/email".
type Shapes map[string]Shape

// A Shape checks whether a request looks as its operation's schemas say. What the values mean is decided in SQL.
type Shape struct {
	ofBody, ofQuery check
	queryOptional   bool   // no parameter is required
	Form            bool   // the body may also be an HTML form
	Plugin          string // it belongs to; "": none
}

// A check says what is wrong with a value; nothing when it fits.
type check func(value any) []issue

// An issue is one thing that is wrong: where, and zod's sentence. A soft one (too short, no address) leaves
// the type right, so a union whose only such option found it speaks with that option's voice.
type issue struct {
	path, text string
	soft       bool
}

// undefined is the value of what is not there.
type undefined struct{}

// body says what is wrong with a decoded body, "" when it fits. present is false when there was none.
func (s Shape) Body(value any, present bool) string {
	if s.ofBody == nil {
		return ""
	}
	if !present {
		value = undefined{}
	}
	return sentence("body", s.ofBody(value))
}

// query says what is wrong with the query, "" when it fits. A parameter given twice is a list.
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

// IsFlagSet reads a boolean of the query as the reference does: given, and not empty. "false" sets it too.
func IsFlagSet(values url.Values, name string) bool {
	given := values[name]
	return len(given) > 1 || len(given) == 1 && given[0] != ""
}

// sentence joins issues as Better Auth does.
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

// under moves issues below a key or an index.
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

// wrongType says what was expected and what came.
func wrongType(expected string, value any) []issue {
	return []issue{{text: "Invalid input: expected " + expected + ", received " + kind(value)}}
}

// kind names a value's type as zod does.
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

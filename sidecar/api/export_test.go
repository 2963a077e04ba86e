package api

import (
	"maps"
	"slices"

	"neonauth/gen"
	"neonauth/sidecar/openapi"
)

// Internals that external tests use.

// RouteKeys lists the served routes: "POST /sign-in/email".
func RouteKeys() []string { return slices.Sorted(maps.Keys(routes())) }

// DescribedKeys lists the routes in openapi.json, in the same form.
func DescribedKeys() ([]string, error) {
	operations, err := openapi.Operations(openapi.Source)
	keys := make([]string, len(operations))
	for i, o := range operations {
		keys[i] = o.Key()
	}
	slices.Sort(keys)
	return keys, err
}

// ValidateAnswer validates a response against openapi.json.
func ValidateAnswer(method, path string, status int, body []byte) error {
	return validateAnswer(method, path, status, body)
}

// AsPointer returns the JSON pointer of these steps.
func AsPointer(steps ...string) string { return asPointer(steps...) }

// Find follows a local reference in a document.
func Find(document any, ref string) any { return find(document, ref) }

// SessionJSON returns the body of get-session as Go writes it.
func SessionJSON(row *gen.SessionRow, token string, off map[string]bool) []byte {
	return sessionJSON(row, token, off)
}

// FailureCode returns the code that Go makes from a message.
func FailureCode(message string) string { return failureCode(message) }

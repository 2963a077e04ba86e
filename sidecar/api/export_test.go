package api

import (
	"maps"
	"slices"

	"neonauth/gen"
	"neonauth/sidecar/openapi"
)

// What the tests of the outside look at from inside.

// RouteKeys lists what is served: "POST /sign-in/email".
func RouteKeys() []string { return slices.Sorted(maps.Keys(routes())) }

// DescribedKeys lists what openapi.json describes, in the same form.
func DescribedKeys() ([]string, error) {
	operations, err := openapi.Operations(openapi.Source)
	keys := make([]string, len(operations))
	for i, o := range operations {
		keys[i] = o.Key()
	}
	slices.Sort(keys)
	return keys, err
}

// ValidateAnswer holds an answer against openapi.json.
func ValidateAnswer(method, path string, status int, body []byte) error {
	return validateAnswer(method, path, status, body)
}

// SessionJSON is the answer of get-session as Go writes it.
func SessionJSON(row *gen.SessionRow, token string, teams bool) []byte {
	return sessionJSON(row, token, teams)
}

// FailureCode is the code that Go makes of a message.
func FailureCode(message string) string { return failureCode(message) }

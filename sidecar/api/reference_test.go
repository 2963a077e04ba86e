package api_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"neonauth/sidecar/api"
	"neonauth/sidecar/openapi"
	shapes "neonauth/sidecar/shape"
)

// A described operation is one of the published document.
type described struct {
	Summary, Description string
	Errors               []struct {
		Name, Code, Message string
		Status              int
	} `json:"x-errors"`
	Samples     []struct{ Lang, Source string } `json:"x-codeSamples"`
	RequestBody struct {
		Content map[string]struct{ Example json.RawMessage }
	}
	Responses map[string]json.RawMessage
}

// failureLine is a row of failures.sql.
var failureLine = regexp.MustCompile(`\('([A-Z_]+)', (\d+), (?:null|'([A-Z_]+)'),\s*'((?:[^']|'')*)'\)`)

// publish returns the document with all plugins.
func publish(t *testing.T) (text []byte, operations map[string]described) {
	t.Helper()
	rows, err := os.ReadFile("../../sql/functions/failures.sql")
	if err != nil {
		t.Fatal(err)
	}
	failures := map[string]openapi.Failure{}
	for _, row := range failureLine.FindAllStringSubmatch(string(rows), -1) {
		status, _ := strconv.Atoi(row[2])
		message := strings.ReplaceAll(row[4], "''", "'")
		failures[row[1]] = openapi.Failure{Name: row[1], Status: status, Code: cmp.Or(row[3], api.FailureCode(message)), Message: message}
	}
	if len(failures) < 150 {
		t.Fatalf("%d failures", len(failures))
	}
	for _, name := range regexp.MustCompile(`"([A-Z_]+)"`).FindAllSubmatch(bytes.Join(regexp.MustCompile(`(?s)"x-errors": \[.*?\]`).FindAll(openapi.Source, -1), nil), -1) {
		if _, ok := failures[string(name[1])]; !ok {
			t.Errorf("no failure is called %s", name[1])
		}
	}
	if text, err = openapi.Document(openapi.Publication{Base: ownOrigin + "/x/auth", Failures: failures}); err != nil {
		t.Fatal(err)
	}
	var whole struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(text, &whole); err != nil {
		t.Fatal(err)
	}
	operations = map[string]described{}
	for path, item := range whole.Paths {
		for method, raw := range item {
			if method == "x-plugin" {
				continue
			}
			var o described
			if err := json.Unmarshal(raw, &o); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			operations[strings.ToUpper(method)+" "+strings.NewReplacer("{", ":", "}", "").Replace(path)] = o
		}
	}
	return text, operations
}

// Every endpoint has a summary, a description, a request that its checks accept, an example of each answer, and its errors.
func TestReferenceDescribesEveryEndpoint(t *testing.T) {
	t.Parallel()
	text, operations := publish(t)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	if err := compiler.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := shapes.Compile(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range api.RouteKeys() {
		o := operations[key]
		if o.Summary == "" || o.Description == "" || o.Description == o.Summary || len(o.Samples) != 2 {
			t.Errorf("%s: summary %q, description %q, %d samples", key, o.Summary, o.Description, len(o.Samples))
		}
		if len(o.Errors) == 0 {
			t.Errorf("%s has no errors", key)
		}
		for media, content := range o.RequestBody.Content {
			if content.Example == nil {
				t.Errorf("%s: no example of %s", key, media)
				continue
			}
			value, err := shapes.DecodeBody(content.Example)
			if problem := compiled[key].Body(value, true); err != nil || problem != "" {
				t.Errorf("%s: the example %s is refused: %s %v", key, content.Example, problem, err)
			}
		}
		for status, answer := range o.Responses {
			checkAnswerExamples(t, compiler, document, key, status, answer)
		}
		for _, e := range o.Errors {
			if o.Responses[strconv.Itoa(e.Status)] == nil {
				t.Errorf("%s: %s has status %d, which has no response", key, e.Name, e.Status)
			}
			if strings.Contains(e.Message, "%s") {
				t.Errorf("%s: x-error-details lacks %s", key, e.Name)
			}
		}
	}
}

// checkAnswerExamples checks that each media type of a response has examples that match its schema.
func checkAnswerExamples(t *testing.T, compiler *jsonschema.Compiler, document any, key, status string, raw json.RawMessage) {
	t.Helper()
	method, path, _ := strings.Cut(key, " ")
	pointer := "#" + api.AsPointer("paths", regexp.MustCompile(`:(\w+)`).ReplaceAllString(path, "{$1}"), strings.ToLower(method), "responses", status)
	var answer struct {
		Ref     string `json:"$ref"`
		Content map[string]struct {
			Example  json.RawMessage
			Examples map[string]struct{ Value json.RawMessage }
		}
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Ref != "" {
		pointer = answer.Ref
		shared, err := json.Marshal(api.Find(document, pointer))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(shared, &answer); err != nil {
			t.Fatal(err)
		}
	}
	for media, content := range answer.Content {
		examples := []json.RawMessage{}
		if content.Example != nil {
			examples = append(examples, content.Example)
		}
		for _, one := range content.Examples {
			examples = append(examples, one.Value)
		}
		if len(examples) == 0 {
			t.Errorf("%s %s: no example of %s", key, status, media)
		}
		if media == "text/html" {
			continue
		}
		schema, err := compiler.Compile("openapi.json" + pointer + api.AsPointer("content", media, "schema"))
		if err != nil {
			t.Fatal(err)
		}
		for _, example := range examples {
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(example))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(value); err != nil {
				t.Errorf("%s %s: %s: %v", key, status, example, err)
			}
		}
	}
}

// codes are the errors of the published document by operation, and all that are known, as "400 INVALID_EMAIL".
var codes struct {
	once  sync.Once
	of    map[string][]string
	known map[string]bool
}

// wantDescribed reports an error response whose code is one of SQL's failures, but not of the operation in the document.
// So every test of the package also tests the document.
func (c *client) wantDescribed(method, path string, got answer) {
	c.h.Helper()
	codes.once.Do(func() {
		codes.of, codes.known = map[string][]string{}, map[string]bool{}
		_, operations := publish(c.h.T)
		for key, o := range operations {
			for _, e := range o.Errors {
				text := fmt.Sprintf("%d %s", e.Status, e.Code)
				codes.of[key] = append(codes.of[key], text)
				codes.known[text] = true
			}
		}
	})
	if got.status < 400 || got.status == http.StatusServiceUnavailable {
		return
	}
	var failure struct{ Code string }
	if json.Unmarshal([]byte(got.body), &failure) != nil || failure.Code == "" {
		return
	}
	path, _, _ = strings.Cut(path, "?")
	key := method + " " + path
	for _, pattern := range []string{"/reset-password/", "/oauth2/callback/", "/callback/"} {
		if strings.HasPrefix(path, pattern) {
			key = method + " " + pattern + map[bool]string{true: ":token", false: ":id"}[pattern == "/reset-password/"]
		}
	}
	text := fmt.Sprintf("%d %s", got.status, failure.Code)
	if strings.HasPrefix(failure.Code, "INVALID_") && strings.HasSuffix(failure.Code, "URL") {
		return // fields that an operation does not describe are checked, too
	}
	if listed, ok := codes.of[key]; ok && codes.known[text] && !slices.Contains(listed, text) {
		c.h.Errorf("openapi.json: x-errors of %s lack %s", key, text)
	}
}

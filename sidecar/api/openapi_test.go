package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"neonauth/sidecar/openapi"
	"neonauth/sidecar/shape"
)

// validateAnswer holds an answer against the document: the status is one the operation names, and the body
// must match its schema, or be empty if there is none. path has the router's form.
func validateAnswer(method, path string, status int, body []byte) error {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(openapi.Source))
	if err != nil {
		return err
	}
	documented := regexp.MustCompile(`:(\w+)`).ReplaceAllString(path, "{$1}")
	pointer := "#" + asPointer("paths", documented, strings.ToLower(method), "responses", strconv.Itoa(status))
	answer, ok := find(document, pointer).(map[string]any)
	if !ok {
		return fmt.Errorf("%s %s has no answer %d", method, path, status)
	}
	if ref, ok := answer["$ref"].(string); ok {
		pointer = ref
		answer, _ = find(document, pointer).(map[string]any)
	}
	if maybeEmpty, _ := answer["x-may-be-empty"].(bool); len(body) == 0 && (maybeEmpty || status == 404) {
		return nil // 404: what belongs to a plugin that is off answers as an unknown path
	}
	content, ok := answer["content"].(map[string]any)
	if !ok {
		if len(body) > 0 {
			return fmt.Errorf("%s %s %d: a body where there should be none: %s", method, path, status, body)
		}
		return nil
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	if err := compiler.AddResource("openapi.json", document); err != nil {
		return err
	}
	for media := range content {
		if media == "text/html" {
			continue
		}
		schema, err := compiler.Compile("openapi.json" + pointer + asPointer("content", media, "schema"))
		if err != nil {
			return err
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
		if err != nil {
			return fmt.Errorf("%s %s %d: %w", method, path, status, err)
		}
		if err := schema.Validate(value); err != nil {
			return fmt.Errorf("%s %s %d: %w", method, path, status, err)
		}
	}
	return nil
}

func asPointer(steps ...string) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	var pointer strings.Builder
	for _, step := range steps {
		pointer.WriteString("/" + escape.Replace(step))
	}
	return pointer.String()
}

// find follows a local reference; nil when it leads nowhere.
func find(document any, ref string) any {
	unescape := strings.NewReplacer("~1", "/", "~0", "~", "%7B", "{", "%7D", "}")
	for _, step := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		object, _ := document.(map[string]any)
		document = object[unescape.Replace(step)]
	}
	return document
}

func TestWrongAnswersDoNotFit(t *testing.T) {
	t.Parallel()
	user := `"user":{"id":"953c0000-0000-4000-8000-000000000000","name":"x","email":"a@b.co","emailVerified":false,` +
		`"image":null,"createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z","role":"user",` +
		`"banned":false,"banReason":null,"banExpires":null}`
	if err := validateAnswer("POST", "/sign-up/email", 200, []byte(`{"token":null,`+user+`}`)); err != nil {
		t.Fatal(err)
	}
	leak := strings.Replace(user, `"name"`, `"password":"3f2c:9b","name"`, 1)
	noDate := strings.Replace(user, "2026-01-01T00:00:00.000Z", "yesterday", 1)
	for name, a := range map[string]struct {
		path   string
		status int
		body   string
	}{
		"a field too many":       {"/sign-up/email", 200, `{"token":null,` + leak + `}`},
		"no date":                {"/sign-up/email", 200, `{"token":null,` + noDate + `}`},
		"a field missing":        {"/sign-up/email", 200, `{` + user + `}`},
		"undocumented status":    {"/sign-up/email", 418, `{}`},
		"undocumented path":      {"/sign-up/fax", 200, `{}`},
		"a body on no session":   {"/revoke-session", 401, `{"code":"A","message":"b"}`},
		"an error without code":  {"/revoke-session", 400, `{"message":"b"}`},
		"an empty body":          {"/sign-out", 200, ``},
		"another constant":       {"/sign-out", 200, `{"success":false}`},
		"something else as null": {"/get-session", 200, `{}`},
	} {
		if err := validateAnswer("POST", a.path, a.status, []byte(a.body)); err == nil {
			t.Errorf("%s fits", name)
		}
	}
}

func TestDocumentHolds(t *testing.T) {
	t.Parallel()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(openapi.Source))
	if err != nil {
		t.Fatal(err)
	}
	if version, _ := find(document, "#/openapi").(string); !strings.HasPrefix(version, "3.1.") {
		t.Errorf("version %s", version)
	}
	used := map[string]bool{}
	walk(document, func(object map[string]any) {
		if ref, ok := object["$ref"].(string); ok {
			if used[ref] = true; find(document, ref) == nil {
				t.Errorf("%s leads nowhere", ref)
			}
		}
		properties, _ := object["properties"].(map[string]any)
		required, _ := object["required"].([]any)
		for _, name := range required {
			if _, ok := properties[name.(string)]; properties != nil && !ok {
				t.Errorf("%v is required and not described", name)
			}
		}
	})
	for _, kind := range []string{"schemas", "responses", "headers"} {
		for name := range find(document, "#/components/"+kind).(map[string]any) {
			if !used["#/components/"+kind+"/"+name] {
				t.Errorf("nothing uses %s %s", kind, name)
			}
		}
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	for name := range find(document, "#/components/schemas").(map[string]any) {
		if _, err := compiler.Compile("openapi.json#/components/schemas/" + name); err != nil {
			t.Error(err)
		}
	}
}

func TestOperationsAreComplete(t *testing.T) {
	t.Parallel()
	operations, err := openapi.Operations(openapi.Source)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(openapi.Source))
	if err != nil {
		t.Fatal(err)
	}
	var tags []any
	for _, tag := range find(document, "#/tags").([]any) {
		tags = append(tags, tag.(map[string]any)["name"])
	}
	ids := map[any]bool{}
	for _, o := range operations {
		if !strings.HasPrefix(o.Path, "/") || strings.HasSuffix(o.Path, "/") {
			t.Errorf("path %s", o.Path)
		}
		path := regexp.MustCompile(`:(\w+)`).ReplaceAllString(o.Path, "{$1}")
		described := find(document, "#"+asPointer("paths", path, strings.ToLower(o.Method))).(map[string]any)
		if id := described["operationId"]; id == nil || ids[id] {
			t.Errorf("%s: operationId %v is missing or taken", o.Key(), id)
		} else {
			ids[id] = true
		}
		if described["summary"] == nil {
			t.Errorf("%s has no summary", o.Key())
		}
		for _, tag := range described["tags"].([]any) {
			if !slices.Contains(tags, tag) {
				t.Errorf("%s: tag %v", o.Key(), tag)
			}
		}
		answers, _ := described["responses"].(map[string]any)
		if answers["200"] == nil && answers["302"] == nil {
			t.Errorf("%s never succeeds", o.Key())
		}
		if answers["503"] == nil || o.Method == "POST" && answers["413"] == nil {
			t.Errorf("%s lacks what any answer may be: 503, or 413 to a body", o.Key())
		}
		if session := described["security"] != nil; session && answers["401"] == nil {
			t.Errorf("%s needs a session and does not say what happens without", o.Key())
		}
		for _, p := range o.Parameters {
			if inPath := strings.Contains(o.Path, ":"+p.Name); (p.In == "path") != inPath || inPath && !p.Required {
				t.Errorf("%s: parameter %s", o.Key(), p.Name)
			}
		}
		for media, content := range o.RequestBody.Content {
			if !bytes.Equal(content.Schema, o.RequestBody.Content["application/json"].Schema) {
				t.Errorf("%s: %s has a schema of its own", o.Key(), media)
			}
		}
	}
}

func TestPublishedDocument(t *testing.T) {
	t.Parallel()
	const base = "https://a.example.com/neondb/auth?<&>"
	for name, off := range map[string]map[string]bool{
		"all on": nil, "no tokens": {"jwt": true}, "nothing optional": {"jwt": true, "openAPI": true, "": true},
	} {
		text, err := openapi.Document(openapi.Publication{Base: base, Off: off})
		if err != nil {
			t.Fatal(err)
		}
		published, err := openapi.Operations(text)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		all, err := openapi.Operations(openapi.Source)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range all {
			if o.Plugin == "" || !off[o.Plugin] {
				want = append(want, o.Key())
			}
		}
		for _, o := range published {
			got = append(got, o.Key())
		}
		if !slices.Equal(got, want) || !slices.Contains(got, "GET /ok") {
			t.Errorf("%s: %v", name, got)
		}
		if slices.Contains(got, "GET /token") == off["jwt"] {
			t.Errorf("%s: GET /token", name)
		}
		var served struct{ Servers []struct{ URL string } }
		if err := json.Unmarshal(text, &served); err != nil || len(served.Servers) != 1 || served.Servers[0].URL != base {
			t.Errorf("%s: %v %v", name, served, err)
		}
		if _, err := shape.Compile(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// walk visits every object of a document.
func walk(value any, visit func(map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		visit(value)
		for _, inner := range value {
			walk(inner, visit)
		}
	case []any:
		for _, inner := range value {
			walk(inner, visit)
		}
	}
}

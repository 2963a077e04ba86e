package shape

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"neonauth/sidecar/openapi"
)

// A recorded request is a request with the reference server's validation error.
type recorded struct {
	At    string  `json:"at"`
	Body  *string `json:"body"`
	Form  *string `json:"form"`
	Query string  `json:"query"`
	Says  string  `json:"says"`
}

// readShapes compiles the requests of openapi.json and the schemas of endpoints that are not implemented yet.
func readShapes(t testing.TB) Shapes {
	t.Helper()
	later, err := os.ReadFile("testdata/later.json")
	if err != nil {
		t.Fatal(err)
	}
	all := Shapes{}
	for _, document := range [][]byte{later, openapi.Requests} {
		some, err := Compile(document)
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(all, some)
	}
	return all
}

// says returns the validation error for a recorded request.
func says(t *testing.T, s Shape, r recorded) string {
	t.Helper()
	decode, raw := DecodeBody, ""
	if r.Body != nil {
		raw = *r.Body
	}
	if r.Form != nil {
		decode, raw = DecodeForm, *r.Form
	}
	var value any
	present := raw != ""
	if present {
		var err error
		if value, err = decode([]byte(raw)); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
	}
	if text := s.Body(value, present); text != "" {
		return text
	}
	query, err := DecodeQuery(r.Query)
	if err != nil {
		t.Fatal(err)
	}
	return s.Query(query)
}

func TestShapesSpeakLikeTheReference(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/shapes.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []recorded
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	all := readShapes(t)
	for _, c := range cases {
		s, ok := all[c.At]
		if !ok {
			t.Fatalf("no schema for %s", c.At)
		}
		if got := says(t, s, c); got != c.Says {
			request, _ := json.Marshal(c)
			t.Errorf("%s\n got %s", request, got)
		}
	}
}

func TestFlagsOfTheQuery(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{
		"": false, "flag": false, "flag=": false, "other=1": false,
		"flag=1": true, "flag=true": true, "flag=false": true, "flag=maybe": true, "flag=&flag=": true,
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := IsFlagSet(values, "flag"); got != want {
			t.Errorf("%q: %v", query, got)
		}
	}
}

func TestFormsAreForSigningIn(t *testing.T) {
	t.Parallel()
	forms := []string{
		"POST /sign-up/email", "POST /sign-in/email", "POST /verify-email", "POST /magic-link/verify",
		"POST /callback/:id", // as Apple's form_post sends it
	}
	for at, s := range readShapes(t) {
		if want := slices.Contains(forms, at); s.Form != want {
			t.Errorf("%s accepts forms: %v", at, s.Form)
		}
	}
}

func TestSchemasWeCannotCheckDoNotCompile(t *testing.T) {
	t.Parallel()
	for name, schema := range map[string]string{
		"unknown word":   `{"type":"string","maxLength":5}`,
		"unknown format": `{"type":"string","format":"uuid"}`,
		"unknown type":   `{"type":"integer"}`,
		"two types":      `{"type":["string","number"]}`,
		"closed object":  `{"type":"object","properties":{},"additionalProperties":false}`,
		"deep inside":    `{"anyOf":[{"type":"array","items":{"const":1}}]}`,
		"circle":         `{"$ref":"#/components/schemas/Circle"}`,
		"dangling":       `{"$ref":"#/components/schemas/Nothing"}`,
	} {
		document := `{"paths":{"/x":{"post":{"requestBody":{"content":{"application/json":{"schema":` + schema +
			`}}}}}},"components":{"schemas":{"Circle":{"type":"array","items":{"$ref":"#/components/schemas/Circle"}}}}}`
		if _, err := Compile([]byte(document)); err == nil {
			t.Errorf("%s: compiled", name)
		}
	}
}

// Every input gets a result, and unknown keys change nothing.
func TestShapesBearAnything(t *testing.T) {
	t.Parallel()
	all := readShapes(t)
	keys := []string{"name", "email", "password", "role", "data", "metadata", "idToken", "token", "permission", "permissions", "length"}
	random := rand.New(rand.NewPCG(1, 2))
	for _, at := range slices.Sorted(maps.Keys(all)) {
		for range 500 {
			value := randomValue(random, keys, 4)
			before := all[at].Body(value, true)
			if object, ok := value.(map[string]any); ok {
				object["unknown key"] = randomValue(random, keys, 2)
				if after := all[at].Body(object, true); after != before {
					t.Fatalf("%s: %q became %q", at, before, after)
				}
			}
		}
	}
}

func randomValue(random *rand.Rand, keys []string, depth int) any {
	kinds := 5
	if depth > 0 {
		kinds = 9
	}
	switch random.IntN(kinds) {
	case 0:
		return nil
	case 1:
		return random.IntN(2) == 0
	case 2:
		return random.NormFloat64()
	case 3, 4:
		return []string{"", "a", "a@b.co", "..@", "member", "\xff\x00"}[random.IntN(6)]
	case 5:
		list := []any{}
		for range random.IntN(4) {
			list = append(list, randomValue(random, keys, depth-1))
		}
		return list
	default:
		object := map[string]any{}
		for range random.IntN(6) {
			object[keys[random.IntN(len(keys))]] = randomValue(random, keys, depth-1)
		}
		return object
	}
}

func FuzzBody(f *testing.F) {
	for _, seed := range []string{`{"email":"a@b.co"}`, `[[]]`, `"\ud83e\udd8a"`, `{"role":["a",1]}`, "\ufeff5", `{"a":{"length":0}}`} {
		f.Add([]byte(seed))
	}
	all := readShapes(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		value, err := DecodeBody(raw)
		if err != nil {
			return
		}
		for _, s := range all {
			s.Body(value, true)
		}
		if again, err := json.Marshal(value); err != nil || strings.Contains(string(again), `\u0000`) {
			t.Fatalf("%s: %v", again, err)
		}
	})
}

// Large and hostile bodies are processed quickly, and the error stays short.
func TestBigBodiesAreCheap(t *testing.T) {
	t.Parallel()
	all := readShapes(t)
	for name, raw := range map[string]string{
		"deep":        strings.Repeat("[", 1<<20),
		"many keys":   `{` + strings.Repeat(`"k":1,`, 1<<17) + `"z":1}`,
		"wrong items": `{"provider":"x","scopes":[` + strings.Repeat("1,", 1<<19) + `1]}`,
		"long number": strings.Repeat("9", 1<<20),
		"long string": `{"email":"` + strings.Repeat("a.", 1<<19) + `@b.co"}`,
	} {
		start := time.Now()
		value, err := DecodeBody([]byte(raw))
		if err == nil {
			for _, at := range []string{"POST /sign-up/email", "POST /sign-in/social", "POST /admin/has-permission"} {
				if text := all[at].Body(value, true); len(text) > 10_000 {
					t.Errorf("%s: an error of %d bytes", name, len(text))
				}
			}
		}
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%s took %v", name, took)
		} else {
			t.Logf("%s: %v", name, took)
		}
	}
}

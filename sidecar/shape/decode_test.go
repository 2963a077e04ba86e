package shape

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestDecodeBody(t *testing.T) {
	t.Parallel()
	deepest := strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth)
	for raw, want := range map[string]any{
		`null`:                          nil,
		` 5 `:                           5.0,
		`-1.5e300`:                      -1.5e300,
		`1e-999`:                        0.0,
		"\ufefftrue":                    true,
		`{"a":1,"a":"x"}`:               map[string]any{"a": "x"},
		`{"a":{"b":1},"a":{"c":2}}`:     map[string]any{"a": map[string]any{"c": 2.0}},
		`["\u00e9","é","\ud83e\udd8a"]`: []any{"é", "é", "🦊"},
		`"\\u0000"`:                     `\u0000`,
		`"\ufffd\\ud800"`:               "\ufffd\\ud800",
		`"[[{{\"[["`:                    `[[{{"[[`,
		`{"__proto__":{"a":1}}`:         map[string]any{"__proto__": map[string]any{"a": 1.0}},
	} {
		if got, err := DecodeBody([]byte(raw)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %#v %v", raw, got, err)
		}
	}
	if _, err := DecodeBody([]byte(deepest)); err != nil {
		t.Errorf("the deepest nest: %v", err)
	}
}

func TestDecodeBodyRefuses(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"nothing":                 ``,
		"spaces":                  `  `,
		"half an object":          `{"a":`,
		"garbage after":           `{} {}`,
		"comma after":             `[1,]`,
		"single quotes":           `{'a':1}`,
		"no number":               `NaN`,
		"number too big":          `1e999`,
		"raw NUL":                 "\"a\x00\"",
		"NUL outside":             "{}\x00",
		"escaped NUL":             `"a\u0000b"`,
		"NUL after a backslash":   `"\\\u0000"`,
		"NUL in a key":            `{"a\u0000":1}`,
		"NUL in a dropped value":  `{"a":"\u0000","a":1}`,
		"broken UTF-8":            "\"\xff\"",
		"overlong UTF-8":          "\"\xc0\x80\"",
		"surrogate in UTF-8":      "\"\xed\xa0\x80\"",
		"first half":              `"\ud800"`,
		"first half at the end":   `"\ud800`,
		"first half, then text":   `"\ud800abcdef"`,
		"first half twice":        `"\ud800\ud800"`,
		"second half":             `"\udc00"`,
		"halves the wrong way":    `"\udc00\ud800"`,
		"first half, broken half": `"\ud800\uzzzz"`,
		"broken escape":           `"\u00"`,
		"unknown escape":          `"\x41"`,
		"line break":              "\"a\nb\"",
		"UTF-16":                  "\xff\xfe{\x00}\x00",
	} {
		if got, err := DecodeBody([]byte(raw)); err == nil {
			t.Errorf("%s: %#v", name, got)
		}
	}
	for _, nest := range []string{strings.Repeat("[", maxDepth+1), strings.Repeat(`{"a":`, maxDepth+1)} {
		if _, err := DecodeBody([]byte(nest)); !errors.Is(err, errTooDeep) {
			t.Errorf("%.20s…: %v", nest, err)
		}
	}
}

func TestDecodeForm(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]map[string]any{
		"":                        {},
		"&&":                      {},
		"a=1&a=2":                 {"a": "2"},
		"a":                       {"a": ""},
		"=x":                      {"": "x"},
		"a=b=c":                   {"a": "b=c"},
		"e=a%2Bb%40c.de&n=x+y%20": {"e": "a+b@c.de", "n": "x y "},
		"a=%&b=%z&c=%4&d=%+1":     {"a": "%", "b": "%z", "c": "%4", "d": "% 1"},
		"a;b=c":                   {"a;b": "c"},
		"a=%C3%A9":                {"a": "é"},
		"a=%F0%9F%A6%8A":          {"a": "🦊"},
	} {
		if got, err := DecodeForm([]byte(raw)); err != nil || !reflect.DeepEqual(got, any(want)) {
			t.Errorf("%s: %#v %v", raw, got, err)
		}
	}
	for _, raw := range []string{"a=%00", "%00=a", "a=\x00", "a=%ff", "a=\xff", "a=%ed%a0%80"} {
		if got, err := DecodeForm([]byte(raw)); err == nil {
			t.Errorf("%q: %#v", raw, got)
		}
	}
}

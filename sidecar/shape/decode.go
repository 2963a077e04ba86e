package shape

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is the maximum nesting of a body. Postgres supports more, but no client needs more.
const maxDepth = 64

// A badText is the reason why a text is rejected: Postgres could not store it, or two parsers would read it differently.
type badText string

const (
	errNotText badText = "not text that can be stored"
	errTooDeep badText = "nests too deep"
)

// Error returns the reason, as a sentence without a subject.
func (reason badText) Error() string { return string(reason) }

// DecodeBody decodes a JSON body into map[string]any, []any, string, float64, bool and nil. If a key is repeated, the
// last value is used. It returns an error for numbers beyond float64, NUL, invalid UTF-8, unpaired surrogates, data
// after the value and deep nesting. Do not call it for an empty body.
func DecodeBody(raw []byte) (any, error) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff")) // fetch accepts a byte order mark, and so does the sidecar
	if err := scanJSON(raw); err != nil {
		return nil, err
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return nil, err
	}
	return value, nil
}

// scanJSON finds invalid text that encoding/json would silently replace, and checks the depth before decoding.
func scanJSON(raw []byte) error {
	if !utf8.Valid(raw) {
		return errNotText
	}
	depth, inString := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case inString && c == '\\':
			i++
			if i < len(raw) && raw[i] == 'u' {
				width, err := escapeWidth(raw[i+1:])
				if err != nil {
					return err
				}
				i += width
			}
		case c == '"':
			inString = !inString
		case inString:
		case c == '{', c == '[':
			if depth++; depth > maxDepth {
				return errTooDeep
			}
		case c == '}', c == ']':
			depth--
		}
	}
	return nil
}

// escapeWidth returns the length of an escape after \u: four digits, or a complete surrogate pair. Malformed digits are
// left to the decoder.
func escapeWidth(rest []byte) (int, error) {
	first, ok := hexUnit(rest)
	switch {
	case !ok:
		return 0, nil
	case first == 0:
		return 0, errNotText
	case !utf16.IsSurrogate(first):
		return 4, nil
	case len(rest) < 10 || rest[4] != '\\' || rest[5] != 'u':
		return 0, errNotText
	}
	second, _ := hexUnit(rest[6:])
	if utf16.DecodeRune(first, second) == utf8.RuneError {
		return 0, errNotText
	}
	return 10, nil
}

func hexUnit(digits []byte) (rune, bool) {
	if len(digits) < 4 {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(digits[:4]), 16, 16)
	return rune(unit), err == nil
}

// DecodeForm decodes an application/x-www-form-urlencoded body into an object of strings. If a name is repeated, the last
// value is used. It returns an error for text that Postgres cannot store.
func DecodeForm(raw []byte) (any, error) {
	values, err := DecodeQuery(string(raw))
	if err != nil {
		return nil, err
	}
	object := make(map[string]any, len(values))
	for name, given := range values {
		object[name] = given[len(given)-1]
	}
	return object, nil
}

// DecodeQuery decodes name=value pairs like browsers do: a % that is not part of an escape stays a %, and a semicolon
// does not separate pairs. It returns an error for NUL and invalid UTF-8.
func DecodeQuery(raw string) (url.Values, error) {
	if raw == "" {
		return nil, nil
	}
	values := url.Values{}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, value = unescape(name), unescape(value)
		if !storable(name) || !storable(value) {
			return nil, errNotText
		}
		values[name] = append(values[name], value)
	}
	return values, nil
}

func storable(text string) bool {
	return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0
}

func unescape(text string) string {
	if !strings.ContainsAny(text, "%+") {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '+' {
			c = ' '
		} else if c == '%' && i+2 < len(text) {
			if code, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
				c = byte(code)
				i += 2
			}
		}
		out.WriteByte(c)
	}
	return out.String()
}

package management

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A field is a field of a body, and what it may contain. SQL decides what values mean.
type field struct {
	name        string
	kind        kind
	least, most int      // characters of a text, or entries of a list
	allowed     []string // values of a text; nil: any
	must        bool     // whether it is required
}

type kind int

const (
	isText kind = iota
	isFlag
	isTexts
	isAny
)

// fields are the fields of a body. A body with another field is not valid.
type fields []field

func text(name string, least, most int) field {
	return field{name: name, kind: isText, least: least, most: most}
}

func oneOf(name string, allowed ...string) field {
	return field{name: name, kind: isText, most: 64, allowed: allowed}
}

func flag(name string) field { return field{name: name, kind: isFlag} }

// texts is a list of texts of up to 256 characters, of that length.
func texts(name string, least, most int, allowed ...string) field {
	return field{name: name, kind: isTexts, least: least, most: most, allowed: allowed}
}

func (f field) required() field {
	f.must = true
	return f
}

// checkedInSQL is a body whose fields SQL checks, by the rules for the same settings in project_config.
var checkedInSQL = fields{{kind: isAny}}

// has reports whether a body may contain a field.
func (fs fields) has(name string) bool {
	return slices.ContainsFunc(fs, func(f field) bool { return f.name == name })
}

// check returns a failure that names the first field that is not valid.
func (fs fields) check(body map[string]any) error {
	if len(fs) == 1 && fs[0].kind == isAny {
		return nil
	}
	if problem := fs.problem(body); problem != "" {
		return invalid(problem)
	}
	return nil
}

func (fs fields) problem(body map[string]any) string {
	for _, f := range fs {
		value, given := body[f.name]
		if !given && f.must {
			return f.name + " is required"
		}
		if problem := f.problem(f.name, value); given && problem != "" {
			return problem
		}
	}
	for _, name := range sortedKeys(body) {
		if !fs.has(name) {
			return fmt.Sprintf("%s is not a field of this request", shown(name))
		}
	}
	return ""
}

// problem returns what is wrong with a value, or "".
func (f field) problem(name string, value any) string {
	switch f.kind {
	case isText:
		return f.textProblem(name, value)
	case isFlag:
		if _, ok := value.(bool); !ok {
			return name + " must be true or false"
		}
	case isTexts:
		list, ok := value.([]any)
		if !ok || len(list) < f.least || len(list) > f.most {
			return fmt.Sprintf("%s must be a list of %d to %d entries", name, f.least, f.most)
		}
		for i, entry := range list {
			one := field{least: 1, most: 256, allowed: f.allowed}
			if problem := one.textProblem(fmt.Sprintf("%s[%d]", name, i), entry); problem != "" {
				return problem
			}
		}
	}
	return ""
}

func (f field) textProblem(name string, value any) string {
	text, ok := value.(string)
	switch length := utf8.RuneCountInString(text); {
	case !ok:
		return name + " must be a text"
	case f.allowed != nil && !slices.Contains(f.allowed, text):
		return name + " must be one of " + strings.Join(f.allowed, ", ")
	case f.allowed == nil && (length < f.least || length > f.most):
		return fmt.Sprintf("%s must have %d to %d characters", name, f.least, f.most)
	case strings.ContainsRune(text, 0):
		return name + " must not contain the character 0"
	}
	return ""
}

func sortedKeys(body map[string]any) []string {
	names := make([]string, 0, len(body))
	for name := range body {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// shown shortens a name from a request.
func shown(name string) string {
	if short := []rune(name); len(short) > 64 {
		return string(short[:64]) + "…"
	}
	return name
}

// text returns a text field of the body, or "".
func (r *request) text(name string) string {
	text, _ := r.body[name].(string)
	return text
}

// object returns the body as JSON.
func (r *request) object() ([]byte, error) { return json.Marshal(r.body) }

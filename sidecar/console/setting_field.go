package console

import (
	"encoding/json"
	"slices"
	"strings"
)

// A field is a setting in a form.
type field struct {
	Name, Label, Type, Value, Default, Description string
	Options                                        []choice
	Least, Most                                    any
	IsEntered                                      bool // a secret that is written in this form, and never shown
}

// A choice is one of the values that a setting allows.
type choice struct {
	Value string
	On    bool
}

// newField returns the form's field for a setting, with the value entered before if the form failed.
func (v *visit) newField(one setting, fact object) field {
	f := field{
		Name: one.Name, Label: one.Label, Type: text(fact["type"]), Value: text(fact["value"]), Default: text(fact["default"]),
		Description: text(fact["description"]), Least: fact["least"], Most: fact["most"],
	}
	f.IsEntered = one.Name == captchaSecret
	chosen := []string{f.Value}
	if f.Type == "list" {
		_ = json.Unmarshal([]byte(f.Value), &chosen) // a list of texts, or nothing is chosen
	}
	if f.Type == "origins" {
		f.Value = originLines(f.Value)
	}
	if v.problem != "" {
		f.Value, chosen = v.form.Get(f.Name), v.form[f.Name]
		if f.Type == "boolean" {
			f.Value = map[bool]string{true: "true", false: "false"}[f.Value != ""]
		}
	}
	allowed, _ := fact["allowed"].([]any)
	if f.Type == "choice" || f.Type == "list" {
		for _, value := range allowed {
			f.Options = append(f.Options, choice{text(value), slices.Contains(chosen, text(value))})
		}
	}
	return f
}

// originLines returns trusted origins one per line. An entry is a text, or an object with the text in domain.
func originLines(stored string) string {
	var entries []any
	_ = json.Unmarshal([]byte(stored), &entries)
	lines := make([]string, 0, len(entries))
	for _, entry := range entries {
		if given, ok := entry.(object); ok {
			entry = given["domain"]
		}
		lines = append(lines, text(entry))
	}
	return strings.Join(lines, "\n")
}

// entered returns the value of a form's field as neon_auth.set takes it. Null restores the default.
func (v *visit) entered(f field) any {
	switch given := v.field(f.Name); f.Type {
	case "boolean":
		return map[bool]string{true: "true", false: "false"}[given != ""]
	case "list", "origins":
		values := v.form[f.Name]
		if f.Type == "origins" {
			values = strings.Fields(given)
		}
		listed, err := json.Marshal(slices.Clip(append([]string{}, values...)))
		if err != nil {
			return nil
		}
		return string(listed)
	default:
		if given == "" {
			return nil
		}
		return given
	}
}

// Was returns the value that the form is made with, as entered returns it when nothing is changed.
func (f field) Was() string {
	switch f.Type {
	case "list":
		chosen := []string{}
		for _, o := range f.Options {
			if o.On {
				chosen = append(chosen, o.Value)
			}
		}
		listed, _ := json.Marshal(chosen) // texts always have a form in JSON
		return string(listed)
	case "origins":
		listed, _ := json.Marshal(append([]string{}, strings.Fields(f.Value)...))
		return string(listed)
	case "boolean":
		return map[bool]string{true: "true", false: "false"}[f.Value == "true"]
	}
	return f.Value
}

// settingsSQL returns the statements that show and set a group.
func settingsSQL(g group, fields []field) []Statement {
	names := make([]string, len(fields))
	sets, secrets := []string{}, []Statement{}
	for i, f := range fields {
		names[i] = literal(f.Name)
		switch f.Type {
		case "secret":
			if f.IsEntered { // not among the others: pasting those must not replace it
				secrets = append(secrets, Statement{"Sets the secret. A sidecar seals it within a minute.", sqlf("select neon_auth.set(%s, %s);", f.Name, "…")})
			}
		case "object":
		case "list", "origins":
			sets = append(sets, sqlf("select neon_auth.set(%s, %s);", f.Name, f.Was()))
		default:
			if f.Value == "" && f.Default == "" {
				sets = append(sets, sqlf("select neon_auth.set(%s, null);", f.Name))
			} else {
				sets = append(sets, sqlf("select neon_auth.set(%s, %s);", f.Name, f.Value))
			}
		}
	}
	return append([]Statement{
		{"These settings, with their defaults.", "select name, value, \"default\", description\nfrom neon_auth.settings\nwhere name in (" + strings.Join(names, ", ") + ");"},
		{"Sets them to the values above. Null restores a default.", strings.Join(sets, "\n")},
	}, secrets...)
}

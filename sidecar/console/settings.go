package console

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"neonauth/gen"
)

var settingRoutes = []route{
	{"GET", "/settings/{$}", (*Server).settings, nil},
	{"GET", "/settings/{group}", (*Server).settings, nil},
	{"POST", "/settings/{group}", (*Server).saveSettings, (*Server).settings},
	{"GET", "/settings/signing-keys", (*Server).signingKeys, nil},
	{"POST", "/settings/signing-keys", (*Server).rotateKey, (*Server).signingKeys},
	{"GET", "/settings/providers", (*Server).providers, nil},
	{"POST", "/settings/providers", (*Server).saveProvider, (*Server).providers},
	{"POST", "/settings/providers/remove", (*Server).removeProvider, (*Server).providers},
	{"GET", "/settings/mail", (*Server).mailServer, nil},
	{"POST", "/settings/mail", (*Server).saveMailServer, (*Server).mailServer},
	{"POST", "/settings/mail/test", (*Server).testMailServer, (*Server).mailServer},
	{"GET", "/settings/templates", (*Server).templates, nil},
	{"GET", "/settings/templates/{kind}", (*Server).template, nil},
	{"POST", "/settings/templates/{kind}", (*Server).saveTemplate, (*Server).template},
	{"GET", "/settings/templates/{kind}/html", (*Server).templateHTML, nil},
	{"POST", "/settings/webhooks/test", (*Server).testWebhook, (*Server).webhookSettings},
}

var _ = note(map[string]string{
	"settings-saved":   "The settings were saved. They apply within a second.",
	"unchanged":        "Nothing was changed.",
	"key-rotated":      "A new key signs from now on. Tokens of the old one stay valid until they expire.",
	"provider-saved":   "The provider was saved.",
	"provider-removed": "The provider was removed. Accounts of users remain.",
	"mail-saved":       "The mail server was saved. Send a test to see whether it works.",
	"mail-tested":      "The mail server has accepted the test mail.",
	"template-saved":   "The template was saved. The next mail uses it.",
	"webhook-tested":   "The event webhook.test is on its way. The outbox shows the response.",
})

// A field is a setting in a form.
type field struct {
	Name, Label, Type, Value, Default, Description string
	Options                                        []choice
	Least, Most                                    any
}

// A choice is one of the values that a setting allows.
type choice struct {
	Value string
	On    bool
}

// settings serves GET /console/db/NAME/settings/GROUP.
func (s *Server) settings(v *visit) error {
	name := v.PathValue("group")
	if name == "" {
		name = groups[0].Path
	}
	return v.settingsPage(name)
}

func (s *Server) webhookSettings(v *visit) error { return v.settingsPage("webhooks") }

// settingsPage shows the form of a group of settings.
func (v *visit) settingsPage(name string) error {
	found, all, err := v.readSettings()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(g group) bool { return g.Path == name })
	if at < 0 {
		return failure{http.StatusNotFound, "Page not found", "There are no such settings."}
	}
	fields := make([]field, 0, len(all[at].Settings))
	for _, one := range all[at].Settings {
		if fact, ok := found[one.Name]; ok {
			fields = append(fields, v.newField(one, fact))
		}
	}
	data := object{"Group": all[at], "Groups": all, "Fields": fields}
	return v.render("settings", "Settings", data, withSQL(settingsSQL(all[at], fields)...))
}

// readSettings returns what SQL says about every setting by name, and the groups.
func (v *visit) readSettings() (found map[string]object, all []group, err error) {
	answer, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageListSettings(ctx, key)
	})
	if err != nil {
		return nil, nil, err
	}
	found = map[string]object{}
	var names []string
	listed, _ := answer["settings"].([]any)
	for _, entry := range listed {
		fact, _ := entry.(object)
		names = append(names, text(fact["name"]))
		found[text(fact["name"])] = fact
	}
	return found, allGroups(names), nil
}

// newField returns the form's field for a setting, with the value entered before if the form failed.
func (v *visit) newField(one setting, fact object) field {
	f := field{
		Name: one.Name, Label: one.Label, Type: text(fact["type"]), Value: text(fact["value"]), Default: text(fact["default"]),
		Description: text(fact["description"]), Least: fact["least"], Most: fact["most"],
	}
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

// saveSettings serves POST /console/db/NAME/settings/GROUP. It sets what differs from the values that the form was made
// with, so that somebody else's changes remain.
func (s *Server) saveSettings(v *visit) error {
	found, all, err := v.readSettings()
	if err != nil {
		return err
	}
	changes := object{}
	for _, g := range all {
		if g.Path != v.PathValue("group") {
			continue
		}
		for _, one := range g.Settings {
			fact, ok := found[one.Name]
			f := field{Name: one.Name, Type: text(fact["type"])}
			if !ok || f.Type == "secret" || f.Type == "object" || !v.form.Has("was:"+one.Name) {
				continue
			}
			if given := v.entered(f); text(given) != v.form.Get("was:"+one.Name) {
				changes[one.Name] = given
			}
		}
	}
	notice := "settings-saved"
	if len(changes) == 0 {
		notice = "unchanged"
	}
	wanted, err := json.Marshal(changes)
	if err != nil {
		return err
	}
	if _, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManagePutSettings(ctx, key, wanted)
	}); err != nil {
		return err
	}
	return v.done("/settings/"+url.PathEscape(v.PathValue("group")), notice)
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
	sets := []string{}
	for i, f := range fields {
		names[i] = literal(f.Name)
		switch f.Type {
		case "secret", "object":
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
	return []Statement{
		{"These settings, with their defaults.", "select name, value, \"default\", description\nfrom neon_auth.settings\nwhere name in (" + strings.Join(names, ", ") + ");"},
		{"Sets them to the values above. Null restores a default.", strings.Join(sets, "\n")},
	}
}

// signingKeys serves GET /console/db/NAME/settings/signing-keys.
func (s *Server) signingKeys(v *visit) error {
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageListSigningKeys(ctx, key)
	})
	if err != nil {
		return err
	}
	found["Groups"], found["Group"] = allGroups(nil), group{Path: "signing-keys"}
	return v.render("signing-keys", "Settings", found, withSQL(
		Statement{"The keys of this branch.", "select id, \"createdAt\", \"expiresAt\"\nfrom neon_auth.jwks\nwhere branch = neon_auth.branch_identity()\norder by \"createdAt\";"},
		Statement{"Rotates: the next token creates a new key.", "select neon_auth.retire_key();"},
	))
}

// rotateKey serves POST /console/db/NAME/settings/signing-keys.
func (s *Server) rotateKey(v *visit) error {
	if _, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageRetireSigningKey(ctx, key)
	}); err != nil {
		return err
	}
	if _, err := v.db.Reload(v.ctx, nil); err != nil {
		return err
	}
	if _, err := v.db.CurrentKey(v.ctx); err != nil {
		return err
	}
	return v.done("/settings/signing-keys", "key-rotated")
}

// testWebhook serves POST /console/db/NAME/settings/webhooks/test.
func (s *Server) testWebhook(v *visit) error {
	if _, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageTestWebhook(ctx, key)
	}); err != nil {
		return err
	}
	v.db.Wake()
	return v.done("/settings/webhooks", "webhook-tested")
}

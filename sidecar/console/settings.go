package console

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"neonauth/gen"
)

var settingRoutes = []route{
	{"GET", "/settings/{$}", (*Server).settings, nil},
	{"GET", "/settings/{group}", (*Server).settings, nil},
	{"POST", "/settings/{group}", (*Server).saveSettings, (*Server).settings},
	{"POST", "/settings/captcha", (*Server).saveCaptcha, (*Server).captchaSettings},
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

// saveSettings serves POST /console/db/NAME/settings/GROUP. It sets what differs from the values that the form was made
// with, so that changes by others remain.
func (s *Server) saveSettings(v *visit) error {
	found, all, err := v.readSettings()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(g group) bool { return g.Path == v.PathValue("group") }) {
		return failure{http.StatusNotFound, "Page not found", "There are no such settings."}
	}
	changes := v.changes(found, all, v.PathValue("group"))
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

// changes returns the settings of a group whose values differ from those that the form was made with.
func (v *visit) changes(found map[string]object, all []group, path string) object {
	changes := object{}
	for _, g := range all {
		if g.Path != path {
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
	return changes
}

package console_test

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"neonauth/gen"
	"neonauth/sidecar/console"
)

// alert returns the reason that a page gives for a form that failed.
func (r reply) alert() string {
	found := regexp.MustCompile(`(?s)role="alert">.*?<p>(.*?)</p>`).FindStringSubmatch(r.text)
	if found == nil {
		return ""
	}
	return found[1]
}

// TestProvidersAreSaved: a provider of any preset or of one's own, whose secret is sealed before it reaches the database.
func TestProvidersAreSaved(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	stored := func(id string) string {
		return value[string](h, `select coalesce((select p::text from neon_auth.project_config c, jsonb_array_elements(c.social_providers) p where p ->> 'id' = $1), '')`, id)
	}
	const secret = "a-secret-of-discord"
	for _, form := range []url.Values{
		{"id": {"discord"}, "clientId": {"123"}, "clientSecret": {secret}, "enabled": {"1"}, "scopes": {"identify  email"}},
		{"id": {"acme"}, "clientId": {"acme-client"}, "clientSecret": {secret}, "issuer": {"https://id.example.com"}, "disableSignUp": {"1"}},
	} {
		if got := b.submit(h.at("/settings/providers"), form); got.status != 303 {
			t.Fatalf("%s: %d %s", form.Get("id"), got.status, got.alert())
		}
		if found := stored(form.Get("id")); !strings.Contains(found, `"clientSecret": "v`) || strings.Contains(found, secret) {
			t.Errorf("stored is %s", found)
		}
	}
	if found := stored("discord"); !strings.Contains(found, `"scopes": ["identify", "email"]`) {
		t.Error(found)
	}
	if found := stored("acme"); !strings.Contains(found, `"enabled": false`) || !strings.Contains(found, `"disableSignUp": true`) || !strings.Contains(found, "https://id.example.com") {
		t.Error(found)
	}
	opens := func(want string) {
		t.Helper()
		sealed := value[string](h, `select p ->> 'clientSecret' from neon_auth.project_config c, jsonb_array_elements(c.social_providers) p where p ->> 'id' = 'discord'`)
		if plain, err := h.opened.OpenSecret(sealed); err != nil || plain != want {
			t.Errorf("the secret opens as %q (%v)", plain, err)
		}
	}
	opens(secret)
	page := b.get(h.at("/settings/providers?id=discord"))
	if strings.Contains(page.text, secret) || strings.Contains(page.text, `value="v1`) || !strings.Contains(page.text, "Change discord") {
		t.Error("the page shows a secret, or no form")
	}
	// Another client: the secret is sealed again, because it is bound to the client.
	if got := b.submit(h.at("/settings/providers"), url.Values{"id": {"discord"}, "clientId": {"456"}}); got.status != 303 {
		t.Fatalf("%d %s", got.status, got.alert())
	}
	opens(secret)
	if found := stored("discord"); strings.Contains(found, "scopes") || !strings.Contains(found, `"456"`) {
		t.Errorf("an emptied field is still there: %s", found)
	}
	for _, wrong := range []url.Values{{"id": {""}}, {"id": {"x y"}}, {"id": {"own"}, "clientId": {"1"}, "issuer": {"http://10.0.0.1"}}, {"id": {strings.Repeat("x", 65)}, "clientId": {"1"}}} {
		if got := b.submit(h.at("/settings/providers"), wrong); got.status < 400 || got.status > 499 || got.alert() == "" {
			t.Errorf("%v: %d %s", wrong, got.status, got.alert())
		}
	}
	for id, clientID := range map[string]string{"github": "", "discord": "", "microsoft": "  "} { // only google may be a shared one
		before := stored(id)
		if got := b.submit(h.at("/settings/providers"), url.Values{"id": {id}, "clientId": {clientID}, "enabled": {"1"}}); got.status != 422 || !strings.Contains(got.alert(), "client id") || stored(id) != before {
			t.Errorf("%s without a client: %d %s", id, got.status, got.alert())
		}
	}
	if got := b.submit(h.at("/settings/providers"), url.Values{"id": {"google"}, "enabled": {"1"}}); got.status != 303 {
		t.Errorf("a shared google: %d %s", got.status, got.alert())
	}
	if got := b.submit(h.at("/settings/nope"), url.Values{}); got.status != 404 {
		t.Errorf("settings that do not exist: %d", got.status)
	}
	if got := b.submit(h.at("/settings/providers/remove"), url.Values{"id": {"discord"}}); got.status != 303 || stored("discord") != "" || stored("acme") == "" {
		t.Errorf("remove: %d", got.status)
	}
	if got := b.submit(h.at("/settings/providers/remove"), url.Values{"id": {"discord"}}); got.status != 404 {
		t.Errorf("removing again: %d", got.status)
	}
	if strings.Contains(h.log.String(), secret) {
		t.Error("the log has the secret")
	}
}

// TestMailServerIsSavedAndTested: the password is sealed, an incomplete server changes nothing, and a test says what went
// wrong.
func TestMailServerIsSavedAndTested(t *testing.T) {
	t.Parallel()
	problem := "the mail server does not answer"
	var tested gen.TestMailRow
	var password string
	h := start(t, func(c *console.Config) {
		c.TestMail = func(_ context.Context, _, _ string, row gen.TestMailRow, given string) string {
			tested, password = row, given
			return problem
		}
	})
	b := h.signedIn(h.key("ops"))
	server := url.Values{"type": {"standard"}, "host": {"smtp.example.com"}, "port": {"2525"}, "username": {"acme"}, "password": {"p4ss word"}, "sender_email": {"hello@example.com"}, "sender_name": {"Acme"}}
	if got := b.submit(h.at("/settings/mail"), server); got.status != 303 {
		t.Fatalf("%d %s", got.status, got.alert())
	}
	stored := func() string {
		return value[string](h, "select email_provider::text from neon_auth.project_config")
	}
	if found := stored(); !strings.Contains(found, `"port": 2525`) || strings.Contains(found, "p4ss") || !strings.Contains(found, `"password": "v`) {
		t.Error(found)
	}
	before := stored()
	for _, wrong := range []url.Values{
		{"type": {"standard"}, "host": {""}, "port": {"25"}, "sender_email": {"hello@example.com"}},
		{"type": {"standard"}, "host": {"smtp.example.com"}, "port": {"many"}, "username": {"acme"}, "sender_email": {"hello@example.com"}},
		{"type": {"standard"}, "host": {"other.example.com"}, "port": {"25"}, "username": {"acme"}, "sender_email": {"hello@example.com"}},
	} {
		if got := b.submit(h.at("/settings/mail"), wrong); got.status < 400 || got.status > 499 || got.alert() == "" {
			t.Errorf("%v: %d %s", wrong, got.status, got.alert())
		}
	}
	if stored() != before {
		t.Error("a refused form changed the server")
	}
	if got := b.submit(h.at("/settings/mail/test"), url.Values{"recipient": {"ada@example.com"}}); got.status != 422 || !strings.Contains(got.alert(), problem) {
		t.Errorf("%d %s", got.status, got.alert())
	}
	problem = ""
	if got := b.submit(h.at("/settings/mail/test"), url.Values{"recipient": {"ada@example.com"}}); got.status != 303 || tested.Host != "smtp.example.com" || password != "p4ss word" || tested.Recipient != "ada@example.com" {
		t.Errorf("%d %v %q", got.status, tested, password)
	}
	if page := b.get(h.at("/settings/mail")); strings.Contains(page.text, "p4ss") || !strings.Contains(page.text, "smtp.example.com") {
		t.Error("the page")
	}
	server.Del("password")
	server.Set("port", "465")
	if got := b.submit(h.at("/settings/mail"), server); got.status != 303 || !strings.Contains(stored(), `"port": 465`) {
		t.Errorf("%d %s", got.status, got.alert())
	}
	if got := b.submit(h.at("/settings/mail"), url.Values{"type": {"shared"}}); got.status != 303 || strings.Contains(stored(), "smtp.example.com") {
		t.Errorf("%d %s %s", got.status, got.alert(), stored())
	}
}

// TestMailTemplates: a project's own text is checked, previewed, used per language, and given up.
func TestMailTemplates(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	list := b.get(h.at("/settings/templates"))
	if !strings.Contains(list.text, "magic-link") || !strings.Contains(list.text, "password-changed") {
		t.Error(list.text)
	}
	for _, match := range regexp.MustCompile(`/settings/templates/([a-z-]+)"`).FindAllStringSubmatch(list.text, -1) {
		for _, path := range []string{"", "?language=de", "?language=ar"} {
			if page := b.get(h.at("/settings/templates/" + match[1] + path)); page.status != 200 || strings.Contains(page.text, "preview failed") {
				t.Errorf("%s%s: %d", match[1], path, page.status)
			}
			framed := b.get(h.at("/settings/templates/" + match[1] + "/html" + path))
			if policy := framed.header.Get("Content-Security-Policy"); framed.status != 200 || !strings.HasPrefix(policy, "sandbox") || strings.Contains(policy, "allow-scripts") {
				t.Errorf("%s%s: %d %s", match[1], path, framed.status, policy)
			}
		}
	}
	own := url.Values{"language": {"de"}, "subject": {"Hallo von {{app}}"}, "html": {`<p>Klick: <a href="{{link}}">hier</a></p>`}, "text": {"Klick: {{link}}"}}
	if got := b.submit(h.at("/settings/templates/magic-link"), own); got.status != 303 || !strings.Contains(got.header.Get("Location"), "language=de&done=template-saved") {
		t.Fatalf("%d %s %s", got.status, got.header.Get("Location"), got.alert())
	}
	name := value[string](h, "select app_name from neon_auth_internal.config")
	if page := b.get(h.at("/settings/templates/magic-link?language=de")); !strings.Contains(page.text, "Hallo von "+name) || !strings.Contains(page.text, "own text") {
		t.Error("the own text is not previewed")
	}
	if page := b.get(h.at("/settings/templates/magic-link?language=fr")); strings.Contains(page.text, "Hallo von "+name) {
		t.Error("another language shows it, too")
	}
	if framed := b.get(h.at("/settings/templates/magic-link/html?language=de")); !strings.Contains(framed.text, "Klick:") {
		t.Error(framed.text)
	}
	for part, wrong := range map[string]string{"subject": "{{secret}}", "html": "<script>alert(1)</script>{{link}}", "text": "no link"} {
		form := with(own, part, wrong)
		form[part] = []string{wrong}
		if got := b.submit(h.at("/settings/templates/magic-link"), form); got.status != 422 || got.alert() == "" {
			t.Errorf("%s %s: %d %s", part, wrong, got.status, got.alert())
		}
	}
	if got := b.submit(h.at("/settings/templates/magic-link"), url.Values{"language": {"de"}, "reset": {"1"}, "subject": {"x"}}); got.status != 303 || value[int](h, "select count(*) from neon_auth.mail_template") != 0 {
		t.Errorf("reset: %d", got.status)
	}
	if got := b.get(h.at("/settings/templates/nonsense")); got.status != 404 {
		t.Errorf("no such kind: %d", got.status)
	}
}

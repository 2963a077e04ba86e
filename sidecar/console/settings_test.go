package console_test

import (
	"encoding/csv"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"neonauth/sidecar/console"
)

var (
	formField  = regexp.MustCompile(`<(?:input|textarea|select)[^>]* name="([^"]+)"[^>]*>`)
	valueOf    = regexp.MustCompile(` value="([^"]*)"`)
	selectedOf = regexp.MustCompile(`(?s)<select[^>]* name="([^"]+)".*?</select>`)
	textareaOf = regexp.MustCompile(`(?s)<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>`)
)

// form returns the values of a page's form, as a browser would send them.
func (r reply) form() url.Values {
	made := url.Values{}
	for _, match := range formField.FindAllStringSubmatch(r.text, -1) {
		tag := match[0]
		value := ""
		if given := valueOf.FindStringSubmatch(tag); given != nil {
			value = html.UnescapeString(given[1])
		}
		if !strings.HasPrefix(tag, "<input") || strings.Contains(tag, `type="checkbox"`) && !strings.Contains(tag, " checked") {
			continue
		}
		made.Add(match[1], value)
	}
	for _, match := range selectedOf.FindAllStringSubmatch(r.text, -1) {
		if chosen := regexp.MustCompile(`<option value="([^"]*)" selected>`).FindStringSubmatch(match[0]); chosen != nil {
			made.Set(match[1], html.UnescapeString(chosen[1]))
		} else {
			made.Set(match[1], "")
		}
	}
	for _, match := range textareaOf.FindAllStringSubmatch(r.text, -1) {
		made.Set(match[1], html.UnescapeString(match[2]))
	}
	return made
}

// setting returns the value of a setting, as SQL shows it.
func (h *harness) setting(name string) string {
	h.Helper()
	return value[string](h, "select coalesce(value, '') from neon_auth.settings where name = $1", name)
}

// TestSettingsAreSaved: a form changes what was edited and nothing else, even if another administrator changed something since it was loaded.
func TestSettingsAreSaved(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	for _, c := range []struct{ group, name, entered, want string }{
		{"general", "name", "Acme & Söhne", "Acme & Söhne"},
		{"general", "trusted_origins", "https://app.example.com\nhttps://*.example.org\n\n", `["https://app.example.com", "https://*.example.org"]`},
		{"general", "language", "de", "de"},
		{"sign-up", "email_and_password.minPasswordLength", "12", "12"},
		{"sign-up", "email_and_password.requireEmailVerification", "true", "true"},
		{"sign-up", "email_and_password.autoSignIn", "", "false"},
		{"sessions", "session.cookieCache.maxAge", "60", "60"},
		{"webhooks", "webhook_config.webhookUrl", "https://hooks.example.com/a?b=c", "https://hooks.example.com/a?b=c"},
		{"webhooks", "webhook_config.enabledEvents", "user.created", `["user.created"]`},
		{"plugins", "plugin_configs.organization.config.teams.maximumTeams", "5", "5"},
		{"plugins", "plugin_configs.organization.config.teams.maximumTeams", "", ""},
		{"advanced", "strictOwner", "", "false"},
	} {
		form := b.get(h.at("/settings/" + c.group)).form()
		h.sql("select neon_auth.set('user.changeEmail.enabled', (not (select value::boolean from neon_auth.settings where name = 'user.changeEmail.enabled'))::text)")
		other := h.setting("user.changeEmail.enabled")
		if form.Set(c.name, c.entered); c.entered == "" {
			form.Del(c.name)
		}
		got := b.post(h.at("/settings/"+c.group), form)
		if got.status != 303 || !strings.HasSuffix(got.header.Get("Location"), "done=settings-saved") {
			t.Errorf("%s: %d %s %s", c.name, got.status, got.header.Get("Location"), got.text)
		}
		if stored := h.setting(c.name); stored != c.want {
			t.Errorf("%s is %s, want %s", c.name, stored, c.want)
		}
		if h.setting("user.changeEmail.enabled") != other {
			t.Errorf("%s: the change of another administrator was undone", c.name)
		}
		if c.entered != "" && c.want == c.entered && !strings.Contains(b.get(h.at("/settings/"+c.group)).text, html.EscapeString(c.entered)) {
			t.Errorf("%s is not shown", c.name)
		}
	}
	if by := value[string](h, `select "managementKey" from neon_auth.audit_log where entity = 'project_config' order by id desc limit 1`); !strings.HasPrefix(by, "ops (") {
		t.Errorf("changed by %s", by)
	}
	form := b.get(h.at("/settings/sign-up")).form()
	if got := b.post(h.at("/settings/sign-up"), form); !strings.HasSuffix(got.header.Get("Location"), "done=unchanged") {
		t.Errorf("a form without a change: %d %s", got.status, got.header.Get("Location"))
	}
}

// TestWrongSettingsAreExplained: a value that is not allowed changes nothing, and the page says why and keeps it.
func TestWrongSettingsAreExplained(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	for _, c := range []struct{ group, name, entered, reason string }{
		{"sign-up", "email_and_password.minPasswordLength", "0", "minPasswordLength"},
		{"sign-up", "email_and_password.minPasswordLength", "ten", "minPasswordLength"},
		{"general", "trusted_origins", "javascript:alert(1)", "trusted_origins"},
		{"general", "branding.color", "#ffff00", "branding.color"},
		{"webhooks", "webhook_config.webhookUrl", "http://127.0.0.1/", "webhookUrl"},
	} {
		before := h.setting(c.name)
		form := b.get(h.at("/settings/" + c.group)).form()
		form.Set(c.name, c.entered)
		got := b.post(h.at("/settings/"+c.group), form)
		if got.status < 400 || got.status > 499 || !strings.Contains(got.text, html.EscapeString(c.entered)) || !strings.Contains(got.alert(), c.reason) {
			t.Errorf("%s %s: %d %s", c.name, c.entered, got.status, got.alert())
		}
		if h.setting(c.name) != before {
			t.Errorf("%s was changed to %s", c.name, h.setting(c.name))
		}
	}
	form := b.get(h.at("/settings/advanced")).form()
	form.Set("was:usersSync.clerk.secret", "")
	form.Set("usersSync.clerk.secret", "whsec_0123456789abcdef0123")
	b.post(h.at("/settings/advanced"), form)
	if h.setting("usersSync.clerk.secret") != "" {
		t.Error("a secret was stored in clear")
	}
}

// TestEverySettingHasAPage: each one has one field, on one page.
func TestEverySettingHasAPage(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	shown := map[string]int{}
	for _, path := range console.SettingPages() {
		page := b.get(h.at("/settings/" + path))
		if page.status != 200 {
			t.Errorf("%s: %d", path, page.status)
		}
		for _, match := range regexp.MustCompile(`name="was:([^"]+)"`).FindAllStringSubmatch(page.text, -1) {
			shown[match[1]]++
		}
	}
	names := value[[]string](h, `select array_agg(name) from neon_auth.settings where name !~ E'\\[\\]' and type not in ('secret', 'object') and name !~ '^email_provider'`)
	for _, name := range names {
		if shown[name] != 1 {
			t.Errorf("%s is on %d pages", name, shown[name])
		}
	}
	if len(names) < 50 {
		t.Errorf("%d settings", len(names))
	}
}

// TestSigningKeyIsRotated: a new key signs, the old one still verifies.
func TestSigningKeyIsRotated(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	for want := 1; want <= 2; want++ {
		if got := b.submit(h.at("/settings/signing-keys"), nil); got.status != 303 {
			t.Fatalf("%d %s", got.status, got.text)
		}
		if n := value[int](h, `select count(*) from neon_auth.jwks where "expiresAt" is null`); n != 1 {
			t.Errorf("%d keys sign", n)
		}
		if n := value[int](h, "select count(*) from neon_auth.jwks"); n != want {
			t.Errorf("%d keys, want %d", n, want)
		}
	}
	if page := b.get(h.at("/settings/signing-keys")); !strings.Contains(page.text, "Verifies") || !strings.Contains(page.text, "Signs") {
		t.Error(page.text)
	}
}

// TestWebhookIsTested: the page sends an event, and says so if there is no address.
func TestWebhookIsTested(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	if got := b.submit(h.at("/settings/webhooks/test"), nil); got.status != 422 || !strings.Contains(got.text, "no address") {
		t.Errorf("without an address: %d", got.status)
	}
	h.sql("select neon_auth.set('webhook_config.webhookUrl', 'https://hooks.example.com/')")
	if got := b.submit(h.at("/settings/webhooks/test"), nil); got.status != 303 {
		t.Errorf("%d %s", got.status, got.text)
	}
	if page := b.get(h.at("/outbox/events")); !strings.Contains(page.text, "webhook.test") {
		t.Error("the event is not shown")
	}
	id := value[string](h, "select id::text from neon_auth.webhook_event where type = 'webhook.test'")
	h.sql("update neon_auth.webhook_event set state = 'failed', status = 500, answer = '<b>no</b>'")
	if got := b.submit(h.at("/outbox/events"), url.Values{"id": {id}}); got.status != 303 || value[string](h, "select state from neon_auth.webhook_event") != "waiting" {
		t.Errorf("delivering again: %d", got.status)
	}
	for _, wrong := range []string{"", "x", adaID} {
		if got := b.submit(h.at("/outbox/events"), url.Values{"id": {wrong}}); got.status != 422 {
			t.Errorf("%q: %d", wrong, got.status)
		}
	}
}

// TestActivityIsFiltered: the page and the export show what the filters say, and pages neither overlap nor skip.
func TestActivityIsFiltered(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	for _, name := range []string{"=1+1", "Grace"} {
		h.sql(`update neon_auth."user" set name = $1 where id = $2`, name, bobID)
	}
	if got := b.submit(h.at("/users/"+adaID), url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "role": {"admin"}}); got.status != 303 {
		t.Fatal(got.status)
	}
	rows := func(query string) int {
		page := b.get(h.at("/activity/?" + query))
		if page.status != 200 {
			t.Errorf("%s: %d", query, page.status)
		}
		exported, err := csv.NewReader(strings.NewReader(b.get(h.at("/activity/export?" + query)).text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if shown := strings.Count(page.text, "<tr>") - 1; len(exported)-1 != max(shown, 0) && shown < 50 {
			t.Errorf("%s: %d rows are shown and %d exported", query, shown, len(exported)-1)
		}
		return len(exported) - 1
	}
	for query, want := range map[string]int{
		"user=bob@example.com&entity=user&action=update": 2, "user=" + bobID + "&entity=session": 1, "actor=key&entity=user": 1, "actor=key&user=bob@example.com": 0,
		"from=2999-01-01": 0, "to=2000-01-01": 0, "user=nobody@example.com": 0, "entity=nonsense": 0, "actor=user": 0,
	} {
		if got := rows(query); got != want {
			t.Errorf("%s: %d rows, want %d", query, got, want)
		}
	}
	if all := rows(""); all != value[int](h, "select count(*) from neon_auth.audit_log") {
		t.Errorf("%d rows in all", all)
	}
	exported := b.get(h.at("/activity/export?user=bob@example.com"))
	if kind := exported.header.Get("Content-Disposition"); !strings.Contains(kind, "attachment") {
		t.Error(kind)
	}
	h.sql(`insert into neon_auth.audit_log (entity, action, target) select 'user', 'update', '=' || n from generate_series(1, 120) n`)
	h.sql(`insert into neon_auth.audit_log (entity, action, target) values ('user', 'update', '＝8'), ('user', 'update', '＠9'), ('user', 'update', e'\n=6')`)
	text := b.get(h.at("/activity/export")).text
	for _, quoted := range []string{",'=7,", ",'＝8,", ",'＠9,", ",\"'\n=6\","} { // full-width signs are signs to some spreadsheets
		if !strings.Contains(text, quoted) {
			t.Errorf("a spreadsheet would run a cell: the export has no %q", quoted)
		}
	}
	var seen []string
	for path := h.at("/activity/?action=update"); ; {
		page := b.get(path)
		for _, match := range regexp.MustCompile(`<time datetime="([^"]*)"`).FindAllStringSubmatch(page.text, -1) {
			seen = append(seen, match[1])
		}
		next := regexp.MustCompile(`rel="next" href="([^"]*)"`).FindStringSubmatch(page.text)
		if next == nil {
			break
		}
		path = h.at("/activity/" + html.UnescapeString(next[1]))
	}
	if want := value[int](h, "select count(*) from neon_auth.audit_log where action = 'update'"); len(seen) != want {
		t.Errorf("%d rows on all pages, want %d", len(seen), want)
	}
}

// TestOutbox: deliveries are retried and dropped, and what cannot be is explained.
func TestOutbox(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	h.sql(`insert into neon_auth.outbox (id, kind, recipient, state, "lastError", "finishedAt") values
		('00000000-0000-0000-0000-0000000000d1', 'sign-in-otp', 'dead@example.com', 'dead', 'no such mailbox', now()),
		('00000000-0000-0000-0000-0000000000d2', 'sign-in-otp', 'sent@example.com', 'sent', null, now())`)
	dead, sent := "00000000-0000-0000-0000-0000000000d1", "00000000-0000-0000-0000-0000000000d2"
	page := b.get(h.at("/outbox/?filter=dead"))
	if !strings.Contains(page.text, "no such mailbox") || strings.Contains(page.text, "sent@example.com") {
		t.Error("the filter")
	}
	if found := b.get(h.at("/outbox/?search=sent@")); !strings.Contains(found.text, "sent@example.com") || strings.Contains(found.text, "dead@example.com") {
		t.Error("the search")
	}
	if got := b.submit(h.at("/outbox/retry"), url.Values{"id": {dead}}); got.status != 303 || value[string](h, "select state from neon_auth.outbox where id = $1", dead) != "waiting" {
		t.Errorf("retry: %d", got.status)
	}
	if got := b.submit(h.at("/outbox/retry"), url.Values{"id": {sent}}); got.status != 422 || value[string](h, "select state from neon_auth.outbox where id = $1", sent) != "sent" {
		t.Errorf("retrying what was sent: %d", got.status)
	}
	if got := b.submit(h.at("/outbox/drop"), url.Values{"id": {sent}}); got.status != 303 || value[int](h, "select count(*) from neon_auth.outbox where id = $1", sent) != 0 {
		t.Errorf("drop: %d", got.status)
	}
	for _, wrong := range []string{"", "x", sent} {
		if got := b.submit(h.at("/outbox/drop"), url.Values{"id": {wrong}}); got.status != 422 {
			t.Errorf("dropping %q: %d", wrong, got.status)
		}
	}
}

// TestInbox: mails in files are readable by keys that may write everywhere, in a frame that can do nothing.
func TestInbox(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	if page := b.get(h.at("/outbox/inbox")); !strings.Contains(page.text, "Your code for Acmé") {
		t.Error(page.text)
	}
	if page := b.get(h.at("/outbox/inbox/" + mailFile)); !strings.Contains(page.text, "Your code is 493817.") || !strings.Contains(page.text, "<iframe") {
		t.Error(page.text)
	}
	framed := b.get(h.at("/outbox/inbox/" + mailFile + "/html"))
	policy := framed.header.Get("Content-Security-Policy")
	if !strings.Contains(framed.text, "<p>Your code is 493817.</p>") || !strings.HasPrefix(policy, "sandbox") || strings.Contains(policy, "allow-scripts") ||
		strings.Contains(policy, "allow-same-origin") || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'self'") {
		t.Errorf("%s\n%s", policy, framed.text)
	}
	for _, file := range []string{"..%2f" + mailFile, "%2fetc%2fpasswd", "x.eml", "..", "a%00.eml"} {
		if got := b.get(h.at("/outbox/inbox/" + file)); got.status != 404 && got.status != 301 && got.status != 307 {
			t.Errorf("%s: %d", file, got.status)
		}
	}
	for name, key := range map[string]string{"read-only": h.key("view", `"read_only": true`), "of this branch": h.key("one", `"branch": "`+value[string](h, "select neon_auth_management.branch_id()")+`"`)} {
		other := h.signedIn(key)
		for _, path := range []string{"/outbox/inbox", "/outbox/inbox/" + mailFile, "/outbox/inbox/" + mailFile + "/html"} {
			if got := other.get(h.at(path)); strings.Contains(got.text, "493817") || strings.Contains(got.text, "Acmé") {
				t.Errorf("a key that is %s reads %s", name, path)
			}
		}
	}
	without := start(t, func(c *console.Config) { c.MailDir = "" })
	if got := without.signedIn(without.key("ops")).get(without.at("/outbox/inbox")); got.status != http.StatusNotFound {
		t.Errorf("with a mail server: %d", got.status)
	}
}

// TestKeysOfTheConsoleExpire: a session of the console cannot make lasting access of itself. Keys that it creates are valid
// for 90 days at most, and no longer than its own key. The audit log names that key.
func TestKeysOfTheConsoleExpire(t *testing.T) {
	t.Parallel()
	h := start(t)
	for key, want := range map[string]map[string]int{
		h.key("lasting"): {"week": 7, "month": 30, "quarter": 90, "": 90},
		h.key("short", `"expires_at": "`+time.Now().AddDate(0, 0, 10).Format(time.RFC3339)+`"`):          {"week": 7, "month": 10, "quarter": 10, "": 10},
		h.key("console of ada", `"expires_at": "`+time.Now().Add(12*time.Hour).Format(time.RFC3339)+`"`): {"week": 7, "quarter": 90},
	} {
		b := h.signedIn(key)
		for expires, days := range want {
			if got := b.submit(h.at("/keys/new"), url.Values{"name": {"made-" + expires}, "expires": {expires}}); got.status != 200 {
				t.Fatalf("%s %q: %d %s", key, expires, got.status, got.text)
			}
			stored := value[int](h, `select round(extract(epoch from expires_at - created_at) / 86400)::integer from neon_auth_management.key where name = $1 order by created_at desc limit 1`, "made-"+expires)
			if stored != days {
				t.Errorf("%s %q: %d days, not %d", key, expires, stored, days)
			}
		}
		for _, expires := range []string{"year", "never", "0"} {
			if got := b.submit(h.at("/keys/new"), url.Values{"name": {"x"}, "expires": {expires}}); got.status != 400 {
				t.Errorf("%s: %d", expires, got.status)
			}
		}
		// Such a key would not shorten those that are created with it.
		for _, name := range []string{"console of ada", "console of "} {
			if got := b.submit(h.at("/keys/new"), url.Values{"name": {name + "x"}, "expires": {"week"}}); got.status != 422 || !strings.Contains(got.text, "choose another one") {
				t.Errorf("%s: %d", name, got.status)
			}
		}
	}
	if n := value[int](h, `select count(*) from neon_auth.audit_log where entity = 'management_key' and action = 'insert' and "managementKey" ~ '^(lasting|short|console of ada) \(nak_'`); n != 10 {
		t.Errorf("%d keys are audited with the key that created them", n)
	}
}

// TestCaptchaSettings: the secret key of captchas is sealed, not shown, kept while other settings change, and not sent to
// another provider.
func TestCaptchaSettings(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	const prefix = "plugin_configs.captcha."
	save := func(changes map[string]string) reply {
		form := b.get(h.at("/settings/captcha")).form()
		for name, value := range changes {
			form.Set(prefix+name, value)
		}
		return b.submit(h.at("/settings/captcha"), form)
	}
	kept := func() string {
		return value[string](h, `select coalesce(plugin_configs #>> '{captcha,config,secretKey}', '') from neon_auth.project_config`)
	}
	if got := save(map[string]string{"enabled": "true", "config.provider": "hcaptcha"}); got.status/100 != 4 || !strings.Contains(got.text, "secretKey") {
		t.Errorf("without a secret key: %d %s", got.status, got.text)
	}
	if got := save(map[string]string{"enabled": "true", "config.provider": "hcaptcha", "config.secretKey": "hush-hush", "config.endpoints": "/sign-up/email"}); got.status != 303 {
		t.Fatalf("%d %s", got.status, got.text)
	}
	first := kept()
	if !strings.HasPrefix(first, "v1.") || h.setting(prefix+"config.endpoints") != "/sign-up/email" || h.setting(prefix+"enabled") != "true" {
		t.Errorf("stored: %s %s", first, h.setting(prefix+"config.endpoints"))
	}
	if page := b.get(h.at("/settings/captcha")); strings.Contains(page.text, "hush") || strings.Contains(page.text, first) || strings.Contains(h.log.String(), "hush") {
		t.Error("the secret key is shown or logged")
	}
	if got := save(map[string]string{"config.minScore": "0.7"}); got.status != 303 || kept() != first {
		t.Errorf("another setting: %d, %s", got.status, kept())
	}
	for _, elsewhere := range []map[string]string{{"config.provider": "captchafox"}, {"config.siteVerifyURLOverride": "https://evil.example.com/verify"}} {
		if got := save(elsewhere); got.status/100 != 4 || kept() != first || h.setting(prefix+"config.provider") != "hcaptcha" {
			t.Errorf("%v with the saved key: %d", elsewhere, got.status)
		}
	}
	if got := save(map[string]string{"config.provider": "captchafox", "config.secretKey": "another"}); got.status != 303 || kept() == first || !strings.HasPrefix(kept(), "v1.") {
		t.Errorf("another provider with its key: %d %s", got.status, got.text)
	}
	if got := save(map[string]string{"config.endpoints": "sign up"}); got.status/100 != 4 {
		t.Errorf("a malformed endpoint: %d", got.status)
	}
	h.sql(`select neon_auth_api.manage_change_captcha(sha256(convert_to($1, 'UTF8')), '{}')`, h.key("again"))
	if _, err := h.db.Owner.Exec(t.Context(), `select neon_auth_api.manage_change_captcha(sha256(convert_to($1, 'UTF8')), '{"strict": "false"}')`, h.key("more")); err == nil || !strings.Contains(err.Error(), "not a setting of captchas") {
		t.Errorf("another setting: %v", err)
	}
}

// TestKeysPage: a key is shown once, works, and is revoked.
func TestKeysPage(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	if page := b.get(h.at("/keys/")); !strings.Contains(page.text, "nak_ops") || strings.Contains(page.text, strings.Repeat("k", 40)) {
		t.Error(page.text)
	}
	got := b.submit(h.at("/keys/new"), url.Values{"name": {"ci"}, "expires": {"week"}, "read_only": {"1"}})
	made := regexp.MustCompile(`nak_[a-z0-9]{30,}`).FindString(got.text)
	if got.status != 200 || made == "" {
		t.Fatalf("%d %s", got.status, got.text)
	}
	stored := value[string](h, `select concat_ws(' ', name, read_only, branch is null, round(extract(epoch from expires_at - now()) / 86400)) from neon_auth_management.key
		where hash = sha256(convert_to($1, 'UTF8'))`, made)
	if stored != "ci t t 7" {
		t.Errorf("stored is %s", stored)
	}
	if again := b.get(h.at("/keys/")); strings.Contains(again.text, made) {
		t.Error("the key is shown again")
	}
	if strings.Contains(h.log.String(), made) {
		t.Error("the key is logged")
	}
	viewer := h.signedIn(made)
	if page := viewer.get(h.at("/users/")); page.status != 200 {
		t.Errorf("the new key: %d", page.status)
	}
	id := value[string](h, "select id::text from neon_auth_management.key where name = 'ci'")
	if got := b.submit(h.at("/keys/revoke"), url.Values{"id": {id}}); got.status != 303 {
		t.Errorf("revoke: %d %s", got.status, got.text)
	}
	if page := viewer.get(h.at("/users/")); page.status != 303 {
		t.Errorf("the session of a revoked key: %d", page.status)
	}
	for _, form := range []url.Values{{}, {"name": {"x"}, "expires": {"forever"}}, {"name": {strings.Repeat("x", 101)}}, {"name": {"x"}, "branch": {"no such branch"}}} {
		if got := b.submit(h.at("/keys/new"), form); got.status < 400 || got.status > 499 {
			t.Errorf("%v: %d", form, got.status)
		}
	}
	for _, wrong := range []string{"", "x", id} {
		if got := b.submit(h.at("/keys/revoke"), url.Values{"id": {wrong}}); got.status != 404 {
			t.Errorf("revoking %q: %d", wrong, got.status)
		}
	}
	without := start(t, func(c *console.Config) { c.Keys.URL = "" })
	other := without.signedIn(without.key("ops"))
	if page := other.get(without.at("/keys/")); !strings.Contains(page.text, "NEONAUTH_MIGRATE_URL") {
		t.Error(page.text)
	}
	if got := other.submit(without.at("/keys/new"), url.Values{"name": {"ci"}}); got.status != http.StatusConflict {
		t.Errorf("without a login that installs: %d", got.status)
	}
}

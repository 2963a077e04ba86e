package management_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// groups are the endpoints of groups of settings, with values that each field may have, and its row in
// neon_auth.settings.
var groups = []struct {
	change, get string // methods and paths below a branch's auth
	inPlugins   string // the group's name in GET plugins
	fields      map[string]setting
}{
	{"PATCH email_and_password", "email_and_password", "email_and_password", map[string]setting{
		"enabled":                            {"email_and_password.enabled", []any{true, false}},
		"email_verification_method":          {"email_and_password.emailVerificationMethod", []any{"otp", "link"}},
		"require_email_verification":         {"email_and_password.requireEmailVerification", []any{true, false}},
		"auto_sign_in_after_verification":    {"email_and_password.autoSignInAfterVerification", []any{true, false}},
		"send_verification_email_on_sign_up": {"email_and_password.sendVerificationEmailOnSignUp", []any{true, false}},
		"send_verification_email_on_sign_in": {"email_and_password.sendVerificationEmailOnSignIn", []any{true, false}},
		"disable_sign_up":                    {"email_and_password.disableSignUp", []any{true, false}},
	}},
	{"PATCH plugins/organization", "plugins", "organization", map[string]setting{
		"enabled":               {"plugin_configs.organization.enabled", []any{true, false}},
		"organization_limit":    {"plugin_configs.organization.config.organizationLimit", []any{1.0, 2.0, 2147483647.0}},
		"membership_limit":      {"plugin_configs.organization.config.membershipLimit", []any{1.0, 100.0, 5.0}},
		"creator_role":          {"plugin_configs.organization.config.creatorRole", []any{"admin", "owner"}},
		"send_invitation_email": {"plugin_configs.organization.config.sendInvitationEmail", []any{true, false}},
	}},
	{"PATCH plugins/magic-link", "plugins", "magic_link", map[string]setting{
		"enabled":         {"plugin_configs.magicLink.enabled", []any{true, false}},
		"expires_in":      {"plugin_configs.magicLink.config.expiresIn", []any{5.0, 60.0, 1440.0}},
		"disable_sign_up": {"plugin_configs.magicLink.config.disableSignUp", []any{true, false}},
	}},
	{"PATCH plugins/phone-number", "plugins/phone-number", "phone_number", map[string]setting{
		"enabled":        {"plugin_configs.phoneNumber.enabled", []any{true, false}},
		"otp_expires_in": {"plugin_configs.phoneNumber.config.otp_expires_in", []any{60.0, 300.0, 600.0}},
	}},
	{"PUT webhooks", "webhooks", "", map[string]setting{
		"enabled":         {"webhook_config.enabled", []any{true, false}},
		"webhook_url":     {"webhook_config.webhookUrl", []any{"https://hooks.example.com/a", "https://hooks.example.com/b?c=d"}},
		"enabled_events":  {"webhook_config.enabledEvents", []any{[]any{}, []any{"send.otp", "user.created"}}},
		"timeout_seconds": {"webhook_config.timeoutSeconds", []any{1.0, 10.0}},
	}},
	{"PATCH allow_localhost", "allow_localhost", "", map[string]setting{"allow_localhost": {"allow_localhost", []any{true, false}}}},
}

type setting struct {
	name   string
	values []any
}

// TestSettingsAreWhatWasSet: whatever a request sets is what it answers, what GET answers and what neon_auth.settings
// shows; what it leaves out stays, or is the default after a PUT.
func TestSettingsAreWhatWasSet(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	random := rand.New(rand.NewPCG(1, 2))
	for _, group := range groups {
		method, path, _ := strings.Cut(group.change, " ")
		expected := map[string]any{}
		for range 8 {
			body := map[string]any{}
			for name, f := range group.fields {
				if random.IntN(2) == 0 || method == "PUT" && (name == "enabled" || name == "webhook_url") || name == "allow_localhost" {
					body[name] = f.values[random.IntN(len(f.values))]
				}
			}
			if method == "PUT" {
				expected = map[string]any{"enabled_events": []any{}, "timeout_seconds": 5.0}
			}
			maps.Copy(expected, body)
			text, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			answer := h.wants(h.call(key, method, "auth/"+path, string(text)), 200).body
			got := h.wants(h.call(key, "GET", "auth/"+group.get, ""), 200).body
			if group.get == "plugins" {
				got = got[group.inPlugins].(map[string]any)
			}
			if !reflect.DeepEqual(answer, got) || len(answer) != len(group.fields) {
				t.Errorf("%s %s answered %v, GET answers %v", group.change, text, answer, got)
			}
			for name, want := range expected {
				if !reflect.DeepEqual(answer[name], want) {
					t.Errorf("%s %s: %s is %v, want %v", group.change, text, name, answer[name], want)
				}
			}
			for name, f := range group.fields {
				shown := value[*string](h, "select value from neon_auth.settings where name = $1", f.name)
				if shown == nil || *shown != asText(answer[name]) {
					t.Errorf("%s is %v in neon_auth.settings, want %s", f.name, shown, asText(answer[name]))
				}
			}
		}
	}
}

// asText returns a value as neon_auth.settings shows it.
func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		text, _ := json.Marshal(v)
		return strings.ReplaceAll(string(text), ",", ", ")
	}
	if n, ok := v.(float64); ok {
		return fmt.Sprintf("%.0f", n)
	}
	return fmt.Sprint(v)
}

// TestConcurrentSettingsSurvive: concurrent requests that change different settings do not undo each other.
func TestConcurrentSettingsSurvive(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	changes := [][3]string{
		{"PATCH", "email_and_password", `{"disable_sign_up": true}`},
		{"PATCH", "email_and_password", `{"require_email_verification": true}`},
		{"PATCH", "email_and_password", `{"send_verification_email_on_sign_in": true}`},
		{"PATCH", "email_and_password", `{"email_verification_method": "link"}`},
		{"PATCH", "plugins/organization", `{"organization_limit": 3}`},
		{"PATCH", "plugins/organization", `{"creator_role": "admin"}`},
		{"PATCH", "plugins/magic-link", `{"expires_in": 30}`},
		{"PATCH", "plugins/magic-link", `{"enabled": true}`},
		{"PATCH", "plugins/phone-number", `{"otp_expires_in": 90}`},
		{"PATCH", "allow_localhost", `{"allow_localhost": false}`},
		{"POST", "domains", `{"domain": "https://a.example.com", "auth_provider": "better_auth"}`},
		{"POST", "domains", `{"domain": "https://b.example.com", "auth_provider": "better_auth"}`},
		{"POST", "oauth_providers", `{"id": "github", "client_id": "c", "client_secret": "hush"}`},
		{"POST", "oauth_providers", `{"id": "vercel", "client_id": "v", "client_secret": "hush"}`},
	}
	var running sync.WaitGroup
	for _, change := range changes {
		running.Go(func() {
			if got := h.call(key, change[0], "auth/"+change[1], change[2]); got.status > 201 {
				t.Errorf("%v: %d %s", change, got.status, got.text)
			}
		})
	}
	running.Wait()
	stored := value[string](h, "select to_jsonb(c)::text from neon_auth.project_config c")
	for _, want := range []string{
		`"disableSignUp": true`, `"requireEmailVerification": true`, `"sendVerificationEmailOnSignIn": true`, `"emailVerificationMethod": "link"`,
		`"organizationLimit": 3`, `"creatorRole": "admin"`, `"expiresIn": 30`, `"otp_expires_in": 90`, `"allow_localhost": false`,
		`"https://a.example.com"`, `"https://b.example.com"`, `"id": "github"`, `"id": "vercel"`,
	} {
		if !strings.Contains(stored, want) {
			t.Errorf("%s is lost: %s", want, stored)
		}
	}
}

// TestWrongSettingsAreRefused: a wrong body is 400, names the field, and changes nothing.
func TestWrongSettingsAreRefused(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	before := value[string](h, "select to_jsonb(c)::text from neon_auth.project_config c")
	for _, c := range [][3]string{
		{"PATCH email_and_password", `{"enabled": "true"}`, "enabled"},
		{"PATCH email_and_password", `{"enabled": null}`, "enabled"},
		{"PATCH email_and_password", `{"disable_sign_up": true, "disable_signup": true}`, "disable_signup"},
		{"PATCH email_and_password", `{"email_verification_method": "code"}`, "email_verification_method"},
		{"PATCH plugins/organization", `{"organization_limit": 0}`, "organization_limit"},
		{"PATCH plugins/organization", `{"organization_limit": 1e300}`, "organization_limit"},
		{"PATCH plugins/magic-link", `{"enabled": true, "expires_in": 4}`, "expires_in"},
		{"PATCH plugins/magic-link", `{"expires_in": 5.5}`, "expires_in"},
		{"PATCH plugins/phone-number", `{"enabled": "yes"}`, "enabled"},
		{"PATCH plugins/phone-number", `{"otp_expires_in": "300"}`, "otp_expires_in"},
		{"PATCH allow_localhost", `{}`, "allow_localhost"},
		{"PATCH allow_localhost", ``, "allow_localhost"},
		{"PUT webhooks", `{"webhook_url": "https://hooks.example.com"}`, "enabled"},
		{"PUT webhooks", `{"enabled": true}`, "webhook_url"},
		{"PUT webhooks", `{"enabled": true, "webhook_url": "https://127.0.0.1/"}`, "webhook_url"},
		{"PUT webhooks", `{"enabled": false, "enabled_events": ["user.deleted"]}`, "enabled_events"},
		{"POST domains", `{"domain": "app.example.com", "auth_provider": "better_auth"}`, "domain"},
		{"POST domains", `{"domain": "https://app.example.com", "auth_provider": null}`, "auth_provider"},
		{"DELETE domains", ``, "domains"},
		{"POST oauth_providers", `{"id": "github", "client_id": "c"}`, "client_secret"},
		{"PATCH email_provider", `{"type": "standard", "port": "25"}`, "port"},
		{"PATCH email_provider", `{"type": "standard", "host": "mx.example.com"}`, "port"},
		{"POST send_test_email", `{"recipient_email": "ada@example.com"}`, "host"},
	} {
		method, path, _ := strings.Cut(c[0], " ")
		got := h.call(key, method, "auth/"+path, c[1])
		h.refused(got, 400, "VALIDATION_ERROR")
		if message, _ := got.body["message"].(string); !strings.Contains(message, c[2]) {
			t.Errorf("%s %s: %q does not name %s", c[0], c[1], message, c[2])
		}
	}
	h.refused(h.call(key, "PATCH", "auth/plugins/magic-link", `[]`), 400, "INVALID_BODY")
	h.refused(h.call(key, "GET", "auth/plugins/organization", ""), 405, "METHOD_NOT_ALLOWED")
	if after := value[string](h, "select to_jsonb(c)::text from neon_auth.project_config c"); after != before {
		t.Errorf("refused requests have changed %s to %s", before, after)
	}
}

// TestNoChangeWritesNothing: a PATCH of nothing leaves the row and the version of the settings alone.
func TestNoChangeWritesNothing(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	version := value[int64](h, "select version from neon_auth.config_version")
	h.wants(h.call(key, "PATCH", "auth/email_and_password", `{}`), 200)
	h.wants(h.call(key, "PATCH", "auth/email_and_password", ``), 200)
	h.wants(h.call(key, "DELETE", "auth/domains", `{"auth_provider": "better_auth", "domains": [{"domain": "https://absent.example.com"}]}`), 200)
	if now := value[int64](h, "select version from neon_auth.config_version"); now != version {
		t.Errorf("version %d, want %d", now, version)
	}
	h.wants(h.call(key, "PATCH", "auth/email_and_password", `{"disable_sign_up": true}`), 200)
	if now := value[int64](h, "select version from neon_auth.config_version"); now == version {
		t.Error("a change does not change the version")
	}
	if by := value[string](h, `select "managementKey" from neon_auth.audit_log where entity = 'project_config' and action = 'update'`); !strings.HasPrefix(by, "ci (") {
		t.Errorf("the audit log names %q", by)
	}
}

// TestSettingsTakeEffect: what the management API has answered is in force for the next request.
func TestSettingsTakeEffect(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	h.sql("select neon_auth.set('rateLimit.enabled', 'false')")
	sends := func(path, origin, body string) int {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), "POST", h.server.URL+"/"+h.db.Name+"/auth"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Origin", origin)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	const app, local = "https://app.example.com", "http://localhost:3000"
	signUp := func(name string) string {
		return fmt.Sprintf(`{"name": "Ada", "email": "%s@example.com", "password": "correct horse battery"}`, name)
	}
	for i, step := range []struct {
		method, path, body string
		origin             string
		want               int
	}{
		{"PATCH", "allow_localhost", `{"allow_localhost": true}`, local, 200},
		{"PATCH", "allow_localhost", `{"allow_localhost": false}`, local, 403},
		{"DELETE", "domains", `{"auth_provider": "better_auth", "domains": []}`, app, 403},
		{"POST", "domains", `{"auth_provider": "better_auth", "domain": "https://app.example.com"}`, app, 200},
		{"PATCH", "email_and_password", `{"disable_sign_up": true}`, app, 400},
		{"PATCH", "email_and_password", `{"disable_sign_up": false}`, app, 200},
		{"PATCH", "email_and_password", `{"enabled": false}`, app, 400},
		{"PATCH", "email_and_password", `{"enabled": true}`, app, 200},
		{"DELETE", "domains", `{"auth_provider": "better_auth", "domains": [{"domain": "https://app.example.com"}]}`, app, 403},
	} {
		if got := h.call(key, step.method, "auth/"+step.path, step.body); got.status > 201 {
			t.Fatalf("%v: %d %s", step, got.status, got.text)
		}
		if status := sends("/sign-up/email", step.origin, signUp(fmt.Sprintf("ada%d", i))); status != step.want {
			t.Errorf("after %s %s: %d, want %d", step.path, step.body, status, step.want)
		}
	}
	h.sql("update neon_auth.project_config set allow_localhost = true")
	for _, enabled := range []bool{true, false} {
		h.wants(h.call(key, "PATCH", "auth/plugins/magic-link", fmt.Sprintf(`{"enabled": %t}`, enabled)), 200)
		if status := sends("/sign-in/magic-link", local, `{"email": "ada0@example.com"}`); (status == 200) != enabled {
			t.Errorf("magic link enabled %t: %d", enabled, status)
		}
	}
}

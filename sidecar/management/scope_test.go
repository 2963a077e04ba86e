package management_test

import (
	"encoding/base64"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"neonauth/sidecar/management"
)

// An example is a request to an endpoint.
type example struct {
	test    string // the test of the endpoint
	body    string // a valid body
	changes bool   // whether the request changes rows
}

const (
	newProvider = `{"id": "github", "client_id": "i", "client_secret": "s"}`
	mailServer  = `{"type": "standard", "host": "smtp.example.com", "port": 587, "username": "u", "password": "p", "sender_email": "a@example.com", "sender_name": "A"}`
	testMail    = `{"recipient_email": "a@example.com", "host": "smtp.example.com", "port": 587, "username": "u", "password": "p", "sender_email": "a@example.com", "sender_name": "A"}`
	domain      = `{"domain": "https://a.example.com", "auth_provider": "better_auth"}`
	noDomain    = `{"auth_provider": "better_auth", "domains": [{"domain": "https://a.example.com"}]}`
	legacy      = `{"project_id": "PROJECT", "auth_provider": "better_auth"}`
)

// examples has every endpoint, so that each has a test. "A" is the path of a branch's auth, "P" the legacy one.
var examples = map[string]example{
	"GET /users/me":                                   {"TestProjectReads", "", false},
	"GET /users/me/organizations":                     {"TestProjectReads", "", false},
	"GET /auth":                                       {"TestProjectReads", "", false},
	"GET /projects":                                   {"TestProjectReads", "", false},
	"GET /projects/{project_id}":                      {"TestProjectReads", "", false},
	"GET /projects/{project_id}/branches":             {"TestBranches", "", false},
	"GET /projects/{project_id}/branches/{branch_id}": {"TestProjectReads", "", false},
	"GET A":                           {"TestGetAuth", "", false},
	"POST A":                          {"TestDisableAuth", `{"auth_provider": "better_auth"}`, false},
	"DELETE A":                        {"TestDisableAuth", `{"delete_data": true}`, false},
	"PATCH A/config":                  {"TestSetName", `{"name": "Acme"}`, true},
	"POST A/users":                    {"TestCreateUser", `{"email": "bob@example.com"}`, true},
	"PUT A/users/{auth_user_id}/role": {"TestSetRole", `{"roles": ["admin"]}`, true},
	"DELETE A/users/{auth_user_id}":   {"TestDeleteUser", "", true},
	"GET A/domains":                   {"TestDomainsStayLetterByLetter", "", false},
	"POST A/domains":                  {"TestDomainsStayLetterByLetter", domain, true},
	"DELETE A/domains":                {"TestDomainsStayLetterByLetter", noDomain, true},
	"GET A/allow_localhost":           {"TestSettingsAreWhatWasSet", "", false},
	"PATCH A/allow_localhost":         {"TestSettingsAreWhatWasSet", `{"allow_localhost": false}`, true},
	"GET A/oauth_providers":           {"TestProviders", "", false},
	"POST A/oauth_providers":          {"TestProviders", newProvider, true},
	"PATCH A/oauth_providers/{oauth_provider_id}":  {"TestProviders", `{"client_id": "other"}`, true},
	"DELETE A/oauth_providers/{oauth_provider_id}": {"TestProviders", "", true},
	"GET A/email_provider":                         {"TestMailServer", "", false},
	"PATCH A/email_provider":                       {"TestMailServer", mailServer, true},
	"POST A/email_provider/test":                   {"TestTestMail", `{"recipient_email": "a@example.com"}`, false},
	"POST A/send_test_email":                       {"TestTestMail", testMail, false},
	"GET A/email_and_password":                     {"TestSettingsAreWhatWasSet", "", false},
	"PATCH A/email_and_password":                   {"TestSettingsAreWhatWasSet", `{"disable_sign_up": true}`, true},
	"GET A/plugins":                                {"TestSettingsAreWhatWasSet", "", false},
	"PATCH A/plugins/organization":                 {"TestSettingsAreWhatWasSet", `{"organization_limit": 7}`, true},
	"PATCH A/plugins/magic-link":                   {"TestSettingsAreWhatWasSet", `{"enabled": true}`, true},
	"GET A/plugins/phone-number":                   {"TestSettingsAreWhatWasSet", "", false},
	"PATCH A/plugins/phone-number":                 {"TestSettingsAreWhatWasSet", `{"otp_expires_in": 100}`, true},
	"GET A/webhooks":                               {"TestSettingsAreWhatWasSet", "", false},
	"PUT A/webhooks":                               {"TestSettingsAreWhatWasSet", `{"enabled": true, "webhook_url": "https://example.com/hook", "enabled_events": ["user.created"]}`, true},
	"POST /projects/auth/create":                   {"TestLegacy", `{"project_id": "PROJECT", "auth_provider": "better_auth", "branch_id": "BRANCH"}`, false},
	"POST /projects/auth/keys":                     {"TestLegacy", legacy, false},
	"POST /projects/auth/user":                     {"TestLegacy", `{"project_id": "PROJECT", "auth_provider": "better_auth", "email": "eve@example.com"}`, true},
	"POST /projects/auth/transfer_ownership":       {"TestLegacy", legacy, false},
	"DELETE P/users/{auth_user_id}":                {"TestLegacy", "", true},
	"GET P/integrations":                           {"TestLegacy", "", false},
	"DELETE P/integration/{auth_provider}":         {"TestLegacy", "", false},
	"GET P/domains":                                {"TestDomainsStayLetterByLetter", "", false},
	"POST P/domains":                               {"TestDomainsStayLetterByLetter", strings.Replace(domain, "a.", "b.", 1), true},
	"DELETE P/domains":                             {"TestDomainsStayLetterByLetter", strings.Replace(noDomain, "a.", "b.", 1), true},
	"GET P/oauth_providers":                        {"TestProviders", "", false},
	"POST P/oauth_providers":                       {"TestProviders", newProvider, true},
	"PATCH P/oauth_providers/{oauth_provider_id}":  {"TestProviders", `{"client_id": "third"}`, true},
	"DELETE P/oauth_providers/{oauth_provider_id}": {"TestProviders", "", true},
	"GET P/email_server":                           {"TestMailServer", "", false},
	"PATCH P/email_server":                         {"TestMailServer", strings.Replace(mailServer, "A\"", "B\"", 1), true},
}

// exampleOf returns the example of a route.
func exampleOf(t *testing.T, key string) example {
	t.Helper()
	short := strings.Replace(key, "/projects/{project_id}/branches/{branch_id}/auth", "A", 1)
	short = strings.Replace(short, "/projects/{project_id}/auth", "P", 1)
	found, ok := examples[short]
	if !ok {
		t.Errorf("examples has no %q: every endpoint needs a test", short)
	}
	return found
}

// TestEveryEndpointHasATest: the table of endpoints against the tests.
func TestEveryEndpointHasATest(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	paths, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range file.Decls {
			if function, ok := declared.(*ast.FuncDecl); ok {
				tests[function.Name.Name] = true
			}
		}
	}
	keys := management.RouteKeys()
	for _, key := range keys {
		if of := exampleOf(t, key); of.test != "" && !tests[of.test] {
			t.Errorf("%s: there is no %s", key, of.test)
		}
	}
	if len(keys) != len(examples) {
		t.Errorf("%d endpoints, %d examples", len(keys), len(examples))
	}
}

// state returns a hash of all rows that a request could change.
func (h *harness) state() string {
	h.Helper()
	h.sql(`create or replace function public.rows_of(name regclass) returns text language plpgsql as $$
		declare found text; begin execute format('select string_agg(t::text, chr(10) order by t::text) from %s t', name) into found; return found; end $$`)
	return value[string](h, `
		select md5(string_agg(c.relname || coalesce(public.rows_of(c.oid), ''), chr(10) order by c.oid))
		from pg_class c
		where c.relkind = 'r' and c.relnamespace = 'neon_auth'::regnamespace and c.relname <> 'request_count'`)
}

// TestKeyScopes sends every kind of key to every endpoint: none, unknown, expired, revoked, read-only, of another branch,
// in the wrong place. What is not allowed is refused and changes nothing. (F04, J10: a branch's key does not open a copy.)
func TestKeyScopes(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := "11111111-1111-1111-1111-111111111111"
	h.sql(`insert into neon_auth."user" (id, name, email, "emailVerified", role) values ($1, 'Ada', 'ada@example.com', true, 'user')`, ada)
	good := h.key("good")
	bearer := func(key string) func(*http.Request) {
		return func(in *http.Request) { in.Header.Set("Authorization", "Bearer "+key) }
	}
	reads, other, own := h.key("reads", `"read_only": true`), h.key("other", `"branch": "br-a-b-c"`), h.key("own", fmt.Sprintf(`"branch": %q`, h.id))
	for name, c := range map[string]struct {
		change func(*http.Request)
		status func(writes, ofProject bool) int // 0: allowed
	}{
		"no key":     {func(*http.Request) {}, always(401)},
		"an unknown": {bearer("nak_" + strings.Repeat("x", 52)), always(401)},
		"an empty":   {bearer(""), always(401)},
		"a hash":     {bearer(value[string](h, "select encode(hash, 'hex') from neon_auth_management.key where name = 'good'")), always(401)},
		"an expired": {bearer(h.key("expired", `"expires_at": "2020-01-01T00:00:00Z"`)), always(401)},
		"a revoked":  {bearer(h.key("revoked", `"revoked_at": "2020-01-01T00:00:00Z"`)), always(401)},
		"in cookies": {func(in *http.Request) { in.Header.Set("Cookie", "zenith="+good+"; keycloak_token="+good) }, always(401)},
		"in basic":   {func(in *http.Request) { in.SetBasicAuth("neon", good) }, always(401)},
		"as basic": {func(in *http.Request) {
			in.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(good)))
		}, always(401)},
		"bare":          {func(in *http.Request) { in.Header.Set("Authorization", good) }, always(401)},
		"in another":    {func(in *http.Request) { in.Header.Set("X-Api-Key", good) }, always(401)},
		"in the query":  {func(in *http.Request) { in.URL.RawQuery = "api_key=" + good + "&access_token=" + good }, always(401)},
		"two keys":      {func(in *http.Request) { in.Header["Authorization"] = []string{"Bearer " + good, "Bearer " + good} }, always(401)},
		"a read-only":   {bearer(reads), func(writes, _ bool) int { return map[bool]int{true: 403}[writes] }},
		"of a branch":   {bearer(other), func(_, ofProject bool) int { return map[bool]int{false: 403}[ofProject] }},
		"of the branch": {bearer(own), always(0)},
	} {
		before := h.state()
		for i, key := range management.RouteKeys() {
			want := c.status(management.Writes()[key], management.OfProject()[key])
			if want == 0 {
				continue
			}
			of := exampleOf(t, key)
			got := h.example(key, of, ada, c.change, func(in *http.Request) { // each request from another client, for the limit
				in.Header.Set("X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i))
			})
			if got.status != want || got.body["message"] == "" || got.body["code"] == "" {
				t.Errorf("%s key, %s: %d %s, want %d", name, key, got.status, got.text, want)
			}
		}
		if h.state() != before {
			t.Errorf("%s key has changed something", name)
		}
	}
	t.Cleanup(func() {
		if t.Failed() {
			for line := range strings.Lines(h.log.String()) {
				if strings.Contains(line, "ERROR") {
					t.Log(line)
				}
			}
		}
	})
	if strings.Contains(h.log.String(), good) {
		t.Error("the log contains a key")
	}

	// The examples work with a good key, so the refusals above prove something.
	for _, key := range management.RouteKeys() {
		before := h.state()
		of := exampleOf(t, key)
		if strings.HasPrefix(key, "POST") && !of.changes || strings.HasPrefix(key, "DELETE") && !of.changes {
			continue // enabling, disabling and mails have tests of their own
		}
		used := own
		if key == "DELETE /projects/{project_id}/branches/{branch_id}/auth/users/{auth_user_id}" {
			h.sql(`insert into neon_auth."user" (id, name, email, "emailVerified", role) values ($1, 'Cy', 'cy@example.com', true, 'user')`, uuidOf("cy"))
			before = h.state()
			if got := h.example(key, of, uuidOf("cy"), bearer(used)); got.status != 204 {
				t.Errorf("%s: %d %s", key, got.status, got.text)
			}
		} else if got := h.example(key, of, ada, bearer(used)); got.status > 204 {
			t.Errorf("%s: %d %s", key, got.status, got.text)
		}
		if after := h.state(); (after != before) != of.changes {
			t.Errorf("%s: changed something: %v, want %v", key, after != before, of.changes)
		}
	}
}

func always(status int) func(bool, bool) int { return func(bool, bool) int { return status } }

// example sends the example of a route.
func (h *harness) example(key string, of example, user string, change ...func(*http.Request)) reply {
	h.Helper()
	method, path, _ := strings.Cut(key, " ")
	path = strings.NewReplacer("{project_id}", h.project, "{branch_id}", h.id, "{auth_user_id}", user,
		"{oauth_provider_id}", "github", "{auth_provider}", "better_auth").Replace(path)
	body := strings.NewReplacer("PROJECT", h.project, "BRANCH", h.id).Replace(of.body)
	return h.call("", method, path, body, change...)
}

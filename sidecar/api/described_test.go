package api_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"neonauth/sidecar/api"
)

// What is served is what openapi.json describes, both ways.
func TestRoutesAreDescribed(t *testing.T) {
	t.Parallel()
	described, err := api.DescribedKeys()
	if err != nil {
		t.Fatal(err)
	}
	if served := api.RouteKeys(); !slices.Equal(served, described) {
		t.Errorf("served are\n%s\ndescribed are\n%s", strings.Join(served, "\n"), strings.Join(described, "\n"))
	}
}

// recorded.jsonl is what the reference answered the scenarios, once for each endpoint, status and set of keys:
// NEONAUTH_TEST_RECORD=file go test ./sidecar -run Compatibility writes all of it.
func TestRecordedAnswersAreDescribed(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/recorded.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	seen := map[string]bool{}
	for lines.Scan() {
		var r struct {
			Method, Path string
			Status       int
			Answer       json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if string(r.Answer) == "null" && r.Status != 200 {
			r.Answer = nil // an empty body
		}
		if err := api.ValidateAnswer(r.Method, r.Path, r.Status, r.Answer); err != nil {
			t.Error(err)
		}
		seen[r.Method+" "+r.Path] = true
	}
	if err := lines.Err(); err != nil || len(seen) < 12 {
		t.Errorf("%d endpoints: %v", len(seen), err)
	}
}

// Each endpoint responds as described: with a valid request, with an empty request, and without a session.
func TestOwnAnswersAreDescribed(t *testing.T) {
	t.Parallel()
	h := start(t)
	n := 0
	signedIn := func() *client {
		n++
		return h.client().enter(fmt.Sprintf("ada%d@example.com", n))
	}
	usual := signedIn()
	bodies := map[string]string{
		"/sign-up/email":   `{"name":"Bea","email":"bea@example.com","password":"` + goodWord + `"}`,
		"/sign-in/email":   `{"email":"ada1@example.com","password":"` + goodWord + `","callbackURL":"/x"}`,
		"/revoke-session":  `{"token":"x"}`,
		"/update-user":     `{"name":"Ada","image":"https://example.com/a.png"}`,
		"/change-password": `{"currentPassword":"` + goodWord + `","newPassword":"` + goodWord + `","revokeOtherSessions":true}`,
		"/verify-password": `{"password":"` + goodWord + `"}`,

		"/email-otp/request-password-reset": `{"email":"ada1@example.com"}`,
		"/email-otp/send-verification-otp":  `{"email":"ada1@example.com","type":"sign-in"}`,
		"/forget-password/email-otp":        `{"email":"ada1@example.com"}`,
		"/request-password-reset":           `{"email":"ada1@example.com"}`,
		"/send-verification-email":          `{"email":"ada1@example.com"}`,
	}
	// These need a code, a link or another setting; their answers to a right request are compared by the scenarios.
	// Those of organizations need one: organization_walk_test.go calls them all. So do two_factor_test.go and passkey_test.go.
	needsMore := map[string]bool{}
	root := h.administrator("root@example.com")
	h.client().signUp("victim@example.com")
	for path, body := range aimed(h.id("victim@example.com")) {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		bodies[path] = string(text)
	}
	for _, path := range []string{
		"/email-otp/check-verification-otp", "/email-otp/passcode", "/email-otp/reset-password", "/email-otp/verify-email",
		"/magic-link/verify", "/reset-password", "/reset-password/:token", "/sign-in/email-otp", "/sign-in/magic-link", "/verify-email",
		"/account-info", "/change-email", "/delete-user/callback", "/get-access-token", "/refresh-token", "/unlink-account",
		"/sign-in/social", "/sign-in/social/init", "/sign-in/oauth2", "/link-social", "/oauth2/link", "/callback/:id", "/oauth2/callback/:id",
		"/admin/get-user", "/admin/impersonate-user", "/admin/stop-impersonating", "/users-sync/:provider", "/sign-in/anonymous", "/delete-anonymous-user",
		"/one-time-token/generate", "/one-time-token/verify", "/sign-in/username", "/is-username-available",
		"/multi-session/list-device-sessions", "/multi-session/set-active", "/multi-session/revoke",
	} {
		needsMore[path] = true
	}
	for _, key := range api.RouteKeys() {
		method, path, _ := strings.Cut(key, " ")
		c := usual
		if strings.HasPrefix(path, "/admin/") {
			c = root.copy() // impersonating changes its cookies
		}
		if path == "/sign-out" || path == "/revoke-sessions" || path == "/change-password" || path == "/delete-user" {
			c = signedIn()
		}
		body := bodies[path]
		if body == "" {
			body = "{}"
		}
		answers := []answer{c.send(method, path, strings.NewReader(body))}
		if answers[0].status != 200 && !needsMore[path] && !strings.HasPrefix(path, "/organization/") && !strings.HasPrefix(path, "/two-factor/") && !strings.Contains(path, "phone-number") && !strings.HasPrefix(path, "/passkey/") {
			t.Errorf("%s: %d %s", key, answers[0].status, answers[0].body)
		}
		if method == "POST" {
			answers = append(answers, h.client().post(path, "[]"), h.client().post(path, "{}"), h.client().post(path, body),
				c.post(path, body, "Origin", "https://evil.test"), c.post(path, body, "Content-Type", "text/plain"))
		} else {
			answers = append(answers, h.client().get(path))
		}
		for _, got := range answers {
			if err := api.ValidateAnswer(method, path, got.status, []byte(got.body)); err != nil {
				t.Errorf("%v: %s", err, got.body)
			}
			if got.header.Get("Cache-Control") != "no-store" || got.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: %v", key, got.header)
			}
		}
	}
	document := usual.get("/open-api/generate-schema").wants(t, 200)
	if servers, _ := json.Marshal(document.field("servers")); string(servers) != `[{"url":"`+ownOrigin+"/"+h.db.Name+`/auth"}]` {
		t.Errorf("servers: %s", servers)
	}
}

package api_test

import (
	"strings"
	"testing"
)

// TestProvidersThatAnswerNonsense: what a provider says is stored, or ends at the app with a code: never as an error of ours.
func TestProvidersThatAnswerNonsense(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t, "overrideUserInfo", true)
	long := strings.Repeat("x", 200_000)
	h.client().enterBy(p, person("old"))
	for name, c := range map[string]struct {
		claims map[string]any
		tokens map[string]any
	}{
		"no name of a known user":   {person("old", "name", nil), nil},
		"a blank name":              {person("blank", "name", "  "), nil},
		"a name of lines":           {person("lines", "name", "a\r\nb\u2028c\x00"), nil},
		"a long name":               {person("long", "name", long), nil},
		"a name of many bytes":      {person("bytes", "name", strings.Repeat("😀", 400)), nil},
		"a long picture":            {person("picture", "picture", "https://x/"+long), nil},
		"no picture's address":      {person("picture2", "picture", "javascript:alert(1)"), nil},
		"a name that is a list":     {person("list", "name", []any{"a"}), nil},
		"a name that is a number":   {person("number", "name", 7), nil},
		"a long subject":            {person("subject", "sub", strings.Repeat("😀", 255)), nil},
		"a long scope":              {person("scope"), map[string]any{"scope": long}},
		"scopes that are no text":   {person("scope2"), map[string]any{"scope": []any{1, nil, "a\x00b"}}},
		"a long access token":       {person("access"), map[string]any{"access_token": long}},
		"a long refresh token":      {person("refresh"), map[string]any{"refresh_token": long}},
		"a token with NUL":          {person("nul"), map[string]any{"refresh_token": "a\x00b"}},
		"an expiry without end":     {person("expiry"), map[string]any{"expires_in": 1e18, "refresh_token_expires_in": 1e300}},
		"an expiry of before":       {person("before"), map[string]any{"expires_in": -1e9, "refresh_token_expires_in": -5}},
		"an expiry in words":        {person("words"), map[string]any{"refresh_token_expires_in": "never"}},
		"an address of many bytes":  {person("mail", "email", strings.Repeat("a", 300)+"@example.com"), nil},
		"an address that is a list": {person("mails", "email", []any{"a@example.com"}), nil},
		"an address of lines":       {person("mail2", "email", "a@example.com\nBcc: b@example.com"), nil},
		"an odd domain":             {person("mail3", "email", "a@\u202eexample"), nil},
		"a quoted address":          {person("mail4", "email", `"a,b"<c@example.com`), nil},
		"a short address":           {person("mail5", "email", "a@b"), nil},
		"a locale":                  {person("locale", "locale", map[string]any{"a": []any{long}}), nil},
	} {
		p.Change(func() { p.Tokens = c.tokens })
		to := h.client().enterBy(p, c.claims)
		if code := errorIn(t, to); code == "internal_server_error" {
			log := h.log.String()
			t.Errorf("%s ends at %s: %.300s", name, to, log[strings.LastIndex(log, "cause"):])
		}
	}
}

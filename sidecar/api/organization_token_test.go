package api_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
)

// claimed is claim o of the token beside an answer; "" without one.
func claimed(o *office, a reply) string {
	o.Helper()
	parts := strings.Split(a.header.Get("Set-Auth-Jwt"), ".")
	if len(parts) != 3 {
		o.Fatalf("no token: %d %s", a.status, a.raw)
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		o.Fatal(err)
	}
	var claims struct {
		O map[string]string `json:"o"`
	}
	if err := json.Unmarshal(text, &claims); err != nil {
		o.Fatal(err)
	}
	return strings.TrimSpace(claims.O["id"] + " " + claims.O["slug"] + " " + claims.O["role"])
}

// A token has the user's current role in the active organization, also if the token is cached.
func TestOrganizationInTokens(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]string{
		"sessions looked up": `{}`, "sessions kept in a cookie": `{"session": {"cookieCache": {"enabled": true}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			o.run(`update neon_auth.project_config set options = $1`, options)
			ann := o.hire("ann")
			want := func(claim, when string) {
				t.Helper()
				a := ann.get("/get-session")
				if got := claimed(o, a); got != claim {
					t.Errorf("%s: %q, want %q", when, got, claim)
				}
			}
			want("", "nothing is active")
			acme := ann.found("acme")
			want(acme+" acme owner", "just made")
			for _, cookie := range ann.get("/get-session").cookies {
				ann.cookies += "; " + cookie.Name + "=" + cookie.Value
			}
			if kept := strings.Contains(ann.cookies, "session_data"); kept != (options != `{}`) {
				t.Fatalf("the session is in a cookie: %v", kept)
			}
			want(acme+" acme owner", "again")
			o.hire("bob").join(acme, "owner") // else ann would have to stay one
			o.run(`update neon_auth.member set role = 'admin,ceo' where "userId" = $1`, ann.id)
			want(acme+" acme admin,ceo", "another role")
			o.run(`update neon_auth.organization set slug = 'moved "here"'`)
			want(acme+` moved "here" admin,ceo`, "another slug")
			o.run(`delete from neon_auth.member where "userId" = $1`, ann.id)
			want("", "no member any more")
		})
	}
}

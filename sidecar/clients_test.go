package main_test

import (
	"path/filepath"
	"strings"
	"testing"

	"neonauth/sidecar/oauth/oauthtest"
	"neonauth/sidecar/pgtest"
)

// TestClients tests the published SDKs, unchanged, in two releases. A check that needs a later issue is listed in
// testdata/pending. A check that passes must be removed from the list.
func TestClients(t *testing.T) {
	t.Parallel()
	npmCI(t, clients)
	npmCI(t, kit)
	smtp, mailbox := serveMailbox(t)
	d, base := neonauth(t, "NEONAUTH_SMTP_URL="+smtp, "NEONAUTH_OAUTH_ALLOW_PRIVATE=1")
	playGoogle(t, d)
	pending, err := filepath.Abs(filepath.Join(testdata, "pending"))
	if err != nil {
		t.Fatal(err)
	}

	for _, sdk := range []string{"@neondatabase/auth", "neon-auth-previous"} {
		for _, name := range []string{"vanilla", "supabase-adapter", "next-server"} {
			t.Run(name+" with "+strings.TrimPrefix(sdk, "@neondatabase/"), func(t *testing.T) {
				t.Parallel()
				var output []byte
				var err error
				for try := 0; try == 0 || try < 3 && isSDKRace(string(output)); try++ {
					run := command(t, "node", name+".mjs")
					run.Dir = clients
					run.Env = plainEnvironment(
						"NEON_AUTH_BASE_URL="+base, "DATABASE_URL="+d.URL, "MAILBOX_URL="+mailbox, "AUTH_SDK="+sdk, "PENDING="+pending, "OAUTH_AUTO=1")
					output, err = run.CombinedOutput()
				}
				reportChecks(t, string(output), err)
			})
		}
	}
}

// playGoogle replaces Google in the settings by a provider on this machine that approves automatically.
func playGoogle(t testing.TB, d *pgtest.Database) *oauthtest.Provider {
	t.Helper()
	google := oauthtest.New(t)
	google.Issuer, google.ClientID = "https://accounts.google.com", "google-client"
	google.Person = map[string]any{"sub": "g-ann", "email": "ann.google@example.com", "email_verified": true, "name": "Ann"}
	setProviders(t, d, map[string]any{
		"id": "google", "clientId": google.ClientID, "clientSecret": "google-secret",
		"authorizationUrl": google.URL + "/authorize", "tokenUrl": google.URL + "/token", "jwksUrl": google.URL + "/keys",
	})
	return google
}

// isSDKRace reports whether a program failed only in one check with a race in the SDK: on sign-out, the SDK also sends a
// get-session. If the server processes that one first, and rightly returns the session, the SDK caches it. Such a run is
// repeated. A server that does not end sessions fails all runs.
func isSDKRace(output string) bool {
	return strings.Count(output, "not ok - ") == 1 && strings.Contains(output, "not ok - signOut ends the session: session is ")
}

// reportChecks reports an error for every failed check, and logs the totals and pending checks.
func reportChecks(t *testing.T, output string, err error) {
	t.Helper()
	var rest []string
	for line := range strings.Lines(output) {
		switch line = strings.TrimRight(line, "\n"); {
		case strings.HasPrefix(line, "not ok - "):
			t.Error(line)
		case !strings.HasPrefix(line, "ok - "):
			rest = append(rest, line)
		}
	}
	t.Log(strings.Join(rest, "\n"))
	if (err != nil) != t.Failed() {
		t.Errorf("the program ended with %v", err)
	}
	if !strings.Contains(output, "\nok - ") {
		t.Error("no check passed")
	}
}

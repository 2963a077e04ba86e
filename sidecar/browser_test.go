package main_test

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"testing"
)

// TestSignInInABrowser walks the ways to a provider in Debian's chromium.
func TestSignInInABrowser(t *testing.T) {
	t.Parallel()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("the tests need, by Debian's name: chromium")
	}
	npmCI(t, providerKit)
	npmCI(t, clients)
	d, base := neonauth(t, "NEONAUTH_OAUTH_ALLOW_PRIVATE=1")
	issuer, _ := serveProvider(t, base)
	port := freePort(t)
	setProviders(t, d, map[string]any{"id": "kit", "issuer": issuer, "clientId": "client", "clientSecret": "secret"})
	if _, err := d.Owner.Exec(t.Context(), `update neon_auth.project_config set trusted_origins = jsonb_build_array($1::text)`, "http://app.localhost:"+port); err != nil {
		t.Fatal(err)
	}
	verify := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { // as a mailed link would
		if _, err := d.Owner.Exec(t.Context(), `update neon_auth."user" set "emailVerified" = true`); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(verify.Close)
	nextPort := freePort(t)
	next := exec.Command("node", "next-app.mjs")
	next.Dir = clients
	next.Env = plainEnvironment("NEON_AUTH_BASE_URL="+base, "PORT="+nextPort)
	serve(t, next, "http://127.0.0.1:"+nextPort+"/auth/sign-in")
	run := command(t, "node", "browser.mjs")
	run.Dir = providerKit
	run.Env = plainEnvironment("BASE="+base, "PROVIDER="+issuer, "PORT="+port, "NEXT=http://localhost:"+nextPort, "CHROMIUM="+chromium, "VERIFY="+verify.URL)
	output, err := run.CombinedOutput()
	reportChecks(t, "\n"+string(output), err)
}

package main_test

import "testing"

// TestBetterAuthClients signs in with a provider by Better Auth's own clients of three releases.
func TestBetterAuthClients(t *testing.T) {
	t.Parallel()
	npmCI(t, providerKit)
	d, base := neonauth(t, "NEONAUTH_OAUTH_ALLOW_PRIVATE=1")
	issuer, _ := serveProvider(t, base)
	setProviders(t, d, map[string]any{"id": "kit", "issuer": issuer, "clientId": "client", "clientSecret": "secret"})
	run := command(t, "node", "better-auth.mjs")
	run.Dir = providerKit
	run.Env = plainEnvironment("BASE="+base, "PROVIDER="+issuer)
	output, err := run.CombinedOutput()
	reportChecks(t, "\n"+string(output), err)
}

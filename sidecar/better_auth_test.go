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

// TestBetterAuthTwoFactor uses two-factor by Better Auth's own clients of three releases.
func TestBetterAuthTwoFactor(t *testing.T) {
	t.Parallel()
	npmCI(t, providerKit)
	d, base := neonauth(t)
	exec := func(statement string) {
		if _, err := d.Owner.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	exec(`select neon_auth.set('plugin_configs.twoFactor.enabled', 'true')`)
	exec(`select neon_auth.set('rateLimit.enabled', 'false')`)
	exec(`select neon_auth.set('strictTwoFactor', 'true')`)
	exec(`select neon_auth.set('trusted_origins', 'https://app.example.com')`)
	run := command(t, "node", "two-factor.mjs")
	run.Dir = providerKit
	run.Env = plainEnvironment("BASE=" + base)
	output, err := run.CombinedOutput()
	reportChecks(t, "\n"+string(output), err)
}

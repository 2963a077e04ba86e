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

// TestBetterAuthAnonymous uses anonymous users by Better Auth's own clients of three releases.
func TestBetterAuthAnonymous(t *testing.T) {
	t.Parallel()
	npmCI(t, providerKit)
	d, base := neonauth(t)
	for _, setting := range []string{"'plugin_configs.anonymous.enabled', 'true'", "'rateLimit.enabled', 'false'", "'trusted_origins', 'https://app.example.com'"} {
		if _, err := d.Owner.Exec(t.Context(), "select neon_auth.set("+setting+")"); err != nil {
			t.Fatal(err)
		}
	}
	run := command(t, "node", "anonymous.mjs")
	run.Dir = providerKit
	run.Env = plainEnvironment("BASE=" + base)
	output, err := run.CombinedOutput()
	reportChecks(t, "\n"+string(output), err)
}

// TestBetterAuthSmallPlugins uses usernames, several sessions in one browser, one-time tokens and the last login method by
// Better Auth's own clients of three releases.
func TestBetterAuthSmallPlugins(t *testing.T) {
	t.Parallel()
	npmCI(t, providerKit)
	d, base := neonauth(t)
	for _, setting := range [][2]string{
		{"plugin_configs.username.enabled", "true"},
		{"plugin_configs.multiSession.enabled", "true"},
		{"plugin_configs.oneTimeToken.enabled", "true"},
		{"plugin_configs.lastLoginMethod.enabled", "true"},
		{"rateLimit.enabled", "false"},
		{"trusted_origins", "https://app.example.com"},
	} {
		if _, err := d.Owner.Exec(t.Context(), `select neon_auth.set($1, $2)`, setting[0], setting[1]); err != nil {
			t.Fatal(err)
		}
	}
	run := command(t, "node", "small-plugins.mjs")
	run.Dir = providerKit
	run.Env = plainEnvironment("BASE=" + base)
	output, err := run.CombinedOutput()
	reportChecks(t, "\n"+string(output), err)
}

// TestBetterAuthPhoneNumbers uses phone numbers by Better Auth's own clients of three releases.
func TestBetterAuthPhoneNumbers(t *testing.T) {
	t.Parallel()
	npmCI(t, providerKit)
	base, messages := servePhones(t)
	run := command(t, "node", "phone-number.mjs")
	run.Dir = providerKit
	run.Env = plainEnvironment("BASE="+base, "MESSAGES="+messages)
	output, err := run.CombinedOutput()
	reportChecks(t, "\n"+string(output), err)
}

// TestNeonPhoneNumbers uses phone numbers by Neon's SDK in two releases.
func TestNeonPhoneNumbers(t *testing.T) {
	t.Parallel()
	npmCI(t, clients)
	base, messages := servePhones(t)
	for _, sdk := range []string{"@neondatabase/auth", "neon-auth-previous"} {
		run := command(t, "node", "phone-number.mjs")
		run.Dir = clients
		run.Env = plainEnvironment("NEON_AUTH_BASE_URL="+base, "MAILBOX_URL="+messages, "AUTH_SDK="+sdk, "APP_ORIGIN=https://app.example.com")
		output, err := run.CombinedOutput()
		reportChecks(t, "\n"+string(output), err)
	}
}

// servePhones serves phone numbers as Neon does, and returns the base URL and the address of the list of text messages.
func servePhones(t *testing.T) (base, messages string) {
	t.Helper()
	messages, hook := serveMessages(t, "")
	d, base := neonauth(t, "NEONAUTH_WEBHOOK_ALLOW_PRIVATE=1")
	for _, statement := range []string{
		`select neon_auth.set('plugin_configs.phoneNumber.enabled', 'true')`,
		`select neon_auth.set('plugin_configs.phoneNumber.config.sendPasswordResetOTP', 'true')`,
		`select neon_auth.set('rateLimit.enabled', 'false')`,
		`select neon_auth.set('trusted_origins', 'https://app.example.com')`,
		`set neon_auth.webhook_allow_private = on`,
		`update neon_auth.project_config set webhook_config = '{"enabled": true, "enabledEvents": ["send.otp"], "webhookUrl": "` + hook + `"}'`,
	} {
		if _, err := d.Owner.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	return base, messages
}

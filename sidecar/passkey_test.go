package main_test

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// TestPasskeysInABrowser uses passkeys by Better Auth's own clients of three releases, in Debian's chromium with virtual
// authenticators.
func TestPasskeysInABrowser(t *testing.T) {
	t.Parallel()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("the tests need, by Debian's name: chromium")
	}
	passkeyKit := filepath.Join(testdata, "passkey")
	npmCI(t, passkeyKit)
	d, base := neonauth(t)
	for _, statement := range []string{
		`select neon_auth.set('plugin_configs.passkey.enabled', 'true')`,
		`select neon_auth.set('plugin_configs.twoFactor.enabled', 'true')`,
		`select neon_auth.set('rateLimit.enabled', 'false')`,
	} {
		if _, err := d.Owner.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	run := command(t, "node", "passkey.mjs")
	run.Dir = passkeyKit
	run.Env = plainEnvironment("BASE="+base, "PORT="+freePort(t), "CHROMIUM="+chromium)
	output, err := run.CombinedOutput()
	reportChecks(t, "\n"+string(output), err)
}

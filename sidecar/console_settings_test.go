package main_test

import (
	"strings"
	"testing"

	"neonauth/sidecar/console"
)

// TestConsoleSettingsInABrowser uses settings, activity, outbox and keys for their purposes in Debian's chromium, and looks
// at the effect in SQL. `go test -artifacts -outputdir FOLDER` keeps its screenshots.
func TestConsoleSettingsInABrowser(t *testing.T) {
	t.Parallel()
	inConsole(t, "settings.mjs", []string{
		`select neon_auth.set('trusted_origins', 'https://app.example.com')`,
		`insert into neon_auth."user" (name, email, "emailVerified", role) values ('Ada Lovelace', 'ada@example.com', true, 'admin'), ('Bob', 'bob@example.com', false, 'user')`,
	}, func(_ string, _ func(args ...string) string) []string {
		return []string{"GROUPS=" + strings.Join(console.SettingPages(), ",")}
	})
}

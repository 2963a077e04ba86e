package sql_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
)

// unread are settings that no call of setting() reads: lists, columns of their own, and what only Neon's tools know.
var unread = []string{
	"name", "trusted_origins", "allow_localhost", "webhook_config.enabledEvents", "email_provider.type", "jwt.claimsHook",
	"plugin_configs.phoneNumber.enabled", "plugin_configs.phoneNumber.config.otp_expires_in",
	"plugin_configs.phoneNumber.config.allowed_attempts",
}

// TestKnownSettings: what the functions read is listed in known_setting with the same default, and what is listed is read.
func TestKnownSettings(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	listed := listed(t, conn, `select name || ' ' || coalesce(fallback #>> '{}', 'null') from neon_auth_internal.known_setting`)
	call := regexp.MustCompile(`setting\(\s*c\.(\w+), '\{([\w,]+)\}', (?:'([^']*)'|([\w.]+))(?:::\w+)?\)`)
	var read []string
	for _, path := range []string{"config/config.sql", "organization_options.sql", "outbox/get_mail_settings.sql"} {
		text, err := os.ReadFile("functions/" + path)
		must(t, err)
		for _, found := range call.FindAllStringSubmatch(string(text), -1) {
			column := map[string]string{"options": "", "organization_options": "plugin_configs.organization.config."}[found[1]]
			if _, own := map[string]bool{"options": true, "organization_options": true}[found[1]]; !own {
				column = found[1] + "."
			}
			found[4] = strings.ReplaceAll(found[4], "s.strict", "true")
			read = append(read, column+strings.ReplaceAll(found[2], ",", ".")+" "+found[3]+found[4])
		}
	}
	if len(read) < 40 {
		t.Errorf("only %d settings are read: does the pattern still match?", len(read))
	}
	for _, one := range read {
		name, _, _ := strings.Cut(one, " ")
		nullable := slices.Contains([]string{"webhook_config.webhookUrl", "jwt.claimsHook", "strict"}, name)
		if !slices.Contains(listed, one) && !nullable {
			t.Errorf("%q is read, and not listed in known_setting with that default", one)
		}
	}
	for _, one := range listed {
		name, _, _ := strings.Cut(one, " ")
		isRead := slices.ContainsFunc(read, func(other string) bool { return strings.HasPrefix(other, name+" ") })
		if !isRead && !slices.Contains(unread, name) && !strings.HasPrefix(name, "social_providers") {
			t.Errorf("%q is listed in known_setting, and nothing reads it", one)
		}
	}
}

package config

import (
	"strings"
	"testing"
	"time"
)

func TestMisspeltNames(t *testing.T) {
	t.Parallel()
	for name, meant := range map[string]string{
		"NEONAUTH_PUBLIC_URI":   "NEONAUTH_PUBLIC_URL",
		"NEONAUTH_SECRTE":       "NEONAUTH_SECRET",
		"NEONAUTH_DATABASE_URL": "DATABASE_URL",
		"neonauth_listen":       "NEONAUTH_LISTEN",
		"NEONAUTH_SMTP":         "NEONAUTH_SMTP_URL",
		"NEONAUTH_":             "",
	} {
		err := Check([]string{"PATH=/bin", name + "=hidden-word"})
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), meant) || strings.Contains(err.Error(), "hidden-word") {
			t.Errorf("%s: %v", name, err)
		}
	}
	good := []string{"DATABASE_URL=x", "OTHER=x", "NEONAUTH_TEST_URL=x", "NEONAUTH_POSTGRES_BIN=x"}
	for _, v := range Variables {
		good = append(good, v.Name+"=x")
	}
	for _, kubernetes := range []string{"SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT", "PORT_4400_TCP", "PORT_4400_TCP_ADDR", "PORT_4400_TCP_PORT", "PORT_4400_TCP_PROTO"} {
		good = append(good, "NEONAUTH_"+kubernetes+"=x")
	}
	if err := Check(good); err != nil {
		t.Error(err)
	}
}

func TestSwitches(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"NEONAUTH_INSECURE_COOKIES", "NEONAUTH_AUTO_MIGRATE", "NEONAUTH_WEBHOOK_ALLOW_PRIVATE", "NEONAUTH_OAUTH_ALLOW_PRIVATE"} {
		of := func(c Config) bool {
			return map[string]bool{
				"NEONAUTH_INSECURE_COOKIES": c.InsecureCookies, "NEONAUTH_AUTO_MIGRATE": c.AutoMigrate,
				"NEONAUTH_WEBHOOK_ALLOW_PRIVATE": c.AllowPrivateWebhooks, "NEONAUTH_OAUTH_ALLOW_PRIVATE": c.AllowPrivateProviders,
			}[name]
		}
		for value, want := range map[string]bool{"1": true, "true": true, "YES": true, "on": true, "0": false, "False": false, "no": false, "off": false, "": false} {
			c, err := read(map[string]string{"DATABASE_URL": "postgres://a/b", name: value})
			if err != nil || of(c) != want {
				t.Errorf("%s=%s: %v, %v", name, value, of(c), err)
			}
		}
		for _, value := range []string{"ja", "2", "enabled", "truee"} {
			if _, err := read(map[string]string{name: value}); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s=%s: %v", name, value, err)
			}
		}
	}
}

func TestShutdownDelay(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{"": -1, "0": 0, "3s": 3 * time.Second, "500ms": 500 * time.Millisecond, "2": 2 * time.Second, "1m": time.Minute} {
		if c, err := read(map[string]string{"NEONAUTH_SHUTDOWN_DELAY": value}); err != nil || c.ShutdownDelay != want {
			t.Errorf("%s: %v %v", value, c.ShutdownDelay, err)
		}
	}
	for _, value := range []string{"soon", "-1s", "1h", "3 s"} {
		if _, err := read(map[string]string{"NEONAUTH_SHUTDOWN_DELAY": value}); err == nil || !strings.Contains(err.Error(), "NEONAUTH_SHUTDOWN_DELAY") {
			t.Errorf("%s: %v", value, err)
		}
	}
}

// TestAllAreListed: every variable that Read reads is in the list, has a flag and help, and is not reported as misspelt.
func TestAllAreListed(t *testing.T) {
	t.Parallel()
	if _, err := Read(func(name string) string {
		if !isKnown(name) {
			t.Errorf("%s is not in Variables", name)
		}
		return ""
	}); err != nil {
		t.Fatal(err)
	}
}

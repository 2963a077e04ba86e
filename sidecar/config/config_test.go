package config

import (
	"strings"
	"testing"
)

func read(variables map[string]string) (Config, error) {
	return Read(func(name string) string { return variables[name] })
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c, err := read(map[string]string{"DATABASE_URL": "postgres://a/b"})
	if err != nil {
		t.Fatal(err)
	}
	if c.MigrateURL != "postgres://a/b" || c.Listen != "127.0.0.1:4400" || c.PublicURL != "http://localhost:4400" ||
		c.DataDir != ".neonauth" || c.InsecureCookies || c.AllowPrivateWebhooks || len(c.TrustedProxies) == 0 {
		t.Errorf("%+v", c)
	}
}

func TestPublicURL(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://auth.example.com":      "https://auth.example.com",
		"https://auth.example.com/":     "https://auth.example.com",
		"HTTPS://Auth.Example.com:443":  "https://auth.example.com",
		"http://localhost:80":           "http://localhost",
		"http://localhost:4400":         "http://localhost:4400",
		"https://localhost:80":          "https://localhost:80",
		"http://[::1]:4400":             "http://[::1]:4400",
		"https://xn--bcher-kva.example": "https://xn--bcher-kva.example",
		"https://auth.example.com/x":    "",
		"https://auth.example.com?x":    "",
		"https://auth.example.com?":     "",
		"https://auth.example.com#":     "",
		"https://a:b@auth.example.com":  "",
		"https://bücher.example":        "",
		"https://auth.example.com:":     "",
		"https://auth.example.com.":     "",
		"https://":                      "",
		"auth.example.com":              "",
		"ftp://auth.example.com":        "",
		"javascript:alert(1)":           "",
		"https://a b":                   "",
	} {
		c, err := read(map[string]string{"NEONAUTH_PUBLIC_URL": given})
		if want == "" && (err == nil || !strings.Contains(err.Error(), "NEONAUTH_PUBLIC_URL")) {
			t.Errorf("%s: accepted as %s (%v)", given, c.PublicURL, err)
		}
		if want != "" && (err != nil || c.PublicURL != want) {
			t.Errorf("%s: %s (%v)", given, c.PublicURL, err)
		}
	}
}

// Webhooks to this machine are for development, like the embedded Postgres.
func TestPrivateWebhooks(t *testing.T) {
	t.Parallel()
	const name = "NEONAUTH_WEBHOOK_ALLOW_PRIVATE"
	for _, c := range []struct {
		url, value string
		want       bool
	}{
		{"", "", true},
		{"", "1", true},
		{"", "0", false},
		{"postgres://a/b", "", false},
		{"postgres://a/b", "1", true},
		{"postgres://a/b", "0", false},
	} {
		got, err := read(map[string]string{"DATABASE_URL": c.url, "NEONAUTH_SECRET": strings.Repeat("s", 32), name: c.value})
		if err != nil || got.AllowPrivateWebhooks != c.want {
			t.Errorf("DATABASE_URL=%s %s=%s: %v (%v)", c.url, name, c.value, got.AllowPrivateWebhooks, err)
		}
	}
}

func TestWrongValuesAreNamed(t *testing.T) {
	t.Parallel()
	for name, values := range map[string][]string{
		"NEONAUTH_LISTEN":          {"4400", "localhost", "127.0.0.1:http-alt", "127.0.0.1:70000", "127.0.0.1:0", "::1:4400", "127.0.0.1:"},
		"NEONAUTH_MAIL_FROM":       {"foo", "App <no-reply@example.com>", "a@b@example.com"},
		"NEONAUTH_TRUSTED_PROXIES": {"10.0.0.1", "10.0.0.0/8;::1/128", "all", "10.0.0.0/8,"},
	} {
		for _, value := range values {
			if _, err := read(map[string]string{name: value}); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s=%s: %v", name, value, err)
			}
		}
	}
	for _, good := range []string{":4400", "0.0.0.0:80", "[::1]:4400", "localhost:4400"} {
		if _, err := read(map[string]string{"NEONAUTH_LISTEN": good}); err != nil {
			t.Error(err)
		}
	}
}

// A driver's message about a connection string may contain the password, and one about its host too, if an @ in the
// password is not encoded.
func TestConnectionStrings(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"postgres://u:hidden-word@127.0.0.1:abc/x", "postgres://u:a@hidden-word@h/x", "postgres://u:a@hidden-word@h:abc/x",
		"postgres://u:b@h,a@hidden-word/x", "host=h password = hidden-word port=abc", "host=h PASSWORD=hidden-word port=abc",
		"host=h user=u passwrd=hidden-word port=abc", "hidden-word", "postgres://u@h/x?connect_timeout=hidden-word", "mysql://u:hidden-word@h/x",
	} {
		for _, name := range []string{"DATABASE_URL", "NEONAUTH_MIGRATE_URL", "NEONAUTH_READ_URL"} {
			_, err := read(map[string]string{name: text})
			if err == nil || !strings.HasPrefix(err.Error(), name+" is not a valid connection string") || strings.Contains(err.Error(), "hidden-word") {
				t.Errorf("%s=%s: %v", name, text, err)
			}
		}
	}
	for _, text := range []string{"postgres://u:a%40b@h1,h2:5433/x?sslmode=disable", "host=/var/run/postgresql dbname=x", "host=@socket user=u dbname=x", "postgres:///x?host=/tmp", "postgres://u:1%2F2@h/x%40y", "postgres://u:1@h/x?application_name=c@d/e", "host=h password=a://b/c@d dbname=x"} {
		if _, err := read(map[string]string{"DATABASE_URL": text, "NEONAUTH_READ_URL": text}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// The driver leaves a missing name to the server, which takes the login's: no database is served under that name.
func TestConnectionsNameADatabase(t *testing.T) {
	t.Setenv("PGDATABASE", "")
	for _, text := range []string{"postgres://u:p@h", "postgres://u:p@h:5433/", "postgres://u:p@h/?sslmode=disable", "host=h user=u"} {
		for _, name := range []string{"DATABASE_URL", "NEONAUTH_MIGRATE_URL"} {
			if _, err := read(map[string]string{name: text}); err == nil || !strings.Contains(err.Error(), name+" names no database") {
				t.Errorf("%s=%s: %v", name, text, err)
			}
		}
		if _, err := read(map[string]string{"NEONAUTH_READ_URL": text}); err != nil && strings.Contains(err.Error(), "names no database") {
			t.Error(err)
		}
	}
	t.Setenv("PGDATABASE", "x")
	if _, err := read(map[string]string{"DATABASE_URL": "host=h user=u"}); err != nil {
		t.Error(err)
	}
}

// A number that does not fit into the pool's would be another one there.
func TestConnectionsAreBounded(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"NEONAUTH_CONNECTIONS", "NEONAUTH_DATABASE_CONNECTIONS"} {
		for value, ok := range map[string]bool{"1": true, "262143": true, "262144": false, "2147483648": false, "4294967297": false, "9223372036854775807": false, "0": false, "-1": false, "1e3": false} {
			if _, err := read(map[string]string{name: value}); (err == nil) != ok || err != nil && !strings.Contains(err.Error(), name+" must be a number from 1 to 262143") {
				t.Errorf("%s=%s: %v", name, value, err)
			}
		}
	}
}

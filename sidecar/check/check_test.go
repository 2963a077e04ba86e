package check_test

import (
	"net/netip"
	"strings"
	"testing"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/captcha"
	"neonauth/sidecar/check"
	"neonauth/sidecar/config"
)

func TestConnectionToAnotherMachineIsVerified(t *testing.T) {
	t.Setenv("PGSSLMODE", "")
	for address, problem := range map[string]string{
		"":                           "",
		"postgres://a@127.0.0.1/x":   "",
		"postgres://a@[::1]/x":       "",
		"postgres://a@localhost/x":   "",
		"postgres:///x?host=/run/pg": "",
		"postgres://a@db.example.com/x?sslmode=verify-full":         "",
		"postgres://a@db.example.com/x?sslmode=verify-ca":           "",
		"postgres://a@db.example.com/x?sslmode=require":             "not verified",
		"postgres://a@db.example.com/x":                             "may be unencrypted",
		"postgres://a@db.example.com/x?sslmode=prefer":              "may be unencrypted",
		"postgres://a@db.example.com/x?sslmode=disable":             "may be unencrypted",
		"postgres://a@10.0.0.1/x?sslmode=disable":                   "may be unencrypted",
		"postgres://a@127.0.0.1,db.example.com/x?sslmode=disable":   "may be unencrypted",
		"host=db.example.com user=a dbname=x sslmode=verify-full":   "",
		"host=db.example.com user=a dbname=x sslmode=allow":         "may be unencrypted",
		"postgres://a@127.0.0.1,db.example.com/x?sslmode=require":   "not verified",
		"postgres://a@127.0.0.1.evil.example/x?sslmode=disable":     "may be unencrypted",
		"postgres://a:hidden@db.example.com:5432/x?sslmode=disable": "db.example.com",
	} {
		found := check.Connection(address)
		if (found == "") != (problem == "") || !strings.Contains(found, problem) || strings.Contains(found, "hidden") {
			t.Errorf("%s: %q, want %q", address, found, problem)
		}
	}
}

func TestEntropyTellsRandomFromRepeated(t *testing.T) {
	t.Parallel()
	for secret, strong := range map[string]bool{
		"5f0c1f7f0b0f4a2b8d8e6c9a7b3e1d2c4f6a8b0c1d3e5f7a9b1c3d5e7f901234": true,
		"h2VtTq8yJm4bYy0QzB3kUe1nHs7wDf5L":                                 true,
		"abcdefghabcdefghabcdefghabcdefgh":                                 false,
		"12345678123456781234567812345678123456781234567812345678":         false,
		"passwordpasswordpasswordpassword":                                 false,
	} {
		if bits := check.Entropy(secret); (bits >= 100) != strong {
			t.Errorf("%s: %.0f bits", secret, bits)
		}
	}
}

func TestProxiesAreFew(t *testing.T) {
	t.Parallel()
	for network, ok := range map[string]bool{
		"10.0.0.0/8": true, "fc00::/7": true, "198.51.100.7/32": true, "0.0.0.0/0": false, "::/0": false, "128.0.0.0/1": false, "2000::/3": false,
	} {
		results := check.Proxies(config.Config{TrustedProxies: []netip.Prefix{netip.MustParsePrefix(network)}})
		if (results[0].State == check.OK) != ok {
			t.Errorf("%s: %+v", network, results)
		}
	}
}

func TestEndpointsOfSettingsExist(t *testing.T) {
	t.Parallel()
	for entry, known := range map[string]bool{
		"/sign-up/email": true, "/email-otp/passcode": true, "/sign-in": true, "/admin/*-user": true, "*": true,
		"/sign-in/emial": false, "/signin": false, "/list-sessions": false, "/admin/*-usr": false,
	} {
		found := check.UnknownEndpoints(&branch.Settings{Captcha: &captcha.Check{Endpoints: []string{"/sign-in/email", entry}}})
		if (len(found) == 0) != known || !known && !strings.Contains(found[0], entry) {
			t.Errorf("captcha %s: %v", entry, found)
		}
	}
	for entry, known := range map[string]bool{"/change-password": true, "/reset-password": true, "/sign-up/emial": false, "/sign-up": false} {
		found := check.UnknownEndpoints(&branch.Settings{Breach: &branch.Breach{Paths: map[string]bool{"/sign-up/email": true, entry: true}}})
		if (len(found) == 0) != known || !known && !strings.Contains(found[0], entry) {
			t.Errorf("breached passwords %s: %v", entry, found)
		}
	}
	for entry, known := range map[string]bool{
		"/change-email": true, "/admin/*": true, "/list-sessions": true, "/phone-number/verify": true, "*": true,
		"/change-emial": false, "/admin/*-usr": false, "/change": false, "/two.factor/enable": false,
	} {
		listed, err := branch.CompilePaths("^(/delete-user|" + strings.ReplaceAll(strings.NewReplacer("-", `\-`, ".", `\.`).Replace(entry), "*", ".*") + ")$")
		if err != nil {
			t.Fatal(err)
		}
		found := check.UnknownEndpoints(&branch.Settings{StepUp: listed})
		if (len(found) == 0) != known || !known && !strings.Contains(found[0], entry) {
			t.Errorf("recent proof %s: %v", entry, found)
		}
	}
	if found := check.UnknownEndpoints(&branch.Settings{}); len(found) > 0 {
		t.Errorf("without settings: %v", found)
	}
}

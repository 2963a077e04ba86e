package config

import (
	"strings"
	"testing"
)

// TestConsole: the console is off by default, never on the API's origin, and never without TLS where others can reach it.
func TestConsole(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		environ     map[string]string
		listen, url string
		problem     string // in the error
	}{
		"off":                     {map[string]string{"DATABASE_URL": "postgres://a/b"}, "", "", ""},
		"off with an address":     {map[string]string{"DATABASE_URL": "postgres://a/b", "NEONAUTH_CONSOLE_URL": "https://c.example.com"}, "", "", ""},
		"embedded":                {nil, "127.0.0.1:4401", "http://127.0.0.1:4401", ""},
		"embedded, off":           {map[string]string{"NEONAUTH_CONSOLE_LISTEN": "off"}, "", "", ""},
		"embedded, on other port": {map[string]string{"NEONAUTH_LISTEN": "127.0.0.1:5000"}, "", "", ""},
		"loopback":                {map[string]string{"NEONAUTH_CONSOLE_LISTEN": "[::1]:5001"}, "[::1]:5001", "http://[::1]:5001", ""},
		"behind a proxy":          {map[string]string{"NEONAUTH_CONSOLE_LISTEN": "0.0.0.0:4401", "NEONAUTH_CONSOLE_URL": "https://Console.example.com/"}, "0.0.0.0:4401", "https://console.example.com", ""},
		"in a container":          {map[string]string{"NEONAUTH_CONSOLE_LISTEN": ":4401", "NEONAUTH_CONSOLE_URL": "http://localhost:4401"}, ":4401", "http://localhost:4401", ""},
		"open to others":          {map[string]string{"NEONAUTH_CONSOLE_LISTEN": "0.0.0.0:4401"}, "", "", "TLS"},
		"every address":           {map[string]string{"NEONAUTH_CONSOLE_LISTEN": ":4401"}, "", "", "TLS"},
		"a network address":       {map[string]string{"NEONAUTH_CONSOLE_LISTEN": "10.0.0.7:4401"}, "", "", "TLS"},
		"without TLS":             {map[string]string{"NEONAUTH_CONSOLE_LISTEN": "0.0.0.0:4401", "NEONAUTH_CONSOLE_URL": "http://console.example.com"}, "", "", "TLS"},
		"a look-alike":            {map[string]string{"NEONAUTH_CONSOLE_LISTEN": "0.0.0.0:4401", "NEONAUTH_CONSOLE_URL": "http://127.0.0.1.example.com"}, "", "", "TLS"},
		"no port":                 {map[string]string{"NEONAUTH_CONSOLE_LISTEN": "127.0.0.1"}, "", "", "port"},
		"no address":              {map[string]string{"NEONAUTH_CONSOLE_LISTEN": "on"}, "", "", "port"},
		"no origin":               {map[string]string{"NEONAUTH_CONSOLE_LISTEN": "127.0.0.1:4401", "NEONAUTH_CONSOLE_URL": "https://a.example.com/console"}, "", "", "NEONAUTH_CONSOLE_URL"},
		"the API's listener":      {map[string]string{"NEONAUTH_CONSOLE_LISTEN": "127.0.0.1:4400"}, "", "", "differ"},
		"the API's origin": {map[string]string{
			"NEONAUTH_CONSOLE_LISTEN": "127.0.0.1:4401", "NEONAUTH_CONSOLE_URL": "https://auth.example.com", "NEONAUTH_PUBLIC_URL": "https://AUTH.example.com:443",
		}, "", "", "differ"},
	} {
		got, err := Read(func(name string) string { return c.environ[name] })
		switch {
		case c.problem != "" && (err == nil || !strings.Contains(err.Error(), c.problem)):
			t.Errorf("%s: %v", name, err)
		case c.problem == "" && (err != nil || got.ConsoleListen != c.listen || got.ConsoleURL != c.url):
			t.Errorf("%s: %q %q %v", name, got.ConsoleListen, got.ConsoleURL, err)
		}
	}
}

package main_test

import (
	"crypto/sha1"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
)

// TestBreachCommands: a list is imported from a file or a pipe, and the passwords in it are refused here too.
func TestBreachCommands(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL)
	out, _ := s.pipe(t, 0, "", "breach", "status")
	holds(t, out, "0 breached passwords are known")

	var list strings.Builder
	for n := range 30000 {
		fmt.Fprintf(&list, "%X:%d\r\n", sha1.Sum(fmt.Appendf(nil, "leaked-password-%d", n)), n+1)
	}
	file := filepath.Join(s.dir, "list.txt")
	if err := os.WriteFile(file, []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // again, as after an interruption
		out, said := s.pipe(t, 0, "", "breach", "import", file)
		holds(t, out, "30000 breached passwords are known", "plugin_configs.haveIBeenPwned.enabled")
		holds(t, said, "list.txt: 100%, 30000 passwords")
	}
	do(t, d, `select neon_auth.set('plugin_configs.haveIBeenPwned.enabled', 'true')`)
	out, _ = s.pipe(t, 0, "12345678\nqwertyuiop\n", "breach", "import", "-", "--json")
	holds(t, out, `"passwords"`, "30002", "true")

	for _, word := range []string{"leaked-password-29999", "qwertyuiop"} {
		_, said := s.pipe(t, 1, word+"\n", "user", "create", "ada@example.com", "--password")
		holds(t, said, "known to attackers")
	}
	s.pipe(t, 0, "leaked-password-30000\n", "user", "create", "ada@example.com", "--password")

	_, said := s.pipe(t, 1, "", "breach", "import", filepath.Join(s.dir, "missing"))
	holds(t, said, "missing")
	_, said = s.pipe(t, 1, strings.Repeat("0F", 16)+":1\n", "breach", "import", "-")
	holds(t, said, "NTLM")
	s.pipe(t, 2, "", "breach", "import")
	out, _ = s.pipe(t, 0, "", "breach", "clear")
	holds(t, out, "0 breached passwords are known")
}

package metrics

import (
	"strings"
	"testing"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/secret"
)

// A sidecar without requests closes its database. That does not mean that the database is down, which is an alert.
func TestAnIdleDatabaseIsNotDown(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	ring, err := secret.New("5f0c1f7f0b0f4a2b8d8e6c9a7b3e1d2c4f6a8b0c", "")
	if err != nil {
		t.Fatal(err)
	}
	use := func() (open, most int) { return 0, 1 }
	for _, c := range []struct{ address, up string }{
		{d.SidecarURL, "1"},
		{"postgres://u@127.0.0.1:1/" + d.Name, "0"},
	} {
		databases := branch.NewDatabases(c.address, ring, branch.Options{})
		t.Cleanup(databases.Close)
		m := New()
		m.Databases(d.Name, databases.Each, use, databases.Get)
		wants(t, m, `neonauth_database_up{database="`+d.Name+`"} `+c.up)
		databases.Close()
		if got := text(t, m); !strings.Contains(got, `neonauth_database_up{database="`+d.Name+`"} `+c.up+"\n") {
			t.Errorf("closed: %s is not %s", c.address, c.up)
		}
	}
}

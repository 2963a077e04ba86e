package branch

import (
	"testing"
	"time"

	"neonauth/sidecar/pgtest"
)

// TestForkWhileServed: a branch that is forked, and adopted again, is served under its new identity automatically.
func TestForkWhileServed(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	served := serving(t, d.SidecarURL, Options{})
	before := identity(t, served, d.Name)
	if db, err := served.ByBranch(t.Context(), before, d.Name); db == nil || err != nil {
		t.Fatalf("ByBranch(%s) is %v, %v", before, db, err)
	}

	for _, step := range []string{"select neon_auth.fork_branch()", "select neon_auth.adopt_branch('" + before + "')"} {
		var now string
		if err := d.Owner.QueryRow(t.Context(), step).Scan(&now); err != nil {
			t.Fatal(err)
		}
		pgtest.Eventually(t, step+": it is not served as "+now, func() bool { return identity(t, served, d.Name) == now })
		pgtest.Eventually(t, step+": no host name leads to "+now, func() bool {
			db, err := served.ByBranch(t.Context(), now, d.Name)
			if err != nil {
				t.Fatal(err)
			}
			return db != nil
		})
	}
}

// TestSettingsLast: settings are read again, and stay in use if that fails.
func TestSettingsLast(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	db, err := Open(t.Context(), d.SidecarURL, ring(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	seen, err := db.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	old := *seen
	old.LoadedAt = time.Now().Add(-time.Hour)
	db.settings.Store(&old)
	if now, err := db.Settings(t.Context()); err != nil || now.LoadedAt.Equal(old.LoadedAt) {
		t.Errorf("settings of an hour ago were not read again: %v", err)
	}

	db.settings.Store(&old)
	exec(t, d.URL, "drop table neon_auth.config_version cascade")
	if now, err := db.Settings(t.Context()); err != nil || now != &old {
		t.Errorf("without the database: %v", err)
	}
	if _, err := db.Reload(t.Context(), nil); err == nil {
		t.Error("settings were reloaded from a database that does not exist")
	}
}

// TestRotateKey: each rotation, also the first one, creates a key that signs and keeps the last one for verification.
func TestRotateKey(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	db, err := Open(t.Context(), d.SidecarURL, ring(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	last := ""
	for n := range 3 {
		if err := db.RotateKey(t.Context()); err != nil {
			t.Fatalf("rotation %d: %v", n, err)
		}
		settings, err := db.Settings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		key, err := db.SigningKey(t.Context(), settings)
		if err != nil || key.ID == last {
			t.Fatalf("rotation %d: key %v, %v", n, key, err)
		}
		last = key.ID
		var signing, verifying int
		err = d.Owner.QueryRow(t.Context(), `
			select count(*) filter (where "expiresAt" is null), count(*) filter (where "expiresAt" > now())
			from neon_auth.jwks`).Scan(&signing, &verifying)
		if err != nil || signing != 1 || verifying != n {
			t.Errorf("rotation %d: %d keys sign and %d verify, %v", n, signing, verifying, err)
		}
	}
}

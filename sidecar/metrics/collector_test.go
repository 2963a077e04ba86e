package metrics

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

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

// Databases beyond the bound of labels share one, with the sums, and the worst of what cannot be added, so that alerts
// fire for them.
func TestDatabasesBeyondTheBoundAreAddedUp(t *testing.T) {
	t.Parallel()
	first, second, third := pgtest.New(t), pgtest.New(t), pgtest.New(t)
	ring, err := secret.New("5f0c1f7f0b0f4a2b8d8e6c9a7b3e1d2c4f6a8b0c", "")
	if err != nil {
		t.Fatal(err)
	}
	databases := branch.NewDatabases(first.SidecarURL, ring, branch.Options{Connections: 3})
	t.Cleanup(databases.Close)
	m := New()
	m.Databases(first.Name, databases.Each, func() (open, most int) { return 0, 1 }, databases.Get)
	m.open = nil // no label is given up
	for n := range maxDatabases - 1 {
		m.database(fmt.Sprintf("other%d", n))
	}
	for days, d := range []*pgtest.Database{first, second, third} {
		if db, err := databases.Get(t.Context(), d.Name); db == nil || err != nil {
			t.Fatal(db, err)
		}
		for range days {
			if _, err := d.Owner.Exec(t.Context(), `select neon_auth_internal.queue_mail('password-changed', 'ada@example.com', null, null)`); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := d.Owner.Exec(t.Context(), fmt.Sprintf(`update neon_auth.outbox set "createdAt" = now() - interval '%d days'`, days)); err != nil {
			t.Fatal(err)
		}
	}
	wants(t, m, `neonauth_databases_open 3`, `neonauth_database_up{database="`+first.Name+`"} 1`, `neonauth_database_up{database="other"} 1`,
		`neonauth_database_writable{database="other"} 1`, `neonauth_outbox_waiting{channel="mail",database="other"} 3`,
		`neonauth_outbox_waiting{channel="mail",database="`+first.Name+`"} 0`, `neonauth_pool_connections_max{database="other"} 6`)
	got := text(t, m)
	if strings.Contains(got, second.Name) || strings.Contains(got, third.Name) || !strings.Contains(got, `neonauth_outbox_oldest_seconds{database="other"} 1728`) {
		t.Error(got) // two days
	}
}

// One database of many that is down, on a standby, or with a wrong clock shows in what they share.
func TestTheWorstOfManyDatabasesShows(t *testing.T) {
	t.Parallel()
	fine := func() *state {
		return &state{up: true, writable: true, skew: time.Second, connections: map[string]float64{}, replicas: map[string]*replicaState{"r": {up: true, connections: map[string]float64{}}}}
	}
	for what, bad := range map[string]func(*state){
		"down":    func(s *state) { s.up = false },
		"standby": func(s *state) { s.writable = false },
		"clock":   func(s *state) { s.skew = -time.Minute },
		"replica": func(s *state) { s.replicas["r"].up = false },
	} {
		for at := range 3 {
			sum := fine()
			for n := range 3 {
				next := fine()
				if n == at {
					bad(next)
				}
				next.add(sum)
				sum = next
			}
			if sum.up && sum.writable && sum.skew == time.Second && sum.replicas["r"].up {
				t.Errorf("%s of the %dth is hidden", what, at)
			}
		}
	}
}

// A database that shares a label is not down because others took the time to ask it. One that was asked in vain is.
func TestNoTimeToAskIsNotDown(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	ring, err := secret.New("5f0c1f7f0b0f4a2b8d8e6c9a7b3e1d2c4f6a8b0c", "")
	if err != nil {
		t.Fatal(err)
	}
	databases := branch.NewDatabases(d.SidecarURL, ring, branch.Options{})
	t.Cleanup(databases.Close)
	db, err := databases.Get(t.Context(), d.Name)
	if err != nil || db == nil {
		t.Fatal(db, err)
	}
	late, cancel := context.WithCancel(t.Context())
	cancel()
	for patient, up := range map[bool]bool{true: true, false: false} {
		c := &collector{figures: map[string]figures{}}
		c.refresh(late, map[string]*branch.Database{d.Name: db}, patient)
		if s := newState(db, c.figures[d.Name]); s.up != up {
			t.Errorf("patient %v: up is %v", patient, s.up)
		}
	}
}

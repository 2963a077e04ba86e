package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"neonauth/sidecar/pgtest"
	"neonauth/sql"
)

// TestUpgrade installs the next release while a sidecar serves and a report holds the tables: no request fails.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	program, next := build(t), build(t, "-overlay", nextRelease(t))
	d := pgtest.Empty(t)
	if said, err := migrate(t, program, d.URL); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	d.Serve(t)
	profile(t, d.URL, "default")
	base, _ := serveNeonauth(t, program, d.SidecarURL)
	load := startLoad(t, base)
	load.await(t, 100)
	do := func(statement string) error {
		_, err := d.Owner.Exec(t.Context(), statement)
		return err
	}
	// A table of the app that refers to users, as the README allows.
	if err := do(`create table note (author uuid not null references neon_auth."user" (id) on delete cascade);
		insert into note select id from neon_auth."user"`); err != nil {
		t.Fatal(err)
	}

	report := holdTables(t, d)
	nextBase, _ := serveNeonauth(t, next, d.SidecarURL, "NEONAUTH_MIGRATE_URL="+d.URL, "NEONAUTH_AUTO_MIGRATE=1")
	<-report
	load.add(nextBase)
	load.await(t, 200)

	// An older program then installs nothing, but serves.
	said, err := migrate(t, program, d.URL)
	if err == nil || !strings.Contains(said, "use the newer program") || strings.Count(said, "\n") != 1 {
		t.Errorf("migrate printed %q (%v)", said, err)
	}
	again, _ := serveNeonauth(t, program, d.URL) // as a login that could install
	load.add(again)
	load.await(t, 100)
	load.stop(t)
	var release int
	if err := d.Owner.QueryRow(t.Context(), "select release from neon_auth.installation").Scan(&release); err != nil || release != sql.Release+1 {
		t.Errorf("release %d is installed (%v)", release, err)
	}
	if err := do("insert into note values (gen_random_uuid())"); err == nil || !strings.Contains(err.Error(), "note_author_fkey") {
		t.Errorf("a note without an author: %v", err)
	}
	var notes, users int
	if err := do("select neon_auth.delete_user(author) from (select author from note limit 1) one"); err != nil {
		t.Error(err)
	}
	if err := d.Owner.QueryRow(t.Context(), `select count(n), count(*) from neon_auth."user" u left join note n on n.author = u.id`).Scan(&notes, &users); err != nil || notes != 3 || users != 3 {
		t.Errorf("%d notes of %d users are left of 4 (%v)", notes, users, err)
	}
	for _, at := range []string{base, nextBase, again} {
		newPerson(at).want(t, "/sign-out", "{}", `"next"`)
	}
}

// nextRelease makes changes that a release may make: a table, a function's body. It returns an overlay for the go command.
func nextRelease(t *testing.T) string {
	t.Helper()
	dir, replace := t.TempDir(), map[string]string{}
	write := func(path, content string) {
		absolute, err := filepath.Abs(filepath.Join("../sql", path))
		if err != nil {
			t.Fatal(err)
		}
		replace[absolute] = filepath.Join(dir, filepath.Base(path))
		if err := os.WriteFile(replace[absolute], []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	change := func(path, old, new string) {
		content, err := os.ReadFile(filepath.Join("../sql", path))
		if err != nil || strings.Count(string(content), old) != 1 {
			t.Fatalf("%s does not contain %q exactly once (%v)", path, old, err)
		}
		write(path, strings.Replace(string(content), old, new, 1))
	}
	change("install.go", fmt.Sprintf("\nconst Release = %d\n", sql.Release), fmt.Sprintf("\nconst Release = %d\n", sql.Release+1))
	change("functions/session/sign_out.sql", "'success', true", "'success', true, 'next', true")
	migrations, err := filepath.Glob("../sql/migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	write(fmt.Sprintf("migrations/%03d_next.sql", len(migrations)+1), "alter table neon_auth.session_origin add column next text;\n")

	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// holdTables reads sessions for some seconds, and longer until an install has failed to lock a table and tries again. The
// channel is closed when it releases the tables.
func holdTables(t *testing.T, d *pgtest.Database) <-chan struct{} {
	t.Helper()
	report, err := d.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := report.Exec(t.Context(), "select count(*) from neon_auth.session"); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { // ends with the report
		defer close(done)
		defer report.Rollback(context.Background())
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		tries, waits, begun := 0, false, time.Now()
		for tries < 2 || time.Since(begun) < 3*time.Second {
			waited := waits
			err := d.Owner.QueryRow(t.Context(), `select exists (
				select from pg_locks l join pg_database d on d.oid = l.database
				where d.datname = current_database() and l.mode = 'AccessExclusiveLock' and not l.granted)`).Scan(&waits)
			if err != nil || time.Since(begun) > 3*time.Minute {
				t.Errorf("the install tried %d times to lock a table (%v)", tries, err)
				return
			}
			if waits && !waited {
				tries++
			}
			<-tick.C
		}
		t.Logf("the report held the tables for %v, the install tried %d times", time.Since(begun).Round(time.Millisecond), tries)
	}()
	return done
}

// load simulates users who use sidecars all the time, with about forty requests a second.
type load struct {
	mutex    sync.Mutex
	bases    []string
	answered int
	slowest  time.Duration
	failures []string
	end      context.CancelFunc
	running  sync.WaitGroup
}

func startLoad(t *testing.T, base string) *load {
	t.Helper()
	running, end := context.WithCancel(t.Context())
	l := &load{bases: []string{base}, end: end}
	for i := range 4 {
		credentials := fmt.Sprintf(`"email":"load%d@example.com","password":"correct horse"`, i)
		one := newPerson(base)
		one.want(t, "/sign-up/email", `{"name":"Load",`+credentials+"}", `"token"`)
		l.running.Go(func() { l.run(running, one, "{"+credentials+"}") }) // ends with stop
	}
	t.Cleanup(func() { end(); l.running.Wait() })
	return l
}

func (l *load) run(ctx context.Context, one *person, credentials string) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for i := 0; ctx.Err() == nil; i++ {
		for _, call := range [][3]string{
			{"/get-session", "", "load"},
			{"/update-user", `{"name":"Loaded"}`, "true"},
			{"/list-sessions", "", `"token"`},
			{"/token", "", `"token"`},
			{"/sign-out", "{}", "true"},
			{"/sign-in/email", credentials, `"token"`},
		} {
			l.mutex.Lock()
			one.base = l.bases[i%len(l.bases)]
			l.mutex.Unlock()
			begun := time.Now()
			status, answer, err := one.ask(call[0], call[1])
			l.mutex.Lock()
			l.answered++
			l.slowest = max(l.slowest, time.Since(begun))
			if err != nil || status != http.StatusOK || !strings.Contains(answer, call[2]) {
				l.failures = append(l.failures, fmt.Sprintf("%s answers %d %s (%v) after %v", call[0], status, answer, err, time.Since(begun)))
			}
			l.mutex.Unlock()
			<-tick.C
		}
	}
}

// add adds another sidecar to the load.
func (l *load) add(base string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.bases = append(l.bases, base)
}

// await returns when that many more requests have been answered.
func (l *load) await(t *testing.T, more int) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	from := l.count()
	for deadline := time.Now().Add(5 * time.Minute); l.count() < from+more; <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d requests in five minutes", l.count()-from, more)
		}
	}
}

func (l *load) count() int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.answered
}

// stop ends the load and expects that every request succeeded.
func (l *load) stop(t *testing.T) {
	t.Helper()
	l.end()
	l.running.Wait()
	t.Logf("%d requests, the slowest took %v", l.answered, l.slowest.Round(time.Millisecond))
	for _, failure := range l.failures {
		t.Error(failure)
	}
}

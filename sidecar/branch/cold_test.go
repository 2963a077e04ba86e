package branch

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"neonauth/gen"
	"neonauth/sidecar/pgtest"
)

// A wire counts what passes to a server.
type wire struct {
	connections atomic.Int32
	trips       atomic.Int32 // statements that waited for an answer, from the first one after the login
	configs     atomic.Int32 // of these, parsed texts with get_config()
}

func (w *wire) pass(client, server net.Conn) {
	w.connections.Add(1)
	go func() {
		_, _ = io.Copy(client, server)
		client.Close()
	}()
	head := make([]byte, 5)
	for first := true; ; first = false {
		part := head
		if first { // the first message has no type
			part = head[1:]
		}
		if _, err := io.ReadFull(client, part); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head[1:])-4)
		if _, err := io.ReadFull(client, body); err != nil {
			return
		}
		if !first && (head[0] == 'S' || head[0] == 'Q') {
			w.trips.Add(1)
		}
		if !first && head[0] == 'P' && bytes.Contains(body, []byte("get_config()")) {
			w.configs.Add(1)
		}
		if _, err := server.Write(append(bytes.Clone(part), body...)); err != nil {
			return
		}
	}
}

// The first request to a database waits for one connection only, and for as few answers as possible: Postgres fills the
// caches of every connection, and reading the settings takes more time than all else together.
func TestFirstRequestToADatabaseTakesOneConnection(t *testing.T) {
	t.Parallel()
	d, w := pgtest.New(t), &wire{}
	worked := make(chan struct{})
	all := serving(t, pgtest.Proxy(t, d.SidecarURL, w.pass), Options{calm: time.Hour, Work: func(ctx context.Context, db *Database) { close(worked) }})
	db, err := all.Get(t.Context(), d.Name)
	if err != nil || db == nil {
		t.Fatal(db, err)
	}
	if _, err := db.Settings(t.Context()); err != nil {
		t.Fatal(err)
	}
	// The check of the connection, the clock, and the settings: their statements are prepared, then executed.
	if connections, trips, configs := w.connections.Load(), w.trips.Load(), w.configs.Load(); connections != 1 || trips > 4 || configs != 1 {
		t.Errorf("it took %d connections, %d round trips and read the settings %d times; want 1, 4 and 1", connections, trips, configs)
	}
	all.Close()
	<-worked // the work was only put off
}

// Settings that have not changed are not read again, neither each second nor on a new connection.
func TestUnchangedSettingsAreNotReadAgain(t *testing.T) {
	t.Parallel()
	d, w := pgtest.New(t), &wire{}
	db, err := Open(t.Context(), pgtest.Proxy(t, d.SidecarURL, w.pass), ring(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	first, err := db.Reload(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		db.pool.Reset() // the next statement needs a new connection
		again, err := db.Reload(t.Context(), nil)
		if err != nil || again.Version != first.Version || again == first {
			t.Fatalf("%v, %v", again, err)
		}
	}
	if w.connections.Load() < 4 || w.configs.Load() != 1 {
		t.Errorf("%d connections read the settings %d times; want once", w.connections.Load(), w.configs.Load())
	}
	exec(t, d.URL, `update neon_auth.project_config set name = 'Acme'`)
	exec(t, d.URL, `insert into neon_auth.project_config (name) select 'Acme' where not exists (select from neon_auth.project_config)`)
	if changed, err := db.Reload(t.Context(), nil); err != nil || changed.AppName != "Acme" {
		t.Errorf("after a change: %v, %v", changed, err)
	}
}

// A database that is only opened to look for mail or to read its identity does not read its settings.
func TestScansDoNotReadSettings(t *testing.T) {
	t.Parallel()
	d, w := pgtest.New(t), &wire{}
	all := serving(t, pgtest.Proxy(t, d.SidecarURL, w.pass), Options{})
	var mail bool
	err := all.openBriefly(t.Context(), d.Name, func(ctx context.Context, db *Database) (err error) {
		mail, err = db.hasOwnMail(ctx)
		return err
	})
	if err != nil || mail || w.configs.Load() != 0 || w.connections.Load() != 1 {
		t.Errorf("%v, mail: %v; %d connections read the settings %d times", err, mail, w.connections.Load(), w.configs.Load())
	}
	identity := ""
	if err := d.Owner.QueryRow(t.Context(), "select neon_auth.branch_identity()").Scan(&identity); err != nil {
		t.Fatal(err)
	}
	if all.names[identity] != d.Name {
		t.Errorf("the scan has recorded %v, not %s", all.names, identity)
	}
}

// What an idle branch keeps is little, because branches share what is equal.
func TestBranchesShareWhatIsEqual(t *testing.T) {
	t.Parallel()
	d, other := pgtest.New(t), pgtest.New(t)
	exec(t, other.URL, `update neon_auth.project_config set name = 'Other', plugin_configs = '{"magicLink": {"enabled": true}}'`)
	var settings []*Settings
	for _, url := range []string{d.SidecarURL, other.SidecarURL} {
		db, err := Open(t.Context(), url, ring(t), Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		s, err := db.Settings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		settings = append(settings, s)
	}
	first, second := settings[0], settings[1]
	if first.Branch == second.Branch || len(first.Failures) < 100 || first.Limited == nil {
		t.Fatalf("%+v, %+v", first, second)
	}
	if reflect.ValueOf(first.Failures).Pointer() != reflect.ValueOf(second.Failures).Pointer() || first.Limited != second.Limited {
		t.Error("two branches have the same failures and paths twice")
	}
	changed := []gen.ListFailuresRow{{Name: "A", Status: 400, Code: "A", Message: "a"}}
	if a := shareFailures(changed); len(a) != 1 || a["A"].Message != "a" {
		t.Errorf("%v", a)
	}
	for i := range 3 * mostPaths { // a project that changes its settings all the time
		pattern := fmt.Sprintf("^(/a%d)$", i)
		if paths, err := sharePaths(pattern); err != nil || !paths.Match(fmt.Sprint("/a", i)) || paths.Match("/token") {
			t.Errorf("%s: %v, %v", pattern, paths, err)
		}
	}
	shared.mutex.Lock()
	defer shared.mutex.Unlock()
	if len(shared.paths) > mostPaths || len(shared.failures) > mostFailures {
		t.Errorf("%d patterns and %d lists of failures are kept", len(shared.paths), len(shared.failures))
	}
}

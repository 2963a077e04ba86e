package branch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"neonauth/sidecar/pgtest"
)

// A gate is a proxy in front of Postgres. It records the databases of the connections.
type gate struct {
	mutex sync.Mutex
	names []string
}

// stand returns the address of a gate in front of the server.
func (g *gate) stand(t *testing.T, address string) string {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	host := target.Host
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() { // ends with the listener
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			go g.pass(in, host)
		}
	}()
	target.Host = listener.Addr().String()
	query := target.Query()
	query.Set("sslmode", "disable")
	target.RawQuery = query.Encode()
	return target.String()
}

func (g *gate) pass(in net.Conn, host string) {
	defer in.Close()
	out, err := net.Dial("tcp", host)
	if err != nil {
		return
	}
	defer out.Close()
	startup := make([]byte, 4096)
	n, err := in.Read(startup)
	if err != nil {
		return
	}
	if _, rest, ok := bytes.Cut(startup[:n], []byte("\x00database\x00")); ok {
		name, _, _ := bytes.Cut(rest, []byte{0})
		g.mutex.Lock()
		g.names = append(g.names, string(name))
		g.mutex.Unlock()
	}
	if _, err := out.Write(startup[:n]); err != nil {
		return
	}
	go func() { _, _ = io.Copy(out, in); out.Close() }()
	_, _ = io.Copy(in, out)
}

func (g *gate) connections() []string {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return slices.Clone(g.names)
}

// TestUnknownNamesCauseNoConnection: requests for invented names, cancelled or not, open no connection and do not delay
// a database that is not open yet.
func TestUnknownNamesCauseNoConnection(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]bool{"with an open database": true, "with none open": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, cold := pgtest.New(t), pgtest.New(t)
			g := &gate{}
			d := serving(t, g.stand(t, one.SidecarURL), Options{Limit: NewLimit(10)})
			if first {
				identity(t, d, one.Name)
			}
			flood := sync.WaitGroup{}
			stop, end := context.WithCancel(t.Context())
			for worker := range 50 {
				flood.Go(func() {
					for n := 0; stop.Err() == nil && n < 100; n++ {
						ctx, done := context.WithTimeout(stop, time.Millisecond) // the client gives up
						if n%2 == 0 {
							ctx = stop
						}
						db, err := d.Get(ctx, fmt.Sprintf("invented_%d_%d", worker, n))
						if db != nil || err != nil && !errors.Is(err, ErrBusy) && ctx.Err() == nil {
							t.Errorf("an invented name: %v, %v", db, err)
						}
						done()
					}
				})
			}
			soon, done := context.WithTimeout(t.Context(), time.Minute)
			defer done()
			if db, err := d.Get(soon, cold.Name); db == nil || err != nil {
				t.Errorf("the database that is not open yet: %v, %v", db, err)
			}
			flood.Wait()
			end()
			for _, name := range g.connections() {
				if name != one.Name && name != cold.Name {
					t.Errorf("a connection to %q", name)
				}
			}
			if n := len(d.entries); n > 2 {
				t.Errorf("%d names are kept", n)
			}
		})
	}
}

// TestUnknownBranchOpensNothing: each database is identified once, whatever identities are requested.
func TestUnknownBranchOpensNothing(t *testing.T) {
	t.Parallel()
	one, two := pgtest.New(t), pgtest.New(t)
	g := &gate{}
	d := serving(t, g.stand(t, one.SidecarURL), Options{})
	identity(t, d, one.Name)
	if db, err := d.ByBranch(t.Context(), "ep-0000000000000000", one.Name); db != nil || err != nil {
		t.Fatalf("an unknown branch is %v, %v", db, err)
	}
	d.mutex.Lock()
	for name := range d.entries {
		if name != one.Name {
			t.Errorf("%s was opened", name)
		}
	}
	d.listed = time.Time{}
	d.mutex.Unlock()
	count := func() (n int) {
		for _, name := range g.connections() {
			if name == two.Name {
				n++
			}
		}
		return n
	}
	if count() == 0 {
		t.Error("the other database was not identified")
	}
	before := count()
	for n := range 20 {
		for _, host := range []string{fmt.Sprintf("ep-%016x", n), fmt.Sprintf("invented-%d", n), "ep-" + two.Name} {
			if db, err := d.ByBranch(t.Context(), host, one.Name); db != nil || err != nil {
				t.Fatalf("%s is %v, %v", host, db, err)
			}
		}
		d.mutex.Lock()
		d.listed = time.Time{} // as if a second had passed
		d.mutex.Unlock()
	}
	if n := count() - before; n > 0 {
		t.Errorf("%d further connections to a database that was identified", n)
	}
	d.mutex.Lock()
	var there string
	for identity, name := range d.names {
		if name == two.Name {
			there = identity
		}
	}
	d.mutex.Unlock()
	if db, err := d.ByBranch(t.Context(), there, one.Name); db == nil || err != nil || db.Name != two.Name {
		t.Errorf("the known branch %s is %v, %v", there, db, err)
	}
}

// TestOpeningIsBounded: requests for more databases than can be opened soon fail immediately instead of queueing.
func TestOpeningIsBounded(t *testing.T) {
	t.Parallel()
	one := pgtest.New(t)
	d := serving(t, one.SidecarURL, Options{})
	d.opens = maxOpening
	if db, err := d.Get(t.Context(), one.Name); db != nil || !errors.Is(err, ErrBusy) {
		t.Errorf("%v, %v", db, err)
	}
	d.opens = 0
	identity(t, d, one.Name)
}

package branch

import (
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"neonauth/sidecar/pgtest"
)

func TestOnlyLookupsWaitBriefly(t *testing.T) {
	t.Parallel()
	opened, branch := openForTest(t)
	waits := func() (wanted []bool) {
		idle := opened.pool.AcquireAllIdle(t.Context())
		for _, conn := range idle {
			if l := listeningOf(conn.Conn()); l != nil && l.wait.raw != nil {
				wanted = append(wanted, l.wait.wanted.Load())
			}
			conn.Release()
		}
		return wanted
	}
	look := func() bool {
		if _, err := opened.Session(t.Context(), branch, strings.Repeat("1", 64)); err != nil {
			t.Fatal(err)
		}
		return slices.Contains(waits(), true)
	}
	pgtest.Eventually(t, "a look-up does not wait", look) // another statement may use the connection in the meantime
	var others []*pgxpool.Conn
	for range waits() {
		conn, err := opened.pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		others = append(others, conn)
	}
	for _, conn := range others {
		conn.Release()
	}
	if slices.Contains(waits(), true) {
		t.Error("other statements wait")
	}
}

func TestSlowAnswersAreNotWaitedForBriefly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("waits on Linux only")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	server, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	w := briefWait{raw: rawOf(client)}
	w.beforeRead()
	if w.nextSkip != 0 {
		t.Error("waited for an answer to another statement")
	}
	w.wanted.Store(true)
	var skipped []int
	for range 10 {
		w.beforeRead()
		skipped = append(skipped, w.skip)
	}
	if want := []int{0, 1, 0, 3, 2, 1, 0, 7, 6, 5}; !slices.Equal(skipped, want) {
		t.Errorf("skipped %v, want %v", skipped, want)
	}
	if _, err := server.Write([]byte("answer")); err != nil {
		t.Fatal(err)
	}
	pgtest.Eventually(t, "an answer that has come is not noticed", func() bool {
		w.beforeRead()
		return w.nextSkip == 0
	})
}

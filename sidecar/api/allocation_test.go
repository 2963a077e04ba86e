package api_test

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
)

// maxAllocations is what a get-session may allocate. Callers that come together share the allocations of a look-up.
const maxAllocations = 15

// discarded is an answer that is thrown away.
type discarded struct{ header http.Header }

func (d *discarded) Header() http.Header              { return d.header }
func (d *discarded) Write(answer []byte) (int, error) { return len(answer), nil }
func (d *discarded) WriteHeader(int)                  {}

// Not parallel: it measures the allocations of the whole process.
func TestGetSessionAllocations(t *testing.T) {
	h := start(t)
	c := h.client()
	c.signUp("ada@example.com")
	const callers, calls = 64, 200
	call := func(times int) {
		in := httptest.NewRequest(http.MethodGet, ownOrigin+"/"+h.db.Name+"/auth/get-session", nil)
		in.RemoteAddr = "127.0.0.1:1234"
		in.Header.Set("Cookie", cookieName+"="+c.cookies[cookieName])
		out := &discarded{http.Header{}}
		for range times {
			clear(out.header)
			h.server.Config.Handler.ServeHTTP(out, in)
		}
	}
	together := func(times int) {
		var group sync.WaitGroup
		for range callers {
			group.Go(func() { call(times) })
		}
		group.Wait()
	}
	together(20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	together(calls)
	runtime.ReadMemStats(&after)
	each := float64(after.Mallocs-before.Mallocs) / (callers * calls)
	t.Logf("%.1f allocations for each get-session", each)
	if each > maxAllocations {
		t.Errorf("more than %d", maxAllocations)
	}
}

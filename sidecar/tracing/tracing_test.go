package tracing

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"go.opentelemetry.io/otel/trace"
)

func start(t testing.TB, ratio float64, trusted bool) *Tracing {
	t.Helper()
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	tracing, err := New(t.Context(), Config{URL: collector.URL, Ratio: ratio, Trusted: func(*http.Request) bool { return trusted }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		tracing.Close(context.Background())
		collector.Close()
	})
	return tracing
}

const (
	low  = "00-00000000000000000000000000000001-00f067aa0ba902b7-01" // in every ratio above 0
	high = "00-4bf92f3577b34da6ffffffffffffffff-00f067aa0ba902b7-01" // in no ratio below 1
)

func TestWhatIsTraced(t *testing.T) {
	for name, c := range map[string]struct {
		ratio   float64
		trusted bool
		parent  string
		traced  bool
		id      string
	}{
		"everything":                       {1, false, "", true, ""},
		"nothing":                          {0, false, "", false, ""},
		"a proxy's trace":                  {0.5, true, low, true, low[3:35]},
		"a proxy's, beyond the ratio":      {0.5, true, high, false, ""},
		"a proxy's, which it skips":        {1, true, low[:53] + "00", false, ""},
		"a client's":                       {0, false, low, false, ""},
		"a client's, with another id":      {1, false, low, true, ""},
		"a header that cannot be read":     {1, true, "00-zz", true, ""},
		"a proxy's, and nothing is wanted": {0, true, high, false, ""},
	} {
		var got trace.SpanContext
		in := httptest.NewRequest("GET", "/a", nil)
		in.Header.Set("Traceparent", c.parent)
		in.Header.Set("Tracestate", "vendor=x")
		start(t, c.ratio, c.trusted).Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got = trace.SpanContextFromContext(r.Context())
		})).ServeHTTP(httptest.NewRecorder(), in)
		if got.IsSampled() != c.traced || c.id != "" && got.TraceID().String() != c.id || c.id == "" && got.TraceID().String() == low[3:35] || got.TraceState().Len() > 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A request that is not traced costs no allocation.
func TestUntracedRequestsAllocateNothing(t *testing.T) {
	handler := start(t, 0, true).Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	in, w := httptest.NewRequest("GET", "/a", nil), httptest.NewRecorder()
	if n := testing.AllocsPerRun(1000, func() { handler.ServeHTTP(w, in) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkUntraced(b *testing.B) { benchmark(b, 0) }

func BenchmarkTraced(b *testing.B) { benchmark(b, 1) }

func benchmark(b *testing.B, ratio float64) {
	handler := start(b, ratio, true).Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	in, w := httptest.NewRequest("GET", "/a", nil), httptest.NewRecorder()
	for b.Loop() {
		handler.ServeHTTP(w, in)
	}
}

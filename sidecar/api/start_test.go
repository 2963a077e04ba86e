package api_test

import (
	"log/slog"
	"runtime"
	"testing"

	"neonauth/sidecar/api"
	"neonauth/sidecar/mail"
)

// TestStartDoesOnlyWhatRequestsNeed holds the work of a start: it neither decodes the whole API description, nor compresses
// the files of its page, nor renders all mails. Each of these alone would exceed the limit. Not parallel: it measures the
// allocations of the whole process.
func TestStartDoesOnlyWhatRequestsNeed(t *testing.T) {
	for name, c := range map[string]struct {
		kilobytes uint64
		do        func() error
	}{
		"the API":        {3500, func() error { _, err := api.New(api.Config{Log: slog.New(slog.DiscardHandler)}); return err }},
		"mail templates": {300, func() error { _, err := mail.Load(""); return err }},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := c.do(); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		kilobytes := (after.TotalAlloc - before.TotalAlloc) >> 10
		t.Logf("%s: %d KB", name, kilobytes)
		if kilobytes > c.kilobytes {
			t.Errorf("%s: %d KB are allocated, more than %d", name, kilobytes, c.kilobytes)
		}
	}
}

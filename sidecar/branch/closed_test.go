package branch

import (
	"errors"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/secret"
)

// TestRequestWithAClosedDatabase: a request whose database was closed in the meantime fails immediately, also when it looks
// up a session, and does not look like one whose client has gone.
func TestRequestWithAClosedDatabase(t *testing.T) {
	t.Parallel()
	ring, err := secret.New("Jm4bYy0QpVtq8yTzB3kUe1nHs7wDf5Lx", "")
	if err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), pgtest.New(t).SidecarURL, ring, Options{})
	if err != nil {
		t.Fatal(err)
	}
	settings, err := db.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := db.Session(t.Context(), settings.Branch, strings.Repeat("1", 64)); !errors.Is(err, ErrClosed) {
		t.Errorf("a look-up returns %v", err)
	}
	if _, err := db.Request(settings, "", "", "").ExpireSessions(t.Context(), 1); !errors.Is(err, ErrClosed) {
		t.Errorf("a statement returns %v", err)
	}
}

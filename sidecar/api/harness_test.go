package api_test

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/api"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/logtest"
	"neonauth/sidecar/password"
	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/secret"
)

const (
	ownOrigin   = "https://auth.test" // NEONAUTH_PUBLIC_URL of every test's server
	testSecret  = "Jm4bYy0QpVtq8yTzB3kUe1nHs7wDf5Lx"
	otherSecret = "Vb2nR8sKd4LwQx6ZtY1cGh3jMf9pTe7u"
	goodWord    = "correct horse battery"
	goodHash    = "2bab927c70e7a88b7a574256d6013164:" +
		"e288c7190eb8f48d16d1af20eba2fb166d1108182782e0ca17b7a98cac889d49809fe62bf5a0f2f05124264cb3cc28d04b03d35a26fb760d7549c746067ba468"
	cookieName = "__Secure-neon-auth.session_token"
)

// A harness is a server on a database of its own, and what it has logged.
type harness struct {
	*testing.T
	db     *pgtest.Database
	branch *branch.Database
	server *httptest.Server
	hasher *password.Hasher
	log    *logtest.Journal
}

// start serves a database of its own, as the sidecar's login. change may alter what New gets.
func start(t *testing.T, change ...func(*api.Config)) *harness {
	t.Helper()
	return startOn(t, pgtest.New(t), "", testSecret, "", change...)
}

// startOn serves a database that is there, at another address if one is given, with these secrets.
func startOn(t *testing.T, db *pgtest.Database, address, current, previous string, change ...func(*api.Config)) *harness {
	t.Helper()
	ring, err := secret.New(current, previous)
	if err != nil {
		t.Fatal(err)
	}
	if address == "" {
		address = db.SidecarURL
	}
	opened, err := branch.Open(t.Context(), address, ring, branch.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(opened.Close)
	h := &harness{T: t, db: db, branch: opened, hasher: password.New(2, 200), log: &logtest.Journal{}}
	config := api.Config{
		Database: func(_ context.Context, name string) (*branch.Database, error) {
			if name != db.Name {
				return nil, nil
			}
			return opened, nil
		},
		Default:        db.Name,
		PublicURL:      ownOrigin,
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")},
		Hasher:         h.hasher,
		Log:            slog.New(slog.NewJSONHandler(h.log, nil)),
	}
	for _, c := range change {
		c(&config)
	}
	handler, err := api.New(config)
	if err != nil {
		t.Fatal(err)
	}
	h.server = httptest.NewServer(handler)
	t.Cleanup(h.server.Close)
	return h
}

// sql runs a statement as the database's owner would in psql.
func (h *harness) sql(statement string, args ...any) {
	h.Helper()
	if _, err := h.db.Owner.Exec(h.Context(), statement, args...); err != nil {
		h.Fatalf("%s: %v", statement, err)
	}
}

// value queries the database for a single value.
func value[V any](h *harness, query string, args ...any) V {
	h.Helper()
	var found V
	if err := h.db.Owner.QueryRow(h.Context(), query, args...).Scan(&found); err != nil {
		h.Fatalf("%s: %v", query, err)
	}
	return found
}

// hash is what a password is stored as.
func hash(h *harness, word string) string {
	h.Helper()
	text, err := h.hasher.Hash(h.Context(), word)
	if err != nil {
		h.Fatal(err)
	}
	return text
}

// dropLogin removes a role that a test has made.
func dropLogin(t *testing.T, server, login string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), server)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), "drop role "+login); err != nil {
		t.Error(err)
	}
}

package management_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"neonauth/sidecar/api"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/logtest"
	"neonauth/sidecar/management"
	"neonauth/sidecar/password"
	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/secret"
)

const (
	ownOrigin  = "https://auth.test" // NEONAUTH_PUBLIC_URL of every test's server
	testSecret = "Jm4bYy0QpVtq8yTzB3kUe1nHs7wDf5Lx"
)

// A harness is a server on a database of its own, and what it has logged.
type harness struct {
	*testing.T
	db      *pgtest.Database
	branch  *branch.Database
	server  *httptest.Server
	project string // id of the project
	id      string // id of the branch
	log     *logtest.Journal
}

// start serves a database of its own, as the sidecar's login. change may alter what New gets.
func start(t *testing.T, change ...func(*management.Config)) *harness {
	t.Helper()
	db := pgtest.New(t)
	ring, err := secret.New(testSecret, "")
	if err != nil {
		t.Fatal(err)
	}
	databases := branch.NewDatabases(db.SidecarURL, ring, branch.Options{})
	t.Cleanup(databases.Close)
	opened, err := databases.Get(t.Context(), db.Name)
	if err != nil || opened == nil {
		t.Fatal(opened, err)
	}
	h := &harness{T: t, db: db, branch: opened, log: &logtest.Journal{}}
	find := func(ctx context.Context, name string) (*branch.Database, error) {
		if name != db.Name { // other tests' databases
			return nil, nil
		}
		return databases.Get(ctx, name)
	}
	log := slog.New(slog.NewJSONHandler(h.log, nil))
	config := management.Config{
		Database: find, Default: db.Name, PublicURL: ownOrigin, Log: log, Home: databases.Management, Forget: databases.Forget,
		Keys: management.Keys{URL: db.URL},
	}
	for _, c := range change {
		c(&config)
	}
	handler, err := api.New(api.Config{
		Database: find, Default: db.Name, PublicURL: ownOrigin, Hasher: password.New(2, 200), Log: log,
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Management:     management.New(config),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.server = httptest.NewServer(handler)
	t.Cleanup(h.server.Close)
	h.project = value[string](h, "select neon_auth_management.project_id()")
	h.id = value[string](h, "select neon_auth_management.branch_id()")
	return h
}

// key stores a key and returns it. fields are columns of neon_auth_management.key, as JSON: `"read_only": true`.
func (h *harness) key(name string, fields ...string) string {
	h.Helper()
	key := "nak_" + name + "_" + strings.Repeat("k", 40)
	row := fmt.Sprintf(`{"id": %q, "name": %q, "hash": "\\x%x", "start": %q`, uuidOf(name), name, sha256.Sum256([]byte(key)), key[:10])
	h.sql("select neon_auth_management.put_key($1::jsonb)", strings.Join(append([]string{row}, fields...), ", ")+"}")
	return key
}

// uuidOf returns a uuid made of a name.
func uuidOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// A reply is the response to a call.
type reply struct {
	status int
	header http.Header
	text   string
	body   map[string]any // nil if it is no JSON object
}

// call sends a request with a key. A path that begins with "auth" is relative to the branch. body may be empty.
func (h *harness) call(key, method, path, body string, change ...func(*http.Request)) reply {
	h.Helper()
	if strings.HasPrefix(path, "auth") {
		path = "/projects/" + h.project + "/branches/" + h.id + "/" + path
	}
	request, err := http.NewRequestWithContext(h.Context(), method, h.server.URL+"/api/v2"+path, strings.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	for _, c := range change {
		c(request)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		h.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		h.Fatal(err)
	}
	got := reply{status: response.StatusCode, header: response.Header, text: string(text)}
	_ = json.Unmarshal(text, &got.body)
	return got
}

// wants fails the test unless a reply has that status.
func (h *harness) wants(got reply, status int) reply {
	h.Helper()
	if got.status != status {
		h.Fatalf("%d %s, want %d\n%s", got.status, got.text, status, h.log)
	}
	return got
}

// refused fails the test unless a reply is an error in the API's form, with that status and code.
func (h *harness) refused(got reply, status int, code string) {
	h.Helper()
	if got.status != status || got.body["code"] != code || got.body["message"] == "" || got.body["request_id"] == "" {
		h.Errorf("%d %s, want %d %s", got.status, got.text, status, code)
	}
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

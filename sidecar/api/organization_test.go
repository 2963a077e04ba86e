package api_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"neonauth/sidecar/api"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/password"
	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/secret"
)

const officeOrigin = "https://office.test"

// An office is a server on a database of its own, with people who are signed in.
type office struct {
	*testing.T
	db     *pgtest.Database
	cookie secret.Signer
	server *httptest.Server
}

func openOffice(t *testing.T) *office {
	t.Helper()
	db := pgtest.New(t)
	ring, err := secret.New("Jm4bYy0QpVtq8yTzB3kUe1nHs7wDf5Lx", "")
	if err != nil {
		t.Fatal(err)
	}
	databases := branch.NewDatabases(db.SidecarURL, ring, branch.Options{Connections: 8, Limit: branch.NewLimit(8)})
	t.Cleanup(databases.Close)
	handler, err := api.New(api.Config{
		Database: databases.Get, Default: db.Name, PublicURL: officeOrigin,
		Hasher: password.New(0, 0), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{T: t, db: db, server: httptest.NewServer(handler)}
	t.Cleanup(o.server.Close)
	o.cookie = ring.Branch(ask[string](o, "select neon_auth.branch_identity()")).Signer(secret.Cookie)
	return o
}

// run changes the database as its owner does.
func (o *office) run(statement string, args ...any) {
	o.Helper()
	if _, err := o.db.Owner.Exec(o.Context(), statement, args...); err != nil {
		o.Fatalf("%s: %v", statement, err)
	}
}

// ask queries the database for a single value.
func ask[V any](o *office, query string, args ...any) V {
	o.Helper()
	var found V
	if err := o.db.Owner.QueryRow(o.Context(), query, args...).Scan(&found); err != nil {
		o.Fatalf("%s: %v", query, err)
	}
	return found
}

// set changes a setting of plugin_configs.organization.
func (o *office) set(config string) {
	o.Helper()
	o.run(`update neon_auth.project_config set plugin_configs = jsonb_build_object('organization', $1::jsonb)`, config)
}

// A colleague is a user with a session.
type colleague struct {
	*office
	id, email, cookies string
}

// hire creates a user with a verified address, and signs them in.
func (o *office) hire(name string) *colleague {
	o.Helper()
	c := &colleague{office: o, email: name + "@office.test"}
	c.id = ask[string](o, `
		insert into neon_auth."user" (name, email, "emailVerified") values ($1, $2, true) returning id::text`, name, c.email)
	token := rand.Text()
	sum := sha256.Sum256([]byte(token))
	o.run(`insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt") values ($1, $2, now() + interval '7 days', now())`,
		c.id, hex.EncodeToString(sum[:]))
	c.cookies = "__Secure-neon-auth.session_token=" +
		url.QueryEscape(token+"."+base64.StdEncoding.EncodeToString(o.cookie.Sum(token)))
	return c
}

// A reply is a status and a body, read when it is JSON.
type reply struct {
	status  int
	raw     string
	body    map[string]any
	cookies []*http.Cookie
	header  http.Header
}

// code is the failure's.
func (a reply) code() string { return a.text("code") }

// text is the string at a path of keys.
func (a reply) text(path ...string) string {
	var value any = a.body
	for _, key := range path {
		object, _ := value.(map[string]any)
		value = object[key]
	}
	found, _ := value.(string)
	return found
}

func (c *colleague) send(method, path string, body any) reply {
	c.Helper()
	var content io.Reader
	if method == http.MethodPost {
		text, err := json.Marshal(body)
		if err != nil {
			c.Fatal(err)
		}
		content = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(c.Context(), method, c.server.URL+"/"+c.db.Name+"/auth"+path, content)
	if err != nil {
		c.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", officeOrigin)
	r.Header.Set("Cookie", c.cookies)
	response, err := c.server.Client().Do(r)
	if err != nil {
		c.Error(err) // not Fatal: several are sent at once
		return reply{}
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		c.Error(err)
	}
	described, _, _ := strings.Cut(path, "?")
	if err := api.ValidateAnswer(method, described, response.StatusCode, raw); err != nil {
		c.Errorf("%v: %s", err, raw)
	}
	a := reply{status: response.StatusCode, raw: string(raw), cookies: response.Cookies(), header: response.Header}
	_ = json.Unmarshal(raw, &a.body) // an answer may be empty, null or a list
	return a
}

type fields map[string]any

func (c *colleague) post(path string, body fields) reply {
	c.Helper()
	return c.send("POST", path, body)
}

func (c *colleague) get(path string) reply { c.Helper(); return c.send("GET", path, nil) }

// want fails the test unless the answer is that one; code may be empty.
func (a reply) want(o *office, what string, status int, code string) reply {
	o.Helper()
	if a.status != status || a.code() != code {
		o.Errorf("%s: %d %s, not %d %s", what, a.status, a.raw, status, code)
	}
	return a
}

// found makes an organization.
func (c *colleague) found(slug string) string {
	c.Helper()
	return c.post("/organization/create", fields{"name": slug, "slug": slug}).want(c.office, "create", 200, "").text("id")
}

// invite invites an address to an organization and returns the invitation's id.
func (c *colleague) invite(who *colleague, organization, role string) string {
	c.Helper()
	return c.post("/organization/invite-member", fields{"email": who.email, "role": role, "organizationId": organization}).
		want(c.office, "invite", 200, "").text("id")
}

// join makes a user a member, like an app does in SQL, and returns the membership's id.
func (c *colleague) join(organization, role string) string {
	c.Helper()
	return ask[string](c.office, `
		insert into neon_auth.member ("organizationId", "userId", role, "createdAt") values ($1, $2, $3, now())
		returning id::text`, organization, c.id, role)
}

// atOnce sends concurrent requests and counts the responses by status and code.
func (o *office) atOnce(requests ...func() reply) map[string]int {
	o.Helper()
	var mutex sync.Mutex
	var all sync.WaitGroup
	start := make(chan struct{})
	counted := map[string]int{}
	for _, send := range requests {
		all.Go(func() {
			<-start
			a := send()
			mutex.Lock()
			defer mutex.Unlock()
			counted[strings.TrimSpace(http.StatusText(a.status)+" "+a.code())]++
		})
	}
	close(start)
	all.Wait()
	return counted
}

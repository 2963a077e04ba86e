package main_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestWalk installs as an ordinary role with CREATE and CREATEROLE, in a new cluster and in two of its databases, and runs
// all kinds of requests through a sidecar in each. `make matrix` runs it on every version.
func TestWalk(t *testing.T) {
	t.Parallel()
	program := build(t)
	c := newCluster(t)
	c.run(t, "postgres", "create role installer login createrole password '"+servingPassword+"'")
	for _, name := range []string{"first", "second"} {
		c.run(t, "postgres", "create database "+name)
		c.run(t, "postgres", "grant create on database "+name+" to installer")
		installer := strings.Replace(c.serving(t, name), servingLogin, "installer", 1)
		if said, err := migrate(t, program, installer); err != nil {
			t.Fatalf("migrate: %v\n%s", err, said)
		}
		if name == "first" {
			c.run(t, "postgres", "create role "+servingLogin+" login password '"+servingPassword+"' in role neon_auth_sidecar")
		}
		base, _ := serveNeonauth(t, program, c.serving(t, name))
		walk(t, base)
	}
}

// A person keeps the cookies of one browser, including Secure ones, and sends requests to a sidecar.
type person struct {
	base    string
	client  *http.Client
	cookies map[string]string
}

func newPerson(base string) *person {
	return &person{base, &http.Client{Timeout: 30 * time.Second}, map[string]string{}}
}

// ask sends a request, as POST if there is a body, and returns status and body.
func (p *person) ask(path, body string) (int, string, error) {
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	request, err := http.NewRequest(method, p.base+path, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", "http://localhost:3000")
	for name, value := range p.cookies {
		request.Header.Add("Cookie", name+"="+value)
	}
	response, err := p.client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	for _, cookie := range response.Cookies() {
		p.cookies[cookie.Name] = cookie.Value
		if cookie.MaxAge < 0 || cookie.Value == "" {
			delete(p.cookies, cookie.Name)
		}
	}
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, string(bytes.TrimSpace(answer)), err
}

// want sends a request and expects 200 and a text in the response.
func (p *person) want(t testing.TB, path, body, part string) string {
	t.Helper()
	status, answer, err := p.ask(path, body)
	if err != nil || status != http.StatusOK || !strings.Contains(answer, part) {
		t.Errorf("%s responds with %d %s (%v), want 200 and %s", path, status, answer, err, part)
	}
	return answer
}

// walk makes each kind of request that a sidecar serves, and some that it must reject.
func walk(t *testing.T, base string) {
	t.Helper()
	const credentials = `{"email":"ada@example.com","password":"correct horse"}`
	ada := newPerson(base)
	ada.want(t, "/sign-up/email", `{"name":"Ada","email":"ada@example.com","password":"correct horse"}`, `"ada@example.com"`)
	ada.want(t, "/get-session", "", `"name":"Ada"`)

	phone := newPerson(base)
	if status, answer, err := phone.ask("/sign-in/email", strings.Replace(credentials, "correct", "wrong", 1)); status != http.StatusUnauthorized {
		t.Errorf("a wrong password: %d %s (%v)", status, answer, err)
	}
	phone.want(t, "/get-session", "", "null")
	phone.want(t, "/sign-in/email", credentials, `"token"`)
	phone.want(t, "/get-session", "", `"name":"Ada"`)
	phone.want(t, "/update-user", `{"name":"Ada L."}`, `true`)
	ada.want(t, "/get-session", "", `"name":"Ada L."`)
	var sessions []json.RawMessage
	if err := json.Unmarshal([]byte(ada.want(t, "/list-sessions", "", "[")), &sessions); err != nil || len(sessions) != 2 {
		t.Errorf("%d sessions (%v), want 2", len(sessions), err)
	}
	ada.want(t, "/token", "", `"token":"ey`)
	ada.want(t, "/jwks", "", `"Ed25519"`)
	ada.want(t, "/revoke-other-sessions", "{}", "true")
	phone.want(t, "/get-session", "", "null")
	ada.want(t, "/sign-out", "{}", "true")
	ada.want(t, "/get-session", "", "null")
}

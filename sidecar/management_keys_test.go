package main_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"neonauth/sidecar/management"
)

// callManagement calls the management API and returns status and body.
func callManagement(t *testing.T, base, key, method, path, body string) (int, map[string]any) {
	t.Helper()
	in, err := http.NewRequestWithContext(t.Context(), method, base+"/api/v2"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	in.Header.Set("Authorization", "Bearer "+key)
	if body != "" {
		in.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(in)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var decoded map[string]any
	_ = json.Unmarshal(text, &decoded)
	return response.StatusCode, decoded
}

// TestKeysOfACluster: a key made on the command line is valid for every branch of the cluster, and a revocation is
// effective in all. A key for one branch opens neither a copy of it (F04, J10) nor a database that takes its name (J11).
func TestKeysOfACluster(t *testing.T) {
	t.Parallel()
	program := build(t)
	c := newCluster(t)
	c.install(t, "production")
	c.run(t, "postgres", "create database preview template production")
	c.run(t, "postgres", "create database other")
	run := func(env []string, args ...string) (string, string, int) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Env = plainEnvironment(env...)
		var out, said strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &said
		_ = cmd.Run() // the exit code is what counts
		return out.String(), said.String(), cmd.ProcessState.ExitCode()
	}
	home := []string{"NEONAUTH_MIGRATE_URL=" + c.server.URL("production"), "DATABASE_URL=" + c.serving(t, "production")}
	create := func(args ...string) management.Key {
		t.Helper()
		out, said, code := run(home, append([]string{"key", "create", "--json", "--name"}, args...)...)
		var made management.Key
		if err := json.Unmarshal([]byte(out), &made); err != nil || code != 0 || len(made.NotStored) > 0 {
			t.Fatalf("key create: %d %v %s %s", code, err, out, said)
		}
		return made
	}
	all, own := create("all"), create("own", "--branch", "preview", "--expires", "1d")
	plain, _, _ := run(home, "key", "create", "--name", "plain", "--read-only")
	if !strings.HasPrefix(plain, "nak_") || strings.Count(plain, "\n") != 1 {
		t.Errorf("key create prints %q", plain)
	}
	if found := ask[int](t, c, "production", "select count(*) from neon_auth.audit_log where entity = 'management_key' and action = 'insert' and after ->> 'name' in ('all', 'own', 'plain')"); found != 3 {
		t.Errorf("the audit log has %d new keys, want 3", found)
	}
	// Only the hash is stored, in every database that has neonauth.
	for _, name := range []string{"production", "preview"} {
		if found := ask[string](t, c, name, "select string_agg(k.name || ' ' || (k.hash = sha256(convert_to($1, 'UTF8'))), ', ' order by k.name) from neon_auth_management.key k", all.Key); found != "all true, own false, plain false" {
			t.Errorf("%s: %s", name, found)
		}
	}
	for _, wrong := range [][]string{{"key"}, {"key", "create"}, {"key", "create", "--name", ""}, {"key", "create", "--name", "x", "--expires", "yesterday"}, {"key", "create", "--name", "x", "--expires", "2020-01-01"}, {"key", "revoke"}} {
		if _, said, code := run(home, wrong...); code != 2 || said == "" {
			t.Errorf("%v: %d %s", wrong, code, said)
		}
	}
	for _, failing := range [][]string{{"key", "create", "--name", "x", "--branch", "nowhere"}, {"key", "revoke", "nothing"}, {"key", "create", "--name", strings.Repeat("x", 101)}, {"key", "create", "--name", "two\nlines"}} {
		if _, said, code := run(home, failing...); code != 1 || said == "" {
			t.Errorf("%v: %d %s", failing, code, said)
		}
	}
	if _, said, code := run([]string{"DATABASE_URL=" + c.serving(t, "production")}, "key", "list"); code != 1 || !strings.Contains(said, "NEONAUTH_MIGRATE_URL") {
		t.Errorf("without the login that installs: %d %s", code, said)
	}

	auth, _ := serveNeonauth(t, program, c.serving(t, "production"), home[0])
	base := strings.TrimSuffix(auth, "/production/auth")
	project := ask[string](t, c, "production", "select neon_auth_management.project_id()")
	id := func(name string) string {
		return ask[string](t, c, "production", "select neon_auth_management.branch_id(oid) from pg_database where datname = $1", name)
	}
	path := func(name string) string { return "/projects/" + project + "/branches/" + id(name) + "/auth" }
	wants := func(key, method, path, body string, want int) map[string]any {
		t.Helper()
		status, answer := callManagement(t, base, key, method, path, body)
		if status != want {
			t.Errorf("%s %s: %d %v, want %d", method, path, status, answer, want)
		}
		return answer
	}
	names := func(key string) string {
		var found []string
		for _, b := range wants(key, "GET", "/projects/"+project+"/branches", "", 200)["branches"].([]any) {
			found = append(found, fmt.Sprint(b.(map[string]any)["name"], b.(map[string]any)["default"]))
		}
		return strings.Join(found, " ")
	}
	if found := names(all.Key); found != "previewfalse productiontrue" {
		t.Errorf("branches: %s", found)
	}
	// Pages have each branch once, and the last one has no next.
	var paged []string
	for cursor := ""; ; {
		page := wants(all.Key, "GET", "/projects/"+project+"/branches?limit=1&cursor="+cursor, "", 200)
		for _, b := range page["branches"].([]any) {
			paged = append(paged, b.(map[string]any)["name"].(string))
		}
		next, more := page["pagination"].(map[string]any)["next"]
		if cursor, _ = next.(string); !more || len(paged) > 3 {
			break
		}
	}
	if strings.Join(paged, " ") != "preview production" {
		t.Errorf("pages: %v", paged)
	}
	if found := names(own.Key); found != "previewfalse" {
		t.Errorf("branches of the key for one: %s", found)
	}
	wants(all.Key, "POST", path("production")+"/users", `{"email": "ada@example.com"}`, 201)
	wants(all.Key, "POST", path("preview")+"/users", `{"email": "ada@example.com"}`, 201)
	wants(own.Key, "POST", path("preview")+"/users", `{"email": "bob@example.com"}`, 201)
	wants(own.Key, "POST", path("production")+"/users", `{"email": "bob@example.com"}`, 403)
	wants(all.Key, "GET", path("other"), "", 404)

	// The branch is disabled, stays listed, and is enabled again, also the home database.
	for _, name := range []string{"preview", "production"} {
		wants(all.Key, "DELETE", path(name), `{"delete_data": true}`, 200)
		wants(all.Key, "GET", path(name), "", 404)
		if found := names(all.Key); found != "previewfalse productiontrue" {
			t.Errorf("branches without auth in %s: %s", name, found)
		}
		wants(all.Key, "POST", path(name), `{"auth_provider": "better_auth"}`, 201)
		wants(all.Key, "GET", path(name), "", 200)
	}

	// A copy carries the keys, but a key for one branch does not open the copy.
	c.run(t, "postgres", "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'preview'")
	c.run(t, "postgres", "alter database preview allow_connections false")
	c.run(t, "postgres", "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'preview'")
	c.run(t, "postgres", "create database copy template preview")
	c.run(t, "postgres", "alter database preview allow_connections true")
	eventually(t, "the copy is served", func() bool {
		status, _ := callManagement(t, base, all.Key, "GET", path("copy"), "")
		return status == 200
	})
	wants(own.Key, "GET", path("copy"), "", 403)
	if found := ask[int](t, c, "copy", "select count(*) from neon_auth_management.key where name = 'own'"); found != 1 {
		t.Error("the copy does not carry the key, so this proves nothing")
	}

	// A database that was made without keys gets them with the first request.
	c.run(t, "copy", "set role neon_auth; delete from neon_auth_management.key")
	wants(all.Key, "GET", path("copy"), "", 200)

	// A database that takes the name of another one is another branch.
	old := path("preview")
	c.run(t, "postgres", "drop database preview with (force)")
	c.run(t, "postgres", "create database preview template template0")
	if said, err := migrate(t, program, c.server.URL("preview")); err != nil {
		t.Fatal(said)
	}
	wants(own.Key, "GET", old, "", 404)
	wants(own.Key, "GET", path("preview"), "", 403)
	eventually(t, "the new one is served", func() bool {
		status, _ := callManagement(t, base, all.Key, "GET", path("preview"), "")
		return status == 200
	})

	if out, said, code := run(home, "key", "revoke", "all"); code != 0 || !strings.Contains(out, "revoked all") {
		t.Errorf("key revoke: %d %s %s", code, out, said)
	}
	for _, name := range []string{"production", "preview", "copy"} {
		wants(all.Key, "GET", path(name), "", 401)
	}
	out, _, _ := run(home, "key", "list")
	if !strings.Contains(out, "revoked") || !strings.Contains(out, "until") || strings.Contains(out, all.Key) {
		t.Errorf("key list: %s", out)
	}
}

// eventually waits until a condition holds, in steps that do not exhaust a limit of requests.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(5 * time.Minute); !holds(); {
		if time.Now().After(deadline) {
			t.Fatalf("not within five minutes: %s", what)
		}
		<-tick.C
	}
}

// TestServeWhileDisabled: a sidecar that starts while auth is disabled leaves it disabled, also with --migrate, and
// enables it when it is asked to. Another sidecar follows both changes within a second or so.
func TestServeWhileDisabled(t *testing.T) {
	t.Parallel()
	program := build(t)
	c := newCluster(t)
	c.install(t, "production")
	installer := "NEONAUTH_MIGRATE_URL=" + c.server.URL("production")
	create := exec.CommandContext(t.Context(), program, "key", "create", "--name", "ci")
	create.Env = plainEnvironment(installer)
	out, err := create.Output()
	if err != nil {
		t.Fatal(err)
	}
	key := strings.TrimSpace(string(out))
	path := "/projects/" + ask[string](t, c, "production", "select neon_auth_management.project_id() || '/branches/' || neon_auth_management.branch_id()") + "/auth"
	signUp := func(auth string) int {
		response, err := http.Post(auth+"/sign-up/email", "application/json", strings.NewReader(fmt.Sprintf(`{"email": "%d@example.com", "password": "correct horse", "name": "A"}`, time.Now().UnixNano())))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	first, _ := serveNeonauth(t, program, c.serving(t, "production"), installer)
	if status := signUp(first); status != 200 {
		t.Fatalf("sign-up: %d", status)
	}
	if status, answer := callManagement(t, strings.TrimSuffix(first, "/production/auth"), key, "DELETE", path, ""); status != 200 {
		t.Fatalf("disable: %d %v", status, answer)
	}
	second, _ := serveNeonauth(t, program, c.serving(t, "production"), installer, "NEONAUTH_AUTO_MIGRATE=1")
	for _, auth := range []string{first, second} {
		if status := signUp(auth); status < 400 {
			t.Errorf("sign-up while auth is disabled: %d", status)
		}
	}
	if status, answer := callManagement(t, strings.TrimSuffix(second, "/production/auth"), key, "POST", path, `{"auth_provider": "better_auth"}`); status != 201 {
		t.Fatalf("enable: %d %v", status, answer)
	}
	for _, auth := range []string{first, second} {
		eventually(t, "sign-up works again", func() bool { return signUp(auth) == 200 })
	}
	if status, _ := callManagement(t, strings.TrimSuffix(second, "/production/auth"), key, "DELETE", path, ""); status != 200 {
		t.Fatalf("disable again: %d", status)
	}
	eventually(t, "the other sidecar serves nothing", func() bool {
		status, answer := callManagement(t, strings.TrimSuffix(first, "/production/auth"), key, "GET", path, "")
		return status == 404 && answer["code"] == "AUTH_NOT_ENABLED"
	})
	if said, err := migrate(t, program, c.server.URL("production")); err != nil {
		t.Fatal(said)
	}
	eventually(t, "neonauth migrate enables auth again", func() bool { return signUp(first) == 200 })
}

// TestJ10KeysOfARestoredCopy: a copy on another server does not accept the keys that a dump has brought along.
func TestJ10KeysOfARestoredCopy(t *testing.T) {
	t.Parallel()
	program := build(t)
	c, other := newCluster(t), newCluster(t)
	c.install(t, "production")
	create := exec.CommandContext(t.Context(), program, "key", "create", "--name", "ci")
	create.Env = plainEnvironment("NEONAUTH_MIGRATE_URL=" + c.server.URL("production"))
	out, err := create.Output()
	if err != nil {
		t.Fatal(err)
	}
	c.copyRoles(t, other)
	c.dump(t, "production", other, "production")
	if found := ask[int](t, other, "production", "select count(*) from neon_auth_management.key"); found != 1 {
		t.Fatalf("the dump has %d keys, so this proves nothing", found)
	}
	auth, _ := serveNeonauth(t, program, other.serving(t, "production"))
	base, key := strings.TrimSuffix(auth, "/production/auth"), strings.TrimSpace(string(out))
	path := "/projects/" + ask[string](t, other, "production", "select neon_auth_management.project_id() || '/branches/' || neon_auth_management.branch_id()") + "/auth"
	for method, body := range map[string]string{"GET": "", "DELETE": "", "POST": `{"auth_provider": "better_auth"}`} {
		if status, answer := callManagement(t, base, key, method, path, body); status != 403 || answer["code"] != "KEY_OTHER_PROJECT" {
			t.Errorf("%s: %d %v", method, status, answer)
		}
	}
}

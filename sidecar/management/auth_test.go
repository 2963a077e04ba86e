package management_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/management"
)

// TestGetAuth: GET …/auth describes the branch's auth.
func TestGetAuth(t *testing.T) {
	t.Parallel()
	h := start(t)
	got := h.wants(h.call(h.key("ci"), "GET", "auth", ""), 200)
	base := ownOrigin + "/" + h.db.Name + "/auth"
	for name, want := range map[string]string{
		"auth_provider": "better_auth", "branch_id": h.id, "db_name": h.db.Name, "owned_by": "user", "base_url": base,
		"jwks_url": base + "/.well-known/jwks.json", "name": value[string](h, "select name from neon_auth.project_config"),
	} {
		if got.body[name] != want {
			t.Errorf("%s: %v, want %s", name, got.body[name], want)
		}
	}
	if got.header.Get("Content-Type") != "application/json" {
		t.Errorf("Content-Type %q", got.header.Get("Content-Type"))
	}
}

// TestDisableAuth: disabling ends the service and keeps the data; the branch stays listed, keys stay valid, and enabling
// serves the same users again. delete_data deletes them.
func TestDisableAuth(t *testing.T) {
	t.Parallel()
	for name, deleteData := range map[string]bool{"data kept": false, "data deleted": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := start(t)
			key := h.key("ci")
			h.wants(h.call(key, "POST", "auth/users", `{"email": "ada@example.com"}`), 201)
			h.sql(`create table public.note (id int, author uuid references neon_auth."user"); insert into public.note select 1, u.id from neon_auth."user" u`)
			body := ""
			if deleteData {
				body = `{"delete_data": true}`
			}
			if got := h.wants(h.call(key, "DELETE", "auth", body), 200); got.text != "" {
				t.Errorf("the body is %q, want none", got.text)
			}
			h.refused(h.call(key, "GET", "auth", ""), 404, "AUTH_NOT_ENABLED")
			h.refused(h.call(key, "DELETE", "auth", ""), 404, "AUTH_NOT_ENABLED")
			h.refused(h.call(key, "POST", "auth/users", `{"email": "bob@example.com"}`), 404, "AUTH_NOT_ENABLED")
			h.refused(h.call("nak_nonsense", "GET", "auth", ""), 401, "KEY_UNKNOWN")
			if got := h.wants(h.call(key, "GET", "/projects/"+h.project+"/branches", ""), 200); !strings.Contains(got.text, h.id) {
				t.Errorf("the branch is not listed: %s", got.text)
			}
			if got := h.wants(h.call(key, "GET", "/projects/"+h.project+"/auth/integrations", ""), 200); got.text != `{"data": []}` {
				t.Errorf("integrations: %s", got.text)
			}
			if kept := value[bool](h, "select to_regnamespace('neon_auth') is not null"); kept == deleteData {
				t.Errorf("schema neon_auth exists: %v", kept)
			}
			if notes := value[int](h, "select count(*) from public.note"); notes != 1 {
				t.Errorf("the app has %d notes", notes)
			}

			made := h.wants(h.call(key, "POST", "auth", `{"auth_provider": "better_auth"}`), 201)
			actions := "enable"
			if !deleteData {
				actions = "disable enable" // the data was deleted with the audit log in it
			}
			if found := value[string](h, `select string_agg(action, ' ' order by id) from neon_auth.audit_log
				where entity = 'auth' and target = $1 and "managementKey" like 'ci (nak\_ci\_%' and after ->> 'database' = current_database()`, h.id); found != actions {
				t.Errorf("the audit log has %q, want %q", found, actions)
			}
			for field, want := range map[string]string{
				"auth_provider": "better_auth", "pub_client_key": "", "secret_server_key": "", "schema_name": "neon_auth", "table_name": "users_sync",
				"base_url": ownOrigin + "/" + h.db.Name + "/auth",
			} {
				if made.body[field] != want {
					t.Errorf("%s: %v, want %q", field, made.body[field], want)
				}
			}
			h.refused(h.call(key, "POST", "auth", `{"auth_provider": "better_auth"}`), 409, "AUTH_ALREADY_ENABLED")
			h.wants(h.call(key, "GET", "auth", ""), 200)
			want := 1
			if deleteData {
				want = 0
			}
			if users := value[int](h, `select count(*) from neon_auth."user"`); users != want {
				t.Errorf("%d users, want %d", users, want)
			}
			h.wants(h.call(key, "POST", "auth/users", `{"email": "bob@example.com"}`), 201)
		})
	}
}

// TestDeleteDataRefused: what protects rows of the app is not dropped silently.
func TestDeleteDataRefused(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"a view":   `create view public.people as select id, email from neon_auth."user"`,
		"a policy": `create table public.doc (id int); create policy only_ours on public.doc as restrictive using (exists (select from neon_auth.member))`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := start(t)
			key := h.key("ci")
			h.sql(statement)
			h.refused(h.call(key, "DELETE", "auth", `{"delete_data": true}`), 409, "REFUSED")
			h.wants(h.call(key, "GET", "auth", ""), 200)
			h.wants(h.call(key, "DELETE", "auth", `{"delete_data": false}`), 200)
		})
	}
}

// TestProjectLocked: while an operation runs, others are refused with 423, and change nothing.
func TestProjectLocked(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	err := pgx.BeginFunc(t.Context(), h.db.Owner, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), "select from neon_auth_management.operation for update"); err != nil {
			return err
		}
		got := h.call(key, "DELETE", "auth", `{"delete_data": true}`)
		h.refused(got, 423, "PROJECT_LOCKED")
		if got.header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
		h.refused(h.call(key, "POST", "auth", `{"auth_provider": "better_auth"}`), 423, "PROJECT_LOCKED")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	h.wants(h.call(key, "GET", "auth", ""), 200)
}

// TestEnableOnce: of two that enable auth at the same time, one does.
func TestEnableOnce(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	h.wants(h.call(key, "DELETE", "auth", ""), 200)
	statuses := make(chan int, 4)
	var racing sync.WaitGroup
	for range 4 {
		racing.Go(func() { statuses <- h.call(key, "POST", "auth", `{"auth_provider": "better_auth"}`).status })
	}
	racing.Wait()
	close(statuses)
	enabled := 0
	for status := range statuses {
		switch status {
		case 201:
			enabled++
		case 409, 423:
		default:
			t.Errorf("status %d", status)
		}
	}
	if enabled != 1 {
		t.Errorf("%d have enabled auth, want 1", enabled)
	}
}

// TestEnableRefused: providers and databases that a branch does not have.
func TestEnableRefused(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	h.refused(h.call(key, "POST", "auth", `{"auth_provider": "stack"}`), 400, "UNSUPPORTED_AUTH_PROVIDER")
	h.refused(h.call(key, "POST", "auth", `{"auth_provider": "x"}`), 400, "VALIDATION_ERROR")
	h.refused(h.call(key, "POST", "auth", `{}`), 400, "VALIDATION_ERROR")
	h.refused(h.call(key, "POST", "auth", `{"auth_provider": "better_auth", "database_name": "other"}`), 400, "VALIDATION_ERROR")
	// A database that never had neonauth is no branch, though it is one of the cluster.
	other := value[string](h, "select neon_auth_management.branch_id(oid) from pg_database where datname = 'postgres'")
	h.refused(h.call(key, "POST", "/projects/"+h.project+"/branches/"+other+"/auth", `{"auth_provider": "better_auth"}`), 404, "BRANCH_NOT_FOUND")
	h.refused(h.call(key, "GET", "/projects/"+h.project+"/branches/br-a-b-c/auth", ""), 404, "BRANCH_NOT_FOUND")
	h.refused(h.call(key, "GET", "/projects/"+h.project+"x/branches/"+h.id+"/auth", ""), 404, "PROJECT_NOT_FOUND")
	h.refused(h.call(key, "GET", "/projects/"+h.project+"/branches/%00'--/auth", ""), 404, "BRANCH_NOT_FOUND")
}

// TestSetName: PATCH …/auth/config and neon_auth.set change the same setting.
func TestSetName(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	if got := h.wants(h.call(key, "PATCH", "auth/config", `{"name": "Acme"}`), 200); got.body["name"] != "Acme" {
		t.Error(got.text)
	}
	if name := value[string](h, "select value from neon_auth.settings where name = 'name'"); name != "Acme" {
		t.Errorf("the setting is %q", name)
	}
	h.sql("select neon_auth.set('name', 'Beta')")
	if got := h.wants(h.call(key, "GET", "auth", ""), 200); got.body["name"] != "Beta" {
		t.Error(got.text)
	}
	h.refused(h.call(key, "PATCH", "auth/config", `{"name": ""}`), 400, "VALIDATION_ERROR")
	h.refused(h.call(key, "PATCH", "auth/config", `{"name": "`+strings.Repeat("é", 257)+`"}`), 400, "VALIDATION_ERROR")
	h.wants(h.call(key, "PATCH", "auth/config", `{"name": "`+strings.Repeat("é", 256)+`"}`), 200)
}

// TestDisableWaitsForAReport: while the app holds a table, disabling blocks nobody for long, and tries again.
func TestDisableWaitsForAReport(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	tx, err := h.db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	if _, err := tx.Exec(t.Context(), `select count(*) from neon_auth."user"`); err != nil {
		t.Fatal(err)
	}
	disabled := make(chan reply, 1)
	go func() { disabled <- h.call(key, "DELETE", "auth", "") }()
	waits := func() bool {
		return value[bool](h, "select exists (select from pg_locks l where not l.granted and l.mode = 'AccessExclusiveLock' and l.relation = 'neon_auth.\"user\"'::regclass and l.database = (select oid from pg_database where datname = current_database()))")
	}
	for len(disabled) == 0 && !waits() { // it waits for the report
	}
	for len(disabled) == 0 && waits() { // and gives up
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := <-disabled; got.status != 200 {
		t.Errorf("%d %s", got.status, got.text)
	}
}

// TestDatabaseIsClosedDuringARequest: enabling and disabling auth closes the branch's database. A request that has just got
// it is served by what is there now.
func TestDatabaseIsClosedDuringARequest(t *testing.T) {
	t.Parallel()
	var countdown atomic.Int32 // at zero, the database is closed before the request can use it
	h := start(t, func(c *management.Config) {
		find := c.Database
		c.Database = func(ctx context.Context, name string) (*branch.Database, error) {
			db, err := find(ctx, name)
			if countdown.Add(-1) == 0 {
				c.Forget(name)
			}
			return db, err
		}
	})
	key := h.key("ci")
	for _, at := range []int32{1, 2} { // while the key is checked, and while the branch's settings are read or the function is called
		for _, path := range []string{"auth", "auth/plugins", "auth/domains"} {
			countdown.Store(at)
			h.wants(h.call(key, "GET", path, ""), 200)
		}
		countdown.Store(at)
		h.wants(h.call(key, "PATCH", "auth/allow_localhost", `{"allow_localhost": false}`), 200)
	}
}

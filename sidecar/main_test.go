package main_test

import (
	"context"
	"net"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

const (
	serveSecret = "NEONAUTH_SECRET=h2VtTq8yJm4bYy0QzB3kUe1nHs7wDf5L"
	someWord    = "correct horse battery"
)

func TestCommandLineAndEnvironment(t *testing.T) {
	t.Parallel()
	program := build(t)
	const address = "DATABASE_URL=postgres://who:hidden-word@127.0.0.1:1/x"
	for name, c := range map[string]struct {
		args, env []string
		says      string
	}{
		"nothing":            {nil, nil, "usage: neonauth"},
		"an unknown command": {[]string{"sevre"}, nil, "usage: neonauth"},
		"too much":           {[]string{"serve", "now"}, nil, "usage: neonauth"},
		"a short secret":     {[]string{"serve"}, []string{address, "NEONAUTH_SECRET=hidden-word"}, "NEONAUTH_SECRET needs 32 bytes or more"},
		"no secret":          {[]string{"serve"}, []string{address}, "NEONAUTH_SECRET is not set"},
		"a misspelt name":    {[]string{"serve"}, []string{address, serveSecret, "NEONAUTH_PUBLIC_URI=https://x.test"}, "NEONAUTH_PUBLIC_URI is not a variable of neonauth. Did you mean NEONAUTH_PUBLIC_URL?"},
		"a prefix too much":  {[]string{"migrate"}, []string{"NEONAUTH_DATABASE_URL=x"}, "Did you mean DATABASE_URL?"},
		"no switch":          {[]string{"serve"}, []string{address, serveSecret, "NEONAUTH_INSECURE_COOKIES=ja"}, "NEONAUTH_INSECURE_COOKIES is \"ja\""},
		"no duration":        {[]string{"serve"}, []string{address, serveSecret, "NEONAUTH_SHUTDOWN_DELAY=soon"}, "NEONAUTH_SHUTDOWN_DELAY is \"soon\""},
		"no template folder": {[]string{"serve"}, []string{address, serveSecret, "NEONAUTH_MAIL_TEMPLATES=/does/not/exist"}, "/does/not/exist"},
		"an unknown flag":    {[]string{"serve", "--listne", "x"}, nil, "--listne"},
		"a wrong flag":       {[]string{"serve", "--listen", "x", "--database-url", "postgres://a/b"}, nil, "NEONAUTH_LISTEN"},
		"a sample secret":    {[]string{"serve"}, []string{address, "NEONAUTH_SECRET=better-auth-secret-123456789012345"}, "NEONAUTH_SECRET looks like a sample"},
		"a dull secret":      {[]string{"serve"}, []string{address, "NEONAUTH_SECRET=" + strings.Repeat("abc", 20)}, "different characters"},
		"a short previous":   {[]string{"serve"}, []string{address, serveSecret, "NEONAUTH_SECRET_PREVIOUS=hidden-word"}, "NEONAUTH_SECRET_PREVIOUS needs"},
		"import from where":  {[]string{"import", "supabase"}, nil, "usage: neonauth"},
		"import of what":     {[]string{"import", "auth0", "--from", "postgres://a/b"}, nil, "usage: neonauth"},
		"import to where":    {[]string{"import", "supabase", "--from", "postgres://a/b"}, nil, "NEONAUTH_MIGRATE_URL or DATABASE_URL"},
		"import, broken":     {[]string{"import", "supabase", "--from", "postgres://who:hidden-word@["}, []string{address}, "connect to the source"},
		"import, no server":  {[]string{"import", "supabase", "--from", "postgres://who:hidden-word@127.0.0.1:1/x"}, []string{address}, "connect to the source"},
		"no port":            {[]string{"serve"}, []string{address, serveSecret, "NEONAUTH_LISTEN=localhost"}, "NEONAUTH_LISTEN"},
		"a taken port":       {[]string{"serve"}, []string{address, serveSecret, "NEONAUTH_LISTEN=127.0.0.1:" + taken(t)}, "NEONAUTH_LISTEN"},
		"a path":             {[]string{"serve"}, []string{address, serveSecret, "NEONAUTH_PUBLIC_URL=https://x.test/auth"}, "NEONAUTH_PUBLIC_URL must be an origin"},
		"no network":         {[]string{"serve"}, []string{address, serveSecret, "NEONAUTH_TRUSTED_PROXIES=all"}, "NEONAUTH_TRUSTED_PROXIES"},
		"a broken address":   {[]string{"serve"}, []string{"DATABASE_URL=postgres://who:hidden-word@[", serveSecret}, "DATABASE_URL is not a valid connection string"},
		"another address":    {[]string{"user", "list"}, []string{"DATABASE_URL=postgres://who:a@hidden-word@127.0.0.1:1/x"}, "%40"},
		"a password apart":   {[]string{"status"}, []string{"NEONAUTH_MIGRATE_URL=host=h password = hidden-word port=abc"}, "NEONAUTH_MIGRATE_URL is not a valid connection string"},
		"a broken replica":   {[]string{"serve"}, []string{address, serveSecret, "NEONAUTH_READ_URL=host=h PASSWORD=hidden-word port=abc"}, "NEONAUTH_READ_URL is not a valid connection string"},
		"import, an @":       {[]string{"import", "supabase", "--from", "postgres://who:a@hidden-word@127.0.0.1:1/x"}, []string{address}, "--from is not a valid connection string"},
		"diff, an @":         {[]string{"config", "diff", "x", "postgres://who:a@hidden-word@127.0.0.1:1/x"}, []string{address}, "cannot be read"},
		"migrate to nowhere": {[]string{"migrate"}, []string{address}, "connect"},
		"migrate, no URL":    {[]string{"migrate"}, nil, "NEONAUTH_MIGRATE_URL or DATABASE_URL"},
		"migrate, broken":    {[]string{"migrate"}, []string{"DATABASE_URL=postgres://who:hidden-word@["}, "connect"},
	} {
		run := command(t, program, c.args...)
		run.Env = plainEnvironment(c.env...)
		run.Dir = t.TempDir()
		output, err := run.CombinedOutput()
		if err == nil || !strings.Contains(string(output), c.says) || strings.Contains(string(output), "hidden-word") || strings.Contains(string(output), "goroutine") {
			t.Errorf("%s: %v, %s", name, err, output)
		}
	}
	version := command(t, program, "version")
	version.Env = plainEnvironment()
	if output, err := version.CombinedOutput(); err != nil || !strings.HasPrefix(string(output), "neonauth release ") {
		t.Errorf("version: %v %s", err, output)
	}
}

func taken(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}

func TestReadyNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	program := build(t)
	pgtest.New(t) // creates the roles in the cluster
	for name, c := range map[string]struct {
		prepare string
		asOwner bool
		says    string
	}{
		"not installed, and the login may not":  {"", false, "neonauth is not installed, run neonauth migrate"},
		"a stranger's schema":                   {"create schema neon_auth_api", false, "schema neon_auth_api is not owned by role neon_auth"},
		"a stranger's schema, to the installer": {"create schema neon_auth_api", true, "schema neon_auth_api already exists"},
		"Supabase's schema, to the installer":   {"create schema auth", true, "schema auth already exists and does not belong to neonauth"},
	} {
		t.Run(name, func(t *testing.T) {
			d := pgtest.Empty(t)
			d.Serve(t)
			if c.prepare != "" {
				do(t, d, c.prepare)
			}
			address := d.SidecarURL
			if c.asOwner {
				address = d.URL
			}
			base, _ := running(t, program, "DATABASE_URL="+address, serveSecret, "NEONAUTH_AUTO_MIGRATE=true")
			if got := request(t, "GET", base+"/readyz", "", ""); got.status != 503 || !strings.Contains(got.body, c.says) {
				t.Errorf("/readyz: %d %s", got.status, got.body)
			}
			if got := request(t, "POST", base+"/"+d.Name+"/auth/sign-in/email", `{"email":"a@b.co","password":"x"}`, ""); got.status != 503 || got.retry == "" {
				t.Errorf("sign-in: %d %s", got.status, got.body)
			}
			if c.prepare != "" {
				return
			}
			migrate := command(t, program, "migrate")
			migrate.Env = plainEnvironment("DATABASE_URL=" + d.URL)
			if output, err := migrate.CombinedOutput(); err != nil {
				t.Fatalf("%v %s", err, output)
			}
			until(t, func() bool { return isReady(base) })
		})
	}
}

// The program starts while the database is down, serves when it comes up, reports when it goes down, and recovers.
func TestDatabaseComesAndGoes(t *testing.T) {
	t.Parallel()
	program := build(t)
	d := pgtest.New(t)
	address, err := url.Parse(d.SidecarURL)
	if err != nil {
		t.Fatal(err)
	}
	to := address.Host
	address.Host = "127.0.0.1:" + freePort(t)
	base, log := running(t, program, "DATABASE_URL="+address.String(), serveSecret)
	up := func(email string) reply {
		return request(t, "POST", base+"/"+d.Name+"/auth/sign-up/email", `{"name":"Ada","email":"`+email+`","password":"`+someWord+`"}`, "")
	}
	if got := request(t, "GET", base+"/readyz", "", ""); got.status != 503 || !strings.Contains(got.body, "no connection") {
		t.Errorf("/readyz: %d %s", got.status, got.body)
	}
	if got := up("ada@example.com"); got.status != 503 || got.retry == "" {
		t.Errorf("sign-up: %d %s", got.status, got.body)
	}
	if got := request(t, "GET", base+"/healthz", "", ""); got.status != 200 {
		t.Errorf("/healthz: %d", got.status)
	}

	for _, email := range []string{"ada@example.com", "bob@example.com"} {
		cut := relay(t, address.Host, to)
		until(t, func() bool { return isReady(base) })
		got := up(email)
		if got.status != 200 {
			t.Fatalf("sign-up: %d %s", got.status, got.body)
		}
		if got := request(t, "GET", base+"/"+d.Name+"/auth/get-session", "", got.cookie); !strings.Contains(got.body, email) {
			t.Errorf("get-session: %d %s", got.status, got.body)
		}
		cut()
		if got := request(t, "GET", base+"/"+d.Name+"/auth/get-session", "", got.cookie); got.status != 503 {
			t.Errorf("get-session without a database: %d %s", got.status, got.body)
		}
		if got := request(t, "GET", base+"/readyz", "", ""); got.status != 503 || !strings.Contains(got.body, "no connection") {
			t.Errorf("/readyz: %d %s", got.status, got.body)
		}
	}
	password, _ := address.User.Password()
	if strings.Contains(log.String(), password) || strings.Contains(log.String(), "example.com") {
		t.Error("the log contains a password or an address")
	}
}

// On SIGTERM a running request is completed, new ones are rejected, and the program ends with success.
func TestGracefulShutdown(t *testing.T) {
	t.Parallel()
	program := build(t)
	d := pgtest.New(t)
	port := freePort(t)
	server := exec.Command(program, "serve")
	server.Env = plainEnvironment("DATABASE_URL="+d.SidecarURL, serveSecret, "NEONAUTH_LISTEN=127.0.0.1:"+port)
	base := "http://127.0.0.1:" + port
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill() })
	until(t, func() bool { return isReady(base) })
	cookie := request(t, "POST", base+"/"+d.Name+"/auth/sign-up/email", `{"name":"Ada","email":"ada@example.com","password":"`+someWord+`"}`, "").cookie

	holder, err := pgx.Connect(t.Context(), d.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close(context.Background())
	if _, err := holder.Exec(t.Context(), "begin; lock table neon_auth.session in access exclusive mode"); err != nil {
		t.Fatal(err)
	}
	var under sync.WaitGroup
	under.Go(func() {
		if got := request(t, "GET", base+"/"+d.Name+"/auth/get-session", "", cookie); got.status != 200 || !strings.Contains(got.body, "ada@") {
			t.Errorf("the running request: %d %s", got.status, got.body)
		}
	})
	until(t, func() bool {
		var waiting int
		err := d.Owner.QueryRow(t.Context(), `select count(*) from pg_stat_activity
			where datname = current_database() and application_name = 'neonauth' and wait_event_type = 'Lock'`).Scan(&waiting)
		return err == nil && waiting > 0
	})
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	until(t, func() bool {
		conn, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
	if _, err := holder.Exec(t.Context(), "rollback"); err != nil {
		t.Fatal(err)
	}
	under.Wait()
	if err := server.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

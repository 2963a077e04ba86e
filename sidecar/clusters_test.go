package main_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/postgres"
	"neonauth/sql"
)

// A cluster is a Postgres for one test, which may stop it and copy its files.
type cluster struct {
	dir    string
	port   int // the same after a restart
	server *postgres.Server
}

// newCluster starts a cluster. It is stopped and removed when the test ends.
func newCluster(t testing.TB) *cluster {
	t.Helper()
	c := &cluster{dir: openFolder(t)}
	c.start(t)
	return c
}

func (c *cluster) start(t testing.TB) {
	t.Helper()
	var err error
	if c.port == 0 {
		if c.port, err = strconv.Atoi(freePort(t)); err != nil {
			t.Fatal(err)
		}
	}
	c.server, err = postgres.Start(t.Context(), postgres.Config{
		Dir:      c.dir,
		Port:     c.port,
		Settings: map[string]string{"fsync": "off", "shared_buffers": "16MB"},
		Log:      slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.stop(t) })
}

func (c *cluster) stop(t testing.TB) {
	t.Helper()
	if err := c.server.Stop(); err != nil {
		t.Error(err)
	}
}

// openFolder creates a folder that the server's user, who is not root, may enter.
func openFolder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "neonauth-branch-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

const (
	servingLogin    = "serving"
	servingPassword = "of-this-test"
)

// install creates a database with neonauth, and a login for the sidecar.
func (c *cluster) install(t testing.TB, name string) {
	t.Helper()
	c.run(t, "postgres", "create database "+name)
	conn := c.connect(t, name)
	if err := sql.Install(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	conn.Close(t.Context())
	c.run(t, "postgres", "create role "+servingLogin+" login password '"+servingPassword+"' in role neon_auth_sidecar")
}

// serving returns the address of a database for a sidecar.
func (c *cluster) serving(t testing.TB, name string) string {
	t.Helper()
	address, err := url.Parse(c.server.URL(name))
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword(servingLogin, servingPassword)
	return address.String()
}

// connect opens a superuser's connection. Close it before the database is copied or renamed.
func (c *cluster) connect(t testing.TB, name string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.server.URL(name))
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func (c *cluster) run(t testing.TB, name, statement string, args ...any) {
	t.Helper()
	conn := c.connect(t, name)
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func ask[T any](t *testing.T, c *cluster, name, query string, args ...any) (answer T) {
	t.Helper()
	conn := c.connect(t, name)
	defer conn.Close(t.Context())
	if err := conn.QueryRow(t.Context(), query, args...).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

// dump copies a database with pg_dump, into this cluster or another one that already has the roles.
func (c *cluster) dump(t *testing.T, from string, to *cluster, name string) {
	t.Helper()
	to.run(t, "postgres", "create database "+name)
	reading, writing := io.Pipe()
	dump := command(t, tool(t, "pg_dump"), "--format=custom", c.server.URL(from))
	restore := command(t, tool(t, "pg_restore"), "--exit-on-error", "--dbname="+to.server.URL(name))
	var said strings.Builder
	dump.Stdout, dump.Stderr = writing, &said
	restore.Stdin, restore.Stderr = reading, &said
	if err := restore.Start(); err != nil {
		t.Fatal(err)
	}
	err := dump.Run()
	writing.Close()
	if err = errors.Join(err, restore.Wait()); err != nil {
		t.Fatalf("pg_dump | pg_restore: %v\n%s", err, &said)
	}
}

// copyRoles copies a cluster's roles to another one. A dump cannot be restored without them. psql continues if a role
// already exists.
func (c *cluster) copyRoles(t *testing.T, to *cluster) {
	t.Helper()
	roles, err := command(t, tool(t, "pg_dumpall"), "--roles-only", "--no-role-passwords", "--dbname="+c.server.URL("postgres")).Output()
	if err != nil {
		t.Fatalf("pg_dumpall: %v", err)
	}
	psql := command(t, tool(t, "psql"), "--no-psqlrc", "--quiet", to.server.URL("postgres"))
	psql.Stdin = bytes.NewReader(roles)
	if said, err := psql.CombinedOutput(); err != nil {
		t.Fatalf("psql: %v\n%s", err, said)
	}
	to.run(t, "postgres", "alter role "+servingLogin+" password '"+servingPassword+"'")
}

// backup returns a physical copy of this cluster that is not started yet. With replication, it is a standby.
func (c *cluster) backup(t *testing.T, more ...string) *cluster {
	t.Helper()
	made := &cluster{dir: openFolder(t)}
	args := append([]string{"--pgdata=" + filepath.Join(made.dir, "data"), "--checkpoint=fast", "--no-sync", "--dbname=" + c.server.URL("")}, more...)
	if said, err := command(t, tool(t, "pg_basebackup"), args...).CombinedOutput(); err != nil {
		t.Fatalf("pg_basebackup: %v\n%s", err, said)
	}
	c.handOver(t, made)
	return made
}

// handOver gives a copy the password of the original, and its files to the user who owns the original's files.
func (c *cluster) handOver(t *testing.T, made *cluster) {
	t.Helper()
	password, err := os.ReadFile(filepath.Join(c.dir, "password"))
	if err == nil {
		err = os.WriteFile(filepath.Join(made.dir, "password"), password, 0o600)
	}
	owner := c.owner(t)
	if err == nil && os.Geteuid() == 0 {
		err = filepath.WalkDir(filepath.Join(made.dir, "data"), func(path string, _ os.DirEntry, err error) error {
			return errors.Join(err, os.Lchown(path, int(owner.Uid), int(owner.Gid)))
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (c *cluster) owner(t testing.TB) *syscall.Stat_t {
	t.Helper()
	data, err := os.Stat(filepath.Join(c.dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	return data.Sys().(*syscall.Stat_t)
}

// upgrade returns an upgraded copy of this stopped cluster, made with pg_upgrade and not started yet. If the machine has no
// newer Postgres, the major version stays the same, which pg_upgrade allows. What matters is the new system identifier.
func (c *cluster) upgrade(t *testing.T) *cluster {
	t.Helper()
	made := newCluster(t)
	password, err := os.ReadFile(filepath.Join(c.dir, "password"))
	if err != nil {
		t.Fatal(err)
	}
	secret := strings.TrimSpace(string(password))
	made.run(t, "postgres", "alter role postgres password '"+secret+"'")
	made.stop(t)
	c.handOver(t, made)

	work, binaries := openFolder(t), filepath.Dir(tool(t, "pg_upgrade"))
	upgrade := command(t, tool(t, "pg_upgrade"), "--username=postgres",
		"--old-bindir="+binaries, "--new-bindir="+binaries,
		"--old-datadir="+filepath.Join(c.dir, "data"), "--new-datadir="+filepath.Join(made.dir, "data"),
		"--old-port="+freePort(t), "--new-port="+freePort(t))
	upgrade.Dir = work
	upgrade.Env = plainEnvironment("PGPASSWORD=" + secret)
	if owner := c.owner(t); os.Geteuid() == 0 {
		upgrade.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}}
		if err := os.Lchown(work, int(owner.Uid), int(owner.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	if said, err := upgrade.CombinedOutput(); err != nil {
		t.Fatalf("pg_upgrade: %v\n%s", err, said)
	}
	return made
}

// tool finds a Postgres program that the npm package does not contain.
func tool(t testing.TB, name string) string {
	t.Helper()
	found, err := postgres.Find()
	if err != nil {
		t.Fatal(err)
	}
	if path := filepath.Join(found, name); found != "" {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: install Debian's postgresql-15, or set NEONAUTH_POSTGRES_BIN", name)
	}
	return path
}

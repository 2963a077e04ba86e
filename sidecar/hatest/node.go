package hatest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// A Node is a machine with Patroni and a Postgres.
type Node struct {
	Name    string // of the namespace, too
	Address string
	dir     string
}

// configuration is Patroni's. A primary that cannot renew its lock gives up after four seconds, and loses it after eight.
const configuration = `
scope: neonauth
name: %[1]s
restapi: {listen: "%[2]s:8008", connect_address: "%[2]s:8008"}
etcd3: {host: "%[3]s:2379"}
bootstrap:
  dcs:
    ttl: 8
    loop_wait: 1
    retry_timeout: 2
    primary_start_timeout: 0
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters: {wal_log_hints: "on", wal_keep_size: 512MB, shared_buffers: 32MB, max_connections: 120, jit: "off"}
  initdb: [encoding: UTF8]
  pg_hba:
    - host all all 10.231.0.0/24 scram-sha-256
    - host replication replicator 10.231.0.0/24 scram-sha-256
postgresql:
  listen: "%[2]s:5432"
  connect_address: "%[2]s:5432"
  data_dir: %[4]s/data
  bin_dir: %[5]s
  pgpass: %[4]s/pgpass
  remove_data_directory_on_rewind_failure: true
  remove_data_directory_on_diverged_timelines: true
  parameters: {unix_socket_directories: ""}
  authentication:
    superuser: {username: postgres, password: %[6]s}
    replication: {username: replicator, password: %[6]s}
`

func (n *Node) folder() string { return filepath.Join(n.dir, n.Name) }

func (n *Node) configure(t testing.TB) {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl")
	if err != nil || len(found) == 0 {
		t.Fatal("install Debian's postgresql")
	}
	if err := os.Mkdir(n.folder(), 0o700); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(configuration, n.Name, n.Address, Host, n.folder(), filepath.Dir(found[len(found)-1]), Password)
	if err := os.WriteFile(filepath.Join(n.folder(), "patroni.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "chown -R postgres "+n.folder())
}

// Start starts Patroni, which starts Postgres. A node that runs is left alone.
func (n *Node) Start(t testing.TB) {
	t.Helper()
	if pids, _ := n.pids(); len(pids) > 0 {
		return
	}
	log, err := os.OpenFile(filepath.Join(n.dir, n.Name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	patroni := exec.Command("ip", "netns", "exec", n.Name, "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups",
		"patroni", filepath.Join(n.folder(), "patroni.yaml"))
	patroni.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + n.folder(), "LC_ALL=C.UTF-8", "TZ=UTC"}
	patroni.Dir = n.folder()
	patroni.Stdout, patroni.Stderr = log, log
	if err := patroni.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = patroni.Wait() }() // ends when the node is killed
}

// Kill ends every process of the node at once, as a power cut does.
func (n *Node) Kill(t testing.TB) {
	t.Helper()
	if err := n.kill(); err != nil {
		t.Fatal(err)
	}
}

func (n *Node) kill() error {
	pids, err := n.pids()
	for _, pid := range pids {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended with another one
	}
	return err
}

// KillPostgres ends Postgres at once, and leaves Patroni.
func (n *Node) KillPostgres(t testing.TB) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(n.folder(), "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

func (n *Node) pids() (pids []int, err error) {
	said, err := exec.Command("ip", "netns", "pids", n.Name).Output()
	for _, word := range strings.Fields(string(said)) {
		if pid, err := strconv.Atoi(word); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids, err
}

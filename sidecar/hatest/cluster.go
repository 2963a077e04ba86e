package hatest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Password is that of the superuser postgres.
const Password = "of-this-test"

// A Cluster is three nodes, of which one is the primary and another one a synchronous standby.
type Cluster struct {
	Nodes []*Node
	dir   string
}

// Start starts etcd and three nodes, and waits until they replicate. It needs root, and Debian's etcd-server and patroni.
func Start(t testing.TB) *Cluster {
	t.Helper()
	dir, err := os.MkdirTemp("", "neonauth-ha-")
	if err != nil {
		t.Fatal(err)
	}
	c := &Cluster{dir: dir}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("logs of the nodes: %s", dir)
			return
		}
		_ = os.RemoveAll(dir)
	})
	for i := range 3 {
		c.Nodes = append(c.Nodes, &Node{Name: fmt.Sprintf("neonauth-ha%d", i+1), Address: fmt.Sprintf("10.231.0.%d", 11+i), dir: dir})
	}
	run(t, "chmod 755 "+dir)
	network(t, c.Nodes)
	c.startEtcd(t)
	for _, n := range c.Nodes {
		n.configure(t)
		n.Start(t)
	}
	c.WaitReplicated(t)
	return c
}

func (c *Cluster) startEtcd(t testing.TB) {
	t.Helper()
	client, peer := "http://"+Host+":2379", "http://"+Host+":2380"
	log, err := os.Create(filepath.Join(c.dir, "etcd.log"))
	if err != nil {
		t.Fatal(err)
	}
	etcd := exec.Command("etcd", "--data-dir", filepath.Join(c.dir, "etcd"), "--unsafe-no-fsync",
		"--listen-client-urls", client, "--advertise-client-urls", client,
		"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "default="+peer)
	etcd.Stdout, etcd.Stderr = log, log
	if err := etcd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = etcd.Process.Kill()
		_ = etcd.Wait()
		log.Close()
	})
}

// A member is a node as Patroni reports it.
type member struct {
	Name, Role, State string
}

// members returns the nodes as the node at an address sees them, or nil.
func (c *Cluster) members(n *Node) []member {
	client := http.Client{Timeout: 2 * time.Second}
	answer, err := client.Get("http://" + n.Address + ":8008/cluster")
	if err != nil {
		return nil
	}
	defer answer.Body.Close()
	var seen struct{ Members []member }
	if json.NewDecoder(answer.Body).Decode(&seen) != nil {
		return nil
	}
	return seen.Members
}

// Primary returns the node that is the primary, and waits until there is one.
func (c *Cluster) Primary(t testing.TB) (primary *Node) {
	t.Helper()
	wait(t, "a primary", 2*time.Minute, func() bool {
		for _, n := range c.Nodes {
			client := http.Client{Timeout: time.Second}
			if answer, err := client.Get("http://" + n.Address + ":8008/primary"); err == nil {
				answer.Body.Close()
				if answer.StatusCode == http.StatusOK {
					primary = n
					return true
				}
			}
		}
		return false
	})
	return primary
}

// WaitReplicated waits until the primary has two running standbys, one of them synchronous.
func (c *Cluster) WaitReplicated(t testing.TB) {
	t.Helper()
	wait(t, "two standbys", 3*time.Minute, func() bool {
		running, synchronous := 0, 0
		for _, m := range c.members(c.Primary(t)) {
			if m.State == "running" || m.State == "streaming" {
				running++
			}
			if m.Role == "sync_standby" {
				synchronous++
			}
		}
		return running == len(c.Nodes) && synchronous > 0
	})
}

// URL returns the connection string of a database for all nodes. user may include a password.
func (c *Cluster) URL(user, database, parameters string) string {
	var hosts []string
	for _, n := range c.Nodes {
		hosts = append(hosts, n.Address+":5432")
	}
	return fmt.Sprintf("postgres://%s@%s/%s?sslmode=disable&%s", user, strings.Join(hosts, ","), database, parameters)
}

func wait(t testing.TB, what string, most time.Duration, true func() bool) {
	t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(most); time.Now().Before(deadline); <-tick.C {
		if true() {
			return
		}
	}
	t.Fatalf("there was no %s", what)
}

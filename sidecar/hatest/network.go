// Package hatest runs Postgres on three nodes under Patroni, each in a network namespace of its own, for `make ha`.
package hatest

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// Host is the address of this machine in the nodes' network.
const Host = "10.231.0.1"

const bridge = "neonauth-ha"

// network creates a bridge, to which each node's namespace is connected. It needs root.
func network(t testing.TB, nodes []*Node) {
	t.Helper()
	remove := func() {
		for _, n := range nodes {
			_ = n.kill()
			_ = exec.Command("ip", "netns", "delete", n.Name).Run() // with its end of the cable
			_ = exec.Command("ip", "link", "delete", n.Name).Run()
		}
		_ = exec.Command("ip", "link", "delete", bridge).Run()
	}
	remove() // what a run that was killed has left
	t.Cleanup(remove)
	run(t, "ip link add "+bridge+" type bridge")
	run(t, "ip address add "+Host+"/24 dev "+bridge)
	run(t, "ip link set "+bridge+" up")
	for _, n := range nodes {
		run(t, "ip netns add "+n.Name)
		run(t, fmt.Sprintf("ip link add %s type veth peer name eth0 netns %[1]s", n.Name))
		run(t, fmt.Sprintf("ip link set %s master %s up", n.Name, bridge))
		n.inside(t, "ip address add "+n.Address+"/24 dev eth0")
		n.inside(t, "ip link set eth0 up")
		n.inside(t, "ip link set lo up")
	}
}

// Cut disconnects the node from everything. Join connects it again.
func (n *Node) Cut(t testing.TB) { t.Helper(); run(t, "ip link set "+n.Name+" down") }

// Join connects the node after Cut.
func (n *Node) Join(t testing.TB) { t.Helper(); run(t, "ip link set "+n.Name+" up") }

func (n *Node) inside(t testing.TB, command string) {
	t.Helper()
	run(t, "ip netns exec "+n.Name+" "+command)
}

func run(t testing.TB, command string) {
	t.Helper()
	words := strings.Fields(command)
	if said, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, said)
	}
}

package main_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// BenchmarkReplicas compares the throughput of get-session, and what it costs the primary, without replicas, with one and
// with two. All servers share the machine's cores, so replicas can only show here how much load they take off the primary.
func BenchmarkReplicas(b *testing.B) {
	program := build(b)
	c := newCluster(b)
	c.install(b, "app")
	c.run(b, "app", `update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}'`)
	one, two := newReplica(b, c), newReplica(b, c)
	login := c.serving(b, "app")
	both := strings.Replace(one.at(b, login), "127.0.0.1:"+one.port, "127.0.0.1:"+one.port+",127.0.0.1:"+two.port, 1)
	m := &meter{b: b}
	var bases []string
	for _, reads := range []string{"", one.at(b, login), both} {
		base, _ := running(b, program, "DATABASE_URL="+login, "NEONAUTH_READ_URL="+reads, serveSecret)
		until(b, func() bool { return isReady(base) })
		bases = append(bases, base+"/app/auth")
	}
	m.cookie = cookieOf(m.post(bases[0], "/sign-up/email", account))
	rates := make([][]float64, len(bases))
	scanned := make([]float64, len(bases)) // look-ups in the primary for each request
	for range 5 {
		for i, base := range bases {
			before := c.scans(b)
			rate, _ := m.wrkAt(base+"/get-session", m.cookie, 32, 3)
			rates[i] = append(rates[i], rate)
			scanned[i] += (c.scans(b) - before) / (rate * 3) / 5
		}
	}
	for i := range rates {
		slices.Sort(rates[i])
		m.say(fmt.Sprintf("get-session, %d replicas", i), fmt.Sprintf("%.2f of none: %.0f/s; %.2f look-ups of each request in the primary",
			rates[i][2]/rates[0][2], rates[i][2], scanned[i]))
	}
}

// scans returns how many look-ups of sessions the cluster has counted.
func (c *cluster) scans(b *testing.B) (n float64) {
	conn := c.connect(b, "app")
	defer conn.Close(b.Context())
	if err := conn.QueryRow(b.Context(), scans).Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}

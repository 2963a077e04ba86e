package main_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"neonauth/sidecar/pgtest"
)

var numbered = regexp.MustCompile(`"name":"n(\d+)"`)

// seenUp finds the sidecars that HAProxy sees up in its statistics.
var seenUp = regexp.MustCompile(`(?m)^sidecars,sidecar\d,.*,UP,`)

// balancer starts HAProxy in front of sidecars, as `neonauth help availability` describes it, and returns its address.
func balancer(t *testing.T, sidecars []string) string {
	t.Helper()
	port := freePort(t)
	var text strings.Builder
	fmt.Fprintf(&text, `listen sidecars
  mode http
  bind 127.0.0.1:%s
  retries 3
  option redispatch 1
  retry-on conn-failure
  option httpchk GET /readyz
  timeout check 5s
  stats enable
  stats uri /seen
  default-server check inter 200ms fastinter 100ms fall 1 rise 1
`, port)
	for i, base := range sidecars {
		address, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&text, "  server sidecar%d %s\n", i+1, address.Host)
	}
	haproxy(t, text.String(), "http://127.0.0.1:"+port+"/readyz")
	return "http://127.0.0.1:" + port
}

// haproxy starts HAProxy, and waits until an address responds with 200.
func haproxy(t *testing.T, configuration, ready string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "haproxy.cfg")
	const defaults = "defaults\n  timeout connect 2s\n  timeout client 30s\n  timeout server 30s\n"
	if err := os.WriteFile(file, []byte(defaults+configuration), 0o644); err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("haproxy")
	if err != nil {
		program = "/usr/sbin/haproxy" // Debian's folder, which is not in every PATH
	}
	serve(t, command(t, program, "-f", file, "-db"), ready)
}

// TestBalancedSidecars: three sidecars behind HAProxy are stopped and killed in turn under load. No get-session fails that
// was tried once more, and no change is lost that was acknowledged.
func TestBalancedSidecars(t *testing.T) {
	t.Parallel()
	program := build(t)
	d := pgtest.New(t)
	do(t, d, `update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}'`)
	ports := []string{freePort(t), freePort(t), freePort(t)}
	var bases []string
	begin := func(port string) *exec.Cmd {
		server := exec.Command(program, "serve")
		server.Env = append(plainEnvironment("DATABASE_URL="+d.SidecarURL, serveSecret, "NEONAUTH_LISTEN=127.0.0.1:"+port), "NEONAUTH_SHUTDOWN_DELAY=1s")
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		until(t, func() bool { return isReady("http://127.0.0.1:" + port) })
		return server
	}
	servers := make([]*exec.Cmd, len(ports))
	for i, port := range ports {
		servers[i] = begin(port)
		bases = append(bases, "http://127.0.0.1:"+port)
	}
	t.Cleanup(func() {
		for _, server := range servers {
			_ = server.Process.Kill()
			_ = server.Wait()
		}
	})
	front := balancer(t, bases)
	base := front + "/" + d.Name + "/auth"
	balanced := func() {
		until(t, func() bool {
			return len(seenUp.FindAllString(request(t, "GET", front+"/seen;csv", "", "").body, -1)) == len(servers)
		})
	}
	balanced()
	var stopped atomic.Bool
	var working sync.WaitGroup
	var asked, repeated atomic.Int32
	for i := range 4 {
		p := signedUp(t, base, fmt.Sprintf("ada%d", i))
		working.Go(func() {
			acknowledged := 0
			failed := map[string]bool{} // Postgres may make these changes after later ones
			for n := 1; !stopped.Load(); n++ {
				if status, _, err := p.ask("/update-user", fmt.Sprintf(`{"name":"n%d"}`, n)); err == nil && status == http.StatusOK {
					acknowledged = n
				} else {
					failed[fmt.Sprint(n)] = true
				}
				asked.Add(1)
				status, answer, err := p.ask("/get-session", "")
				for again := 0; (err != nil || status != http.StatusOK) && again < 3; again++ { // a client may repeat what changes nothing
					repeated.Add(1)
					status, answer, err = p.ask("/get-session", "")
				}
				shown := numbered.FindStringSubmatch(answer)
				if err != nil || status != http.StatusOK || shown == nil && acknowledged > 0 {
					t.Errorf("get-session: %d %s %v", status, answer, err)
					return
				}
				if shown != nil && shown[1] != fmt.Sprint(n) && !failed[shown[1]] && acknowledged == n {
					t.Errorf("get-session shows n%s after n%d was acknowledged", shown[1], n)
				}
			}
		})
	}
	for n := range 6 {
		how := syscall.SIGTERM
		if n%2 == 1 {
			how = syscall.SIGKILL
		}
		if err := servers[n%3].Process.Signal(how); err != nil {
			t.Fatal(err)
		}
		_ = servers[n%3].Wait()
		servers[n%3] = begin(ports[n%3])
		balanced()
	}
	stopped.Store(true)
	working.Wait()
	t.Logf("%d get-sessions, %d repeated", asked.Load(), repeated.Load())
}

package main_test

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"neonauth/sidecar/pgtest"
)

type listedKey struct{ Kid, State string }

// keysCommand runs `neonauth keys` with the server's environment.
func keysCommand(t *testing.T, server *exec.Cmd, what string) (listed []listedKey) {
	t.Helper()
	keys := command(t, server.Path, "keys", what, "--json")
	keys.Env = server.Env
	said, err := keys.Output()
	if err == nil {
		err = json.Unmarshal(said, &listed)
	}
	if err != nil {
		t.Fatalf("neonauth keys %s: %v\n%s", what, err, said)
	}
	return listed
}

// beside starts the program a second time on the same database, with a different environment. It returns the base URL and
// the log file. alive is a path that returns 200 when it serves.
func beside(t *testing.T, server *exec.Cmd, d *pgtest.Database, alive string, different ...string) (base, log string) {
	t.Helper()
	port := freePort(t)
	words, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { words.Close() })
	other := exec.Command(server.Path, "serve")
	other.Env = slices.Concat(server.Env, []string{"NEONAUTH_LISTEN=127.0.0.1:" + port, "NEONAUTH_PUBLIC_URL=http://localhost:" + port}, different)
	other.Stderr = words
	serve(t, other, "http://127.0.0.1:"+port+alive)
	return "http://localhost:" + port + "/" + d.Name + "/auth", words.Name()
}

func TestFirstKey(t *testing.T) {
	t.Parallel()
	d, base, server := neonauthProcess(t)
	second, _ := beside(t, server, d, "/readyz")
	kids := make([]string, 20)
	var all sync.WaitGroup
	for i := range kids {
		all.Go(func() {
			_, _, answer := call(t, "GET", []string{base, second}[i%2]+"/token/anonymous", "", "")
			var minted struct{ Token string }
			if err := json.Unmarshal([]byte(answer), &minted); err != nil {
				t.Errorf("/token/anonymous responds with %s", answer)
				return
			}
			kids[i] = kidOf(t, minted.Token)
		})
	}
	all.Wait()
	if slices.Sort(kids); kids[0] == "" || kids[0] != kids[len(kids)-1] {
		t.Errorf("two sidecars sign with %v", slices.Compact(kids))
	}
	for _, address := range []string{base, second} {
		if keys := published(t, address); !slices.Equal(keys, kids[:1]) {
			t.Errorf("%s publishes %v", address, keys)
		}
	}
}

// TestAnotherSecret: a sidecar with the wrong secret reports it and replaces nothing.
func TestAnotherSecret(t *testing.T) {
	t.Parallel()
	const another = "Vx81QmZrT0pLw6eYcD3nHs9aKfUj2GbR"
	d, base, server := neonauthProcess(t)
	kid := kidOf(t, mint(t, base, signInAt(t, base, "/sign-up/email").cookie))
	before := sealedKey(t, d)

	wrong, log := beside(t, server, d, "/healthz", "NEONAUTH_SECRET="+another)
	until(t, func() bool { // the log reports what is wrong
		words, err := os.ReadFile(log)
		return err == nil && strings.Contains(string(words), "the signing key of this branch cannot be opened")
	})
	own := signInAt(t, wrong, "/sign-in/email")
	for range 3 {
		header, status, answer := call(t, "GET", wrong+"/token", own.cookie, "")
		if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" || strings.Contains(answer, "eyJ") {
			t.Errorf("/token responds with %d %s", status, answer)
		}
		if _, status, answer = call(t, "GET", wrong+"/token/anonymous", "", ""); status != http.StatusServiceUnavailable {
			t.Errorf("/token/anonymous responds with %d %s", status, answer)
		}
	}
	header, status, answer := call(t, "GET", wrong+"/get-session", own.cookie, "")
	if status != http.StatusOK || !strings.Contains(answer, adaEmail) || header.Get("Set-Auth-Jwt") != "" {
		t.Errorf("/get-session responds with %d %s %v", status, answer, header)
	}
	if keys := published(t, wrong); !slices.Equal(keys, []string{kid}) {
		t.Errorf("it publishes %v, want %s", keys, kid)
	}
	host, _, _ := strings.Cut(strings.TrimPrefix(wrong, "http://"), "/")
	if _, status, answer := call(t, "GET", "http://"+host+"/readyz", "", ""); status != http.StatusServiceUnavailable || !strings.Contains(answer, "signing key") {
		t.Errorf("/readyz responds with %d %s", status, answer)
	}
	if words, err := os.ReadFile(log); err != nil || strings.Contains(string(words), another) {
		t.Errorf("the log contains the secret (%v)", err)
	}
	if after := sealedKey(t, d); after != before {
		t.Errorf("the key was replaced: %s, it was %s", after, before)
	}

	exchanged, _ := beside(t, server, d, "/readyz", "NEONAUTH_SECRET="+another, "NEONAUTH_SECRET_PREVIOUS="+secretOf(d.Name))
	if now := kidOf(t, mint(t, exchanged, own.cookie)); now != kid {
		t.Errorf("with the right secret as the previous one it signs with %s, want %s", now, kid)
	}
}

func sealedKey(t *testing.T, d *pgtest.Database) (all string) {
	t.Helper()
	err := d.Owner.QueryRow(t.Context(), `select jsonb_agg(to_jsonb(j) order by j.id)::text from neon_auth.jwks j`).Scan(&all)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

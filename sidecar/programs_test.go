package main_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"neonauth/sidecar/pgtest"
)

const (
	testdata = "../testdata"
	kit      = testdata + "/reference"
	clients  = testdata + "/clients"
)

// neonauth runs the program like a user does, on its own database in the profile default: `migrate` as a superuser,
// `serve` as a login without other rights. It returns the database and the base URL.
func neonauth(t testing.TB, more ...string) (*pgtest.Database, string) {
	t.Helper()
	d, base, _ := neonauthProcess(t, more...)
	return d, base
}

// neonauthProcess also returns the program's process.
func neonauthProcess(t testing.TB, more ...string) (*pgtest.Database, string, *exec.Cmd) {
	t.Helper()
	program := build(t)
	d := pgtest.Empty(t)
	if said, err := migrate(t, program, d.URL); err != nil {
		t.Fatalf("neonauth migrate: %v\n%s", err, said)
	}
	d.Serve(t)
	profile(t, d.URL, "default")
	base, server := serveNeonauth(t, program, d.SidecarURL, more...)
	return d, base, server
}

// programs are compiled programs, by options. Linking takes seconds, so all tests share them.
var programs = struct {
	sync.Mutex
	folder string
	files  map[string]string
}{files: map[string]string{}}

func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(programs.folder)
	os.Exit(code)
}

// build compiles the program; options are for the go command.
func build(t testing.TB, options ...string) string {
	t.Helper()
	dependOnFiles(t)
	programs.Lock()
	defer programs.Unlock()
	key := strings.Join(options, " ")
	if program := programs.files[key]; program != "" {
		return program
	}
	if programs.folder == "" {
		var err error
		if programs.folder, err = os.MkdirTemp("", "neonauth-programs-"); err != nil {
			t.Fatal(err)
		}
	}
	program := filepath.Join(programs.folder, fmt.Sprint(len(programs.files)), "neonauth")
	args := append([]string{"build", "-o", program}, options...)
	if output, err := command(t, "go", append(args, ".")...).CombinedOutput(); err != nil {
		t.Fatalf("build neonauth: %v\n%s", err, output)
	}
	programs.files[key] = program
	return program
}

// migrate runs `neonauth migrate` and returns its output.
func migrate(t testing.TB, program, address string) (string, error) {
	t.Helper()
	run := command(t, program, "migrate")
	run.Env = plainEnvironment("DATABASE_URL=" + address)
	said, err := run.CombinedOutput()
	return string(said), err
}

// serveNeonauth runs `neonauth serve` until the test ends, and returns the base URL for the database in address.
func serveNeonauth(t testing.TB, program, address string, environment ...string) (string, *exec.Cmd) {
	t.Helper()
	database, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	server := exec.Command(program, "serve")
	server.Env = plainEnvironment(append(environment,
		"DATABASE_URL="+address,
		"NEONAUTH_SECRET="+secretOf(strings.TrimPrefix(database.Path, "/")),
		"NEONAUTH_LISTEN=127.0.0.1:"+port,
		"NEONAUTH_PUBLIC_URL=http://localhost:"+port,
	)...)
	serve(t, server, "http://127.0.0.1:"+port+"/readyz")
	return "http://localhost:" + port + database.Path + "/auth", server
}

// secretOf returns a secret for each database: a program scans all databases of the server, and must ignore other tests'.
func secretOf(database string) string {
	hash := sha256.Sum256([]byte(database))
	return hex.EncodeToString(hash[:])
}

// dependOnFiles makes the test cache depend on all source files: the test builds and runs programs, which the go command
// does not know.
func dependOnFiles(t testing.TB) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if entry.IsDir() && (entry.Name() == "node_modules" || path != ".." && strings.HasPrefix(entry.Name(), ".")) {
			return fs.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// profile applies a profile of the kit to a database.
func profile(t testing.TB, address, name string) {
	t.Helper()
	set := command(t, testdata+"/profile", name)
	set.Env = plainEnvironment("DATABASE_URL=" + address)
	if output, err := set.CombinedOutput(); err != nil {
		t.Fatalf("testdata/profile %s: %v\n%s", name, err, output)
	}
}

// npmCI installs a folder's packages, unless they are as new as the lock file.
func npmCI(t testing.TB, dir string) {
	t.Helper()
	wanted, err := os.Open(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer wanted.Close() // releases the lock
	if err := syscall.Flock(int(wanted.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err) // two runs in one checkout would remove each other's packages
	}
	lock, err := wanted.Stat()
	if err != nil {
		t.Fatal(err)
	}
	made, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json"))
	if err == nil && !made.ModTime().Before(lock.ModTime()) {
		return
	}
	install := command(t, "npm", "ci")
	install.Dir = dir
	if output, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm ci in %s: %v\n%s", dir, err, output)
	}
}

// kill kills a program that serve runs, and returns when its port is free.
func kill(t testing.TB, server *exec.Cmd) {
	t.Helper()
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	until(t, func() bool { return errors.Is(server.Process.Signal(syscall.Signal(0)), os.ErrProcessDone) })
}

// serve runs a program until the test ends, and returns when ready responds with 200. Its output is logged if the test
// fails, unless the test captures it.
func serve(t testing.TB, server *exec.Cmd, ready string) {
	t.Helper()
	// A file instead of a pipe: reading the output would cost CPU that a benchmark measures.
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	if server.Stderr == nil {
		server.Stdout, server.Stderr = log, log
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { server.Wait(); close(ended) }() // ends with the program
	t.Cleanup(func() {
		server.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(time.Minute):
			server.Process.Kill()
			<-ended
			t.Errorf("%s did not stop on a signal", filepath.Base(server.Path))
		}
		if t.Failed() {
			said, err := os.ReadFile(log.Name())
			t.Logf("the last words of %s:\n%s (%v)", filepath.Base(server.Path), lastLines(string(said), 20), err)
		}
		log.Close()
	})

	client := &http.Client{Timeout: 30 * time.Second}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	said := "nothing"
	for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline); {
		response, err := client.Get(ready)
		switch {
		case err != nil:
			said = err.Error()
		case response.StatusCode == http.StatusOK:
			response.Body.Close()
			return
		default:
			said = response.Status
			response.Body.Close()
		}
		select {
		case <-tick.C:
		case <-ended:
			t.Fatalf("%s ended", filepath.Base(server.Path))
		}
	}
	t.Fatalf("%s does not answer 200: %s", ready, said)
}

// command returns a program that is stopped before the test run's deadline kills this process, after which it could not
// stop its servers.
func command(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	ctx := t.Context()
	if bounded, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if deadline, ok := bounded.Deadline(); ok {
			until, cancel := context.WithDeadline(ctx, deadline.Add(-30*time.Second))
			t.Cleanup(cancel)
			ctx = until
		}
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// plainEnvironment removes the tester's own NEONAUTH_ and DATABASE_ variables.
func plainEnvironment(more ...string) []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "NEONAUTH_SHUTDOWN_DELAY=0"}, more...)
}

// ports counts the ports of freePort, from a random one: another run on this machine counts, too.
var (
	ports     atomic.Uint32
	firstPort = rand.Uint32N(20_000)
)

// freePort returns a port on which nothing listens, and which is given out once. It is none of those that the kernel gives
// to other tests' servers and to clients, one of which could take it before the program listens.
func freePort(t testing.TB) string {
	t.Helper()
	for range 1000 {
		port := strconv.Itoa(int(11_000 + (firstPort+ports.Add(1))%20_000)) // browsers refuse 10080
		listener, err := net.Listen("tcp", "127.0.0.1:"+port)
		if err == nil {
			listener.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return ""
}

// readLines returns a file's lines without empty ones and comments.
func readLines(t testing.TB, file string) []string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

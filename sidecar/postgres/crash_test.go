package postgres

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestMain also acts as the sidecar that is killed: with this variable the test binary only runs a server.
func TestMain(m *testing.M) {
	dir := os.Getenv("NEONAUTH_TEST_SIDECAR")
	if dir == "" {
		os.Exit(m.Run())
	}
	s, err := Start(context.Background(), Config{Dir: dir, Settings: map[string]string{"fsync": "off"}, Log: quiet()})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(s.URL("postgres"))
	<-s.Done()
}

func TestKilledPostgres(t *testing.T) {
	t.Parallel()
	dir := folder(t, 0o755)
	s := startServer(t, Config{Dir: dir})
	query(t, s, "create table kept as select 7 as n; select ''")
	conn, err := pgx.Connect(t.Context(), s.URL("postgres")) // a backend that outlives the server briefly
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := s.process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-s.Done()
	if err := s.Stop(); err == nil {
		t.Error("Stop does not report that the server was killed")
	}
	again := startServer(t, Config{Dir: dir})
	if query(t, again, "select n from kept") != "7" {
		t.Error("the table is lost")
	}
}

func TestKilledSidecar(t *testing.T) {
	t.Parallel()
	dir := folder(t, 0o755)
	sidecar := exec.Command(os.Args[0])
	sidecar.Env = append(os.Environ(), "NEONAUTH_TEST_SIDECAR="+dir)
	out, err := sidecar.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := sidecar.Start(); err != nil {
		t.Fatal(err)
	}
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(first, "postgres://") {
		t.Fatalf("the sidecar printed %q, %v", first, err)
	}

	_, err = Start(t.Context(), Config{Dir: dir})
	holder := fmt.Sprintf("in use by another server (process %d)", sidecar.Process.Pid)
	if err == nil || !strings.Contains(err.Error(), holder) {
		t.Errorf("while a sidecar runs: %v", err)
	}

	orphan := pidOf(t, dir)
	sidecar.Process.Kill()
	sidecar.Wait()
	s := startServer(t, Config{Dir: dir})
	if s.URL("postgres") != strings.TrimSpace(first) {
		t.Errorf("moved from %s to %s", first, s.URL("postgres"))
	}
	if serves(orphan, filepath.Join(dir, "data")) {
		t.Errorf("the orphan %d still runs", orphan)
	}
}

// An orphan keeps running where the kernel cannot signal children when their parent dies, or where the signal was too late.
func TestOrphan(t *testing.T) {
	t.Parallel()
	dir := folder(t, 0o755)
	s := startServer(t, Config{Dir: dir})
	query(t, s, "create table kept as select 7 as n; select ''")
	s.Stop()

	programs := programsFor(t, dir)
	orphan := programs.command(t.Context(), "postgres", "-D", filepath.Join(dir, "data"),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "port="+strconv.Itoa(s.port))
	ended := programs.onThread(orphan.Run)
	until(t, func() bool { return s.ping(t.Context()) == nil })

	again := startServer(t, Config{Dir: dir})
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the orphan was not shut down cleanly: %v", err)
		}
	case <-time.After(time.Minute):
		t.Error("the orphan still runs")
	}
	if query(t, again, "select n from kept") != "7" {
		t.Error("the table is lost")
	}
}

func TestPidFileOfAnotherProcess(t *testing.T) {
	t.Parallel()
	dir := folder(t, 0o755)
	s := startServer(t, Config{Dir: dir})
	stale, err := os.ReadFile(filepath.Join(dir, pidFile))
	if err != nil {
		t.Fatal(err)
	}
	s.process.Kill()
	<-s.Done()

	innocent := exec.Command("sleep", "600")
	innocent.SysProcAttr = &syscall.SysProcAttr{Credential: programsFor(t, dir).account}
	innocent.Dir = "/"
	if err := innocent.Start(); err != nil {
		t.Fatal(err)
	}
	defer innocent.Wait()
	defer innocent.Process.Kill()
	_, rest, _ := strings.Cut(string(stale), "\n")
	content := fmt.Sprintf("%d\n%s", innocent.Process.Pid, rest)
	if err := os.WriteFile(filepath.Join(dir, pidFile), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}

	query(t, startServer(t, Config{Dir: dir}), "select 1")
	if err := innocent.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the other process: %v", err)
	}
}

func programsFor(t *testing.T, dir string) *programs {
	t.Helper()
	home, err := openHome(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer home.close()
	found, err := binaries("", home, quiet())
	if err != nil {
		t.Fatal(err)
	}
	programs, err := newPrograms(t.Context(), home, found)
	if err != nil {
		t.Fatal(err)
	}
	return programs
}

func pidOf(t *testing.T, dir string) int {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, pidFile))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// until waits for a condition and fails the test if it does not become true.
func until(t *testing.T, condition func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for !condition() {
		if !pause(ctx) {
			t.Fatal("the condition did not become true")
		}
	}
}

package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const homes = "neonauth-test-"

// serverURL is a superuser's address on the server that the tests share: NEONAUTH_TEST_URL, or that of a
// throwaway one which lives as long as the `go test` that this test belongs to.
func serverURL(t testing.TB) string {
	t.Helper()
	if given := os.Getenv("NEONAUTH_TEST_URL"); given != "" {
		return given
	}
	address, err := throwawayServer(os.TempDir(), ownerID())
	if err != nil {
		t.Fatalf("pgtest: start a Postgres for the tests: %v", err)
	}
	return address
}

// ownerID is the process whose end is the end of the run: the go command, which all packages' tests of
// one `go test` share, or this test itself where somebody started its program by hand.
func ownerID() int {
	program, err := os.Executable()
	if err == nil && strings.Contains(program, string(filepath.Separator)+"go-build") {
		return os.Getppid()
	}
	return os.Getpid()
}

// throwawayServer is the address of the owner's server. Whoever comes first starts a keeper for it, a
// process of its own: a test cannot stop a server any more when it is killed, nor does it know whether
// another package still needs it.
func throwawayServer(tmp string, owner int) (string, error) {
	home := filepath.Join(tmp, homes+strconv.Itoa(owner))
	// Others may pass through: where root tests, the server is another user's.
	if err := os.MkdirAll(home, 0o711); err != nil {
		return "", err
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); <-tick.C {
		if kept := takeOver(home); kept != nil {
			defer kept.Close() // the keeper has it by then
			sweep(tmp)
			return startKeeper(home, owner, kept)
		}
		if address, err := os.ReadFile(filepath.Join(home, "url")); err == nil {
			return string(address), nil
		}
	}
	return "", fmt.Errorf("the server in %s is not ready, though somebody starts it", home)
}

// takeOver locks a home that nobody keeps, nil when somebody does. The lock is handed down to the keeper,
// and the kernel lets it go when that ends, in whatever way.
func takeOver(home string) *os.File {
	kept, err := os.OpenFile(filepath.Join(home, "kept"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil
	}
	if err := syscall.Flock(int(kept.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		kept.Close()
		return nil
	}
	return kept
}

func startKeeper(home string, owner int, kept *os.File) (string, error) {
	if err := os.RemoveAll(filepath.Join(home, "url")); err != nil { // of a killed keeper
		return "", err
	}
	program := filepath.Join(home, "keeper")
	build := exec.Command("go", "build", "-o", program, "neonauth/sidecar/pgtest/keeper")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the keeper: %w\n%s", err, output)
	}
	log, err := os.Create(filepath.Join(home, "log"))
	if err != nil {
		return "", err
	}
	defer log.Close()
	keeper := exec.Command(program, home, strconv.Itoa(owner))
	keeper.Stdout, keeper.Stderr = log, log
	keeper.ExtraFiles = []*os.File{kept}
	keeper.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // an interrupt at the terminal is not for it
	if err := keeper.Start(); err != nil {
		return "", err
	}
	ended := make(chan error, 1)
	go func() { ended <- keeper.Wait() }() // ends with the keeper
	return waitForAddress(home, ended)
}

func waitForAddress(home string, ended <-chan error) (string, error) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if address, err := os.ReadFile(filepath.Join(home, "url")); err == nil {
			return string(address), nil
		}
		select {
		case <-tick.C:
		case err := <-ended: // which it does when its server does not start in time, too
			said, _ := os.ReadFile(filepath.Join(home, "log"))
			return "", errors.Join(err, errors.New(string(bytes.TrimSpace(said))))
		}
	}
}

// sweep removes what killed keepers left, whose servers died with them or do so soon without a directory.
func sweep(tmp string) {
	left, _ := filepath.Glob(filepath.Join(tmp, homes+"*"))
	for _, home := range left {
		owner, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(home), homes))
		if err != nil || !errors.Is(syscall.Kill(owner, 0), syscall.ESRCH) {
			continue
		}
		if kept := takeOver(home); kept != nil {
			os.RemoveAll(home)
			kept.Close()
		}
	}
}

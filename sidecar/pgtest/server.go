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

// serverURL returns a superuser's address on the shared test server: NEONAUTH_TEST_URL if set, otherwise a throwaway
// server that lives as long as the current `go test`.
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

// ownerID returns the process whose end is the end of the test run: the go command, which all packages of one
// `go test` share, or this process if the test binary was started by hand.
func ownerID() int {
	program, err := os.Executable()
	if err == nil && strings.Contains(program, string(filepath.Separator)+"go-build") {
		return os.Getppid()
	}
	return os.Getpid()
}

// throwawayServer returns the address of the owner's server. The first caller starts a keeper for it. The keeper is a
// separate process, because a killed test cannot stop a server and does not know whether other packages still use it.
func throwawayServer(tmp string, owner int) (string, error) {
	home := filepath.Join(tmp, homes+strconv.Itoa(owner))
	// 0711 lets other users pass through: if the tests run as root, the server runs as another user.
	if err := os.MkdirAll(home, 0o711); err != nil {
		return "", err
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); <-tick.C {
		if kept := takeOver(home); kept != nil {
			defer kept.Close() // the keeper has inherited the lock by then
			sweep(tmp)
			return startKeeper(home, owner, kept)
		}
		if address, err := os.ReadFile(filepath.Join(home, "url")); err == nil {
			return string(address), nil
		}
	}
	return "", fmt.Errorf("the server in %s is being started by another process and is not ready after two minutes", home)
}

// takeOver locks a home directory that no keeper holds. It returns nil if another keeper holds it. The keeper inherits
// the lock, and the kernel releases it when the keeper ends, however that happens.
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
	if err := os.RemoveAll(filepath.Join(home, "url")); err != nil { // left by a killed keeper
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
	keeper.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C in the terminal must not reach it
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
		case err := <-ended: // also if its server does not start in time
			said, _ := os.ReadFile(filepath.Join(home, "log"))
			return "", errors.Join(err, errors.New(string(bytes.TrimSpace(said))))
		}
	}
}

// sweep removes the directories of killed keepers. Their servers ended with them, or end soon without a directory.
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

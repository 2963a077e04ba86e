package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"syscall"
)

const pidFile = "data/postmaster.pid"

// stopOrphan ends the server that a killed sidecar left on our data. We hold the lock, so nobody needs it; taking
// it over would be wrong, as nothing of its start is known. A file that names any other process is stale.
func (h *home) stopOrphan(ctx context.Context, log *slog.Logger) error {
	pid := h.postmaster()
	if pid <= 0 {
		return nil
	}
	process, err := os.FindProcess(pid) // where the kernel can, this holds on to the process, not to its number
	if err != nil {
		return err
	}
	defer process.Release()
	if !serves(pid, h.data()) {
		// A dead process is no trouble to Postgres, a living one that got its number is.
		if gone(process) {
			return nil
		}
		return h.root.Remove(pidFile)
	}
	log.Warn("stopping the postgres that a killed process left behind", "pid", pid, "dir", h.path)
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		if err := process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stop the postgres that was left behind, process %d: %w", pid, err)
		}
		if h.awaitEnd(ctx, process, pid) {
			return nil
		}
	}
	return fmt.Errorf("the postgres that was left behind, process %d, does not stop", pid)
}

// awaitEnd also takes the removed file for an end: a process that nobody reaps never goes.
func (h *home) awaitEnd(ctx context.Context, process *os.Process, pid int) bool {
	ctx, cancel := context.WithTimeout(ctx, patience/2)
	defer cancel()
	for !gone(process) && h.postmaster() == pid {
		if !pause(ctx) {
			return false
		}
	}
	return true
}

// postmaster is the process the data directory names as its server, 0 when none.
func (h *home) postmaster() int {
	first, _, _ := strings.Cut(h.read(pidFile), "\n")
	pid, _ := strconv.Atoi(strings.TrimSpace(first))
	return pid
}

// serverIsUp reads the state that Postgres keeps in the last line.
func (h *home) serverIsUp() bool { return strings.HasSuffix(h.read(pidFile), "\nready") }

func gone(process *os.Process) bool {
	err := process.Signal(syscall.Signal(0))
	return errors.Is(err, os.ErrProcessDone) || errors.Is(err, syscall.ESRCH)
}

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

// stopOrphan stops the server that a killed sidecar left running on this data directory. This process holds the lock, so
// no other sidecar uses the server. It is not reused, because its settings are unknown. A pid file that names another
// process is stale.
func (h *home) stopOrphan(ctx context.Context, log *slog.Logger) error {
	pid := h.postmaster()
	if pid <= 0 {
		return nil
	}
	process, err := os.FindProcess(pid) // a pidfd where the kernel has them, so that the pid cannot be reused
	if err != nil {
		return err
	}
	defer process.Release()
	if !serves(pid, h.data()) {
		// A dead process does not disturb Postgres, but another process with the same pid does.
		if gone(process) {
			return nil
		}
		return h.root.Remove(pidFile)
	}
	log.Warn("stopping a Postgres server left running by a killed sidecar", "pid", pid, "dir", h.path)
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		if err := process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stop the Postgres server left running by a killed sidecar, process %d: %w", pid, err)
		}
		if h.awaitEnd(ctx, process, pid) {
			return nil
		}
	}
	return fmt.Errorf("the Postgres server left running by a killed sidecar, process %d, does not stop", pid)
}

// awaitEnd also returns when the pid file is removed: a process that its parent does not reap never disappears.
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

// postmaster returns the process that the data directory names as its server, or 0.
func (h *home) postmaster() int {
	first, _, _ := strings.Cut(h.read(pidFile), "\n")
	pid, _ := strconv.Atoi(strings.TrimSpace(first))
	return pid
}

// serverIsUp reads the server's state from the last line of the pid file.
func (h *home) serverIsUp() bool { return strings.HasSuffix(h.read(pidFile), "\nready") }

func gone(process *os.Process) bool {
	err := process.Signal(syscall.Signal(0))
	return errors.Is(err, os.ErrProcessDone) || errors.Is(err, syscall.ESRCH)
}

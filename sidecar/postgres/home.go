package postgres

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// home is the folder of one server. Only one process can have it open: the lock is held by the kernel and released
// when the process ends, however that happens.
type home struct {
	path string   // absolute, passed to the programs
	root *os.Root // for access by this process: as root, no symlink in the folder can lead outside of it
	lock *os.File
}

func openHome(dir string) (*home, error) {
	if dir == "" {
		dir = ".neonauth"
	}
	path, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	// Others may enter the folder, since the server may run as another user. Secret files inside have their own mode.
	if err := os.MkdirAll(path, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	lock, err := root.OpenFile("lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		root.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	h := &home{path: path, root: root, lock: lock}
	err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = fmt.Errorf("%s is in use by another server (process %s): stop it, or choose another folder with NEONAUTH_DATA_DIR or --data-dir", path, h.read("lock"))
	}
	if err == nil {
		err = h.write("lock", fmt.Sprint(os.Getpid()))
	}
	if err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *home) close() {
	// Unlock explicitly: a child that is just being forked holds a copy of the descriptor until its exec.
	syscall.Flock(int(h.lock.Fd()), syscall.LOCK_UN)
	h.lock.Close()
	h.root.Close()
}

func (h *home) join(name string) string { return filepath.Join(h.path, name) }

func (h *home) data() string { return h.join("data") }

// read returns the content of a small file, or "" if it does not exist.
func (h *home) read(name string) string {
	content, err := h.root.ReadFile(name)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(content))
}

// write writes a small file that only this user can read, and syncs it to disk.
func (h *home) write(name, content string) error {
	file, err := h.root.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(content + "\n")
	return errors.Join(err, file.Sync(), file.Close())
}

// logTail returns the last lines of the server's log, to show why it did not start.
func (h *home) logTail() string {
	lines := strings.Split(h.read("postgres.log"), "\n")
	return strings.Join(lines[max(0, len(lines)-10):], "\n")
}

// owner returns the owner of the data directory, or false if it does not exist yet.
func (h *home) owner() (*syscall.Stat_t, bool, error) {
	info, err := h.root.Lstat("data")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	return info.Sys().(*syscall.Stat_t), true, nil
}

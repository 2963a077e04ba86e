package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"runtime"
)

// initialise creates the data directory if there is none, and returns the superuser's password.
func (h *home) initialise(ctx context.Context, p *programs, throwaway bool) (string, error) {
	_, ok, err := h.owner()
	if err != nil {
		return "", err
	}
	if !ok {
		return h.create(ctx, p, throwaway)
	}
	switch made := h.read("data/PG_VERSION"); made {
	case p.major:
	case "":
		return "", fmt.Errorf("%s exists but is not a Postgres data directory: move it away", h.data())
	default:
		return "", fmt.Errorf("%s was made by Postgres %s and %s is Postgres %s: set NEONAUTH_POSTGRES_BIN to the "+
			"programs of a Postgres %[2]s, or move the data away", h.data(), made, p.binaries, p.major)
	}
	password := h.read("password")
	if password == "" {
		return "", fmt.Errorf("%s is missing: without the password the sidecar cannot log in", h.join("password"))
	}
	return password, nil
}

// create initializes a folder under a temporary name and renames it, so that the data directory is complete or absent.
// The temporary name is new each time, because the initdb of a killed process may still write to the last one.
func (h *home) create(ctx context.Context, p *programs, throwaway bool) (string, error) {
	leftovers, err := fs.Glob(h.root.FS(), "data.*")
	if err != nil {
		return "", err
	}
	for _, name := range leftovers {
		if err := h.root.RemoveAll(name); err != nil {
			return "", err
		}
	}
	password, name := rand.Text(), "data."+rand.Text()
	if err := h.root.Mkdir(name, 0o700); err != nil {
		return "", err
	}
	if err := h.write("password", password); err != nil {
		return "", err
	}
	if p.account != nil {
		for _, ours := range []string{name, "password"} {
			if err := h.root.Lchown(ours, int(p.account.Uid), int(p.account.Gid)); err != nil {
				return "", err
			}
		}
	}
	args := []string{
		"-D", h.join(name), "-U", superuser, "--pwfile=" + h.join("password"), "--auth=scram-sha-256",
		"--encoding=UTF8", "--locale=" + locale(),
	}
	if throwaway {
		args = append(args, "--no-sync")
	}
	if out, err := p.output(ctx, "initdb", args...); err != nil {
		return "", fmt.Errorf("initdb: %w:\n%s", err, out)
	}
	return password, h.root.Rename(name, "data")
}

// locale returns a locale that handles letters beyond ASCII, if the system has one that is not tied to a language.
func locale() string {
	if runtime.GOOS == "linux" {
		return "C.UTF-8"
	}
	return "C"
}

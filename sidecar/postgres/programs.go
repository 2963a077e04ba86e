package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"syscall"
)

// programs runs initdb and postgres. Postgres refuses to run as root, so root runs them as another user.
type programs struct {
	binaries  string
	dir       string // working directory, which the user can enter
	libraries string // for LD_LIBRARY_PATH
	major     string
	account   *syscall.Credential // nil = the current user
	reach     bool                // let the account read what only root may
}

func newPrograms(ctx context.Context, home *home, binaries string) (*programs, error) {
	libraries, err := home.linkLibraries(binaries)
	if err != nil {
		return nil, err
	}
	p := &programs{binaries: binaries, dir: home.path, libraries: libraries}
	if os.Geteuid() == 0 {
		if p.account, err = home.account(); err != nil {
			return nil, err
		}
	}
	err = p.queryVersion(ctx)
	if err != nil && p.account != nil && canReach {
		p.reach = true
		err = errors.Join(err, p.queryVersion(ctx))
	}
	if p.major == "" {
		return nil, p.explain(err)
	}
	return p, nil
}

func (p *programs) explain(err error) error {
	if p.account == nil {
		return err
	}
	return fmt.Errorf("root cannot run Postgres, and user %d, which runs it instead, cannot access %s and %s: run neonauth as an "+
		"ordinary user, use folders others may enter, or give root CAP_DAC_READ_SEARCH, CAP_SETPCAP and CAP_SETUID (%w)",
		p.account.Uid, p.binaries, p.dir, err)
}

// account returns the user who runs the server for root: the owner of the data, else postgres or nobody.
func (h *home) account() (*syscall.Credential, error) {
	owner, ok, err := h.owner()
	if err != nil {
		return nil, err
	}
	if ok && owner.Uid == 0 {
		return nil, fmt.Errorf("%s belongs to root, and Postgres cannot run as root: change its owner to an ordinary user", h.data())
	}
	if ok {
		return &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(found.Uid, 10, 32)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.ParseUint(found.Gid, 10, 32)
		if err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("root cannot run Postgres, and there is no user named postgres or nobody to run it as")
}

// queryVersion also checks that the programs and the folder are accessible.
func (p *programs) queryVersion(ctx context.Context) error {
	out, err := p.output(ctx, "postgres", "--version")
	if err != nil {
		return fmt.Errorf("postgres --version: %w: %.200s", err, out)
	}
	match := regexp.MustCompile(`\(PostgreSQL\) (\d+)`).FindSubmatch(out)
	if match == nil {
		return fmt.Errorf("unexpected output of postgres --version: %.200q", out)
	}
	p.major = string(match[1])
	return nil
}

// output runs a program and returns its output.
func (p *programs) output(ctx context.Context, name string, args ...string) (out []byte, err error) {
	err = <-p.onThread(func() (err error) {
		out, err = p.command(ctx, name, args...).CombinedOutput()
		return err
	})
	return out, err
}

// onThread runs f on its own OS thread, which ends with f. The parent-death signal of a child depends on the thread that
// started it, and the capabilities that letReach needs are per thread.
func (p *programs) onThread(f func() error) <-chan error {
	ended := make(chan error, 1)
	go func() { // ends with f
		runtime.LockOSThread()
		if p.reach {
			if err := keepPowers(); err != nil {
				ended <- err
				return
			}
		}
		ended <- f()
	}()
	return ended
}

// command prepares a program for onThread. When ctx ends, the program and its children are killed. It does not inherit
// the environment, which contains secrets. It runs in its own session, so that Ctrl-C reaches only this process, which
// then stops it cleanly.
func (p *programs) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	attributes := &syscall.SysProcAttr{Setsid: true, Credential: p.account}
	if p.reach {
		letReach(attributes)
	}
	cmd := exec.CommandContext(ctx, filepath.Join(p.binaries, name), args...)
	cmd.Dir = p.dir
	cmd.SysProcAttr = attributes
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	// LC_ALL: macOS starts threads if it is unset; Postgres resets it after start. TZ: initdb copies it into the settings.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	if p.libraries != "" {
		cmd.Env = append(cmd.Env, "LD_LIBRARY_PATH="+p.libraries)
	}
	return cmd
}

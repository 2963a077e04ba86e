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

// programs runs initdb and postgres the way this machine allows: Postgres refuses to run as root.
type programs struct {
	binaries  string
	dir       string // a folder its user can enter, to run in
	libraries string // for LD_LIBRARY_PATH
	major     string
	account   *syscall.Credential // nil = ours
	reach     bool                // give the account the right to read what only root may
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
	err = p.askVersion(ctx)
	if err != nil && p.account != nil && canReach {
		p.reach = true
		err = errors.Join(err, p.askVersion(ctx))
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
	return fmt.Errorf("user %d, which runs Postgres since root may not, cannot use %s and %s: run neonauth as an "+
		"ordinary user, use folders others may enter, or give root CAP_DAC_READ_SEARCH, CAP_SETPCAP and CAP_SETUID (%w)",
		p.account.Uid, p.binaries, p.dir, err)
}

// account is who runs the server for root: the owner of the data, else postgres or nobody.
func (h *home) account() (*syscall.Credential, error) {
	owner, ok, err := h.owner()
	if err != nil {
		return nil, err
	}
	if ok && owner.Uid == 0 {
		return nil, fmt.Errorf("%s belongs to root, for whom Postgres does not run: give it to an ordinary user", h.data())
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
	return nil, errors.New("root may not run Postgres, and there is neither a user postgres nor nobody")
}

// askVersion also shows whether the programs and the folder can be reached.
func (p *programs) askVersion(ctx context.Context) error {
	out, err := p.output(ctx, "postgres", "--version")
	if err != nil {
		return fmt.Errorf("postgres --version: %w: %.200s", err, out)
	}
	match := regexp.MustCompile(`\(PostgreSQL\) (\d+)`).FindSubmatch(out)
	if match == nil {
		return fmt.Errorf("postgres --version says %.200q", out)
	}
	p.major = string(match[1])
	return nil
}

// output runs a program to its end.
func (p *programs) output(ctx context.Context, name string, args ...string) (out []byte, err error) {
	err = <-p.onThread(func() (err error) {
		out, err = p.command(ctx, name, args...).CombinedOutput()
		return err
	})
	return out, err
}

// onThread starts programs from a thread of its own, which ends with f: the kernel's word to a child about its
// parent's death concerns the thread that made it, and what letReach needs is a thread's property.
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

// command prepares a program for onThread; ctx ends it with all it started. It gets none of our environment, which
// holds secrets, and its own session, so that Ctrl-C reaches us alone and we stop it in order.
func (p *programs) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	attributes := &syscall.SysProcAttr{Setsid: true, Credential: p.account}
	if p.reach {
		letReach(attributes)
	}
	cmd := exec.CommandContext(ctx, filepath.Join(p.binaries, name), args...)
	cmd.Dir = p.dir
	cmd.SysProcAttr = attributes
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	// LC_ALL: Postgres forgets it after reading, but macOS starts threads without it. TZ: initdb copies it.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	if p.libraries != "" {
		cmd.Env = append(cmd.Env, "LD_LIBRARY_PATH="+p.libraries)
	}
	return cmd
}

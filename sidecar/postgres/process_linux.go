package postgres

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

const (
	canReach            = true
	capDACReadSearch    = 2
	prGetSecurebits     = 27
	prSetSecurebits     = 28
	secbitNoSetuidFixup = 1 << 2
)

// letReach lets the child enter and read every folder. It can still write only where its user may.
func letReach(attributes *syscall.SysProcAttr) {
	attributes.AmbientCaps = []uintptr{capDACReadSearch}
}

// keepPowers makes the capability from letReach effective everywhere: between the change of user and the start of the
// program, and in access(2). Postgres checks for its files with access(2), which by default ignores capabilities.
func keepPowers() error {
	bits, _, failed := syscall.RawSyscall(syscall.SYS_PRCTL, prGetSecurebits, 0, 0)
	if failed == 0 {
		_, _, failed = syscall.RawSyscall(syscall.SYS_PRCTL, prSetSecurebits, bits|secbitNoSetuidFixup, 0)
	}
	if failed != 0 {
		return fmt.Errorf("set securebits: %w", failed)
	}
	return nil
}

// endWithParent makes the kernel shut the server down cleanly when this process is killed.
func endWithParent(attributes *syscall.SysProcAttr) {
	attributes.Pdeathsig = syscall.SIGINT
}

// serves reports whether a process is the server of a data directory. It compares the working directory, which also
// works after the folder was moved. Where /proc hides that of other users' processes, it compares the arguments.
func serves(pid int, data string) bool {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil || strings.TrimSpace(string(name)) != "postgres" {
		return false
	}
	here, err := os.Stat(data)
	if err != nil {
		return false
	}
	if there, err := os.Stat(fmt.Sprintf("/proc/%d/cwd", pid)); err == nil {
		return os.SameFile(here, there)
	}
	args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && strings.Contains(string(args), "\x00-D\x00"+data+"\x00")
}

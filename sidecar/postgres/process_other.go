//go:build unix && !linux

package postgres

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

const canReach = false

func letReach(*syscall.SysProcAttr) {}

func keepPowers() error { return nil }

func endWithParent(*syscall.SysProcAttr) {}

// serves reports whether a process is the server of a data directory.
func serves(pid int, data string) bool {
	args, err := exec.Command("ps", "-p", strconv.Itoa(pid), "-o", "args=").Output()
	return err == nil && strings.Contains(string(args), "postgres -D "+data+" ")
}

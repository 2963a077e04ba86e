package branch

import (
	"context"
	"strings"
	"syscall"
)

const tcpUserTimeout = 18 // TCP_USER_TIMEOUT, which package syscall does not name

// limitSilence closes a connection whose peer acknowledges nothing for silentTimeout. Keep-alives alone do not, because
// they are not sent while data is unacknowledged.
func limitSilence(_ context.Context, network, _ string, conn syscall.RawConn) error {
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	var failed error
	err := conn.Control(func(fd uintptr) {
		failed = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(silentTimeout.Milliseconds()))
	})
	if err != nil {
		return err
	}
	return failed
}

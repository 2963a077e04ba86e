package branch

import (
	"context"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
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

// isReadableWithin reports whether a read would return immediately, and waits for that at most for the given time.
func isReadableWithin(raw syscall.RawConn, longest time.Duration) bool {
	readable := false
	failed := raw.Control(func(fd uintptr) {
		limit := unix.NsecToTimespec(longest.Nanoseconds())
		n, err := unix.Ppoll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, &limit, nil)
		readable = n > 0 || err != nil
	})
	return readable || failed != nil // then the read returns the error
}

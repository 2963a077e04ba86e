//go:build !linux

package branch

import (
	"context"
	"syscall"
	"time"
)

// limitSilence does nothing here. Keep-alives and deadlines still apply.
func limitSilence(context.Context, string, string, syscall.RawConn) error { return nil }

// isReadableWithin does not wait here. The read does.
func isReadableWithin(syscall.RawConn, time.Duration) bool { return true }

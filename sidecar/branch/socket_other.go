//go:build !linux

package branch

import (
	"context"
	"syscall"
)

// limitSilence does nothing here. Keep-alives and deadlines still apply.
func limitSilence(context.Context, string, string, syscall.RawConn) error { return nil }

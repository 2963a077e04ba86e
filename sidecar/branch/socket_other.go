//go:build !linux

package branch

import (
	"context"
	"syscall"
)

// limitSilence does nothing here: keep-alives and deadlines remain.
func limitSilence(context.Context, string, string, syscall.RawConn) error { return nil }

package command

import (
	"io"
	"log/slog"

	"neonauth/sidecar/config"
)

// newLog returns the log of serve.
func newLog(c config.Observe, to io.Writer, terminal bool) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "text" || c.LogFormat == "" && terminal {
		return slog.New(slog.NewTextHandler(to, options))
	}
	return slog.New(slog.NewJSONHandler(to, options))
}

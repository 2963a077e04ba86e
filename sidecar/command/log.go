package command

import (
	"io"
	"log/slog"

	"neonauth/sidecar/config"
	"neonauth/sidecar/logline"
)

// newLog returns the log of serve. Call flush before the program ends: JSON lines wait a moment to be written together.
func newLog(c config.Observe, to io.Writer, terminal bool) (log *slog.Logger, flush func()) {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "text" || c.LogFormat == "" && terminal {
		return slog.New(slog.NewTextHandler(to, options)), func() {}
	}
	lines := logline.NewBuffer(to)
	return slog.New(logline.New(lines, options)), func() { _ = lines.Flush() } // fails if nobody reads the output
}

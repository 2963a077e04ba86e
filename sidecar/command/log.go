package command

import (
	"context"
	"io"
	"log/slog"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/config"
	"neonauth/sidecar/logline"
)

// newLog returns the log of serve. Call flush before the program ends: JSON lines wait a moment to be written together.
func newLog(c config.Observe, to io.Writer, terminal bool) (log *slog.Logger, flush func()) {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "text" || c.LogFormat == "" && terminal {
		return slog.New(careful{slog.NewTextHandler(to, options)}), func() {}
	}
	lines := logline.NewBuffer(to)
	return slog.New(careful{logline.New(lines, options)}), func() { _ = lines.Flush() } // fails if nobody reads the output
}

// careful is a log in which errors of Postgres quote no values.
type careful struct{ slog.Handler }

// Handle implements slog.Handler.
func (c careful) Handle(ctx context.Context, line slog.Record) error {
	if line.Level == slog.LevelInfo { // the line of a request has no error
		return c.Handler.Handle(ctx, line)
	}
	quotes := false
	line.Attrs(func(a slog.Attr) bool {
		_, quotes = a.Value.Any().(error)
		return !quotes
	})
	if !quotes {
		return c.Handler.Handle(ctx, line)
	}
	made := slog.NewRecord(line.Time, line.Level, line.Message, line.PC)
	line.Attrs(func(a slog.Attr) bool {
		if err, ok := a.Value.Any().(error); ok {
			a.Value = slog.StringValue(branch.LogText(err))
		}
		made.AddAttrs(a)
		return true
	})
	return c.Handler.Handle(ctx, made)
}

// WithAttrs implements slog.Handler.
func (c careful) WithAttrs(attributes []slog.Attr) slog.Handler {
	return careful{c.Handler.WithAttrs(attributes)}
}

// WithGroup implements slog.Handler.
func (c careful) WithGroup(name string) slog.Handler { return careful{c.Handler.WithGroup(name)} }

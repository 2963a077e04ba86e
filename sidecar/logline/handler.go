// Package logline writes the program's log: the lines of slog.JSONHandler, for less CPU, several in one write.
package logline

import (
	"context"
	"log/slog"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// A Handler writes records as slog.JSONHandler writes them, to a Buffer. A record of plain values, like the line of each
// request, is written without reflection. A warning or an error is written before Handle returns, with all lines before it.
type Handler struct {
	slog.Handler // writes all other records
	buffer       *Buffer
	derived      bool // has attributes or a group of its own
}

// New returns a handler that writes to the buffer. Of the options, which may be nil, only the level is used.
func New(buffer *Buffer, options *slog.HandlerOptions) *Handler {
	if options != nil {
		options = &slog.HandlerOptions{Level: options.Level}
	}
	return &Handler{Handler: slog.NewJSONHandler(buffer, options), buffer: buffer}
}

// WithAttrs implements slog.Handler.
func (h *Handler) WithAttrs(attributes []slog.Attr) slog.Handler {
	return &Handler{h.Handler.WithAttrs(attributes), h.buffer, true}
}

// WithGroup implements slog.Handler.
func (h *Handler) WithGroup(name string) slog.Handler {
	return &Handler{h.Handler.WithGroup(name), h.buffer, true}
}

// Handle implements slog.Handler.
func (h *Handler) Handle(ctx context.Context, record slog.Record) error {
	if h.derived || !h.buffer.append(func(b []byte) ([]byte, bool) { return appendRecord(b, record) }) {
		if err := h.Handler.Handle(ctx, record); err != nil {
			return err
		}
	}
	if record.Level >= slog.LevelWarn {
		return h.buffer.Flush()
	}
	return nil
}

// appendRecord appends a line. It returns false if a value needs slog.JSONHandler.
func appendRecord(b []byte, record slog.Record) (line []byte, plain bool) {
	year := record.Time.Year()
	if plain = !record.Time.IsZero() && year >= 0 && year <= 9999 && isPlain(record.Message); !plain {
		return b, false
	}
	b = append(b, `{"time":"`...)
	b = record.Time.Round(0).AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","level":"`...)
	b = append(b, record.Level.String()...)
	b = append(b, `","msg":"`...)
	b = append(append(b, record.Message...), '"')
	record.Attrs(func(a slog.Attr) bool {
		if a.Equal(slog.Attr{}) {
			return true // omitted
		}
		if plain = isPlain(a.Key); plain {
			b = append(append(append(b, `,"`...), a.Key...), `":`...)
			b, plain = appendValue(b, a.Value)
		}
		return plain
	})
	return append(b, "}\n"...), plain
}

func appendValue(b []byte, value slog.Value) (line []byte, plain bool) {
	switch value.Kind() {
	case slog.KindString:
		text := value.String()
		if !isPlain(text) {
			return b, false
		}
		return append(append(append(b, '"'), text...), '"'), true
	case slog.KindInt64:
		return strconv.AppendInt(b, value.Int64(), 10), true
	case slog.KindBool:
		return strconv.AppendBool(b, value.Bool()), true
	case slog.KindFloat64:
		number := value.Float64()
		if size := math.Abs(number); size != 0 && (size < 1e-6 || size >= 1e15) || number != number {
			return b, false // encoding/json uses exponents
		}
		return strconv.AppendFloat(b, number, 'f', -1, 64), true
	default:
		return b, false
	}
}

// isPlain reports whether a text is written into JSON as it is.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf || c == 0x7f {
			return false
		}
	}
	return true
}

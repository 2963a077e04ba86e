package logline_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"neonauth/sidecar/logline"
	"neonauth/sidecar/logtest"
)

// TestLinesAreThoseOfSlog: any record has the same line as with slog.JSONHandler.
func TestLinesAreThoseOfSlog(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...any) any { return of[random.IntN(len(of))] }
	text := func() string {
		return fmt.Sprint(pick("", "request", "a b", "é", "\u2028", "\x00", "\x7f", "<&>", `"`, `\`, "\xff", "\n"), pick("", "1", "/:database/auth"))
	}
	number := func() float64 {
		return pick(0.0, math.Copysign(0, -1), 1.0, 0.1, 1e-7, 1e20, 1e21, 1e15, 123456789.123, math.Inf(1), math.NaN(), random.ExpFloat64(), -random.NormFloat64()).(float64)
	}
	value := func() slog.Value {
		return slog.AnyValue(pick(text(), random.Int64(), random.IntN(9), number(), number(), true, false, time.Second, time.Now(), errors.New(text()), nil,
			[]int{1}, uint64(3), map[string]string{"a": text()}, slog.GroupValue(slog.String("a", "b")), slog.GroupValue(), slog.StringValue("x")))
	}
	for range 5000 {
		at := time.Unix(random.Int64N(1<<34), random.Int64N(1e9))
		at = pick(time.Time{}, time.Now(), at, at.UTC(), at.In(time.FixedZone("x", 7*3600+1800)), at.Truncate(time.Second), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)).(time.Time)
		record := slog.NewRecord(at, slog.Level(random.IntN(13)-2), text(), 0)
		for range random.IntN(8) {
			record.AddAttrs(pick(slog.Attr{}, slog.Attr{Key: text(), Value: value()}, slog.Any("key", value())).(slog.Attr))
		}
		var want, got bytes.Buffer
		buffer := logline.NewBuffer(&got)
		options := pick((*slog.HandlerOptions)(nil), &slog.HandlerOptions{Level: slog.LevelDebug}, &slog.HandlerOptions{Level: slog.LevelError}).(*slog.HandlerOptions)
		ours, theirs := slog.Handler(logline.New(buffer, options)), slog.Handler(slog.NewJSONHandler(&want, options))
		switch random.IntN(6) {
		case 0:
			ours, theirs = ours.WithAttrs([]slog.Attr{slog.Int("n", 1)}), theirs.WithAttrs([]slog.Attr{slog.Int("n", 1)})
		case 1:
			ours, theirs = ours.WithGroup("g"), theirs.WithGroup("g")
		}
		if ours.Enabled(t.Context(), record.Level) != theirs.Enabled(t.Context(), record.Level) {
			t.Fatalf("level %v", record.Level)
		}
		_, _ = ours.Handle(t.Context(), record), theirs.Handle(t.Context(), record.Clone())
		if err := buffer.Flush(); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Fatalf("it writes\n%s\nslog writes\n%s", got.String(), want.String())
		}
	}
}

// TestLinesArriveByThemselves: a line needs no later line to be written.
func TestLinesArriveByThemselves(t *testing.T) {
	t.Parallel()
	written := make(chan string, 1)
	slog.New(logline.New(logline.NewBuffer(output(func(lines string) { written <- lines })), nil)).Info("once")
	if lines := <-written; !strings.Contains(lines, `"msg":"once"`) {
		t.Error(lines)
	}
}

// TestWarningsAreWrittenAtOnce: together with the lines before them, so that the program may end right after.
func TestWarningsAreWrittenAtOnce(t *testing.T) {
	t.Parallel()
	for _, level := range []slog.Level{slog.LevelWarn, slog.LevelError} {
		for name, value := range map[string]any{"plain": "x", "not plain": []string{"x"}} {
			journal := &logtest.Journal{}
			log := slog.New(logline.New(logline.NewBuffer(journal), nil))
			log.Info("before")
			log.Log(context.Background(), level, "problem", "value", value)
			if lines := strings.Split(journal.String(), "\n"); len(lines) != 3 || !strings.Contains(lines[0], "before") || !strings.Contains(lines[1], "problem") {
				t.Errorf("%v, %s: %q", level, name, lines)
			}
		}
	}
}

// TestLinesStayWhole: concurrent loggers lose, mix and repeat no line, and each logger's lines keep their order.
func TestLinesStayWhole(t *testing.T) {
	t.Parallel()
	journal := &logtest.Journal{}
	buffer := logline.NewBuffer(journal)
	log := slog.New(logline.New(buffer, nil))
	var group sync.WaitGroup
	const loggers, lines = 8, 2000
	for logger := range loggers {
		group.Go(func() {
			for line := range lines {
				log.Info("line", "logger", logger, "line", line)
				if line%500 == 0 {
					log.Warn("warning")
				}
			}
		})
	}
	group.Wait()
	if err := buffer.Flush(); err != nil {
		t.Fatal(err)
	}
	var next [loggers]int
	for text := range strings.Lines(journal.String()) {
		var logger, line int
		_, rest, _ := strings.Cut(text, `"msg":`)
		if rest == "\"warning\"}\n" {
			continue
		}
		if n, err := fmt.Sscanf(rest, `"line","logger":%d,"line":%d}`, &logger, &line); n != 2 || err != nil {
			t.Fatalf("%v: %q", err, text)
		}
		if line != next[logger] {
			t.Fatalf("logger %d: line %d instead of %d", logger, line, next[logger])
		}
		next[logger]++
	}
	for logger, n := range next {
		if n != lines {
			t.Errorf("logger %d: %d lines", logger, n)
		}
	}
}

type output func(string)

func (o output) Write(lines []byte) (int, error) {
	o(string(lines))
	return len(lines), nil
}

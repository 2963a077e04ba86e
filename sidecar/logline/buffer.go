package logline

import (
	"io"
	"sync"
	"time"
)

const (
	maxDelay = 10 * time.Millisecond // from a line to its write
	maxSize  = 32 << 10              // bytes; then lines are written at once
)

// A Buffer collects lines and writes them together, at the latest after maxDelay. If the output blocks, so do those who
// add lines to a full buffer. It is safe for concurrent use.
type Buffer struct {
	out     io.Writer
	timer   *time.Timer
	filling sync.Mutex // for lines and waiting
	lines   []byte
	waiting bool       // the timer runs
	writing sync.Mutex // keeps the order of writes; acquired before filling
	spare   []byte
}

// NewBuffer returns an empty buffer. Call Flush before the program ends.
func NewBuffer(out io.Writer) *Buffer {
	b := &Buffer{out: out}
	b.timer = time.AfterFunc(time.Hour, func() { _ = b.Flush() }) // nobody can be told
	b.timer.Stop()
	return b
}

// Write adds lines. It implements io.Writer.
func (b *Buffer) Write(lines []byte) (int, error) {
	b.append(func(before []byte) ([]byte, bool) { return append(before, lines...), true })
	return len(lines), nil
}

// append lets add append lines. If add returns false, nothing is added, and append returns false.
func (b *Buffer) append(add func([]byte) ([]byte, bool)) bool {
	b.filling.Lock()
	lines, added := add(b.lines)
	if !added {
		b.filling.Unlock()
		return false
	}
	b.lines = lines
	full := len(lines) >= maxSize
	if !b.waiting {
		b.waiting = true
		b.timer.Reset(maxDelay)
	}
	b.filling.Unlock()
	if full {
		_ = b.Flush() // as slog, which drops lines that cannot be written
	}
	return true
}

// Flush writes all lines that were added.
func (b *Buffer) Flush() error {
	b.writing.Lock()
	defer b.writing.Unlock()
	b.filling.Lock()
	lines := b.lines
	b.lines, b.waiting = b.spare[:0], false
	b.filling.Unlock()
	b.spare = lines
	if len(lines) == 0 {
		return nil
	}
	_, err := b.out.Write(lines)
	return err
}

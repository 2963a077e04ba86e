// Package logtest collects what a program logs, for tests.
package logtest

import (
	"bytes"
	"sync"
)

// A Journal collects what is written to it, also by several goroutines at once.
type Journal struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

// Write implements io.Writer.
func (j *Journal) Write(text []byte) (int, error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.text.Write(text)
}

// String returns all that was written.
func (j *Journal) String() string {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.text.String()
}

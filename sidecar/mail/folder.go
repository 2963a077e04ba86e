package mail

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Folder writes messages to files, for development without a mail server. It prints recipient and code or link.
type Folder struct {
	Dir string
	Out io.Writer
}

// Send implements Transport.
func (f Folder) Send(_ context.Context, m Message) error {
	message, err := m.build()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return err
	}
	name := filepath.Join(f.Dir, time.Now().UTC().Format("20060102-150405.000")+"-"+filepath.Base(m.Kind)+".eml")
	file, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = message.WriteTo(file)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		fmt.Fprintf(f.Out, "mail:     %s to %s: %s\n", m.Kind, m.To, m.Secret)
	}
	return err
}

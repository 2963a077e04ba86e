package client

import (
	"errors"
	"io"
	"os"
	"slices"
	"testing"
	"time"
)

func TestDeadlineIsSetOnlyWhereItIsSooner(t *testing.T) {
	now := time.Now()
	var applied []time.Time
	d := deadline{
		operate: func(data []byte) (int, error) { return len(data), nil },
		apply:   func(at time.Time) error { applied = append(applied, at); return nil },
	}
	for _, minutes := range []time.Duration{2, 3, 1, 4, 0, 5} {
		at := now.Add(minutes * time.Minute)
		if minutes == 0 {
			at = time.Time{}
		}
		if err := d.set(at); err != nil {
			t.Fatal(err)
		}
		if n, err := d.run([]byte("data")); n != 4 || err != nil {
			t.Fatal(n, err)
		}
	}
	if want := []time.Time{now.Add(2 * time.Minute), now.Add(time.Minute)}; !slices.Equal(applied, want) {
		t.Errorf("set %v, want %v", applied, want)
	}
}

func TestDeadlineOfARunningOperationChanges(t *testing.T) {
	applied := make(chan time.Time, 2)
	d := deadline{apply: func(at time.Time) error { applied <- at; return nil }}
	d.operate = func([]byte) (int, error) {
		if !(<-applied).IsZero() {
			return 0, os.ErrDeadlineExceeded
		}
		return 0, errors.New("no deadline")
	}
	ended := make(chan error)
	go func() {
		_, err := d.run(make([]byte, 8))
		ended <- err
	}()
	for running := false; !running; {
		d.mutex.Lock()
		running = d.running
		d.mutex.Unlock()
	}
	if err := d.set(time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
}

func TestEarlierDeadlineEndsNothing(t *testing.T) {
	for name, later := range map[string]time.Time{"none": {}, "a later one": time.Now().Add(time.Hour)} {
		var applied []time.Time
		var written []byte
		d := deadline{apply: func(at time.Time) error { applied = append(applied, at); return nil }}
		d.operate = func(data []byte) (int, error) {
			if len(applied) < 2 { // as a connection does after its deadline
				written = append(written, data[:3]...)
				return 3, os.ErrDeadlineExceeded
			}
			written = append(written, data...)
			return len(data), nil
		}
		if err := errors.Join(d.set(time.Now().Add(time.Minute)), d.begin()); err != nil {
			t.Fatal(err)
		}
		d.end(nil)
		if err := d.set(later); err != nil {
			t.Fatal(err)
		}
		if n, err := d.run([]byte("response")); n != 8 || err != nil || string(written) != "response" {
			t.Errorf("%s: %d bytes, %v: %q", name, n, err, written)
		}
		if len(applied) != 2 || !applied[1].Equal(later) {
			t.Errorf("%s: set %v", name, applied)
		}
	}
}

func TestDeadlineEndsAnOperation(t *testing.T) {
	d := deadline{apply: func(time.Time) error { return nil }, operate: func([]byte) (int, error) { return 2, os.ErrDeadlineExceeded }}
	if err := d.set(time.Now()); err != nil {
		t.Fatal(err)
	}
	if n, err := d.run([]byte("response")); n != 2 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(n, err)
	}
	d.operate = func([]byte) (int, error) { return 0, io.EOF }
	if _, err := d.run(make([]byte, 1)); err != io.EOF { // net/http compares it
		t.Error(err)
	}
}

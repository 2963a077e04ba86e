// Command keeper runs a throwaway Postgres for tests, and stops it when the process that owns them ends.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"neonauth/sidecar/postgres"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: keeper DIRECTORY PROCESS")
		os.Exit(2)
	}
	syscall.CloseOnExec(3) // the lock shows that this process lives; Postgres must not inherit it
	owner, err := strconv.Atoi(os.Args[2])
	if err == nil {
		err = keep(os.Args[1], owner)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func keep(home string, owner int) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	// The data does not outlive the test run, so it need not be durable.
	settings := map[string]string{
		"fsync":              "off",
		"synchronous_commit": "off",
		"full_page_writes":   "off",
		"max_connections":    "300",
	}
	for _, given := range strings.Fields(os.Getenv("NEONAUTH_TEST_SETTINGS")) { // as in shared_buffers=4GB
		name, value, _ := strings.Cut(given, "=")
		settings[name] = value
	}
	server, err := postgres.Start(ctx, postgres.Config{Dir: filepath.Join(home, "postgres"), Settings: settings})
	if err != nil {
		return err
	}
	err = publish(home, server.URL("postgres"))
	if err == nil {
		wait(ctx, owner, server.Done())
	}
	return errors.Join(err, server.Stop(), os.RemoveAll(home))
}

// publish writes the address atomically by renaming, so that no reader sees half of it.
func publish(home, address string) error {
	unfinished := filepath.Join(home, "url.unfinished")
	if err := os.WriteFile(unfinished, []byte(address), 0o600); err != nil {
		return err
	}
	return os.Rename(unfinished, filepath.Join(home, "url"))
}

func wait(ctx context.Context, owner int, ended <-chan struct{}) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ended:
			return
		case <-tick.C:
			if errors.Is(syscall.Kill(owner, 0), syscall.ESRCH) {
				return
			}
		}
	}
}

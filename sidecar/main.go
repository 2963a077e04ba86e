// Command neonauth serves authentication that lives in Postgres, and installs it there.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"neonauth/sidecar/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(command.Run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// listenBeside listens on an address of its own, or returns nil if the address is empty. what, variable and flag are for
// the error.
func listenBeside(ctx context.Context, address, what, variable, flag string) (net.Listener, error) {
	if address == "" {
		return nil, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, problem{"Another program listens on " + address + ".", "Stop it, or choose another address for " + what + " with " + variable + " or " + flag + ", or `off`.", err}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", variable, err)
	}
	return listener, nil
}

package command

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"

	"neonauth/sidecar/config"
	"neonauth/sidecar/tracing"
)

// newTracing returns what traces requests, or nil if tracing is off.
func newTracing(ctx context.Context, c config.Config, log *slog.Logger) (*tracing.Tracing, error) {
	if c.TracesURL == "" {
		return nil, nil
	}
	traces, err := tracing.New(ctx, tracing.Config{
		URL: c.TracesURL, Ratio: c.TracesRatio, Log: log,
		Trusted: func(r *http.Request) bool {
			peer, err := netip.ParseAddrPort(r.RemoteAddr)
			return err == nil && slices.ContainsFunc(c.TrustedProxies, func(network netip.Prefix) bool {
				return network.Contains(peer.Addr().Unmap().WithZone(""))
			})
		},
	})
	if err != nil {
		return nil, fmt.Errorf("NEONAUTH_TRACES_URL: %w", err)
	}
	return traces, nil
}

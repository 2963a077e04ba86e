package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"neonauth/sidecar/config"
	"neonauth/sidecar/metrics"
	"neonauth/sidecar/outbox"
	"neonauth/sidecar/password"
	"neonauth/sidecar/version"
)

// listenMetrics listens for /metrics, or returns nil if it is off.
func listenMetrics(ctx context.Context, c config.Config) (net.Listener, error) {
	return listenBeside(ctx, c.MetricsListen, "metrics", "NEONAUTH_METRICS_LISTEN", "--metrics-listen")
}

// newMetrics returns the metrics, or nil if they are off. Senders of mail and webhooks report to them.
func newMetrics(listener net.Listener, mails *outbox.Config, hasher *password.Hasher) *metrics.Metrics {
	if listener == nil {
		return nil
	}
	m := metrics.New()
	built := version.Get()
	m.Build(built.Version, built.Commit, strconv.Itoa(built.Release))
	m.Hasher(hasher)
	mails.Webhook.Observe, mails.Observe = m.Attempt, m.Delivery
	return m
}

// serveMetrics serves /metrics until the context ends.
func serveMetrics(ctx context.Context, background *sync.WaitGroup, listener net.Listener, m *metrics.Metrics, out io.Writer, log *slog.Logger) {
	handler := http.NewServeMux()
	handler.Handle("GET /metrics", m.Handler())
	serveBeside(ctx, background, listener, handler, "metrics", log)
	fmt.Fprintf(out, "metrics:  http://%s/metrics\n", listener.Addr())
}

// serveBeside serves a handler that is not the API's until the context ends.
func serveBeside(ctx context.Context, background *sync.WaitGroup, listener net.Listener, handler http.Handler, what string, log *slog.Logger) {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	background.Go(func() { // ends with the shutdown below
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("serve "+what, "error", err)
		}
	})
	background.Go(func() {
		<-ctx.Done()
		finishing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if server.Shutdown(finishing) != nil {
			_ = server.Close() // requests that still run are cut off
		}
	})
}

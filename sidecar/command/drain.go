package command

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"neonauth/sidecar/client"
	"neonauth/sidecar/processors"
)

// shutdownDelay is how long a shutdown is announced, if the output is not a terminal.
const shutdownDelay = 3 * time.Second

// errShutdown is returned if running requests did not finish in time.
var errShutdown = errors.New("requests were still running")

// A drain announces a shutdown: /readyz returns 503, and responses close the connection, so that clients reconnect to
// another sidecar.
type drain struct {
	handler http.Handler
	under   atomic.Bool
}

// ServeHTTP implements http.Handler.
func (d *drain) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if d.under.Load() {
		w.Header().Set("Connection", "close")
		if r.URL.Path == "/readyz" {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte(`{"ready":false,"missing":["this sidecar is shutting down"]}` + "\n"))
			return
		}
	}
	d.handler.ServeHTTP(w, r)
	processors.Served()
}

// listen serves until the context ends, announces the shutdown for the delay, and lets running requests finish.
func listen(ctx context.Context, listener net.Listener, handler http.Handler, delay time.Duration, log *slog.Logger) error {
	draining := &drain{handler: handler}
	server := &http.Server{
		Handler:           draining,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second, // a sign-in may wait for other password hashes
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(client.Listener(listener)) }() // ends with Shutdown below
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	draining.under.Store(true)
	select {
	case err := <-ended:
		return err
	case <-time.After(max(delay, 0)):
	}
	finishing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	if err := server.Shutdown(finishing); err != nil {
		return errors.Join(errShutdown, err, server.Close())
	}
	return nil
}

// Package postgres runs an embedded Postgres server, for a sidecar without DATABASE_URL and for tests.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	superuser = "postgres"
	patience  = 30 * time.Second // for a fast shutdown, before an immediate one
)

// Config configures the server. The zero value of each field has a default.
type Config struct {
	Dir      string            // the folder for data, password, port and log, created if missing; "" = .neonauth
	Binaries string            // the folder that holds initdb and postgres; "" = Find(), then a download into Dir
	Port     int               // 0 = the port of the last start if it is free, otherwise any free port
	Settings map[string]string // for postgresql.conf, such as fsync; listen addresses and port are fixed
	Log      *slog.Logger      // nil = slog.Default()
}

// Server is a running Postgres that this process owns.
type Server struct {
	home     *home
	log      *slog.Logger
	password string
	port     int
	process  *os.Process
	exited   chan struct{} // closed when the process has been reaped
	done     chan struct{} // closed when the folder is free for another Start, too
	err      error         // how the process ended; read it after exited
}

// Start creates the data directory if needed, starts the server and returns once it accepts connections.
// ctx only bounds the start: the server runs until Stop, or until this process ends.
// It returns an error if another server uses the folder, or if Postgres cannot be found or started.
func Start(ctx context.Context, c Config) (*Server, error) {
	home, err := openHome(c.Dir)
	if err != nil {
		return nil, fmt.Errorf("start postgres: %w", err)
	}
	s, err := start(ctx, c, home)
	if err != nil {
		home.close()
		return nil, fmt.Errorf("start postgres in %s: %w", home.path, err)
	}
	return s, nil
}

func start(ctx context.Context, c Config, home *home) (*Server, error) {
	log := c.Log
	if log == nil {
		log = slog.Default()
	}
	if err := home.stopOrphan(ctx, log); err != nil {
		return nil, err
	}
	binaries, err := binaries(c.Binaries, home, log)
	if err != nil {
		return nil, err
	}
	programs, err := newPrograms(ctx, home, binaries)
	if err != nil {
		return nil, err
	}
	password, err := home.initialise(ctx, programs, c.Settings["fsync"] == "off")
	if err != nil {
		return nil, err
	}
	s := &Server{home: home, log: log, password: password, done: make(chan struct{})}
	if err := s.launch(ctx, programs, c); err != nil {
		return nil, err
	}
	go func() { // ends with the server
		<-s.exited
		home.close()
		close(s.done)
	}()
	log.Info("embedded Postgres is ready", "port", s.port, "version", programs.major, "dir", home.path)
	return s, nil
}

// binaries finds Postgres: the given folder, an installation on this machine, an earlier download, or a new download.
func binaries(wanted string, home *home, log *slog.Logger) (string, error) {
	if wanted != "" {
		if !complete(wanted) {
			return "", fmt.Errorf("NEONAUTH_POSTGRES_BIN: %s does not contain initdb and postgres", wanted)
		}
		return filepath.Abs(wanted)
	}
	found, err := Find()
	if err != nil || found != "" {
		return found, err
	}
	return download(home.path, log)
}

// URL returns the superuser's connection string for a database of this server. It contains the password.
func (s *Server) URL(database string) string { return address(s.password, s.port, database) }

// Done returns a channel that is closed when the server has ended, by Stop or by itself.
func (s *Server) Done() <-chan struct{} { return s.done }

// Stop closes all connections, stops the server and waits for it. Repeated calls are allowed.
// It returns an error if the server did not shut down cleanly.
func (s *Server) Stop() error {
	s.signal(syscall.SIGINT)
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-s.done:
	case <-timer.C:
		s.log.Warn("Postgres does not stop, forcing an immediate shutdown", "dir", s.home.path)
		s.signal(syscall.SIGQUIT)
		<-s.done
	}
	if s.err != nil {
		return fmt.Errorf("stop postgres: %w", s.err)
	}
	return nil
}

func (s *Server) signal(sig os.Signal) {
	if err := s.process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.log.Error("signal postgres", "error", err)
	}
}

package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const interval = 25 * time.Millisecond

// launch starts the server and waits until it accepts connections. It retries after two failures that are temporary:
// another process took the free port, or backends of a killed server are still running.
func (s *Server) launch(ctx context.Context, programs *programs, c Config) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	// Keep the previous log: it may show why the last start failed.
	if err := s.home.root.Rename("postgres.log", "postgres.log.1"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for {
		port, err := s.choosePort(c.Port)
		if err != nil {
			return err
		}
		s.port = port
		if err := s.home.write("port", strconv.Itoa(port)); err != nil {
			return err
		}
		if err := s.run(programs, c.Settings); err != nil {
			return err
		}
		err = s.awaitReady(ctx)
		if err == nil {
			return nil
		}
		s.signal(syscall.SIGQUIT)
		<-s.exited
		passing := strings.Contains(err.Error(), "is still in use") ||
			c.Port == 0 && strings.Contains(err.Error(), "Address already in use")
		if !passing || !pause(ctx) {
			return err
		}
	}
}

func (s *Server) choosePort(wanted int) (int, error) {
	if wanted != 0 {
		return wanted, nil
	}
	last, _ := strconv.Atoi(s.home.read("port"))
	for _, port := range []int{last, 0} {
		listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			continue
		}
		defer listener.Close()
		return listener.Addr().(*net.TCPAddr).Port, nil
	}
	return 0, errors.New("no port is free on 127.0.0.1")
}

func (s *Server) run(programs *programs, settings map[string]string) error {
	log, err := s.home.root.OpenFile("postgres.log", os.O_CREATE|os.O_TRUNC|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()

	args := []string{"-D", s.home.data()}
	all := map[string]string{}
	maps.Copy(all, settings)
	maps.Copy(all, map[string]string{
		"listen_addresses":        "127.0.0.1",
		"port":                    strconv.Itoa(s.port),
		"unix_socket_directories": "", // a path there may not exceed 107 bytes, and TCP is enough
		"logging_collector":       "off",
	})
	for _, name := range slices.Sorted(maps.Keys(all)) {
		args = append(args, "-c", name+"="+all[name])
	}
	cmd := programs.command(context.Background(), "postgres", args...)
	cmd.Stdout, cmd.Stderr = log, log
	endWithParent(cmd.SysProcAttr)

	started, exited := make(chan struct{}), make(chan struct{})
	failed := programs.onThread(func() error {
		if err := cmd.Start(); err != nil {
			return err
		}
		close(started)
		s.err = cmd.Wait()
		close(exited)
		return nil
	})
	select {
	case <-started:
	case err := <-failed:
		if err != nil {
			return err
		}
	}
	s.exited = exited
	s.process = cmd.Process
	return nil
}

// awaitReady logs in repeatedly until it succeeds. A login also proves that the listener is this server, since only it
// knows the password. A refused login is final only once this server is up: another server may have had the port before.
func (s *Server) awaitReady(ctx context.Context) error {
	for {
		err := s.ping(ctx)
		var refused *pgconn.PgError
		switch {
		case err == nil:
			return nil
		case errors.As(err, &refused) && strings.HasPrefix(refused.Code, "28") && s.home.serverIsUp():
			return fmt.Errorf("the password in %s does not match the data", s.home.join("password"))
		}
		select {
		case <-s.exited:
			return fmt.Errorf("postgres ended (%v), last lines of its log:\n%s", s.err, s.home.logTail())
		default:
		}
		if !pause(ctx) {
			return fmt.Errorf("postgres does not answer: %w, last lines of its log:\n%s", ctx.Err(), s.home.logTail())
		}
	}
}

func (s *Server) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	conn, err := pgconn.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// pause waits a moment before the next attempt. It returns false if the time is up.
func pause(ctx context.Context) bool {
	timer := time.NewTimer(interval)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

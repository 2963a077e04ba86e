package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/config"
	"neonauth/sidecar/secret"
	"neonauth/sql"
)

// databases are those that are served: the one of DATABASE_URL, opened on first use.
type databases struct {
	name   string
	config config.Config
	ring   *secret.Keyring
	log    *slog.Logger

	mutex  sync.Mutex
	open   *branch.Database
	failed time.Time // when opening last failed
	err    error
	stop   context.CancelFunc
	done   sync.WaitGroup
}

// errRelease tells that the installed functions are too far from this program's.
var errRelease = errors.New("another release is installed")

func newDatabases(c config.Config, ring *secret.Keyring, log *slog.Logger) (*databases, error) {
	parsed, err := pgx.ParseConfig(c.DatabaseURL)
	if err != nil {
		return nil, errors.New("DATABASE_URL cannot be read")
	}
	return &databases{name: parsed.Database, config: c, ring: ring, log: log}, nil
}

// get gives the database of that name, nil when it is not served. One that cannot be opened is tried once a second.
func (d *databases) get(ctx context.Context, name string) (*branch.Database, error) {
	if name != d.name {
		return nil, nil
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.open != nil {
		return d.open, nil
	}
	if time.Since(d.failed) < time.Second {
		return nil, d.err
	}
	opening, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	if d.open, d.err = d.prepare(opening); d.err != nil {
		d.failed = time.Now()
		return nil, d.err
	}
	running, stop := context.WithCancel(context.Background())
	d.stop = stop
	d.done.Go(func() { d.tidy(running, d.open) })
	return d.open, nil
}

// prepare installs, where the login can, and opens.
func (d *databases) prepare(ctx context.Context) (*branch.Database, error) {
	if err := d.install(ctx); err != nil {
		return nil, err
	}
	opened, err := branch.Open(ctx, d.config.DatabaseURL, d.ring)
	if err != nil {
		return nil, err
	}
	release, err := opened.Queries().GetRelease(ctx)
	if err == nil && (release < sql.Release-1 || release > sql.Release+1) {
		err = fmt.Errorf("%w: %d, this program is %d", errRelease, release, sql.Release)
	}
	if err != nil {
		opened.Close()
		return nil, err
	}
	return opened, nil
}

func (d *databases) install(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, d.config.MigrateURL)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	may, err := sql.MayInstall(ctx, conn)
	if err != nil || !may {
		return err
	}
	return sql.Install(ctx, conn)
}

// tidy removes expired sessions once a minute until the context ends.
func (d *databases) tidy(ctx context.Context, db *branch.Database) {
	each := time.NewTicker(time.Minute)
	defer each.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-each.C:
		}
		if removed, err := db.ExpireSessions(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("expire sessions", "error", err)
		} else if removed > 0 {
			d.log.Info("expired sessions removed", "count", removed)
		}
	}
}

func (d *databases) close() {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.open == nil {
		return
	}
	d.stop()
	d.done.Wait()
	d.open.Close()
	d.open = nil
}

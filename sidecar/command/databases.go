package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/branches"
	"neonauth/sidecar/config"
	"neonauth/sidecar/metrics"
	"neonauth/sidecar/outbox"
	"neonauth/sidecar/secret"
	"neonauth/sidecar/tracing"
	"neonauth/sql"
)

// databases are the served databases. The first one is the database in DATABASE_URL. With AutoMigrate, this release is
// installed there before it is served.
type databases struct {
	*branch.Databases
	first  string
	config config.Config
	log    *slog.Logger

	mutex     sync.Mutex
	prepared  bool
	attempted time.Time
	err       error
	refusal   error // why the installation was refused, or nil

	expiryProblem string // the last one that was logged; only used by maintain
}

func newDatabases(c config.Config, ring *secret.Keyring, mail outbox.Config, measured *metrics.Metrics, traces *tracing.Tracing, log *slog.Logger) (*databases, error) {
	parsed, err := pgx.ParseConfig(c.DatabaseURL)
	if err != nil {
		return nil, errors.New("DATABASE_URL is not a valid connection string")
	}
	if c.ReadURL != "" {
		if _, err := pgx.ParseConfig(c.ReadURL); err != nil {
			return nil, errors.New("NEONAUTH_READ_URL is not a valid connection string")
		}
	}
	limit := branch.NewLimit(c.Connections)
	options := branch.Options{
		Connections: c.DatabaseConnections, Limit: limit, ReadURL: c.ReadURL,
		Work: func(ctx context.Context, db *branch.Database) {
			mail.Database = db
			outbox.New(mail).Run(ctx)
		},
	}
	if tracer := traces.Tracer(); tracer != nil {
		options.Tracer = tracer
	}
	if measured != nil {
		options.Observe = measured.Batch
	}
	opened := branch.NewDatabases(c.DatabaseURL, ring, options)
	measured.Databases(parsed.Database, opened.Each, limit.Use, opened.Get)
	return &databases{Databases: opened, first: parsed.Database, config: c, log: log}, nil
}

// get returns the database with that name, or nil if it is not served.
func (d *databases) get(ctx context.Context, name string) (*branch.Database, error) {
	if name == d.first {
		if err := d.prepare(ctx); err != nil {
			return nil, err
		}
	}
	db, err := d.Get(ctx, name)
	if name == d.first && db == nil && err == nil {
		d.mutex.Lock()
		defer d.mutex.Unlock()
		err = d.whyNot() // any other name would just be not found
	}
	return db, err
}

// forget closes a database in which auth was enabled or disabled, so that the next request examines it again.
func (d *databases) forget(name string) {
	if name == d.first {
		d.mutex.Lock()
		d.prepared, d.attempted = false, time.Time{}
		d.mutex.Unlock()
	}
	d.Forget(name)
}

// byBranch returns the database with that branch identity, or nil if it is not served.
func (d *databases) byBranch(ctx context.Context, identity string) (*branch.Database, error) {
	return d.ByBranch(ctx, identity, d.first)
}

// prepare installs this release in the first database if configured, and checks that the installed release is compatible.
// It tries at most once a second until it succeeds.
func (d *databases) prepare(ctx context.Context) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.prepared || time.Since(d.attempted) < time.Second {
		return d.err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	d.err = d.install(ctx)
	if d.err == nil {
		d.err = d.checkRelease(ctx)
	}
	d.prepared, d.attempted = d.err == nil, time.Now()
	return d.err
}

// install installs this release if AutoMigrate is set. Otherwise the operator does.
func (d *databases) install(ctx context.Context) error {
	if !d.config.AutoMigrate {
		return nil
	}
	return as(ctx, d.config.MigrateURL, func(conn *pgx.Conn) error {
		may, err := sql.MayInstall(ctx, conn)
		if err == nil && !may {
			d.log.Warn("migration skipped", "reason", "the login lacks the privileges to install: set NEONAUTH_MIGRATE_URL")
		}
		if err != nil || !may {
			return err
		}
		if disabled, err := sql.IsDisabled(ctx, conn); err != nil || disabled {
			return err // only the management API and neonauth migrate enable auth again
		}
		err = sql.Install(ctx, conn)
		d.refusal = nil
		if refusal := sql.Refusal(""); errors.As(err, &refusal) {
			d.log.Warn("migration skipped", "reason", refusal)
			d.refusal = branch.Unready(refusal)
			return nil // the installed release may be compatible
		}
		if err == nil {
			d.log.Info("release installed", "release", sql.Release, "database", d.first)
		}
		return err
	})
}

func (d *databases) checkRelease(ctx context.Context) error {
	db, err := d.Get(ctx, d.first)
	if err == nil && db == nil {
		err = d.whyNot()
	}
	if err != nil {
		return err
	}
	release, err := db.Queries().GetRelease(ctx)
	if err == nil && (release < sql.Release-1 || release > sql.Release+1) {
		err = branch.Unready(fmt.Sprintf("release %d is installed, but this program is release %d", release, sql.Release))
	}
	if err == nil && release < sql.Release {
		d.log.Warn("an older release is installed: run neonauth migrate", "installed", release, "program", sql.Release)
	}
	if health := db.Health(); health.IsSkewed() {
		d.log.Warn("clock skew", "database", db.Name, "skew", health.Skew.String(), "error", health.Clocks())
	}
	return err
}

// keyProblem returns why tokens cannot be signed, or nil. Another secret than the one before is the usual cause.
func keyProblem(ctx context.Context, db *branch.Database) error {
	settings, unknown := db.Settings(ctx)
	if unknown != nil || settings.KeyProblem() == nil {
		return nil // an unreachable database is reported by other checks
	}
	return problem{
		"Tokens cannot be signed: " + settings.KeyProblem().Error() + ".",
		"Start with the secret of this database, or, if it is lost, replace the key with `neonauth keys rotate --lost-secret`.", settings.KeyProblem(),
	}
}

// announce reports when the first database is served. Until then it reports each reason why it is not served once.
func (d *databases) announce(ctx context.Context, out, stderr io.Writer, terminal bool) {
	each := time.NewTicker(time.Second)
	defer each.Stop()
	last := ""
	for {
		db, err := d.get(ctx, d.first)
		if err == nil && db != nil {
			err = keyProblem(ctx, db)
		}
		if err == nil && db != nil {
			fmt.Fprintf(out, "ready:    %s/%s/auth\n", d.config.PublicURL, d.first)
			return
		}
		var wrong problem
		reason := explain(err, d.config.DatabaseURL, "DATABASE_URL")
		if reason != nil && reason.Error() != last && ctx.Err() == nil {
			last = reason.Error()
			switch {
			case terminal && errors.As(reason, &wrong):
				fmt.Fprintf(stderr, "neonauth: not ready yet. %s\n  %s\n", wrong.what, wrong.todo)
			case terminal:
				fmt.Fprintf(stderr, "neonauth: not ready yet. %v\n", reason)
			default:
				d.log.Error("not ready yet", "error", last) // /readyz reports it too, and each request tries again
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-each.C:
		}
	}
}

// whyNot returns the reason why the first database is not served. The mutex must be held.
func (d *databases) whyNot() error {
	if d.refusal != nil {
		return d.refusal
	}
	return d.WhyNot(d.first)
}

// maintain deletes expired rows and closes idle databases, once a minute until the context ends.
func (d *databases) maintain(ctx context.Context) {
	each := time.NewTicker(time.Minute)
	defer each.Stop()
	d.deleteExpired(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-each.C:
		}
		d.Each(func(db *branch.Database) {
			if removed, err := db.ExpireSessions(ctx); err != nil && ctx.Err() == nil {
				d.log.Error("delete expired sessions", "database", db.Name, "error", err)
			} else if removed > 0 {
				d.log.Info("deleted expired sessions", "database", db.Name, "count", removed)
			}
			if health := db.Health(); health.IsSkewed() {
				d.log.Warn("clock skew", "database", db.Name, "skew", health.Skew.String(), "error", health.Clocks())
			}
			if err := db.ExpireDeliveries(ctx); err != nil && ctx.Err() == nil {
				d.log.Error("delete expired codes and mails", "database", db.Name, "error", err)
			}
			// A superuser could compute another chain of seals, but cannot change the seals in the log.
			if seal, err := db.Queries().SealAudit(ctx); err != nil && ctx.Err() == nil {
				d.log.Error("seal the audit log", "database", db.Name, "error", err)
			} else if seal != "" {
				d.log.Info("audit log sealed", "database", db.Name, "seal", seal)
			}
			if err := db.Maintain(ctx); err != nil && ctx.Err() == nil {
				d.log.Error("database maintenance", "database", db.Name, "error", err)
			}
		})
		d.CloseIdle()
		d.deleteExpired(ctx)
	}
}

// deleteExpired finishes branches whose creation was interrupted, and deletes branches whose time to live has passed, if the
// login that installs is known here. It logs each problem once.
func (d *databases) deleteExpired(ctx context.Context) {
	made := branches.Branches{URL: d.config.MigrateURL}
	finished, err := made.FinishInterrupted(ctx)
	for _, name := range finished {
		d.log.Info("finished a branch whose creation was interrupted", "database", name)
	}
	var deleted []string
	if err == nil || errors.Is(err, branches.ErrUnfinished) { // otherwise the home database cannot be used now
		var failed error
		deleted, failed = made.DeleteExpired(ctx)
		err = errors.Join(err, failed)
	}
	for _, name := range deleted {
		d.log.Info("deleted an expired branch", "database", name)
	}
	problem := ""
	var unreachable *pgconn.ConnectError // the requests report it, too, if they use the same login
	isKnown := errors.As(err, &unreachable) && d.config.MigrateURL == d.config.DatabaseURL
	if err != nil && ctx.Err() == nil && !isKnown && !errors.Is(err, branches.ErrNotInstaller) {
		problem = err.Error()
	}
	if problem != "" && problem != d.expiryProblem {
		d.log.Error("delete expired branches", "error", problem)
	}
	d.expiryProblem = problem
}

// scanForMail scans databases without requests for mail, immediately and then once a minute until the context ends.
func (d *databases) scanForMail(ctx context.Context) {
	each := time.NewTicker(time.Minute)
	defer each.Stop()
	for {
		if err := d.ScanForMail(ctx, d.first); err != nil && ctx.Err() == nil {
			d.log.Debug("scan databases for mail", "error", err) // requests to the database report the error, too
		}
		select {
		case <-ctx.Done():
			return
		case <-each.C:
		}
	}
}

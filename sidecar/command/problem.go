package command

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/branch"
)

// A problem describes what is wrong and what to do, in a sentence each.
type problem struct {
	what, todo string
	err        error
}

// Error implements error.
func (p problem) Error() string { return strings.TrimSpace(p.what + " " + p.todo) }

// Unwrap returns the cause.
func (p problem) Unwrap() error { return p.err }

// explain returns a problem that explains in plain words why a database cannot be served or reached. variable names the
// source of the address. Other errors are returned unchanged. A driver's message repeats itself for each address, and
// contains the user.
func explain(err error, address, variable string) error {
	config, bad := pgx.ParseConfig(address)
	if err == nil || bad != nil {
		return err
	}
	server := net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port)))
	for _, other := range config.Fallbacks {
		if next := net.JoinHostPort(other.Host, strconv.Itoa(int(other.Port))); !strings.Contains(server, next) {
			server += " and " + next
		}
	}
	var pg *pgconn.PgError
	var unready branch.Unready
	var connect *pgconn.ConnectError
	say := func(todo, what string, args ...any) error { return problem{fmt.Sprintf(what, args...), todo, err} }
	switch {
	case errors.Is(err, branch.ErrNotInstalled):
		return say("Install it with `neonauth migrate`, with NEONAUTH_MIGRATE_URL as a role with CREATE on the database and CREATEROLE, or start with `neonauth serve --migrate`.",
			"neonauth is not installed in database %s: run neonauth migrate.", config.Database)
	case errors.As(err, &unready):
		return say("", "%s", unready)
	case errors.As(err, &pg) && strings.HasPrefix(pg.Code, "28"):
		return say("Check user and password in "+variable+".", "connect: Postgres at %s rejects the login %s.", server, config.User)
	case errors.As(err, &pg) && pg.Code == "3D000":
		return say("Create it, or correct "+variable+".", "connect: Database %s does not exist at %s.", config.Database, server)
	case errors.As(err, &pg) && errors.As(err, &connect):
		return say("This is usually temporary. neonauth keeps trying.", "connect: Postgres at %s refuses connections: %s (SQLSTATE %s).", server, pg.Message, pg.Code)
	case errors.As(err, &connect):
		return say("Start Postgres there, or correct "+variable+".", "connect: No server responds at %s.", server)
	}
	return err
}

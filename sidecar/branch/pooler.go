package branch

import (
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"neonauth/sql"
)

// directOptions are the startup options of a direct connection: settings that must not depend on the database's owner, a
// time limit for every statement, and a marker that shows that settings arrive.
var directOptions = sql.ServingPins.Options() + directMark

const directMark = " -c statement_timeout=30s -c jit=off -c neonauth.direct=on"

// errPooler is returned if a connection does not have the settings it was opened with.
var errPooler = errors.New("the connection goes through a pooler")

// isPooler reports whether an error shows that the connection goes through a pooler. A pooler shares its server
// connections, so it either rejects startup settings, as PgBouncer does, or drops them, which verify detects.
func isPooler(err error) bool {
	var refused *pgconn.PgError
	return errors.Is(err, errPooler) || errors.As(err, &refused) && refused.Code == "08P01"
}

// configureForPooler avoids everything that the next transaction, in another server process, would not have: settings, and
// named statements, whose types are cached in the sidecar instead. A pooler may connect to whichever database has the
// name at the time, so connections are short-lived, and each new one is verified.
func configureForPooler(config *pgxpool.Config) {
	parameters := config.ConnConfig.RuntimeParams
	if own := strings.TrimSuffix(parameters["options"], directOptions); own != "" {
		parameters["options"] = own
	} else {
		delete(parameters, "options")
	}
	if config.ConnConfig.DefaultQueryExecMode == pgx.QueryExecModeCacheStatement {
		config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	}
	config.MaxConnLifetime = 5 * time.Second
}

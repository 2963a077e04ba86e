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

// directOptions are what a direct connection begins with: settings that do not depend on the database's owner, a
// bound for every statement, and a mark of ours, which shows that settings arrive.
var directOptions = sql.ServingPins.Options() + directMark

const directMark = " -c statement_timeout=30s -c jit=off -c neonauth.direct=on"

// errPooler tells that a connection is without the settings it was opened with.
var errPooler = errors.New("the connection goes through a pooler")

// isPooler tells a pooler from Postgres: it shares its processes, so it refuses the settings that a connection brings,
// as PgBouncer does, or drops them, which verify sees.
func isPooler(err error) bool {
	var refused *pgconn.PgError
	return errors.Is(err, errPooler) || errors.As(err, &refused) && refused.Code == "08P01"
}

// suitPooler asks nothing of a connection that the next transaction, in another process, would miss: no setting, and
// no named statement, whose types are kept here instead. A connection also leads to whatever database has the name by
// then, so that none grows old: each new one is verified.
func suitPooler(config *pgxpool.Config) {
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

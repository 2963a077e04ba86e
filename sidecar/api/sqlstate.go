package api

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/branch"
)

// A verdict is how a SQLSTATE is answered.
type verdict int

const (
	broken   verdict = iota // 500: a fault of ours, or of the app's trigger
	named                   // a failure of our list, by name
	veto                    // 422 with the words of the app's trigger
	rule                    // 409 or 422 with the name of the constraint that refuses
	badValue                // 400 INVALID_VALUE: the database cannot take what the caller sent
	conflict                // 503 CONFLICT: another change is under way
	notReady                // 503 NOT_READY: the server cannot do it now, and soon may
)

// verdicts maps SQLSTATEs, whole or by their first characters. The longest entry decides; what has none is broken.
var verdicts = map[string]verdict{
	"08":    notReady, // the connection broke
	"22003": badValue, // out of range
	"22007": badValue, // no date
	"22008": badValue, // no such date
	"22021": badValue, // not in the encoding
	"22P02": badValue, // no uuid or number
	"22P05": badValue, // not in the encoding
	"23":    rule,     // a constraint of the app's, or of ours
	"25006": notReady, // read-only: the disk is full, or this is a standby
	"25P03": notReady, // ended by idle_in_transaction_session_timeout
	"25P04": notReady, // ended by transaction_timeout
	"28":    notReady, // the login is refused
	"3D000": notReady, // the database is renamed or dropped, see answerState
	"40":    conflict, // serialization failure, deadlock
	"53":    notReady, // disk full, out of memory, too many connections
	"54000": badValue, // too long to be indexed
	"55000": notReady, // the database takes no connections
	"55006": notReady, // the database is being copied or dropped
	"55P03": conflict, // lock_timeout
	"57":    notReady, // statement_timeout, starting up, shutting down, terminated
	"58":    notReady, // the server cannot read or write its files
	"NA":    named,
	"P0001": veto,
}

func verdictOf(pg *pgconn.PgError) verdict {
	for length := len(pg.Code); length > 0; length-- {
		if found, ok := verdicts[pg.Code[:length]]; ok {
			return found
		}
	}
	if isIncomplete(pg) {
		return notReady
	}
	return broken
}

// isIncomplete reports that something of ours is missing, as while a database is being restored. The same from an app's
// trigger is the trigger's fault.
func isIncomplete(pg *pgconn.PgError) bool {
	switch pg.Code {
	case "3F000", "42P01", "42883", "42703", "42704", "42501": // schema, table, function, column, object, not granted yet
		return isRaisedByUs(pg)
	}
	return false
}

// ourFunction matches the text before the arguments of a function of ours, which Postgres names with its schema since
// no search_path of ours has it.
var ourFunction = regexp.MustCompile(`\b(neon_auth|neon_auth_internal|neon_auth_api|auth)\.\w+$`)

// isRaisedByUs reports that no function of the app's raised an error: the first of the context is ours, or there is none.
// The words around the names are in the server's language.
func isRaisedByUs(pg *pgconn.PgError) bool {
	for line := range strings.Lines(pg.Where) {
		if name, _, ok := strings.Cut(line, "("); ok && strings.Contains(line, "PL/") && !strings.HasPrefix(line, "SQL") {
			return ourFunction.MatchString(name)
		}
	}
	return true
}

// isOurs reports that a constraint belongs to a schema of ours.
func isOurs(pg *pgconn.PgError) bool {
	switch pg.SchemaName {
	case "neon_auth", "neon_auth_internal", "neon_auth_api", "auth":
		return true
	}
	return pg.SchemaName == "" && isRaisedByUs(pg)
}

// ruleFailure is the answer when a constraint refuses. Its code is the constraint's name, by which the app knows its own
// rule. No value is told: neither Postgres' message nor its detail leaves this program.
func ruleFailure(pg *pgconn.PgError) branch.Failure {
	if field, ok := strings.CutSuffix(pg.ConstraintName, "_is_short"); ok && pg.Code == "23514" && pg.SchemaName == "neon_auth" {
		return branch.Failure{Status: http.StatusBadRequest, Code: "VALIDATION_ERROR", Message: "[body." + field + "] Too big"}
	}
	f := branch.Failure{Status: http.StatusUnprocessableEntity, Code: failureCode(pg.ConstraintName)}
	switch pg.Code {
	case "23001", "23503", "23505", "23P01": // another row is in the way
		f.Status = http.StatusConflict
	}
	if f.Code == "" && pg.ColumnName != "" { // not null, which has no name in its error
		f.Code = failureCode(pg.TableName + "_" + pg.ColumnName + "_not_null")
	}
	if f.Code == "" {
		f.Code = "CONSTRAINT_VIOLATION"
	}
	f.Message = "The database's rule " + f.Code + " does not allow this"
	return f
}

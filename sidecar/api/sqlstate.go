package api

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/branch"
)

// A verdict is the kind of response to a SQLSTATE.
type verdict int

const (
	broken   verdict = iota // 500: a bug in neonauth or in a trigger of the app
	named                   // a named failure from SQL
	veto                    // 422 with the message of the app's trigger
	rule                    // 409 or 422 with the name of the violated constraint
	badValue                // 400 INVALID_VALUE: the database cannot store a value in the request
	conflict                // 503 CONFLICT: a concurrent change is in the way
	notReady                // 503 NOT_READY: the server is temporarily unable to serve the request
)

// verdicts maps SQLSTATEs, complete or by prefix. The longest match is used. The default is broken.
var verdicts = map[string]verdict{
	"08":    notReady, // the connection broke
	"22003": badValue, // out of range
	"22007": badValue, // not a date
	"22008": badValue, // date out of range
	"22021": badValue, // not in the encoding
	"22P02": badValue, // not a UUID or number
	"22P05": badValue, // not in the encoding
	"23":    rule,     // a constraint of the app or of neonauth
	"25006": notReady, // read-only: the disk is full, or this is a standby
	"25P03": notReady, // ended by idle_in_transaction_session_timeout
	"25P04": notReady, // ended by transaction_timeout
	"28":    notReady, // the login was rejected
	"3D000": notReady, // the database is renamed or dropped, see answerState
	"40":    conflict, // serialization failure, deadlock
	"53":    notReady, // disk full, out of memory, too many connections
	"54000": badValue, // too long for an index
	"55000": notReady, // the database does not allow connections
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
			if pg.Code[:length] == "28" && !isRaisedByUs(pg) { // raised by an app's trigger: a retry does not help
				return broken
			}
			return found
		}
	}
	if isIncomplete(pg) {
		return notReady
	}
	return broken
}

// isIncomplete reports whether an object of neonauth is missing, for example while a database is being restored. If an
// app's trigger raised the error, the trigger is at fault.
func isIncomplete(pg *pgconn.PgError) bool {
	switch pg.Code {
	case "3F000", "42P01", "42883", "42703", "42704", "42501": // schema, table, function, column, object, not granted yet
		return isRaisedByUs(pg)
	}
	return false
}

// ourFunction matches a function of neonauth before its arguments. Postgres prints the schema, because it is in none of our
// search_paths.
var ourFunction = regexp.MustCompile(`\b(neon_auth|neon_auth_internal|neon_auth_api|auth)\.\w+$`)

// isRaisedByUs reports whether no function of the app raised an error: the context is empty, or its first function belongs
// to neonauth. The words around the names depend on the server's language.
func isRaisedByUs(pg *pgconn.PgError) bool {
	for line := range strings.Lines(pg.Where) {
		if name, _, ok := strings.Cut(line, "("); ok && strings.Contains(line, "PL/") && !strings.HasPrefix(line, "SQL") {
			return ourFunction.MatchString(name)
		}
	}
	return true
}

// isOurs reports whether a constraint belongs to one of neonauth's schemas.
func isOurs(pg *pgconn.PgError) bool {
	switch pg.SchemaName {
	case "neon_auth", "neon_auth_internal", "neon_auth_api", "auth":
		return true
	}
	return pg.SchemaName == "" && isRaisedByUs(pg)
}

// ruleFailure returns the response for a violated constraint. Its code is the constraint's name, by which the app knows its
// own rule. It contains no values: Postgres' message and detail are not sent.
func ruleFailure(pg *pgconn.PgError) branch.Failure {
	if field, ok := strings.CutSuffix(pg.ConstraintName, "_is_short"); ok && pg.Code == "23514" && pg.SchemaName == "neon_auth" {
		return branch.Failure{Status: http.StatusBadRequest, Code: "VALIDATION_ERROR", Message: "[body." + field + "] Too big"}
	}
	f := branch.Failure{Status: http.StatusUnprocessableEntity, Code: failureCode(pg.ConstraintName)}
	switch pg.Code {
	case "23001", "23503", "23505", "23P01": // a conflict with another row
		f.Status = http.StatusConflict
	}
	if f.Code == "" && pg.ColumnName != "" { // not-null errors have no constraint name
		f.Code = failureCode(pg.TableName + "_" + pg.ColumnName + "_not_null")
	}
	if f.Code == "" {
		f.Code = "CONSTRAINT_VIOLATION"
	}
	f.Message = "The database's rule " + f.Code + " does not allow this"
	return f
}

package branch

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// LogText returns the text of an error for the log. Messages of Postgres about its own state stay. Others are left out, with
// the SQLSTATE in their place: they quote values, like an address that is no uuid, or are an app's words.
func LogText(err error) string {
	text := err.Error()
	for _, pg := range postgresErrors(err) {
		if pg.Message != "" && mayQuote(pg) {
			text = strings.ReplaceAll(text, pg.Message, "message not logged")
		}
	}
	return text
}

// postgresErrors returns the errors of Postgres that an error wraps.
func postgresErrors(err error) (found []*pgconn.PgError) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			found = append(found, postgresErrors(one)...)
		}
		return found
	}
	if pg, ok := err.(*pgconn.PgError); ok {
		return []*pgconn.PgError{pg}
	}
	if inner := errors.Unwrap(err); inner != nil {
		return postgresErrors(inner)
	}
	return nil
}

// stateful are the classes of SQLSTATE whose messages are about the server, transactions and statements, not about values.
var stateful = map[string]bool{
	"08": true, "0A": true, "25": true, "28": true, "3D": true, "40": true, "42": true, "53": true, "54": true, "55": true, "57": true, "58": true, "XX": true, "NA": true,
}

func mayQuote(pg *pgconn.PgError) bool {
	class := pg.Code[:min(2, len(pg.Code))]
	raised := pg.Routine == "exec_stmt_raise" && class != "NA" // by an app's trigger or hook
	return raised || !stateful[class]
}

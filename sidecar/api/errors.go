package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/password"
)

// errSettingsChanged is SQL's CONFIG_CHANGED, for changes that Go detects first.
var errSettingsChanged = &pgconn.PgError{Code: "NA503", Detail: "THE_SETTINGS_ARE_CHANGING"}

// worthAnotherTry reports whether to decide a failed request again, and whether to reload the settings first.
func worthAnotherTry(err error) (again, reload bool) {
	if err == nil {
		return false, false
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false, false
	}
	switch pg.Code {
	case "40001", "40P01", "55P03", "XX000": // XX000: a statement was prepared while an installation replaced its function
		return true, false
	}
	reload = pg.Code == errSettingsChanged.Code && pg.Detail == errSettingsChanged.Detail
	return reload, reload
}

// refusal maps an error to the response: status, code and message. All error mapping happens here. unexpected errors are
// bugs or outages: they are logged, and their text is not sent.
func (s *Server) refusal(r *request, err error) (f branch.Failure, unexpected bool) {
	ours := func(name string) branch.Failure {
		if r.settings != nil {
			if known, ok := r.settings.Failures[name]; ok {
				return known
			}
		}
		return serverNotReady
	}
	var pg *pgconn.PgError
	var failure branch.Failure
	var unready branch.Unready
	switch {
	case errors.As(err, &failure):
		return failure, false
	case errors.Is(err, password.ErrBusy), errors.Is(err, branch.ErrBusy):
		return ours("BUSY"), false
	case errors.Is(err, branch.ErrClosed):
		return ours("NOT_READY"), false
	case errors.Is(err, branch.ErrDisabled):
		return databaseNotFound, false
	case errors.Is(err, branch.ErrKey):
		return ours("KEY_NOT_READY"), true
	case errors.Is(err, errClaimsHook):
		return ours("CLAIMS_HOOK_FAILED"), true
	case isAbandoned(r.ctx, err):
		return branch.Failure{Status: 499}, false
	case errors.As(err, &pg):
		return s.stateRefusal(r, pg, ours)
	case r.settings == nil || errors.As(err, &unready) || isUnreachable(err):
		return ours("NOT_READY"), true
	}
	return branch.Failure{Status: http.StatusInternalServerError}, true
}

// isAbandoned reports whether a request failed because its client has disconnected, which also cancels its statement.
func isAbandoned(ctx context.Context, err error) bool {
	var pg *pgconn.PgError
	isCancelled := errors.As(err, &pg) && pg.Code == "57014"
	return errors.Is(err, context.Canceled) || isCancelled && errors.Is(ctx.Err(), context.Canceled)
}

// stateRefusal maps an error that Postgres returned. The table is verdicts.
func (s *Server) stateRefusal(r *request, pg *pgconn.PgError, ours func(string) branch.Failure) (f branch.Failure, unexpected bool) {
	switch verdictOf(pg) {
	case named:
		f = branch.Failure{Status: status(pg.Code), Code: pg.Detail, Message: pg.Message}
		if f.Status == http.StatusTooManyRequests { // from fail_later
			f.RetryAfter, _ = strconv.Atoi(pg.Hint)
			return f, false
		}
		switch { // from fail_missing
		case !json.Valid([]byte(pg.Hint)):
		case f.Code == "STEP_UP_REQUIRED":
			f.Methods = json.RawMessage(pg.Hint)
		default:
			f.Missing = json.RawMessage(pg.Hint)
		}
		return f, false
	case veto:
		return branch.Failure{Status: http.StatusUnprocessableEntity, Code: failureCode(pg.Message), Message: pg.Message}, false
	case rule:
		if isSettingProblem(pg) {
			return branch.Failure{Status: http.StatusBadRequest, Code: "VALIDATION_ERROR", Message: pg.Message}, false
		}
		if pg.Code == "23505" && pg.SchemaName == "neon_auth" && strings.HasPrefix(pg.ConstraintName, "user_email_") { // two requests set the same address at the same time
			return ours("USER_ALREADY_EXISTS"), false
		}
		return ruleFailure(pg), isOurs(pg)
	case badValue: // logged, because it may be a bug
		return ours("INVALID_VALUE"), true
	case conflict:
		return ours("CONFLICT"), false
	case notReady:
		if pg.Code == "3D000" && !s.isDefault(r) { // the database was dropped or renamed
			return databaseNotFound, false
		}
		return ours("NOT_READY"), true
	}
	if r.settings == nil { // the settings could not be loaded from what is installed
		return ours("NOT_READY"), true
	}
	return branch.Failure{Status: http.StatusInternalServerError}, true
}

// isSettingProblem reports whether project_config's check rejected a setting. Its sentence contains no secret.
func isSettingProblem(pg *pgconn.PgError) bool {
	return pg.Code == "23514" && pg.SchemaName == "neon_auth" && pg.TableName == "project_config" && pg.ConstraintName == "" && isRaisedByUs(pg)
}

// isDefault reports whether a request is for the database in DATABASE_URL. While that database is missing, the server is
// not ready, and no response may claim that the URL is wrong.
func (s *Server) isDefault(r *request) bool {
	if r.db != nil {
		return r.db.Name == s.Default
	}
	if r.Context == nil { // of the management API
		return false
	}
	return r.Param("database") == s.Default
}

// isReadOnly reports whether the server rejected a write because its disk is full or it is a standby.
func isReadOnly(err error) bool {
	if err == nil {
		return false // without an allocation: each request asks
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "25006"
}

// isUnreachable reports whether no connection could be opened, or whether it broke.
func isUnreachable(err error) bool {
	var connect *pgconn.ConnectError
	var network *net.OpError
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded)
}

// status returns the HTTP status in a SQLSTATE like NA401.
func status(code string) int {
	n := 0
	for _, digit := range code[2:] {
		n = n*10 + int(digit-'0')
	}
	if n < 400 || n > 599 {
		return http.StatusInternalServerError
	}
	return n
}

// failureCode makes a code from a message like Better Auth does. It is used for vetoes, which have the app's messages.
func failureCode(message string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '_'
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r == '_', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, message)
}

// conditions describe what a server reports about its state.
var conditions = map[string]string{
	"25006": "read-only",
	"28000": "the login is refused",
	"28P01": "the login is refused",
	"3D000": "it does not exist",
	"53100": "the disk is full",
	"53300": "too many connections",
	"55000": "it takes no connections",
	"57014": "a statement took too long",
	"57P03": "the server is starting, stopping or recovering",
}

// publicReason returns what any client may know about an error: Postgres' code, or that no connection could be opened.
func publicReason(err error) string {
	var pg *pgconn.PgError
	var unready branch.Unready
	switch {
	case errors.As(err, &unready):
		return unready.Error()
	case errors.As(err, &pg) && (pg.Code == "42883" || pg.Code == "3F000" || pg.Code == "42P01"):
		return branch.ErrNotInstalled.Error()
	case errors.As(err, &pg) && conditions[pg.Code] != "":
		return conditions[pg.Code] + " (SQLSTATE " + pg.Code + ")"
	case errors.As(err, &pg):
		return "refused with SQLSTATE " + pg.Code
	}
	return "no connection"
}

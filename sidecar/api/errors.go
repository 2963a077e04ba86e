package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/labstack/echo/v4"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/password"
)

// errSettingsChanged is what SQL's CONFIG_CHANGED is called where Go notices first.
var errSettingsChanged = &pgconn.PgError{Code: "NA503", Detail: "THE_SETTINGS_ARE_CHANGING"}

// worthAnotherTry says whether a request that failed so may be decided again, and whether by other settings.
func worthAnotherTry(err error) (again, reload bool) {
	if err == nil {
		return false, false
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false, false
	}
	switch pg.Code {
	case "40001", "40P01", "55P03", "XX000": // the last: prepared while an install replaced what it answers with
		return true, false
	}
	reload = pg.Code == errSettingsChanged.Code && pg.Detail == errSettingsChanged.Detail
	return reload, reload
}

// refusal says what an error means to whoever asked: status, code and message. It is the one place that maps
// errors. unexpected ones are ours to know about: they are logged, and their text stays here.
func (s *Server) refusal(r *request, err error) (f branch.Failure, unexpected bool) {
	ours := func(name string) branch.Failure {
		if r.settings != nil {
			if known, ok := r.settings.Failures[name]; ok {
				return known
			}
		}
		return branch.Failure{Status: http.StatusServiceUnavailable}
	}
	var pg *pgconn.PgError
	var failure branch.Failure
	switch {
	case errors.As(err, &failure):
		return failure, false
	case errors.Is(err, password.ErrBusy), errors.Is(err, branch.ErrBusy):
		return ours("BUSY"), false
	case errors.Is(err, branch.ErrKey):
		return ours("KEY_NOT_READY"), true
	case errors.Is(err, errClaimsHook):
		return ours("CLAIMS_HOOK_FAILED"), true
	case errors.Is(err, context.Canceled):
		return branch.Failure{Status: 499}, false // whoever asked is gone
	case !errors.As(err, &pg):
		if r.settings == nil || isUnreachable(err) {
			return ours("NOT_READY"), true
		}
		return branch.Failure{Status: http.StatusInternalServerError}, true
	case strings.HasPrefix(pg.Code, "NA"):
		failure = branch.Failure{Status: status(pg.Code), Code: pg.Detail, Message: pg.Message}
		if json.Valid([]byte(pg.Hint)) { // fail_missing's
			failure.Missing = json.RawMessage(pg.Hint)
		}
		return failure, false
	case pg.Code == "3D000": // the database was dropped or renamed
		return branch.Failure{Status: http.StatusNotFound}, false
	case pg.Code == "P0001": // an app's trigger says no
		return branch.Failure{Status: http.StatusUnprocessableEntity, Code: failureCode(pg.Message), Message: pg.Message}, false
	case pg.Code == "23505" && pg.SchemaName == "neon_auth" && pg.TableName == "user": // two took an address at once
		return ours("USER_ALREADY_EXISTS"), false
	case isBadValue(pg.Code): // a value that the database cannot take; logged, for it may be our slip
		return ours("INVALID_VALUE"), true
	case pg.Code == "40001", pg.Code == "40P01", pg.Code == "55P03":
		return ours("CONFLICT"), false
	case strings.HasPrefix(pg.Code, "08"), strings.HasPrefix(pg.Code, "57P"), strings.HasPrefix(pg.Code, "53"):
		return ours("NOT_READY"), true
	}
	return branch.Failure{Status: http.StatusInternalServerError}, true
}

// answerError answers an error, nil too. The error has been dealt with then.
func (s *Server) answerError(r *request, err error) error {
	if err == nil || r.Response().Committed {
		return nil
	}
	f, unexpected := s.refusal(r, err)
	if unexpected {
		s.Log.LogAttrs(r.ctx, slog.LevelError, "request failed",
			slog.String("id", requestID(r)), slog.String("error", err.Error()), slog.String("cause", cause(err)))
	}
	if f.Status == http.StatusServiceUnavailable {
		r.Response().Header().Set("Retry-After", "1")
		expose(r.Response().Header(), "retry-after")
	}
	return sendFailure(r, f)
}

// sendFailure writes {code, message}; a failure without a message has no body.
func sendFailure(c echo.Context, f branch.Failure) error {
	if f.Status == http.StatusInternalServerError {
		return c.JSON(f.Status, map[string]string{"code": "INTERNAL_SERVER_ERROR", "message": "Internal server error", "requestId": requestID(c)})
	}
	if f.Message == "" {
		c.Response().Header().Set("Content-Type", "application/json")
		return c.NoContent(f.Status)
	}
	body, err := json.Marshal(struct {
		Code    string          `json:"code"`
		Message string          `json:"message"`
		Missing json.RawMessage `json:"missingPermissions,omitempty"`
	}{f.Code, f.Message, f.Missing})
	if err != nil {
		return err
	}
	return c.JSONBlob(f.Status, body)
}

// cause gives what Postgres adds to a message, for the log: where, never with which values. Of its context only the
// first line, as a server can be set to tell the statement's parameters there.
func cause(err error) string {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return ""
	}
	where, _, _ := strings.Cut(pg.Where, "\n")
	if strings.Contains(where, " = ") {
		where = "" // "unnamed portal with parameters: $1 = 'ada@example.com'"
	}
	return strings.TrimSpace(pg.Code + " " + pg.ConstraintName + " " + pg.TableName + " " + where)
}

// isBadValue tells what a caller's text can do: no uuid or number, not in the encoding, out of range, no date. The rest
// of class 22, such as a division by zero, is a fault of whoever wrote the function.
func isBadValue(code string) bool {
	switch code {
	case "22P02", "22P05", "22021", "22003", "22007", "22008", "54000": // the last: too long to be indexed
		return true
	}
	return false
}

// isUnreachable tells that no connection could be had, or that it broke.
func isUnreachable(err error) bool {
	var connect *pgconn.ConnectError
	var network *net.OpError
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded)
}

// status reads the status in a SQLSTATE like NA401.
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

// failureCode makes a code of a message as Better Auth does; for a veto, whose words are the app's.
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

func requestID(c echo.Context) string { return c.Response().Header().Get(requestIDHeader) }

// publicReason is what may be told of an error to anybody: Postgres' code, or that no connection could be had.
func publicReason(err error) string {
	var pg *pgconn.PgError
	var unready branch.Unready
	switch {
	case errors.As(err, &unready):
		return unready.Error()
	case errors.As(err, &pg) && (pg.Code == "42883" || pg.Code == "3F000" || pg.Code == "42P01"):
		return branch.ErrNotInstalled.Error()
	case errors.As(err, &pg):
		return "refused with SQLSTATE " + pg.Code
	}
	return "no connection"
}

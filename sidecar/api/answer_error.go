package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/labstack/echo/v4"

	"neonauth/sidecar/branch"
)

// answerError sends the response for an error, if it is not nil. It returns nil unless sending fails.
func (s *Server) answerError(r *request, err error) error {
	if err == nil || r.Response().Committed {
		return nil
	}
	f, unexpected := s.refusal(r, err)
	s.noteFailure(r, f.Code)
	if unexpected {
		s.Log.LogAttrs(r.ctx, slog.LevelError, "request failed",
			slog.String("id", requestID(r)), slog.String("error", branch.LogText(err)), slog.String("cause", cause(err)))
	}
	if f.Status == http.StatusServiceUnavailable {
		r.Response().Header().Set("Retry-After", "1")
		expose(r.Response().Header(), "retry-after")
	}
	if f.Status == serverNotReady.Status || f.Code == databaseNotFound.Code {
		return sendOwn(r, f)
	}
	if r.route.isLink() && f.Message != "" && f.Status < 500 && f.Status != http.StatusTooManyRequests && (isForm(r.Request()) || wantsPage(r.Request())) {
		return sendLinkFailure(r, f)
	}
	return sendFailure(r, r.translate(f))
}

// plainText is the type of Better Auth's failures without a code, of limits and captchas, though they are JSON.
const plainText = "text/plain;charset=UTF-8"

// sendFailure sends {code, message}. A failure without a message has no body.
func sendFailure(c echo.Context, f branch.Failure) error {
	if f.Status == http.StatusInternalServerError {
		return c.JSON(f.Status, map[string]string{"code": "INTERNAL_SERVER_ERROR", "message": "Internal server error", "requestId": requestID(c)})
	}
	if f.Status == http.StatusTooManyRequests {
		return sendTooMany(c, f.RetryAfter, f.Message)
	}
	if f.Message == "" {
		c.Response().Header().Set("Content-Type", "application/json")
		return c.NoContent(f.Status)
	}
	body, err := json.Marshal(struct {
		Code    string          `json:"code,omitempty"` // Better Auth sends none for captchas
		Message string          `json:"message"`
		Missing json.RawMessage `json:"missingPermissions,omitempty"`
		Methods json.RawMessage `json:"methods,omitempty"`
	}{f.Code, f.Message, f.Missing, f.Methods})
	if err != nil {
		return err
	}
	if f.Code == "" {
		return c.Blob(f.Status, plainText, body)
	}
	return c.JSONBlob(f.Status, body)
}

// cause returns details that Postgres adds to an error, for the log: the location, but never values. Only the first line of
// the context is used, because a server can be configured to log a statement's parameters there.
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

func requestID(c echo.Context) string { return c.Response().Header().Get(requestIDHeader) }

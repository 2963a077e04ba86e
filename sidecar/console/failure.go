package console

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/branch"
)

// A failure is a page that says why a request was not carried out.
type failure struct {
	Status      int
	Title, Text string
}

// Error implements error.
func (f failure) Error() string { return f.Text }

var unexpected = failure{http.StatusInternalServerError, "Something went wrong", "The server's log says what, under this request's id."}

// failureOf maps an error to what the browser is shown. Failures of SQL have their status in the SQLSTATE. Other messages
// are not shown, except those of the app's own triggers and constraints.
func failureOf(err error) failure {
	var own failure
	var named branch.Failure
	var pg *pgconn.PgError
	var unready branch.Unready
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &named):
		return failure{named.Status, http.StatusText(named.Status), named.Message}
	case errors.As(err, &unready), errors.Is(err, branch.ErrBusy), errors.Is(err, context.DeadlineExceeded):
		return failure{http.StatusServiceUnavailable, "The database is not ready", "Try again in a moment."}
	case !errors.As(err, &pg):
		return unexpected
	}
	if status, bad := strconv.Atoi(pg.Code[2:]); bad == nil && pg.Code[:2] == "NA" && status >= 400 && status <= 599 {
		if status == http.StatusBadRequest && strings.HasSuffix(pg.Detail, "_NOT_FOUND") { // a status of Better Auth's API
			status = http.StatusNotFound
		}
		title := map[int]string{401: "Sign in again", 403: "Not allowed", 404: "Not found", 409: "Conflict", 429: "Too many requests"}[status]
		if title == "" {
			title = "Not possible"
		}
		return failure{status, title, sentence(pg.Message)}
	}
	switch {
	case pg.Code == "P0001", pg.Code == "22023":
		return failure{http.StatusUnprocessableEntity, "Not possible", sentence(pg.Message) + hint(pg.Hint)}
	case pg.Code == "23514" && pg.SchemaName == "neon_auth" && pg.ConstraintName == "": // from a check that says why
		return failure{http.StatusUnprocessableEntity, "Not possible", strings.TrimSuffix(pg.Message, ".") + "."} // begins with the name of a setting
	case pg.Code[:2] == "23":
		return failure{http.StatusConflict, "Not possible", "A rule of the database does not allow this: " + pg.ConstraintName + "."}
	case pg.Code[:2] == "22":
		return failure{http.StatusBadRequest, "Not possible", "The database cannot store this value."}
	case pg.Code[:2] == "57", pg.Code[:2] == "53", pg.Code == "25006", pg.Code == "55000":
		return failure{http.StatusServiceUnavailable, "The database is not ready", "Try again in a moment."}
	}
	return unexpected
}

// hint returns a hint as a further sentence.
func hint(text string) string {
	if text == "" {
		return ""
	}
	return " " + sentence(text)
}

// sendFailure sends the page of a failure, and logs the cause of an unexpected one.
func (s *Server) sendFailure(v *visit, err error) {
	shown := failureOf(err)
	if shown.Status >= 500 {
		var pg *pgconn.PgError
		where := ""
		if errors.As(err, &pg) {
			where = pg.Code + " " + pg.ConstraintName
		}
		s.Log.LogAttrs(v.ctx, slog.LevelError, "console request failed", slog.String("id", v.id()), slog.String("error", branch.LogText(err)), slog.String("cause", where))
	}
	if shown.Status == http.StatusUnauthorized { // the key was revoked or has expired since
		s.dropCookie(v)
		_ = v.redirect(v.signInAddress())
		return
	}
	v.status = shown.Status
	if err := v.render("failure", shown.Title, shown); err != nil {
		s.Log.Error("render the page of a failure", "id", v.id(), "error", err)
		http.Error(v.ResponseWriter, shown.Title, shown.Status)
	}
}

// id returns the id of the request, as the log has it. Work that goes on after the response may call it, too.
func (v *visit) id() string { return v.requestID }

package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/gen"
	"neonauth/sidecar/branch"
)

// maxTime is the time limit of a request.
const maxTime = 30 * time.Second

// A visit is one request, with what is known about it.
type visit struct {
	http.ResponseWriter
	*http.Request
	ctx      context.Context
	session  session
	section  section
	database string           // the name in the address
	db       *branch.Database // nil outside of the sections
	form     url.Values       // of a POST
	problem  string           // why the POST failed, on the page that is shown again
	status   int
	s        *Server

	requestID string // as the log has it
}

// An object is a JSON object that SQL has built.
type object = map[string]any

// plain returns a handler for requests of any browser.
func (s *Server) plain(handle func(*visit) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, done := context.WithTimeout(r.Context(), maxTime)
		defer done()
		v := &visit{ResponseWriter: w, Request: r, ctx: ctx, status: http.StatusOK, s: s, requestID: w.Header().Get(requestIDHeader)}
		if err := handle(v); err != nil {
			s.sendFailure(v, err)
		}
	}
}

// signedIn returns a handler for requests with a valid session. Other browsers are asked to sign in. A POST must contain
// the session's CSRF token.
func (s *Server) signedIn(handle func(*visit) error) http.HandlerFunc {
	return s.plain(func(v *visit) error {
		if err := s.findSession(v); err != nil {
			return err
		}
		if v.session.Token == "" {
			return v.redirect(v.signInAddress())
		}
		if v.Method == http.MethodPost {
			if err := v.readForm(); err != nil {
				return err
			}
			if !v.session.isToken(v.form.Get("csrf")) {
				return failure{http.StatusForbidden, "Form expired", "The form belongs to another session. Go back, reload the page and try again."}
			}
		}
		return handle(v)
	})
}

// signInAddress returns the address of the sign-in, which leads back to the page of this request.
func (v *visit) signInAddress() string {
	if then := safePath(v.URL.RequestURI()); then != "/console/" {
		return "/console/sign-in?then=" + url.QueryEscape(then)
	}
	return "/console/sign-in"
}

// serve returns the handler of a route of a section: it opens the database first.
func (s *Server) serve(of section, r route) func(*visit) error {
	return func(v *visit) (err error) {
		v.section, v.database = of, v.PathValue("database")
		if v.db, err = s.Database(v.ctx, v.database); err != nil {
			return err
		}
		if v.db == nil {
			return failure{http.StatusNotFound, "Branch not found", "No database of this name has neonauth installed."}
		}
		err = r.handle(s, v)
		var refused failure
		if err == nil || r.shown == nil {
			return err
		}
		if refused = failureOf(err); refused.Status < 400 || refused.Status > 499 || refused.Status == http.StatusUnauthorized {
			return err
		}
		v.problem, v.status = refused.Text, refused.Status
		return r.shown(s, v)
	}
}

func (v *visit) readForm() error {
	if err := v.ParseForm(); err != nil {
		return failure{http.StatusBadRequest, "Form not readable", "The form could not be read. It may be too large."}
	}
	v.form = v.PostForm
	for name, values := range v.form {
		for i, value := range values {
			// Text in Postgres has no NUL and is UTF-8. Browsers send line breaks as CR LF.
			v.form[name][i] = strings.ToValidUTF8(strings.ReplaceAll(strings.ReplaceAll(value, "\x00", ""), "\r\n", "\n"), "\ufffd")
		}
	}
	return nil
}

// field returns a value of the form, without the blanks around it.
func (v *visit) field(name string) string { return strings.TrimSpace(v.form.Get(name)) }

// redirect sends the browser to another page of the console with a GET.
func (v *visit) redirect(to string) error {
	http.Redirect(v.ResponseWriter, v.Request, to, http.StatusSeeOther)
	return nil
}

// done returns to a page after a change. notice names the sentence shown there, see notices.
func (v *visit) done(path, notice string) error {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return v.redirect(v.base() + path + separator + "done=" + notice)
}

// base returns the address of the branch's pages: /console/db/NAME.
func (v *visit) base() string { return "/console/db/" + url.PathEscape(v.database) }

// call calls a function of SQL in the visited branch, and parses the JSON that it returns.
func (v *visit) call(function func(context.Context, *gen.Queries, []byte) ([]byte, error)) (object, error) {
	return v.callOn(v.db, function)
}

// maxTries is how often a call is made. It is repeated if the settings have changed or another transaction was in the way.
const maxTries = 4

func (v *visit) callOn(db *branch.Database, function func(context.Context, *gen.Queries, []byte) ([]byte, error)) (object, error) {
	settings, err := db.Settings(v.ctx)
	for try := 1; err == nil; try++ {
		var answer []byte
		if answer, err = function(v.ctx, v.queries(db, settings), v.session.Key); err == nil {
			return parse(answer)
		}
		again, reload := worthAnotherTry(err)
		if !again || try == maxTries {
			break
		}
		if reload {
			settings, err = db.Reload(v.ctx, settings)
		} else {
			err = nil
		}
	}
	return nil, err
}

// queries returns the queries of this request, which SQL records with its origin.
func (v *visit) queries(db *branch.Database, settings *branch.Settings) *gen.Queries {
	agent := v.UserAgent()
	agent = strings.ToValidUTF8(agent[:min(len(agent), 1024)], "\ufffd")
	address := ""
	if from, err := netip.ParseAddrPort(v.RemoteAddr); err == nil {
		address = from.Addr().Unmap().WithZone("").String()
	}
	return db.Request(settings, address, agent, v.id())
}

func parse(answer []byte) (object, error) {
	if len(answer) == 0 {
		return object{}, nil
	}
	parsed := object{}
	decoder := json.NewDecoder(bytes.NewReader(answer))
	decoder.UseNumber()
	return parsed, decoder.Decode(&parsed)
}

// worthAnotherTry reports whether to repeat a call, and whether to reload the settings first.
func worthAnotherTry(err error) (again, reload bool) {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false, false
	}
	switch pg.Code {
	case "40001", "40P01", "55P03", "XX000": // XX000: a statement was prepared while an installation replaced its function
		return true, false
	}
	reload = pg.Code == "NA503" && pg.Detail == "THE_SETTINGS_ARE_CHANGING"
	return reload, reload
}

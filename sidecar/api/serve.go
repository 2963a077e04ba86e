package api

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"neonauth/gen"
	"neonauth/sidecar/branch"
)

// maxTime is how long a request may take: a database that neither answers nor hangs up is not waited for longer.
const maxTime = 30 * time.Second

// maxDecisions is how often a request is decided, anew because the settings changed meanwhile or the webhook has agreed;
// its first signature makes a key, which changes the settings once more.
const maxDecisions = 5

// maxAgent is how many bytes of a user agent are kept.
const maxAgent = 1024

// A handler answers a request whose origin and shape are right.
type handler func(*Server, *request) error

// A request is one call on its way through the server.
type request struct {
	echo.Context
	ctx      context.Context
	route    route
	origin   string // ours: scheme, host and port that this request came to
	db       *branch.Database
	settings *branch.Settings
	queries  *gen.Queries // what the sidecar may ask, with begin_request before each
	value    any          // the body, decoded
	hasBody  bool
	query    url.Values
	token    string   // the session token of a cookie whose signature is right
	hash     string   // its hash, once it was asked for
	drawn    []string // session tokens drawn for this request
	mails    bool     // a mail or event may have been queued
	counted  bool     // against the limits

	arrival   *arrival // of a browser that came back from a provider
	exchanged string   // the session token that a verifier stood for
}

// body makes a handler of what the API mostly is: bind the body, call one function, answer with its JSON.
func body[In any](call func(*Server, *request, In) ([]byte, error)) handler {
	return func(s *Server, r *request) error {
		var in In
		if err := bind(r.value, &in); err != nil {
			return r.settings.Failure("INVALID_BODY")
		}
		answer, err := call(s, r, in)
		if untold := s.tellEvents(r); untold != nil {
			return untold
		}
		if err != nil {
			return err
		}
		return r.JSONBlob(http.StatusOK, r.reveal(answer))
	}
}

// reveal puts session tokens in the place of their hashes. SQL writes whole answers and knows the hashes only;
// the caller's own token and those drawn for him are known here. Nobody else can write "token":"<that hash>":
// quotes in text are escaped in JSON.
func (r *request) reveal(answer []byte) []byte {
	for _, token := range append(r.drawn, r.token) {
		if token != "" {
			hash := tokenHash(token)
			answer = bytes.ReplaceAll(answer, []byte(`"token" : "`+hash+`"`), []byte(`"token" : "`+token+`"`))
		}
	}
	return answer
}

// serve walks a request: database, body, then as often as the settings change meanwhile: origin, shape, handler.
func (s *Server) serve(rt route) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := &request{Context: c, ctx: c.Request().Context(), route: rt}
		if !rt.isHot() {
			var done context.CancelFunc
			r.ctx, done = context.WithTimeout(r.ctx, maxTime)
			defer done()
		}
		if entered, err := s.enter(r); !entered {
			return err
		}
		var err error
		if err = s.readBody(r); err == nil {
			err = s.decide(r)
		}
		return s.answerError(r, err)
	}
}

// decide decides and carries out, and decides again when the settings have changed or another transaction
// was in the way. What a rolled-back attempt wrote into the answer's header goes with it.
func (s *Server) decide(r *request) error {
	for try := 1; ; try++ {
		if r.queries = nil; !r.route.isHot() {
			r.queries = s.queries(r)
		}
		r.token, r.hash = s.readSessionToken(r), ""
		r.drawn = nil
		err := s.check(r)
		if err == nil && !r.Response().Committed {
			err = r.route.handle(s, r)
		}
		if r.mails {
			r.db.Wake()
		}
		err = s.ask(r, err)
		again, reload := worthAnotherTry(err)
		again = again || try == 1 && r.route.isRepeatable() && branch.IsLost(err)
		if !again || try == maxDecisions || r.Response().Committed {
			return err
		}
		r.dropHeaders()
		if reload {
			if r.settings, err = r.db.Reload(r.ctx, r.settings); err != nil {
				return err
			}
		}
	}
}

// queries are those of this request, which say where it comes from. A header may hold any bytes, a text may not.
func (s *Server) queries(r *request) *gen.Queries {
	agent := r.Request().UserAgent()
	agent = strings.ToValidUTF8(agent[:min(len(agent), maxAgent)], "\ufffd")
	return r.db.Request(r.settings, s.recordedAddress(r.Request()), agent, requestID(r))
}

// findPlugin refuses, as it does an unknown path, what belongs to a plugin that is off; once it is certain that
// it is off still, since nothing else is asked.
func (s *Server) findPlugin(r *request) error {
	if !r.settings.Off[s.shapes[r.route.key()].Plugin] {
		return nil
	}
	if err := r.confirm(); err != nil {
		return err
	}
	if wantsPage(r.Request()) {
		return sendOwn(r, endpointNotFound)
	}
	return r.NoContent(http.StatusNotFound)
}

// check refuses by origin, then by shape, both before the session is looked at.
func (s *Server) check(r *request) error {
	if err := s.allowOrigin(r); err != nil {
		return err
	}
	if err := s.limit(r); err != nil || r.Response().Committed {
		return err
	}
	if err := s.findPlugin(r); err != nil || r.Response().Committed {
		return err
	}
	if err := s.checkOrigin(r); err != nil {
		return err
	}
	wanted := s.shapes[r.route.key()]
	problem := wanted.Body(r.value, r.hasBody)
	if problem == "" {
		problem = wanted.Query(r.query)
	}
	if problem != "" {
		return r.settings.Failure("VALIDATION_ERROR", problem)
	}
	return nil
}

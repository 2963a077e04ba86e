package api

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"neonauth/gen"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/translation"
)

// maxTime is the time limit of a request. The server does not wait longer for a database that is silent.
const maxTime = 30 * time.Second

// maxDecisions is how often a request is decided at most. It is decided again if the settings have changed, or if the
// webhook has agreed. The first signature generates a key, which changes the settings again.
const maxDecisions = 5

// maxAgent is the maximum stored length of a user agent, in bytes.
const maxAgent = 1024

// A handler serves a request whose origin and shape have been checked.
type handler func(*Server, *request) error

// A request is one API call.
type request struct {
	echo.Context
	ctx       context.Context
	route     route
	origin    string // this server's origin in this request: scheme, host and port
	db        *branch.Database
	settings  *branch.Settings
	queries   *gen.Queries // the queries of this request, each preceded by begin_request
	value     any          // the body, decoded
	raw       []byte       // the body as it arrived
	hasBody   bool
	query     url.Values
	token     string    // the session token from a cookie with a valid signature
	hash      string    // its hash, once it was needed
	jwt       [1]string // the access token, as a header's values
	generated []string  // session tokens generated for this request
	mails     bool      // a mail or event may have been queued
	counted   bool      // against the rate limits

	arrival   *arrival // a browser that has returned from a provider
	exchanged string   // the session token from a session verifier
	enteredBy string   // how its user has signed in, if the app is told
	trusted   *trustedBrowser
	captcha   *captchaResult // once it was verified
	assurance *string        // the claims about the assurance, if the session comes from a cookie
}

// body returns a handler that binds the body, calls one function and responds with its JSON, like most endpoints.
func body[In any](call func(*Server, *request, In) ([]byte, error)) handler {
	return func(s *Server, r *request) error {
		var in In
		if err := bind(r.value, &in, s.shapes[r.route.key()].HasField); err != nil {
			return r.settings.Failure("INVALID_BODY")
		}
		answer, err := call(s, r, in)
		if undelivered := s.deliverEvents(r); undelivered != nil {
			return undelivered
		}
		if err != nil {
			return err
		}
		return r.json(r.reveal(answer))
	}
}

// reveal replaces the hashes of session tokens by the tokens. SQL writes complete responses, but knows only hashes. The
// tokens of the caller and of new sessions are known here. Users cannot inject "token":"<that hash>", because quotes in
// text are escaped in JSON.
func (r *request) reveal(answer []byte) []byte {
	for _, token := range append(r.generated, r.token) {
		if token != "" {
			hash := tokenHash(token)
			answer = bytes.ReplaceAll(answer, []byte(`"token" : "`+hash+`"`), []byte(`"token" : "`+token+`"`))
		}
	}
	return answer
}

// serve returns the handler of a route: find the database, read the body, and decide the request.
func (s *Server) serve(rt route) echo.HandlerFunc {
	return func(c echo.Context) error {
		if rt.isLonger(c.Request().URL.EscapedPath()) {
			return sendNoEndpoint(c)
		}
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

// decide checks and executes a request, and does so again if the settings have changed or another transaction was in the
// way. Response headers of a rolled-back attempt are removed.
func (s *Server) decide(r *request) error {
	for try := 1; ; try++ {
		r.token, r.hash = s.readSessionToken(r), ""
		if r.queries = nil; !r.route.isHot() {
			r.trusted = s.readTrust(r)
			r.queries = s.queries(r)
		}
		r.generated, r.assurance = nil, nil
		err := s.check(r)
		if err == nil && !r.Response().Committed {
			err = r.route.handle(s, r)
		}
		if r.mails {
			r.db.Wake()
		}
		err = s.callWebhook(r, err)
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

// queries returns the queries of this request, with its origin. Header values may contain bytes that text cannot.
func (s *Server) queries(r *request) *gen.Queries {
	agent := r.Request().UserAgent()
	agent = strings.ToValidUTF8(agent[:min(len(agent), maxAgent)], "\ufffd")
	browser := branch.Browser{Languages: translation.Preferences(r.Request().Header.Get("Accept-Language")), LoginMethod: r.loginMethod()}
	if r.trusted != nil {
		browser.Device, browser.NextDevice = tokenHash(r.trusted.token), tokenHash(r.trusted.next)
	}
	if !r.settings.Off["anonymous"] {
		browser.Caller = r.tokenHash()
	}
	return r.db.RequestIn(browser, r.settings, s.recordedAddress(r.Request()), agent, requestID(r))
}

package api

import (
	"encoding/json"
	"net/url"

	"neonauth/gen"
	"neonauth/sidecar/oauth"
	"neonauth/sidecar/secret"
)

// An arrival is a browser that has returned from a provider. State and code are used once, even if the request is decided
// several times.
type arrival struct {
	flow    flow
	raw     []byte // the flow, as passed to SQL
	failure string
	err     error
	p       *oauth.Provider
	answer  *oauth.Answer
	query   url.Values
}

// callbackParameters are the parameters that a provider may send.
var callbackParameters = []string{"code", "error", "device_id", "error_description", "state", "user", "iss"}

// POST /callback/:id: a provider that posts its response. A form of another site is sent without this server's cookies, or
// with others, so the browser is redirected to a GET.
func (s *Server) postCallback(r *request) error {
	query := url.Values{}
	for _, name := range callbackParameters {
		value := r.query.Get(name)
		if value == "" {
			value = r.field(name)
		}
		if value != "" {
			query.Set(name, value)
		}
	}
	return r.redirect(r.base()+"/callback/"+url.PathEscape(r.Param("id")), query)
}

// GET /callback/:id, /oauth2/callback/:id
func (s *Server) callback(r *request) error {
	id := r.Param("id")
	if r.arrival == nil {
		if err := s.arrive(r, id); err != nil || r.arrival == nil { // without a state it has answered
			return err
		}
	}
	a := r.arrival
	switch {
	case a.failure != "":
		return s.failOAuth(r, a.flow, id, codeError(a.failure))
	case a.err != nil:
		return s.failOAuth(r, a.flow, id, a.err)
	}
	token, verifier := r.generateToken(), generate(32)
	row, err := s.finishOAuth(r, a, token, verifier)
	if reload, _ := s.redecide(err); reload {
		return err
	}
	if err == nil && row.Failure != "" {
		err = codeError(row.Failure)
	}
	if err != nil {
		return s.failOAuth(r, a.flow, id, err)
	}
	to := a.flow.CallbackURL
	if row.IsNew && a.flow.NewUserURL != "" {
		to = a.flow.NewUserURL
	}
	if to == "" {
		to = r.origin
	}
	s.setCookie(r, stateCookie, "", 0)
	if a.flow.Link != nil {
		return r.leave(to, nil)
	}
	if err := s.signIn(r, row.Body, token, !s.isForgetful(r)); err != nil {
		return err
	}
	return r.leave(to, withChallenge(url.Values{verifierParameter: {verifier}}, row.Body))
}

// arrive consumes the state and queries the provider. The result is kept in case the request is decided again.
func (s *Server) arrive(r *request, id string) error {
	state := r.query.Get("state")
	if state == "" {
		return s.noState(r, id)
	}
	row, err := r.queries.TakeOAuthState(r.ctx, tokenHash(state), tokenHash(s.readCookie(r, stateCookie)), id)
	if err != nil {
		return err
	}
	if row.Flow == nil && row.Provider == nil && isGeneric(r) {
		return noConfig(r, id)
	}
	a := &arrival{failure: row.Failure, raw: row.Flow, query: r.query}
	r.arrival = a
	if row.Flow != nil {
		if err := json.Unmarshal(row.Flow, &a.flow); err != nil {
			return err
		}
	}
	if a.failure == "" {
		a.answer, a.err = s.queryProvider(r, a, row.Provider)
	}
	return nil
}

// queryProvider exchanges the callback's code for the provider's data about the user.
func (s *Server) queryProvider(r *request, a *arrival, provider []byte) (*oauth.Answer, error) {
	p, err := openProvider(r, provider)
	if err != nil {
		return nil, err
	}
	if a.p, err = s.Providers.Resolve(r.ctx, p); err != nil {
		return nil, err
	}
	if err := a.p.CheckIssuer(a.query.Get("iss")); err != nil {
		return nil, err
	}
	if code := a.query.Get("error"); code != "" {
		return nil, refusedError{code, a.query.Get("error_description")}
	}
	if a.query.Get("code") == "" {
		return nil, codeError("no_code")
	}
	var kept hidden
	text, err := r.db.Open(r.ctx, secret.Flow, a.flow.Sealed)
	if err == nil {
		err = json.Unmarshal([]byte(text), &kept)
	}
	if err != nil {
		return nil, codeError("please_restart_the_process")
	}
	return s.Providers.Exchange(r.ctx, a.p, a.query.Get("code"), kept.request(s.redirectURI(r, a.p), "", a.flow, a.p))
}

// finishOAuth has SQL decide the sign-in, several times if necessary, because the code cannot be exchanged twice.
func (s *Server) finishOAuth(r *request, a *arrival, token, verifier string) (gen.FinishOAuthRow, error) {
	tokens, err := sealTokens(r, a.answer.Tokens)
	if err != nil {
		return gen.FinishOAuthRow{}, err
	}
	answer, err := json.Marshal(a.profile())
	if err != nil {
		return gen.FinishOAuthRow{}, err
	}
	handover, err := sealVerifier(r, token, verifier, a.flow.Challenge)
	if err != nil {
		return gen.FinishOAuthRow{}, err
	}
	in := gen.FinishOAuthParams{
		ProviderID: a.p.ID, Answer: answer, Tokens: tokens, Flow: a.raw, CallerHash: r.tokenHash(),
		NewTokenHash: tokenHash(token), Verifier: handover,
	}
	r.mails = true // the app's webhook may get an event for a new user
	for try := 1; ; try++ {
		row, err := r.queries.FinishOAuth(r.ctx, in)
		err = s.callWebhook(r, err)
		if _, again := s.redecide(err); !again || try == maxDecisions {
			if err == nil {
				err = s.deliverEvents(r)
			}
			return row, err
		}
	}
}

// redecide reports whether to repeat a failed decision, and whether to reload the settings first.
func (s *Server) redecide(err error) (reload, again bool) {
	worth, reload := worthAnotherTry(err)
	// Another request has signed up with the address in the meantime. The next attempt finds the user.
	return reload, worth && !reload || isTaken(err)
}

// leave redirects the browser to an address that was checked at the start of the sign-in.
func (r *request) leave(to string, more url.Values) error {
	r.Response().Header().Set("Cache-Control", "no-store")
	return r.redirect(to, more)
}

package oauth

import (
	"context"
	"errors"
	"net"
	"net/http"

	"golang.org/x/oauth2"
)

// A Failure is why a provider could not be used: a code for the app, a cause for the operator.
type Failure struct {
	Code  string
	Cause error
}

// The codes. Each failure of a provider has its own.
const (
	InvalidCode     = "invalid_code"              // the provider refuses the authorization code: used, expired, another client's
	InvalidIDToken  = "invalid_id_token"          // signature, issuer, audience, nonce or time of the id token
	Mismatch        = "issuer_mismatch"           // the answer comes from another provider than was asked
	SubjectMismatch = "subject_mismatch"          // id token and user info are about two people
	NoUserInfo      = "unable_to_get_user_info"   // the provider refuses to say who it is
	Unavailable     = "provider_unavailable"      // no connection, or an error of the provider's server
	Timeout         = "provider_timeout"          // no answer in time
	Misconfigured   = "invalid_provider_settings" // endpoints are missing, or discovery says what it may not
)

// Error implements error. The cause never holds a code or token.
func (f *Failure) Error() string { return f.Code + ": " + f.Cause.Error() }

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Cause }

func fail(code string, cause error) error { return &Failure{code, cause} }

// outcome names the failure of a request to a provider; refused is what an answer of the provider's means.
func outcome(refused string, err error) error {
	var failure *Failure
	var answer *oauth2.RetrieveError
	var network net.Error
	switch {
	case err == nil || errors.As(err, &failure):
		return err
	case errors.As(err, &answer):
		cause := errors.New("status " + http.StatusText(answer.Response.StatusCode) + ", error " + answer.ErrorCode)
		if answer.Response.StatusCode >= http.StatusInternalServerError || answer.Response.StatusCode == http.StatusTooManyRequests {
			return fail(Unavailable, cause)
		}
		return fail(refused, cause)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return fail(Timeout, err)
	case errors.As(err, &network), errors.Is(err, errUnreachable):
		return fail(Unavailable, err)
	}
	return fail(refused, err)
}

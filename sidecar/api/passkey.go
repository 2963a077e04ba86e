package api

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"

	"neonauth/gen"
	"neonauth/sidecar/passkey"
)

// The cookie of a ceremony contains a token, from which the challenge follows. The database has the token's hash.
const (
	passkeyCookie  = "better-auth-passkey"
	passkeySeconds = 5 * 60
)

// passkeyChallenge returns the challenge of a ceremony.
func passkeyChallenge(token string) string {
	sum := sha256.Sum256([]byte("passkey challenge " + token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// ceremonyHash returns the token of the ceremony in the cookie and its hash, or "".
func (s *Server) ceremonyHash(r *request) (token, hash string) {
	if token = s.readCookie(r, passkeyCookie); token == "" {
		return "", ""
	}
	return token, tokenHash(token)
}

// host returns this server's host, without port: the domain of passkeys unless the settings name another.
func (r *request) host() string {
	own, err := url.Parse(r.origin)
	if err != nil {
		return ""
	}
	return own.Hostname()
}

// GET /passkey/generate-register-options
func (s *Server) beginPasskeyRegistration(r *request, _ struct{}) ([]byte, error) {
	token := generate(32)
	options, err := r.queries.BeginPasskeyRegistration(r.ctx, gen.BeginPasskeyRegistrationParams{
		TokenHash: r.tokenHash(), ChallengeHash: tokenHash(token), Challenge: passkeyChallenge(token), Host: r.host(),
		Attachment: r.query.Get("authenticatorAttachment"), Name: r.query.Get("name"),
	})
	if err != nil {
		return nil, err
	}
	s.setCookie(r, passkeyCookie, sign(r.settings.Cookies, token), passkeySeconds)
	return options, nil
}

// POST /passkey/verify-registration
func (s *Server) addPasskey(r *request, in struct {
	Response any     `json:"response"`
	Name     *string `json:"name"`
},
) ([]byte, error) {
	token, hash := s.ceremonyHash(r)
	found, err := r.queries.FindPasskeyRegistration(r.ctx, r.tokenHash(), hash)
	if err != nil {
		return nil, err
	}
	ceremony, err := s.ceremony(r, token, found)
	if err != nil {
		return nil, err
	}
	made, err := ceremony.Register(in.Response)
	if err != nil {
		return nil, s.rejectPasskey(r, "register", hash, "PASSKEY_NOT_REGISTERED", err)
	}
	made.Name = in.Name
	credential, err := json.Marshal(made)
	if err != nil {
		return nil, err
	}
	r.mails = true // the user is informed
	row, err := r.queries.AddPasskey(r.ctx, r.tokenHash(), hash, credential)
	if err != nil {
		return nil, err
	}
	return r.outcome(row.Failure, row.Body)
}

// GET /passkey/generate-authenticate-options
func (s *Server) beginPasskeySignIn(r *request, _ struct{}) ([]byte, error) {
	token := generate(32)
	options, err := r.queries.BeginPasskeySignIn(r.ctx, gen.BeginPasskeySignInParams{
		TokenHash: r.tokenHash(), StepHash: s.challengeHash(r), ChallengeHash: tokenHash(token), Challenge: passkeyChallenge(token), Host: r.host(),
	})
	if err != nil {
		return nil, err
	}
	s.setCookie(r, passkeyCookie, sign(r.settings.Cookies, token), passkeySeconds)
	return options, nil
}

// POST /passkey/verify-authentication
func (s *Server) signInPasskey(r *request, in struct {
	Response any `json:"response"`
},
) ([]byte, error) {
	token, hash := s.ceremonyHash(r)
	id := passkey.ID(in.Response)
	found, err := r.queries.FindPasskeySignIn(r.ctx, hash, id)
	if err != nil {
		return nil, err
	}
	ceremony, err := s.ceremony(r, token, found)
	if err != nil {
		return nil, err
	}
	use, err := ceremony.SignIn(in.Response, found.PublicKey)
	if err != nil {
		return nil, s.rejectPasskey(r, "sign-in", hash, "PASSKEY_FAILED", err)
	}
	r.mails = true // the user is warned of a copy
	step, session, remember := s.challengeHash(r), r.generateToken(), !s.isForgetful(r)
	row, err := r.queries.SignInPasskey(r.ctx, gen.SignInPasskeyParams{
		TokenHash: r.tokenHash(), StepHash: step, ChallengeHash: hash, CredentialID: id, VerifiedKey: found.PublicKey,
		Counter: int64(use.Counter), IsVerified: use.IsVerified, IsBackedUp: use.IsBackedUp, NewTokenHash: tokenHash(session),
		Remember: remember || step == "", // without a first step only the cookie ends with the browser, as in the reference
	})
	if err != nil {
		return nil, err
	}
	answer, err := r.outcome(row.Failure, row.Body)
	if err != nil {
		return nil, err
	}
	r.observed().user = found.UserID
	if err := s.signIn(r, answer, session, remember); err != nil {
		return nil, err
	}
	if step != "" && !isChallenge(answer) {
		s.setCookie(r, challengeCookie, "", 0)
	}
	return answer, nil
}

// ceremony returns what a response must match, or why there is none: the page must be one of those that the settings name,
// or else the trusted one that has sent the request.
func (s *Server) ceremony(r *request, token string, found gen.PasskeyCeremonyRow) (passkey.Ceremony, error) {
	origins := strings.Fields(found.Origins)
	if len(origins) == 0 {
		page := r.Request().Header.Get("Origin")
		switch {
		case page == "":
			return passkey.Ceremony{}, r.settings.Failure("PASSKEY_ORIGIN_MISSING")
		case !s.isTrusted(r, page):
			return passkey.Ceremony{}, r.settings.Failure("INVALID_ORIGIN")
		}
		origins = []string{page}
	}
	if found.Failure != "" {
		return passkey.Ceremony{}, r.settings.Failure(found.Failure)
	}
	return passkey.Ceremony{
		Challenge: passkeyChallenge(token), Domain: cmp.Or(found.RpID, r.host()), Origins: origins, NeedsVerification: found.NeedsVerification,
	}, nil
}

// rejectPasskey uses up the challenge of a wrong response, and returns the failure.
func (s *Server) rejectPasskey(r *request, ceremony, hash, failure string, cause error) error {
	s.Log.InfoContext(r.ctx, "passkey rejected", "id", requestID(r), "ceremony", ceremony, "cause", cause.Error())
	if err := r.queries.SpendPasskeyChallenge(r.ctx, ceremony, hash); err != nil {
		return err
	}
	return r.settings.Failure(failure)
}

// GET /passkey/list-user-passkeys
func (s *Server) listPasskeys(r *request, _ struct{}) ([]byte, error) {
	return r.queries.ListPasskeys(r.ctx, r.tokenHash())
}

// POST /passkey/update-passkey
func (s *Server) updatePasskey(r *request, in struct {
	ID   string `json:"id"`
	Name string `json:"name"`
},
) ([]byte, error) {
	return r.queries.UpdatePasskey(r.ctx, r.tokenHash(), in.ID, in.Name)
}

// POST /passkey/delete-passkey
func (s *Server) deletePasskey(r *request, in struct {
	ID string `json:"id"`
},
) ([]byte, error) {
	r.mails = true // the user is informed
	return r.queries.DeletePasskey(r.ctx, r.tokenHash(), in.ID)
}

package api

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"time"

	"neonauth/gen"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/jwt"
)

// GET /token
func (s *Server) token(r *request) error {
	row, _, err := s.currentSession(r, true)
	if err != nil {
		return err
	}
	if row == nil {
		return r.settings.Failure("UNAUTHORIZED")
	}
	token, err := s.mint(r, row, true)
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, map[string]string{"token": token})
}

// maxHeaderToken is the maximum length of the token in a header. Proxies accept 4 or 8 KB of headers by default, and Node's
// fetch fails at 16 KB, so a large profile would break every get-session.
const maxHeaderToken = 4000

// setAuthJWT adds the header from which SDKs take the access token to get-session's response. Pages of other origins see it
// only if it is exposed. There is no header if the signing key cannot be decrypted; /readyz and /token report that.
func (s *Server) setAuthJWT(r *request, row *gen.SessionRow) error {
	token, err := s.mintForHeader(r, row)
	if errors.Is(err, branch.ErrKey) || errors.Is(err, errClaimsHook) || isReadOnly(err) { // the last: no key was made yet
		s.Log.ErrorContext(r.ctx, "session without token header", "error", err, "cause", cause(err))
		return nil // the user stays signed in; /token reports the error
	}
	if err != nil || token == "" {
		return err
	}
	h := r.Response().Header()
	r.jwt[0] = token
	h["Set-Auth-Jwt"] = r.jwt[:]
	expose(h, "set-auth-jwt")
	return nil
}

// mintForHeader returns a token that fits into a header: without a long picture, or "" if it is still too long. GET /token
// returns the complete one.
func (s *Server) mintForHeader(r *request, row *gen.SessionRow) (string, error) {
	if row.Image == nil || len(*row.Image) <= maxHeaderToken/2 {
		if token, err := s.mint(r, row, true); err != nil || len(token) <= maxHeaderToken {
			return token, err
		}
	}
	if row.Image != nil {
		if token, err := s.mint(r, row, false); err != nil || len(token) <= maxHeaderToken {
			return token, err
		}
	}
	return "", nil
}

// mint returns a session's token. It returns the cached one if that is younger than a minute and nothing has changed.
// picture: include the user's image.
func (s *Server) mint(r *request, row *gen.SessionRow, picture bool) (string, error) {
	key, err := r.db.SigningKey(r.ctx, r.settings)
	if err != nil {
		return "", err
	}
	organization := organizationClaim(row)
	assurance := ""
	switch {
	case !r.settings.AssuranceClaims:
	case r.assurance != nil:
		assurance = *r.assurance
	default:
		assurance = assuranceClaims(row)
	}
	version := jwt.Version{
		Origin: r.origin, Key: key.ID, Organization: string(organization), Assurance: assurance,
		Session: row.UpdatedAt.UnixMicro(), User: row.UserUpdatedAt.UnixMicro(),
		Options: r.settings.Token.Version, Lifetime: r.settings.Token.Lifetime,
	}
	now := r.db.Now()
	if r.settings.ClaimsHook {
		version.Settings = r.settings.Version
	}
	cached := row.TokenHash
	if !picture {
		cached += " without a picture"
	}
	return s.tokens.Get(cached, version, now, func() (string, error) {
		claims := appendUser(append(make([]byte, 0, 512), '{'), row, &r.settings.Token.Role, picture, r.settings.Off)
		claims = append(claims, `,"sub":"`...)
		claims = append(claims, row.UserID...)
		claims = append(claims, '"')
		claims = append(claims, organization...)
		claims = append(claims, assurance...)
		claims = append(claims, r.settings.Token.Claims...)
		extra, err := s.extraClaims(r)
		if err != nil {
			return "", err
		}
		return key.Sign(seal(r, append(claims, extra...), now)), nil
	})
}

// seal completes a token's claims with its time, lifetime, issuer and audience.
func seal(r *request, claims []byte, now time.Time) []byte {
	t := r.settings.Token
	issuer, audience := cmp.Or(t.Issuer, r.origin), t.Audience
	claims = fmt.Appendf(claims, `,"iat":%d,"exp":%d,"iss":`, now.Unix(), now.Add(t.Lifetime).Unix())
	claims = append(appendText(claims, &issuer), `,"aud":`...)
	if audience == "" {
		claims = appendText(claims, &r.origin)
	}
	return append(append(claims, audience...), '}')
}

// GET /token/anonymous is Neon's endpoint for pages that read data without a signed-in user. The token has no sub: with
// one, auth.user_id() would return a user.
func (s *Server) anonymousToken(r *request) error {
	if err := r.confirm(); err != nil { // a retired key must not sign any more
		return err
	}
	key, err := r.db.SigningKey(r.ctx, r.settings)
	if err != nil {
		return err
	}
	now := r.db.Now()
	token := key.Sign(seal(r, []byte(`{"role":"anonymous"`), now))
	return r.JSON(http.StatusOK, struct {
		Token     string `json:"token"`
		ExpiresAt int64  `json:"expires_at"`
	}{token, now.Add(r.settings.Token.Lifetime).Unix()})
}

// GET /.well-known/jwks.json, /jwks
func (s *Server) jwks(r *request, _ struct{}) ([]byte, error) {
	if _, err := r.db.SigningKey(r.ctx, r.settings); err != nil {
		// A key that cannot be decrypted still verifies existing tokens.
		s.Log.WarnContext(r.ctx, "no signing key", "error", err)
	}
	if keys := r.db.PublicKeys(r.ctx, r.settings); keys != nil {
		return keys, nil
	}
	return r.queries.ListPublicKeys(r.ctx)
}

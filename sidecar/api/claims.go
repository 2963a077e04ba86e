package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"neonauth/gen"
)

// errClaimsHook is returned if the configured function for additional claims failed.
var errClaimsHook = errors.New("the token claims hook failed")

// hookTimeout is the time limit of a claims hook.
const hookTimeout = 2 * time.Second

// extraClaims returns the claims from the claims hook, with a leading comma.
func (s *Server) extraClaims(r *request) ([]byte, error) {
	if !r.settings.ClaimsHook {
		return nil, nil
	}
	ctx, done := context.WithTimeout(r.ctx, hookTimeout)
	defer done()
	answer, err := s.queries(r).GetExtraClaims(ctx, r.tokenHash())
	if again, _ := worthAnotherTry(err); again || r.ctx.Err() != nil {
		return nil, err
	}
	var compact bytes.Buffer
	if err == nil {
		err = json.Compact(&compact, answer)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errClaimsHook, err)
	}
	extra := bytes.TrimSuffix(compact.Bytes(), []byte("}"))
	if len(extra) <= 1 {
		return nil, nil
	}
	extra[0] = ',' // replaces the {
	return extra, nil
}

// assuranceClaims returns the claims about how and when the user proved who they are, with a leading comma. SQL's
// assurance_claims returns the same.
func assuranceClaims(row *gen.SessionRow) string {
	claims := append(make([]byte, 0, 96), `,"amr":[`...)
	for method := range strings.FieldsSeq(row.Amr) {
		if claims[len(claims)-1] != '[' {
			claims = append(claims, ',')
		}
		claims = appendText(claims, &method)
	}
	claims = append(claims, `],"aal":"aal1"`...)
	if row.SecondFactorAt != nil {
		claims[len(claims)-2] = '2'
	}
	if row.AuthenticatedAt != nil {
		claims = strconv.AppendInt(append(claims, `,"auth_time":`...), row.AuthenticatedAt.Unix(), 10)
	}
	return string(claims)
}

// organizationClaim returns the claim "o" with a leading comma: the active organization and the user's role in it. It is
// empty if the user is not a member.
func organizationClaim(row *gen.SessionRow) []byte {
	if row.OrganizationRole == nil {
		return nil
	}
	claim := append(make([]byte, 0, 128), `,"o":{"id":`...)
	claim = appendText(claim, row.ActiveOrganizationID)
	claim = appendText(append(claim, `,"slug":`...), row.OrganizationSlug)
	claim = appendText(append(claim, `,"role":`...), row.OrganizationRole)
	return append(claim, '}')
}

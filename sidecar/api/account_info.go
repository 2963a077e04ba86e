package api

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"neonauth/sidecar/oauth"
)

// GET /account-info
func (s *Server) accountInfo(r *request, _ struct{}) ([]byte, error) {
	given := func(name string) *string {
		if value := r.query.Get(name); value != "" {
			return &value
		}
		return nil
	}
	a, err := s.findProviderAccount(r, accountChoice{given("providerId"), given("accountId")}, "info")
	if err != nil {
		return nil, err
	}
	if err := s.freshen(r, a, "ACCESS_TOKEN_NOT_FOUND"); err != nil && (a.p.UserInfoURL != "" || a.AccessToken == "") {
		return nil, err
	}
	full, err := s.Providers.Resolve(r.ctx, a.p)
	if err != nil {
		return nil, s.providerFailure(r, a.ProviderID, err, "PROVIDER_INFO_MISSING")
	}
	answer := &arrival{p: full, answer: &oauth.Answer{}}
	answer.answer.Profile, answer.answer.Emails, err = s.Providers.Profile(r.ctx, full, a.AccessToken, verifiedClaims(a.IDToken))
	if err != nil {
		return nil, s.providerFailure(r, a.ProviderID, err, "PROVIDER_INFO_MISSING")
	}
	profile, err := json.Marshal(answer.profile())
	if err != nil {
		return nil, err
	}
	user, err := r.queries.DescribeAccount(r.ctx, a.ProviderID, profile)
	if err != nil {
		return nil, err
	}
	info := map[string]any{"user": json.RawMessage(user), "data": answer.answer.Profile}
	if a.ByRow { // the response for clients of Better Auth 1.7
		info["account"] = map[string]string{"id": a.ID, "providerId": a.ProviderID, "accountId": a.AccountID}
	}
	return answerJSON(info)
}

// verifiedClaims returns the claims of an ID token that was verified before it was stored, or nil if there is none.
func verifiedClaims(token string) map[string]any {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return nil
	}
	return oauth.Decode(text)
}

// profile returns the provider's response for SQL, with the list of addresses, and with the name that Apple sends once, in
// the browser. That form is not signed, so only the name is taken from it.
func (a *arrival) profile() map[string]any {
	profile := map[string]any{}
	for name, value := range a.answer.Profile {
		profile[name] = value
	}
	delete(profile, "emails")
	if a.answer.Emails != nil {
		profile["emails"] = a.answer.Emails
	}
	var sent struct {
		Name struct{ FirstName, LastName string }
	}
	if a.p.ResponseMode == "form_post" && json.Unmarshal([]byte(a.query.Get("user")), &sent) == nil {
		clean := func(text string) string { return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "") }
		profile["user"] = map[string]any{"name": map[string]string{
			"firstName": clean(sent.Name.FirstName), "lastName": clean(sent.Name.LastName),
		}}
	}
	return profile
}

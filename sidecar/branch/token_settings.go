package branch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"neonauth/gen"
)

// Token is what the settings say about tokens.
type Token struct {
	Lifetime time.Duration
	Issuer   string // claim iss; empty: this server's origin
	Audience string // claim aud, as JSON; empty: this server's origin
	Role     string // claim role of users
	Claims   string // further claims of users, as JSON with a leading comma; empty: none

	// Version differs if one of them differs.
	Version string
}

func tokenSettings(row *gen.ConfigRow) Token {
	t := Token{Lifetime: time.Duration(row.JwtSeconds) * time.Second, Issuer: row.JwtIssuer, Audience: compact(row.JwtAudience), Role: row.JwtRole}
	if claims := compact(row.JwtClaims); len(claims) > len("{}") {
		t.Claims = "," + claims[1:len(claims)-1]
	}
	t.Version = fmt.Sprint(row.JwtSeconds, t.Issuer, "\x00", t.Audience, "\x00", t.Role, t.Claims)
	return t
}

// compact returns JSON from Postgres without blanks.
func compact(text string) string {
	var out bytes.Buffer
	if json.Compact(&out, []byte(text)) != nil { // empty
		return ""
	}
	return out.String()
}

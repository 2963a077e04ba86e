package api

import (
	"encoding/json"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"neonauth/gen"
)

// This file writes the same JSON as SQL's session_json and user_json, because building it in Postgres costs as much as the
// look-up itself. A test checks that they are equal.

// sessionJSON returns the body of get-session, without the fields of plugins that are off.
func sessionJSON(row *gen.SessionRow, token string, off map[string]bool) []byte {
	return appendSession(make([]byte, 0, 1024), row, token, off)
}

// answers are buffers for bodies of get-session.
var answers = sync.Pool{New: func() any { return new([]byte) }}

func appendSession(b []byte, row *gen.SessionRow, token string, off map[string]bool) []byte {
	b = append(b, `{"session":{"expiresAt":`...)
	b = appendTime(b, &row.ExpiresAt)
	b = append(b, `,"token":"`...)
	b = append(b, token...)
	b = append(b, `","createdAt":`...)
	b = appendTime(b, &row.CreatedAt)
	b = append(b, `,"updatedAt":`...)
	b = appendTime(b, &row.UpdatedAt)
	b = append(b, `,"ipAddress":`...)
	b = appendText(b, row.IPAddress)
	b = append(b, `,"userAgent":`...)
	b = appendText(b, row.UserAgent)
	b = append(b, `,"userId":"`...)
	b = append(b, row.UserID...)
	b = append(b, `","impersonatedBy":`...)
	b = appendText(b, row.ImpersonatedBy)
	b = append(b, `,"activeOrganizationId":`...)
	b = appendText(b, row.ActiveOrganizationID)
	if !off["teams"] {
		b = append(b, `,"activeTeamId":`...)
		b = appendText(b, row.ActiveTeamID)
	}
	b = append(b, `,"id":"`...)
	b = append(b, row.ID...)
	b = append(b, `"},"user":{`...)
	b = appendUser(b, row, row.Role, true, off)
	return append(b, `}}`...)
}

// appendUser appends a user's fields with this role, with the image if picture is true, and without the fields of plugins
// that are off.
func appendUser(b []byte, row *gen.SessionRow, role *string, picture bool, off map[string]bool) []byte {
	b = append(b, `"name":`...)
	b = appendText(b, &row.Name)
	b = append(b, `,"email":`...)
	b = appendText(b, &row.Email)
	b = append(b, `,"emailVerified":`...)
	b = strconv.AppendBool(b, row.EmailVerified)
	if picture {
		b = append(b, `,"image":`...)
		b = appendText(b, row.Image)
	}
	b = append(b, `,"createdAt":`...)
	b = appendTime(b, &row.UserCreatedAt)
	b = append(b, `,"updatedAt":`...)
	b = appendTime(b, &row.UserUpdatedAt)
	b = append(b, `,"role":`...)
	b = appendText(b, role)
	b = append(b, `,"banned":`...)
	b = appendBool(b, row.Banned)
	b = append(b, `,"banReason":`...)
	b = appendText(b, row.BanReason)
	b = append(b, `,"banExpires":`...)
	b = appendTime(b, row.BanExpires)
	if !off["twoFactor"] {
		b = append(b, `,"twoFactorEnabled":`...)
		b = appendBool(b, row.TwoFactorEnabled)
	}
	if !off["anonymous"] {
		b = append(b, `,"isAnonymous":`...)
		b = appendBool(b, row.IsAnonymous)
	}
	if !off["username"] {
		b = appendText(append(b, `,"username":`...), row.Username)
		b = appendText(append(b, `,"displayUsername":`...), row.DisplayUsername)
	}
	if !off["phoneNumber"] {
		b = appendText(append(b, `,"phoneNumber":`...), row.PhoneNumber)
		b = appendBool(append(b, `,"phoneNumberVerified":`...), row.PhoneNumberVerified)
	}
	if !off["lastLoginMethod"] {
		b = appendText(append(b, `,"lastLoginMethod":`...), row.LastLoginMethod)
	}
	b = append(b, `,"id":"`...)
	b = append(b, row.UserID...)
	return append(b, '"')
}

func appendBool(b []byte, value *bool) []byte {
	if value == nil {
		return append(b, "null"...)
	}
	return strconv.AppendBool(b, *value)
}

// appendTime appends a time like JavaScript's toISOString, cut to milliseconds.
func appendTime(b []byte, at *time.Time) []byte {
	if at == nil {
		return append(b, "null"...)
	}
	utc := at.UTC()
	year, month, day := utc.Date()
	b = append(b, '"')
	if year < 0 || year > 9999 {
		return append(utc.AppendFormat(b, "2006-01-02T15:04:05.000Z"), '"')
	}
	hour, minute, second := utc.Clock()
	b = appendDigits(b, year, 1000)
	b = appendDigits(append(b, '-'), int(month), 10)
	b = appendDigits(append(b, '-'), day, 10)
	b = appendDigits(append(b, 'T'), hour, 10)
	b = appendDigits(append(b, ':'), minute, 10)
	b = appendDigits(append(b, ':'), second, 10)
	b = appendDigits(append(b, '.'), utc.Nanosecond()/1_000_000, 100)
	return append(b, 'Z', '"')
}

// appendDigits appends a number with leading zeros. unit is the value of its first digit.
func appendDigits(b []byte, number, unit int) []byte {
	for ; unit > 0; unit /= 10 {
		b = append(b, byte('0'+number/unit%10))
	}
	return b
}

// appendText appends a JSON string. Plain strings, nearly all, do not need encoding/json.
func appendText(b []byte, text *string) []byte {
	if text == nil {
		return append(b, "null"...)
	}
	for i := 0; i < len(*text); i++ {
		if c := (*text)[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf || c == '<' || c == '>' || c == '&' {
			escaped, err := json.Marshal(*text)
			if err != nil {
				escaped = []byte(`""`) // strings can always be encoded
			}
			return append(b, escaped...)
		}
	}
	b = append(b, '"')
	b = append(b, *text...)
	return append(b, '"')
}

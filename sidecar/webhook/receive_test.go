package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"testing"

	"neonauth/sidecar/webhook"
)

const (
	svixSecret   = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	workosSecret = "b4NJRkMoqKTp0lXFDrUjsO1Gc"
)

func sum(key, signed string) []byte {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(signed))
	return mac.Sum(nil)
}

// The example of the Standard Webhooks and Svix documentation.
func TestReceiveAcceptsThePublishedExample(t *testing.T) {
	t.Parallel()
	const body = `{"test": 2432232314}`
	for _, prefix := range []string{"Svix-", "Webhook-"} {
		h := http.Header{}
		h.Set(prefix+"Id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
		h.Set(prefix+"Timestamp", "1614265330")
		h.Set(prefix+"Signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
		for _, secrets := range []string{svixSecret, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA " + svixSecret} {
			m, err := webhook.Receive("clerk", secrets, h, []byte(body))
			if err != nil || m.ID != "msg_p5jXN8AQM9LWM0D4loKWxJek" || m.SentMillis != 1614265330000 {
				t.Errorf("%s: %+v, %v", prefix, m, err)
			}
		}
		for name, change := range map[string]func(http.Header) string{
			"another body":     func(http.Header) string { return body + " " },
			"another id":       func(h http.Header) string { h.Set(prefix+"Id", "msg_other"); return body },
			"no id":            func(h http.Header) string { h.Del(prefix + "Id"); return body },
			"another time":     func(h http.Header) string { h.Set(prefix+"Timestamp", "1614265331"); return body },
			"a time with sign": func(h http.Header) string { h.Set(prefix+"Timestamp", "+1614265330"); return body },
			"another version": func(h http.Header) string {
				h.Set(prefix+"Signature", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
				return body
			},
			"an empty sum": func(h http.Header) string { h.Set(prefix+"Signature", "v1,"); return body },
			"no signature": func(h http.Header) string { h.Del(prefix + "Signature"); return body },
			"half of it":   func(h http.Header) string { h.Set(prefix+"Signature", "v1,g0hM9SsE+OTPJTGt/tmIKg=="); return body },
			"a second that fits": func(h http.Header) string {
				h.Set(prefix+"Signature", "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
				return body
			},
		} {
			changed := h.Clone()
			_, err := webhook.Receive("clerk", svixSecret, changed, []byte(change(changed)))
			if accepted := err == nil; accepted != (name == "a second that fits") {
				t.Errorf("%s, %s: %v", prefix, name, err)
			}
		}
		if _, err := webhook.Receive("clerk", "", h, []byte(body)); err == nil {
			t.Error("it is accepted without a secret")
		}
	}
}

func TestReceiveAcceptsWorkOS(t *testing.T) {
	t.Parallel()
	const body = `{"id":"event_01","event":"user.created","data":{"id":"user_01"}}`
	good := "t=1626125972272, v1=" + hex.EncodeToString(sum(workosSecret, "1626125972272."+body))
	for header, accepted := range map[string]bool{
		good: true,
		"t=1626125972273, v1=" + hex.EncodeToString(sum(workosSecret, "1626125972272."+body)): false,
		"v1=" + hex.EncodeToString(sum(workosSecret, "."+body)):                               false,
		"t=1626125972272": false,
		"":                false,
		"t=1626125972272, v1=" + base64.StdEncoding.EncodeToString(sum(workosSecret, "1626125972272."+body)): false,
	} {
		h := http.Header{}
		h.Set("WorkOS-Signature", header)
		m, err := webhook.Receive("workos", workosSecret, h, []byte(body))
		if (err == nil) != accepted || accepted && (m.ID != "event_01" || m.SentMillis != 1626125972272) {
			t.Errorf("%q: %+v, %v", header, m, err)
		}
	}
}

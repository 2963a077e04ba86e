// Package webhooktest provides an app's server for tests, which receives events and verifies them.
package webhooktest

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A Delivery is one request with an event.
type Delivery struct {
	Header http.Header
	Raw    []byte // the body as received
	Event  struct {
		ID        string            `json:"event_id"`
		Type      string            `json:"event_type"`
		Timestamp time.Time         `json:"timestamp"`
		Context   map[string]string `json:"context"`
		User      map[string]any    `json:"user"`
		Data      map[string]string `json:"event_data"`
	}
}

// A Receiver accepts events on its own address until the test ends.
type Receiver struct {
	URL string

	mutex      sync.Mutex
	answer     http.HandlerFunc
	deliveries []Delivery
}

// Start starts a receiver. It responds with 200 and an empty body until Answer is called.
func Start(t testing.TB) *Receiver {
	t.Helper()
	r := &Receiver{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		raw, err := io.ReadAll(in.Body)
		d := Delivery{Header: in.Header, Raw: raw}
		if err == nil {
			err = json.Unmarshal(raw, &d.Event)
		}
		if err != nil {
			t.Errorf("an event that cannot be parsed: %v", err)
		}
		r.mutex.Lock()
		r.deliveries = append(r.deliveries, d)
		answer := r.answer
		r.mutex.Unlock()
		if answer != nil {
			answer(w, in)
		}
	}))
	t.Cleanup(server.Close)
	r.URL = server.URL + "/hook?key=kept-out-of-logs"
	return r
}

// Answer sets the handler that responds from now on.
func (r *Receiver) Answer(answer http.HandlerFunc) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.answer = answer
}

// Respond sets the status and body of the responses from now on.
func (r *Receiver) Respond(status int, body string) {
	r.Answer(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // the client may have closed the connection
	})
}

// Deliveries returns the deliveries of a type in order of arrival, or all of them if kind is empty.
func (r *Receiver) Deliveries(kind string) []Delivery {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	var found []Delivery
	for _, d := range r.deliveries {
		if kind == "" || d.Event.Type == kind {
			found = append(found, d)
		}
	}
	return found
}

// fresh is the maximum age of a delivery.
const fresh = 5 * time.Minute

// Verify does what a receiver must do before it trusts an event: find the key by its id in the key set, verify the
// signature over timestamp and body as received, and reject events older than five minutes. A receiver should also
// remember the ids of these minutes, as repeated attempts have the same id.
func (d Delivery) Verify(keySet []byte, now time.Time) error {
	var set struct{ Keys []struct{ Kid, X string } }
	if err := json.Unmarshal(keySet, &set); err != nil {
		return err
	}
	sent, err := strconv.ParseInt(d.Header.Get("X-Neon-Timestamp"), 10, 64)
	if age := now.Sub(time.UnixMilli(sent)); err != nil || age > fresh || age < -fresh {
		return errors.New("older than five minutes")
	}
	header, signature, ok := strings.Cut(d.Header.Get("X-Neon-Signature"), "..")
	var named struct{ Alg, Kid string }
	if plain, err := decode(header); !ok || err != nil || json.Unmarshal(plain, &named) != nil {
		return errors.New("no detached signature")
	}
	payload := d.Header.Get("X-Neon-Timestamp") + "." + encode(d.Raw)
	made, err := decode(signature)
	for _, key := range set.Keys {
		if key.Kid != d.Header.Get("X-Neon-Signature-Kid") || key.Kid != named.Kid || named.Alg != "EdDSA" {
			continue
		}
		public, bad := decode(key.X)
		if err == nil && bad == nil && ed25519.Verify(public, []byte(header+"."+encode([]byte(payload))), made) {
			return nil
		}
	}
	return errors.New("the signature is not valid")
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func decode(text string) ([]byte, error) { return base64.RawURLEncoding.Strict().DecodeString(text) }
